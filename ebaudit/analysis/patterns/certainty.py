"""How well it is known what a pattern's conditions mean."""

from ebaudit.analysis.patterns.paths import is_plain
from ebaudit.analysis.patterns.pattern import (
    ALL_OF,
    ANYTHING_BUT,
    CIDR,
    EQUALS,
    EXISTS,
    NUMERIC,
    SUFFIX,
    Condition,
    Field,
    Pattern,
    Scalar,
)
from ebaudit.model.finding import Certainty

_DOCUMENTED_COMPARISONS = ("=", ">", "<", "<=")
_NUMERIC = "-0123456789"
_RANK = {certainty: rank for rank, certainty in enumerate(Certainty)}


def weakest(certainties: list[Certainty]) -> Certainty:
    """Return the least certain."""
    return max(certainties, key=_RANK.__getitem__, default=Certainty.DOCUMENTED)


def strongest(certainties: list[Certainty]) -> Certainty:
    """Return the most certain."""
    return min(certainties, key=_RANK.__getitem__, default=Certainty.DOCUMENTED)


def certainty_of(pattern: Pattern) -> Certainty:
    """Return how well the meaning of the least known part of a pattern is known."""
    return weakest([field_certainty(field) for field in pattern.fields])


def field_certainty(field: Field) -> Certainty:
    """Return how well the meaning of a field's conditions is known."""
    attribute = field.keys[0] != "data"
    path = Certainty.DOCUMENTED if all(map(is_plain, field.keys)) else Certainty.MODELLED
    return weakest([path, *(condition_certainty(one, attribute=attribute) for one in field.conditions)])


def condition_certainty(condition: Condition, *, attribute: bool) -> Certainty:
    """Return how well the meaning of a condition is known."""
    operator = condition.operator
    if operator == ALL_OF:
        return Certainty.INFERRED
    if operator == CIDR:
        return Certainty.MODELLED
    if operator == EXISTS:
        return Certainty.MODELLED if attribute else Certainty.DOCUMENTED
    if operator == NUMERIC:
        documented = all(half.operator in _DOCUMENTED_COMPARISONS for half in condition.comparisons)
        return Certainty.DOCUMENTED if documented else Certainty.MODELLED
    if operator == EQUALS:
        return _scalar(condition.scalars[0])
    if operator == ANYTHING_BUT:
        listed = [_scalar(scalar) for scalar in condition.scalars]
        inner = Certainty.MODELLED if condition.inner == SUFFIX or not (condition.scalars or condition.inner) else None
        return weakest([*listed, *([inner] if inner else [])])
    return Certainty.DOCUMENTED


def _scalar(scalar: Scalar) -> Certainty:
    if scalar.kind in ("number", "bool") or scalar.text in ("true", "false"):
        return Certainty.MODELLED
    if scalar.kind == "string" and scalar.text[:1] in _NUMERIC and scalar.text:
        from ebaudit.analysis.patterns.numbers import is_canonical, is_number

        return Certainty.MODELLED if is_number(scalar.text) and is_canonical(scalar.text) else Certainty.DOCUMENTED
    return Certainty.DOCUMENTED
