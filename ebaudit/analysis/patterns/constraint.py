"""What a pattern says about one attribute: the values that it can have in an event that matches."""

from collections.abc import Iterable

from ebaudit.analysis.patterns.algebra import bounds
from ebaudit.analysis.patterns.compiled import Compiled
from ebaudit.analysis.patterns.fieldset import FieldSet
from ebaudit.analysis.patterns.pattern import OFFICIAL, Pattern
from ebaudit.analysis.patterns.solve import solve_string
from ebaudit.analysis.patterns.strings import IN, NOT_EMPTY, STARTS, BeyondBudgetError, Literal, Term
from ebaudit.model.record import Record


class Constraint(Record):
    """The values of one attribute, bounded from below and above where the pattern is partly unknown.

    ``named`` says that the pattern has a condition on the attribute at all.
    Every question is answered with ``None`` when something unknown decides.
    """

    name: str
    named: bool
    least: tuple[FieldSet, ...] | None
    most: tuple[FieldSet, ...] | None

    @property
    def values(self) -> tuple[str, ...] | None:
        """All values that are possible, sorted, when they are listed and known; otherwise ``None``."""
        if self.least is None or self.least != self.most or len(self.least) != 1:
            return None
        listed: set[str] = set()
        for term in self.least[0].strings:
            if len(term) != 1 or term[0].kind != IN or not term[0].positive:
                return None
            listed |= term[0].texts
        return tuple(sorted(listed))

    def admits(self, value: str) -> bool | None:
        """Tell whether the attribute can have this value."""
        return self._possible((Literal(IN, texts=frozenset((value,))),))

    def admitted(self, values: Iterable[str]) -> tuple[str, ...]:
        """Return those of the values that are surely possible."""
        return tuple(value for value in values if self.admits(value))

    def may_start_with(self, prefix: str) -> bool | None:
        """Tell whether the attribute can have a value that starts with ``prefix``."""
        return self._possible((Literal(STARTS, text=prefix),))

    def must_start_with(self, prefix: str) -> bool | None:
        """Tell whether every possible value starts with ``prefix``."""
        other = self._possible((Literal(STARTS, positive=False, text=prefix),))
        return None if other is None else not other

    def must_be_in(self, values: Iterable[str]) -> bool | None:
        """Tell whether every possible value is one of ``values``."""
        other = self._possible((Literal(IN, positive=False, texts=frozenset(values)),))
        return None if other is None else not other

    @property
    def may_be_official(self) -> bool | None:
        """Whether an official event source can be meant (of ``source``)."""
        return self.may_start_with(OFFICIAL)

    @property
    def only_official(self) -> bool | None:
        """Whether only official event sources can be meant (of ``source``)."""
        return self.must_start_with(OFFICIAL)

    @property
    def only_custom(self) -> bool | None:
        """Whether no official event source can be meant (of ``source``)."""
        possible = self.may_be_official
        return None if possible is None else not possible

    def _possible(self, more: Term) -> bool | None:
        """Tell whether a value is possible that satisfies ``more``; attributes are not empty here."""
        try:
            if self.least is not None and _exists(self.least, more):
                return True
            if self.most is not None and (self.most == self.least or not _exists(self.most, more)):
                return False
        except BeyondBudgetError:
            return None
        return None


def _exists(inside: tuple[FieldSet, ...], more: Term) -> bool:
    return solve_string(inside, (), (), (*more, NOT_EMPTY)) is not None


def constraint(pattern: Pattern, name: str) -> Constraint:
    """Return what the pattern says about the attribute ``name``, such as ``source`` or ``type``."""
    found, field = bounds(pattern), pattern.field(name)
    if found is None:
        return Constraint(name, field is not None, None, None)
    least = None if field is not None and field.whole else _sets(found.low, name)
    return Constraint(name, field is not None, least, _sets(found.high, name))


def _sets(compiled: Compiled, name: str) -> tuple[FieldSet, ...]:
    return tuple(accepted for place, accepted in compiled.fields if place == (name,))
