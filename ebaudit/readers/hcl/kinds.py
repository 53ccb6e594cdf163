"""The type of a value, the text of a type, and questions about types."""

from ebaudit.model.types import BOOL, DYNAMIC, NUMBER, STRING, CollectionType, ObjectType, Primitive, TupleType, Type
from ebaudit.model.value import ListValue, MapValue, SetValue, Unknown, Value, reveal

MAX_SHOWN = 120


def type_of(value: Value) -> Type:
    """Return the Terraform type of a value; that of null is not known here."""
    value = reveal(value)
    if isinstance(value, bool):
        return BOOL
    if isinstance(value, str):
        return STRING
    if isinstance(value, int):
        return NUMBER
    if isinstance(value, Unknown):
        return value.type
    if isinstance(value, (tuple, dict)):
        return _container_type(value)
    return DYNAMIC if value is None else NUMBER


def _container_type(value: tuple[Value, ...] | dict[str, Value]) -> Type:
    if isinstance(value, ListValue):
        return CollectionType("list", value.element)
    if isinstance(value, SetValue):
        return CollectionType("set", value.element)
    if isinstance(value, MapValue):
        return CollectionType("map", value.element)
    if isinstance(value, tuple):
        return TupleType(tuple(map(type_of, value)))
    return ObjectType(tuple((name, type_of(value[name])) for name in sorted(value)))


def type_text(type: Type) -> str:
    """Return the type as Terraform writes it, such as ``list(string)``."""
    if isinstance(type, Primitive):
        return "any" if type == DYNAMIC else type.name
    if isinstance(type, CollectionType):
        return f"{type.kind}({type_text(type.element)})"
    if isinstance(type, TupleType):
        return f"tuple([{', '.join(map(type_text, type.elements))}])"
    parts = (
        f"{name}=optional({type_text(item)})" if name in type.optional else f"{name}={type_text(item)}"
        for name, item in type.attributes
    )
    return f"object({{{', '.join(parts)}}})"


def friendly(type: Type) -> str:
    """Return the type as a sentence names it, such as ``list of string``."""
    if isinstance(type, Primitive):
        return "any type" if type == DYNAMIC else type.name
    if isinstance(type, CollectionType):
        return f"{type.kind} of {friendly(type.element)}"
    return "tuple" if isinstance(type, TupleType) else "object"


def shown_type(type: Type) -> str:
    """Return the type as a message shows it: a long one is only named."""
    text = type_text(type)
    return text if len(text) <= MAX_SHOWN else friendly(type)


def same_type(a: Type, b: Type) -> bool:
    """Tell whether two types are one, whatever is optional."""
    if isinstance(a, CollectionType) and isinstance(b, CollectionType):
        return a.kind == b.kind and same_type(a.element, b.element)
    if isinstance(a, TupleType) and isinstance(b, TupleType):
        return len(a.elements) == len(b.elements) and all(map(same_type, a.elements, b.elements))
    if isinstance(a, ObjectType) and isinstance(b, ObjectType):
        left, right = dict(a.attributes), dict(b.attributes)
        return left.keys() == right.keys() and all(same_type(left[name], right[name]) for name in left)
    return isinstance(a, Primitive) and isinstance(b, Primitive) and a == b


def has_dynamic(type: Type) -> bool:
    """Tell whether any part of the type is not known."""
    if isinstance(type, CollectionType):
        return has_dynamic(type.element)
    if isinstance(type, TupleType):
        return any(map(has_dynamic, type.elements))
    if isinstance(type, ObjectType):
        return any(has_dynamic(item) for _, item in type.attributes)
    return type == DYNAMIC


def is_sequence(type: Type) -> bool:
    """Tell whether the type is a list, set or tuple."""
    return isinstance(type, TupleType) or (isinstance(type, CollectionType) and type.kind != "map")


def is_mapping(type: Type) -> bool:
    """Tell whether the type is a map or object."""
    return isinstance(type, ObjectType) or (isinstance(type, CollectionType) and type.kind == "map")


def is_collection(type: Type, *kinds: str) -> bool:
    """Tell whether the type is a collection of one of ``kinds``."""
    return isinstance(type, CollectionType) and type.kind in kinds
