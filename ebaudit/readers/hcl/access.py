"""Attribute access and indexing, as HCL defines them for each type."""

from collections.abc import Mapping

from ebaudit.model.types import DYNAMIC, NUMBER, STRING, CollectionType, ObjectType, TupleType, Type
from ebaudit.model.value import ListValue, MapValue, Sensitive, SetValue, Unknown, Value
from ebaudit.readers.hcl.convert import convert, shown_type, type_of, type_text
from ebaudit.readers.hcl.errors import EvalError
from ebaudit.readers.hcl.faults import suggestion
from ebaudit.readers.hcl.lazy import LazyInstances, LazyMap, LazyObject, LazyTuple
from ebaudit.readers.hcl.marks import blend, mark, unmark

_TOO_LONG = 10**20
"""An index of more digits than a message should show."""


def get_attribute(value: Value, name: str) -> Value:
    """Return ``value.name``; raise ``EvalError`` where Terraform would refuse."""
    if isinstance(value, dict):
        if name in value:
            return value[name]
        raise _instances(name, "for_each", '["key"]') if isinstance(value, LazyMap) else _missing(value, name)
    if isinstance(value, Sensitive):
        inner, marks = unmark(value)
        return mark(get_attribute(inner, name), marks)
    if isinstance(value, LazyObject):
        return value.attribute(name)
    if isinstance(value, Unknown):
        return _attribute_of_unknown(value, name)
    if value is None:
        raise EvalError(f'The value is null, so it has no attribute "{name}".', code="unsupported-attribute")
    if isinstance(value, LazyTuple):
        raise _instances(name, "count", "[0]")
    kind = shown_type(type_of(value))
    raise EvalError(f'A value of type {kind} has no attribute "{name}".', code="unsupported-attribute")


def get_index(value: Value, key: Value) -> Value:
    """Return ``value[key]``; raise ``EvalError`` where Terraform would refuse."""
    value, marks = unmark(value)
    key, key_marks = unmark(key)
    if value is None:
        raise EvalError("The value is null, so it cannot be indexed.")
    if key is None:
        raise EvalError("The index is null.")
    return mark(_index(value, key), marks | key_marks)


def _instances(name: str, argument: str, index: str) -> EvalError:
    message = f'It has "{argument}", so that only its instances have attributes: write an index such as {index} first.'
    return EvalError(f'There is no "{name}" here. {message}', code="unsupported-attribute")


def _missing(value: Mapping[str, Value], name: str) -> EvalError:
    kind = "map does not have an element" if isinstance(value, MapValue) else "object does not have an attribute"
    return EvalError(f'This {kind} named "{name}".{suggestion(name, value)}', code="unsupported-attribute")


def _attribute_of_unknown(value: Unknown, name: str) -> Unknown:
    kind = value.type
    if isinstance(kind, ObjectType):
        known = dict(kind.attributes)
        if name not in known:
            hint = suggestion(name, known)
            raise EvalError(
                f'This object does not have an attribute named "{name}".{hint}', code="unsupported-attribute"
            )
        return blend((value,), type=known[name])
    if isinstance(kind, CollectionType) and kind.kind == "map":
        return blend((value,), type=kind.element)
    if kind == DYNAMIC:
        return blend((value,))
    raise EvalError(f'A value of type {type_text(kind)} has no attribute "{name}".', code="unsupported-attribute")


def _index(value: Value, key: Value) -> Value:
    if isinstance(value, LazyInstances):
        return value.instance
    if isinstance(value, SetValue):
        raise EvalError("The elements of a set have no index.")
    if isinstance(value, tuple):
        return _element(value, key)
    if isinstance(value, dict):
        return _member(value, key)
    if isinstance(value, LazyObject):
        return _lazy_member(value, key)
    if isinstance(value, Unknown):
        return _index_of_unknown(value, key)
    raise EvalError(f"A value of type {shown_type(type_of(value))} cannot be indexed.")


def _element(value: tuple[Value, ...], key: Value) -> Value:
    index = convert(key, NUMBER)
    if isinstance(index, Unknown):
        element = value.element if isinstance(value, ListValue) else DYNAMIC
        return blend((index,), type=element)
    if not isinstance(index, int):
        raise EvalError("The index must be a whole number.")
    if not 0 <= index < len(value):
        many = "it is empty" if not value else f"it has {len(value)} element{'s' if len(value) > 1 else ''}"
        shown = index if abs(index) < _TOO_LONG else "that stands here"
        raise EvalError(f"The index {shown} is outside of this {_sequence(value)}: {many}.", code="invalid-index")
    return value[index]


def _sequence(value: tuple[Value, ...]) -> str:
    return "list" if isinstance(value, ListValue) else "tuple"


def _member(value: Mapping[str, Value], key: Value) -> Value:
    name = convert(key, STRING)
    if isinstance(name, Unknown):
        element = value.element if isinstance(value, MapValue) else DYNAMIC
        return blend((name,), type=element)
    if not isinstance(name, str):
        raise EvalError("The key must be a string.")
    if name in value:
        return value[name]
    raise EvalError(f'There is no element with the key "{name}".{suggestion(name, value)}', code="invalid-index")


def _lazy_member(value: LazyObject, key: Value) -> Value:
    name = convert(key, STRING)
    if isinstance(name, str):
        return value.attribute(name)
    return blend((value,))


def _index_of_unknown(value: Unknown, key: Value) -> Value:
    element = _element_type(value.type, key)
    unknowns = (value, key) if isinstance(key, Unknown) else (value,)
    return blend(unknowns, type=element)


def _element_type(type: Type, key: Value) -> Type:
    if isinstance(type, CollectionType):
        if type.kind == "set":
            raise EvalError("The elements of a set have no index.")
        return type.element
    if isinstance(type, TupleType):
        within = isinstance(key, int) and 0 <= key < len(type.elements)
        return type.elements[key] if within and isinstance(key, int) else DYNAMIC
    if isinstance(type, ObjectType):
        return dict(type.attributes).get(key, DYNAMIC) if isinstance(key, str) else DYNAMIC
    if type != DYNAMIC:
        raise EvalError(f"A value of type {type_text(type)} cannot be indexed.")
    return type
