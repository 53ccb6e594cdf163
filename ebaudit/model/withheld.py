"""The texts that are marked as sensitive, so that no message, address or line of source shows them."""

from collections.abc import Iterable, Iterator

from ebaudit.model.resources import Block, Resource
from ebaudit.model.value import Sensitive, Value, leaves, reveal


def withheld(resources: Iterable[Resource]) -> Iterator[str]:
    """Yield every text that an argument of the resources marks as sensitive."""
    for resource in resources:
        for value in _others(resource.block, []):
            yield from sensitive_texts(value)


def _others(block: Block, found: list[Value]) -> list[Value]:
    """Add to ``found`` the values in a block that are not just texts: few are, so that few are looked into."""
    for attribute in block.attributes.values():
        value = attribute.value
        if value.__class__ is not str:
            found.append(value)
    for blocks in block.blocks.values():
        for item in blocks:
            _others(item, found)
    return found


def sensitive_texts(value: Value) -> Iterator[str]:
    """Yield every text inside the sensitive parts of a value."""
    for _, leaf in leaves(value):
        if isinstance(leaf, Sensitive):
            yield from (inner for _, inner in leaves(reveal(leaf)) if isinstance(inner, str))
