"""What expressions refer to, told without evaluating them, as Terraform tells it before it evaluates anything."""

from collections.abc import Iterable, Iterator
from typing import Any

from ebaudit.model.record import Record
from ebaudit.model.source import SourceText
from ebaudit.readers.hcl.declarations import Declared, literal_text
from ebaudit.readers.hcl.tree import (
    AttributeNode,
    BlockNode,
    Expr,
    For,
    ForDirective,
    GetAttr,
    Index,
    Literal,
    Node,
    Quoted,
    Template,
    TupleCons,
    Variable,
)

Step = str | int
NO_NAMES: frozenset[str] = frozenset()
FREE_BLOCKS = frozenset(("connection", "provisioner"))
"""Blocks of a resource in which it may refer to itself."""
LISTS = frozenset(("depends_on", "replace_triggered_by"))
"""Arguments that name things instead of using their values, also by texts."""


class Reference(Record):
    """A reference: its first name and what follows, as far as that is literal, and where it stands.

    ``free`` is true where a resource may name itself.
    """

    steps: tuple[Step, ...]
    source: SourceText
    start: int
    end: int
    free: bool = False


def in_expression(expr: Node, source: SourceText) -> list[Reference]:
    """Return the references of an expression."""
    return [Reference(steps, source, node.start, node.end) for steps, node in _search(expr)]


def in_block(declared: Declared) -> list[Reference]:
    """Return the references of a declared block, ``depends_on`` and lifecycle included."""
    found: list[Reference] = []
    for attribute in declared.body.attributes.values():
        found.extend(_in_attribute(attribute, declared.source_of(attribute)))
    for block in declared.body.blocks:
        found.extend(_in_nested(block, declared.source_of(block), free=block.type in FREE_BLOCKS))
    return found


def in_attributes(declared: Declared, names: Iterable[str]) -> list[Reference]:
    """Return the references of some arguments of a declared block."""
    nodes = [node for node in map(declared.attribute, names) if node is not None]
    return [found for node in nodes for found in _in_attribute(node, declared.source_of(node))]


def _in_attribute(attribute: AttributeNode, source: SourceText, *, free: bool = False) -> Iterator[Reference]:
    expr = attribute.expr
    if attribute.name == "ignore_changes":
        return
    free = free or attribute.name in LISTS
    for item in expr.items if attribute.name in LISTS and isinstance(expr, TupleCons) else ():
        text = literal_text(item)
        if text is not None:
            yield Reference(tuple(text.split(".")), source, item.start, item.end, free)
    for steps, node in _search(expr):
        yield Reference(steps, source, node.start, node.end, free)


def _in_nested(block: BlockNode, source: SourceText, *, free: bool) -> Iterator[Reference]:
    for attribute in block.body.attributes.values():
        yield from _in_attribute(attribute, source, free=free)
    for inner in block.body.blocks:
        yield from _in_nested(inner, source, free=free)


def _search(expr: Node) -> Iterator[tuple[tuple[Step, ...], Node]]:
    """Yield every reference below a node with the node that writes it; names that a loop defines are none."""
    todo: list[tuple[Any, frozenset[str]]] = [(expr, NO_NAMES)]
    while todo:
        node, bound = todo.pop()
        if isinstance(node, (GetAttr, Index)):
            steps = _steps(node)
            if steps:
                if steps[0] not in bound:
                    yield steps, node
                continue
        if isinstance(node, (For, ForDirective)):
            todo.append((node.collection, bound))
            inner = bound | {name for name in (node.key, node.value) if name is not None}
            parts = node.body if isinstance(node, ForDirective) else [node.key_result, node.result, node.condition]
            todo.extend((part, inner) for part in parts if part is not None)
        elif isinstance(node, (list, tuple)):
            todo.extend((item, bound) for item in node)
        elif isinstance(node, Node):
            todo.extend((getattr(node, name), bound) for name in type(node).__slots__)


def _steps(expr: Expr) -> tuple[Step, ...]:
    """Return the names and literal indexes of a reference, none when the node has a part that is neither."""
    steps: list[Step] = []
    while not isinstance(expr, Variable):
        if isinstance(expr, GetAttr):
            steps.append(int(expr.name) if expr.legacy_index and expr.name.isdecimal() else expr.name)
        elif isinstance(expr, Index):
            key = _key(expr.key)
            if key is None:
                return ()
            steps.append(key)
        else:
            return ()
        expr = expr.object
    return (expr.name, *reversed(steps))


def _key(expr: Expr) -> Step | None:
    if isinstance(expr, Literal):
        return expr.value if isinstance(expr.value, (int, str)) else None
    return literal_text(expr) if isinstance(expr, (Quoted, Template)) else None
