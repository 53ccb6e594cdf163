"""ActionTrail: a record of every call that changes something, and LookupEvents.

Fields and conditions: https://www.alibabacloud.com/help/en/actiontrail/developer-reference/api-actiontrail-2020-07-06-lookupevents
"""

import hashlib
import json
from typing import Any
from uuid import uuid4

from ebaudit.emulator.actions.accounts import instant
from ebaudit.emulator.actions.connections import masked
from ebaudit.emulator.call import Call
from ebaudit.emulator.cell import Plain
from ebaudit.emulator.documents import read_json, whole
from ebaudit.emulator.errors import ApiError
from ebaudit.emulator.signing import seconds_of

MOST, USUAL = 50, 20
"""Records of a page."""
DAY = 86400
KEPT_DAYS, WINDOW_DAYS = 90, 7
"""How long records are kept, and the time that a look-up covers where it does not say."""
SIGNING = {"Signature", "SignatureNonce", "SignatureMethod", "SignatureVersion", "AccessKeyId", "SecurityToken",
           "Action", "Version", "Format", "Timestamp"}  # fmt: skip
RESOURCES = (
    ("RuleName", "ACS::EventBridge::Rule"),
    ("EventSourceName", "ACS::EventBridge::EventSource"),
    ("EventStreamingName", "ACS::EventBridge::EventStreaming"),
    ("ApiDestinationName", "ACS::EventBridge::ApiDestination"),
    ("ConnectionName", "ACS::EventBridge::Connection"),
    ("EventBusName", "ACS::EventBridge::EventBus"),
)
"""Which parameter names the resource of a call, the most specific first."""
ATTRIBUTES: dict[str, tuple[str, ...]] = {
    "ServiceName": ("serviceName",),
    "EventName": ("eventName",),
    "EventRW": ("eventRW",),
    "EventType": ("eventType",),
    "ResourceName": ("resourceName",),
    "ResourceType": ("resourceType",),
    "User": ("userIdentity", "userName"),
    "PrincipalId": ("userIdentity", "principalId"),
    "AccessKeyId": ("userIdentity", "accessKeyId"),
    "RoleName": ("userIdentity", "sessionContext", "sessionIssuer", "userName"),
}
"""What a look-up can ask for, and where a record has it."""
CONDITIONS = 2


def record(call: Call, error: ApiError | None = None) -> None:
    """Write down a call that changed something, or was refused to."""
    params = {name: _hidden(name, text) for name, text in call.params.items() if name not in SIGNING}
    resource, kind = next(((params[name], kind) for name, kind in RESOURCES if params.get(name)), ("", ""))
    entry: Plain = {
        "eventId": str(uuid4()).upper(),
        "eventVersion": "1",
        "eventTime": instant(call.now),
        "eventName": call.action,
        "eventRW": "Write",
        "eventType": "ApiCall",
        "acsRegion": call.cell.region,
        "serviceName": call.emulator.settings.trail_service,
        "eventSource": call.host,
        "requestId": call.request_id,
        "apiVersion": "2020-04-01",
        "sourceIpAddress": call.source,
        "userAgent": call.agent,
        "userIdentity": _identity(call),
        "requestParameters": params,
        "resourceName": resource,
        "resourceType": kind,
        "referencedResources": {kind: [resource]} if resource else {},
    }
    if error is not None:
        entry |= {"errorCode": error.code, "errorMessage": error.message}
    call.cell.trail.append(entry)


def _hidden(name: str, text: str) -> str:
    if name != "AuthParameters":
        return text
    try:
        return json.dumps(masked(read_json(text)))
    except ValueError:
        return ""


def _identity(call: Call) -> Plain:
    caller = call.identity
    found: Plain = {
        "type": caller.type,
        "principalId": caller.principal,
        "accountId": caller.account,
        "userName": "root" if caller.type == "root-account" else caller.principal,
        "accessKeyId": caller.access_key,
    }
    if caller.type == "assumed-role":
        found["sessionContext"] = {"sessionIssuer": {"type": "Role", "userName": caller.role}}
    return found


def lookup(call: Call) -> Plain:
    """Return a page of records, the latest first unless ``Direction`` is FORWARD."""
    end = _instant(call, "EndTime", call.now)
    start = max(_instant(call, "StartTime", end - WINDOW_DAYS * DAY), call.now - KEPT_DAYS * DAY)
    if start > end:
        raise ApiError(400, "InvalidQueryParameter", "StartTime is after EndTime.")
    visible = call.now - call.emulator.settings.trail_delay
    conditions = {row.get("Key", ""): row.get("Value", "") for row in call.rows("LookupAttribute")[:CONDITIONS]}
    _known(conditions)
    found = [
        each
        for each in call.cell.trail
        if start <= (seconds_of(each["eventTime"]) or 0) <= min(end, visible)
        and all(_has(each, name) == text for name, text in conditions.items())
    ]
    if call.optional("Direction", "BACKWARD") != "FORWARD":
        found.reverse()
    return {"StartTime": instant(start), "EndTime": instant(end), **_page(call, found)}


def _known(conditions: Plain) -> None:
    unknown = next((name for name in conditions if name not in ATTRIBUTES), None)
    if unknown is not None:
        raise ApiError(400, "InvalidLookupAttribute", f"There is no lookup attribute {unknown!r}.")


def _has(entry: Plain, name: str) -> Any:
    found: Any = entry
    for key in ATTRIBUTES[name]:
        found = found.get(key, {}) if isinstance(found, dict) else None
    return found


def _page(call: Call, found: list[Plain]) -> Plain:
    """Return a page; its token is good only beside the same parameters."""
    size = whole(call.optional("MaxResults") or str(USUAL))
    if size is None or not 1 <= size <= MOST:
        raise ApiError(400, "InvalidMaxResults", f"MaxResults is 1 to {MOST}.")
    asked = {name: value for name, value in sorted(call.params.items()) if name not in {*SIGNING, "NextToken"}}
    digest = hashlib.sha256(json.dumps(asked).encode()).hexdigest()[:16]
    token = call.optional("NextToken") or f"0.{digest}"
    offset, _, of = token.partition(".")
    start = whole(offset)
    if of != digest or start is None:
        raise ApiError(400, "InvalidNextToken", "The token belongs to another look-up.")
    answer: Plain = {"Events": found[start : start + size]}
    if start + size < len(found):
        answer["NextToken"] = f"{start + size}.{digest}"
    return answer


def _instant(call: Call, name: str, default: float) -> float:
    text = call.optional(name)
    if not text:
        return default
    found = seconds_of(text)
    if found is None:
        raise ApiError(400, f"Invalid{name}", f"{name} is not in the form YYYY-MM-DDThh:mm:ssZ.")
    return found
