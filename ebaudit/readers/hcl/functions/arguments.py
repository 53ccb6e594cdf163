"""Reading prepared arguments as Python values."""

from typing import TYPE_CHECKING

from ebaudit.model.value import Unknown, Value, unknowns
from ebaudit.readers.hcl.errors import EvalError

if TYPE_CHECKING:
    from ebaudit.model.value import Number


def text_at(args: list[Value], index: int) -> str:
    """Return a string argument."""
    value = args[index]
    if not isinstance(value, str):
        raise EvalError("a string is required", argument=index)
    return value


def number_at(args: list[Value], index: int) -> "Number":
    """Return a number argument."""
    value = args[index]
    if isinstance(value, (bool, str, tuple, dict, Unknown)) or value is None:
        raise EvalError("a number is required", argument=index)
    return value  # type: ignore[return-value]  # what remains is int or Fraction


def whole_at(args: list[Value], index: int) -> int:
    """Return a whole number argument of at most 64 bits; raises EvalError for a fraction."""
    value = number_at(args, index)
    if not isinstance(value, int):
        raise EvalError("a whole number is required", argument=index)
    if not -(2**63) <= value < 2**63:
        raise EvalError("the number is too large; it must fit in 64 bits", argument=index)
    return int(value)


def items_of(value: Value) -> list[Value]:
    """Return the items of a known list, set or tuple."""
    if not isinstance(value, tuple):
        raise EvalError("a list, set or tuple is required")
    return list(value)


def open_parts(*values: Value) -> list[Unknown]:
    """Return every unknown inside the values."""
    return [unknown for value in values for _, unknown in unknowns(value)]
