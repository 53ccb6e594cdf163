"""What a declared event schema says of the value at a path of the payload.

What is not understood of a schema (conditions, patterns of names) counts as "anything": a value is said to be absent
or of a type only when the schema leaves nothing else.

Source: https://json-schema.org/draft/2020-12/json-schema-core
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from ebaudit.model.record import Record

TYPES = frozenset(("object", "array", "string", "number", "integer", "boolean", "null"))
TAME_FORMATS = frozenset(("date-time", "date", "time", "duration", "uuid", "ipv4", "ipv6", "hostname"))
"""Formats of strings without quotes, backslashes and angle brackets."""

_WILD = re.compile(r'["\\<>&\x00-\x1f]')
_MOST = 64
_DEPTH = 16

All = tuple[Mapping[str, Any], ...]
"""Schemas that a value satisfies all at once; none of them say nothing."""


class Known(Record):
    """What is known of a value: its possible types (none: it is never there), and more.

    ``tame`` is true when no text that it may be has a character that JSON or HTML give a meaning. ``unlisted`` is
    true when the schema lists the names of an object without one that the path goes through.
    ``texts`` are all that a string may be, where they are listed.
    """

    types: frozenset[str] = TYPES
    tame: bool = False
    unlisted: bool = False
    texts: frozenset[str] | None = None


def known_at(schemas: Sequence[Mapping[str, Any]], steps: Iterable[str | int]) -> Known:
    """Return what schemas, of which each event satisfies one, say of the value at a path; without any, nothing."""
    path = tuple(steps)
    found = [_known(root, path) for root in schemas]
    if not found:
        return Known()
    there = [one for one in found if one.types]
    lists = [one.texts for one in there]
    return Known(
        frozenset().union(*(one.types for one in found)),
        bool(there) and all(one.tame for one in there),
        all(one.unlisted or not one.types for one in found),
        None if None in lists else frozenset().union(*(texts for texts in lists if texts is not None)),
    )


def _known(root: Mapping[str, Any], path: tuple[str | int, ...]) -> Known:
    at = list(_ways(root, root))
    unlisted = False
    for step in path:
        stepped = [_step(one, step) for one in at]
        unlisted = unlisted or (bool(stepped) and all(found is None or found[1] for found in stepped))
        at = [
            way
            for found in stepped
            if found is not None
            for way in _product([()], ([part] for part in found[0]), root, frozenset())
        ]
    types = frozenset().union(*map(_types, at))
    return Known(types, bool(at) and all(map(_is_tame, at)), unlisted, _texts(at) if at else None)


def _ways(schema: Any, root: Mapping[str, Any], seen: frozenset[str] = frozenset()) -> Iterator[All]:
    """Yield the alternatives of a schema, references followed once; a schema that nothing satisfies has none."""
    if schema is False:
        return
    ref = schema.get("$ref") if isinstance(schema, Mapping) else None
    if not isinstance(schema, Mapping) or ref in seen or len(seen) > _DEPTH:
        yield ()
        return
    inside = seen | {str(ref)} if ref is not None else seen
    yield from _product([(schema,)], _parts(schema, root), root, inside)


def _parts(schema: Mapping[str, Any], root: Mapping[str, Any]) -> Iterator[list[Any]]:
    """Yield what must hold beside the schema's own words: lists of which one must."""
    if isinstance(schema.get("allOf"), list):
        yield from ([part] for part in schema["allOf"])
    if "$ref" in schema:
        yield [_referred(schema["$ref"], root)]
    yield from (schema[name] for name in ("anyOf", "oneOf") if isinstance(schema.get(name), list))


def _product(
    ways: list[All], parts: Iterable[list[Any]], root: Mapping[str, Any], seen: frozenset[str]
) -> Iterator[All]:
    """Yield every way together with one of each part; nothing is said when that is too much."""
    for part in parts:
        choices = list(islice((way for choice in part for way in _ways(choice, root, seen)), _MOST + 1))
        ways = [(*way, *more) for way in ways for more in choices]
        if len(ways) > _MOST:
            yield ()
            return
    yield from ways


def _referred(ref: Any, root: Mapping[str, Any]) -> Any:
    """Return what a reference within the schema means; anything for one that leads out of it."""
    if not isinstance(ref, str) or not ref.startswith("#"):
        return True
    found: Any = root
    for name in filter(None, ref[1:].split("/")):
        found = found.get(name.replace("~1", "/").replace("~0", "~")) if isinstance(found, Mapping) else None
    return True if found is None else found


def _step(way: All, step: str | int) -> tuple[list[Any], bool] | None:
    """Return the schemas of what is one step below, and whether its name is not listed; ``None`` for nothing."""
    if ("object" if isinstance(step, str) else "array") not in _types(way):
        return None
    below, listed, lists = [], False, False
    for schema in way:
        found = _property(schema, step) if isinstance(step, str) else _item(schema, step)
        if found is False:
            return None
        listed = listed or (isinstance(step, str) and step in _mapping(schema, "properties"))
        lists = lists or bool(_mapping(schema, "properties"))
        below.append(found)
    return below, isinstance(step, str) and lists and not listed


def _mapping(schema: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = schema.get(name)
    return found if isinstance(found, Mapping) else {}


def _property(schema: Mapping[str, Any], name: str) -> Any:
    properties = _mapping(schema, "properties")
    if name in properties:
        return properties[name]
    return True if "patternProperties" in schema else schema.get("additionalProperties", True)


def _item(schema: Mapping[str, Any], index: int) -> Any:
    least = index + 1 if index >= 0 else -index
    most = schema.get("maxItems")
    if isinstance(most, int) and most < least:
        return False
    first = schema.get("prefixItems")
    if isinstance(first, list):
        if 0 <= index < len(first):
            return first[index]
        return schema.get("items", True) if index >= 0 else True
    items = schema.get("items", True)
    return items if isinstance(items, Mapping | bool) else True


def _types(way: All) -> frozenset[str]:
    found = TYPES
    for schema in way:
        found &= _own_types(schema)
    return found


def _own_types(schema: Mapping[str, Any]) -> frozenset[str]:
    declared = schema.get("type")
    values = [schema["const"]] if "const" in schema else schema.get("enum")
    types = TYPES
    if isinstance(declared, str | list):
        types = frozenset((declared,) if isinstance(declared, str) else map(str, declared))
        types |= frozenset(("integer",)) if "number" in types else frozenset()
    if isinstance(values, list):
        types &= frozenset(name for value in values for name in _types_of(value))
    return types


def _types_of(value: Any) -> tuple[str, ...]:
    if value is None:
        return ("null",)
    if isinstance(value, bool):
        return ("boolean",)
    if isinstance(value, int | float):
        return ("number", "integer")
    return ("string",) if isinstance(value, str) else ("array",) if isinstance(value, list) else ("object",)


def _is_tame(way: All) -> bool:
    """Tell whether a value is no text with a character that JSON or HTML give a meaning, and no object or array."""
    if not _types(way) & {"object", "array", "string"}:
        return True
    if _types(way) & {"object", "array"}:
        return False
    texts = _listed(way)
    if texts is not None:
        return not any(map(_WILD.search, texts))
    return any(schema.get("format") in TAME_FORMATS for schema in way)


def _listed(way: All) -> frozenset[str] | None:
    """Return the texts that a value may be, when one of the schemas lists its values."""
    lists = [[schema["const"]] if "const" in schema else schema.get("enum") for schema in way]
    texts = [frozenset(value for value in values if isinstance(value, str)) for values in lists if values is not None]
    return frozenset.intersection(*texts) if texts else None


def _texts(ways: Sequence[All]) -> frozenset[str] | None:
    lists = [_listed(way) for way in ways if "string" in _types(way)]
    return None if None in lists else frozenset().union(*(texts for texts in lists if texts is not None))
