"""Events that one pattern selects and none of several others: what is left of it beside them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ebaudit.analysis.patterns.algebra import Proof, Question, bounds, may_exist
from ebaudit.analysis.patterns.compiled import Compiled, are_apart
from ebaudit.analysis.patterns.memory import Bounds
from ebaudit.analysis.patterns.pattern import Pattern
from ebaudit.analysis.patterns.solve import Asked, solve
from ebaudit.analysis.patterns.strings import BeyondBudgetError

if TYPE_CHECKING:
    from ebaudit.catalog import Catalog

STEPS = 5_000
"""How many ways to miss the others are tried before the answer is given up."""
DEPTH = 300
"""How many others that overlap are looked at together."""


def remainder(pattern: Pattern, others: Sequence[Pattern], catalog: "Catalog | None" = None) -> Proof:
    """Look for an event that ``pattern`` selects and none of ``others`` does; the witness is that event.

    The answer is ``None`` when something unknown decides, or when it is beyond the budget; never a guess.
    """
    found = bounds(pattern)
    near = [other for other in others if not _apart(found, bounds(other))]
    if may_exist((pattern,), None) is False or any(may_exist((pattern,), other) is False for other in near):
        return Proof(False)
    meeting = [other for other in near if may_exist((pattern, other), None) is not False]
    against = [bounds(other) for other in meeting]
    known = [each for each in against if each is not None]
    if found is None or len(known) < len(against) or len(known) > DEPTH:
        return Proof(None)
    try:
        return _settle(pattern, meeting, found, known, catalog)
    except BeyondBudgetError:
        return Proof(None)


def _apart(one: Bounds | None, other: Bounds | None) -> bool:
    """Tell quickly, of most patterns that have nothing in common, that they have not."""
    return one is not None and other is not None and are_apart(one.high, other.high)


def _settle(
    pattern: Pattern, others: Sequence[Pattern], found: Bounds, known: Sequence[Bounds], catalog: "Catalog | None"
) -> Proof:
    question = _Search(found.low).miss([each.high for each in known])
    if question is not None:
        witness = _witness(question, pattern, others, catalog)
        return Proof(None) if witness is None else Proof(True, witness)
    settled = found.low is found.high and all(each.low is each.high for each in known)
    if settled or _Search(found.high).miss([each.low for each in known]) is None:
        return Proof(False)
    return Proof(None)


class _Search:
    """Looks for one field of each of the others that an event of ``inside`` can miss."""

    def __init__(self, inside: Compiled) -> None:
        self.inside = inside
        self.steps = 0

    def miss(self, others: list[Compiled]) -> Question | None:
        """Return the question whose answers are the events looked for, or ``None`` when there are none."""
        if self.inside.nothing:
            return None
        real = [other for other in others if not other.nothing]
        chosen = self.choose(real, ())
        if chosen is not None:
            return Question(self.inside.fields, chosen)
        if self.inside.payload:
            return None
        chosen = self.choose([other for other in real if not other.payload], ())
        return None if chosen is None else Question(self.inside.fields, chosen, payload=False)

    def choose(self, others: list[Compiled], chosen: Asked) -> Asked | None:
        self.steps += 1
        if self.steps > STEPS:
            raise BeyondBudgetError
        if solve(self.inside.fields, chosen, {}) is None:
            return None
        if not others:
            return chosen
        for field in others[0].fields:
            found = self.choose(others[1:], (*chosen, field))
            if found is not None:
                return found
        return None


def _witness(question: Question, pattern: Pattern, others: Sequence[Pattern], catalog: "Catalog | None") -> str | None:
    """Return an event that answers the question, after sending it through every pattern."""
    from ebaudit.analysis.patterns.event import read_event
    from ebaudit.analysis.patterns.matching import matches
    from ebaudit.analysis.patterns.witness import build

    text = build(question.inside, question.outside, catalog, payload=question.payload)
    event = read_event(text)[0] if text is not None else None
    if event is None or not matches(pattern, event):
        return None
    return text if all(matches(other, event) is False for other in others) else None
