"""Conditions and values in words."""

from ebaudit.analysis.patterns.pattern import (
    ALL_OF,
    ANYTHING_BUT,
    CIDR,
    EQUALS,
    EXISTS,
    NUMERIC,
    UNKNOWN,
    Condition,
    quote,
    scalar_text,
)

_VERBS = {"prefix": "starts with", "suffix": "ends with", "contains": "contains"}
_NEGATED = {"prefix": "does not start with", "suffix": "does not end with"}
_LONGEST = 80


def describe(condition: Condition) -> str:
    """Say what a condition asks of a value, as a verb phrase."""
    operator = condition.operator
    if operator == EQUALS:
        return f"equals {scalar_text(condition.scalars[0])}"
    if operator in _VERBS:
        return f"{_VERBS[operator]} {quote(condition.text)}"
    if operator == ANYTHING_BUT:
        return _describe_exclusion(condition)
    if operator == NUMERIC:
        return "is a number " + " and ".join(f"{half.operator} {half.bound}" for half in condition.comparisons)
    if operator == CIDR:
        return f"is an address in {condition.text}"
    if operator == EXISTS:
        return "is present" if condition.flag else "is absent"
    if operator == ALL_OF:
        return " and ".join(describe(part) for part in condition.parts)
    return _describe_unknown(condition)


def _describe_exclusion(condition: Condition) -> str:
    if condition.inner:
        return f"{_NEGATED[condition.inner]} {quote(condition.text)}"
    if not condition.scalars:
        return "is present"
    return "is none of " + ", ".join(scalar_text(scalar) for scalar in condition.scalars)


def _describe_unknown(condition: Condition) -> str:
    why = condition.unknown.reason if condition.unknown is not None else "unknown"
    return f"satisfies a condition that is not known ({why})" if condition.operator == UNKNOWN else "is unknown"


def shorten(text: str) -> str:
    """Cut a long text for a sentence."""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."
