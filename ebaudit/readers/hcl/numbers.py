"""Terraform's numbers: binary floating point of 512 bits, exact until rounded.

A number is an ``int`` when it is whole, else a ``Fraction`` that holds the exact dyadic value. What Terraform
computes in 64-bit floats (``log``, ``pow``) remembers that in ``DoubleInt`` and ``DoubleFraction``, because
it decides how many digits are printed.
Source: https://pkg.go.dev/math/big#Float and https://developer.hashicorp.com/terraform/language/expressions/types
"""

import re
from typing import TYPE_CHECKING

from ebaudit.readers.hcl.errors import EvalError

if TYPE_CHECKING:
    from fractions import Fraction

    from ebaudit.model.value import Number

PRECISION = 512
DOUBLE_PRECISION = 53
MAX_EXPONENT = 4_000
_MAX_DIGITS = 20_000
_NUMBER = r"(?a)([+-]?)(?=\.?\d)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+)|[pP]([+-]?\d+))?"
_SHORT = 18
_SMALL = 1 << PRECISION


class DoubleInt(int):
    """A whole number that Terraform computed in 64-bit floating point."""


class MinusZero(int):
    """The zero below zero: equal to the other, but with a sign of its own in texts."""


MINUS_ZERO = MinusZero(0)


def is_negative(value: "Number") -> bool:
    """Tell whether a number has a sign in front."""
    return value < 0 or isinstance(value, MinusZero)


def parse_number(text: str) -> "Number":
    """Return the number that decimal text means, rounded to 512 bits.

    Raises EvalError when the text is no number or its magnitude is beyond 10^±4000.
    """
    if len(text) <= _SHORT and text.isascii() and text.isdecimal():
        return int(text)
    match = re.fullmatch(_NUMBER, text)
    if match is None or len(text) > _MAX_DIGITS:
        raise EvalError(f'"{text[:60]}" is not a number; a decimal representation of a number is required')
    sign, whole, part, ten, two = match.groups()
    part = part or ""
    if not part and ten is None and two is None and len(whole) < MAX_EXPONENT:
        value = int(whole)
        return negate(rounded(value)) if sign == "-" else rounded(value)
    scaled = rounded(_scaled(_digits_value(whole + part), -len(part), ten, two))
    return negate(scaled) if sign == "-" else scaled


def _digits_value(digits: str) -> int:
    chunk = MAX_EXPONENT
    value = 0
    for start in range(0, len(digits), chunk):
        piece = digits[start : start + chunk]
        value = value * 10 ** len(piece) + int(piece)
    return value


def _scaled(digits: int, scale: int, ten: str | None, two: str | None) -> "Fraction":
    from fractions import Fraction

    exponent = scale + int(ten or "0")
    binary = int(two or "0")
    if abs(exponent) > _MAX_DIGITS or abs(binary) > _MAX_DIGITS:
        raise EvalError("the number is too large or too small to be represented here")
    return Fraction(digits) * Fraction(10) ** exponent * Fraction(2) ** binary


def rounded(value: "Number", precision: int = PRECISION) -> "Number":
    """Round to ``precision`` bits, half to even, and make whole numbers ``int``."""
    if isinstance(value, int):
        if -_SMALL < value < _SMALL:
            return value
        numerator, denominator = value, 1
    else:
        numerator, denominator = value.numerator, value.denominator
        if denominator & (denominator - 1) == 0 and numerator.bit_length() <= precision:
            return numerator if denominator == 1 else value
    return _rounded_ratio(numerator, denominator, precision)


def _rounded_ratio(numerator: int, denominator: int, precision: int) -> "Number":
    from fractions import Fraction

    magnitude = abs(numerator)
    shift = precision - (magnitude.bit_length() - denominator.bit_length())
    mantissa = _divide_half_even(magnitude, denominator, shift)
    if mantissa.bit_length() > precision:
        shift -= 1
        mantissa = _divide_half_even(magnitude, denominator, shift)
    if abs(shift - precision) > MAX_EXPONENT * 4:
        raise EvalError("the number is too large or too small to be represented here")
    if numerator < 0:
        mantissa = -mantissa
    made = Fraction(mantissa, 1 << shift) if shift > 0 else Fraction(mantissa << -shift)
    return made.numerator if made.denominator == 1 else made


def _divide_half_even(numerator: int, denominator: int, shift: int) -> int:
    if shift >= 0:
        numerator <<= shift
    else:
        denominator <<= -shift
    quotient, rest = divmod(numerator, denominator)
    if 2 * rest > denominator or (2 * rest == denominator and quotient & 1):
        quotient += 1
    return quotient


def from_float(value: float) -> "Number":
    """Return what Terraform makes of a 64-bit float; raises EvalError for infinities and not-a-number."""
    import math

    if not math.isfinite(value):
        raise EvalError("the result is infinite or not a number, which cannot be represented here")
    if value.is_integer():
        return int(value) if abs(value) < 2**DOUBLE_PRECISION else DoubleInt(value)
    from ebaudit.readers.hcl.doubles import DoubleFraction

    return DoubleFraction(value)


def to_float(value: "Number") -> float:
    """Return the nearest 64-bit float; raises EvalError beyond its range."""
    try:
        return float(value)
    except OverflowError:
        raise EvalError("the number is too large for this function") from None


def add(a: "Number", b: "Number") -> "Number":
    """Return the rounded sum."""
    if isinstance(a, MinusZero) and isinstance(b, MinusZero):
        return MINUS_ZERO
    return rounded(a + b)


def subtract(a: "Number", b: "Number") -> "Number":
    """Return the rounded difference."""
    if isinstance(a, MinusZero) and b == 0 and not isinstance(b, MinusZero):
        return MINUS_ZERO
    return rounded(a - b)


def multiply(a: "Number", b: "Number") -> "Number":
    """Return the rounded product."""
    return _signed(rounded(a * b), a, b)


def _signed(made: "Number", a: "Number", b: "Number") -> "Number":
    """Give a zero the sign that the signs of its factors make."""
    return MINUS_ZERO if made == 0 and is_negative(a) != is_negative(b) else made


def divide(a: "Number", b: "Number") -> "Number":
    """Return the rounded quotient; raises EvalError for a zero divisor (Terraform makes an infinity of it)."""
    from fractions import Fraction

    if b == 0:
        raise EvalError("division by zero")
    return _signed(rounded(Fraction(a) / Fraction(b)), a, b)


def remainder(a: "Number", b: "Number") -> "Number":
    """Return what is left after division towards zero; a zero divisor gives the dividend, as in Terraform."""
    if b == 0:
        return a
    divisor: Number = -b if b < 0 else b
    left: Number = (-a if a < 0 else a) % divisor
    return rounded(-left if a < 0 else left)


def negate(value: "Number") -> "Number":
    """Return the number with the other sign."""
    if value == 0:
        return 0 if isinstance(value, MinusZero) else MINUS_ZERO
    if isinstance(value, DoubleInt):
        return DoubleInt(-value)
    return type(value)(-value) if is_double(value) else -value


def number_text(value: "Number") -> str:
    """Return the shortest decimal text that means the same number, never with an exponent."""
    if isinstance(value, int) and not isinstance(value, DoubleInt) and -_SMALL < value < _SMALL:
        return "-0" if isinstance(value, MinusZero) else str(int(value))
    precision = DOUBLE_PRECISION if is_double(value) else PRECISION
    sign = "-" if value < 0 else ""
    digits, exponent = _shortest(-value if value < 0 else value, precision)
    return sign + _plain(digits, exponent)


def shortest_digits(value: "Number") -> tuple[str, int]:
    """Return the fewest digits that mean a number, without its sign, and where the decimal point stands in them."""
    text = number_text(value).removeprefix("-")
    whole, _, part = text.partition(".")
    digits = (whole + part).lstrip("0")
    point = len(whole) if whole != "0" else len(digits) - len(part)
    return digits.rstrip("0") or "0", point if digits else 1


def is_double(value: "Number") -> bool:
    """Tell whether Terraform computed the value in 64-bit floating point."""
    return isinstance(value, DoubleInt) or getattr(value, "double", False)


def _shortest(value: "Number", precision: int) -> tuple[str, int]:
    """Return digits and the place of the decimal point from their start."""
    numerator, denominator = value.numerator, value.denominator
    size = numerator.bit_length() - denominator.bit_length() + 1
    mantissa_exponent = size - precision
    if not _fits(numerator, denominator, mantissa_exponent, precision):
        mantissa_exponent -= 1
    half = mantissa_exponent - 1
    mantissa = (numerator << -half) // denominator if half < 0 else (numerator >> half) // denominator
    places = max(0, -half)
    scale = 10**places
    unit = scale >> places if half < 0 else 1 << half
    exact, low, high = (_text((mantissa + step) * unit) for step in (0, -1, 1))
    width = len(high)
    digits = _cut(exact.zfill(width), low.zfill(width).rstrip("0"), high, even=mantissa & 2 == 0)
    return digits, width - places


def _fits(numerator: int, denominator: int, exponent: int, precision: int) -> bool:
    left, right = (numerator << -exponent, denominator) if exponent < 0 else (numerator, denominator << exponent)
    return left >= right << (precision - 1)


def _text(value: int) -> str:
    """Like ``str``, without the interpreter's limit on digits."""
    if value.bit_length() < MAX_EXPONENT * 3:
        return str(value)
    head, tail = divmod(value, 10**MAX_EXPONENT)
    return _text(head) + str(tail).zfill(MAX_EXPONENT)


def _cut(exact: str, low: str, high: str, *, even: bool) -> str:
    """Return the fewest leading digits of ``exact``, rounded, that stay between the bounds."""
    high_end = len(high.rstrip("0"))
    for index, digit in enumerate(exact):
        below = low[index] if index < len(low) else "0"
        above = high[index]
        down = below != digit or (even and index + 1 == len(low))
        up = digit != above and (even or int(digit) + 1 < int(above) or index + 1 < high_end)
        if down and up:
            return _nearest(exact, index + 1)
        if down:
            return exact[: index + 1]
        if up:
            return _increment(exact[: index + 1])
    return exact


def _nearest(digits: str, count: int) -> str:
    rest = digits[count:].rstrip("0")
    head = digits[:count]
    if rest == "5":
        return _increment(head) if int(head[-1]) & 1 else head
    return _increment(head) if rest > "5" else head


def _increment(digits: str) -> str:
    return _text(_digits_value(digits) + 1).zfill(len(digits))


def _plain(digits: str, point: int) -> str:
    digits = digits.rstrip("0")
    if point <= 0:
        return "0." + "0" * -point + digits if digits else "0"
    if len(digits) <= point:
        return digits.ljust(point, "0").lstrip("0") or "0"
    return (digits[:point].lstrip("0") or "0") + "." + digits[point:]
