"""Between which bounds a number lies, or a length, as far as that is known of an unknown one.

Bounds are inclusive, and None where there is none.
Source: https://github.com/zclconf/go-cty/blob/main/docs/refinements.md
"""

from typing import TYPE_CHECKING, Any

from ebaudit.model.types import NUMBER, STRING, CollectionType
from ebaudit.model.value import SetValue, Unknown, Value, is_wholly_known

if TYPE_CHECKING:
    from ebaudit.model.value import Bounds

OPEN: "Bounds" = (None, None)
FLIPPED = {">": "<", ">=": "<="}


def bounds_of(value: Value) -> "Bounds":
    """Return the bounds of a number."""
    if isinstance(value, Unknown):
        return value.bounds or OPEN
    return OPEN if isinstance(value, (bool, str, tuple, dict)) or value is None else (value, value)  # type: ignore[return-value]  # what remains is a number


def either(one: Value, other: Value) -> "Bounds | None":
    """Return the bounds of a number that is one or the other."""
    (low, high), (other_low, other_high) = bounds_of(one), bounds_of(other)
    made = (
        None if low is None or other_low is None else min(low, other_low),
        None if high is None or other_high is None else max(high, other_high),
    )
    return None if made == OPEN else made


def compared(operator: str, left: Value, right: Value) -> bool | None:
    """Return what a comparison of two numbers gives whatever they are within their bounds, or None."""
    if operator in FLIPPED:
        return compared(FLIPPED[operator], right, left)
    (low, high), (other_low, other_high) = bounds_of(left), bounds_of(right)
    strict = operator == "<"
    if high is not None and other_low is not None and (high < other_low or (high == other_low and not strict)):
        return True
    if low is not None and other_high is not None and (low > other_high or (low == other_high and strict)):
        return False
    return None


def outside(unknown: Unknown, number: Any) -> bool:
    """Tell whether an unknown number is surely another than this one."""
    low, high = bounds_of(unknown)
    return (low is not None and number < low) or (high is not None and number > high)


def length_of_set(value: SetValue) -> tuple[int, int]:
    """Return how many elements a set has at least and at most; what is not known may equal something else in it."""
    known = sum(map(is_wholly_known, value))
    return max(known, min(1, len(value))), len(value)


def length_bounds(value: Unknown) -> "Bounds":
    """Return the bounds of an unknown value's length."""
    if value.length is not None:
        return value.length
    if value.type == STRING:
        # What follows may join the last character that is known, but takes none away.
        return (1 if value.prefix else 0), None
    return (0, None) if isinstance(value.type, CollectionType) else OPEN


def number(unknown: Unknown, bounds: "Bounds | None") -> Unknown:
    """Note the bounds of an unknown number."""
    if unknown.type == NUMBER and bounds != OPEN:
        unknown.bounds = bounds
    return unknown
