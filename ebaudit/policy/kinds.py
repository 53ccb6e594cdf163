"""Declared types of arguments, and values brought to them as Terraform does."""

from collections.abc import Mapping
from typing import Any

from ebaudit.model.record import Record
from ebaudit.model.types import CollectionType, Primitive, Type
from ebaudit.model.value import Sensitive, Unknown, Value


class Kinds(Record):
    """The declared types of a block's arguments and of its nested blocks, and which arguments are required."""

    arguments: Mapping[str, Type]
    blocks: "Mapping[str, Kinds]"
    required: tuple[str, ...] = ()


NO_KINDS = Kinds({}, {})


def kinds_of(shape: Any) -> Kinds:
    """Read the types off a catalog's shape; nothing when there is no shape."""
    if shape is None:
        return NO_KINDS
    return Kinds(
        {name: each.type for name, each in shape.attributes.items()},
        {name: kinds_of(block.shape) for name, block in shape.blocks.items()},
        tuple(name for name, each in shape.attributes.items() if each.required),
    )


def bring(name: str, value: Value, wanted: Type | None) -> Value:
    """Return the value in its declared type, or an unknown when it cannot be brought there."""
    if wanted is None or isinstance(value, Unknown):
        return value
    if isinstance(value, Sensitive):
        return Sensitive(bring(name, value.value, wanted), value.marks)
    if isinstance(wanted, Primitive):
        return _primitive(name, value, wanted.name)
    if isinstance(wanted, CollectionType):
        return _collection(name, value, wanted)
    return value


def _collection(name: str, value: Value, wanted: CollectionType) -> Value:
    """Bring each element too; one that is missing or does not fit is unknown."""
    if wanted.kind == "map":
        return (
            {key: bring(name, item, wanted.element) for key, item in value.items()}
            if isinstance(value, dict)
            else _misfit(name)
        )
    return tuple([bring(name, item, wanted.element) for item in value]) if isinstance(value, tuple) else _misfit(name)


def _primitive(name: str, value: Value, wanted: str) -> Value:
    if wanted == "string":
        return value if value.__class__ is str else _text(name, value)
    if wanted == "bool":
        return _bool(name, value)
    if wanted == "number":
        return _number(name, value)
    return value


def _text(name: str, value: Value) -> Value:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else _misfit(name)


def _bool(name: str, value: Value) -> Value:
    if isinstance(value, bool):
        return value
    return value == "true" if value in ("true", "false") else _misfit(name)


def _number(name: str, value: Value) -> Value:
    if isinstance(value, bool) or value is None or isinstance(value, (tuple, dict)):
        return _misfit(name)
    if isinstance(value, str):
        digits = value[1:] if value.startswith("-") else value
        return int(value) if digits.isascii() and digits.isdigit() and len(digits) < 19 else _misfit(name)
    return value


def _misfit(name: str) -> Unknown:
    return Unknown(f"the value of '{name}' has the wrong type", not_null=True)
