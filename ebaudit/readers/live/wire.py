"""From what the service answers to the arguments that Terraform has for it.

The service spells names in Pascal case with acronyms of its own (``GroupID``, ``VSwitchIds``), the provider in snake
case: names are the same when letters and digits are. Some nested objects come as JSON text.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from ebaudit.model.types import BOOL, STRING, CollectionType, Type
from ebaudit.model.value import Sensitive
from ebaudit.readers.jsonparts import Json

if TYPE_CHECKING:
    from ebaudit.catalog.shapes import BodyShape

RENAMED: Mapping[str, str] = {"targetid": "id", "eventsourcename": "name"}
"""Folded names of arguments that the service calls something else."""
_folded: dict[str, str] = {}


def fold(name: str) -> str:
    """Return a name in the form that is the same in every spelling."""
    known = _folded.get(name)
    if known is None:
        known = _folded[name] = "".join(letter for letter in name.lower() if letter.isalnum())
    return known


class Translator:
    """Turns answers about one kind of thing into arguments and blocks, by the shape that the provider declares."""

    __slots__ = ("_attributes", "_blocks")

    def __init__(self, shape: "BodyShape") -> None:
        self._attributes = {name: (_wire_name(name), each.type) for name, each in shape.attributes.items()}
        self._blocks = {
            name: (_wire_name(name), Translator(each.shape))
            for name, each in shape.blocks.items()
            if name != "timeouts"
        }

    def arguments(self, answer: Mapping[str, Json]) -> dict[str, Json]:
        """Return what a state would have of the thing that was answered; blocks are arrays of objects."""
        given = {fold(name): value for name, value in answer.items()}
        made: dict[str, Json] = {}
        for name, (wire, declared) in self._attributes.items():
            if wire in given:
                made[name] = typed(given[wire], declared)
        for name, (wire, nested) in self._blocks.items():
            found = [nested.arguments(each) for each in _objects(given.get(wire))]
            if found:
                made[name] = found
        return made


def _wire_name(name: str) -> str:
    folded = fold(name)
    return RENAMED.get(folded, folded)


def _objects(value: Json) -> Iterator[Mapping[str, Json]]:
    """Yield the objects of an array, or the one object, or what a JSON text has of them; empty ones are none."""
    value = parsed(value)
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, dict) and not all(_is_unset(item) for item in each.values()):
            yield each


def parsed(value: Json) -> Json:
    """Return what a JSON text holds, or the value as it is."""
    if not isinstance(value, str) or not value.lstrip().startswith(("{", "[")):
        return value
    from ebaudit.readers.document import loads

    try:
        return loads(value)
    except (ValueError, RecursionError):
        return value


def typed(value: Json, type: Type) -> Json:
    """Return a value in the type that the provider declares for it, where the service answers in another."""
    if type == BOOL and isinstance(value, str):
        return {"true": True, "false": False}.get(value.lower(), value)
    if isinstance(value, Sensitive):
        return value
    if type == STRING and value is not None and not isinstance(value, str):
        return _text(value)
    if isinstance(type, CollectionType):
        found = parsed(value)
        if type.kind == "map" and isinstance(found, dict):
            return {name: typed(each, type.element) for name, each in found.items()}
        return found
    return value


def _text(value: Json) -> str:
    from json import dumps

    return dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)


def beyond(answer: Mapping[str, Json], fields: Mapping[str, Json]) -> dict[str, Json]:
    """Return what an answer has in fields that Terraform has no argument for, unless it is the default.

    ``fields`` has each field with its default.
    """
    given = {fold(name): value for name, value in answer.items() if not _is_unset(value)}
    found = {name: given.get(fold(name)) for name in fields}
    return {name: value for name, value in found.items() if not _is_unset(value) and value != fields[name]}


def _is_unset(value: Json) -> bool:
    if isinstance(value, dict):
        return all(_is_unset(each) for each in value.values())
    return value in (None, "", 0, [])
