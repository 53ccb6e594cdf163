"""Operators of CEL over known values, and equality and order where something is unknown.

Arithmetic never mixes types and never wraps around; equality and order compare numbers of any type
by their mathematical value (https://github.com/google/cel-spec/blob/master/doc/langdef.md, "Equality").
"""

from collections.abc import Callable
from typing import Any

from ebaudit.model.value import Unknown
from ebaudit.policy.cel.errors import CelError, MissingKeyError
from ebaudit.policy.cel.values import (
    INT_MAX,
    INT_MIN,
    UINT_MAX,
    Absent,
    CelType,
    PartialList,
    PartialMap,
    UInt,
    UnknownNumber,
    key_of,
    merge,
    settle,
    type_of,
)

LONGEST = 1_000_000
"""No text or list of a policy grows beyond this."""


def no_overload(name: str, *args: Any) -> CelError:
    """Make the error of an operator or function that does not take these types."""
    kinds = ", ".join("unknown" if isinstance(arg, Unknown) else type_of(settle(arg)) for arg in args)
    return CelError(f"no such overload: {name.strip('_')}({kinds})")


def equal(a: Any, b: Any) -> Any:
    """Compare two values of any types: true, false, or unknown where that depends on something unknown."""
    if a.__class__ is b.__class__ and (a.__class__ is str or a.__class__ is bool):
        return a == b
    a, b = settle(a), settle(b)
    if isinstance(a, Unknown) or isinstance(b, Unknown):
        return _equal_unknown(a, b)
    if isinstance(a, tuple) and isinstance(b, tuple):
        return _equal_lists(a, b)
    if isinstance(a, dict) and isinstance(b, dict):
        return _equal_maps(a, b)
    return _family(a) == _family(b) and a == b


def _family(value: Any) -> str:
    kind = type_of(value)
    return "number" if kind in {"int", "uint", "double"} else kind


def _equal_unknown(a: Any, b: Any) -> Any:
    if isinstance(a, Unknown) and isinstance(b, Unknown):
        return merge(a, b)
    unknown, known = (a, b) if isinstance(a, Unknown) else (b, a)
    if unknown.not_null and known is None:
        return False
    if unknown.prefix and not (isinstance(known, str) and known.startswith(unknown.prefix)):
        return False
    if isinstance(unknown, UnknownNumber):
        return _within(unknown, known)
    return unknown


def _within(unknown: UnknownNumber, known: Any) -> Any:
    if isinstance(known, bool) or not isinstance(known, (int, float)) or known < unknown.low:
        return False
    if unknown.high is not None and known > unknown.high:
        return False
    return unknown


def fold(results: Any, decisive: bool) -> Any:
    """Join three-valued answers: ``decisive`` as soon as one is, else unknown if one is, else the opposite."""
    unknown: Unknown | None = None
    for result in results:
        if result is decisive:
            return decisive
        if isinstance(result, Unknown):
            unknown = result if unknown is None else merge(unknown, result)
    return (not decisive) if unknown is None else unknown


def _equal_lists(a: tuple[Any, ...], b: tuple[Any, ...]) -> Any:
    open_ended = [part for part in (a, b) if isinstance(part, PartialList)]
    if not open_ended and len(a) != len(b):
        return False
    pairs = fold((equal(x, y) for x, y in zip(a, b, strict=False)), decisive=False)
    return open_ended[0].rest if open_ended and pairs is not False else pairs


def _equal_maps(a: dict[Any, Any], b: dict[Any, Any]) -> Any:
    open_ended = [part for part in (a, b) if isinstance(part, PartialMap)]
    if not open_ended and a.keys() != b.keys():
        return False
    pairs = fold((equal(a[key], b[key]) for key in a.keys() & b.keys()), decisive=False)
    return open_ended[0].rest if open_ended and pairs is not False else pairs


_ORDERS: dict[str, Callable[[Any, Any], bool]] = {
    "_<_": lambda a, b: bool(a < b),
    "_<=_": lambda a, b: bool(a <= b),
    "_>_": lambda a, b: bool(a > b),
    "_>=_": lambda a, b: bool(a >= b),
}
_ORDERED = {"number", "string", "bytes", "bool"}


def ordering(name: str) -> Callable[[Any, Any], Any]:
    """Return the function of an order operator."""
    holds = _ORDERS[name]

    def order(a: Any, b: Any) -> Any:
        if isinstance(a, Unknown) or isinstance(b, Unknown):
            return _order_unknown(holds, a, b)
        family = _family(a)
        if family != _family(b) or family not in _ORDERED:
            raise no_overload(name, a, b)
        return holds(a, b)

    return order


def _order_unknown(holds: Callable[[Any, Any], bool], a: Any, b: Any) -> Any:
    causes = [part for part in (a, b) if isinstance(part, Unknown)]
    cause = causes[0] if len(causes) == 1 else merge(*causes)
    corners = [_bounds(part) for part in (a, b)]
    if None in corners:
        return cause
    answers = {holds(x, y) for x in corners[0] or () for y in corners[1] or ()}
    return answers.pop() if len(answers) == 1 else cause


def _bounds(value: Any) -> tuple[float, ...] | None:
    if isinstance(value, UnknownNumber):
        return value.low, float("inf") if value.high is None else value.high
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return (value,)
    return None


def _checked(value: int, *, unsigned: bool) -> int:
    if unsigned:
        if 0 <= value <= UINT_MAX:
            return UInt(value)
    elif INT_MIN <= value <= INT_MAX:
        return value
    raise CelError("integer overflow")


def _divide_doubles(a: float, b: float) -> float:
    if b == 0:
        if a == 0 or a != a:
            return float("nan")
        from math import copysign

        return copysign(float("inf"), a) * copysign(1.0, b)
    return a / b


def _quotient(a: int, b: int) -> int:
    if b == 0:
        raise CelError("divide by zero")
    magnitude = abs(a) // abs(b)
    return magnitude if (a < 0) == (b < 0) else -magnitude


def _remainder(a: int, b: int) -> int:
    if b == 0:
        raise CelError("modulus by zero")
    return int(a) - _quotient(a, b) * int(b)


def _times(a: float, b: float) -> float:
    return a * b


_INTEGER: dict[str, Callable[[int, int], int]] = {
    "_+_": lambda a, b: int(a) + int(b),
    "_-_": lambda a, b: int(a) - int(b),
    "_*_": lambda a, b: int(a) * int(b),
    "_/_": _quotient,
    "_%_": _remainder,
}
_DOUBLE: dict[str, Callable[[float, float], float]] = {
    "_+_": lambda a, b: a + b,
    "_-_": lambda a, b: a - b,
    "_*_": _times,
    "_/_": _divide_doubles,
}


def arithmetic(name: str) -> Callable[[Any, Any], Any]:
    """Return the function of an arithmetic operator; ``+`` joins texts, bytes and lists too."""
    integers, doubles = _INTEGER[name], _DOUBLE.get(name)

    def calculate(a: Any, b: Any) -> Any:
        kind = type_of(a)
        if kind == type_of(b):
            if kind in {"int", "uint"}:
                return _checked(integers(a, b), unsigned=kind == "uint")
            if kind == "double" and doubles is not None:
                return doubles(a, b)
            if name == "_+_" and kind in {"string", "bytes", "list"}:
                return _join(a, b)
        raise no_overload(name, a, b)

    return calculate


def _join(a: Any, b: Any) -> Any:
    if isinstance(a, CelType) or len(a) + len(b) > LONGEST:
        raise CelError("the value grows beyond what a policy may make")
    if isinstance(a, PartialList):
        return a  # what follows an open end cannot be told apart from it
    joined = a + b
    return PartialList(joined, b.rest) if isinstance(b, PartialList) else joined


def negate(value: Any) -> Any:
    """Change the sign of an integer or double."""
    if isinstance(value, float):
        return -value
    if isinstance(value, int) and not isinstance(value, (bool, UInt)):
        return _checked(-value, unsigned=False)
    raise no_overload("-_", value)


def contains(item: Any, container: Any) -> Any:
    """Tell whether a list has an equal item or a map the key."""
    if isinstance(container, tuple):
        found = fold((equal(item, other) for other in container), decisive=True)
        return container.rest if found is False and isinstance(container, PartialList) else found
    if isinstance(container, dict):
        if isinstance(item, float) and not item.is_integer():
            return False
        name = key_of(item)
        found = name in container and not isinstance(container[name], Absent)
        return container.rest if not found and isinstance(container, PartialMap) else found
    raise no_overload("in", item, container)


def index(container: Any, key: Any) -> Any:
    """Return an item of a list or the value of a key, or an unknown where more may exist."""
    if isinstance(container, tuple):
        return _item(container, key)
    if isinstance(container, dict):
        name = key_of(key)
        if name in container:
            return container[name]
        if isinstance(container, PartialMap):
            return container.rest
        raise MissingKeyError(f"no such key: {key}")
    raise no_overload("[]", container, key)


def _item(container: tuple[Any, ...], key: Any) -> Any:
    if isinstance(key, bool) or not isinstance(key, (int, float)) or (isinstance(key, float) and not key.is_integer()):
        raise CelError("invalid list index")
    if 0 <= key < len(container):
        return container[int(key)]
    if key >= 0 and isinstance(container, PartialList):
        return container.rest
    raise CelError(f"index out of bounds: {key}")
