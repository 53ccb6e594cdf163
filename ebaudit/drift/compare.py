"""From two estates to what drifted, with what follows from it."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ebaudit.analysis.patterns.parse import parse_pattern
from ebaudit.analysis.patterns.pattern import Pattern
from ebaudit.differences.folds import LIVE_KINDS, Folds
from ebaudit.differences.pairing import PREFIX, name_of
from ebaudit.drift.changes import Drifted, Repair, What
from ebaudit.drift.consequences import Consequences
from ebaudit.drift.others import compare_other
from ebaudit.drift.pair import Pairing, names_of, pair, unread_cell, unread_reason
from ebaudit.drift.rules import RuleComparer
from ebaudit.model.change import DeliveryChange, Folded
from ebaudit.model.estate import Estate
from ebaudit.model.record import Record
from ebaudit.model.resources import Resource, Rule
from ebaudit.model.value import Unknown, Value, reveal

if TYPE_CHECKING:
    from ebaudit.catalog import Catalog

BUS = f"{PREFIX}event_bus"
WRITTEN = frozenset({"hcl", "plan"})
"""Readers that know which arguments the code sets."""


class Drift(Record):
    """What drifted, what that does to deliveries (one tuple for each), and the differences that mean nothing."""

    drifted: tuple[Drifted, ...]
    deliveries: tuple[tuple[DeliveryChange, ...], ...]
    folded: tuple[Folded, ...]


class Patterns:
    """The patterns of both sides, each text parsed once and only when it is asked for."""

    def __init__(self) -> None:
        self._by_text: dict[str, Pattern | None] = {}
        self._by_rule: dict[tuple[bool, str], Pattern | None] = {}

    def of(self, rule: Rule, live: bool) -> Pattern | None:
        """Return a rule's pattern, ``None`` when it is not known or refused by the service."""
        key = (live, rule.resource.address)
        if key not in self._by_rule:
            self._by_rule[key] = self._parsed(rule.filter_pattern.value if rule.filter_pattern is not None else None)
        return self._by_rule[key]

    def _parsed(self, value: Value) -> Pattern | None:
        if isinstance(value, str):
            if value not in self._by_text:
                self._by_text[value] = parse_pattern(value)[0]
            return self._by_text[value]
        inner = reveal(value)
        if isinstance(inner, str) or (isinstance(inner, Unknown) and inner.json is not None):
            return parse_pattern(value)[0]
        return None


def compare(declared: Estate, live: Estate, catalog: "Catalog", key: bytes = b"") -> Drift:
    """Compare what is declared with what is live; never raises on what they hold.

    ``key`` is what the digests of secrets that were taken out of the live side were made with.
    """
    return _Comparison(declared, live, catalog, key).drift()


class _Comparison:
    def __init__(self, declared: Estate, live: Estate, catalog: "Catalog", key: bytes) -> None:
        self.key = key
        self.declared = declared
        self.live = live
        self.catalog = catalog
        self.folds = Folds(catalog, LIVE_KINDS, key)
        self.patterns = Patterns()
        self.mine = {rule.resource.address: rule for rule in declared.rules}
        self.theirs = {rule.resource.address: rule for rule in live.rules}
        self.comparer = self._rules(self.folds)

    def _rules(self, folds: Folds) -> RuleComparer:
        return RuleComparer(folds, self.catalog, self.patterns.of, may_tell=self.declared.reader in WRITTEN)

    def drift(self) -> Drift:
        limits = {f"{PREFIX}{each.of}": each.value for each in self.catalog.defaults if each.kind == "truncated"}
        pairing = pair(self.declared, self.live, limits, self.alike)
        found = [*self.changed(pairing), *self.missing(pairing), *self.unmanaged(pairing), *self.open(pairing)]
        found += self.streams()
        found.sort(key=lambda each: (each.resource.address, each.part != "", each.part))
        follows = Consequences(self.declared, self.live, pairing, self.patterns.of, self.catalog)
        return Drift(tuple(found), tuple(follows.all(found)), tuple(self.folds.found))

    def alike(self, declared: Resource, live: Resource) -> bool:
        """Tell whether two resources are equal but for their names."""
        folds = Folds(self.catalog, LIVE_KINDS, self.key)
        one, other = self.mine.get(declared.address), self.theirs.get(live.address)
        if one is not None and other is not None:
            return not self._rules(folds).compare(one, other)
        return next(compare_other(declared, live, folds, self.catalog), None) is None

    def changed(self, pairing: Pairing) -> Iterator[Drifted]:
        for declared, live in pairing.pairs:
            one, other = self.mine.get(declared.address), self.theirs.get(live.address)
            if one is not None and other is not None:
                yield from self.comparer.compare(one, other)
            else:
                yield from compare_other(declared, live, self.folds, self.catalog)

    def missing(self, pairing: Pairing) -> Iterator[Drifted]:
        for resource, within in _gathered(pairing.missing):
            yield Drifted(
                What.MISSING,
                resource,
                resource.address,
                repair=Repair.CREATE,
                declared=name_of(resource),
                span=resource.span,
                within=within,
            )

    def unmanaged(self, pairing: Pairing) -> Iterator[Drifted]:
        managed = {names_of(one)[0] for one, _ in pairing.pairs if one.type == BUS}
        for resource, within in _gathered(pairing.unmanaged):
            bus = resource.attribute("event_bus_name")
            yield Drifted(
                What.UNMANAGED,
                resource,
                resource.address,
                live=resource,
                found=name_of(resource),
                repair=Repair.NEVER,
                on_managed_bus=bus is not None and resource.type != BUS and reveal(bus.value) in managed,
                within=within,
            )

    def open(self, pairing: Pairing) -> Iterator[Drifted]:
        for resource, why in pairing.open:
            cell = unread_cell(resource, self.live.unread)
            yield Drifted(
                What.MISSING,
                resource,
                resource.address,
                declared=name_of(resource),
                span=resource.span,
                undecided=why,
                unread=cell is not None and unread_reason(cell) == why,
            )

    def streams(self) -> Iterator[Drifted]:
        """Yield the event streams: without a snapshot of them, nothing can declare one."""
        mine = {_stream_name(each): each for each in self.declared.streams}
        theirs = {_stream_name(each): each for each in self.live.streams}
        for name, stream in theirs.items():
            known = mine.get(name)
            if known is None:
                yield Drifted(
                    What.UNMANAGED, stream, stream.address, live=stream, found=name or "", repair=Repair.NEVER
                )
            elif known.block != stream.block:
                yield from compare_other(known, stream, self.folds, self.catalog)
        for name, stream in mine.items():
            if name not in theirs:
                yield Drifted(What.MISSING, stream, stream.address, declared=name or "", repair=Repair.NEVER)


def _gathered(resources: Sequence[Resource]) -> Iterator[tuple[Resource, tuple[Resource, ...]]]:
    """Yield resources, those on a bus that is among them with the bus."""
    buses = {names_of(each)[0]: each for each in resources if each.type == BUS}
    within: dict[str, list[Resource]] = {}
    alone = []
    for resource in resources:
        bus = resource.attribute("event_bus_name")
        name = reveal(bus.value) if bus is not None and resource.type != BUS else None
        around = buses.get(name) if isinstance(name, str) else None
        if around is not None:
            within.setdefault(around.address, []).append(resource)
        else:
            alone.append(resource)
    for resource in alone:
        yield resource, tuple(within.get(resource.address, ()))


def _stream_name(resource: Resource) -> str | None:
    for name in ("EventStreamingName", "event_streaming_name"):
        found = resource.attribute(name)
        if found is not None and isinstance(found.value, str):
            return found.value
    return None
