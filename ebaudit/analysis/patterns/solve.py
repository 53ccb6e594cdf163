"""Find an event that is in some sets and outside others, or establish that there is none."""

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

from ebaudit.analysis.patterns import intervals
from ebaudit.analysis.patterns.compiled import Place
from ebaudit.analysis.patterns.fieldset import FieldSet
from ebaudit.analysis.patterns.intervals import Intervals
from ebaudit.analysis.patterns.pattern import REQUIRED_ATTRIBUTES, quote
from ebaudit.analysis.patterns.strings import NOT_EMPTY, BeyondBudgetError, Literal, Term, accepts, example

_BUDGET = 20_000
_TRIES = 200
ABSENT = ""
"""The JSON text of a field that is not there."""

Asked = Sequence[tuple[Place, FieldSet]]
"""Sets and where an event is to be in them, or outside."""

Solution = dict[Place, Any]
"""By place: JSON text of an attribute's value (ABSENT for none); under ``("data",)`` a tree of JSON texts."""


class Wanted:
    """Everything that is asked of one place, and of the places below it."""

    __slots__ = ("below", "inside", "outside")

    def __init__(self) -> None:
        self.inside: list[FieldSet] = []
        self.outside: list[FieldSet] = []
        self.below: dict[str, Wanted] = {}

    def at(self, place: Place) -> "Wanted":
        """Return what is asked of a place below, ready to be added to."""
        node = self
        for name in place:
            node = node.below.setdefault(name, Wanted())
        return node


def solve(
    inside: Asked,
    outside: Asked,
    prefer: Mapping[str, Sequence[str]],
) -> Solution | None:
    """Return values for every place that is asked about, or ``None`` when no event fits.

    ``prefer`` names likely values of attributes. Raises BeyondBudgetError.
    """
    root = Wanted()
    for place, accepted in inside:
        root.at(place).inside.append(accepted)
    for place, accepted in outside:
        root.at(place).outside.append(accepted)
    solution: Solution = {}
    for name, wanted in root.below.items():
        found = _object(wanted) if name == "data" else _attribute(name, wanted, prefer.get(name, ()))
        if found is None:
            return None
        solution[name,] = found
    return solution


def _attribute(name: str, wanted: Wanted, prefer: Sequence[str]) -> str | None:
    """Return an attribute's JSON text: attributes are strings, and required ones are there and not empty."""
    required = name in REQUIRED_ATTRIBUTES
    if not required and _may_be_missing(wanted):
        return ABSENT
    text = solve_string(wanted.inside, wanted.outside, prefer, (NOT_EMPTY,) if required else ())
    return None if text is None else quote(text)


def _may_be_missing(wanted: Wanted) -> bool:
    return all(accepted.missing for accepted in wanted.inside) and not any(
        accepted.missing for accepted in wanted.outside
    )


def _all_missing(wanted: Wanted) -> bool:
    """Tell whether nothing needs to be below a place."""
    return all(_may_be_missing(below) and _all_missing(below) for below in wanted.below.values())


def _object(wanted: Wanted) -> dict[str, Any] | None:
    """Return an object whose members are all that is asked below."""
    members = {}
    for name, below in wanted.below.items():
        found = _value(below)
        if found is None:
            return None
        if found != ABSENT:
            members[name] = found
    return members


def _value(wanted: Wanted) -> Any:
    """Return the JSON text, tree or list for a place in the payload; ABSENT for none, ``None`` if nothing fits."""
    alone = _all_missing(wanted)
    if alone and _may_be_missing(wanted):
        return ABSENT
    if not wanted.inside and wanted.below:
        found = _object(wanted)
        if found is not None:
            return found
    if alone:
        text = solve_scalar(wanted.inside, wanted.outside)
        if text is not None:
            return text
        return _array(wanted) if wanted.inside else {}
    return None


def _array(wanted: Wanted) -> list[str] | None:
    """Return an array with an element for each set to be inside, when no one scalar is in all of them."""
    items = []
    for accepted in wanted.inside:
        text = solve_scalar([accepted], wanted.outside)
        if text is None:
            return None
        items.append(text)
    return items


def solve_scalar(inside: Sequence[FieldSet], outside: Sequence[FieldSet]) -> str | None:
    """Return the JSON text of a scalar inside all of the first and none of the second sets."""
    finite = any(_are_points(accepted.whole) or _are_points(accepted.decimal) for accepted in inside)
    number = _number(inside, outside) if finite else None
    if number is not None:
        return number
    text = solve_string(inside, outside, (), ())
    if text is not None:
        return quote(text)
    number = None if finite else _number(inside, outside)
    if number is not None:
        return number
    for name in ("null", "true", "false"):
        if all(getattr(one, name) for one in inside) and not any(getattr(one, name) for one in outside):
            return name
    return None


def _are_points(numbers: Intervals) -> bool:
    """Tell whether a set lists numbers one by one, so that a number is what its pattern means."""
    return bool(numbers) and all(interval.low is not None and interval.low == interval.high for interval in numbers)


def _number(inside: Sequence[FieldSet], outside: Sequence[FieldSet]) -> str | None:
    whole = intervals.integer(_numbers(inside, outside, "whole"))
    if whole is not None:
        return str(whole)
    from ebaudit.analysis.patterns.numbers import double_text

    value = intervals.shortest(_numbers(inside, outside, "decimal"))
    if value is None:
        return None
    text = double_text(float(value))
    return text if "E" not in text else _plain(text)


def _plain(text: str) -> str:
    """Spell a number without an exponent, but with a point."""
    from decimal import Decimal

    spelled = format(Decimal(text), "f")
    return spelled if "." in spelled else f"{spelled}.0"


def _numbers(inside: Sequence[FieldSet], outside: Sequence[FieldSet], form: str) -> Intervals:
    result = intervals.ALL
    for accepted in inside:
        result = intervals.meet(result, getattr(accepted, form))
        if not result:
            return result
    for refused in outside:
        result = intervals.meet(result, intervals.complement(getattr(refused, form)))
    return result


def solve_string(
    inside: Sequence[FieldSet], outside: Sequence[FieldSet], prefer: Sequence[str], more: Term
) -> str | None:
    """Return a string inside all of the first and none of the second sets, that satisfies ``more`` too."""
    choices: list[Sequence[Term]] = [accepted.strings for accepted in inside]
    for refused in outside:
        choices += [[(literal.inverse(),) for literal in term] for term in refused.strings]
    count = 1
    for choice in choices:
        count *= len(choice)
        if count > _BUDGET:
            return _lucky(choices, prefer, more)
    undecided = False
    for terms in product(*choices) if count else ():
        literals: list[Literal] = [literal for term in terms for literal in term]
        try:
            found = example((*literals, *more), prefer)
        except BeyondBudgetError:
            undecided = True
            continue
        if found is not None:
            return found
    if undecided:
        raise BeyondBudgetError
    return None


def _lucky(choices: Sequence[Sequence[Term]], prefer: Sequence[str], more: Term) -> str | None:
    """Return a string that one requirement asks for and all others happen to accept; raises BeyondBudgetError."""
    tried: set[Term] = set()
    for choice in choices:
        for term in choice:
            if term in tried or len(tried) > _TRIES:
                continue
            tried.add(term)
            try:
                found = example((*term, *more), prefer)
            except BeyondBudgetError:
                continue
            if found is not None and all(any(accepts(each, found) for each in terms) for terms in choices):
                return found
    raise BeyondBudgetError
