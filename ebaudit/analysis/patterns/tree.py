"""A Terraform value that is printed as JSON, as a JSON tree without offsets; unknown parts stay unknown."""

from typing import TYPE_CHECKING

from ebaudit.jsontext.node import ARRAY, BOOL, NULL, NUMBER, OBJECT, STRING, JsonNode
from ebaudit.model.value import Sensitive, Unknown, Value, reveal

if TYPE_CHECKING:
    from fractions import Fraction

UNKNOWN_KIND = "unknown"
_TOO_PRECISE = 400


class UnknownNode(JsonNode):
    """A JSON value that is not known; kind ``unknown``."""

    __slots__ = ("unknown",)

    def __init__(self, unknown: Unknown) -> None:
        super().__init__(UNKNOWN_KIND, -1, -1)
        self.unknown = unknown


def from_value(value: Value) -> JsonNode:
    """Make the tree of what ``jsonencode`` prints for the value."""
    value = reveal(value)
    if isinstance(value, Unknown):
        return UnknownNode(value)
    if value is None:
        return JsonNode(NULL, -1, -1, "null")
    if isinstance(value, bool):
        return JsonNode(BOOL, -1, -1, "true" if value else "false", value)
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, tuple):
        return JsonNode(ARRAY, -1, -1, items=tuple(from_value(item) for item in value))
    if isinstance(value, dict):
        members = tuple((_string(key), from_value(item)) for key, item in sorted(value.items()))
        return JsonNode(OBJECT, -1, -1, members=members)
    return JsonNode(NUMBER, -1, -1, "" if isinstance(value, Sensitive) else _number(value))


def _string(text: str) -> JsonNode:
    return JsonNode(STRING, -1, -1, text, text)


def _number(value: "int | Fraction") -> str:
    """Print a number in decimal, without an exponent."""
    if isinstance(value, int):
        return str(value)
    from decimal import Context, Decimal

    if value.denominator == 1:
        return str(value.numerator)
    exact = Context(prec=_TOO_PRECISE).divide(Decimal(value.numerator), Decimal(value.denominator))
    return format(exact, "f")
