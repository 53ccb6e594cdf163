"""Whether events can go a way round: one and the same event through every forwarding target, new ones in between.

An event source makes a new event of what a target sends; of that event only the source and, for some kinds, the
type are known.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ebaudit.analysis.patterns.algebra import find, may_exist
from ebaudit.analysis.patterns.pattern import Field, Pattern
from ebaudit.analysis.patterns.verdict import any_of, judge
from ebaudit.analysis.routing.buses import Buses
from ebaudit.analysis.routing.selects import SERVICE_NAMES, field_takes, text
from ebaudit.analysis.routing.unlikely import several
from ebaudit.model.record import Record
from ebaudit.model.resources import EventSource
from ebaudit.model.value import Unknown

if TYPE_CHECKING:
    from ebaudit.analysis.routing.hops import Hop
    from ebaudit.catalog import Catalog

_BUS_ATTRIBUTE = "aliyuneventbusname"
_NOT_TOLD = Unknown("whether one event passes every pattern on the way cannot be told")
_MADE = Unknown("what an event source makes of a message is known by its source and type only")
_KINDS = {"source_http_event_parameters": "eventbridge"}
"""Kinds of event sources whose events have a type that is listed under another name than that of their service."""


class Passed(Record):
    """Something goes round: the event that shows it, or why it only may."""

    witness: str | None = None
    undecided: Unknown | None = None


class _Leg(Record):
    """A part of a way on which the event stays the same: what is asked of it, and why that is not all."""

    asked: tuple[Pattern, ...]
    unsure: Unknown | None = None


class _Asked(Record):
    """What a rule asks of an event of a leg, what is equal for rules that ask the same, and what is not known."""

    name: str
    pattern: Pattern
    unsure: Unknown | None = None


class Passage:
    """Judges ways; ``patterns`` are those of the rules by address."""

    def __init__(self, patterns: Mapping[str, Pattern], buses: Buses, catalog: "Catalog") -> None:
        self._patterns = patterns
        self._buses = buses
        self._catalog = catalog
        self._asked: dict[tuple[str, str], _Asked | None] = {}

    def may_be(self, way: Sequence["Hop"]) -> bool:
        """Tell whether anything may go a way that need not lead round; only the part since the last source is new."""
        start = next((index for index in range(len(way) - 1, 0, -1) if way[index - 1].source is not None), 0)
        leg = self._leg(way[start:], way[start - 1].source if start else None)
        return leg is not None and may_exist(leg.asked, None) is not False

    def judge(self, way: Sequence["Hop"]) -> Passed | None:
        """Tell whether something goes round, ``None`` for no."""
        legs = [self._leg(hops, source) for hops, source in _legs(way)]
        undecided = next((hop.unsure for hop in way if hop.unsure is not None), None)
        witness: str | None = None
        for leg in legs:
            proof = find(leg.asked, None, self._catalog) if leg is not None else None
            if leg is None or proof is None or proof.holds is False:
                return None
            witness = witness or (None if any(one.sensitive for one in leg.asked) else proof.witness)
            unknown = next((unknown for one in leg.asked for unknown in one.unknowns), _NOT_TOLD)
            undecided = undecided or (None if proof.holds else unknown) or leg.unsure or several(proof.witness)
        return Passed(witness, undecided)

    def _leg(self, hops: Sequence["Hop"], source: EventSource | None) -> _Leg | None:
        """Return what the rules of a leg ask of one event; ``None`` when one of them takes none."""
        asked: dict[str, Pattern] = {}
        unsure: Unknown | None = None
        for hop in hops:
            taken = self._taken(hop, source)
            if taken is None:
                return None
            asked.setdefault(taken.name, taken.pattern)
            unsure = unsure or taken.unsure
        return _Leg(tuple(asked.values()), unsure)

    def _taken(self, hop: "Hop", source: EventSource | None) -> _Asked | None:
        key = (hop.rule.resource.address, source.resource.address if source is not None else "")
        if key not in self._asked:
            pattern = self._hop(hop)
            made = _Asked("", pattern) if pattern is not None else None
            if made is not None and source is not None:
                made = self._made(made.pattern, source)
            if made is not None:
                made = made._replace(name=key[0] if made.pattern.unknowns else made.pattern.canonical())
            self._asked[key] = made
        return self._asked[key]

    def _hop(self, hop: "Hop") -> Pattern | None:
        """Return what a rule asks of events that stay the same from hop to hop; ``None`` when it takes none here."""
        pattern = self._patterns[hop.rule.resource.address]
        field = pattern.field(_BUS_ATTRIBUTE)
        if field is None:
            return pattern
        name = self._buses.resolve(hop.rule.event_bus_name).name
        if name is not None and not _takes(field, (name,)):
            return None
        return _without(pattern, field)

    def _made(self, pattern: Pattern, source: EventSource) -> _Asked | None:
        """Return what a rule asks of a source's events besides what is known of them, and what is not known."""
        unsure: Unknown | None = None
        field, kind = pattern.field("source"), pattern.field("type")
        if field is not None:
            answer = field_takes(field, source)
            if answer is None:
                return None
            unsure = answer if isinstance(answer, Unknown) else None
            pattern = _without(pattern, field)
        types = self._types(source)
        if kind is not None and types:
            if not _takes(kind, types):
                return None
            pattern = _without(pattern, kind)
        elif kind is not None:
            unsure = unsure or _MADE
        if pattern.fields:
            unsure = unsure or _MADE
        return _Asked("", pattern, unsure)

    def _types(self, source: EventSource) -> tuple[str, ...]:
        """Return the types of the events that a source makes, when they are known."""
        kind = source.kind or ""
        name = _KINDS.get(kind) or SERVICE_NAMES.get(kind)
        found = self._catalog.received_sources.get(name) if name is not None else None
        return found.types if found is not None else ()


def _legs(way: Sequence["Hop"]) -> list[tuple[list["Hop"], EventSource | None]]:
    """Cut a way round after each hop through an event source; each part begins with the event that the source makes."""
    cuts = [index for index, hop in enumerate(way) if hop.source is not None]
    if not cuts:
        return [(list(way), None)]
    turned = [*way[cuts[-1] + 1 :], *way[: cuts[-1] + 1]]
    legs: list[tuple[list[Hop], EventSource | None]] = []
    source, leg = way[cuts[-1]].source, []
    for hop in turned:
        leg.append(hop)
        if hop.source is not None:
            legs.append((leg, source))
            source, leg = hop.source, []
    return legs


def _takes(field: Field, texts: tuple[str, ...]) -> bool:
    """Tell whether the conditions on an attribute may take one of some texts."""
    return any(
        any_of([judge(condition, text(each), attribute=True) for condition in field.conditions]).holds is not False
        for each in texts
    )


def _without(pattern: Pattern, field: Field) -> Pattern:
    return pattern._replace(fields=tuple(other for other in pattern.fields if other is not field))
