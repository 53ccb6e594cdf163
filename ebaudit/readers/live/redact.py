"""Takes the secrets out of what the service answers, before anything else sees it.

What is left of each is what :mod:`ebaudit.model.digest` describes. Secrets are what the catalog marks as one, by
argument of a resource and by parameter of a target type, what its name says is one, and credentials inside URLs.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from ebaudit.catalog.secrets import is_telling, secret_parameters
from ebaudit.model.digest import withhold, withhold_credentials
from ebaudit.readers.jsonparts import Json, text
from ebaudit.readers.live.wire import fold, parsed

if TYPE_CHECKING:
    from ebaudit.catalog import Catalog
    from ebaudit.catalog.shapes import BodyShape

ALSO = frozenset(("accesskey", "accesskeyid", "accesskeysecret", "apikey", "apikeyvalue", "kubeconfig", "privatekey"))
"""Folded names of secret members that only streams have, which Terraform cannot declare."""
FLAGS = frozenset(("isvaluesecret", "nexttoken", "clienttoken"))
"""Folded names that speak of secrets or tokens and hold none."""
PLAIN = frozenset(("Form", "ResourceKey"))
"""Members of a parameter that hold no value."""
NESTED = ("parameters", "config", "source", "sink", "targets")
"""How the folded names of members end whose text is JSON."""


SECRET, JSON_TEXT, PLAIN_TEXT = "secret", "json", "plain"
"""What a member holds by its name."""


class Redactor:
    """Takes secrets out of answers; ``key`` is what their digests are made with."""

    __slots__ = ("_by_type", "_catalog", "_key", "_known", "_names")

    def __init__(self, catalog: "Catalog", key: bytes) -> None:
        self._catalog = catalog
        self._key = key
        self._by_type: dict[str, frozenset[str]] = {}
        self._names = ALSO | frozenset(_declared(catalog))
        self._known: dict[str, str] = {}

    def __call__(self, answer: Json) -> Json:
        """Return an answer without its secrets; what has none stays the same object."""
        return self._value(answer, "")

    def _value(self, value: Json, kind: str) -> Json:
        if isinstance(value, dict):
            return self._object(value, text(value.get("Type")) or kind)
        if isinstance(value, list):
            return [self._value(item, kind) for item in value]
        return self._text(value) if isinstance(value, str) else value

    def _text(self, value: str) -> Json:
        """Return a text without the credentials in it; most have none of the signs that credentials stand by."""
        if "=" not in value and "@" not in value and '"' not in value:
            return value
        return withhold_credentials(value, self._key)

    def _object(self, value: Mapping[str, Json], kind: str) -> Json:
        if "ResourceKey" in value:
            return self._parameter(value, kind)
        if "Key" in value and "IsValueSecret" in value and self._is_secret_pair(value):
            return {**value, "Value": self._withheld(value.get("Value"))}
        return {name: self._member(name, item, kind) for name, item in value.items()}

    def _member(self, name: str, item: Json, kind: str) -> Json:
        holds = self._known.get(name) or self._holds(name)
        if isinstance(item, str):
            if holds is PLAIN_TEXT:
                return self._text(item)
            item = parsed(item) if holds is JSON_TEXT else item
        elif not isinstance(item, dict | list):
            return item
        return self._withheld(item) if holds is SECRET else self._value(item, kind)

    def _holds(self, name: str) -> str:
        """Tell what a member holds by its name, and remember it."""
        folded = fold(name)
        if folded not in FLAGS and (folded in self._names or is_telling(name)):
            found = SECRET
        else:
            found = JSON_TEXT if folded.endswith(NESTED) else PLAIN_TEXT
        return self._known.setdefault(name, found)

    def _parameter(self, value: Mapping[str, Json], kind: str) -> Json:
        key = text(value.get("ResourceKey"))
        if kind not in self._by_type:
            self._by_type[kind] = secret_parameters(kind, self._catalog)
        secret = key.casefold() in self._by_type[kind] or is_telling(key)
        if not secret or (value.get("Form") == "JSONPATH" and text(value.get("Value")).startswith("$")):
            return {name: self._value(item, kind) for name, item in value.items()}
        return {name: item if name in PLAIN else self._withheld(item) for name, item in value.items()}

    @staticmethod
    def _is_secret_pair(value: Mapping[str, Json]) -> bool:
        return str(value.get("IsValueSecret")).lower() == "true" or is_telling(text(value.get("Key")))

    def _withheld(self, value: Json) -> Json:
        if isinstance(value, dict):
            return {name: item if name in PLAIN else self._withheld(item) for name, item in value.items()}
        if isinstance(value, list):
            return [self._withheld(item) for item in value]
        return withhold(value, self._key) if isinstance(value, str) else value


def _declared(catalog: "Catalog") -> Iterator[str]:
    """Yield the folded names of what the catalog calls secret in any resource type."""
    for kind in catalog.resource_types:
        shape = catalog.resource(kind)
        if shape is not None:
            yield from _marked(shape)


def _marked(shape: "BodyShape") -> Iterator[str]:
    for name, attribute in shape.attributes.items():
        if attribute.secret:
            yield fold(name)
    for block in shape.blocks.values():
        yield from _marked(block.shape)
