"""Numbers as the open-source engine sees them: the value for ``numeric``, the printed text for equality.

A number of a pattern keeps its spelling. A number in an event's data is printed the way Java prints
the int, long or double that the JSON library makes of it, and only then compared as text.
Source: https://github.com/json-path/JsonPath ``GsonJsonProvider.unwrap``; ``Double.toString`` of Java.
"""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fractions import Fraction

TOLERANCE_DIGITS = 7
"""Numbers that differ by at most 10**-7 are equal to ``numeric``."""

BOUND = 1_000_000_000
"""Largest absolute value of a bound in a ``numeric`` condition."""

LONG_LIMIT = 2**63 - 1
INT_MINIMUM = -(2**31)
_EXPONENT_LIMIT = 400
_PARTS = re.compile(r"(-?)([0-9]+)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]+))?\Z")
_PLAIN_RANGE = range(-3, 7)


def is_number(text: str) -> bool:
    """Tell whether the text spells a number in decimal notation."""
    return _PARTS.match(text) is not None


def _split(text: str) -> tuple[str, str, int]:
    """Return sign, digits without leading zeros and the decimal exponent of the last digit."""
    found = _PARTS.match(text)
    if found is None:
        return "", "0", 0
    sign, whole, fraction, exponent = found.groups()
    fraction = fraction or ""
    power = exponent or "0"
    scale = 10**9 if len(power) > 9 else abs(int(power))
    return sign, (whole + fraction).lstrip("0"), (-scale if power.startswith("-") else scale) - len(fraction)


def number_value(text: str) -> "int | Fraction":
    """Return the exact value; beyond 10**400 the nearest power of ten, below 10**-400 zero."""
    if text.isascii() and text.isdigit() and len(text) <= _EXPONENT_LIMIT:
        return int(text)
    from fractions import Fraction

    sign, digits, exponent = _split(text)
    if not digits:
        return 0
    magnitude = len(digits) + exponent
    if magnitude > _EXPONENT_LIMIT:
        digits, exponent = "1", _EXPONENT_LIMIT
    elif magnitude < -_EXPONENT_LIMIT:
        return 0
    whole = int(digits[:2000])
    exponent += max(len(digits) - 2000, 0)
    value = Fraction(whole * 10**exponent) if exponent >= 0 else Fraction(whole, 10**-exponent)
    value = -value if sign else value
    return value.numerator if value.denominator == 1 else value


def is_integer_form(text: str) -> bool:
    """Tell whether the spelling makes an int or long: no digit after the point once the exponent is applied."""
    return _split(text)[2] >= 0


def printed(text: str) -> str:
    """Return how the engine prints a number of an event's data before it compares it."""
    sign, digits, exponent = _split(text)
    if exponent >= 0:
        if len(digits) + exponent > _EXPONENT_LIMIT:
            return text
        return sign + digits + "0" * exponent if digits else "0"
    value = float(text)
    if value in (float("inf"), float("-inf")):
        return text
    return double_text(value)


def double_text(value: float) -> str:
    """Print a double the way Java does: at least one digit after the point, E outside 10**-3 to 10**7."""
    if value == 0:
        return "0.0"
    sign = "-" if value < 0 else ""
    mantissa, _, power = f"{abs(value)!r}".partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    point = len(whole) + int(power or "0") - (len(whole + fraction) - len(digits))
    digits = digits.rstrip("0") or "0"
    if point - 1 in _PLAIN_RANGE:
        if point <= 0:
            return f"{sign}0.{'0' * -point}{digits}"
        digits = digits.ljust(point, "0")
        return f"{sign}{digits[:point]}.{digits[point:] or '0'}"
    return f"{sign}{digits[0]}.{digits[1:] or '0'}E{point - 1}"


def is_settled(text: str) -> bool:
    """Tell whether all versions of the JSON library print the number alike."""
    value = number_value(text)
    if is_integer_form(text):
        return INT_MINIMUM <= value <= LONG_LIMIT
    return len(_split(text)[1].rstrip("0")) <= 15


def is_canonical(text: str) -> bool:
    """Tell whether a number of a pattern is spelled as the engine prints it, so that it can equal one of an event."""
    return is_settled(text) and printed(text) == text


def canonical(text: str) -> str:
    """Return the spelling of the same number that can match: an integer without point or exponent."""
    value = number_value(text)
    return str(value) if isinstance(value, int) else double_text(float(value))
