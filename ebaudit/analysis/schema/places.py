"""Where in a resource a path of its schema leads: the block, its address and its span."""

from collections.abc import Iterator, Mapping

from ebaudit.catalog.shapes import BodyShape, ResourceShape
from ebaudit.model.record import Record
from ebaudit.model.resources import Attribute, Block, Resource, Rule
from ebaudit.model.source import Span
from ebaudit.model.value import Path

PREFIX = "alicloud_event_bridge_"


class Place(Record):
    """One block of a resource: its address, what it is called in messages, and what it may hold."""

    address: str
    title: str
    block: Block
    shape: BodyShape
    span: Span | None

    def attribute(self, name: str) -> Attribute | None:
        """Return an argument as configured."""
        return self.block.attributes.get(name)


class Places:
    """The places of one resource; targets and parameters have the addresses that the rule gave them."""

    __slots__ = ("_named", "resource", "root")

    def __init__(self, resource: Resource, shape: ResourceShape, rule: Rule | None) -> None:
        self.resource = resource
        self._named = _names(rule)
        span = resource.span or resource.block.span
        self.root = Place(resource.address, f"'{resource.type}'", resource.block, shape, span)

    def inside(self, parent: Place, name: str, index: int) -> Place:
        """Return one nested block of a place."""
        block = parent.block.blocks[name][index]
        kind = parent.shape.blocks[name]
        address = self._named.get(id(block)) or _address(parent.address, name, index, kind.max)
        return Place(address, f"'{name}'", block, kind.shape, block.span or parent.span)

    def find(self, path: Path) -> tuple[Place, Path]:
        """Follow a path of the schema; return the innermost block and what is left of the path."""
        place, rest = self.root, path
        while len(rest) > 1 and rest[0] in place.shape.blocks and isinstance(rest[1], int):
            place, rest = self.inside(place, str(rest[0]), rest[1]), rest[2:]
        return place, rest

    def walk(self) -> Iterator[Place]:
        """Yield every block that the schema knows, the resource itself first."""
        waiting = [self.root]
        while waiting:
            place = waiting.pop()
            yield place
            nested = [
                self.inside(place, name, index)
                for name, blocks in place.block.blocks.items()
                if name in place.shape.blocks
                for index in range(len(blocks))
            ]
            waiting.extend(reversed(nested))


def _names(rule: Rule | None) -> Mapping[int, str]:
    named: dict[int, str] = {}
    for target in rule.targets if rule else ():
        named[id(target.block)] = target.address
        named.update((id(param.block), param.address) for param in target.params)
    return named


def _address(parent: str, name: str, index: int, most: int | None) -> str:
    text = f"{parent}{'.' if '#' in parent else '#'}{name}"
    return text if most == 1 else f"{text}[{index}]"
