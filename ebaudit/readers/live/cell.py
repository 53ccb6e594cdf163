"""Reads one account in one region, in steps that each are many independent calls.

Buses first, one call that also warms the connections up; then every list; then each rule and stream; then once more
the lists that rules vanished from while they were read.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from ebaudit.model.estate import Unread
from ebaudit.model.record import Record
from ebaudit.readers.decode import PREFIX
from ebaudit.readers.jsonparts import Json, mapping, objects, text
from ebaudit.readers.live import actions
from ebaudit.readers.live.actions import Action
from ebaudit.readers.live.answers import Answers
from ebaudit.readers.live.calls import Calls, ask
from ebaudit.readers.live.offline import SECTIONS
from ebaudit.readers.live.pages import Listed, list_all
from ebaudit.readers.live.replies import LOST, CallError, Failure, Kind, malformed

Job = Callable[[], None]
LISTS: Mapping[str, Action] = {
    "event_sources": actions.LIST_SOURCES,
    "connections": actions.LIST_CONNECTIONS,
    "api_destinations": actions.LIST_DESTINATIONS,
    "streams": actions.LIST_STREAMS,
    "official_sources": actions.LIST_OFFICIAL,
}
"""The lists of a region beside its buses, by the part of the answers that they fill."""


class Gap(Record):
    """Something that could not be read: resource types, the bus that they are of, and the call that failed.

    Where ``types`` is empty nothing depends on it.
    """

    types: tuple[str, ...]
    bus: str
    failure: Failure


def in_order(gap: Gap) -> tuple[tuple[str, ...], str]:
    """Return the key by which gaps are told in one order, whichever thread was first."""
    return gap.types, gap.bus


class CellReader:
    """One account in one region while it is read."""

    __slots__ = (
        "_buses",
        "_calls",
        "_found",
        "_gone",
        "_listed",
        "_lists",
        "_roles",
        "activated",
        "gaps",
        "is_lost",
        "region",
    )

    def __init__(self, region: str, calls: Calls) -> None:
        self.region = region
        self._calls = calls
        self._buses: dict[str, Mapping[str, Json]] = {}
        self._listed: dict[str, Mapping[str, Mapping[str, Json]]] = {}
        self._found: dict[tuple[str, str], Mapping[str, Json]] = {}
        self._gone: set[str] = set()
        self._lists: dict[str, dict[str, Mapping[str, Json]]] = {}
        self._roles: dict[str, Mapping[str, Json]] = {}
        self.gaps: list[Gap] = []
        self.activated = True
        self.is_lost = False
        """Whether the first call showed that no further one can succeed."""

    def start(self) -> None:
        """Read the buses."""
        listed = list_all(self._calls, actions.LIST_BUSES, {})
        failure = listed.failure
        if failure is not None and failure.kind is Kind.NOT_ACTIVATED:
            self.activated = False
            return
        self._buses = {text(bus["EventBusName"]): bus for bus in listed.items}
        if failure is not None and (failure.kind in LOST or not failure.status):
            self.is_lost = True
            self._miss((), "", failure, all=True)
        elif failure is not None:
            self._miss(("event_bus", "rule"), "", failure)

    @property
    def account(self) -> str:
        """The account, by the ARNs of its buses; empty when they do not tell."""
        for bus in self._buses.values():
            parts = text(bus.get("EventBusARN")).split(":")
            if len(parts) > 4 and parts[3]:
                return parts[3]
        return ""

    def lists(self, products: Sequence[str] = ()) -> list[Job]:
        """Return what reads every list; ``products`` are those whose service-linked roles are asked for."""
        if self.is_lost or not self.activated:
            return []
        rules = [_job(self._list_rules, name) for name in self._buses]
        others = [_job(self._list, section, action) for section, action in LISTS.items()]
        return [*rules, *others, *(_job(self._check, product) for product in products)]

    def gets(self) -> list[Job]:
        """Return what reads each rule and stream that a list named."""
        rules = [_job(self._get_rule, bus, name) for bus, listed in self._listed.items() for name in listed]
        return [*rules, *(_job(self._get_stream, name) for name in self._lists.get("streams", ()))]

    def settle(self) -> list[Job]:
        """Return what looks once more where something vanished between a list and the call for it."""
        return [_job(self._look_again)] if self._gone else []

    def answers(self, account: str) -> Answers:
        """Return all that was read, in the order of the lists whichever thread was first, and what was not."""
        lists = {section: tuple(found.values()) for section, found in self._lists.items()}
        return Answers(
            account,
            self.region,
            tuple(self._buses.values()),
            tuple(
                self._found[bus, name]
                for bus in self._buses
                for name in self._listed.get(bus, ())
                if (bus, name) in self._found
            ),
            lists.get("event_sources", ()),
            lists.get("connections", ()),
            lists.get("api_destinations", ()),
            lists.get("streams", ()),
            {product: self._roles[product] for product in sorted(self._roles)},
            lists.get("official_sources", ()),
            tuple(self._unread(account)),
            self.activated,
        )

    def _in_order(self) -> Iterable[tuple[str, str]]:
        return ((bus, name) for bus, listed in self._listed.items() for name in listed)

    def _unread(self, account: str) -> Iterable[Unread]:
        """Return each part that was not read, with the first reason of those there are."""
        first: dict[tuple[str, str], Failure] = {}
        for gap in sorted(self.gaps, key=in_order):
            for kind in gap.types:
                first.setdefault((kind, gap.bus), gap.failure)
        return (Unread(kind, bus, self.region, account, str(why)) for (kind, bus), why in first.items())

    def _miss(self, kinds: tuple[str, ...], bus: str, failure: Failure, *, all: bool = False) -> None:
        types = ("",) if all else tuple(PREFIX + kind for kind in kinds)
        self.gaps.append(Gap(types, bus, failure))

    def _list(self, section: str, action: Action) -> None:
        listed = list_all(self._calls, action, {})
        self._lists[section] = {text(item[action.identity]): item for item in listed.items}
        if listed.failure is not None:
            self._miss(SECTIONS.get(section, ()), "", listed.failure)

    def _rules_of(self, bus: str) -> Listed:
        return list_all(self._calls, actions.LIST_RULES, {"EventBusName": bus})

    def _list_rules(self, bus: str) -> None:
        listed = self._rules_of(bus)
        self._listed[bus] = {text(rule["RuleName"]): rule for rule in listed.items}
        if listed.failure is None:
            return
        if listed.failure.kind is Kind.GONE:
            self._gone.add(bus)
        else:
            self._miss(("rule",), bus, listed.failure)

    def _check(self, product: str) -> None:
        try:
            answer = ask(self._calls, actions.CHECK_ROLE, {"ProductName": product})
            if not isinstance(mapping(answer).get("CheckPass"), bool):
                raise malformed(actions.CHECK_ROLE, "the answer has no boolean 'CheckPass'")
        except CallError as error:
            self._miss(SECTIONS["roles"], "", error.failure)
            return
        self._roles[product] = answer

    def _get_rule(self, bus: str, name: str) -> None:
        try:
            self._found[bus, name] = self._rule(bus, name)
        except CallError as error:
            if error.failure.kind is Kind.GONE:
                self._gone.add(bus)
            else:
                self._miss(("rule",), bus, error.failure)

    def _rule(self, bus: str, name: str) -> Mapping[str, Json]:
        rule = ask(self._calls, actions.GET_RULE, {"EventBusName": bus, "RuleName": name})
        wrong = _wrong_with(rule, name, self._listed[bus].get(name, {}))
        if wrong:
            raise malformed(actions.GET_RULE, wrong)
        return rule if rule.get("EventBusName") else {**rule, "EventBusName": bus}

    def _get_stream(self, name: str) -> None:
        streams = self._lists["streams"]
        try:
            answer = ask(self._calls, actions.GET_STREAM, {"EventStreamingName": name})
            if not isinstance(answer, dict) or answer.get("EventStreamingName") != name:
                raise malformed(actions.GET_STREAM, f"the answer is not about the stream '{name}'")
            streams[name] = answer
        except CallError as error:
            del streams[name]
            if error.failure.kind is not Kind.GONE:
                self._miss(SECTIONS["streams"], "", error.failure)

    def _look_again(self) -> None:
        """Find out what was deleted meanwhile: it is no longer listed, or cannot be told."""
        listed = list_all(self._calls, actions.LIST_BUSES, {})
        there = {text(bus["EventBusName"]) for bus in listed.items}
        if listed.failure is not None:
            self._miss(("event_bus", "rule"), "", listed.failure)
            return
        for bus in sorted(self._gone):
            if bus in there:
                self._look_again_at(bus)
            else:
                self._buses.pop(bus, None)
                self._listed.pop(bus, None)

    def _look_again_at(self, bus: str) -> None:
        listed = self._rules_of(bus)
        if listed.failure is not None:
            self._miss(("rule",), bus, listed.failure)
            return
        self._listed[bus] = {text(rule["RuleName"]): rule for rule in listed.items}
        for name in self._listed[bus]:
            if (bus, name) not in self._found:
                self._get_listed(bus, name)

    def _get_listed(self, bus: str, name: str) -> None:
        try:
            self._found[bus, name] = self._rule(bus, name)
        except CallError as error:
            self._miss(("rule",), bus, error.failure)


def _job(do: Callable[..., None], *values: object) -> Job:
    return lambda: do(*values)


def _wrong_with(rule: Json, name: str, listed: Mapping[str, Json]) -> str:
    """Say what is wrong with the form of a rule that was answered; empty when nothing is."""
    if not isinstance(rule, dict) or rule.get("RuleName") != name:
        return f"the answer is not about the rule '{name}'"
    targets = rule.get("Targets")
    if targets is None:
        return f"the answer lacks the targets of the rule '{name}'" if objects(listed.get("Targets")) else ""
    if not isinstance(targets, list) or len(objects(targets)) != len(targets):
        return f"the targets of the rule '{name}' are no array of objects"
    if any(not isinstance(target.get("ParamList") or [], list) for target in targets):
        return f"the parameters of a target of the rule '{name}' are no array"
    return ""
