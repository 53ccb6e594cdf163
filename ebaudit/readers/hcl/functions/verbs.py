"""The verbs of ``format``: what stands in the text, and what each makes of a value."""

import re
from typing import TYPE_CHECKING, Any

from ebaudit.model.record import Record
from ebaudit.model.types import BOOL, NUMBER, STRING, Type
from ebaudit.model.value import Value
from ebaudit.readers.hcl.convert import convert
from ebaudit.readers.hcl.errors import EvalError
from ebaudit.readers.hcl.functions.arguments import number_at
from ebaudit.readers.hcl.functions.graphemes import graphemes
from ebaudit.readers.hcl.functions.json_text import encoded, quoted
from ebaudit.readers.hcl.numbers import is_negative, shortest_digits

if TYPE_CHECKING:
    from ebaudit.model.value import Number

_VERB = re.compile(
    r"%(?P<flags>[ +#0-]*)(?P<width>[1-9]\d*)?(?:\.(?P<precision>\d*))?(?:\[(?P<index>\d+)\])?(?P<mode>.)?", re.DOTALL
)
_MAX_WIDTH = 1_000_000
_MAX_PLAIN = 6
_BASES = {"b": ("b", "0b"), "d": ("d", ""), "o": ("o", "0"), "x": ("x", "0x"), "X": ("X", "0X")}


class Verb(Record):
    """One verb; ``argument`` counts from 1, ``precision`` is None when the verb's default holds."""

    text: str
    at: int
    flags: str
    width: int
    precision: int | None
    argument: int
    mode: str


def pieces(template: str) -> list[str | Verb]:
    """Split a format into literal text and verbs; raises EvalError for one that is malformed."""
    made: list[str | Verb] = []
    at, following = 0, 1
    while (start := template.find("%", at)) >= 0:
        made.append(template[at:start])
        if template.startswith("%%", start):
            made.append("%")
            at = start + 2
            continue
        verb = _verb(template, start, following)
        made.append(verb)
        following = verb.argument + 1
        at = start + len(verb.text)
    made.append(template[at:])
    return made


def _verb(template: str, start: int, following: int) -> Verb:
    match = _VERB.match(template, start)
    mode = match["mode"] if match else None
    if match is None or mode is None:
        raise EvalError(f"invalid format string starting at offset {start}", argument=0)
    if not (mode.isascii() and mode.isalpha()):
        raise EvalError(f"unrecognized format character '{mode}' at offset {match.end() - 1}", argument=0)
    if mode not in "vtbdoxXeEfgGsq":
        raise EvalError(f"unsupported format verb '{mode}' in \"{match[0]}\" at offset {start}", argument=0)
    numbers = [
        int(found) if found and len(found) < 9 else len(found or "") for found in match.group("width", "precision")
    ]
    if max(numbers) > _MAX_WIDTH or (match["index"] and not 0 < len(match["index"]) < 9):
        raise EvalError(f'the width or precision of "{match[0][:40]}" is too large', argument=0, code="too-large")
    index = int(match["index"]) if match["index"] else following
    if index < 1:
        raise EvalError(f'the argument index of "{match[0]}" must be at least 1', argument=0)
    precision = numbers[1] if match["precision"] or (match["precision"] == "" and mode in "eEfgG") else None
    return Verb(match[0], start, match["flags"], numbers[0], precision, index, mode)


def rendered(verb: Verb, value: Value) -> str:
    """Return the text of a known value; raises EvalError when the verb does not take it."""
    if verb.mode == "v":
        return _general(verb, value)
    if value is None:
        raise _unsupported(verb, "null value cannot be formatted")
    if verb.mode in "sq":
        return _text(verb, _converted(verb, value, STRING, "string required"))
    if verb.mode == "t":
        return "true" if _converted(verb, value, BOOL, "boolean required") else "false"
    number = _converted(verb, value, NUMBER, "a number is required")
    return _whole(verb, number) if verb.mode in _BASES else _float(verb, number, verb.mode)


def _unsupported(verb: Verb, why: str) -> EvalError:
    return EvalError(f'unsupported value for "{verb.text}" at {verb.at}: {why}', argument=verb.argument)


def _converted(verb: Verb, value: Value, type: Type, why: str) -> Any:
    try:
        return convert(value, type)
    except EvalError:
        raise _unsupported(verb, why) from None


def _general(verb: Verb, value: Value) -> str:
    """Render ``%v``: JSON for everything but plain text and numbers, and for all with ``#``."""
    if "#" not in verb.flags:
        if isinstance(value, str):
            return _padded(verb, value)
        if not isinstance(value, (bool, tuple, dict)) and value is not None:
            return _float(verb._replace(precision=None), number_at([value], 0), "g")
    return _padded(verb, encoded(value))


def _text(verb: Verb, text: str) -> str:
    if verb.precision is not None:
        text = "".join(graphemes(text)[: verb.precision])
    return _padded(verb, quoted(text) if verb.mode == "q" else text)


def _padded(verb: Verb, text: str) -> str:
    missing = verb.width - len(graphemes(text)) if verb.width else 0
    if missing <= 0:
        return text
    if "-" in verb.flags:
        return text + " " * missing
    return ("0" if "0" in verb.flags else " ") * missing + text


def _whole(verb: Verb, number: Any) -> str:
    if not isinstance(number, int):
        raise _unsupported(verb, "an integer is required")
    letter, prefix = _BASES[verb.mode]
    digits = format(abs(number), letter) if abs(number).bit_length() < 12_000 or letter != "d" else ""
    if not digits:
        raise EvalError("the number is too large", argument=verb.argument, code="too-large")
    if verb.precision is not None:
        digits = digits.zfill(verb.precision)
    return _signed(verb, number < 0, (prefix if "#" in verb.flags else "") + digits)


def _signed(verb: Verb, negative: bool, body: str) -> str:
    sign = "-" if negative else "+" if "+" in verb.flags else " " if " " in verb.flags else ""
    if "0" in verb.flags and "-" not in verb.flags:
        return sign + body.zfill(verb.width - len(sign))
    made = sign + body
    return made.ljust(verb.width) if "-" in verb.flags else made.rjust(verb.width)


def _float(verb: Verb, number: "Number", mode: str) -> str:
    digits, point = shortest_digits(number)
    exact = verb.precision if verb.precision is not None else None if mode in "gG" else 6
    if exact is not None:
        return _signed(verb, is_negative(number), _with_precision(number, exact, mode))
    body = _shortest(digits, point) if -4 <= point - 1 < _MAX_PLAIN else _scientific(digits, point - 1, mode)
    return _signed(verb, is_negative(number), body)


def _shortest(digits: str, point: int) -> str:
    if point <= 0:
        return "0." + "0" * -point + digits
    if len(digits) <= point:
        return digits.ljust(point, "0")
    return f"{digits[:point]}.{digits[point:]}"


def _scientific(digits: str, exponent: int, mode: str) -> str:
    letter = "E" if mode.isupper() else "e"
    part = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{digits[0]}{part}{letter}{'-' if exponent < 0 else '+'}{abs(exponent):02d}"


def _with_precision(number: "Number", precision: int, mode: str) -> str:
    from decimal import Decimal, localcontext

    with localcontext() as context:
        context.prec = number.denominator.bit_length() + number.numerator.bit_length() // 3 + 50
        value = abs(Decimal(number.numerator) / Decimal(number.denominator))
        if mode == "f":
            return format(value, f".{precision}f")
        count = precision if mode in "eE" else max(precision, 1) - 1
        mantissa, _, exponent = format(value, f".{count}e").partition("e")
    if mode in "eE":
        return _scientific(mantissa.replace(".", ""), int(exponent) if number else 0, mode)
    digits = mantissa.replace(".", "").rstrip("0") or "0"
    place = int(exponent) if number else 0
    return _shortest(digits, place + 1) if -4 <= place < count + 1 else _scientific(digits, place, mode)
