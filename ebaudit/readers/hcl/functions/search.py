"""Functions that look into a collection: ``length``, ``element``, ``contains``, ``index`` and ``one``.

Source: https://developer.hashicorp.com/terraform/language/functions#collection-functions
"""

from ebaudit.model.types import BOOL, DYNAMIC, NUMBER, STRING, CollectionType, ObjectType, TupleType, Type
from ebaudit.model.value import ListValue, SetValue, Unknown, Value
from ebaudit.readers.hcl.convert import equal
from ebaudit.readers.hcl.errors import EvalError
from ebaudit.readers.hcl.functions.arguments import open_parts, whole_at
from ebaudit.readers.hcl.functions.context import CallContext
from ebaudit.readers.hcl.functions.graphemes import graphemes
from ebaudit.readers.hcl.kinds import friendly, type_of
from ebaudit.readers.hcl.marks import blend
from ebaudit.readers.hcl.ranges import length_bounds, length_of_set, number


def _length(args: list[Value], _context: CallContext) -> Value:
    value = args[0]
    if isinstance(value, Unknown):
        return _unknown_length(value)
    if isinstance(value, str):
        return len(graphemes(value))
    if not isinstance(value, (tuple, dict)):
        raise EvalError("the argument must be a string, a collection type, or a structural type", argument=0)
    pending = open_parts(value) if isinstance(value, SetValue) and len(value) > 1 else []
    if pending and isinstance(value, SetValue):
        return number(blend(pending, type=NUMBER, not_null=True), length_of_set(value))
    return len(value)


def _unknown_length(value: Unknown) -> Value:
    if isinstance(value.type, TupleType):
        return len(value.type.elements)
    if isinstance(value.type, ObjectType):
        return len(value.type.attributes)
    if value.length is not None and value.length[0] == value.length[1]:
        return value.length[0]
    if value.type not in {DYNAMIC, STRING} and not isinstance(value.type, CollectionType):
        raise EvalError("the argument must be a string, a collection type, or a structural type", argument=0)
    return number(blend((value,), type=NUMBER, not_null=True), length_bounds(value))


def _element(args: list[Value], _context: CallContext) -> Value:
    index = whole_at(args, 1)
    value = args[0]
    if isinstance(value, Unknown):
        return blend((value,), type=_element_type(value.type, index))
    if not isinstance(value, tuple) or isinstance(value, SetValue):
        raise EvalError(f"cannot read elements from {friendly(type_of(value))}", argument=0)
    if not value:
        raise EvalError("cannot use element function with an empty list", argument=0)
    if index < 0 and index % len(value) and not isinstance(value, ListValue):
        raise EvalError("a tuple cannot be indexed from its end", argument=1)
    return value[index % len(value)]


def _element_type(type: Type, index: int) -> Type:
    if isinstance(type, TupleType) and type.elements:
        return type.elements[index % len(type.elements)]
    if isinstance(type, CollectionType) and type.kind == "list":
        return type.element
    if type != DYNAMIC:
        raise EvalError(f"cannot read elements from {friendly(type)}", argument=0)
    return DYNAMIC


def _contains(args: list[Value], _context: CallContext) -> Value:
    if not isinstance(args[0], tuple):
        raise EvalError("the argument must be a list, tuple or set", argument=0)
    pending: list[Unknown] = []
    for item in args[0]:
        found = equal(item, args[1])
        if found is True:
            return True
        if isinstance(found, Unknown):
            pending.append(found)
    return blend(pending, type=BOOL, not_null=True) if pending else False


def _index(args: list[Value], _context: CallContext) -> Value:
    if not isinstance(args[0], tuple) or isinstance(args[0], SetValue):
        raise EvalError("the argument must be a list or tuple", argument=0)
    if not args[0]:
        raise EvalError("cannot search an empty list", argument=0)
    for position, item in enumerate(args[0]):
        found = equal(item, args[1])
        if isinstance(found, Unknown):
            return blend((found,), type=NUMBER, not_null=True)
        if found is True:
            return position
    raise EvalError("item not found", argument=1)


def _one(args: list[Value], _context: CallContext) -> Value:
    value = args[0]
    if isinstance(value, Unknown):
        return _one_of_unknown(value)
    if not isinstance(value, tuple):
        raise EvalError("must be a list, set, or tuple value with either zero or one elements", argument=0)
    if len(value) > 1:
        if isinstance(value, SetValue) and open_parts(value):
            return blend(open_parts(value), type=value.element)
        raise EvalError("must be a list, set, or tuple value with either zero or one elements", argument=0)
    return value[0] if value else None


def _one_of_unknown(value: Unknown) -> Value:
    kind = value.type
    if isinstance(kind, TupleType):
        if len(kind.elements) > 1:
            raise EvalError("must be a list, set, or tuple value with either zero or one elements", argument=0)
        return blend((value,), type=kind.elements[0]) if kind.elements else None
    return blend((value,), type=kind.element if isinstance(kind, CollectionType) else DYNAMIC)


IMPLEMENTATIONS = {
    "contains": _contains,
    "element": _element,
    "index": _index,
    "length": _length,
    "one": _one,
}
