"""Functions of maps and objects.

Source: https://developer.hashicorp.com/terraform/language/functions#collection-functions
"""

from ebaudit.model.types import DYNAMIC, STRING, CollectionType, ObjectType, Type
from ebaudit.model.value import ListValue, MapValue, SetValue, Unknown, Value
from ebaudit.readers.hcl.convert import convert
from ebaudit.readers.hcl.errors import EvalError
from ebaudit.readers.hcl.functions.arguments import items_of, open_parts, text_at
from ebaudit.readers.hcl.functions.context import CallContext
from ebaudit.readers.hcl.kinds import is_mapping, same_type, type_of
from ebaudit.readers.hcl.marks import blend

_STRINGS = CollectionType("list", STRING)


def _keys(args: list[Value], _context: CallContext) -> Value:
    value = args[0]
    if isinstance(value, Unknown):
        if isinstance(value.type, ObjectType):
            return tuple(name for name, _ in value.type.attributes)
        if value.type != DYNAMIC and not is_mapping(value.type):
            raise EvalError("must have map or object type", argument=0)
        return blend((value,), type=DYNAMIC if value.type == DYNAMIC else _STRINGS)
    if not isinstance(value, dict):
        raise EvalError("must have map or object type", argument=0)
    return ListValue(sorted(value), STRING) if isinstance(value, MapValue) else tuple(sorted(value))


def _values(args: list[Value], _context: CallContext) -> Value:
    value = args[0]
    if not isinstance(value, dict):
        raise EvalError("values() requires a map as the first argument", argument=0)
    items = [value[key] for key in sorted(value)]
    return ListValue(items, value.element) if isinstance(value, MapValue) else tuple(items)


def _lookup(args: list[Value], _context: CallContext) -> Value:
    if len(args) > 3:
        raise EvalError("lookup() takes two or three arguments", argument=3)
    value, key = args[0], text_at(args, 1)
    if not isinstance(value, dict):
        raise EvalError("lookup() requires a map as the first argument", argument=0)
    _check_default(value, args)
    if key in value:
        return value[key]
    if len(args) == 2:
        raise EvalError(f'the given map or object has no key "{key}"', argument=1)
    return convert(args[2], value.element) if isinstance(value, MapValue) else args[2]


def _check_default(value: dict[str, Value], args: list[Value]) -> None:
    if len(args) == 3 and isinstance(value, MapValue):
        try:
            convert(args[2], value.element)
        except EvalError:
            message = "the default value must have the same type as the map elements"
            raise EvalError(message, argument=2) from None


def _merge(args: list[Value], _context: CallContext) -> Value:
    for index, value in enumerate(args):
        if isinstance(value, dict):
            continue
        kind = type_of(value)
        if kind != DYNAMIC and not is_mapping(kind):
            raise EvalError("arguments must be maps or objects", argument=index)
    pending = [value for value in args if isinstance(value, Unknown)]
    if pending:
        return blend(pending, type=_merged_type(args))
    merged: dict[str, Value] = {}
    for value in args:
        if isinstance(value, dict):
            merged |= value
    ordered = {key: merged[key] for key in sorted(merged)}
    element = _shared_element(args)
    return ordered if element is None else MapValue(ordered, element)


def _shared_element(args: list[Value]) -> Type | None:
    """Return the element type when all arguments are maps of one type, or a null stands before the only map."""
    start = 1 if len(args) == 2 and args[0] is None else 0
    if start < len(args) and args[start].__class__ is dict:
        return None
    kinds = [type_of(value) for value in args[start:]]
    if not kinds or not isinstance(kinds[0], CollectionType):
        return None
    return kinds[0].element if all(same_type(kinds[0], kind) for kind in kinds[1:]) else None


def _merged_type(args: list[Value]) -> Type:
    kinds = [type_of(value) for value in args]
    if kinds[0] != DYNAMIC and all(same_type(kinds[0], kind) for kind in kinds[1:]):
        return kinds[0]
    attributes: dict[str, Type] = {}
    for kind, value in zip(kinds, args, strict=True):
        if isinstance(kind, ObjectType):
            attributes |= dict(kind.attributes)
        elif isinstance(value, MapValue):
            attributes |= dict.fromkeys(value, value.element)
        else:
            return DYNAMIC
    return ObjectType(tuple(sorted(attributes.items())))


def _transpose(args: list[Value], _context: CallContext) -> Value:
    value = args[0]
    kind = CollectionType("map", _STRINGS)
    pending = open_parts(value)
    if pending:
        return blend(pending, type=kind, not_null=True)
    found: dict[str, list[Value]] = {}
    for key, names in value.items() if isinstance(value, dict) else ():
        for name in items_of(names):
            if not isinstance(name, str):
                raise EvalError("input must not contain null string", argument=0)
            found.setdefault(name, []).append(key)
    lists: dict[str, Value] = {name: ListValue(sorted(found[name], key=str), STRING) for name in sorted(found)}
    return MapValue(lists, _STRINGS)


def _zipmap(args: list[Value], _context: CallContext) -> Value:
    keys, values = items_of(args[0]), args[1]
    if not isinstance(values, tuple) or isinstance(values, SetValue):
        raise EvalError("values argument must be a list or tuple value", argument=1)
    pending = open_parts(*keys)
    if pending:
        known = CollectionType("map", values.element) if isinstance(values, ListValue) else DYNAMIC
        return blend(pending, type=known, not_null=True)
    if len(keys) != len(values):
        raise EvalError(f"number of keys ({len(keys)}) does not match number of values ({len(values)})", argument=1)
    if any(key is None for key in keys):
        raise EvalError("the list of keys has a null value", argument=0)
    made = {str(key): item for key, item in zip(keys, values, strict=True)}
    ordered = {key: made[key] for key in sorted(made)}
    return MapValue(ordered, values.element) if isinstance(values, ListValue) else ordered


IMPLEMENTATIONS = {
    "keys": _keys,
    "lookup": _lookup,
    "merge": _merge,
    "transpose": _transpose,
    "values": _values,
    "zipmap": _zipmap,
}
