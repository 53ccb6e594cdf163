"""Which events reach which receivers no longer, newly, or elsewhere: all rules of a bus together."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from ebaudit.analysis.patterns.algebra import may_exist
from ebaudit.analysis.patterns.pattern import Pattern
from ebaudit.analysis.patterns.relation import RelationKind, relation_kind
from ebaudit.analysis.patterns.remainder import remainder
from ebaudit.differences.index import Index
from ebaudit.differences.receivers import one_receiver
from ebaudit.differences.traffic import Bus, Entry, Traffic
from ebaudit.model.change import DeliveryChange, DeliveryKind, Last
from ebaudit.model.record import Record

if TYPE_CHECKING:
    from ebaudit.analysis.patterns.algebra import Proof
    from ebaudit.catalog import Catalog

SHOWN = 3
"""How many values of a field are named."""


class Verdict(Record):
    """Whether some of an entry's events have no delivery on the other side, with such an event, or what is unknown."""

    proof: "Proof"
    why: str = ""


class Loss(Record):
    """An entry of which events reach the receiver no longer, as it will be reported."""

    entry: Entry
    change: DeliveryChange


def delivery_changes(
    before: Traffic, after: Traffic, twins: Mapping[str, str], catalog: "Catalog"
) -> list[DeliveryChange]:
    """Compare two estates' traffic; ``twins`` has the address after of each rule that both have."""
    found: list[DeliveryChange] = []
    for bus in sorted({*before.entries, *after.entries}):
        lost = list(_Side(bus, before, after, DeliveryKind.LOST, catalog).changes())
        gained = list(_Side(bus, after, before, DeliveryKind.GAINED, catalog).changes())
        found += _with_moves(lost, gained, twins)
    return found


class _Side:
    """Looks for the events of one side that the other does not deliver."""

    def __init__(self, bus: Bus, mine: Traffic, theirs: Traffic, kind: DeliveryKind, catalog: "Catalog") -> None:
        self.bus = bus
        self.mine = mine.entries.get(bus, ())
        there = theirs.entries.get(bus, ())
        self.theirs = (*there, *theirs.through.get(bus, ()))
        self.open = (*theirs.open.get(bus, ()), *theirs.lost)
        self.kind = kind
        self.perhaps = DeliveryKind.MAY_BE_LOST if kind is DeliveryKind.LOST else DeliveryKind.MAY_BE_GAINED
        self.catalog = catalog
        self.lasts: dict[tuple[int, Last], Verdict] = {}
        self.index = Index(self.theirs)
        self.twins = {(entry.receiver.key, entry.alike, bool(entry.unsure)) for entry in there}

    def changes(self) -> Iterator[Loss]:
        for entry in self.mine:
            if (entry.receiver.key, entry.alike, bool(entry.unsure)) in self.twins:
                continue
            change = self.change(entry)
            if change is not None:
                yield Loss(entry, change)

    def change(self, entry: Entry) -> DeliveryChange | None:
        if entry.pattern is None or entry.unsure:
            return self.perhaps_made(entry, entry.unsure)
        found = self.left(
            entry.pattern,
            [(other, one_receiver(entry.receiver, other.receiver)) for other in self.index.near(entry.pattern)],
        )
        if found.proof.holds is False:
            return None
        if found.proof.holds is None:
            return self.perhaps_made(entry, found.why)
        made = self.made(entry, self.kind)
        lasts = [(group, self.last(entry.pattern, group)) for group in entry.receiver.groups]
        missing = [(group, verdict.proof.witness) for group, verdict in lasts if verdict.proof.holds]
        hidden = entry.pattern.sensitive
        return made._replace(
            witness=None if hidden else found.proof.witness,
            last=tuple(group for group, _ in missing),
            last_witness=None if hidden or not missing else missing[0][1],
        )

    def perhaps_made(self, entry: Entry, why: str) -> DeliveryChange:
        """Return a change that cannot be told, with the kinds of delivery that its events may lose altogether."""
        pattern = entry.pattern
        groups = [
            group
            for group in entry.receiver.groups
            if pattern is None or self.last(pattern, group).proof.holds is not False
        ]
        return self.made(entry, self.perhaps, why=why)._replace(may_be_last=tuple(groups))

    def last(self, pattern: Pattern, group: Last) -> Verdict:
        """Tell whether events of the pattern have no delivery of a kind at all on the other side."""
        key = (id(pattern), group)
        if key not in self.lasts:
            others = [(other, True) for other in self.index.near(pattern) if group in other.receiver.groups]
            self.lasts[key] = self.left(pattern, others)
        return self.lasts[key]

    def left(self, pattern: Pattern, others: Sequence[tuple[Entry, bool | None]]) -> Verdict:
        """Tell whether some events of the pattern reach none of the others."""
        found = {id(o.pattern): o.pattern for o, holds in others if holds and not o.unsure and o.pattern is not None}
        sure = list(found.values())
        proof = remainder(pattern, sure, self.catalog)
        if not proof.holds:
            return Verdict(proof, "the patterns cannot be compared, because a part of them is not known")
        vague = [(o, holds) for o, holds in others if holds is None or (holds and o.unsure)]
        whole = next((o for o, _ in vague if o.pattern is None), None)
        why = whole.unsure if whole is not None else ""
        if not why and self.open:
            why = f"where {self.open[0]} delivers is not known"
        if not why and vague:
            strict = remainder(pattern, [*sure, *(o.pattern for o, _ in vague if o.pattern is not None)], self.catalog)
            if strict.holds:
                return Verdict(strict)
            other, _ = vague[0]
            why = other.unsure or f"whether {other.target.address} is the same receiver is not known"
        return Verdict(proof._replace(holds=None, witness=None), why) if why else Verdict(proof)

    def made(self, entry: Entry, kind: DeliveryKind, why: str = "") -> DeliveryChange:
        pattern = entry.pattern
        near = self.theirs if pattern is None else self.index.near(pattern)
        theirs = [o.pattern for o in near if one_receiver(entry.receiver, o.receiver) and o.pattern is not None]
        whole = (
            kind is self.kind
            and pattern is not None
            and all(may_exist((pattern, other), None) is False for other in theirs)
        )
        return DeliveryChange(
            kind,
            self.bus[1].partition(":")[2],
            entry.rule.resource.address,
            entry.target.address,
            "events of a pattern that is not known" if pattern is None else class_text(pattern),
            whole,
            entry.receiver.label,
            why=why,
        )


def class_text(pattern: Pattern) -> str:
    """Describe the events that a pattern selects: source, type, and what else decides."""
    if pattern.sensitive:
        return "events of a sensitive pattern"
    parts = [_constraint(pattern, name) for name in ("source", "type")]
    others = [field.name for field in pattern.fields if field.keys not in {("source",), ("type",)}]
    if others:
        more = f" and {len(others) - SHOWN} more" if len(others) > SHOWN else ""
        parts.append(f"by {', '.join(others[:SHOWN])}{more}")
    said = "; ".join(part for part in parts if part)
    return said or "all events"


def _constraint(pattern: Pattern, name: str) -> str:
    from ebaudit.analysis.patterns.words import describe

    field = pattern.field(name)
    if field is None:
        return ""
    values = field.listed
    texts = list(values) if values is not None else [describe(condition) for condition in field.conditions]
    if values is None:
        texts = [f"that {text}" for text in texts]
    more = f" or {len(texts) - SHOWN} more" if len(texts) > SHOWN else ""
    return f"{name} {' or '.join(texts[:SHOWN])}{more}"


def _with_moves(lost: list[Loss], gained: list[Loss], twins: Mapping[str, str]) -> list[DeliveryChange]:
    """Join what a rule loses at one receiver and gains, for the same events, at another."""
    left = list(gained)
    found = []
    for loss in lost:
        other = _destination(loss, lost, left, twins)
        if other is None:
            found.append(loss.change)
            continue
        left = [gain for gain in left if gain is not other]
        found.append(loss.change._replace(kind=DeliveryKind.MOVED, to=other.change.receiver))
    return [*found, *(gain.change for gain in left)]


def _destination(loss: Loss, lost: list[Loss], gained: list[Loss], twins: Mapping[str, str]) -> Loss | None:
    if loss.change.kind is not DeliveryKind.LOST or not loss.change.whole:
        return None
    rule = loss.entry.rule.resource.address
    there = [gain for gain in gained if gain.entry.rule.resource.address == twins.get(rule) and _fits(loss, gain)]
    name = loss.entry.target.address.partition("#")[2]
    same = [gain for gain in there if gain.entry.target.address.partition("#")[2] == name]
    here = [other for other in lost if other.entry.rule.resource.address == rule]
    if same:
        return same[0]
    return there[0] if len(there) == len(here) == 1 else None


def _fits(loss: Loss, gain: Loss) -> bool:
    one, other = loss.entry, gain.entry
    if gain.change.kind is not DeliveryKind.GAINED or not gain.change.whole:
        return False
    if one.alike == other.alike:
        return True
    if one.pattern is None or other.pattern is None:
        return False
    return relation_kind(one.pattern, other.pattern) is RelationKind.EQUAL
