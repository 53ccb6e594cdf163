"""What comparing patterns has found before: on a bus the same few sets meet again and again."""

from ebaudit.analysis.patterns.compiled import Compiled, Place
from ebaudit.analysis.patterns.fieldset import FieldSet
from ebaudit.analysis.patterns.pattern import Pattern
from ebaudit.analysis.patterns.solve import solve
from ebaudit.model.record import Record

_KEPT = 250_000

Sets = tuple[FieldSet, ...]


class Bounds(Record):
    """A pattern with the least and the most that it may select."""

    pattern: Pattern
    low: Compiled
    high: Compiled


class Memory:
    """Answers by identity of what was asked about, which is kept alive beside them; it forgets all when full."""

    __slots__ = ("_answers", "_equal", "_numbers", "alone", "bounds")

    def __init__(self) -> None:
        self.bounds: dict[int, tuple[Pattern, Bounds | None]] = {}
        self.alone: dict[int, tuple[Compiled, bool]] = {}
        self._numbers: dict[int, tuple[FieldSet, int]] = {}
        self._equal: dict[FieldSet, int] = {}
        self._answers: dict[tuple[str, tuple[int, ...], tuple[int, ...]], bool] = {}

    def possible(self, place: Place, inside: Sets, outside: Sets) -> bool:
        """Tell whether a value at one place can be inside and outside the sets; raises BeyondBudgetError."""
        key = (place[0], tuple(map(self._number, inside)), tuple(map(self._number, outside)))
        found = self._answers.get(key)
        if found is None:
            found = solve([(place, one) for one in inside], [(place, one) for one in outside], {}) is not None
            self._answers[key] = found
        return found

    def _number(self, accepted: FieldSet) -> int:
        """Return a number that equal sets share."""
        known = self._numbers.get(id(accepted))
        return self._learn(accepted) if known is None else known[1]

    def _learn(self, accepted: FieldSet) -> int:
        number = self._equal.setdefault(accepted, len(self._equal))
        self._numbers[id(accepted)] = (accepted, number)
        return number

    def tidy(self) -> None:
        """Forget everything once there is too much of it."""
        if max(len(self.bounds), len(self.alone), len(self._numbers), len(self._answers)) > _KEPT:
            for table in (self.bounds, self.alone, self._numbers, self._equal, self._answers):
                table.clear()


MEMORY = Memory()
