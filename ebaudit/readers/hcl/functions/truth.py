"""``alltrue`` and ``anytrue``."""

from ebaudit.model.types import BOOL
from ebaudit.model.value import Unknown, Value
from ebaudit.readers.hcl.functions.arguments import items_of
from ebaudit.readers.hcl.functions.context import CallContext
from ebaudit.readers.hcl.marks import blend


def _alltrue(args: list[Value], _context: CallContext) -> Value:
    return _decided(items_of(args[0]), decisive=False)


def _anytrue(args: list[Value], _context: CallContext) -> Value:
    return _decided(items_of(args[0]), decisive=True)


def _decided(items: list[Value], *, decisive: bool) -> Value:
    """Return ``decisive`` when an item has it; null counts as false."""
    if any((item is True) is decisive for item in items if not isinstance(item, Unknown)):
        return decisive
    pending = [item for item in items if isinstance(item, Unknown)]
    return blend(pending, type=BOOL, not_null=True) if pending else not decisive


IMPLEMENTATIONS = {"alltrue": _alltrue, "anytrue": _anytrue}
