"""Takes the secrets out of resources, so that what is kept of them can be compared and judged but not read.

Taken out are what the catalog marks as a secret, what names say is one, what is marked as sensitive, and
credentials inside URLs, wherever they stand. What remains is described in :mod:`ebaudit.model.digest`.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ebaudit.catalog.secrets import hidden_by, is_telling
from ebaudit.model.digest import withhold, withhold_credentials
from ebaudit.model.resources import Attribute, Block, Provider, Resource
from ebaudit.model.value import ListValue, MapValue, Path, Sensitive, SetValue, Unknown, Value, reveal

if TYPE_CHECKING:
    from ebaudit.catalog import Catalog
    from ebaudit.catalog.shapes import BodyShape

__all__ = ["Withholder"]

NAMES = frozenset(("resource_key",))
"""Arguments that name something: plans mark them with what stands beside them in a set."""


class Withholder:
    """Takes secrets out with one key; ``key`` is what their digests are made with."""

    __slots__ = ("_catalog", "_hidden", "_key")

    def __init__(self, catalog: "Catalog", key: bytes) -> None:
        self._catalog = catalog
        self._hidden = hidden_by(catalog)
        self._key = key

    def resource(self, resource: Resource) -> Resource:
        """Return a resource without its secrets; one that has none stays as it is."""
        find = self._catalog.data_source if resource.mode == "data" else self._catalog.resource
        block = self._block(resource.block, find(resource.type), self._hidden(resource), ())
        region, account = self.value(resource.provider.region), self.value(resource.provider.account_id)
        return resource._replace(block=block, provider=Provider(resource.provider.name, region, account))

    def _block(self, block: Block, shape: "BodyShape | None", hidden: frozenset[Path], path: Path) -> Block:
        attributes = {
            name: self._attribute(name, attribute, block, shape, secret=(*path, name) in hidden)
            for name, attribute in block.attributes.items()
        }
        blocks = {}
        for name, items in block.blocks.items():
            nested = None if shape is None else shape.blocks.get(name)
            below = None if nested is None else nested.shape
            blocks[name] = tuple(
                self._block(item, below, hidden, (*path, name, index)) for index, item in enumerate(items)
            )
        return block._replace(attributes=attributes, blocks=blocks)

    def _attribute(
        self, name: str, attribute: Attribute, block: Block, shape: "BodyShape | None", *, secret: bool
    ) -> Attribute:
        value = attribute.value
        if isinstance(value, Sensitive) and _is_word(name, value, shape):
            return attribute._replace(value=reveal(value))
        if secret or (shape is None and is_telling(name)) or (name == "value" and _is_named_secret(block)):
            return attribute._replace(value=withhold(value, self._key))
        return attribute._replace(value=self.value(value))

    def value(self, value: Value) -> Value:
        """Return a value that no schema calls secret, without the secrets in it."""
        if isinstance(value, Sensitive):
            return withhold(value, self._key)
        if isinstance(value, str):
            return withhold_credentials(value, self._key)
        if isinstance(value, Unknown):
            return self._unknown(value)
        if isinstance(value, tuple):
            items = [self.value(item) for item in value]
            if isinstance(value, ListValue | SetValue):
                return type(value)(items, value.element)
            return tuple(items)
        if isinstance(value, dict):
            members = self._members(value)
            return MapValue(members, value.element) if isinstance(value, MapValue) else members
        return value

    def _members(self, value: Mapping[str, Value]) -> dict[str, Value]:
        return {
            name: withhold(item, self._key) if isinstance(item, str) and is_telling(name) else self.value(item)
            for name, item in value.items()
        }

    def _unknown(self, value: Unknown) -> Unknown:
        """Return an unknown text without the credentials in what is known of it."""
        texts = [part for part in (*value.parts, value.prefix) if part]
        cleaned = [self.value(text) for text in texts]
        safe = all(isinstance(text, str) for text in cleaned)
        json = None if value.json is None else self.value(value.json)
        if safe and json == value.json:
            return value
        first = cleaned[-1] if value.prefix else ""
        prefix = first if isinstance(first, str) else _prefix(first)
        return Unknown(
            value.reason,
            value.refs,
            type=value.type,
            prefix=prefix,
            parts=value.parts if safe else (),
            json=json,
            not_null=value.not_null,
            length=value.length,
        )


def _prefix(value: Value) -> str:
    inner = reveal(value)
    return inner.prefix if isinstance(inner, Unknown) else ""


def _is_word(name: str, value: Value, shape: "BodyShape | None") -> bool:
    """Tell whether a value is one of a few words, or a name, that cannot be a secret."""
    declared = None if shape is None else shape.attributes.get(name)
    return name in NAMES or (declared is not None and reveal(value) in declared.schema.get("enum", ()))


def _is_named_secret(block: Block) -> bool:
    """Tell whether a block with ``key`` and ``value`` has the key of a secret."""
    key = block.attributes.get("key")
    text = reveal(key.value) if key is not None else None
    return isinstance(text, str) and is_telling(text)
