"""What came back from a call, and what it means.

Success is what the reply's ``Code`` or ``Success`` says, not the HTTP status: a bus that does not exist is answered
with status 200, a product that is not activated with 403. What is worth another try is decided here too.
Source of the codes: https://www.alibabacloud.com/help/en/eventbridge/developer-reference/api-eventbridge-2020-04-01-errorcodes
"""

import re
from collections.abc import Mapping
from enum import StrEnum

from ebaudit.model.record import Record
from ebaudit.readers.jsonparts import Json, text
from ebaudit.readers.live.actions import Action


class Reply(Record):
    """What came back: ``status`` is 0 where there was no HTTP reply, ``body`` the JSON, None where there was none.

    ``problem`` says why there is no body, ``kind`` what that means; ``retry_after`` is how many seconds the service
    asks to wait, ``tries`` how often the call was made.
    """

    status: int
    body: Json = None
    problem: str = ""
    kind: str = ""
    retry_after: float = 0.0
    tries: int = 1


class Kind(StrEnum):
    """What a failed call means for what was asked."""

    GONE = "gone"
    NOT_ACTIVATED = "not-activated"
    DENIED = "denied"
    CREDENTIALS = "credentials"
    THROTTLED = "throttled"
    UNAVAILABLE = "unavailable"
    MALFORMED = "malformed"
    DEADLINE = "deadline"
    NOT_RECORDED = "not-recorded"
    OTHER = "other"


AGAIN = frozenset((Kind.THROTTLED, Kind.UNAVAILABLE))
"""What another try may change."""
LOST = frozenset((Kind.CREDENTIALS, Kind.DEADLINE))
"""What no further call of the same identity will change."""


class Failure(Record):
    """Why a call came to nothing."""

    kind: Kind
    action: str
    code: str
    message: str
    status: int = 0
    request_id: str = ""
    tries: int = 1

    def __str__(self) -> str:
        """Say it in a part of a sentence: what was asked, what came, and the request id for the service's support."""
        parts = [self.code or self.kind.value]
        parts += [f"HTTP {self.status}"] if self.status and self.status != OK else []
        parts += [f"request id {self.request_id}"] if self.request_id else []
        parts += [f"after {self.tries} tries"] if self.tries > 1 else []
        said = f": {self.message}" if self.message else ""
        return f"{self.action} failed ({', '.join(parts)}){said}"


class CallError(Exception):
    """A call that came to nothing; ``failure`` says why."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(str(failure))
        self.failure = failure


OK = 200
GOOD = frozenset(("success", "ok", "200", "0"))
_LIMIT = 300
_KINDS: tuple[tuple[str, Kind], ...] = (
    (r"Throttling.*|Rejected\.Throttling.*|TooManyRequests.*|.*\.Throttling", Kind.THROTTLED),
    (r"ServiceNotEnabled?", Kind.NOT_ACTIVATED),
    (
        r"(InvalidAccessKeyId|SignatureDoesNotMatch|IncompleteSignature|InvalidSecurityToken|SecurityTokenInvalid"
        r"|StsAccessIdExpired|InvalidTimeStamp|SignatureNonceUsed|InvalidCredentials|MissingSecurityToken).*",
        Kind.CREDENTIALS,
    ),
    (r"(NoPermission|Forbidden|AccessDenied|ServiceAccessDenied|Unauthorized|ImplicitDeny).*", Kind.DENIED),
    (r"(ServiceUnavailable|InternalError|SystemBusy|ServiceTimeout).*", Kind.UNAVAILABLE),
    (r"\w*NotExist(ed)?", Kind.GONE),
)
_COMPILED = tuple((re.compile(pattern, re.IGNORECASE), kind) for pattern, kind in _KINDS)
_STATUSES: Mapping[int, Kind] = {429: Kind.THROTTLED, 401: Kind.CREDENTIALS, 403: Kind.DENIED, 404: Kind.GONE}
_SERVER = 500


def judge(action: Action, reply: Reply) -> Json | Failure:
    """Return what an answer holds (``Data``, or all of it where there is no envelope), or why it holds nothing."""
    if reply.problem:
        kind = Kind(reply.kind) if reply.kind else _STATUSES.get(reply.status, Kind.UNAVAILABLE)
        return Failure(kind, action.name, "", reply.problem, reply.status, tries=reply.tries)
    body = reply.body
    if not isinstance(body, dict):
        what = f"the answer is {_named(body)}, not an object"
        return Failure(Kind.MALFORMED, action.name, "", what, reply.status, tries=reply.tries)
    if reply.status >= OK * 2 or not _succeeded(action, body):
        return _failure(action, reply, body)
    return body if not action.enveloped else body.get("Data")


def malformed(action: Action, what: str, request_id: str = "") -> CallError:
    """Return the error for an answer that has not the form that it should have."""
    return CallError(Failure(Kind.MALFORMED, action.name, "", what, OK, request_id))


def _succeeded(action: Action, body: Mapping[str, Json]) -> bool:
    if "Code" not in body and not action.enveloped:
        return True
    return str(body.get("Code")).lower() in GOOD or body.get("Success") is True


def _failure(action: Action, reply: Reply, body: Mapping[str, Json]) -> Failure:
    code = str(body.get("Code") or body.get("code") or "")
    message = str(body.get("Message") or body.get("message") or "")[:_LIMIT]
    request = text(body.get("RequestId") or body.get("requestId"))
    kind = Kind.THROTTLED if reply.retry_after else _kind(code, reply.status)
    return Failure(kind, action.name, code, message, reply.status, request, reply.tries)


def _kind(code: str, status: int) -> Kind:
    for pattern, kind in _COMPILED:
        if pattern.fullmatch(code):
            return kind
    if status >= _SERVER or re.fullmatch(r"5\d\d", code):
        return Kind.UNAVAILABLE
    if not code and status == OK:
        return Kind.MALFORMED
    return _STATUSES.get(status, Kind.OTHER)


def _named(body: Json) -> str:
    names = {list: "an array", str: "a string", bool: "a boolean", type(None): "null"}
    return names.get(type(body), "a number")
