"""Small Terraform modules on disk, and what the HCL reader makes of them, in plain Python."""

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from ebaudit.catalog import load
from ebaudit.model.estate import Opened
from ebaudit.model.request import Inputs
from ebaudit.model.resources import Attribute, Block, Resource
from ebaudit.model.source import SourceText, Span
from ebaudit.model.value import Sensitive, Unknown, Value
from ebaudit.readers.hcl.environment import ModuleInstance
from ebaudit.readers.hcl.evaluate import evaluate
from ebaudit.readers.hcl.parse import parse_expression
from ebaudit.readers.hcl.project import Project
from ebaudit.readers.hcl.read import read
from ebaudit.readers.hcl.scope import Scope

CATALOG, _ = load()
BUS = "alicloud_event_bridge_event_bus"


def write(directory: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def opened(directory: Path, files: Mapping[str, str], **inputs: Any) -> Opened:
    """Write a module and read it."""
    write(directory, files)
    return read(str(directory), Inputs(**inputs), CATALOG)


def plain(value: Value) -> Any:
    """Return a value in which unknowns are ``?reason``-like texts and sensitive values tuples."""
    if isinstance(value, Sensitive):
        return ("sensitive", plain(value.value))
    if isinstance(value, Unknown):
        return f"?{','.join(value.refs)}"
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return float(value) if isinstance(value, Fraction) else value


def arguments(block: Block) -> dict[str, Any]:
    """Return a block's arguments and nested blocks as plain values."""
    made: dict[str, Any] = {name: plain(attribute.value) for name, attribute in block.attributes.items()}
    made.update({name: [arguments(item) for item in blocks] for name, blocks in block.blocks.items()})
    return made


def estate(found: Opened) -> dict[str, Any]:
    """Return every resource's arguments by address."""
    return {resource.address: arguments(resource.block) for resource in found.estate.resources}


def said(found: Opened) -> list[tuple[str, str]]:
    """Return the diagnostics as (code, detail), in order."""
    return [(d.code, d.detail) for d in found.diagnostics]


def resource(found: Opened, address: str) -> Resource:
    return next(item for item in found.estate.resources if item.address == address)


def attribute(found: Opened, address: str, name: str) -> Attribute:
    return resource(found, address).block.attributes[name]


def shown(found: Opened, span: Span | None) -> str:
    """Return the source text of a span of one line."""
    assert span is not None
    line = found.sources[span.file].line(span.line)
    assert span.line == span.end_line
    return line[span.column - 1 : span.end_column - 1]


def evaluated(
    directory: Path, expression: str, files: Mapping[str, str] | None = None, **inputs: Any
) -> tuple[Value, list[str]]:
    """Evaluate an expression in a module; return its value and the errors, as ``code: detail``."""
    write(directory, files or {})
    project = Project(str(directory), Inputs(**inputs), CATALOG)
    root = ModuleInstance(project, project.module(str(directory)), {})
    source = SourceText("expression", expression)
    expr, problems = parse_expression(source)
    assert problems == []
    value = evaluate(expr, Scope(root, source))
    return value, [f"{d.code}: {d.detail}" for d in project.log.diagnostics]
