"""The operators, with Terraform's conversions, unknowns and marks.

Source: https://developer.hashicorp.com/terraform/language/expressions/operators
"""

from collections.abc import Callable

from ebaudit.model.types import BOOL, NUMBER, Type
from ebaudit.model.value import Unknown, Value
from ebaudit.readers.hcl import numbers, ranges
from ebaudit.readers.hcl.convert import convert, equal
from ebaudit.readers.hcl.errors import EvalError
from ebaudit.readers.hcl.marks import blend, mark, unmark

_ARITHMETIC: dict[str, Callable[..., Value]] = {
    "+": numbers.add,
    "-": numbers.subtract,
    "*": numbers.multiply,
    "/": numbers.divide,
    "%": numbers.remainder,
}
_COMPARISON: dict[str, Callable[..., Value]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


def binary(operator: str, left: Value, right: Value) -> Value:
    """Apply a binary operator.

    Raises EvalError, with ``argument`` 0 or 1 when one operand is at fault.
    """
    if operator == "==":
        return equal(left, right)
    if operator == "!=":
        return _negated(equal(left, right))
    if operator in {"&&", "||"}:
        return _logic(operator, left, right)
    a, a_marks = _operand(left, NUMBER, 0)
    b, b_marks = _operand(right, NUMBER, 1)
    return mark(_numeric(operator, a, b), a_marks | b_marks)


def _operand(value: Value, type: Type, index: int) -> tuple[Value, frozenset[str]]:
    side = ("left", "right")[index]
    try:
        bare, marks = unmark(convert(value, type))
    except EvalError as error:
        raise EvalError(f"Unsuitable value for {side} operand: {error.message}.", argument=index) from None
    if bare is None:
        raise EvalError(f"The {side} operand is null; a {type[0]} is required.", argument=index)
    return bare, marks


def _numeric(operator: str, a: Value, b: Value) -> Value:
    pending = [value for value in (a, b) if isinstance(value, Unknown)]
    if pending:
        sure = None if operator in _ARITHMETIC else ranges.compared(operator, a, b)
        return blend(pending, type=NUMBER if operator in _ARITHMETIC else BOOL, not_null=True) if sure is None else sure
    return (_ARITHMETIC.get(operator) or _COMPARISON[operator])(a, b)


def _logic(operator: str, left: Value, right: Value) -> Value:
    a, a_marks = _operand(left, BOOL, 0)
    b, b_marks = _operand(right, BOOL, 1)
    decisive = operator == "||"
    marks = a_marks | b_marks
    if a is decisive or b is decisive:
        return mark(decisive, marks)
    pending = [value for value in (a, b) if isinstance(value, Unknown)]
    return mark(blend(pending, type=BOOL, not_null=True) if pending else not decisive, marks)


def _negated(value: Value) -> Value:
    bare, marks = unmark(value)
    return value if isinstance(bare, Unknown) else mark(not bare, marks)


def unary(operator: str, operand: Value) -> Value:
    """Apply ``!`` or ``-``; raises EvalError when the operand does not suit."""
    wanted = BOOL if operator == "!" else NUMBER
    try:
        bare, marks = unmark(convert(operand, wanted))
    except EvalError as error:
        raise EvalError(f"Unsuitable value for unary operand: {error.message}.", argument=0) from None
    if bare is None:
        raise EvalError(f"The operand is null; a {wanted.name} is required.", argument=0)
    if isinstance(bare, Unknown):
        return mark(blend((bare,), type=wanted, not_null=True), marks)
    return mark(not bare if operator == "!" else numbers.negate(bare), marks)  # type: ignore[arg-type]  # converted
