"""``jsonencode`` and ``jsondecode``, byte for byte as Terraform writes JSON.

Source: https://developer.hashicorp.com/terraform/language/functions/jsonencode
"""

import json
import re
from typing import Any

from ebaudit.model.types import DYNAMIC, STRING, Primitive
from ebaudit.model.value import Unknown, Value
from ebaudit.readers.hcl.convert import text_of
from ebaudit.readers.hcl.equality import unsettled
from ebaudit.readers.hcl.errors import EvalError
from ebaudit.readers.hcl.functions import MAX_NESTING, MAX_TEXT
from ebaudit.readers.hcl.functions.arguments import open_parts, text_at
from ebaudit.readers.hcl.functions.context import CallContext
from ebaudit.readers.hcl.kinds import is_sequence
from ebaudit.readers.hcl.marks import blend
from ebaudit.readers.hcl.numbers import parse_number

_SPECIAL = re.compile("[<>&\x08\x0c\x7f]")
_SPECIAL_BEYOND_ASCII = "[<>&\u2028\u2029\x08\x0c\x7f\ud800-\udfff]"
_ESCAPES = {"\x7f": "\x7f", "\x08": "\\b", "\x0c": "\\f"}
_BRACKET = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*"|([\[{])|([\]}])', re.DOTALL)
_quote = json.encoder.encode_basestring


class _OpenError(Exception):
    """Nothing more is known of the text."""


def quoted(text: str) -> str:
    """Return text as a JSON string, with ``<``, ``>``, ``&`` and line separators escaped."""
    made = _quote(text)
    special = _SPECIAL if made.isascii() else re.compile(_SPECIAL_BEYOND_ASCII)
    if special.search(made) is None:
        return made
    return special.sub(lambda found: _ESCAPES.get(found[0]) or f"\\u{ord(found[0]):04x}", made)


def encoded(value: Value) -> str:
    """Return a wholly known value without marks as JSON."""
    pieces: list[str] = []
    _encode(value, pieces)
    return "".join(pieces)


def _encode(value: Value, pieces: list[str]) -> None:
    if isinstance(value, str):
        pieces.append(quoted(value))
    elif isinstance(value, Unknown):
        raise _OpenError
    elif isinstance(value, dict):
        _encode_members(value, pieces)
    elif isinstance(value, tuple):
        pieces.append("[")
        if unsettled(value):
            raise _OpenError
        for index, item in enumerate(value):
            pieces.append("," if index else "")
            _encode(item, pieces)
        pieces.append("]")
    else:
        pieces.append("null" if value is None else text_of(value))


def _encode_members(value: dict[str, Value], pieces: list[str]) -> None:
    for index, key in enumerate(sorted(value)):
        pieces.append(("," if index else "{") + quoted(key) + ":")
        _encode(value[key], pieces)
    pieces.append("}" if value else "{}")


def _jsonencode(args: list[Value], _context: CallContext) -> Value:
    pieces: list[str] = []
    try:
        _encode(args[0], pieces)
    except _OpenError:
        prefix = "".join(pieces) or _first(args[0])
        found = blend(open_parts(args[0]), type=STRING, prefix=prefix, not_null=True)
        found.json = None if isinstance(args[0], Unknown) else args[0]
        return found
    except RecursionError:
        raise EvalError("the value is nested too deeply", argument=0, code="too-large") from None
    text = "".join(pieces)
    if len(text) > MAX_TEXT:
        raise EvalError("the resulting text is larger than 16 MiB", code="too-large")
    return text


def _first(value: Value) -> str:
    """Return the character that the text of a value that is not known begins with, where its type tells."""
    if not isinstance(value, Unknown) or not value.not_null or value.type == DYNAMIC:
        return ""
    if value.type == STRING:
        return '"'
    if isinstance(value.type, Primitive):
        return ""
    return "[" if is_sequence(value.type) else "{"


def _jsondecode(args: list[Value], _context: CallContext) -> Value:
    text = text_at(args, 0)
    if text.count("[") + text.count("{") > MAX_NESTING and _nesting(text) > MAX_NESTING:
        raise EvalError("the JSON text is nested too deeply", argument=0, code="too-large")
    try:
        return _native(json.loads(text, parse_int=str_number, parse_float=str_number, parse_constant=_refuse))
    except json.JSONDecodeError as error:
        raise EvalError(f"invalid JSON at line {error.lineno}, column {error.colno}: {error.msg}", argument=0) from None


def _nesting(text: str) -> int:
    """Return how deep brackets nest; the decoder calls itself for each level, on a stack that cannot grow."""
    deepest = depth = 0
    for found in _BRACKET.finditer(text):
        if found[1]:
            depth += 1
            deepest = max(deepest, depth)
        elif found[2]:
            depth -= 1
    return deepest


def str_number(text: str) -> Any:
    """Return the exact number of a JSON token."""
    return parse_number(text)


def _refuse(name: str) -> Any:
    raise EvalError(f"invalid JSON: {name} is not a value", argument=0)


def _native(value: Any) -> Value:
    if isinstance(value, dict):
        return {_scalar(key): _native(value[key]) for key in sorted(value)}
    if isinstance(value, list):
        return tuple(map(_native, value))
    return _scalar(value) if isinstance(value, str) else value


def _scalar(text: str) -> str:
    """Replace lone surrogates, which are no text, as Go does."""
    return text if text.isascii() else re.sub("[\ud800-\udfff]", "\ufffd", text)


IMPLEMENTATIONS = {"jsonencode": _jsonencode, "jsondecode": _jsondecode}
