"""How a rule's pattern changes what the rule selects."""

from typing import TYPE_CHECKING

from ebaudit.analysis.patterns.pattern import Pattern
from ebaudit.analysis.patterns.relation import RelationKind, relate
from ebaudit.differences.folds import Folds
from ebaudit.differences.values import bare, describe
from ebaudit.model.change import PatternChange, PatternKind
from ebaudit.model.resources import Rule
from ebaudit.model.value import Unknown, Value, reveal

if TYPE_CHECKING:
    from ebaudit.catalog import Catalog

KINDS = {
    RelationKind.EQUAL: PatternKind.EQUIVALENT,
    RelationKind.NARROWER: PatternKind.WIDER,
    RelationKind.WIDER: PatternKind.NARROWER,
    RelationKind.OVERLAPPING: PatternKind.MOVED,
    RelationKind.DISJOINT: PatternKind.UNRELATED,
    RelationKind.UNDECIDED: PatternKind.UNDECIDED,
}
"""From how the old pattern relates to the new one to what has become of it."""


def pattern_change(
    before: tuple[Rule, Pattern | None], after: tuple[Rule, Pattern | None], folds: Folds, catalog: "Catalog"
) -> PatternChange | None:
    """Return how the pattern changes, or ``None`` when it says the same; spelling is folded."""
    place = after[0].resource.address
    (one, was), (other, now) = ((_value(rule), pattern) for rule, pattern in (before, after))
    if bare(one) == bare(other):
        if isinstance(bare(one), Unknown):
            folds.add("unknown-alike", f"{place}#filter_pattern")
        return None
    if was is None or now is None:
        return PatternChange(PatternKind.UNDECIDED, why=_why(one, was, "old") or _why(other, now, "new"))
    if _alike(was, now):
        folds.add("pattern-spelling", f"{place}#filter_pattern")
        return None
    relation = relate(was, now, catalog)
    hidden = was.sensitive or now.sensitive
    kind = KINDS[relation.kind]
    return PatternChange(
        kind,
        None if hidden else relation.first,
        None if hidden else relation.second,
        relation.certainty,
        hidden,
        _undecided(was, now) if kind is PatternKind.UNDECIDED else "",
    )


def _value(rule: Rule) -> Value:
    return rule.filter_pattern.value if rule.filter_pattern is not None else None


def _alike(one: Pattern, other: Pattern) -> bool:
    if one.canonical() != other.canonical():
        return False
    return [*map(describe, one.unknowns)] == [*map(describe, other.unknowns)]


def _why(value: Value, pattern: Pattern | None, which: str) -> str:
    if pattern is not None:
        return ""
    unknown = reveal(value)
    if isinstance(unknown, Unknown):
        return f"the {which} pattern is not known: {unknown.reason}"
    return f"the service refuses the {which} pattern"


def _undecided(one: Pattern, other: Pattern) -> str:
    unknown = next(iter((*one.unknowns, *other.unknowns)), None)
    if unknown is not None:
        return f"a part of the pattern is not known: {unknown.reason}"
    return "the patterns are too complex to compare"
