"""Which function answers which action of which version, and in which envelope."""

from collections.abc import Callable, Mapping
from enum import StrEnum

from ebaudit.emulator.actions import (
    accounts,
    buses,
    connections,
    events,
    roles,
    rules,
    sources,
    streams,
    targets,
    trail,
)
from ebaudit.emulator.call import Call
from ebaudit.model.record import Record

EVENTBRIDGE = "2020-04-01"
ACTIONTRAIL = "2020-07-06"
STS = "2015-04-01"
RESOURCE_MANAGER = "2020-03-31"
RESOURCE_DIRECTORY = "2022-04-19"
BILLING = "2017-12-14"


class Envelope(StrEnum):
    """What stands around an answer.

    Code, Message, RequestId, Success and Data; the same without Success, as connections have it, with Data spelt
    Date for one action; or nothing but RequestId.
    """

    FULL = "full"
    SHORT = "short"
    DATE = "date"
    NONE = "none"


class Action(Record):
    """An action: what answers, whether it changes something, and its envelope."""

    handler: Callable[[Call], object]
    changes: bool = False
    envelope: Envelope = Envelope.FULL


def _table() -> Mapping[tuple[str, str], Action]:
    found: dict[tuple[str, str], Action] = {(EVENTBRIDGE, name): action for name, action in _eventbridge().items()}
    found[STS, "GetCallerIdentity"] = Action(accounts.identity, envelope=Envelope.NONE)
    found[STS, "AssumeRole"] = Action(accounts.assume, envelope=Envelope.NONE)
    found[RESOURCE_MANAGER, "DeleteServiceLinkedRole"] = Action(roles.delete, changes=True, envelope=Envelope.NONE)
    for version in (RESOURCE_MANAGER, RESOURCE_DIRECTORY):
        found[version, "ListAccounts"] = Action(accounts.accounts, envelope=Envelope.NONE)
    found[BILLING, "QueryAvailableInstances"] = Action(accounts.instances)
    found[ACTIONTRAIL, "LookupEvents"] = Action(trail.lookup, envelope=Envelope.NONE)
    return found


def _eventbridge() -> Mapping[str, Action]:
    return {
        "CreateEventBus": Action(buses.create, changes=True),
        "GetEventBus": Action(buses.get),
        "ListEventBuses": Action(buses.listed),
        "UpdateEventBus": Action(buses.update, changes=True),
        "DeleteEventBus": Action(buses.delete, changes=True),
        "CreateRule": Action(rules.create, changes=True),
        "GetRule": Action(rules.get),
        "ListRules": Action(rules.listed),
        "UpdateRule": Action(rules.update, changes=True),
        "DeleteRule": Action(rules.delete, changes=True),
        "EnableRule": Action(rules.enable, changes=True),
        "DisableRule": Action(rules.disable, changes=True),
        "PutTargets": Action(targets.put, changes=True),
        "DeleteTargets": Action(targets.delete, changes=True),
        "ListTargets": Action(targets.listed),
        "CreateEventSource": Action(sources.create, changes=True),
        "UpdateEventSource": Action(sources.update, changes=True),
        "DeleteEventSource": Action(sources.delete, changes=True),
        "ListUserDefinedEventSources": Action(sources.listed),
        "ListAliyunOfficialEventSources": Action(sources.official),
        "CreateEventStreaming": Action(streams.create, changes=True),
        "GetEventStreaming": Action(streams.get),
        "ListEventStreamings": Action(streams.listed),
        "UpdateEventStreaming": Action(streams.update, changes=True),
        "DeleteEventStreaming": Action(streams.delete, changes=True),
        "StartEventStreaming": Action(streams.start, changes=True),
        "PauseEventStreaming": Action(streams.pause, changes=True),
        "CreateServiceLinkedRoleForProduct": Action(roles.create, changes=True),
        "CheckServiceLinkedRoleForProduct": Action(roles.check),
        "CheckRoleForProduct": Action(roles.check),
        "PutEvents": Action(events.put),
        "TestEventPattern": Action(events.test),
        "QueryEvent": Action(events.query),
        "QueryEventTraces": Action(events.traces),
        "QueryTracedEvents": Action(events.traced),
        "QueryTracedEventByEventId": Action(events.traced_by_id),
        **_connections(),
    }


def _connections() -> Mapping[str, Action]:
    short, date = Envelope.SHORT, Envelope.DATE
    return {
        "CreateConnection": Action(connections.create, True, short),
        "GetConnection": Action(connections.get, False, short),
        "ListConnections": Action(connections.listed, False, short),
        "UpdateConnection": Action(connections.update, True, short),
        "DeleteConnection": Action(connections.delete, True, short),
        "CreateApiDestination": Action(connections.create_destination, True, date),
        "GetApiDestination": Action(connections.get_destination, False, short),
        "ListApiDestinations": Action(connections.list_destinations, False, short),
        "UpdateApiDestination": Action(connections.update_destination, True, short),
        "DeleteApiDestination": Action(connections.delete_destination, True, short),
    }


ACTIONS = _table()
