"""``coalesce`` and ``coalescelist``."""

from ebaudit.model.types import DYNAMIC
from ebaudit.model.value import Unknown, Value
from ebaudit.readers.hcl.convert import convert, unify
from ebaudit.readers.hcl.errors import EvalError
from ebaudit.readers.hcl.functions.context import CallContext
from ebaudit.readers.hcl.kinds import is_collection, type_of
from ebaudit.readers.hcl.marks import blend


def _coalesce(args: list[Value], _context: CallContext) -> Value:
    if not args:
        raise EvalError("at least one argument is required")
    common = unify([type_of(value) for value in args if value is not None])
    if common is None:
        if all(value is None for value in args):
            raise EvalError("no non-null, non-empty-string arguments")
        raise EvalError("all arguments must have the same type")
    for value in args:
        converted = convert(value, common)
        if isinstance(converted, Unknown):
            return blend((converted,), type=common, not_null=True) if not _certain(converted) else converted
        if converted is not None and converted != "":
            return converted
    raise EvalError("no non-null, non-empty-string arguments")


def _certain(value: Unknown) -> bool:
    """Tell whether the unknown is known to be neither null nor the empty string."""
    return value.not_null and value.type != DYNAMIC and (value.type != type_of("") or bool(value.prefix))


def _coalescelist(args: list[Value], _context: CallContext) -> Value:
    if not args:
        raise EvalError("at least one argument is required")
    for index, value in enumerate(args):
        if isinstance(value, Unknown):
            break
        if value is not None and (not isinstance(value, tuple) or is_collection(type_of(value), "set")):
            raise EvalError("coalescelist arguments must be lists or tuples", argument=index)
    for value in args:
        if isinstance(value, Unknown):
            return blend((value,))
        if value:
            return value
    raise EvalError("no non-null arguments")


IMPLEMENTATIONS = {"coalesce": _coalesce, "coalescelist": _coalescelist}
