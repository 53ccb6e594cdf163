"""Functions of sets.

Source: https://developer.hashicorp.com/terraform/language/functions#collection-functions
"""

from itertools import product
from typing import Any

from ebaudit.model.types import DYNAMIC, CollectionType, TupleType, Type
from ebaudit.model.value import ListValue, SetValue, Unknown, Value
from ebaudit.readers.hcl.convert import convert, make_set, unify
from ebaudit.readers.hcl.equality import identity
from ebaudit.readers.hcl.errors import EvalError
from ebaudit.readers.hcl.functions.arguments import items_of, open_parts
from ebaudit.readers.hcl.functions.context import CallContext
from ebaudit.readers.hcl.kinds import type_of
from ebaudit.readers.hcl.marks import blend

_MAX_PRODUCT = 30_000


def _unified(args: list[Value]) -> tuple[list[list[Value]], Type]:
    """Bring all sets to one element type."""
    elements = [value.element for value in args if isinstance(value, SetValue) and (value or value.element != DYNAMIC)]
    common = unify(elements) if elements else DYNAMIC
    if common is None:
        raise EvalError("given sets must all have compatible element types")
    return [[convert(item, common) for item in items_of(value)] for value in args], common


def _table(items: list[Value]) -> dict[Any, Value]:
    return {identity(item): item for item in items}


def _setunion(args: list[Value], _context: CallContext) -> Value:
    columns, element = _unified(args)
    return make_set((item for column in columns for item in column), element)


def _setintersection(args: list[Value], _context: CallContext) -> Value:
    return _reduced(args, keep=True)


def _setsubtract(args: list[Value], _context: CallContext) -> Value:
    return _reduced(args, keep=False)


def _reduced(args: list[Value], *, keep: bool) -> Value:
    columns, element = _unified(args)
    pending = open_parts(*args)
    if pending and all(columns):
        return blend(pending, type=CollectionType("set", element), not_null=True)
    kept = _table(columns[0])
    for column in columns[1:]:
        other = _table(column)
        kept = {key: item for key, item in kept.items() if (key in other) is keep}
    return make_set(kept.values(), element)


def _setproduct(args: list[Value], _context: CallContext) -> Value:
    if len(args) < 2:
        raise EvalError("at least two arguments are required")
    kinds: list[Type] = []
    size = 1
    for index, value in enumerate(args):
        kinds.append(_product_element(value, index))
        size *= len(items_of(value))
    element = TupleType(tuple(kinds))
    ordered = not any(isinstance(value, SetValue) for value in args)
    pending = _unknown_sizes(args)
    if pending:
        return blend(pending, type=CollectionType("list" if ordered else "set", element), not_null=True)
    if size > _MAX_PRODUCT:
        raise EvalError(f"the product has more than {_MAX_PRODUCT} elements", code="too-large")
    rows = [_row(row, kinds) for row in product(*map(items_of, args))]
    return ListValue(rows, element) if ordered else make_set(rows, element)


def _product_element(value: Value, index: int) -> Type:
    if not isinstance(value, tuple):
        raise EvalError("a set or a list is required", argument=index)
    if isinstance(value, (ListValue, SetValue)):
        return value.element
    common = unify([type_of(item) for item in value]) if value else DYNAMIC
    if common is None:
        raise EvalError("all elements must be of the same type", argument=index)
    return common


def _row(row: tuple[Value, ...], kinds: list[Type]) -> Value:
    return tuple(convert(item, kind) for item, kind in zip(row, kinds, strict=True))


def _unknown_sizes(args: list[Value]) -> list[Unknown]:
    return [found for value in args if isinstance(value, SetValue) and len(value) > 1 for found in open_parts(value)]


IMPLEMENTATIONS = {
    "setintersection": _setintersection,
    "setproduct": _setproduct,
    "setsubtract": _setsubtract,
    "setunion": _setunion,
}
