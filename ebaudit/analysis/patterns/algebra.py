"""Questions about the events that patterns select, answered exactly and with an event as proof.

An answer is ``None`` when something unknown decides, when a name of a pattern is not a plain path, or
when the exact answer is beyond the budget; it is never a guess. Every witness has been matched before
it is returned. The events considered have string attributes, among them the required ones.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from ebaudit.analysis.patterns.compiled import Compiled, are_apart, are_tangled, compile_pattern
from ebaudit.analysis.patterns.memory import MEMORY, Bounds
from ebaudit.analysis.patterns.pattern import Pattern
from ebaudit.analysis.patterns.solve import Asked, solve
from ebaudit.analysis.patterns.strings import BeyondBudgetError
from ebaudit.model.record import Record

if TYPE_CHECKING:
    from ebaudit.catalog import Catalog


class Proof(Record):
    """An answer, and the event (JSON text) that proves it where an event can."""

    holds: bool | None
    witness: str | None = None


def bounds(pattern: Pattern) -> Bounds | None:
    """Return the bounds of a pattern, kept from the last time; ``None`` when they are beyond the budget."""
    kept = MEMORY.bounds.get(id(pattern))
    if kept is not None:
        return kept[1]
    try:
        high = low = compile_pattern(pattern, generous=False)
        if low.nothing or pattern.unknowns:
            high = compile_pattern(pattern, generous=True)
        made = Bounds(pattern, low, high)
    except BeyondBudgetError:
        made = None
    MEMORY.bounds[id(pattern)] = (pattern, made)
    return made


def find(inside: tuple[Pattern, ...], outside: Pattern | None, catalog: "Catalog | None" = None) -> Proof:
    """Look for an event that all of ``inside`` select and ``outside`` does not; the witness is that event."""
    exists = may_exist(inside, outside)
    if not exists:
        return Proof(exists)
    witness = _witness(inside, outside, catalog)
    return Proof(True, witness) if witness is not None else Proof(None)


def may_exist(inside: tuple[Pattern, ...], outside: Pattern | None) -> bool | None:
    """Tell whether an event exists that all of ``inside`` select and ``outside`` does not."""
    MEMORY.tidy()
    found = [bounds(pattern) for pattern in inside]
    known = [bound for bound in found if bound is not None]
    against = None if outside is None else bounds(outside)
    if len(known) < len(found) or (outside is not None and against is None):
        return None
    try:
        if _satisfiable([bound.low for bound in known], against.high if against else None):
            return True
        settled = all(bound.low is bound.high for bound in known) and (against is None or against.low is against.high)
        if settled or not _satisfiable([bound.high for bound in known], against.low if against else None):
            return False
    except BeyondBudgetError:
        return None
    return None


class Question(Record):
    """Sets that an event is to be in and not in; without ``payload`` it has no ``data``."""

    inside: Asked
    outside: Asked
    payload: bool = True


def _satisfiable(inside: list[Compiled], outside: Compiled | None) -> bool:
    """Tell whether an event is in all of the first and not in the second."""
    if not all(_alone(one) for one in inside) or any(are_apart(one, other) for one, other in pairwise(inside)):
        return False
    if len(inside) == 1 and (outside is None or outside.nothing):
        return True
    if len(inside) == 2 and outside is None and not are_tangled(*inside):
        return _meet(*inside)
    if len(inside) == 1 and outside is not None and not are_tangled(inside[0], outside):
        return _misses(inside[0], outside)
    return any(solve(question.inside, question.outside, {}) is not None for question in _questions(inside, outside))


def _alone(compiled: Compiled) -> bool:
    """Tell whether any event is in the set, kept from the last time."""
    kept = MEMORY.alone.get(id(compiled))
    if kept is None:
        holds = not compiled.nothing and solve(compiled.fields, (), {}) is not None
        kept = MEMORY.alone[id(compiled)] = (compiled, holds)
    return kept[1]


def _meet(one: Compiled, other: Compiled) -> bool:
    """Tell whether two sets that each have events have one in common; their fields are independent."""
    return all(
        MEMORY.possible(place, (*sets, *other.at[place]), ()) for place, sets in one.at.items() if place in other.at
    )


def _misses(one: Compiled, other: Compiled) -> bool:
    """Tell whether an event of the first is not in the second; the first has events, the fields are independent."""
    for place, refused in other.fields:
        if MEMORY.possible(place, one.at.get(place, ()), (refused,)):
            return True
    return other.payload and not one.payload


def _questions(inside: list[Compiled], outside: Compiled | None) -> Iterator[Question]:
    """Yield the ways to be in all of the first and not in the second: one field of it is enough to miss."""
    if any(one.nothing for one in inside):
        return
    asked = [field for one in inside for field in one.fields]
    if outside is None or outside.nothing:
        yield Question(asked, ())
        return
    for field in outside.fields:
        yield Question(asked, (field,))
    if outside.payload and not any(one.payload for one in inside):
        yield Question(asked, (), payload=False)


def _witness(inside: tuple[Pattern, ...], outside: Pattern | None, catalog: "Catalog | None") -> str | None:
    from ebaudit.analysis.patterns.witness import build

    found = [bound for pattern in inside if (bound := bounds(pattern)) is not None]
    against = bounds(outside) if outside is not None else None
    for question in _questions([bound.low for bound in found], against.high if against else None):
        try:
            text = build(question.inside, question.outside, catalog, payload=question.payload)
        except BeyondBudgetError:
            continue
        if text is not None and _proves(text, inside, outside):
            return text
    return None


def _proves(text: str, inside: tuple[Pattern, ...], outside: Pattern | None) -> bool:
    from ebaudit.analysis.patterns.event import read_event
    from ebaudit.analysis.patterns.matching import matches

    event, _ = read_event(text)
    if event is None:
        return False
    return all(matches(pattern, event) for pattern in inside) and (outside is None or matches(outside, event) is False)


def is_empty(pattern: Pattern, catalog: "Catalog | None" = None) -> Proof:
    """Tell whether no event can match; the witness of a no is one that does."""
    return _negated(find((pattern,), None, catalog))


def is_universal(pattern: Pattern, catalog: "Catalog | None" = None) -> Proof:
    """Tell whether every event matches; the witness of a no is one that does not."""
    return _negated(find((), pattern, catalog))


def implies(one: Pattern, other: Pattern, catalog: "Catalog | None" = None) -> Proof:
    """Tell whether every event of the first matches the second; the witness of a no matches the first alone."""
    return _negated(find((one,), other, catalog))


def overlap(one: Pattern, other: Pattern, catalog: "Catalog | None" = None) -> Proof:
    """Tell whether an event can match both; the witness of a yes does."""
    return find((one, other), None, catalog)


def difference(one: Pattern, other: Pattern, catalog: "Catalog | None" = None) -> Proof:
    """Tell whether the first selects an event that the second does not; the witness of a yes is one."""
    return find((one,), other, catalog)


def equivalent(one: Pattern, other: Pattern, catalog: "Catalog | None" = None) -> Proof:
    """Tell whether both select the same events; the witness of a no matches only one of them."""
    forth = implies(one, other, catalog)
    if forth.holds is False:
        return forth
    back = implies(other, one, catalog)
    if back.holds is False or forth.holds:
        return back
    return forth


def _negated(proof: Proof) -> Proof:
    return Proof(None if proof.holds is None else not proof.holds, proof.witness)
