"""Which arguments of a block are not wholly known."""

from collections.abc import Iterator

from ebaudit.model.digest import is_withheld
from ebaudit.model.resources import Block
from ebaudit.model.value import is_wholly_known


def unknown_names(block: Block, prefix: str = "") -> Iterator[str]:
    """Yield the names of such arguments and of blocks whose number is unknown, nested ones with their path.

    A secret that was taken out was known.
    """
    for name, attribute in block.attributes.items():
        value = attribute.value
        if value.__class__ is not str and not is_wholly_known(value) and not is_withheld(value):
            yield prefix + name
    for name, nested in block.blocks.items():
        for index, inner in enumerate(nested):
            if not _is_text(inner):
                yield from unknown_names(inner, f"{prefix}{name}[{index}].")
    for name in block.unknown_blocks:
        yield prefix + name


def _is_text(block: Block) -> bool:
    """Tell whether a block holds nothing but known texts, as most do."""
    for attribute in block.attributes.values():
        if attribute.value.__class__ is not str:
            return False
    return not block.blocks and not block.unknown_blocks
