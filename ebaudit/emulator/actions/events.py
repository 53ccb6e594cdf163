"""Events: PutEvents, TestEventPattern, and what became of events that were put."""

import json
import re
from typing import Any
from uuid import uuid4

from ebaudit.analysis.patterns import match_text
from ebaudit.analysis.patterns.problems import PREAMBLE
from ebaudit.emulator.actions.accounts import instant
from ebaudit.emulator.call import Call
from ebaudit.emulator.cell import Plain
from ebaudit.emulator.delivery import DELIVERED, FORWARDED, RECORDED, Delivery
from ebaudit.emulator.documents import read_json
from ebaudit.emulator.errors import ApiError, malformed, no_bus, refused
from ebaudit.emulator.paging import page

NAMES = {
    "Id": "id",
    "Source": "source",
    "SpecVersion": "specversion",
    "Type": "type",
    "DataContentType": "datacontenttype",
    "DataSchema": "dataschema",
    "Subject": "subject",
    "Time": "time",
    "Data": "data",
}
"""Attributes of an event, as the API and as CloudEvents spell them."""
MOST_EVENTS, MOST_BYTES, BATCH_BYTES = 16, 256 * 1024, 1024 * 1024
"""Events of a call, bytes of an event, bytes of a call."""
LIMITS = {
    "id": ("event_id_characters", "EventIdInvalid"),
    "source": ("event_source_characters", "EventSourceInvalid"),
    "type": ("event_type_characters", "EventTypeInvalid"),
    "subject": ("event_subject_characters", "EventSubjectInvalid"),
}
ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*$")
KEPT = 10_000
"""How many events an account remembers."""


def put(call: Call) -> Plain:
    """Put up to 16 events on a bus; each is refused or taken by itself."""
    bus = call.text("EventBusName")
    cell = call.cell
    cell.bus(bus)
    given = call.document("EventList", list)
    if not given:
        raise malformed("EventList", "it has no event")
    if len(given) > MOST_EVENTS or len(call.text("EventList").encode()) > BATCH_BYTES:
        raise refused("EventSizeExceed", f"A call has at most {MOST_EVENTS} events and {BATCH_BYTES} bytes.")
    entries = [_put(call, bus, each) for each in given]
    return {"FailedEntryCount": sum("ErrorCode" in entry for entry in entries), "EntryList": entries}


def _put(call: Call, bus: str, given: Any) -> Plain:
    event = _event(call, bus, given) if isinstance(given, dict) else {}
    entry: Plain = {"EventId": event.get("id", ""), "TraceId": uuid4().hex}
    code = _invalid(call, event)
    if code:
        return {**entry, "ErrorCode": code, "ErrorMessage": f"The event is not accepted: {code}."}
    deliveries = call.emulator.courier.put(call.cell, bus, event)
    call.cell.events.append({"bus": bus, "event": event, "received": call.milliseconds, "deliveries": deliveries})
    del call.cell.events[:-KEPT]
    return entry


def _event(call: Call, bus: str, given: Plain) -> Plain:
    """Return the CloudEvent that targets get: the publisher's attributes, and those that the service adds."""
    event = {NAMES.get(name, name.lower()): value for name, value in given.items() if value is not None}
    event.setdefault("specversion", "1.0")
    event.setdefault("datacontenttype", "application/json; charset=utf-8")
    event.setdefault("time", instant(call.now))
    event["data"] = _data(event.get("data"))
    return {
        **event,
        "aliyunaccountid": call.cell.account,
        "aliyunregionid": call.cell.region,
        "aliyuneventbusname": bus,
        "aliyunpublishtime": instant(call.now),
        "aliyunoriginalaccountid": call.cell.account,
    }


def _data(given: Any) -> Any:
    """Return the payload: a text that is JSON is what it says."""
    if not isinstance(given, str):
        return given
    try:
        return read_json(given)
    except ValueError:
        return given


def _invalid(call: Call, event: Plain) -> str:
    """Return the code with which an event is refused, or empty."""
    for name in ("id", "source", "type"):
        if not isinstance(event.get(name), str) or not event[name]:
            return "EventIdEmpty" if name == "id" else LIMITS[name][1]
    for name, (quota, code) in LIMITS.items():
        if len(str(event.get(name, ""))) > call.emulator.catalog.quotas[quota].value:
            return code
    if not ID.match(event["id"]):
        return "EventIdInvalid"
    return (
        "EventSizeExceed" if len(json.dumps(event, ensure_ascii=False).encode("utf-8", "replace")) > MOST_BYTES else ""
    )


def test(call: Call) -> Plain:
    """Tell whether a pattern selects an event."""
    pattern, event = call.text("EventPattern"), call.text("Event")
    limit = call.emulator.catalog.quotas["tested_pattern_characters"].value
    if len(pattern) > limit:
        raise ApiError(400, "InvalidEventPattern", f"EventPattern is longer than {limit} characters.")
    answer = match_text(pattern, event)
    if answer.match is not None:
        return {"Result": answer.match.matches is True}
    if answer.event_problems:
        raise refused("EventInvalid", "The event is not a JSON object.")
    problem = answer.pattern_problems[0]
    raise refused(problem.service_code, f"{PREAMBLE}{problem.reason or problem.message}")


def _received(call: Call) -> list[Plain]:
    bus = call.text("EventBusName")
    if bus not in call.cell.buses:
        raise no_bus(bus)
    return [each for each in call.cell.events if each["bus"] == bus]


def query(call: Call) -> Plain:
    """Return one event."""
    wanted = call.text("EventId")
    found = [each["event"] for each in _received(call) if each["event"]["id"] == wanted]
    if not found:
        raise refused("EventNotExist", f"The event [{wanted}] not existed!")
    event: Plain = found[-1]
    return event


def traces(call: Call) -> list[Plain]:
    """Return what happened to one event: that it was received, and each delivery."""
    wanted = call.text("EventId")
    return [
        row
        for each in _received(call)
        if each["event"]["id"] == wanted
        for row in (_arrival(each), *(_trace(each, delivery) for delivery in each["deliveries"]))
    ]


def _arrival(received: Plain) -> Plain:
    event = received["event"]
    return {
        "Action": "PUT",
        "ActionTime": received["received"],
        "ReceivedTime": received["received"],
        "EventBusName": received["bus"],
        "EventId": event["id"],
        "EventSource": event["source"],
    }


def _trace(received: Plain, delivery: Delivery) -> Plain:
    last = delivery.attempts[-1] if delivery.attempts else {"at": received["received"]}
    good = delivery.status in (DELIVERED, FORWARDED, RECORDED)
    return {
        **_arrival(received),
        "Action": "PUSH",
        "ActionTime": last["at"],
        "RuleName": delivery.rule,
        "RuleMatchingTime": str(received["received"]),
        "Endpoint": delivery.target.get("Endpoint", ""),
        "NotifyStatus": str(last.get("status", 200 if good else 500)),
        "NotifyTime": last["at"],
        "NotifyLatency": str(max(0, last["at"] - received["received"])),
    }


def traced(call: Call) -> Plain:
    """Return a page of a bus's events of a time (milliseconds), by source, type, subject and rule."""
    start, end = call.number("StartTime", 0), call.number("EndTime", 2**63)
    wanted = {name: call.optional(parameter) for name, parameter in
              (("source", "EventSource"), ("type", "EventType"), ("subject", "Subject"))}  # fmt: skip
    rule = call.optional("MatchedRule")
    found = [
        _summary(each)
        for each in _received(call)
        if start <= each["received"] <= end
        and all(not text or each["event"].get(name) == text for name, text in wanted.items())
        and (not rule or any(delivery.rule == rule for delivery in each["deliveries"]))
    ]
    return page(call, found, "Events")


def traced_by_id(call: Call) -> Plain:
    """Return a page of the events of a bus that have an id."""
    wanted = call.text("EventId")
    return page(call, [_summary(each) for each in _received(call) if each["event"]["id"] == wanted], "Events")


def _summary(received: Plain) -> Plain:
    event = received["event"]
    return {
        "EventId": event["id"],
        "EventBusName": received["bus"],
        "EventSource": event["source"],
        "EventType": event["type"],
        "EventReceivedTime": received["received"],
    }
