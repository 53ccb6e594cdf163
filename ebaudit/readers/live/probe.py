"""What an identity is and what it may read: a cheap call for each action that reading takes."""

from collections.abc import Mapping, Sequence
from functools import partial

from ebaudit.catalog import Catalog
from ebaudit.model.record import Record
from ebaudit.model.request import LiveInputs
from ebaudit.readers.jsonparts import mapping, text
from ebaudit.readers.live import actions
from ebaudit.readers.live.actions import Action
from ebaudit.readers.live.calls import Calls, ask
from ebaudit.readers.live.clock import REAL, Clock
from ebaudit.readers.live.crew import run
from ebaudit.readers.live.fetch import reached
from ebaudit.readers.live.replies import CallError, Kind
from ebaudit.readers.live.sdk import endpoint_of

NOBODY = "ebaudit-probe"
"""The name of things that do not exist: whoever may not read them is told so first."""
PROBES: Sequence[tuple[Action, Mapping[str, str]]] = (
    (actions.LIST_BUSES, {"Limit": "1"}),
    (actions.LIST_RULES, {"EventBusName": "default", "Limit": "1"}),
    (actions.GET_RULE, {"EventBusName": "default", "RuleName": NOBODY}),
    (actions.LIST_SOURCES, {"Limit": "1"}),
    (actions.LIST_OFFICIAL, {}),
    (actions.LIST_CONNECTIONS, {"MaxResults": "1"}),
    (actions.LIST_DESTINATIONS, {"MaxResults": "1"}),
    (actions.LIST_STREAMS, {"Limit": "1"}),
    (actions.GET_STREAM, {"EventStreamingName": NOBODY}),
    (actions.CHECK_ROLE, {"ProductName": "AliyunServiceRoleForEventBridgeSendToMNS"}),
)
TRAIL_PROBE: tuple[Action, Mapping[str, str]] = (actions.LOOKUP_EVENTS, {"MaxResults": "1"})


class Probed(Record):
    """Whether an action may be called (None when it cannot be told), and why not."""

    action: str
    allowed: bool | None
    why: str = ""


class Reach(Record):
    """What one region answers: its endpoint, whether the product is activated, and each action.

    Where the first action finds nobody at home, the others are not tried.
    """

    region: str
    endpoint: str
    activated: bool
    probes: tuple[Probed, ...]


class Who(Record):
    """Who calls, in STS's words, where the credentials are from, and what may be read where.

    ``problem`` says why it cannot be told who calls.
    """

    account: str
    arn: str
    kind: str
    origin: str
    roles: tuple[str, ...]
    reaches: tuple[Reach, ...]
    problem: str = ""


def who(live: LiveInputs, catalog: Catalog, *, trail: bool = False, clock: Clock = REAL) -> Who:
    """Ask who calls and try every action in every region. Raises LiveError where nobody or nowhere is named."""
    cells = reached(live, catalog, clock)
    identity = cells[0].identity
    roles = tuple(role.arn for role in identity.roles) if identity is not None else ()
    origin = identity.origin if identity is not None else ""
    try:
        found = mapping(ask(cells[0].calls, actions.CALLER_IDENTITY, {}))
        problem = ""
    except CallError as error:
        found, problem = {}, str(error)
        if error.failure.kind is Kind.CREDENTIALS:
            return Who("", "", "", origin, roles, (), problem)
    reaches = tuple(_reach(cell.region, live, cell.calls, trail=trail) for cell in cells)
    account, arn, kind = (text(found.get(name)) for name in ("AccountId", "Arn", "IdentityType"))
    return Who(account, arn, kind, origin, roles, reaches, problem)


def _reach(region: str, live: LiveInputs, calls: Calls, *, trail: bool) -> Reach:
    endpoint = endpoint_of(region, live.endpoint)
    first, kind = _probe(calls, *PROBES[0])
    if kind is Kind.NOT_ACTIVATED:
        return Reach(region, endpoint, activated=False, probes=())
    if kind is Kind.UNAVAILABLE:
        return Reach(region, endpoint, activated=True, probes=(first,))
    others = (*PROBES[1:], TRAIL_PROBE) if trail else PROBES[1:]
    probed = run([partial(_probe, calls, action, parameters) for action, parameters in others], live.concurrency)
    return Reach(region, endpoint, activated=True, probes=(first, *(found for found, _ in probed)))


def _probe(calls: Calls, action: Action, parameters: Mapping[str, str]) -> tuple[Probed, Kind | None]:
    try:
        ask(calls, action, parameters)
    except CallError as error:
        kind = error.failure.kind
        allowed = _allowed(kind)
        return Probed(action.name, allowed, "" if allowed else str(error)), kind
    return Probed(action.name, allowed=True), None


def _allowed(kind: Kind) -> bool | None:
    """Tell what a failure says of the permission: what does not exist was looked for."""
    return {Kind.GONE: True, Kind.DENIED: False, Kind.CREDENTIALS: False}.get(kind)
