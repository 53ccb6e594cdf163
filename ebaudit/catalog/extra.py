"""What users add to the catalog, from directories of their own.

A directory has any of these folders, a JSON file for each entry:

- ``targets/<type>.json``: a target type, in the format of the catalog's own (see :mod:`ebaudit.catalog.targets`);
- ``event_sources/<name>.json``: a custom event source: ``name``, ``types``, ``source``, ``certainty``;
- ``event_schemas/*.json``: the JSON Schema ``data`` of the events of one ``event_source`` and ``type``.

``meta.json`` says what each may hold; anything else is a problem, reported where it stands.
"""

import os
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from ebaudit.catalog.entries import EventSchema, record
from ebaudit.catalog.files import read
from ebaudit.model.diagnostic import Diagnostic, Level
from ebaudit.model.finding import Certainty
from ebaudit.model.record import Record
from ebaudit.model.source import SourceText

if TYPE_CHECKING:
    from ebaudit.jsontext import JsonNode

# ruff: noqa: PTH112, PTH113, PTH118, PTH123, PTH208  text paths throughout, as the reader has them

FOLDERS: Mapping[str, str] = {"targets": "target", "event_sources": "custom_source", "event_schemas": "event_schema"}
LEFT_OUT = "The file is left out of the catalog."


class CustomSource(Record):
    """A custom event source that the user declares, with the types of its events."""

    name: str
    types: tuple[str, ...]
    source: str
    certainty: Certainty
    description: str = ""


class Additions(Record):
    """What the directories of one run add."""

    targets: Mapping[str, Mapping[str, Any]]
    sources: Mapping[str, CustomSource]
    schemas: Mapping[tuple[str, str], EventSchema]


class _Entry(Record):
    folder: str
    stem: str
    data: Any


def read_directories(directories: tuple[str, ...]) -> tuple[Additions, tuple[Diagnostic, ...]]:
    """Read every file of the directories; a later directory wins over an earlier one."""
    problems: list[Diagnostic] = []
    entries = [entry for directory in directories for entry in _directory(directory, problems)]
    additions = Additions(
        {e.stem: e.data for e in entries if e.folder == "targets"},
        {e.data["name"]: record(CustomSource, e.data) for e in entries if e.folder == "event_sources"},
        {
            (e.data["event_source"], e.data["type"]): EventSchema(**e.data)
            for e in entries
            if e.folder == "event_schemas"
        },
    )
    return additions, tuple(problems)


def faults(kind: str, data: Any) -> list[tuple[tuple[str | int, ...], str]]:
    """Return what keeps ``data`` from being a ``kind`` of ``meta.json``: paths and sentences."""
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import best_match

    meta = read("meta")
    validator = Draft202012Validator({"$ref": f"#/$defs/{kind}", "$defs": meta["$defs"]})
    found = [
        (tuple(error.absolute_path), error.message)
        for error in (best_match([each]) or each for each in validator.iter_errors(data))
    ]
    if kind == "event_schema" and not found:
        found = [(("data", *path), text) for path, text in _schema_faults(data["data"])]
    return found


def _schema_faults(schema: Any) -> Iterator[tuple[tuple[str | int, ...], str]]:
    from jsonschema import Draft202012Validator

    for error in Draft202012Validator(Draft202012Validator.META_SCHEMA).iter_errors(schema):
        yield tuple(error.absolute_path), error.message


def _directory(directory: str, problems: list[Diagnostic]) -> Iterator[_Entry]:
    try:
        names = sorted(os.listdir(directory))
    except OSError as error:
        problems.append(_problem(f"The catalog directory '{directory}' cannot be read: {error.strerror}."))
        return
    for name in names:
        path = os.path.join(directory, name)
        if name in FOLDERS and os.path.isdir(path):
            yield from _folder(name, path, problems)
        elif not name.startswith(".") and not name.lower().startswith("readme"):
            known = ", ".join(sorted(FOLDERS))
            problems.append(_problem(f"'{path}' is not a part of a catalog; its folders are {known}."))


def _folder(folder: str, path: str, problems: list[Diagnostic]) -> Iterator[_Entry]:
    for name in sorted(os.listdir(path)):
        file = os.path.join(path, name)
        if name.endswith(".json") and os.path.isfile(file):
            entry = _file(folder, name.removesuffix(".json"), file, problems)
            if entry is not None:
                yield entry


def _file(folder: str, stem: str, path: str, problems: list[Diagnostic]) -> _Entry | None:
    from ebaudit.jsontext import parse

    try:
        with open(path, encoding="utf-8") as file:
            source = SourceText(path, file.read())
    except (OSError, UnicodeDecodeError) as error:
        problems.append(_problem(f"'{path}' cannot be read: {error}."))
        return None
    node, wrong = parse(source.text)
    if wrong or node is None:
        problems.extend(_problem(each.message, source, each.start, each.end) for each in wrong)
        return None
    return _entry(folder, stem, source, node, problems)


def _entry(folder: str, stem: str, source: SourceText, node: "JsonNode", problems: list[Diagnostic]) -> _Entry | None:
    import json

    data = json.loads(source.text)
    found = faults(FOLDERS[folder], data)
    for path, text in found:
        at = _find(node, path)
        problems.append(_problem(f"{text}.", source, at.start, at.end))
    return None if found else _Entry(folder, stem, data)


def _find(node: "JsonNode", path: tuple[str | int, ...]) -> "JsonNode":
    for step in path:
        inner = node.items[step] if isinstance(step, int) and step < len(node.items) else node.get(str(step))
        if inner is None:
            break
        node = inner
    return node


def _problem(problem: str, source: SourceText | None = None, start: int = 0, end: int = 0) -> Diagnostic:
    span = source.span(start, end) if source is not None else None
    return Diagnostic(Level.ERROR, "catalog", problem.removesuffix("."), LEFT_OUT if source else "", span)
