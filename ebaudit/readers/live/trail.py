"""Who changed it: ActionTrail's records of what was done to EventBridge, asked for or from an exported file.

LookupEvents keeps 90 days, takes 2 calls a second, and is asked in windows of 30 days, the latest first. How it
spells the service's name is not documented, so every spelling is tried; where none gives anything, the records are
asked for by the names of the actions. Of what a record holds only names are kept: its parameters hold secrets.
Source: https://www.alibabacloud.com/help/en/actiontrail/developer-reference/api-actiontrail-2020-07-06-lookupevents
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from ebaudit.catalog import Catalog
from ebaudit.model.record import Record
from ebaudit.model.request import LiveInputs
from ebaudit.model.trail import Change
from ebaudit.readers.jsonparts import Json, mapping, objects, text
from ebaudit.readers.live.actions import LOOKUP_EVENTS
from ebaudit.readers.live.calls import Calls, ask
from ebaudit.readers.live.clock import REAL, Clock
from ebaudit.readers.live.replies import CallError, malformed

KEPT, WINDOW = timedelta(days=90), timedelta(days=30)
RATE = 2.0
"""Calls a second that LookupEvents takes of an account."""
PAGE, MOST_PAGES = 50, 200
SERVICES = ("Eventbridge", "EventBridge", "eventbridge")
NAMES = (
    "CreateEventBus", "UpdateEventBus", "DeleteEventBus",
    "CreateRule", "UpdateRule", "DeleteRule", "EnableRule", "DisableRule", "PutTargets", "DeleteTargets",
    "CreateEventSource", "UpdateEventSource", "DeleteEventSource",
    "CreateConnection", "UpdateConnection", "DeleteConnection",
    "CreateApiDestination", "UpdateApiDestination", "DeleteApiDestination",
    "CreateEventStreaming", "UpdateEventStreaming", "DeleteEventStreaming", "StartEventStreaming",
    "PauseEventStreaming",
)  # fmt: skip
"""Actions that change something."""
TERRAFORM, TRACE = "HashiCorp-Terraform/", "TerraformTraceId/"
SUBJECTS = ("RuleName", "EventSourceName", "ConnectionName", "ApiDestinationName", "EventStreamingName")
"""Parameters that name what was changed, beside the bus."""


class Trail(Record):
    """What was done, the latest first, and why it may not be all (empty when it is)."""

    changes: tuple[Change, ...] = ()
    problems: tuple[str, ...] = ()


Window = tuple[datetime, datetime]
"""From when until when, with time zones."""


def lookup(live: LiveInputs, region: str, window: Window, catalog: Catalog, clock: Clock = REAL) -> Trail:
    """Ask for what was done in a region in a window of time. Nothing is raised."""
    from ebaudit.readers.live.fetch import LiveError, reached, replayed

    asked = live._replace(regions=(region,), max_qps=RATE, record="")
    try:
        cells = replayed(asked) if live.replay else reached(asked, catalog, clock)
    except LiveError as error:
        return Trail((), (error.problem.detail,))
    return look_up(cells[0].calls, window)


def look_up(calls: Calls, window: Window, services: Sequence[str] = SERVICES) -> Trail:
    """Ask with these calls; what was answered before a call failed is kept."""
    since, until = window
    problems: list[str] = []
    start = max(since, until - KEPT)
    if since < start:
        problems.append(f"ActionTrail keeps {KEPT.days} days; an exported file reaches further back")
    found: list[Change] = []
    try:
        for part in _windows(start, until):
            found.extend(_first_that_answers(calls, part, services))
        for part in _windows(start, until) if not found else ():
            for name in NAMES:
                found.extend(_pages(calls, part, {"EventName": name}))
    except CallError as error:
        problems.append(str(error))
    return Trail(_ordered(found), tuple(problems))


def from_text(data: bytes) -> Trail:
    """Read records from an exported file: a JSON array, an object with ``Events``, or one record a line; gzip too."""
    try:
        if data.startswith(b"\x1f\x8b"):
            from gzip import decompress

            data = decompress(data)
        records = list(_records(data.decode("utf-8-sig")))
    except (ValueError, OSError, EOFError, RecursionError):
        return Trail((), ("the file holds no records of ActionTrail in JSON",))
    changes = [change for record in records for change in _changes([record]) if _is_ours(record)]
    return Trail(_ordered(changes))


def _ordered(found: Iterable[Change]) -> tuple[Change, ...]:
    return tuple(sorted(dict.fromkeys(found), key=lambda change: (change.time, change.request_id), reverse=True))


def _windows(start: datetime, end: datetime) -> Iterator[Window]:
    """Yield the windows that a time is asked in, the latest first."""
    while end > start:
        yield max(start, end - WINDOW), end
        end -= WINDOW


def _first_that_answers(calls: Calls, window: Window, services: Sequence[str]) -> list[Change]:
    for service in services:
        found = list(_pages(calls, window, {"ServiceName": service, "EventRW": "Write"}))
        if found:
            return found
    return []


def _pages(calls: Calls, window: Window, conditions: Mapping[str, str]) -> Iterator[Change]:
    parameters = {"StartTime": _iso(window[0]), "EndTime": _iso(window[1]), "MaxResults": str(PAGE)}
    for place, (name, value) in enumerate(conditions.items(), 1):
        parameters[f"LookupAttribute.{place}.Key"] = name
        parameters[f"LookupAttribute.{place}.Value"] = value
    tokens: set[str] = set()
    for _ in range(MOST_PAGES):
        answer = ask(calls, LOOKUP_EVENTS, parameters)
        if not isinstance(mapping(answer).get("Events"), list):
            raise malformed(LOOKUP_EVENTS, "the answer has no array 'Events'")
        yield from _changes(objects(answer["Events"]))
        token = text(answer.get("NextToken"))
        if not token:
            return
        if token in tokens:
            raise malformed(LOOKUP_EVENTS, "the answer leads back to a page that was read already")
        tokens.add(token)
        parameters["NextToken"] = token


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _changes(records: Iterable[Mapping[str, Json]]) -> Iterator[Change]:
    """Yield what was done; what was refused or failed was not."""
    for record in records:
        if not record.get("errorCode") and text(record.get("eventRW")) != "Read" and record.get("eventName"):
            yield _change(record)


def _change(record: Mapping[str, Json]) -> Change:
    who = mapping(record.get("userIdentity"))
    issuer = mapping(mapping(who.get("sessionContext")).get("sessionIssuer"))
    agent = text(record.get("userAgent"))
    named = _parsed(record.get("requestParameters"))
    user = text(who.get("userName"))
    is_role = who.get("type") == "assumed-role"
    role, _, session = user.partition(":") if is_role else ("", "", "")
    return Change(
        text(record.get("eventTime")),
        text(record.get("eventName")),
        (session or user or text(who.get("principalId"))) if who.get("type") != "root-account" else "root",
        (text(issuer.get("userName")) or role) if is_role else "",
        record.get("eventType") == "ConsoleOperation" or "console" in agent.lower(),
        text(record.get("requestId")),
        text(record.get("sourceIpAddress")),
        agent,
        TERRAFORM in agent,
        agent.partition(TRACE)[2].split(" ")[0],
        text(who.get("accountId")) or text(record.get("recipientAccountId")),
        text(record.get("acsRegion")),
        text(named.get("EventBusName")),
        next((text(named[name]) for name in SUBJECTS if text(named.get(name))), ""),
    )


def _parsed(value: Json) -> Mapping[str, Json]:
    from json import loads

    if isinstance(value, str):
        try:
            value = loads(value)
        except (ValueError, RecursionError):
            return {}
    return mapping(value)


def _records(data: str) -> Iterator[Mapping[str, Json]]:
    from json import loads

    try:
        found = loads(data)
    except ValueError:
        found = [loads(line) for line in data.splitlines() if line.strip()]
    for each in found if isinstance(found, list) else [found]:
        inner = _parsed(mapping(each).get("event"))
        if inner:
            yield inner
        elif isinstance(mapping(each).get("Events"), list):
            yield from objects(each["Events"])
        elif isinstance(each, dict):
            yield each


def _is_ours(record: Mapping[str, Json]) -> bool:
    """Tell whether a record of an exported file is about EventBridge."""
    return "eventbridge" in f"{record.get('serviceName')} {record.get('eventSource')}".lower()
