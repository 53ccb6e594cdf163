"""Resources from nested plain values: a list of mappings is a kind of block, anything else an argument.

Every span names its place in the file name: ``rule_name`` is the value of that argument, ``rule_name=`` its
name, ``targets[0]`` a block and ``targets[0].type`` an argument in it.
"""

from collections.abc import Mapping
from typing import Any

from ebaudit.model.estate import Estate
from ebaudit.model.resources import Attribute, Block, Resource
from ebaudit.model.source import Span
from ebaudit.model.value import Path
from ebaudit.readers.decode import decode

PREFIX = "alicloud_event_bridge_"


class UnknownBlocks:
    """Blocks of which an unknown number exists, for the reason given."""

    def __init__(self, reason: str) -> None:
        self.reason = reason


def span(name: str, start: int = 0, end: int = 0) -> Span:
    return Span(name, 1, start + 1, 1, end + 1)


def argument(name: str, value: Any) -> Attribute:
    def locate(path: Path, offsets: tuple[int, int] | None = None, *, key: bool = False) -> Span:
        where = "/".join((name, *map(str, path))) + ("@key" if key else "")
        return span(where, *(offsets or (0, 0)))

    return Attribute(value, span(name), span(f"{name}="), locate)


def block(values: Mapping[str, Any], where: str = "") -> Block:
    arguments, blocks, unknown = {}, {}, {}
    for name, value in values.items():
        at = f"{where}.{name}" if where else name
        if isinstance(value, UnknownBlocks):
            unknown[name] = value.reason
        elif isinstance(value, list):
            blocks[name] = tuple(block(each, f"{at}[{index}]") for index, each in enumerate(value))
        else:
            arguments[name] = argument(at, value)
    return Block(arguments, blocks, span(where or "resource"), unknown)


def resource(kind: str, values: Mapping[str, Any], name: str = "r", mode: str = "managed") -> Resource:
    made = block(values)
    address = f"{'data.' if mode == 'data' else ''}{PREFIX}{kind}.{name}"
    return Resource(address, PREFIX + kind, mode, made, span=made.span)


def estate(*resources: Resource) -> Estate:
    return decode("test", ".", resources)
