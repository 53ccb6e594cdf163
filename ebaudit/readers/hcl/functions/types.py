"""Type conversion functions, and those that mark and unmark.

Source: https://developer.hashicorp.com/terraform/language/functions#type-conversion-functions
"""

from ebaudit.model.types import BOOL, DYNAMIC, NUMBER, STRING, CollectionType, Type
from ebaudit.model.value import EPHEMERAL, SENSITIVE, Sensitive, Unknown, Value
from ebaudit.readers.hcl.convert import convert
from ebaudit.readers.hcl.equality import rebuilt, rebuilt_map
from ebaudit.readers.hcl.errors import EvalError
from ebaudit.readers.hcl.functions.context import CallContext
from ebaudit.readers.hcl.marks import blend, mark, unmark

TARGETS: dict[str, Type] = {
    "tobool": BOOL,
    "tolist": CollectionType("list", DYNAMIC),
    "tomap": CollectionType("map", DYNAMIC),
    "tonumber": NUMBER,
    "toset": CollectionType("set", DYNAMIC),
    "tostring": STRING,
}


def _to(type: Type, value: Value) -> Value:
    try:
        return convert(value, type)
    except EvalError as error:
        raise EvalError(f'invalid value for "v": {error.message}', argument=0) from None


def _tobool(args: list[Value], _context: CallContext) -> Value:
    return _to(BOOL, args[0])


def _tolist(args: list[Value], _context: CallContext) -> Value:
    return _to(TARGETS["tolist"], args[0])


def _tomap(args: list[Value], _context: CallContext) -> Value:
    return _to(TARGETS["tomap"], args[0])


def _tonumber(args: list[Value], _context: CallContext) -> Value:
    return _to(NUMBER, args[0])


def _toset(args: list[Value], _context: CallContext) -> Value:
    return _to(TARGETS["toset"], args[0])


def _tostring(args: list[Value], _context: CallContext) -> Value:
    return _to(STRING, args[0])


def _sensitive(args: list[Value], _context: CallContext) -> Value:
    return mark(args[0], frozenset((SENSITIVE,)))


def _nonsensitive(args: list[Value], _context: CallContext) -> Value:
    inner, marks = unmark(args[0])
    return mark(inner, marks - {SENSITIVE})


def _issensitive(args: list[Value], _context: CallContext) -> Value:
    inner, marks = unmark(args[0])
    if SENSITIVE in marks:
        return True
    return blend((inner,), type=BOOL, not_null=True) if isinstance(inner, Unknown) else False


def _ephemeralasnull(args: list[Value], _context: CallContext) -> Value:
    return _without_ephemeral(args[0])


def _without_ephemeral(value: Value) -> Value:
    inner, marks = unmark(value)
    if EPHEMERAL in marks:
        return mark(None, marks - {EPHEMERAL})
    if isinstance(inner, tuple):
        inner = rebuilt(inner, map(_without_ephemeral, inner))
    elif isinstance(inner, dict):
        inner = rebuilt_map(inner, {key: _without_ephemeral(item) for key, item in inner.items()})
    return Sensitive(inner, marks) if marks else inner


IMPLEMENTATIONS = {
    "ephemeralasnull": _ephemeralasnull,
    "issensitive": _issensitive,
    "nonsensitive": _nonsensitive,
    "sensitive": _sensitive,
    "tobool": _tobool,
    "tolist": _tolist,
    "tomap": _tomap,
    "tonumber": _tonumber,
    "toset": _toset,
    "tostring": _tostring,
}
