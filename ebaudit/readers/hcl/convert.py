"""Conversion of values between Terraform's types, and the words for them.

Source: https://developer.hashicorp.com/terraform/language/expressions/type-constraints#conversion-of-complex-types
"""

from ebaudit.model.types import (
    BOOL,
    DYNAMIC,
    NUMBER,
    STRING,
    CollectionType,
    ObjectType,
    Primitive,
    TupleType,
    Type,
)  # fmt: skip
from ebaudit.model.value import ListValue, MapValue, SetValue, Unknown, Value, unknowns
from ebaudit.readers.hcl.equality import equal, make_set
from ebaudit.readers.hcl.errors import EvalError
from ebaudit.readers.hcl.kinds import friendly, has_dynamic, is_sequence, shown_type, type_of, type_text
from ebaudit.readers.hcl.marks import blend, mark, unmark
from ebaudit.readers.hcl.numbers import number_text, parse_number
from ebaudit.readers.hcl.unify import convertible, unify

__all__ = ["convert", "convertible", "equal", "friendly", "make_set", "shown_type", "type_of", "type_text", "unify"]


def convert(value: Value, type: Type) -> Value:
    """Return ``value`` as a value of ``type``; optional attributes that are missing become null.

    Null, unknown and sensitive values stay what they are. Raises EvalError when Terraform would refuse it.
    """
    if type == DYNAMIC or (value.__class__ is str and type == STRING):
        return value
    bare, marks = unmark(value)
    if bare is None:
        return value
    made = _unknown(bare, type) if isinstance(bare, Unknown) else _known(bare, type)
    return mark(made, marks) if marks else made


def _unknown(value: Unknown, type: Type) -> Unknown:
    if not convertible(value.type, type):
        raise _required(type, value.type)
    known = type if not has_dynamic(type) or value.type == DYNAMIC else _narrower(value.type, type)
    if known == value.type:
        return value
    prefix = value.prefix if type == STRING else ""
    length = value.length if isinstance(type, CollectionType) else None
    return Unknown(
        value.reason,
        value.refs,
        type=known,
        prefix=prefix,
        json=value.json,
        not_null=value.not_null,
        length=length,
        identity=value.identity,
    )


def _narrower(source: Type, target: Type) -> Type:
    """Fill the parts that ``target`` leaves open from ``source``."""
    if target == DYNAMIC:
        return source
    if isinstance(target, CollectionType) and target.element == DYNAMIC:
        element = _common_element(source)
        return target if element is None else CollectionType(target.kind, element)
    return target


def _common_element(type: Type) -> Type | None:
    if isinstance(type, CollectionType):
        return type.element
    if isinstance(type, TupleType):
        return unify(type.elements)
    return unify([item for _, item in type.attributes]) if isinstance(type, ObjectType) else None


def _known(value: Value, type: Type) -> Value:
    if isinstance(type, Primitive):
        return _primitive(value, type)
    if isinstance(type, CollectionType):
        return _map(value, type) if type.kind == "map" else _sequence(value, type)
    return _tuple(value, type) if isinstance(type, TupleType) else _object(value, type)


def _primitive(value: Value, type: Primitive) -> Value:
    if isinstance(value, (tuple, dict)):
        raise _required(type, type_of(value))
    if type == STRING:
        return text_of(value)
    if type == NUMBER:
        return _number(value)
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return _bool(value)
    raise _required(type, type_of(value))


def text_of(value: Value) -> str:
    """Return a known scalar other than null as Terraform's text."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return number_text(value)  # type: ignore[arg-type]  # scalars that are no text and no bool are numbers


def _number(value: Value) -> Value:
    if isinstance(value, bool):
        raise _required(NUMBER, BOOL)
    return parse_number(value) if isinstance(value, str) else value


def _bool(text: str) -> bool:
    if text in {"true", "1"}:
        return True
    if text in {"false", "0"}:
        return False
    hint = f'; to convert from string, use lowercase "{text.lower()}"' if text.lower() in {"true", "false"} else ""
    raise EvalError(f"a bool is required{hint}")


def _required(type: Type, got: Type) -> EvalError:
    name = friendly(type)
    article = "an" if name[0] in "aeiou" else "a"
    return EvalError(f"{article} {name} is required, not {friendly(got)}")


def _sequence(value: Value, type: CollectionType) -> Value:
    if not isinstance(value, tuple):
        raise _required(type, type_of(value))
    if isinstance(value, ListValue) and type.kind == "list" and value.element == type.element:
        return value
    element = _element_type(value, type)
    if type.kind == "list" and isinstance(value, SetValue):
        open_items = [unknown for _, unknown in unknowns(value)]
        if open_items:
            return blend(open_items, type=CollectionType("list", element), not_null=True)
    items = _items(value, element)
    return make_set(items, element) if type.kind == "set" else ListValue(items, element)


def _element_type(value: tuple[Value, ...] | dict[str, Value], type: CollectionType) -> Type:
    if not has_dynamic(type.element):
        return type.element
    own = type_of(value)
    if type.element == DYNAMIC:
        found = _common_element(own)
        if found is None and value:
            raise EvalError(f"all {type.kind} elements must have the same type")
        return DYNAMIC if found is None else found
    items = value.values() if isinstance(value, dict) else value
    converted = [type_of(convert(item, type.element)) for item in items]
    found = unify(converted)
    if found is None and converted:
        raise EvalError(f"all {type.kind} elements must have the same type")
    return type.element if found is None else found


def _items(value: tuple[Value, ...], element: Type) -> list[Value]:
    made: list[Value] = []
    for index, item in enumerate(value):
        try:
            made.append(convert(item, element))
        except EvalError as error:
            raise EvalError(f"element {index}: {error.message}", code=error.code) from None
    return made


def _map(value: Value, type: CollectionType) -> Value:
    if not isinstance(value, dict):
        raise _required(type, type_of(value))
    if isinstance(value, MapValue) and value.element == type.element:
        return value
    element = _element_type(value, type)
    return MapValue({key: _member(value[key], element, key) for key in sorted(value)}, element)


def _member(value: Value, type: Type, name: str) -> Value:
    try:
        return convert(value, type)
    except EvalError as error:
        where = f'attribute "{name}"' if '"' not in name else "an attribute"
        raise EvalError(f"{where}: {error.message}", code=error.code) from None


def _tuple(value: Value, type: TupleType) -> Value:
    if not isinstance(value, tuple) or isinstance(value, (ListValue, SetValue)):
        raise _required(type, type_of(value))
    if len(value) != len(type.elements):
        raise EvalError(f"a tuple of {len(type.elements)} elements is required, not of {len(value)}")
    return tuple(convert(item, kind) for item, kind in zip(value, type.elements, strict=True))


def _object(value: Value, type: ObjectType) -> Value:
    if not isinstance(value, dict):
        raise _required(type, type_of(value))
    missing = [name for name, _ in type.attributes if name not in value and name not in type.optional]
    if missing:
        names = ", ".join(f'"{name}"' for name in missing)
        plural = "s" if len(missing) > 1 else ""
        raise EvalError(f"attribute{plural} {names} {'are' if plural else 'is'} required")
    return {name: _member(value.get(name), item, name) for name, item in sorted(type.attributes)}


def element_of(type: Type) -> Type:
    """Return the one type of a sequence's or mapping's items, dynamic when they differ or are not known."""
    found = _common_element(type) if not isinstance(type, Primitive) else None
    return DYNAMIC if found is None else found


def as_list(value: tuple[Value, ...]) -> Value:
    """Return a sequence as a list, with its elements brought to one type."""
    return convert(value, CollectionType("list", DYNAMIC)) if is_sequence(type_of(value)) else value
