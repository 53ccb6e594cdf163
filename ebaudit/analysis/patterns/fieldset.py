"""What a field's conditions accept, as a set of scalars; ``missing`` when they accept an absent field.

Objects, empty arrays and arrays that hold either are never accepted. An array of scalars is accepted
when one of its elements is.

A number is a value in one of two forms, because equality compares printed text: a JSON number without
digits after the point prints as an integer (300, 3e2), any other with a point (300.0).
"""

from collections.abc import Iterable

from ebaudit.analysis.patterns import intervals
from ebaudit.analysis.patterns.intervals import ALL, NONE, Interval, Intervals
from ebaudit.analysis.patterns.pattern import (
    ALL_OF,
    ANYTHING_BUT,
    CIDR,
    CONTAINS,
    EQUALS,
    EXISTS,
    NUMERIC,
    PREFIX,
    SUFFIX,
    UNKNOWN,
    Comparison,
    Condition,
    Scalar,
)
from ebaudit.analysis.patterns.strings import BLOCK, ENDS, HOLDS, IN, SIX, STARTS, BeyondBudgetError, Literal, Term
from ebaudit.model.record import Record
from ebaudit.model.types import STRING

_BUDGET = 4096
_NUMERIC = frozenset("-0123456789")
_TEXT_KINDS = {PREFIX: STARTS, SUFFIX: ENDS, CONTAINS: HOLDS}


class FieldSet(Record):
    """A set of scalars and whether absence is in it; ``strings`` is a union of conjunctions."""

    missing: bool = False
    null: bool = False
    true: bool = False
    false: bool = False
    whole: Intervals = NONE
    decimal: Intervals = NONE
    strings: tuple[Term, ...] = ()


NOTHING = FieldSet()
PRESENT = FieldSet(null=True, true=True, false=True, whole=ALL, decimal=ALL, strings=((),))
ANYTHING = PRESENT._replace(missing=True)
_NUMBERS = FieldSet(whole=ALL, decimal=ALL)
_STRINGS = FieldSet(strings=((),))


def of_conditions(conditions: Iterable[Condition], *, generous: bool) -> FieldSet:
    """Return what any of the conditions accepts; an unknown one counts as all that it may accept, or as nothing."""
    texts: set[str] = set()
    result = NOTHING
    for condition in conditions:
        if condition.operator == EQUALS and condition.scalars[0].kind == "string":
            texts.add(condition.scalars[0].text)
        else:
            result = union(result, of_condition(condition, generous=generous))
    return union(_texts(frozenset(texts)), result) if texts else result


def of_condition(condition: Condition, *, generous: bool) -> FieldSet:
    """Return what one condition accepts."""
    operator = condition.operator
    if operator in _TEXT_KINDS:
        return FieldSet(strings=((Literal(_TEXT_KINDS[operator], text=condition.text),),))
    if operator == EQUALS:
        return _scalar(condition.scalars[0])
    if operator == ANYTHING_BUT:
        return _exclusion(condition)
    if operator == NUMERIC:
        return _comparisons(condition.comparisons)
    if operator == CIDR:
        return _block(condition.text)
    if operator == EXISTS:
        return PRESENT if condition.flag else FieldSet(missing=True)
    if operator == ALL_OF:
        result = ANYTHING
        for part in condition.parts:
            result = intersection(result, of_condition(part, generous=generous))
        return result
    return _may_accept(condition) if generous else NOTHING


def _may_accept(condition: Condition) -> FieldSet:
    """Return all that an unknown condition may accept."""
    unknown = condition.unknown
    if condition.text in (PREFIX, SUFFIX, CONTAINS, CIDR):
        return _STRINGS
    if condition.text == NUMERIC:
        return _NUMBERS
    if condition.text == ANYTHING_BUT:
        return PRESENT
    if condition.text or unknown is None or unknown.type != STRING or condition.operator != UNKNOWN:
        return ANYTHING
    start = (Literal(STARTS, text=unknown.prefix),) if unknown.prefix else ()
    return PRESENT._replace(null=not unknown.not_null, strings=(start,))


def _texts(texts: frozenset[str]) -> FieldSet:
    """Return the scalars whose text is one of ``texts``."""
    whole, decimal = NONE, NONE
    for text in texts:
        if text[:1] in _NUMERIC:
            whole_point, decimal_point = _points(text)
            whole, decimal = intervals.join(whole, whole_point), intervals.join(decimal, decimal_point)
    literal = Literal(IN, texts=texts)
    return FieldSet(False, False, "true" in texts, "false" in texts, whole, decimal, ((literal,),))


def _points(text: str) -> tuple[Intervals, Intervals]:
    """Return the numbers that print as the text, by form."""
    from ebaudit.analysis.patterns.numbers import is_integer_form, is_number, number_value, printed

    if not is_number(text) or printed(text) != text:
        return NONE, NONE
    point = intervals.point(number_value(text))
    return (point, NONE) if is_integer_form(text) else (NONE, point)


def _scalar(scalar: Scalar) -> FieldSet:
    return FieldSet(null=True) if scalar.kind == "null" else _texts(frozenset((scalar.text,)))


def _exclusion(condition: Condition) -> FieldSet:
    if condition.inner:
        literal = Literal(_TEXT_KINDS[condition.inner], positive=False, text=condition.text)
        return PRESENT._replace(strings=((literal,),))
    listed = _texts(frozenset(scalar.text for scalar in condition.scalars if scalar.kind != "null"))
    return FieldSet(
        missing=False,
        null=all(scalar.kind != "null" for scalar in condition.scalars),
        true=not listed.true,
        false=not listed.false,
        whole=intervals.complement(listed.whole),
        decimal=intervals.complement(listed.decimal),
        strings=((listed.strings[0][0].inverse(),),),
    )


def _comparisons(comparisons: tuple[Comparison, ...]) -> FieldSet:
    accepted = ALL
    for comparison in comparisons:
        accepted = intervals.meet(accepted, _comparison(comparison))
    return FieldSet(whole=accepted, decimal=accepted)


def _comparison(comparison: Comparison) -> Intervals:
    """Return the numbers that satisfy a comparison, within the tolerance."""
    from fractions import Fraction

    from ebaudit.analysis.patterns.numbers import TOLERANCE_DIGITS, number_value

    bound, tolerance = number_value(comparison.bound), Fraction(1, 10**TOLERANCE_DIGITS)
    low, high = bound - tolerance, bound + tolerance
    operator = comparison.operator
    if operator == "=":
        return (Interval(low, high),)
    if operator == "!=":
        return intervals.complement((Interval(low, high),))
    if operator.startswith(">"):
        return (Interval(low=low),) if operator == ">=" else (Interval(low=high, low_open=True),)
    return (Interval(high=high),) if operator == "<=" else (Interval(high=low, high_open=True),)


def _block(text: str) -> FieldSet:
    from ebaudit.analysis.patterns.addresses import parse_block

    block = parse_block(text)
    if block is None:
        return NOTHING
    if block.six:
        return FieldSet(strings=((Literal(SIX, low=block.low),),))
    usable = block.usable()
    if usable is None:
        return NOTHING
    return FieldSet(strings=((Literal(BLOCK, low=usable[0], high=usable[1]),),))


def union(one: FieldSet, other: FieldSet) -> FieldSet:
    """Return what either accepts."""
    if one is NOTHING:
        return other
    strings = ((),) if () in one.strings or () in other.strings else one.strings + other.strings
    return FieldSet(
        one.missing or other.missing,
        one.null or other.null,
        one.true or other.true,
        one.false or other.false,
        intervals.join(one.whole, other.whole),
        intervals.join(one.decimal, other.decimal),
        strings,
    )


def intersection(one: FieldSet, other: FieldSet) -> FieldSet:
    """Return what both accept; raises BeyondBudgetError."""
    if len(one.strings) * len(other.strings) > _BUDGET:
        raise BeyondBudgetError
    return FieldSet(
        one.missing and other.missing,
        one.null and other.null,
        one.true and other.true,
        one.false and other.false,
        intervals.meet(one.whole, other.whole),
        intervals.meet(one.decimal, other.decimal),
        tuple(a + b for a in one.strings for b in other.strings),
    )
