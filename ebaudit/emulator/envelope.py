"""The bodies of answers: around data, and of refusals."""

import json
from traceback import extract_tb
from typing import Any

from ebaudit.emulator.actions.table import Action, Envelope
from ebaudit.emulator.call import Call
from ebaudit.emulator.cell import Plain
from ebaudit.emulator.errors import ApiError
from ebaudit.emulator.settings import CODE_200, Quirks
from ebaudit.emulator.wire import HttpAnswer

BUG = "EmulatorBug"
NOT_FOUND = {"EventBusNotExist", "EventRuleNotExisted"}
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def success(call: Call, action: Action, data: Any) -> HttpAnswer:
    """Return what an action answers."""
    return HttpAnswer(200, _bytes(_wrapped(call, action.envelope, data)))


def _wrapped(call: Call, envelope: Envelope, data: Any) -> Plain:
    if envelope is Envelope.NONE:
        return {"RequestId": call.request_id, **data}
    quirks = call.emulator.settings.quirks
    sampled = call.action in CODE_200
    answer: Plain = {
        "Code": "200" if sampled and quirks.code_200 else "Success",
        "Message": "EventBusNotExist" if sampled and quirks.sample_messages else "Success",
        "RequestId": call.request_id,
    }
    if envelope is Envelope.FULL or not quirks.no_success:
        answer["Success"] = True
    if call.action == "GetConnection":
        answer["HttpCode"] = "200"
    if data is not None:
        answer["Date" if envelope is Envelope.DATE and quirks.date else "Data"] = data
    return answer


def refusal(error: ApiError, request_id: str, host: str, quirks: Quirks) -> HttpAnswer:
    """Return how the service refuses: by HTTP status, or with a code beside status 200."""
    status = quirks.missing_status if error.code in NOT_FOUND and error.status == 200 else error.status
    body: Plain = {"Code": error.code, "Message": error.message, "RequestId": request_id}
    if status < 400:
        body["Success"] = False
    else:
        body["HostId"] = host
    headers = ((b"x-acs-retry-after", str(error.retry_after).encode()),) if error.retry_after else ()
    return HttpAnswer(status, _bytes(body), headers)


def bug(error: Exception, request_id: str) -> HttpAnswer:
    """Return the answer to a call at which the emulator itself failed; it says where, and quotes nothing."""
    place = next((step for step in reversed(extract_tb(error.__traceback__)) if "ebaudit" in step.filename), None)
    where = f" in {place.name}, line {place.lineno}" if place is not None else ""
    message = f"{type(error).__name__}{where}. This is a bug in ebaudit's emulator."
    return HttpAnswer(500, _bytes({"Code": BUG, "Message": message, "RequestId": request_id}))


def _bytes(body: Plain) -> bytes:
    """Encode an answer; half a surrogate pair, which JSON can have and UTF-8 cannot, stays the escape that it was."""
    return _encode(body).encode("utf-8", "backslashreplace")
