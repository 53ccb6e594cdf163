"""Resources from plain values, decoded as readers do it."""

from collections.abc import Mapping
from typing import Any

from ebaudit.model.estate import Estate
from ebaudit.model.resources import Attribute, Block, Resource
from ebaudit.model.source import Span
from ebaudit.readers.decode import PREFIX, decode


def span(line: int) -> Span:
    return Span("main.tf", line, 1, line, 9)


def block(values: Mapping[str, Any], line: int, unknown: Mapping[str, str] | None = None) -> Block:
    """Lists of mappings are nested blocks; arguments stand on the lines after the block's."""
    attributes: dict[str, Attribute] = {}
    blocks: dict[str, tuple[Block, ...]] = {}
    for offset, (name, value) in enumerate(values.items(), start=1):
        if isinstance(value, list):
            blocks[name] = tuple(block(each, line + 10 * (index + 1)) for index, each in enumerate(value))
        else:
            attributes[name] = Attribute(value, span(line + offset), span(line + offset))
    return Block(attributes, blocks, span(line), unknown or {})


def resource(
    kind: str, name: str, values: Mapping[str, Any], *, line: int = 1, unknown: Mapping[str, str] | None = None
) -> Resource:
    made = block(values, line, unknown)
    return Resource(f"{PREFIX}{kind}.{name}", PREFIX + kind, "managed", made, span=made.span)


def estate(*resources: Resource) -> Estate:
    return decode("test", ".", resources)
