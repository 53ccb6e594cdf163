"""The texts that are marked as sensitive, so that no message, address or line of source shows them."""

from collections.abc import Iterable, Iterator

from ebaudit.model.resources import Block, Resource
from ebaudit.model.value import Sensitive, Value, leaves, reveal


def withheld(resources: Iterable[Resource]) -> Iterator[str]:
    """Yield every text that an argument of the resources marks as sensitive."""
    for resource in resources:
        yield from _of_block(resource.block)


def _of_block(block: Block) -> Iterator[str]:
    for attribute in block.attributes.values():
        if attribute.value.__class__ is not str:
            yield from sensitive_texts(attribute.value)
    for blocks in block.blocks.values():
        for item in blocks:
            yield from _of_block(item)


def sensitive_texts(value: Value) -> Iterator[str]:
    """Yield every text inside the sensitive parts of a value."""
    for _, leaf in leaves(value):
        if isinstance(leaf, Sensitive):
            yield from (inner for _, inner in leaves(reveal(leaf)) if isinstance(inner, str))
