"""Functions of numbers, and ``range``.

Source: https://developer.hashicorp.com/terraform/language/functions#numeric-functions
"""

import re
from typing import TYPE_CHECKING

from ebaudit.model.types import NUMBER
from ebaudit.model.value import ListValue, Unknown, Value
from ebaudit.readers.hcl.convert import convert
from ebaudit.readers.hcl.errors import EvalError
from ebaudit.readers.hcl.functions.arguments import items_of, number_at, open_parts, whole_at
from ebaudit.readers.hcl.functions.context import CallContext
from ebaudit.readers.hcl.marks import blend
from ebaudit.readers.hcl.numbers import MinusZero, add, from_float, is_negative, negate, rounded, to_float

if TYPE_CHECKING:
    from ebaudit.model.value import Number

MAX_RANGE = 1024
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_MAX_PARSED = 4_000


def _abs(args: list[Value], _context: CallContext) -> Value:
    value = number_at(args, 0)
    return negate(value) if is_negative(value) else value


def _ceil(args: list[Value], _context: CallContext) -> Value:
    value = number_at(args, 0)
    return (
        (0 if isinstance(value, MinusZero) else value)
        if isinstance(value, int)
        else -(-value.numerator // value.denominator)
    )


def _floor(args: list[Value], _context: CallContext) -> Value:
    value = number_at(args, 0)
    return (
        (0 if isinstance(value, MinusZero) else value)
        if isinstance(value, int)
        else value.numerator // value.denominator
    )


def _log(args: list[Value], _context: CallContext) -> Value:
    import math

    number, base = to_float(number_at(args, 0)), to_float(number_at(args, 1))
    if number > 0 and base == 0:
        return 0
    if number <= 0 or base < 0 or base == 1:
        raise EvalError("the logarithm is infinite or not a number, which cannot be represented here")
    return from_float(math.log(number) / math.log(base))


def _pow(args: list[Value], _context: CallContext) -> Value:
    import math

    try:
        return from_float(math.pow(to_float(number_at(args, 0)), to_float(number_at(args, 1))))
    except (ValueError, OverflowError):
        raise EvalError("the power is infinite or not a number, which cannot be represented here") from None


def _max(args: list[Value], _context: CallContext) -> Value:
    return max(_numbers(args))


def _min(args: list[Value], _context: CallContext) -> Value:
    return min(_numbers(args))


def _numbers(args: list[Value]) -> list["Number"]:
    if not args:
        raise EvalError("must pass at least one number")
    return [number_at(args, index) for index in range(len(args))]


def _signum(args: list[Value], _context: CallContext) -> Value:
    value = whole_at(args, 0)
    return (value > 0) - (value < 0)


def _parseint(args: list[Value], _context: CallContext) -> Value:
    text, base = args[0], whole_at(args, 1)
    if not isinstance(text, str):
        raise EvalError("the first argument must be a string", argument=0)
    if not 2 <= base <= 62:
        raise EvalError("the base must be a whole number between 2 and 62 inclusive", argument=1)
    digits = text.lstrip("+-") if text[1:2] not in {"+", "-"} else ""
    allowed = _DIGITS[:base] + (_DIGITS[10:base].upper() if base <= 36 else "")
    if not digits or not re.fullmatch(f"[{re.escape(allowed)}]+", digits) or len(digits) > _MAX_PARSED:
        raise EvalError(f"cannot parse {text[:40]!r} as a base {base} integer", argument=0)
    value = 0
    for digit in digits:
        value = value * base + _DIGITS.index(digit.lower() if base <= 36 else digit)
    return rounded(-value if text.startswith("-") else value)


def _range(args: list[Value], _context: CallContext) -> Value:
    if not 1 <= len(args) <= 3:
        raise EvalError("must have one, two or three arguments")
    numbers = _numbers(args)
    start, end = (0, numbers[0]) if len(numbers) == 1 else (numbers[0], numbers[1])
    step = numbers[2] if len(numbers) == 3 else (1 if end >= start else -1)
    _check_step(start, end, step)
    made: list[Value] = []
    value: Number = start
    while (value < end) if step > 0 else (value > end):
        if len(made) >= MAX_RANGE:
            raise EvalError(f"more than {MAX_RANGE} values were generated; use a larger step or a smaller limit")
        made.append(value)
        value = add(value, step)
    return ListValue(made, NUMBER)


def _check_step(start: "Number", end: "Number", step: "Number") -> None:
    if step == 0:
        raise EvalError("step must not be zero")
    if end > start and step < 0:
        raise EvalError("when limit is greater than start, step must be positive")
    if end < start and step > 0:
        raise EvalError("when start is greater than limit, step must be negative")


def _sum(args: list[Value], _context: CallContext) -> Value:
    if isinstance(args[0], dict) or not isinstance(args[0], tuple):
        raise EvalError("the argument must be a list, set or tuple of numbers", argument=0)
    items = items_of(args[0])
    if not items:
        raise EvalError("cannot sum an empty list", argument=0)
    pending = open_parts(*items)
    if pending:
        return blend(pending, type=NUMBER, not_null=True)
    total = _summand(items[0])
    for item in items[1:]:
        total = add(total, _summand(item))
    return total


def _summand(item: Value) -> "Number":
    if item is None or isinstance(item, (tuple, dict, Unknown)):
        raise EvalError("the argument must be a list, set or tuple of numbers; an element is not", argument=0)
    return number_at([convert(item, NUMBER)], 0)


IMPLEMENTATIONS = {
    "abs": _abs,
    "ceil": _ceil,
    "floor": _floor,
    "log": _log,
    "max": _max,
    "min": _min,
    "parseint": _parseint,
    "pow": _pow,
    "range": _range,
    "signum": _signum,
    "sum": _sum,
}
