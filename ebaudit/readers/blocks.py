"""From the JSON of one resource in a plan or state to its block, as its configuration would give it.

The provider writes what is not set in several ways: ``null``, ``""``, ``0``, ``false`` and empty collections.
All of them become absent, unless the argument is required or the configuration in the plan sets it. What only
the provider decides (``id``, computed arguments that are not configured) is left out while it is unknown.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from ebaudit.model.resources import Attribute, Block
from ebaudit.model.types import DYNAMIC
from ebaudit.readers.jsonparts import Json, mapping, objects, sequence
from ebaudit.readers.marks import Marked
from ebaudit.readers.values import AFTER_APPLY, is_provided, to_value

if TYPE_CHECKING:
    from ebaudit.catalog.shapes import AttributeShape, BlockShape, BodyShape
    from ebaudit.model.value import Value

ID = "id"


def to_block(marked: Marked, shape: "BodyShape | None", *, top: bool = True) -> Block:
    """Make a block of an object; ``shape`` is ``None`` for a type that the catalog does not know."""
    if shape is None:
        return _shapeless(marked)
    made = {}
    for name, declared in shape.attributes.items():
        member = marked.member(name)
        if _is_set(member, declared, name, marked.configured, top=top):
            made[name] = Attribute(
                _argument(member, declared),
                provided=is_provided(member.configured),
                by_provider=declared.computed and _is_left(marked, member, name),
            )
    for name in _configured_beyond(marked, shape):
        made[name] = Attribute(to_value(marked.member(name)))
    blocks: dict[str, tuple[Block, ...]] = {}
    unknown: dict[str, str] = {}
    for name, nested in shape.blocks.items():
        member = marked.member(name)
        if member.is_unknown:
            unknown[name] = AFTER_APPLY
        found = _nested(member, nested, marked.configured)
        if found:
            blocks[name] = found
    return Block({n: a for n, a in made.items() if a.value is not None}, blocks, None, unknown)


def left_out(values: Mapping[str, Json], shape: "BodyShape | None") -> list[str]:
    """Return the members of a resource that its shape does not know: a newer provider has written them."""
    if shape is None:
        return []
    return sorted(n for n, v in values.items() if v not in (None, "", [], {}) and not _declares(shape, n))


def _declares(shape: "BodyShape", name: str) -> bool:
    return name in shape.attributes or name in shape.blocks


def _is_set(member: Marked, declared: "AttributeShape", name: str, configured: Json, *, top: bool) -> bool:
    """Tell whether the configuration sets an argument, as far as that shows."""
    mine = None if configured is None else name in configured
    if mine is not True and (declared.read_only or (top and name == ID)):
        return False
    if member.is_unknown:
        return mine is not False or not declared.computed
    if member.value is None and not member.unknown:
        return False
    if declared.required or not _is_zero(member, top=top):
        return True
    return mine is True and _may_be_zero(mapping(configured)[name], member.value)


def _is_left(marked: Marked, member: Marked, name: str) -> bool:
    """Tell whether the configuration leaves a computed argument to the provider.

    Of a block that a ``dynamic`` block made no configuration is told; what is not known there is what nobody sets.
    """
    return member.is_unknown if marked.configured is None else name not in marked.configured


def _is_zero(member: Marked, *, top: bool) -> bool:
    """Tell whether a value is what the provider writes for one that is not set."""
    if mapping(member.unknown) or sequence(member.unknown):
        return False
    if top:
        return member.value in ("", [], {})
    return member.value in ("", [], {}, 0, False)


def _may_be_zero(expression: Json, value: Json) -> bool:
    """Tell whether an expression of the configuration can give this value."""
    constant = mapping(expression)
    return "constant_value" not in constant or bool(constant["constant_value"] == value)


def _argument(member: Marked, declared: "AttributeShape") -> "Value":
    """Make an argument's value; what the provider declares sensitive is so unless it is written as a literal."""
    if declared.sensitive:
        literal = "constant_value" in mapping(member.configured)
        member = member._replace(sensitive=None if literal else True)
    return to_value(member, declared.type)


def _configured_beyond(marked: Marked, shape: "BodyShape") -> list[str]:
    names = mapping(marked.configured)
    return [name for name in names if name in mapping(marked.value) and not _declares(shape, name)]


def _nested(member: Marked, nested: "BlockShape", configured: Json) -> tuple[Block, ...]:
    if member.is_unknown:
        return ()
    expressions = None if configured is None else mapping(configured).get(nested.name)
    if nested.nesting == "single":
        one = member._replace(configured=expressions if isinstance(expressions, dict) else None)
        made = to_block(one, nested.shape, top=False)
        return (made,) if made.attributes or made.unknown_blocks else ()
    items = [each for each in member.items() if isinstance(each.value, dict) or mapping(each.unknown)]
    static = objects(expressions)
    return tuple(
        to_block(each._replace(configured=found), nested.shape, top=False)
        for each, found in zip(items, _pair(items, static, nested.nesting), strict=True)
    )


def _pair(items: Sequence[Marked], static: Sequence[Json], nesting: str) -> Iterator[Json]:
    """Yield what is configured for each block; ``None`` where a ``dynamic`` block may have made it."""
    if len(items) > len(static):
        yield from (None for _ in items)
    elif nesting != "set" and len(items) == len(static):
        yield from static
    elif nesting != "set":
        yield from (None for _ in items)
    else:
        yield from (_common([each for each in static if _fits(each, block)]) for block in items)


def _fits(expressions: Json, block: Marked) -> bool:
    """Tell whether a configured block can have become this one, by its constants."""
    known = mapping(block.value)
    return all(
        known.get(name) == expression["constant_value"]
        for name, expression in expressions.items()
        if isinstance(expression, dict) and "constant_value" in expression and name in known
    )


def _common(candidates: Sequence[Json]) -> Json:
    """Return what all candidates configure."""
    if not candidates:
        return None
    first = candidates[0]
    return {name: first[name] for name in first if all(name in other for other in candidates)}


def _shapeless(marked: Marked) -> Block:
    """Make a block of a type outside the catalog: arrays of objects are taken for blocks."""
    attributes: dict[str, Attribute] = {}
    blocks: dict[str, tuple[Block, ...]] = {}
    for name in dict.fromkeys((*mapping(marked.value), *mapping(marked.unknown))):
        member = marked.member(name)
        if isinstance(member.value, list) and member.value and all(isinstance(each, dict) for each in member.value):
            blocks[name] = tuple(_shapeless(each) for each in member.items())
        elif name != ID and not _is_zero(member, top=True):
            attributes[name] = Attribute(to_value(member, DYNAMIC))
    return Block({n: a for n, a in attributes.items() if a.value is not None}, blocks)
