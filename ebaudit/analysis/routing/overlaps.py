"""Rules of one bus that deliver one event to one receiver twice, and rules of equal patterns."""

from collections.abc import Iterator, Mapping
from json import loads
from typing import TYPE_CHECKING

from ebaudit.analysis.patterns.pattern import EQUALS, Pattern
from ebaudit.analysis.routing.buses import Buses
from ebaudit.analysis.routing.identity import Identity, identity, is_disabled
from ebaudit.analysis.routing.places import Spot
from ebaudit.analysis.routing.unlikely import several
from ebaudit.model.estate import Estate
from ebaudit.model.finding import Certainty, Fact, Related
from ebaudit.model.record import Record
from ebaudit.model.resources import Rule, Target
from ebaudit.model.value import Unknown

if TYPE_CHECKING:
    from ebaudit.analysis.patterns.algebra import Proof
    from ebaudit.catalog import Catalog

PAIR_LIMIT = 5_000
"""How many pairs of rules are compared in one estate."""

_TOO_MANY = Unknown(f"more than {PAIR_LIMIT:,} pairs of rules share a target")
_NOT_TOLD = Unknown("whether one event matches both patterns cannot be told")


class _Entry(Record):
    """A rule that is switched on, its pattern, the receivers of its targets, and where its events come from."""

    rule: Rule
    pattern: Pattern
    targets: Mapping[Identity, Target]
    complete: bool
    anchors: tuple[frozenset[str] | None, ...]


def overlap_facts(estate: Estate, catalog: "Catalog", buses: Buses, patterns: Mapping[str, Pattern]) -> Iterator[Fact]:
    """Find duplicate and subsumed rules, double delivery with an event that proves it, and equal patterns."""
    by_bus: dict[Spot, list[_Entry]] = {}
    for rule in estate.rules:
        pattern = patterns.get(rule.resource.address)
        spot = buses.spot(rule.resource, rule.event_bus_name)
        if pattern is not None and spot is not None and not is_disabled(rule):
            by_bus.setdefault(spot, []).append(_entry(rule, pattern))
            yield from _twice(rule)
    left = PAIR_LIMIT
    told: set[str] = set()
    for entries in by_bus.values():
        yield from _equal_patterns(entries)
        for one, other in _pairs(entries):
            left -= 1
            if left < 0:
                yield _unlooked(one, other)
                return
            for fact in _compare(one, other, catalog):
                if not (_is_unlikely(fact) and fact.address in told):
                    yield fact
                told |= {fact.address} if _is_unlikely(fact) else set()


def _is_unlikely(fact: Fact) -> bool:
    """Tell whether a fact holds for unlikely events only; it is said once for each target, not for each pair."""
    return fact.undecided is not None and fact.evidence is not None


def _twice(rule: Rule) -> Iterator[Fact]:
    """Find targets of one rule that deliver to one receiver."""
    first: dict[Identity, Target] = {}
    for target in rule.targets:
        key = identity(target)
        twin = first.setdefault(key, target) if key is not None else target
        if twin is target:
            continue
        message = "Another target of the rule delivers to the same receiver, so it gets every event twice."
        span = twin.block.span
        yield Fact(
            "duplicate-target",
            target.address,
            twin.address,
            {"message": message, "other_target": twin.address},
            target.endpoint.span if target.endpoint is not None else target.block.span,
            (Related("the other target", span),) if span is not None else (),
            certainty=Certainty.INFERRED,
        )


def _entry(rule: Rule, pattern: Pattern) -> _Entry:
    found = [(identity(target), target) for target in rule.targets]
    targets = {key: target for key, target in found if key is not None}
    anchors = tuple(_anchor(pattern, name) for name in ("source", "type"))
    return _Entry(rule, pattern, targets, all(key is not None for key, _ in found), anchors)


def _anchor(pattern: Pattern, name: str) -> frozenset[str] | None:
    """Return the texts that an attribute must equal one of; ``None`` when the pattern asks for anything else."""
    field = pattern.field(name)
    if field is None or any(c.operator != EQUALS or c.unknown is not None for c in field.conditions):
        return None
    return frozenset(condition.scalars[0].text for condition in field.conditions)


class _Index:
    """Earlier rules of one receiver by what their ``source`` and ``type`` must equal; ``None`` is anything."""

    def __init__(self) -> None:
        self.groups: dict[str | None, dict[str | None, list[int]]] = {}

    def meet(self, anchors: tuple[frozenset[str] | None, ...]) -> set[int]:
        """Return the rules that no such text keeps apart from one with these anchors."""
        source, kind = anchors
        found: set[int] = set()
        for first in self.groups if source is None else (None, *source):
            types = self.groups.get(first, {})
            for second in types if kind is None else (None, *kind):
                found.update(types.get(second, ()))
        return found

    def add(self, anchors: tuple[frozenset[str] | None, ...], index: int) -> None:
        source, kind = anchors
        for first in source if source is not None else (None,):
            types = self.groups.setdefault(first, {})
            for second in kind if kind is not None else (None,):
                types.setdefault(second, []).append(index)


def _pairs(entries: list[_Entry]) -> Iterator[tuple[_Entry, _Entry]]:
    """Yield pairs that share a receiver and may meet, in order, without looking at all pairs of rules."""
    seen: dict[Identity, _Index] = {}
    for index, entry in enumerate(entries):
        earlier: set[int] = set()
        for key in entry.targets:
            rules = seen.setdefault(key, _Index())
            earlier |= rules.meet(entry.anchors)
            rules.add(entry.anchors, index)
        for other in sorted(earlier):
            yield entries[other], entry


def _compare(one: _Entry, other: _Entry, catalog: "Catalog") -> Iterator[Fact]:
    from ebaudit.analysis.patterns.algebra import implies, overlap

    proof = overlap(one.pattern, other.pattern, catalog)
    if proof.holds is False:
        return
    if proof.holds:
        forth = (
            one.complete and one.targets.keys() <= other.targets.keys() and implies(one.pattern, other.pattern).holds
        )
        back = (
            other.complete and other.targets.keys() <= one.targets.keys() and implies(other.pattern, one.pattern).holds
        )
        if forth or back:
            yield _redundant(one, other, proof, equal=bool(forth and back), first=bool(forth and not back))
            return
    for key, target in other.targets.items():
        twin = one.targets.get(key)
        if twin is not None:
            yield _double(one, other, twin, target, proof)


def _redundant(one: _Entry, other: _Entry, proof: "Proof", *, equal: bool, first: bool) -> Fact:
    rule, wider = (one.rule, other.rule) if first else (other.rule, one.rule)
    address = wider.resource.address
    message = f"Every event that the rule delivers is delivered to the same targets by {address} too."
    if equal:
        message = f"The rule selects the same events for the same targets as {address}, so each is delivered twice."
    text = rule.filter_pattern
    return Fact(
        "duplicate-rule" if equal else "subsumed-rule",
        rule.resource.address,
        address,
        {"message": message, "other": address},
        text.span if text is not None else rule.resource.span,
        _related(wider),
        _evidence(one, other, proof),
        certainty=Certainty.INFERRED,
    )


def _double(one: _Entry, other: _Entry, twin: Target, target: Target, proof: "Proof") -> Fact:
    message = f"An event that matches this rule and {one.rule.resource.address} is delivered to this target twice."
    unknown = next(iter((*one.pattern.unknowns, *other.pattern.unknowns)), _NOT_TOLD)
    related = list(_related(one.rule))
    if twin.block.span is not None:
        related.append(Related("the other delivery", twin.block.span))
    return Fact(
        "double-delivery",
        target.address,
        twin.address,
        {"message": message, "other": one.rule.resource.address, "other_target": twin.address},
        target.endpoint.span if target.endpoint is not None else target.block.span,
        tuple(related),
        _evidence(one, other, proof),
        undecided=several(proof.witness) if proof.holds else unknown,
        certainty=Certainty.INFERRED,
    )


def _related(rule: Rule) -> tuple[Related, ...]:
    text = rule.filter_pattern
    span = text.span if text is not None else rule.resource.span
    return (Related("the other rule's pattern", span),) if span is not None else ()


def _evidence(one: _Entry, other: _Entry, proof: "Proof") -> dict[str, object] | None:
    if proof.witness is None or one.pattern.sensitive or other.pattern.sensitive:
        return None
    return {"event": loads(proof.witness)}


def _unlooked(one: _Entry, other: _Entry) -> Fact:
    address = other.rule.resource.address
    message = "Whether rules of this configuration deliver events twice was not looked into any further."
    data = {"message": message, "other": one.rule.resource.address}
    return Fact("double-delivery", address, "", {**data}, other.rule.resource.span, undecided=_TOO_MANY)


def _equal_patterns(entries: list[_Entry]) -> Iterator[Fact]:
    """Find rules of one canonical pattern and different receivers, which could be one rule."""
    first: dict[str, _Entry] = {}
    for entry in entries:
        if entry.pattern.unknowns:
            continue
        other = first.setdefault(entry.pattern.canonical(), entry)
        if other is entry or (other.complete and entry.complete and other.targets.keys() == entry.targets.keys()):
            continue
        address = other.rule.resource.address
        message = f"The rule has the same pattern as {address} on the same bus."
        text = entry.rule.filter_pattern
        yield Fact(
            "equal-patterns",
            entry.rule.resource.address,
            address,
            {"message": message, "other": address},
            text.span if text is not None else entry.rule.resource.span,
            _related(other.rule),
            certainty=Certainty.INFERRED,
        )
