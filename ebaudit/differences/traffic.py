"""Which events each bus of an estate delivers where: one entry for each target of each rule that is switched on."""

from collections.abc import Mapping
from typing import Any

from ebaudit.analysis.patterns.pattern import Pattern
from ebaudit.analysis.routing.buses import Buses
from ebaudit.analysis.routing.forwards import forwards
from ebaudit.analysis.routing.identity import is_disabled
from ebaudit.analysis.routing.places import home, scope
from ebaudit.differences.receivers import Receiver, receiver
from ebaudit.differences.values import bare, describe
from ebaudit.model.estate import Estate
from ebaudit.model.record import Record
from ebaudit.model.resources import Rule, Target
from ebaudit.model.value import Unknown, reveal

Bus = tuple[str, str]
"""Region (or what stands for it) and name of a bus."""


class Entry(Record):
    """A target that gets the events of a rule.

    ``unsure`` says what keeps one from telling that the rule delivers; ``pattern`` is ``None`` when it is not known.
    ``alike`` is equal for two entries that say the same of the events, known or not.
    """

    rule: Rule
    target: Target
    pattern: Pattern | None
    receiver: Receiver
    alike: tuple[Any, ...]
    unsure: str = ""


class Traffic(Record):
    """All entries by bus, and the rules that may deliver on a bus although nobody can tell where or to what.

    ``through`` are what events of a bus reach on others that its rules forward them to.
    """

    entries: Mapping[Bus, tuple[Entry, ...]]
    open: Mapping[Bus, tuple[str, ...]]
    lost: tuple[str, ...] = ()
    through: Mapping[Bus, tuple[Entry, ...]] = {}


Roads = Mapping[str, Bus]
HOPS = 4
"""How many buses, one after the other, events are followed through."""


def traffic(estate: Estate, patterns: Mapping[str, Pattern], names: Mapping[str, str], *, scoped: bool) -> Traffic:
    """Collect the entries; ``names`` gives buses whose names are not known here the name that the other side knows."""
    buses = Buses(estate)
    entries: dict[Bus, list[Entry]] = {}
    vague: dict[Bus, list[str]] = {}
    homeless = []
    for rule in estate.rules:
        key = buses.resolve(rule.event_bus_name).key
        if key is None:
            homeless.append(rule.resource.address)
            continue
        if is_disabled(rule):
            continue
        bus = (scope(rule.resource) if scoped else "", names.get(key, key))
        if "targets" in rule.resource.block.unknown_blocks:
            vague.setdefault(bus, []).append(rule.resource.address)
        entries.setdefault(bus, []).extend(_entries(rule, patterns.get(rule.resource.address)))
    roads = _roads(estate, buses, names, scoped=scoped)
    return Traffic(
        {bus: tuple(found) for bus, found in entries.items()},
        {bus: tuple(found) for bus, found in vague.items()},
        tuple(homeless),
        follow(entries, roads) if roads else {},
    )


def _roads(estate: Estate, buses: Buses, names: Mapping[str, str], *, scoped: bool) -> Roads:
    """Return the buses of the same place that targets forward to, by the address of the target."""
    found = {}
    for forward in forwards(estate, buses):
        key = forward.to.key
        if key is not None and forward.home == home(forward.rule.resource) and forward.unsure is None:
            found[forward.target.address] = (scope(forward.rule.resource) if scoped else "", names.get(key, key))
    return found


def follow(entries: Mapping[Bus, list[Entry]], roads: Roads) -> dict[Bus, tuple[Entry, ...]]:
    """Return, by bus, what its events reach on the buses that they are forwarded to."""
    found: dict[Bus, tuple[Entry, ...]] = {}
    for bus, own in entries.items():
        reached: list[Entry] = []
        todo = [(entry, frozenset((bus,))) for entry in own if entry.target.address in roads]
        while todo:
            entry, seen = todo.pop()
            there = roads[entry.target.address]
            if there in seen or len(seen) > HOPS:
                continue
            made = [both for other in entries.get(there, ()) if (both := _joined(entry, other)) is not None]
            reached += made
            todo += [(each, seen | {there}) for each in made if each.target.address in roads]
        if reached:
            found[bus] = tuple(reached)
    return found


def _joined(first: Entry, then: Entry) -> Entry | None:
    """Return what events reach that both rules select; the name of the bus in an event differs on each."""
    if first.pattern is None or then.pattern is None or then.pattern.field("aliyuneventbusname") is not None:
        return None
    fields = (*first.pattern.fields, *then.pattern.fields)
    pattern = Pattern(fields, sensitive=first.pattern.sensitive or then.pattern.sensitive)
    return then._replace(pattern=pattern, unsure=first.unsure or then.unsure)


def _entries(rule: Rule, pattern: Pattern | None) -> list[Entry]:
    status = reveal(rule.status.value) if rule.status is not None else None
    unsure = f"whether {rule.resource.address} is switched on is not known" if isinstance(status, Unknown) else ""
    if pattern is None:
        value = reveal(rule.filter_pattern.value) if rule.filter_pattern is not None else None
        if not isinstance(value, Unknown):
            return []  # the service refuses such a rule
        unsure = unsure or f"the pattern of {rule.resource.address} is not known"
    alike = _alike(rule, pattern, status)
    return [Entry(rule, target, pattern, receiver(target), alike, unsure) for target in rule.targets]


def _alike(rule: Rule, pattern: Pattern | None, status: object) -> tuple[Any, ...]:
    state = describe(status) if isinstance(status, Unknown) else ()
    if pattern is None:
        return (repr(bare(rule.filter_pattern.value)) if rule.filter_pattern is not None else "", state)
    return (pattern.canonical(), tuple(describe(unknown) for unknown in pattern.unknowns), state)


def bus_names(one: Estate, other: Estate) -> dict[str, str]:
    """Return the keys of buses that only the other estate can name, each with the key that the other gives it."""
    theirs = {bus.resource.address: Buses(other).resolve(bus.event_bus_name).key for bus in other.event_buses}
    found = {}
    for bus in one.event_buses:
        key, named = f"resource:{bus.resource.address}", theirs.get(bus.resource.address)
        if named is not None and named.startswith("name:"):
            found[key] = named
    return found


def is_scoped(one: Estate, other: Estate) -> bool:
    """Tell whether regions tell buses apart: one side has several, or both have one and not the same."""
    first, second = ({scope(rule.resource) for rule in estate.rules} for estate in (one, other))
    if len(first) > 1 or len(second) > 1:
        return True
    known = [{name for name in names if "-" in name} for names in (first, second)]
    return bool(known[0] and known[1]) and known[0] != known[1]
