"""What ``moved`` and ``removed`` blocks say of former addresses, and ``lifecycle`` of the order of a replacement.

Sources: https://developer.hashicorp.com/terraform/language/block/moved,
https://developer.hashicorp.com/terraform/language/block/removed
"""

from collections.abc import Iterator

from ebaudit.model.estate import Move
from ebaudit.readers.hcl.declarations import Declared, literal_text
from ebaudit.readers.hcl.environment import ModuleInstance
from ebaudit.readers.hcl.tree import Literal


def moves(instance: ModuleInstance) -> Iterator[Move]:
    """Yield what a module instance says, with whole addresses; what is destroyed when removed is nothing to say."""
    for declared in instance.declarations.moves:
        before, after = _address(instance, declared, "from"), _address(instance, declared, "to")
        if before and declared.node.type == "moved" and after:
            yield Move(before, after)
        elif before and declared.node.type == "removed" and _stays(declared):
            yield Move(before)


def is_created_first(declared: Declared) -> bool:
    """Tell whether a resource that is replaced is created before the old one is deleted."""
    return _lifecycle(declared, "create_before_destroy") is True


def _address(instance: ModuleInstance, declared: Declared, name: str) -> str:
    node = declared.attribute(name)
    if node is None:
        return ""
    written = literal_text(node.expr)
    if written is None:
        written = declared.source.text[node.expr.start : node.expr.end]
    return instance.qualified("".join(written.split()))


def _stays(declared: Declared) -> bool:
    """Tell whether a resource that is removed from the configuration is kept in the account."""
    return _lifecycle(declared, "destroy") is False


def _lifecycle(declared: Declared, name: str) -> object:
    """Return an argument of the block ``lifecycle``, which Terraform takes only as it is written."""
    for block in declared.body.blocks:
        node = block.body.attributes.get(name) if block.type == "lifecycle" else None
        if node is not None and isinstance(node.expr, Literal):
            return node.expr.value
    return None
