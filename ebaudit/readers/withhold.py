"""Takes the secrets out of resources, so that what is kept of them can be compared and judged but not read.

Taken out are what the catalog marks as a secret, what names say is one, what is marked as sensitive, and
credentials inside URLs, wherever they stand. What remains is described in :mod:`ebaudit.model.digest`.
"""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from ebaudit.catalog.secrets import hidden_by, is_telling
from ebaudit.model.credentials import in_url, names_secret, secret_part
from ebaudit.model.digest import Find, withhold, withhold_credentials, withhold_parts
from ebaudit.model.resources import Attribute, Block, Provider, Resource
from ebaudit.model.value import ListValue, MapValue, Path, Sensitive, SetValue, Unknown, Value, reveal

if TYPE_CHECKING:
    from ebaudit.catalog import Catalog
    from ebaudit.catalog.shapes import BodyShape

__all__ = ["Withholder"]

SHORTEST = 8
"""Shorter secrets are not looked for elsewhere: they may be ordinary words."""
NAMES = frozenset(("resource_key",))
"""Arguments that name something: plans mark them with what stands beside them in a set."""


class Withholder:
    """Takes secrets out with one key; ``key`` is what their digests are made with.

    A secret may stand elsewhere as well, where nothing tells that it is one: :meth:`sweep` takes it out there,
    once every resource has been through :meth:`resource`.
    """

    __slots__ = ("_catalog", "_hidden", "_key", "_taken")

    def __init__(self, catalog: "Catalog", key: bytes) -> None:
        self._catalog = catalog
        self._hidden = hidden_by(catalog)
        self._key = key
        self._taken: set[str] = set()

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
        return block._replace(attributes=attributes, blocks=blocks, beyond=self._members(block.beyond))

    def _attribute(
        self, name: str, attribute: Attribute, block: Block, shape: "BodyShape | None", *, secret: bool
    ) -> Attribute:
        value = attribute.value
        if isinstance(value, Sensitive) and _is_word(name, value, shape):
            return attribute._replace(value=reveal(value))
        if secret or (shape is None and is_telling(name)) or (name == "value" and _is_named_secret(block)):
            return attribute._replace(value=self._take(value))
        return attribute._replace(value=self.value(value))

    def _take(self, value: Value) -> Value:
        inner = reveal(value)
        if isinstance(inner, str) and len(inner) >= SHORTEST and in_url(inner) is None:
            self._taken.add(inner)
        return withhold(value, self._key)

    def sweep(self, resource: Resource) -> Resource:
        """Return a resource without the texts that were taken out of any."""
        if not self._taken:
            return resource
        longest_first = sorted(self._taken, key=lambda text: (-len(text), text))
        find = re.compile("|".join(map(re.escape, longest_first))).finditer
        return resource._replace(block=self._swept(resource.block, lambda text: [each.span() for each in find(text)]))

    def _swept(self, block: Block, find: Find) -> Block:
        attributes = {
            name: attribute._replace(value=self._sweep(attribute.value, find))
            for name, attribute in block.attributes.items()
        }
        blocks = {name: tuple(self._swept(item, find) for item in items) for name, items in block.blocks.items()}
        return block._replace(attributes=attributes, blocks=blocks)

    def _sweep(self, value: Value, find: Find) -> Value:
        return withhold_parts(value, find, self._key) if isinstance(value, str) else value

    def value(self, value: Value) -> Value:
        """Return a value that no schema calls secret, without the secrets in it."""
        if isinstance(value, Sensitive):
            return self._take(value)
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
            name: self._take(item) if isinstance(item, str) and _is_secret(name, item) else self.value(item)
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


def _is_secret(name: str, value: str) -> bool:
    return is_telling(name) or (names_secret(name) and secret_part(value) is not None)


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
