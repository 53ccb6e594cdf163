"""The values of CEL in Python, with the unknown and sensitive ones of the model.

============  ==========================================================
CEL           Python
============  ==========================================================
null          ``None``
bool          ``bool``
int           ``int`` (64 bits, checked by arithmetic)
uint          :class:`UInt`
double        ``float``; a ``Fraction`` of Terraform becomes one when read
string        ``str``
bytes         ``bytes``
list          ``tuple``; :class:`PartialList` when more items may exist
map           ``dict``; :class:`PartialMap` when more keys may exist
type          :class:`CelType`
============  ==========================================================

Keys of maps are strings, integers or booleans; booleans are kept apart from 0 and 1 by :func:`key_of`.
"""

from typing import Any

from ebaudit.model.value import Sensitive, Unknown
from ebaudit.policy.cel.errors import CelError

INT_MIN, INT_MAX, UINT_MAX = -(2**63), 2**63 - 1, 2**64 - 1


class UInt(int):
    """An unsigned integer of CEL."""

    __slots__ = ()


class CelType(str):
    """A type as a value: what ``type(x)`` gives."""

    __slots__ = ()


class PartialList(tuple[Any, ...]):
    """A list of which some items are known; ``rest`` says why more may exist."""

    rest: Unknown

    def __new__(cls, items: tuple[Any, ...], rest: Unknown) -> "PartialList":
        """Make a list of the known items."""
        made = super().__new__(cls, items)
        made.rest = rest
        return made


class PartialMap(dict[Any, Any]):
    """A map of which some keys are known; ``rest`` says why more may exist."""

    __slots__ = ("rest",)

    def __init__(self, items: dict[Any, Any], rest: Unknown) -> None:
        super().__init__(items)
        self.rest = rest


class Absent(Unknown):
    """A required argument that is not set: ``has()`` is false, and reading it decides nothing."""

    __slots__ = ()


class UnknownNumber(Unknown):
    """An unknown integer between two bounds (the upper one may be open): the size of something partly known."""

    __slots__ = ("high", "low")

    def __init__(self, cause: Unknown, low: int, high: int | None) -> None:
        super().__init__(cause.reason, cause.refs, not_null=True)
        self.low = low
        self.high = high


class _BoolKey:
    """A boolean as a map key: equal to no integer."""

    __slots__ = ("value",)

    def __init__(self, value: bool) -> None:
        self.value = value


_TRUE_KEY, _FALSE_KEY = _BoolKey(True), _BoolKey(False)


def key_of(value: Any) -> Any:
    """Turn a CEL value into the key under which a ``dict`` keeps it; an error when it cannot be a key."""
    if isinstance(value, bool):
        return _TRUE_KEY if value else _FALSE_KEY
    if isinstance(value, float):
        if value.is_integer():
            return int(value)
        raise CelError(f"unsupported key type: {type_of(value)}")
    if isinstance(value, (str, int)) and not isinstance(value, CelType):
        return value
    raise CelError(f"unsupported key type: {type_of(value)}")


def value_of_key(key: Any) -> Any:
    """Undo :func:`key_of`."""
    return key.value if isinstance(key, _BoolKey) else key


_TYPES: tuple[tuple[type, CelType], ...] = (
    (bool, CelType("bool")),
    (UInt, CelType("uint")),
    (int, CelType("int")),
    (float, CelType("double")),
    (CelType, CelType("type")),
    (str, CelType("string")),
    (bytes, CelType("bytes")),
    (tuple, CelType("list")),
    (dict, CelType("map")),
    (type(None), CelType("null_type")),
)
TYPE_NAMES = {str(name): name for _, name in _TYPES}


def type_of(value: Any) -> CelType:
    """Return the CEL type of a value."""
    for python, name in _TYPES:
        if isinstance(value, python):
            return name
    raise CelError(f"a value of {type(value).__name__} is none of CEL's")


def merge(first: Unknown, second: Unknown) -> Unknown:
    """Combine two causes of not knowing into one."""
    if first is second:
        return first
    reasons = dict.fromkeys((first.reason, second.reason))
    return Unknown("; ".join(reasons), tuple(dict.fromkeys(first.refs + second.refs)))


def merge_all(causes: list[Unknown]) -> Unknown:
    """Combine one or more causes of not knowing."""
    merged = causes[0]
    for cause in causes[1:]:
        merged = merge(merged, cause)
    return merged


_SETTLED = (Unknown, str, tuple, dict, int, float, bytes)


def settle(value: Any) -> Any:
    """Turn a value of the model that CEL has no word for into one that it has: numbers, and what is sensitive."""
    while isinstance(value, Sensitive):
        value = value.value
    if isinstance(value, _SETTLED) or value is None:
        return value
    return float(value)  # a Fraction
