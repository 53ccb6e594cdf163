"""Joins one resource of a plan or state with the same resource of its source."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ebaudit.model.digest import is_withheld
from ebaudit.model.resources import Attribute, Block, Locate, Provider, Resource
from ebaudit.model.source import Span
from ebaudit.model.value import Path, Sensitive, Unknown, Value, is_wholly_known, reveal

if TYPE_CHECKING:
    from ebaudit.catalog.shapes import BodyShape

UNSET: tuple[Value, ...] = ("", 0, False, (), {})
"""What the provider writes for an argument that is not set, so that setting it to this does not show."""


def join_resource(mine: Resource, theirs: Resource, shape: "BodyShape | None") -> Resource:
    """Return ``mine`` with what the source, ``theirs``, adds."""
    return mine._replace(
        block=join_block(mine.block, theirs.block, shape),
        provider=_provider(mine.provider, theirs.provider),
        calls=theirs.calls,
        span=theirs.span,
    )


def _provider(mine: Provider, theirs: Provider) -> Provider:
    return Provider(
        theirs.name,
        theirs.region if isinstance(mine.region, Unknown) else mine.region,
        theirs.account_id if isinstance(mine.account_id, Unknown) else mine.account_id,
    )


def join_block(mine: Block, theirs: Block, shape: "BodyShape | None") -> Block:
    """Return a block with what the source adds, in every nested block as well."""
    blocks = dict(mine.blocks)
    for name in mine.unknown_blocks:
        blocks[name] = theirs.blocks.get(name, ())
    for name, found in mine.blocks.items():
        nested = None if shape is None else shape.blocks.get(name)
        blocks[name] = _join_blocks(
            found,
            theirs.blocks.get(name, ()),
            None if nested is None else nested.shape,
            ordered=nested is None or nested.nesting != "set",
        )
    unknown = {name: theirs.unknown_blocks[name] for name in mine.unknown_blocks if name in theirs.unknown_blocks}
    return Block(_attributes(mine, theirs, shape), blocks, theirs.span, unknown)


def _attributes(mine: Block, theirs: Block, shape: "BodyShape | None") -> Mapping[str, Attribute]:
    made = {}
    for name, attribute in mine.attributes.items():
        other = theirs.attributes.get(name)
        if other is not None and other.value is not None:
            made[name] = _attribute(attribute, other)
        elif not isinstance(reveal(attribute.value), Unknown):
            declared = None if shape is None else shape.attributes.get(name)
            left = declared is not None and declared.computed
            made[name] = attribute._replace(by_provider=True) if left else attribute
    for name, attribute in theirs.attributes.items():
        if name not in made and reveal(attribute.value) in UNSET:
            made[name] = attribute
    return made


def _attribute(mine: Attribute, theirs: Attribute) -> Attribute:
    ours, written = reveal(mine.value), reveal(theirs.value)
    if is_withheld(mine.value):
        return Attribute(mine.value, theirs.span, theirs.name_span, None, mine.provided)
    if isinstance(ours, Unknown) or ours == written:
        return theirs
    value = mine.value
    if isinstance(theirs.value, Sensitive) and not isinstance(value, Sensitive):
        value = Sensitive(value, theirs.value.marks)
    locate = None if theirs.locate is None else _by_path(theirs.locate)
    provided = mine.provided or isinstance(written, Unknown)
    return Attribute(value, theirs.span, theirs.name_span, locate, provided)


def _by_path(locate: Locate) -> Locate:
    """Locate by paths alone: the text that was read is not the one that is written, so offsets do not fit."""

    def located(path: Path, offsets: tuple[int, int] | None = None, *, key: bool = False) -> Span | None:
        return locate(path, None, key=key) if path else None

    return located


def _join_blocks(
    mine: Sequence[Block], theirs: Sequence[Block], shape: "BodyShape | None", *, ordered: bool
) -> tuple[Block, ...]:
    """Join the blocks of one type; those of a set come in the order of the source."""
    pairs = _pairs(mine, theirs, ordered=ordered)
    made = [join_block(block, theirs[pairs[at]], shape) if at in pairs else block for at, block in enumerate(mine)]
    if ordered or len(pairs) < len(mine):
        return tuple(made)
    return tuple(made[at] for at in sorted(pairs, key=lambda at: pairs[at]))


def _pairs(mine: Sequence[Block], theirs: Sequence[Block], *, ordered: bool) -> dict[int, int]:
    """Pair blocks by how many arguments they share, in lists of one length by their place."""
    if ordered and len(mine) == len(theirs):
        return {at: at for at in range(len(mine))}
    left = set(range(len(theirs)))
    made: dict[int, int] = {}
    for at, block in enumerate(mine):
        best = max(sorted(left), key=lambda other: _alike(block, theirs[other]), default=None)
        if best is not None and _alike(block, theirs[best]) > 0:
            made[at] = best
            left.discard(best)
    return made


def _alike(mine: Block, theirs: Block) -> int:
    """Count the known arguments that two blocks share; those that differ count against them."""
    score = 1
    for name, attribute in mine.attributes.items():
        other = theirs.attributes.get(name)
        ours = reveal(attribute.value)
        if other is None or not is_wholly_known(ours) or not is_wholly_known(other.value):
            continue
        score += 1 if ours == reveal(other.value) else -1
    return score
