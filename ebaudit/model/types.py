"""Terraform's types.

Source: https://developer.hashicorp.com/terraform/language/expressions/type-constraints
"""

from ebaudit.model.record import Record


class Primitive(Record):
    """``string``, ``number``, ``bool``, or ``dynamic`` where the type is not known."""

    name: str


class CollectionType(Record):
    """``list``, ``set`` or ``map`` of one element type."""

    kind: str
    element: "Type"


class TupleType(Record):
    """A sequence whose elements have types of their own."""

    elements: tuple["Type", ...]


class ObjectType(Record):
    """Named attributes with types of their own; ``optional`` names those that may be left out."""

    attributes: tuple[tuple[str, "Type"], ...]
    optional: frozenset[str] = frozenset()


Type = Primitive | CollectionType | TupleType | ObjectType

STRING = Primitive("string")
NUMBER = Primitive("number")
BOOL = Primitive("bool")
DYNAMIC = Primitive("dynamic")
