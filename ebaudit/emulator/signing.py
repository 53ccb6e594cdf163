"""Checks of the two signature schemes: ACS3-HMAC-SHA256 and the older RPC scheme, which the Terraform provider uses.

Sources: https://www.alibabacloud.com/help/en/sdk/product-overview/v3-request-structure-and-signature and
https://www.alibabacloud.com/help/en/sdk/product-overview/rpc-mechanism. Both are checked by signing again with the
key's secret.
"""

import base64
import hashlib
import hmac
import re
from calendar import timegm
from functools import lru_cache

from ebaudit.emulator.encoding import Pairs, canonical, encoded
from ebaudit.emulator.errors import ApiError, missing
from ebaudit.emulator.identities import Identities, Identity
from ebaudit.emulator.wire import HttpRequest

ACS3 = re.compile(r"ACS3-HMAC-SHA256 +Credential=([^,\s]+), *SignedHeaders=([^,\s]+), *Signature=([0-9a-f]{64})$")
MUST_SIGN = {"host", "x-acs-action", "x-acs-version", "x-acs-date", "x-acs-signature-nonce", "x-acs-content-sha256"}
INSTANT = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)Z$")


def verify(request: HttpRequest, query: Pairs, form: Pairs, identities: Identities, now: float, skew: int) -> Identity:  # noqa: PLR0913  each is a part of what is signed
    """Return who signed a request; ApiError with the service's code when nobody that may call did."""
    if "authorization" in request.headers:
        return _acs3(request, query, identities, now, skew)
    return _rpc(request, query, form, identities, now, skew)


def _acs3(request: HttpRequest, query: Pairs, identities: Identities, now: float, skew: int) -> Identity:
    headers = request.headers
    found = ACS3.match(headers["authorization"])
    if found is None:
        raise ApiError(400, "IncompleteSignature", "The request signature does not conform to Aliyun standards.")
    key, signed, signature = found.groups()
    names = signed.split(";")
    if not MUST_SIGN.issubset(names):
        raise ApiError(400, "IncompleteSignature", f"These headers must be signed: {', '.join(sorted(MUST_SIGN))}.")
    _fresh(headers.get("x-acs-date", ""), now, skew)
    identity = identities.find(key, headers.get("x-acs-security-token", ""), now)
    digest = hashlib.sha256(request.body).hexdigest()
    lines = "".join([f"{name}:{headers.get(name, '').strip()}\n" for name in names])
    text = f"{request.method}\n{request.path}\n{canonical(query)}\n{lines}\n{signed}\n{digest}"
    hashed = hashlib.sha256(text.encode()).hexdigest()
    expected = hmac.new(identity.secret.encode(), b"ACS3-HMAC-SHA256\n" + hashed.encode(), hashlib.sha256).hexdigest()
    if headers.get("x-acs-content-sha256") != digest or not hmac.compare_digest(expected, signature):
        raise _mismatch()
    identities.use(headers.get("x-acs-signature-nonce", ""), now, skew)
    return identity


def _rpc(  # noqa: PLR0913  each is a part of what is signed
    request: HttpRequest, query: Pairs, form: Pairs, identities: Identities, now: float, skew: int
) -> Identity:
    given = dict(query)
    for name in ("AccessKeyId", "Signature", "SignatureNonce", "Timestamp"):
        if not given.get(name):
            raise missing(name)
    if given.get("SignatureMethod") != "HMAC-SHA1" or given.get("SignatureVersion") != "1.0":
        raise ApiError(400, "IncompleteSignature", "Only SignatureMethod HMAC-SHA1, SignatureVersion 1.0 is known.")
    _fresh(given["Timestamp"], now, skew)
    identity = identities.find(given["AccessKeyId"], given.get("SecurityToken", ""), now)
    signed = [pair for pair in (*query, *form) if pair[0] != "Signature"]
    text = f"{request.method}&%2F&{encoded(canonical(signed))}"
    made = hmac.new(f"{identity.secret}&".encode(), text.encode(), hashlib.sha1).digest()
    if not hmac.compare_digest(base64.b64encode(made).decode(), given["Signature"]):
        raise _mismatch()
    identities.use(given["SignatureNonce"], now, skew)
    return identity


def _mismatch() -> ApiError:
    return ApiError(400, "SignatureDoesNotMatch", "Specified signature is not matched with our calculation.")


def _fresh(text: str, now: float, skew: int) -> None:
    seconds = seconds_of(text)
    if seconds is None:
        raise ApiError(400, "InvalidTimeStamp.Format", "Specified time stamp or date value is not well formatted.")
    if abs(seconds - now) > skew:
        raise ApiError(400, "InvalidTimeStamp.Expired", "Specified time stamp or date value is expired.")


@lru_cache(64)
def seconds_of(text: str) -> int | None:
    """Return an instant (``2026-11-24T22:00:00Z``) in seconds since 1970, or None for anything else."""
    found = INSTANT.match(text)
    try:
        return None if found is None else timegm(tuple(map(int, found.groups())))
    except ValueError:  # a month or day that no calendar has
        return None
