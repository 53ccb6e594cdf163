"""From blocks as configured to the plain data that a JSON Schema judges.

Sensitive values are looked through, values are converted to the type that the provider declares as
Terraform converts them, arguments that are null are left out and nested blocks are always arrays.
Source: https://developer.hashicorp.com/terraform/language/expressions/types#type-conversion
"""

from collections.abc import Mapping
from typing import Any

from ebaudit.catalog.shapes import BodyShape
from ebaudit.model.resources import Block
from ebaudit.model.types import BOOL, NUMBER, STRING, CollectionType, ObjectType, Type
from ebaudit.model.value import Sensitive, Unknown, Value, reveal

BOOLS = {"true": True, "1": True, "false": False, "0": False}
TEXTS = {True: "true", False: "false"}


def instance(block: Block, shape: BodyShape) -> dict[str, Any]:
    """Return the arguments and blocks that ``shape`` knows, as plain data with unknown leaves.

    A kind of block of which an unknown number exists is unknown when none is known.
    """
    types = shape.attributes
    made: dict[str, Any] = {}
    for name, attribute in block.attributes.items():
        declared = types.get(name)
        value = attribute.value
        if declared is None or value is None:
            continue
        if type(value) is not str or declared.type is not STRING:
            value = convert(value, declared.type)
            if value is None:
                continue
        made[name] = value
    for name, blocks in block.blocks.items():
        nested = shape.blocks.get(name)
        if nested is not None:
            inner = nested.shape
            made[name] = tuple([instance(each, inner) for each in blocks])
    for name, reason in block.unknown_blocks.items():
        if not made.get(name) and name in shape.blocks:
            made[name] = Unknown(reason)
    return made


def convert(value: Value, declared: Type) -> Any:
    """Return a value as Terraform passes it to an argument of a type; one that does not convert stays as it is."""
    value = reveal(value)
    if isinstance(value, Unknown) or value is None:
        return value
    if isinstance(declared, CollectionType | ObjectType):
        return _container(value, declared)
    if declared is STRING:
        return _text(value)
    if declared is NUMBER and isinstance(value, str):
        return _number(value)
    if declared is BOOL and isinstance(value, str):
        return BOOLS.get(value, value)
    return _plain(value)


def _container(value: Value, declared: CollectionType | ObjectType) -> Any:
    if isinstance(declared, ObjectType):
        if not isinstance(value, dict):
            return _plain(value)
        types: Mapping[str, Type] = dict(declared.attributes)
        made = {name: convert(item, types[name]) if name in types else _plain(item) for name, item in value.items()}
    elif declared.kind == "map":
        if not isinstance(value, dict):
            return _plain(value)
        made = {name: convert(item, declared.element) for name, item in value.items()}
    else:
        return tuple([convert(item, declared.element) for item in value]) if isinstance(value, tuple) else _plain(value)
    return {name: item for name, item in made.items() if item is not None}


def _text(value: Value) -> Any:
    if isinstance(value, bool):
        return TEXTS[value]
    if isinstance(value, str | tuple | dict):
        return _plain(value)
    if isinstance(value, int):
        return str(value)
    return str(float(value))  # type: ignore[arg-type]  # only a fraction is left


def _number(text: str) -> Any:
    from fractions import Fraction

    try:
        found = Fraction(text)
    except (ValueError, ZeroDivisionError):
        return text
    return int(found) if found.denominator == 1 else found


def _plain(value: Value) -> Any:
    """Look through everything sensitive inside a value."""
    if isinstance(value, Sensitive):
        return _plain(reveal(value))
    if isinstance(value, tuple):
        return tuple([_plain(item) for item in value])
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    return value
