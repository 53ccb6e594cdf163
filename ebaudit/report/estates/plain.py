"""Values as they may be shown: plain data, with what is unknown, sensitive or written where beside it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ebaudit.model.credentials import credentials, names_secret, secret_part
from ebaudit.model.resources import Attribute, Block, Resource
from ebaudit.model.source import Span
from ebaudit.model.value import Path, Sensitive, Unknown, Value, reveal
from ebaudit.report.redact import HIDDEN, Redactor

if TYPE_CHECKING:
    from fractions import Fraction

    from ebaudit.model.estate import Opened
    from ebaudit.report.estates import Hidden

Plain = Any
"""JSON-like data; what is unknown is ``None`` in it, what is sensitive is ``(sensitive)``."""

LARGE = 1 << 1023
"""Doubles end here, and Python prints integers of some thousand digits only."""


class Shown:
    """One resource as it may be shown. Paths go through blocks: ``("targets", 0, "endpoint")``."""

    __slots__ = ("_hidden", "locations", "redactor", "sensitive", "unknown", "values")

    def __init__(self, resource: Resource, hidden: frozenset[Path], redactor: Redactor) -> None:
        self._hidden = hidden
        self.redactor = redactor
        self.unknown: dict[Path, Unknown] = {}
        self.sensitive: list[Path] = []
        self.locations: dict[Path, Span] = {}
        self.values: dict[str, Plain] = self._block(resource.block, ())

    def _block(self, block: Block, path: Path) -> dict[str, Plain]:
        if block.span is not None and path:
            self.locations[path] = block.span
        made = {name: self._argument(item, (*path, name)) for name, item in block.attributes.items()}
        for name, reason in block.unknown_blocks.items():
            self.unknown[(*path, name)] = Unknown(reason)
            made[name] = None
        for name, blocks in block.blocks.items():
            if blocks or name not in made:
                made[name] = [self._block(item, (*path, name, index)) for index, item in enumerate(blocks)]
        return made

    def _argument(self, attribute: Attribute, path: Path) -> Plain:
        if attribute.span is not None:
            self.locations[path] = attribute.span
        if path in self._hidden and not isinstance(attribute.value, Sensitive | Unknown):
            self.sensitive.append(path)
            return HIDDEN
        return self._value(attribute.value, path)

    def _value(self, value: Value, path: Path) -> Plain:
        if isinstance(value, Unknown):
            self.unknown[path] = value
            return None
        if isinstance(value, Sensitive):
            return self._sensitive(value, path)
        if isinstance(value, tuple):
            return [self._value(item, (*path, index)) for index, item in enumerate(value)]
        if isinstance(value, dict):
            return {key: self._value(item, (*path, key)) for key, item in value.items()}
        return self.redactor.value(plain_scalar(value))

    def _sensitive(self, value: Sensitive, path: Path) -> Plain:
        self.sensitive.append(path)
        inner: Value = value
        while isinstance(inner, Sensitive):
            inner = inner.value
        if isinstance(inner, Unknown):
            self.unknown[path] = Unknown(inner.reason, inner.refs, type=inner.type)
        return HIDDEN


def redactor(opened: "Opened", hidden: "Hidden") -> Redactor:
    """Return what takes the texts of hidden values out of the other texts that they went into.

    What is marked as sensitive needs none of this: marks go along with the texts.
    """
    seen = (*opened.estate.resources, *opened.estate.references)
    texts = (_text(resource.block, path) for resource in seen for path in hidden(resource))
    return Redactor(secrets=filter(None, texts))


def _text(block: Block, path: Path) -> str:
    for name, index in zip(path[:-1:2], path[1::2], strict=False):
        block = block.blocks[str(name)][int(index)]
    found = block.attributes.get(str(path[-1]))
    value = reveal(found.value) if found is not None else None
    return value if isinstance(value, str) else ""


def plain_scalar(value: "bool | int | Fraction | str | None") -> Plain:
    """Return a scalar as JSON data; a fraction becomes the nearest double, and what is far too large a text."""
    if isinstance(value, str):
        for start, end in reversed(credentials(value)):
            value = f"{value[:start]}{HIDDEN}{value[end:]}"
        return value
    if value is None or isinstance(value, bool):
        return value
    size = -value if value < 0 else value
    if size >= LARGE:
        return f"about {'-' if value < 0 else ''}2^{(size // 1).bit_length() - 1}"
    return value if isinstance(value, int) else float(value)


def structure(unknown: Unknown, redactor: Redactor) -> tuple[Plain, list[tuple[Path, Unknown]]]:
    """Return the known structure of an unknown JSON text as it may be shown, and the unknowns in it."""
    found: list[tuple[Path, Unknown]] = []

    def walk(value: Value, path: Path) -> Plain:
        if isinstance(value, Unknown):
            found.append((path, value))
            return None
        if isinstance(value, Sensitive):
            return HIDDEN
        if isinstance(value, tuple):
            return [walk(item, (*path, index)) for index, item in enumerate(value)]
        if isinstance(value, dict):
            return {key: _member(key, item) or walk(item, (*path, key)) for key, item in value.items()}
        return redactor.value(plain_scalar(value))

    return (walk(unknown.json, ()) if unknown.json is not None else None), found


def _member(name: str, value: Value) -> Plain:
    """Return a member's text without the credential that its name tells of; ``None`` where it holds none."""
    part = secret_part(value) if isinstance(value, str) and names_secret(name) else None
    return None if part is None else f"{str(value)[: part[0]]}{HIDDEN}"


def path_text(path: Path) -> str:
    """Print a path as Terraform would write it: ``targets[0].endpoint``, ``tags["a b"]``."""
    return "".join(_steps(path)).removeprefix(".")


def _steps(path: Path) -> Iterator[str]:
    for step in path:
        if isinstance(step, int):
            yield f"[{step}]"
        elif step.replace("-", "_").isidentifier():
            yield f".{step}"
        else:
            from json import dumps

            yield f"[{dumps(step, ensure_ascii=False)}]"
