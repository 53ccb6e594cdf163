"""What a resource type may hold, read from its JSON Schema.

The annotation ``x-terraform`` of a property has what the provider declares of an attribute, and
``x-block`` what it declares of a nested block; ``required``, ``minItems`` and ``maxItems`` are plain
JSON Schema. Source: ``terraform providers schema -json``,
https://developer.hashicorp.com/terraform/cli/commands/providers/schema
"""

from collections.abc import Mapping
from typing import Any

from ebaudit.model.record import Record
from ebaudit.model.types import BOOL, DYNAMIC, NUMBER, STRING, CollectionType, ObjectType, Type

Schema = Mapping[str, Any]
PRIMITIVES: Mapping[str, Type] = {"string": STRING, "number": NUMBER, "bool": BOOL, "dynamic": DYNAMIC}


class Replacement(Record):
    """What took the place of something deprecated, since which version of the provider."""

    name: str
    since: str
    source: str


class AttributeShape(Record):
    """One argument or attribute as the provider declares it.

    ``secret`` is wider than ``sensitive``: it also marks credentials that the provider forgets to hide.
    """

    name: str
    type: Type
    required: bool = False
    optional: bool = False
    computed: bool = False
    sensitive: bool = False
    deprecated: Replacement | None = None
    force_new: bool = False
    secret: bool = False
    schema: Schema = {}  # noqa: RUF012  a default of a named tuple, never written to

    @property
    def read_only(self) -> bool:
        """Whether only the provider sets it."""
        return self.computed and not self.optional


class BlockShape(Record):
    """A kind of nested block: how its instances are kept, how many there may be, and what one holds."""

    name: str
    nesting: str
    min: int
    max: int | None
    shape: "BodyShape"
    force_new: bool = False


class BodyShape:
    """The attributes and blocks of a resource or block, derived from its schema when first asked for."""

    __slots__ = ("_attributes", "_blocks", "schema")

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self._attributes: Mapping[str, AttributeShape] | None = None
        self._blocks: Mapping[str, BlockShape] | None = None

    @property
    def attributes(self) -> Mapping[str, AttributeShape]:
        """Arguments and attributes by name."""
        if self._attributes is None:
            self._attributes = {
                name: _attribute(name, schema)
                for name, schema in self.schema["properties"].items()
                if "x-terraform" in schema
            }
        return self._attributes

    @property
    def blocks(self) -> Mapping[str, BlockShape]:
        """Nested block types by name."""
        if self._blocks is None:
            self._blocks = {
                name: _block(name, schema) for name, schema in self.schema["properties"].items() if "x-block" in schema
            }
        return self._blocks


class ResourceShape(BodyShape):
    """One resource type or data source: its JSON Schema and what follows from it."""

    __slots__ = ("deprecated", "type")

    def __init__(self, type: str, schema: Schema) -> None:
        super().__init__(schema)
        self.type = type
        self.deprecated = replacement(schema)


def replacement(schema: Schema) -> Replacement | None:
    """Return what replaces the thing that a schema describes, when it is deprecated."""
    found = schema.get("x-replacement")
    if not schema.get("deprecated") or not isinstance(found, Mapping):
        return None
    return Replacement(found["name"], found["since"], found["source"])


def read_type(declared: Any) -> Type:
    """Turn a type as the provider declares it (``"string"``, ``["list", "string"]``) into ours."""
    if isinstance(declared, str):
        return PRIMITIVES[declared]
    kind, element = declared
    if kind == "object":
        return ObjectType(tuple((name, read_type(item)) for name, item in element.items()))
    return CollectionType(kind, read_type(element))


def _attribute(name: str, schema: Schema) -> AttributeShape:
    declared = schema["x-terraform"]
    sensitive = bool(declared.get("sensitive"))
    return AttributeShape(
        name,
        read_type(declared["type"]),
        bool(declared.get("required")),
        bool(declared.get("optional")),
        bool(declared.get("computed")),
        sensitive,
        replacement(schema),
        bool(declared.get("force_new")),
        sensitive or bool(schema.get("x-secret")),
        schema,
    )


def _block(name: str, schema: Schema) -> BlockShape:
    declared = schema["x-block"]
    return BlockShape(
        name,
        declared["nesting"],
        schema.get("minItems", 0),
        schema.get("maxItems"),
        BodyShape(schema["items"]),
        bool(declared.get("force_new")),
    )
