"""How the events that two patterns select relate."""

from enum import StrEnum
from typing import TYPE_CHECKING

from ebaudit.analysis.patterns.algebra import Proof, find, may_exist
from ebaudit.analysis.patterns.certainty import certainty_of, weakest
from ebaudit.analysis.patterns.pattern import Pattern
from ebaudit.model.finding import Certainty
from ebaudit.model.record import Record

if TYPE_CHECKING:
    from ebaudit.catalog import Catalog


class RelationKind(StrEnum):
    """How the first pattern's events relate to the second's."""

    EQUAL = "equal"
    NARROWER = "narrower"
    WIDER = "wider"
    OVERLAPPING = "overlapping"
    DISJOINT = "disjoint"
    UNDECIDED = "undecided"


class Relation(Record):
    """The relation and its proofs as events (JSON text): in both, in the first alone, in the second alone."""

    kind: RelationKind
    both: str | None = None
    first: str | None = None
    second: str | None = None
    certainty: Certainty = Certainty.MODELLED


def relation_kind(one: Pattern, other: Pattern) -> RelationKind:
    """Return the relation without proofs: quick enough for all pairs of a bus."""
    both = may_exist((one, other), None)
    if both is False:
        return _apart(may_exist((one,), None), may_exist((other,), None))
    first, second = may_exist((one,), other), may_exist((other,), one)
    if first is None or second is None:
        return RelationKind.UNDECIDED
    if not first:
        return RelationKind.NARROWER if second else RelationKind.EQUAL
    if not second:
        return RelationKind.WIDER
    return RelationKind.UNDECIDED if both is None else RelationKind.OVERLAPPING


def _apart(first: bool | None, second: bool | None) -> RelationKind:
    """Return the relation of two patterns without a common event, given which of them select any."""
    if first is None or second is None:
        return RelationKind.UNDECIDED
    if first and second:
        return RelationKind.DISJOINT
    if first == second:
        return RelationKind.EQUAL
    return RelationKind.WIDER if first else RelationKind.NARROWER


def relate(one: Pattern, other: Pattern, catalog: "Catalog | None" = None) -> Relation:
    """Return the relation with its proofs; likely values come from the catalog.

    A proof that cannot be had, or does not match as it should, makes the relation undecided.
    """
    kind = relation_kind(one, other)
    certainty = weakest([certainty_of(one), certainty_of(other)])
    if kind is RelationKind.UNDECIDED:
        return Relation(kind, certainty=certainty)
    proofs = [find((one, other), None, catalog), find((one,), other, catalog), find((other,), one, catalog)]
    if any(proof.holds is None for proof in proofs) or not _agrees(kind, proofs):
        return Relation(RelationKind.UNDECIDED, certainty=certainty)
    both, first, second = (proof.witness for proof in proofs)
    return Relation(kind, both, first, second, certainty)


def _agrees(kind: RelationKind, proofs: list[Proof]) -> bool:
    both, first, second = (bool(proof.holds) for proof in proofs)
    if kind is RelationKind.DISJOINT:
        return first and second and not both
    expected = {
        RelationKind.EQUAL: (False, False),
        RelationKind.NARROWER: (False, True),
        RelationKind.WIDER: (True, False),
        RelationKind.OVERLAPPING: (True, True),
    }
    return (first, second) == expected[kind]
