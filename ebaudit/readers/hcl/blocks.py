"""Blocks as configured: arguments evaluated, ``dynamic`` blocks expanded, each with its place."""

from typing import Protocol

from ebaudit.catalog.shapes import AttributeShape, BodyShape
from ebaudit.model.resources import Attribute, Block
from ebaudit.model.source import SourceText
from ebaudit.model.types import STRING, Type
from ebaudit.model.value import SetValue, Unknown, Value, is_wholly_known
from ebaudit.readers.hcl.convert import convert
from ebaudit.readers.hcl.core import evaluate, evaluate_lazily
from ebaudit.readers.hcl.declarations import literal_text
from ebaudit.readers.hcl.effort import VALUE
from ebaudit.readers.hcl.errors import EvalError
from ebaudit.readers.hcl.faults import Fault
from ebaudit.readers.hcl.lazy import LazyObject
from ebaudit.readers.hcl.loops import open_elements
from ebaudit.readers.hcl.marks import mark, unmark
from ebaudit.readers.hcl.scope import Origin, Scope
from ebaudit.readers.hcl.tree import AttributeNode, BlockNode, Body, Expr, Quoted, Variable
from ebaudit.readers.hcl.written import written

META_ARGUMENTS = frozenset(("count", "for_each", "provider", "depends_on", "providers", "version"))
META_BLOCKS = frozenset(("lifecycle", "provisioner", "connection"))
_new = tuple.__new__
"""Makes a block without a call of Python: a large estate has very many."""
_REST = tuple(Block._field_defaults[name] for name in Block._fields[4:])
"""What follows the reasons for unknown blocks in a block."""

MAX_BLOCKS = 10_000
"""More blocks from one ``dynamic`` are refused."""


class Origins(Protocol):
    """Tells in which file a node stands."""

    def source_of(self, node: AttributeNode | BlockNode) -> SourceText:
        """Return the file of an attribute or block."""


def build_block(
    node: BlockNode, body: Body, shape: BodyShape | None, scope: Scope, origins: Origins | None = None
) -> Block:
    """Evaluate a block's body. ``origins`` is given at the top of a resource, where override files may have a part."""
    if origins is None:
        attributes = {name: build_attribute(argument, shape, scope) for name, argument in body.attributes.items()}
    else:
        attributes = {
            name: build_attribute(argument, shape, _at(scope, argument, origins))
            for name, argument in body.attributes.items()
            if name not in META_ARGUMENTS
        }
    blocks: dict[str, tuple[Block, ...]] = {}
    unknown: dict[str, str] = {}
    if body.blocks:
        for name, nested in by_type(body, top=origins is not None).items():
            made = build_blocks(nested, shape, scope, origins)
            blocks[name] = tuple(made[0])
            if made[1] is not None:
                unknown[name] = made[1].reason
    return _new(Block, (attributes, blocks, scope.source.span(node.start, node.header_end), unknown, *_REST))


def _at(scope: Scope, node: AttributeNode | BlockNode, origins: Origins | None) -> Scope:
    return scope if origins is None else scope.within(origins.source_of(node))


def by_type(body: Body, *, top: bool) -> dict[str, list[BlockNode]]:
    """Return the nested blocks by the type that they make, ``dynamic`` ones under what they are dynamic for."""
    found: dict[str, list[BlockNode]] = {}
    for block in body.blocks:
        name = block.labels[0] if block.type == "dynamic" and block.labels else block.type
        if not (top and name in META_BLOCKS):
            found.setdefault(name, []).append(block)
    return found


def build_attribute(node: AttributeNode, shape: BodyShape | None, scope: Scope) -> Attribute:
    """Evaluate one argument, converted to the type that the provider declares where that is possible."""
    expr = node.expr
    value = expr.value if isinstance(expr, Quoted) else evaluate(expr, scope)
    declared = None if shape is None else shape.attributes.get(node.name)
    if declared is not None and not (value.__class__ is str and declared.type == STRING):
        value = typed(value, declared.type)
    return written(node, value, scope)


def typed(value: Value, type: Type | None) -> Value:
    """Convert as the provider would; a value that cannot be converted is left for the schema analysis to judge."""
    if type is None or value is None:
        return value
    try:
        return convert(value, type)
    except EvalError:
        return value


def build_blocks(
    nodes: list[BlockNode], shape: BodyShape | None, scope: Scope, origins: Origins | None = None
) -> tuple[list[Block], Unknown | None]:
    """Evaluate blocks of one type; the second result says why their number is unknown, if it is."""
    made: list[Block] = []
    unknown: Unknown | None = None
    for node in nodes:
        at = _at(scope, node, origins)
        if node.type != "dynamic":
            made.append(build_block(node, node.body, _nested(shape, node.type), at))
            continue
        try:
            unknown = _dynamic(node, shape, at, made) or unknown
        except EvalError as error:
            unknown = at.fail(node, error)
    return made, unknown


def _nested(shape: BodyShape | None, name: str) -> BodyShape | None:
    found = None if shape is None else shape.blocks.get(name)
    return None if found is None else found.shape


def _dynamic(node: BlockNode, shape: BodyShape | None, scope: Scope, made: list[Block]) -> Unknown | None:
    for_each, content, iterator = _dynamic_parts(node)
    value, marks = unmark(evaluate_lazily(for_each, scope))
    pairs, unknown = _pairs(value, for_each)
    if len(pairs) > MAX_BLOCKS:
        raise Fault(f"A dynamic block makes more than {MAX_BLOCKS:,} blocks.", for_each, code="too-large")
    nested = _nested(shape, node.labels[0])
    effort = scope.environment.log.effort
    for step, (key, item) in enumerate(pairs):
        effort.spend(VALUE // MAX_BLOCKS)
        inner = scope.child({iterator: {"key": key, "value": mark(item, marks)}})
        at = key if isinstance(key, str) and isinstance(value, dict) else step
        inner.origins = {**scope.origins, iterator: Origin(for_each, scope, at)}
        made.append(build_block(node, content.body, nested, inner))
    return unknown


def _pairs(value: Value, for_each: Expr) -> tuple[list[tuple[Value, Value]], Unknown | None]:
    """Return the keys and values of the blocks to make, and why there may be more of them."""
    if isinstance(value, LazyObject):
        value = value.whole()
    if isinstance(value, Unknown):
        return [], value
    if isinstance(value, dict):
        return [(key, value[key]) for key in sorted(value)], None
    if isinstance(value, SetValue):
        unknown = open_elements(value)
        return [(item, item) for item in value if unknown is None or is_wholly_known(item)], unknown
    if isinstance(value, tuple):
        return list(enumerate(value)), None
    raise Fault("The for_each of a dynamic block must be a collection.", for_each, code="invalid-value")


def _dynamic_parts(node: BlockNode) -> tuple[Expr, BlockNode, str]:
    if len(node.labels) != 1:
        raise Fault("A dynamic block has one label, the type of the blocks that it makes.", node)
    for_each = node.body.attributes.get("for_each")
    if for_each is None:
        raise Fault('A dynamic block needs the argument "for_each".', node, end=node.header_end)
    contents = [block for block in node.body.blocks if block.type == "content"]
    if len(contents) != 1:
        raise Fault('A dynamic block needs exactly one block "content".', node, end=node.header_end)
    named = node.body.attributes.get("iterator")
    if named is None:
        return for_each.expr, contents[0], node.labels[0]
    expr = named.expr
    name = expr.name if isinstance(expr, Variable) else literal_text(expr)
    if name is None:
        raise Fault("The iterator is a plain word.", expr)
    return for_each.expr, contents[0], name


class Missing(Protocol):
    """Gives what an argument is worth that a block of a resource does not set."""

    def __call__(self, path: str, declared: AttributeShape) -> Value:
        """Return the value of the argument at ``path`` of the resource, ``block[0].name``."""


def block_value(block: Block, shape: BodyShape | None, path: str, missing: Missing) -> dict[str, Value]:
    """Return a block as the object that an expression sees, its nested blocks as tuples."""
    made: dict[str, Value] = {name: attribute.value for name, attribute in block.attributes.items()}
    for name, declared in ({} if shape is None else shape.attributes).items():
        if made.get(name) is None:
            made[name] = missing(f"{path}.{name}", declared)
    for name in {} if shape is None else shape.blocks:
        made[name] = ()
    for name, blocks in block.blocks.items():
        why, below = block.unknown_blocks.get(name), _nested(shape, name)
        inner = (block_value(item, below, f"{path}.{name}[{i}]", missing) for i, item in enumerate(blocks))
        made[name] = tuple(inner) if why is None else Unknown(why)
    return made
