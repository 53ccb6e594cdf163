"""Functions that make lists of lists.

Source: https://developer.hashicorp.com/terraform/language/functions#collection-functions
"""

from ebaudit.model.types import DYNAMIC, STRING, CollectionType, TupleType, Type
from ebaudit.model.value import ListValue, SetValue, Unknown, Value, reveal
from ebaudit.readers.hcl.convert import convert, equal, unify
from ebaudit.readers.hcl.equality import identity, unsettled
from ebaudit.readers.hcl.errors import EvalError
from ebaudit.readers.hcl.functions.arguments import items_of, open_parts, whole_at
from ebaudit.readers.hcl.functions.context import CallContext
from ebaudit.readers.hcl.kinds import friendly, is_sequence, type_of
from ebaudit.readers.hcl.marks import NONE, blend, mark, unmark

_MAX_ITEMS = 100_000


def _element(value: Value) -> Type:
    return value.element if isinstance(value, (ListValue, SetValue)) else DYNAMIC


def _chunklist(args: list[Value], _context: CallContext) -> Value:
    items, element = items_of(args[0]), _element(args[0])
    size = whole_at(args, 1)
    if size < 0:
        raise EvalError("the size argument must be positive", argument=1)
    inner = CollectionType("list", element)
    step = size or max(1, len(items))
    chunks = [ListValue(items[at : at + step], element) for at in range(0, len(items), step)]
    return ListValue(chunks, inner)


def _compact(args: list[Value], _context: CallContext) -> Value:
    pending = open_parts(args[0])
    if pending:
        return blend(pending, type=CollectionType("list", STRING), not_null=True)
    return ListValue((item for item in items_of(args[0]) if item not in {None, ""}), STRING)


def _concat(args: list[Value], _context: CallContext) -> Value:
    if not args:
        raise EvalError("at least one argument is required")
    for index, value in enumerate(args):
        kind = type_of(value)
        if kind != DYNAMIC and (not is_sequence(kind) or isinstance(value, SetValue)):
            raise EvalError("all arguments must be lists or tuples", argument=index)
    pending = [value for value in args if isinstance(value, Unknown)]
    lists = _list_element(args)
    if pending:
        return _unknown_concat(args, pending, lists)
    items = [item for value in args for item in items_of(value)]
    if len(items) > _MAX_ITEMS:
        raise EvalError("the resulting list is too large", code="too-large")
    return tuple(items) if lists is None else ListValue((convert(item, lists) for item in items), lists)


def _list_element(args: list[Value]) -> Type | None:
    """Return the element type when all arguments are lists and agree, else None."""
    kinds = [type_of(value) for value in args]
    elements = [kind.element for kind in kinds if isinstance(kind, CollectionType)]
    return unify(elements, unsafe=False) if len(elements) == len(kinds) else None


def _unknown_concat(args: list[Value], pending: list[Unknown], lists: Type | None) -> Unknown:
    if lists is not None:
        return blend(pending, type=CollectionType("list", lists), not_null=True)
    kinds = [type_of(value) for value in args]
    if all(isinstance(kind, TupleType) for kind in kinds):
        parts = tuple(part for kind in kinds if isinstance(kind, TupleType) for part in kind.elements)
        return blend(pending, type=TupleType(parts), not_null=True)
    return blend(pending)


def _distinct(args: list[Value], _context: CallContext) -> Value:
    element = _element(args[0])
    pending = open_parts(args[0])
    if pending:
        return blend(pending, type=CollectionType("list", element), not_null=True)
    return ListValue(_firsts(items_of(args[0])), element)


def _firsts(items: list[Value]) -> list[Value]:
    seen: dict[object, Value] = {}
    for item in items:
        seen.setdefault(identity(item), item)
    return list(seen.values())


def _flatten(args: list[Value], _context: CallContext) -> Value:
    if not isinstance(args[0], tuple):
        raise EvalError("can only flatten lists, sets and tuples", argument=0)
    made: list[Value] = []
    pending: list[Unknown] = []
    marks = _flatten_into(args[0], made, pending, 0)
    return mark(blend(pending) if pending else tuple(made), marks)


def _flatten_into(value: tuple[Value, ...], made: list[Value], pending: list[Unknown], depth: int) -> frozenset[str]:
    """Add the flat items; return the marks of the sequences that were opened."""
    marks = NONE
    if depth > 200 or len(made) > _MAX_ITEMS:
        raise EvalError("the list is too large or nested too deeply", code="too-large")
    if isinstance(value, SetValue) and len(value) > 1:
        pending.extend(open_parts(value))
    for item in value:
        inner, found = unmark(item)
        if isinstance(inner, tuple):
            marks |= found | _flatten_into(inner, made, pending, depth + 1)
        elif isinstance(inner, Unknown) and (inner.type == DYNAMIC or is_sequence(inner.type)):
            pending.append(inner)
            marks |= found
        else:
            made.append(item)
    return marks


def _matchkeys(args: list[Value], _context: CallContext) -> Value:
    values, keys, wanted = map(items_of, args)
    if len(values) != len(keys):
        raise EvalError("length of keys and values should be equal")
    element = _element(args[0])
    common = unify([_element(args[1]), _element(args[2])]) if keys and wanted else DYNAMIC
    if common is None:
        raise EvalError("keys and searchset must be of the same type", argument=1)
    pending = open_parts(*keys, *wanted)
    if pending:
        return blend(pending, type=CollectionType("list", element), not_null=True)
    targets = [convert(item, common) for item in wanted]
    chosen = [
        value
        for value, key in zip(values, keys, strict=True)
        if any(equal(convert(key, common), target) is True for target in targets)
    ]
    return ListValue(chosen, element)


def _reverse(args: list[Value], _context: CallContext) -> Value:
    value = args[0]
    if not isinstance(value, tuple):
        raise EvalError(f"can only reverse list or tuple values, not {friendly(type_of(value))}", argument=0)
    pending = unsettled(value)
    if pending:
        return blend(pending, type=CollectionType("list", _element(value)), not_null=True)
    if isinstance(value, (ListValue, SetValue)):
        return ListValue(reversed(value), value.element)
    return tuple(reversed(value))


def _slice(args: list[Value], _context: CallContext) -> Value:
    value = args[0]
    if isinstance(value, SetValue):
        raise EvalError("cannot slice a set, because its elements do not have indices", argument=0)
    if not isinstance(value, tuple):
        raise EvalError("must be a list or tuple value", argument=0)
    start, end = whole_at(args, 1), whole_at(args, 2)
    for index, (name, at) in enumerate((("start", start), ("end", end)), 1):
        if at < 0:
            raise EvalError(f"{name} index must not be less than zero", argument=index)
        if at > len(value):
            raise EvalError(f"{name} index must not be greater than the length of the list", argument=index)
    if start > end:
        raise EvalError("start index must not be greater than end index", argument=1)
    part = value[start:end]
    return ListValue(part, value.element) if isinstance(value, ListValue) else part


def _sort(args: list[Value], _context: CallContext) -> Value:
    pending = open_parts(args[0])
    if pending:
        element = blend(pending, type=STRING, not_null=True)
        return ListValue([element] * len(items_of(args[0])), STRING)
    texts: list[str] = []
    for item in items_of(args[0]):
        text = reveal(item)
        if not isinstance(text, str):
            raise EvalError("given list element is null; a null string cannot be sorted", argument=0)
        texts.append(text)
    return ListValue(sorted(texts), STRING)


IMPLEMENTATIONS = {
    "chunklist": _chunklist,
    "compact": _compact,
    "concat": _concat,
    "distinct": _distinct,
    "flatten": _flatten,
    "matchkeys": _matchkeys,
    "reverse": _reverse,
    "slice": _slice,
    "sort": _sort,
}
