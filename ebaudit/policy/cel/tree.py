"""The syntax tree of CEL, and its form as JSON (lists), in which built-in policies carry it.

``at`` is the character offset of the node in the text of its expression.
"""

from typing import Union

from ebaudit.model.record import Record
from ebaudit.policy.cel.compile import LITERALS, Encoded
from ebaudit.policy.cel.values import UInt

Scalar = Union[None, bool, int, float, str, bytes]


class Literal(Record):
    """A constant."""

    at: int
    value: Scalar


class Ident(Record):
    """A variable."""

    at: int
    name: str


class Select(Record):
    """``operand.field``, or ``has(operand.field)`` with ``test``."""

    at: int
    operand: "Node"
    field: str
    test: bool


class Call(Record):
    """An operator (named by its sign: ``_+_``, ``!_``, ``_?_:_``, ``_[_]``) or a function; a receiver comes first."""

    at: int
    name: str
    args: "tuple[Node, ...]"
    receiver: bool


class ListNode(Record):
    """A list display."""

    at: int
    items: "tuple[Node, ...]"


class MapNode(Record):
    """A map display."""

    at: int
    entries: "tuple[tuple[Node, Node], ...]"


class Loop(Record):
    """A macro over a list or a map's keys: ``macro`` is all, exists, exists_one, map or filter."""

    at: int
    macro: str
    domain: "Node"
    variable: str
    condition: "Node | None"
    result: "Node | None"


Node = Union[Literal, Ident, Select, Call, ListNode, MapNode, Loop]


def children(node: Node) -> list[Node]:
    """Return the direct children of a node in source order."""
    if isinstance(node, Select):
        return [node.operand]
    if isinstance(node, Call):
        return list(node.args)
    if isinstance(node, ListNode):
        return list(node.items)
    if isinstance(node, MapNode):
        return [part for entry in node.entries for part in entry]
    if isinstance(node, Loop):
        return [part for part in (node.domain, node.condition, node.result) if part is not None]
    return []


def depth(node: Node) -> int:
    """Return the height of the tree, without recursion."""
    deepest, stack = 0, [(node, 1)]
    while stack:
        current, level = stack.pop()
        deepest = max(deepest, level)
        stack.extend((child, level + 1) for child in children(current))
    return deepest


def encode(node: Node) -> Encoded:
    """Turn a tree into lists that JSON can carry."""
    if isinstance(node, Literal):
        return _encode_literal(node)
    if isinstance(node, Ident):
        return ["id", node.at, node.name]
    if isinstance(node, Select):
        return ["has" if node.test else "get", node.at, encode(node.operand), node.field]
    if isinstance(node, Call):
        return ["call", node.at, node.name, [encode(arg) for arg in node.args], node.receiver]
    if isinstance(node, ListNode):
        return ["list", node.at, [encode(item) for item in node.items]]
    if isinstance(node, MapNode):
        return ["map", node.at, [[encode(key), encode(value)] for key, value in node.entries]]
    parts = [None if part is None else encode(part) for part in (node.condition, node.result)]
    return ["loop", node.at, node.macro, encode(node.domain), node.variable, *parts]


def _encode_literal(node: Literal) -> Encoded:
    value = node.value
    if isinstance(value, bytes):
        return ["bytes", node.at, value.hex()]
    if isinstance(value, UInt):
        return ["uint", node.at, int(value)]
    if isinstance(value, float):
        return ["double", node.at, repr(value)]
    return ["lit", node.at, value]


def decode(data: Encoded) -> Node:
    """Turn the lists of :func:`encode` back into a tree."""
    kind, at = data[0], data[1]
    if kind == "id":
        return Ident(at, data[2])
    if kind in {"get", "has"}:
        return Select(at, decode(data[2]), data[3], kind == "has")
    if kind == "call":
        return Call(at, data[2], tuple(decode(arg) for arg in data[3]), data[4])
    if kind == "list":
        return ListNode(at, tuple(decode(item) for item in data[2]))
    if kind == "map":
        return MapNode(at, tuple((decode(key), decode(value)) for key, value in data[2]))
    if kind == "loop":
        condition, result = (None if part is None else decode(part) for part in data[5:7])
        return Loop(at, data[2], decode(data[3]), data[4], condition, result)
    return Literal(at, LITERALS[kind](data[2]))
