"""A changed parameter shown on one event: what it sent, and what it will send."""

from collections.abc import Iterable, Iterator
from json import dumps, loads
from typing import TYPE_CHECKING, Any

from ebaudit.analysis.patterns.algebra import find
from ebaudit.analysis.patterns.event import read_event
from ebaudit.analysis.patterns.matching import matches
from ebaudit.analysis.patterns.pattern import Pattern
from ebaudit.analysis.transforms.path import JsonPath, parse_path
from ebaudit.analysis.transforms.render import Rendered, render
from ebaudit.analysis.transforms.variables import parse_variables
from ebaudit.differences.values import bare, text_of
from ebaudit.model.change import SampleChange
from ebaudit.model.resources import Attribute, Param
from ebaudit.model.value import has_sensitive

if TYPE_CHECKING:
    from ebaudit.catalog import Catalog


def sample(
    path: str, before: Param, after: Param, patterns: tuple[Pattern, ...], catalog: "Catalog"
) -> SampleChange | None:
    """Render a parameter before and after for an event that all patterns select.

    ``None`` when something is sensitive or not known, when no event is at hand, when both are
    constants, or when the texts are equal.
    """
    if any(pattern.sensitive for pattern in patterns) or not patterns:
        return None
    sides = [_known(param) for param in (before, after)]
    if any(side is None for side in sides):
        return None
    known = [side for side in sides if side is not None]
    if all(side[0] == "CONSTANT" for side in known):
        return None
    event = _event(patterns, {path for side in known for path in _read(*side)}, catalog)
    if event is None:
        return None
    one, other = (_text(render(*side, event)) for side in known)
    return None if one == other else SampleChange(path, event, one, other)


def _known(param: Param) -> tuple[str, str | None, str | None] | None:
    """Return form, value and template where all that counts is known and not sensitive."""
    found = [_plain(attribute) for attribute in (param.form, param.value, param.template)]
    form = found[0]
    return None if any(text is Ellipsis for text in found) or not isinstance(form, str) else (form, *_texts(found[1:]))


def _texts(found: list[Any]) -> tuple[str | None, str | None]:
    return found[0], found[1]


def _plain(attribute: Attribute | None) -> Any:
    """Return an argument's text, ``None`` when it is not set, and ``...`` when it cannot be used."""
    if attribute is None:
        return None
    value = text_of(bare(attribute.value))
    return value if isinstance(value, str) and not has_sensitive(attribute.value) else ...


def _read(form: str, value: str | None, template: str | None) -> Iterator[tuple[str, ...]]:
    """Yield the names on the way to everything that the parameter reads of the event's payload."""
    paths: Iterable[object] = ()
    if form == "JSONPATH" and value:
        paths = (parse_path(value),)
    elif form == "TEMPLATE" and value:
        paths = (binding.path for binding in parse_variables(value)[0])
    for path in paths:
        if isinstance(path, JsonPath) and path.steps and all(step.kind == "property" for step in path.steps):
            yield tuple(step.names[0] for step in path.steps)


def _event(patterns: tuple[Pattern, ...], read: Iterable[tuple[str, ...]], catalog: "Catalog") -> str | None:
    """Return an event that all patterns select, with something at the places that are read where that is possible."""
    witness = find(patterns, None, catalog).witness
    if witness is None:
        return None
    filled: dict[str, Any] = loads(witness)
    for keys in sorted(read, key=lambda keys: (-len(keys), keys)):
        if keys[0] == "data":
            _put(filled, keys)
    text = dumps(filled, ensure_ascii=False, separators=(",", ":"))
    event, _ = read_event(text)
    return text if event is not None and all(matches(pattern, event) for pattern in patterns) else witness


def _put(tree: dict[str, Any], keys: tuple[str, ...]) -> None:
    for key in keys[:-1]:
        below = tree.setdefault(key, {})
        if not isinstance(below, dict):
            return
        tree = below
    tree.setdefault(keys[-1], f"some {keys[-1]}")


def _text(made: Rendered) -> str | None:
    if made.error is not None:
        return f"({made.error}: {made.message})"
    return made.text
