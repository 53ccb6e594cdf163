"""Functions of CEL: the standard ones without timestamps and durations, and those of the strings extension.

Each function gets known arguments; the compiler keeps unknown ones away, except from those in
:data:`LENIENT`, which can tell something about a partly known value.
"""

from collections.abc import Callable
from typing import Any

from ebaudit.model.value import Sensitive, Unknown, reveal
from ebaudit.policy.cel.errors import CelError
from ebaudit.policy.cel.operators import LONGEST, no_overload
from ebaudit.policy.cel.values import (
    INT_MAX,
    INT_MIN,
    UINT_MAX,
    CelType,
    PartialList,
    PartialMap,
    UInt,
    UnknownNumber,
    type_of,
)

Function = Callable[..., Any]


def _typed(name: str, kinds: tuple[type, ...], function: Function) -> Function:
    def call(*args: Any) -> Any:
        for arg, kind in zip(args, kinds, strict=True):
            if not isinstance(arg, kind) or isinstance(arg, (bool, CelType)):
                raise no_overload(name, *args)
        return function(*args)

    return call


def size(value: Any) -> Any:
    """Count characters, bytes, items or keys; bounds where more may exist."""
    if isinstance(value, Unknown):
        return value if value.length is None else UnknownNumber(value, *value.length)
    if isinstance(value, (PartialList, PartialMap)):
        return UnknownNumber(value.rest, len(value), None)
    if isinstance(value, (str, bytes, tuple, dict)) and not isinstance(value, CelType):
        return len(value)
    raise no_overload("size", value)


def starts_with(value: Any, prefix: Any) -> Any:
    """Tell whether a text starts with another, also of a text of which only the start is known."""
    if isinstance(value, Unknown):
        if not isinstance(prefix, str) or not value.prefix:
            return value
        if value.prefix.startswith(prefix):
            return True
        return value if prefix.startswith(value.prefix) else False
    if isinstance(prefix, Unknown):
        return prefix
    if isinstance(value, str) and isinstance(prefix, str):
        return value.startswith(prefix)
    raise no_overload("startsWith", value, prefix)


def includes(value: Any, part: Any) -> Any:
    """Tell whether a text contains another, also of a text of which only the start is known."""
    if isinstance(value, Unknown):
        return True if isinstance(part, str) and value.prefix and part in value.prefix else value
    if isinstance(part, Unknown):
        return part
    if isinstance(value, str) and isinstance(part, str):
        return part in value
    raise no_overload("contains", value, part)


def matches(text: str, pattern: str) -> bool:
    """Tell whether a regular expression matches somewhere in the text."""
    from ebaudit.policy.cel.regex import search  # compiles expressions of its own, which most runs do not need

    return search(text, pattern)


def to_int(value: Any) -> int:
    """Convert to a signed integer; texts and doubles beyond its range are errors."""
    if isinstance(value, float):
        if not -(2.0**63) < value < 2.0**63:
            raise CelError("integer overflow")
        return int(value)
    if isinstance(value, str) and not isinstance(value, CelType):
        value = _parse_integer(value, "int")
    if isinstance(value, int) and not isinstance(value, bool):
        if INT_MIN <= value <= INT_MAX:
            return int(value)
        raise CelError("integer overflow")
    raise no_overload("int", value)


def to_uint(value: Any) -> UInt:
    """Convert to an unsigned integer; what is negative or too large is an error."""
    if isinstance(value, float):
        if not 0 <= value < 2.0**64:
            raise CelError("unsigned integer overflow")
        value = int(value)
    if isinstance(value, str) and not isinstance(value, CelType):
        value = _parse_integer(value, "uint")
    if isinstance(value, int) and not isinstance(value, bool):
        if 0 <= value <= UINT_MAX:
            return UInt(value)
        raise CelError("unsigned integer overflow")
    raise no_overload("uint", value)


def _parse_integer(text: str, kind: str) -> int:
    digits = text[1:] if text[:1] in {"-", "+"} else text
    if not digits.isascii() or not digits.isdigit() or len(digits) > 30:
        raise CelError(f"type conversion error: '{text[:40]}' is no {kind}")
    return int(text)


def to_double(value: Any) -> float:
    """Convert to a double."""
    if isinstance(value, str) and not isinstance(value, CelType):
        try:
            return float(value)
        except ValueError:
            raise CelError(f"type conversion error: '{value[:40]}' is no double") from None
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    raise no_overload("double", value)


def to_string(value: Any) -> str:
    """Convert a scalar to text."""
    if isinstance(value, str) and not isinstance(value, CelType):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(int(value))
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, bytes):
        try:
            return value.decode()
        except UnicodeDecodeError:
            raise CelError("type conversion error: the bytes are no UTF-8") from None
    raise no_overload("string", value)


def to_bytes(value: Any) -> bytes:
    """Convert text to its UTF-8 bytes."""
    if isinstance(value, str) and not isinstance(value, CelType):
        return value.encode()
    if isinstance(value, bytes):
        return value
    raise no_overload("bytes", value)


_BOOLEANS = {
    **dict.fromkeys(("1", "t", "true", "TRUE", "True"), True),
    **dict.fromkeys(("0", "f", "false", "FALSE", "False"), False),
}


def to_bool(value: Any) -> bool:
    """Convert text to a boolean."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and not isinstance(value, CelType):
        if value in _BOOLEANS:
            return _BOOLEANS[value]
        raise CelError(f"type conversion error: '{value[:40]}' is no bool")
    raise no_overload("bool", value)


def _substring(text: str, start: int, end: int | None = None) -> str:
    stop = len(text) if end is None else end
    if not 0 <= start <= stop <= len(text):
        raise CelError("index out of range")
    return text[start:stop]


def _char_at(text: str, at: int) -> str:
    if not 0 <= at <= len(text):
        raise CelError("index out of range")
    return text[at : at + 1]


def _replace(text: str, old: str, new: str, limit: int = -1) -> str:
    if len(new) * (text.count(old) + 1) + len(text) > LONGEST:
        raise CelError("the value grows beyond what a policy may make")
    return text.replace(old, new, limit)


def _split(text: str, separator: str, limit: int = -1) -> tuple[str, ...]:
    if limit == 0:
        return ()
    if not separator:
        pieces = list(text)
        return tuple(pieces if limit < 0 else [*pieces[: limit - 1], "".join(pieces[limit - 1 :])])
    return tuple(text.split(separator, limit - 1 if limit > 0 else -1))


def _join(items: tuple[Any, ...], separator: str = "") -> Any:
    for item in items:
        if isinstance(reveal(item), Unknown):
            return reveal(item)
    if isinstance(items, PartialList):
        return items.rest
    texts = [reveal(item) for item in items]
    if not all(isinstance(text, str) for text in texts):
        raise no_overload("join", items, separator)
    joined = separator.join(str(text) for text in texts)
    return Sensitive(joined) if any(isinstance(item, Sensitive) for item in items) else joined


_UPPER = {code: code - 32 for code in range(97, 123)}
_LOWER = {code: code + 32 for code in range(65, 91)}

# name: (called on a receiver, called by itself); each maps the number of arguments, receiver included
_Overloads = dict[int, Function]
FUNCTIONS: dict[str, tuple[_Overloads, _Overloads]] = {
    "size": ({1: size}, {1: size}),
    "contains": ({2: includes}, {}),
    "startsWith": ({2: starts_with}, {}),
    "endsWith": ({2: _typed("endsWith", (str, str), str.endswith)}, {}),
    "matches": ({2: _typed("matches", (str, str), matches)}, {2: _typed("matches", (str, str), matches)}),
    "int": ({}, {1: to_int}),
    "uint": ({}, {1: to_uint}),
    "double": ({}, {1: to_double}),
    "string": ({}, {1: to_string}),
    "bytes": ({}, {1: to_bytes}),
    "bool": ({}, {1: to_bool}),
    "type": ({}, {1: type_of}),
    "dyn": ({}, {1: lambda value: value}),
    "charAt": ({2: _typed("charAt", (str, int), _char_at)}, {}),
    "indexOf": (
        {
            2: _typed("indexOf", (str, str), str.find),
            3: _typed("indexOf", (str, str, int), str.find),
        },
        {},
    ),
    "lastIndexOf": ({2: _typed("lastIndexOf", (str, str), str.rfind)}, {}),
    "join": ({1: _typed("join", (tuple,), _join), 2: _typed("join", (tuple, str), _join)}, {}),
    "lowerAscii": ({1: _typed("lowerAscii", (str,), lambda text: text.translate(_LOWER))}, {}),
    "upperAscii": ({1: _typed("upperAscii", (str,), lambda text: text.translate(_UPPER))}, {}),
    "replace": (
        {3: _typed("replace", (str, str, str), _replace), 4: _typed("replace", (str, str, str, int), _replace)},
        {},
    ),
    "split": ({2: _typed("split", (str, str), _split), 3: _typed("split", (str, str, int), _split)}, {}),
    "substring": (
        {2: _typed("substring", (str, int), _substring), 3: _typed("substring", (str, int, int), _substring)},
        {},
    ),
    "trim": ({1: _typed("trim", (str,), str.strip)}, {}),
}
LENIENT = frozenset({"size", "startsWith", "contains"})
"""Functions that take unknown arguments themselves."""
