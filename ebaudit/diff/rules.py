"""What changes about one rule."""

from typing import TYPE_CHECKING

from ebaudit.analysis.patterns.pattern import Pattern
from ebaudit.analysis.routing.identity import is_disabled
from ebaudit.differences.folds import Folds
from ebaudit.differences.gaps import may_gap, order_note, rule_gap
from ebaudit.differences.pairing import name_of
from ebaudit.differences.patterns import pattern_change
from ebaudit.differences.targets import TargetDiffer
from ebaudit.differences.values import bare, shown
from ebaudit.model.change import ArgumentChange, Presence, ResourceChange
from ebaudit.model.estate import PlannedChange
from ebaudit.model.resources import Rule
from ebaudit.model.value import Value

if TYPE_CHECKING:
    from ebaudit.catalog import Catalog

BRIEFLY_LIVE = (
    "The rule is created switched on, and Terraform disables it a moment later: until then it delivers, although its "
    "status is DISABLE."
)
UNSET_STATUS = (
    "'status' is no longer set. Terraform then leaves the rule as it is, so it stays switched off; to switch it on, "
    'set status = "ENABLE".'
)
MAY_GAP = "Whether the list of targets changes, which replaces the rule, is not known."


def born_disabled(rule: Rule) -> tuple[str, ...]:
    """Return what is to be said of a rule that is created: one that is not meant to deliver does so for a moment."""
    return (BRIEFLY_LIVE,) if is_disabled(rule) else ()


class RuleDiffer:
    """Compares two versions of a rule.

    ``planned`` is what a plan does to it, ``known`` that there is a plan, ``first`` that a replacement of it is created
    before it is deleted.
    """

    def __init__(
        self,
        folds: Folds,
        catalog: "Catalog",
        planned: PlannedChange | None,
        *,
        known: bool = False,
        first: bool = False,
    ) -> None:
        self.first = first
        self.folds = folds
        self.catalog = catalog
        self.planned = planned
        self.known = known

    def compare(self, before: tuple[Rule, Pattern | None], after: tuple[Rule, Pattern | None]) -> ResourceChange:
        """Return what changes; a change without parts when nothing does."""
        (old, was), (new, now) = before, after
        place = new.resource.address
        pattern = pattern_change(before, after, self.folds, self.catalog)
        targets = TargetDiffer(self.folds, self.catalog, tuple(p for p in (was, now) if p is not None), place)
        targets.rules(old, new)
        planned = self.planned
        if self.known and planned is None:
            planned = PlannedChange(place, new.resource.type, ("no-op",))
        gap = rule_gap(old, new, planned, first=self.first)
        order = order_note(old, new, planned, first=self.first)
        notes = (*self.notes(old, new, replaced=gap is not None), *([order] if order else []))
        return ResourceChange(
            Presence.CHANGED,
            new.resource.type,
            name_of(new.resource),
            place,
            old.resource.address,
            new.resource.span,
            pattern,
            (*self.arguments(old, new), *targets.arguments),
            tuple(targets.samples),
            gap,
            notes,
        )

    def arguments(self, old: Rule, new: Rule) -> list[ArgumentChange]:
        """Return the changes of the rule's own arguments, its pattern aside."""
        found = []
        for name in ("event_bus_name", "rule_name", "status", "description"):
            one, other = _value(old, name), _value(new, name)
            if not self.folds.equal("rule", name, one, other, f"{new.resource.address}#{name}"):
                says = _switch(one, other) if name == "status" else ""
                found.append(ArgumentChange(name, shown(one), shown(other), says))
        return found

    def notes(self, old: Rule, new: Rule, *, replaced: bool) -> tuple[str, ...]:
        """Return what else is to be said."""
        found = list(born_disabled(new)) if replaced else []
        if is_disabled(old) and new.status is None and not self.known:
            found.append(UNSET_STATUS)
        if not self.known and may_gap(old, new):
            found.append(MAY_GAP)
        return tuple(found)


def _switch(one: Value, other: Value) -> str:
    texts = [bare(value) for value in (one, other)]
    if texts[1] == "DISABLE":
        return "the rule is switched off"
    return "the rule is switched on" if texts[0] == "DISABLE" and texts[1] in {None, "ENABLE"} else ""


def _value(rule: Rule, name: str) -> Value:
    found = rule.resource.attribute(name)
    return found.value if found is not None else None
