"""The comparison of two estates, from pairing to what is printed."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from ebaudit.analysis.patterns.pattern import Pattern
from ebaudit.diff.rules import RuleDiffer, born_disabled
from ebaudit.differences.arguments import Differ
from ebaudit.differences.deliveries import delivery_changes
from ebaudit.differences.folds import DIFF_KINDS, Folds
from ebaudit.differences.gaps import other_gap
from ebaudit.differences.moves import Moves
from ebaudit.differences.pairing import PREFIX, name_of, pair
from ebaudit.differences.traffic import bus_names, is_scoped, traffic
from ebaudit.model.change import DeliveryChange, Pair, Presence, ResourceChange
from ebaudit.model.estate import Estate, Opened, PlannedChange
from ebaudit.model.record import Record
from ebaudit.model.resources import Resource, Rule

if TYPE_CHECKING:
    from ebaudit.catalog import Catalog

FORGET = ("forget",)
FORGOTTEN = (
    "Terraform forgets it without deleting it: it stays in the account as it is and goes on delivering, and nothing "
    "manages it any more."
)


class Side(Record):
    """One side of a comparison: what the reader saw, and the patterns of its rules by address."""

    opened: Opened
    patterns: Mapping[str, Pattern]

    @property
    def estate(self) -> Estate:
        """The estate."""
        return self.opened.estate


def compare(before: Side, after: Side, catalog: "Catalog", key: bytes = b"") -> Pair:
    """Compare two estates by meaning; never raises on what they hold.

    ``key`` is what digests of secrets were made with, so that one in clear can be compared with one that was taken out.
    """
    found = _Comparison(before, after, catalog, key)
    resources = tuple(found.resources())
    return Pair(before.estate.root, after.estate.root, tuple(found.deliveries()), resources, tuple(found.folds.found))


class _Comparison:
    def __init__(self, before: Side, after: Side, catalog: "Catalog", key: bytes) -> None:
        self.before = before
        self.after = after
        self.catalog = catalog
        self.folds = Folds(catalog, DIFF_KINDS, key)
        self.moves = Moves(after.opened.moves)
        self.there = frozenset(resource.address for resource in after.estate.resources)
        self.pairs = pair(before.estate.resources, after.estate.resources, self.moves)
        self.old = {rule.resource.address: rule for rule in before.estate.rules}
        self.new = {rule.resource.address: rule for rule in after.estate.rules}
        self.planned = self._plan()

    def _plan(self) -> Mapping[str, PlannedChange] | None:
        """Return what a plan does by address, when the two sides are the two worlds of one plan."""
        one, other = self.before.opened, self.after.opened
        if one.estate.reader != "plan" or one.estate.root != other.estate.root or not other.changes:
            return None
        return {change.address: change for change in other.changes}

    def deliveries(self) -> Iterator[DeliveryChange]:
        one = self.before
        later, patterns = self.with_left()
        scoped = is_scoped(one.estate, later)
        sides = (
            traffic(one.estate, one.patterns, bus_names(one.estate, later), scoped=scoped),
            traffic(later, patterns, bus_names(later, one.estate), scoped=scoped),
        )
        twins = {old.address: new.address for old, new in self.pairs if old is not None and new is not None}
        yield from delivery_changes(*sides, twins, self.catalog)

    def with_left(self) -> tuple[Estate, Mapping[str, Pattern]]:
        """Return the later estate with the rules that Terraform no longer manages but leaves where they are."""
        gone = {old.address for old, new in self.pairs if old is not None and new is None and self.stays(old.address)}
        left = [rule for rule in self.before.estate.rules if rule.resource.address in gone]
        buses = [bus for bus in self.before.estate.event_buses if bus.resource.address in gone]
        after = self.after.estate
        if not left and not buses:
            return after, self.after.patterns
        found = {address: pattern for address, pattern in self.before.patterns.items() if address in gone}
        whole = after._replace(rules=(*after.rules, *left), event_buses=(*after.event_buses, *buses))
        return whole, {**found, **self.after.patterns}

    def stays(self, address: str) -> bool:
        """Tell whether a resource that is no longer in the later estate is there nevertheless."""
        planned = self.planned.get(address) if self.planned is not None else None
        return self.moves.stays(address) if planned is None else planned.actions == FORGET

    def resources(self) -> Iterator[ResourceChange]:
        for old, new in self.pairs:
            found = self.one_sided(old, new) if old is None or new is None else self.both(old, new)
            if found is not None:
                yield found

    def one_sided(self, old: Resource | None, new: Resource | None) -> ResourceChange | None:
        resource = new if new is not None else old
        if resource is None:
            return None
        presence = Presence.ADDED if new is not None else Presence.REMOVED
        rule = self.new.get(resource.address) if new is not None else None
        notes = born_disabled(rule) if rule is not None else ()
        if new is None and self.stays(resource.address):
            notes = (FORGOTTEN,)
        return ResourceChange(
            presence, resource.type, name_of(resource), resource.address, span=resource.span, notes=notes
        )

    def both(self, old: Resource, new: Resource) -> ResourceChange | None:
        planned = self.planned.get(new.address) if self.planned is not None else None
        before, after = self.old.get(old.address), self.new.get(new.address)
        if before is not None and after is not None:
            made = self.rule(before, after, planned)
        else:
            made = self.other(old, new, planned)
        said = self.moves.to(old.address, self.there) == new.address or (planned is not None and planned.moved_from)
        moved = old.address != new.address and not said
        notes = made.notes
        if moved:
            notes = (*notes, self.readdressed(old, new))
        if made.pattern is None and not (made.arguments or made.samples or made.gap or notes):
            return None
        return made._replace(notes=notes)

    def readdressed(self, old: Resource, new: Resource) -> str:
        if self.planned is not None:
            return f"Terraform deletes {old.address} and creates {new.address}, which has the same name."
        return (
            f"Its address was {old.address}. Without a 'moved' block Terraform deletes it there and creates it here, "
            "which loses events in between, or fails because the name is taken."
        )

    def rule(self, before: Rule, after: Rule, planned: PlannedChange | None) -> ResourceChange:
        sides = (
            (before, self.before.patterns.get(before.resource.address)),
            (
                after,
                self.after.patterns.get(after.resource.address),
            ),
        )
        known = self.planned is not None
        first = not known and after.resource.address in self.after.opened.created_first
        return RuleDiffer(self.folds, self.catalog, planned, known=known, first=first).compare(*sides)

    def other(self, old: Resource, new: Resource, planned: PlannedChange | None) -> ResourceChange:
        of = new.type.removeprefix(PREFIX).removesuffix("_v2")
        differ = Differ(of, self.folds)
        shape = self.catalog.resource(new.type)
        arguments = tuple(differ.blocks(old.block, new.block, shape, place=new.address))
        if self.planned is not None and planned is None:
            planned = PlannedChange(new.address, new.type, ("no-op",))
        gap = other_gap(dict.fromkeys(differ.replacing), planned)
        return ResourceChange(
            Presence.CHANGED, new.type, name_of(new), new.address, old.address, new.span, None, arguments, (), gap
        )
