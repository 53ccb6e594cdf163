"""Equality, and sets, which rest on it.

Source: https://developer.hashicorp.com/terraform/language/expressions/operators#equality-operators
"""

from collections.abc import Iterable
from typing import Any

from ebaudit.model.types import BOOL, DYNAMIC, Type
from ebaudit.model.value import ListValue, MapValue, SetValue, Unknown, Value, has_sensitive, is_wholly_known, unknowns
from ebaudit.readers.hcl.kinds import has_dynamic, same_type, type_of
from ebaudit.readers.hcl.marks import NONE, blend, mark, unmark
from ebaudit.readers.hcl.ranges import length_of_set, outside

_SCALARS = frozenset((str, int, bool))


def unmark_deep(value: Value) -> tuple[Value, frozenset[str]]:
    """Return the value without any mark inside, and all marks that it had."""
    if value.__class__ is str or not has_sensitive(value):
        return value, NONE
    bare, marks = unmark(value)
    if isinstance(bare, tuple):
        items = [unmark_deep(item) for item in bare]
        found = marks.union(*(more for _, more in items)) if items else marks
        return (bare if found == marks == NONE else rebuilt(bare, [item for item, _ in items])), found
    if isinstance(bare, dict):
        pairs = {key: unmark_deep(item) for key, item in bare.items()}
        found = marks.union(*(more for _, more in pairs.values())) if pairs else marks
        return (bare if found == NONE else rebuilt_map(bare, {key: item for key, (item, _) in pairs.items()})), found
    return bare, marks


def rebuilt(old: tuple[Value, ...], items: Iterable[Value]) -> tuple[Value, ...]:
    """Return a list, set or tuple like ``old`` with other items."""
    if isinstance(old, ListValue):
        return ListValue(items, old.element)
    return SetValue(items, old.element) if isinstance(old, SetValue) else tuple(items)


def rebuilt_map(old: dict[str, Value], items: dict[str, Value]) -> dict[str, Value]:
    """Return a map or object like ``old`` with other items."""
    return MapValue(items, old.element) if isinstance(old, MapValue) else items


def equal(a: Value, b: Value) -> Value:
    """Compare as ``==`` does: types must agree, null equals null only, unknowns leave it unknown."""
    if a.__class__ is b.__class__ and a.__class__ in _SCALARS:
        return a == b
    left, left_marks = unmark_deep(a)
    right, right_marks = unmark_deep(b)
    return mark(_equal(left, right), left_marks | right_marks)


def _equal(a: Value, b: Value) -> bool | Unknown:
    if isinstance(a, Unknown) or isinstance(b, Unknown):
        return _equal_unknown(a, b)
    if a is None or b is None:
        return a is b
    if not _comparable(a, b):
        return False
    if isinstance(a, tuple) and isinstance(b, tuple):
        return _equal_sets(a, b) if isinstance(a, SetValue) and isinstance(b, SetValue) else _all_equal(a, b)
    if isinstance(a, dict) and isinstance(b, dict):
        keys = sorted(a)
        return a.keys() == b.keys() and _all_equal([a[key] for key in keys], [b[key] for key in keys])
    return a == b


def _comparable(a: Value, b: Value) -> bool:
    left, right = type_of(a), type_of(b)
    return same_type(left, right) or ((has_dynamic(left) or has_dynamic(right)) and _shapes_agree(a, b))


def _shapes_agree(a: Value, b: Value) -> bool:
    if isinstance(a, tuple) and isinstance(b, tuple):
        return type(a) is type(b) and (isinstance(a, (ListValue, SetValue)) or len(a) == len(b))
    return isinstance(a, dict) and isinstance(b, dict) and type(a) is type(b)


def _equal_unknown(a: Value, b: Value) -> bool | Unknown:
    found = [value for value in (a, b) if isinstance(value, Unknown)]
    other = b if isinstance(a, Unknown) else a
    if other is None and found[0].not_null:
        return False
    if not isinstance(other, Unknown) and other is not None and _differs(found[0], other):
        return False
    left, right = type_of(a), type_of(b)
    if other is not None and not (has_dynamic(left) or has_dynamic(right)) and not same_type(left, right):
        return False
    return blend(found, type=BOOL, not_null=True)


def _differs(unknown: Unknown, other: Value) -> bool:
    if unknown.prefix and isinstance(other, str):
        return not other.startswith(unknown.prefix)
    if unknown.length and isinstance(other, (ListValue, SetValue, MapValue)):
        least, most = unknown.length
        return unknown.not_null and (len(other) < least or (most is not None and len(other) > most))
    if unknown.bounds and other is not None and not isinstance(other, (bool, str, tuple, dict)):
        return outside(unknown, other)
    return False


def _all_equal(a: Iterable[Value], b: Iterable[Value]) -> bool | Unknown:
    left, right = list(a), list(b)
    if len(left) != len(right):
        return False
    open_ones: list[Unknown] = []
    for one, other in zip(left, right, strict=True):
        result = _equal(one, other)
        if result is False:
            return False
        if isinstance(result, Unknown):
            open_ones.append(result)
    return blend(open_ones, type=BOOL, not_null=True) if open_ones else True


def _equal_sets(a: SetValue, b: SetValue) -> bool | Unknown:
    pending = [unknown for value in (a, b) for _, unknown in unknowns(value)]
    if pending:
        (least, most), (other_least, other_most) = length_of_set(a), length_of_set(b)
        apart = most < other_least or other_most < least
        return False if apart else blend(pending, type=BOOL, not_null=True)
    return len(a) == len(b) and all(_equal(one, other) is True for one, other in zip(a, b, strict=True))


def make_set(items: Iterable[Value], element: Type = DYNAMIC) -> Value:
    """Make a set of converted items: duplicates go, the order is Terraform's, marks inside move to the set."""
    marks: frozenset[str] = NONE
    bare: list[Value] = []
    for item in items:
        inner, found = unmark_deep(item)
        marks |= found
        bare.append(inner)
    known: dict[Any, Value] = {}
    open_items: list[Value] = []
    for item in bare:
        if is_wholly_known(item):
            known.setdefault(identity(item), item)
        else:
            open_items.append(item)
    ordered = sorted(known.values(), key=_order)
    return mark(SetValue([*_nulls_last(ordered), *open_items], element), marks)


def _nulls_last(items: list[Value]) -> list[Value]:
    return [item for item in items if item is not None] + [item for item in items if item is None]


def unsettled(value: Value) -> list[Unknown]:
    """Return the unknowns inside a set that leave its length and order open, none for anything else."""
    if not isinstance(value, SetValue) or len(value) < 2:
        return []
    return [unknown for _, unknown in unknowns(value)]


def identity(value: Value) -> Any:
    """Return something hashable that is equal for exactly the equal known values of one type."""
    if isinstance(value, tuple):
        return ("seq", tuple(map(identity, value)))
    if isinstance(value, dict):
        return ("map", tuple((key, identity(value[key])) for key in sorted(value)))
    return (type(value) is bool, value)


def _order(value: Value) -> tuple[int, Any]:
    if isinstance(value, bool):
        return 0, int(value)
    if isinstance(value, (tuple, dict)):
        return 1, _hash_text(value).encode("utf-8", "surrogatepass")
    if isinstance(value, str):
        return 1, value.encode("utf-8", "surrogatepass")
    return (2, 0) if value is None else (0, value)


def _hash_text(value: Value) -> str:
    """Return the text by which Terraform happens to order compound elements of a set."""
    if isinstance(value, MapValue):
        return "{" + "".join(f"{_scalar_text(key)}:{_hash_text(value[key])};" for key in sorted(value)) + "}"
    if isinstance(value, dict):
        return "<" + "".join(f"{_hash_text(value[key])};" for key in sorted(value)) + ">"
    if isinstance(value, (ListValue, SetValue)):
        return "[" + "".join(f"{_hash_text(item)};" for item in value) + "]"
    if isinstance(value, tuple):
        return "<" + "".join(f"{_hash_text(item)};" for item in value) + ">"
    return _scalar_text(value)


def _scalar_text(value: Value) -> str:
    import json

    if value is None:
        return "~"
    if isinstance(value, bool):
        return "T" if value else "F"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return general_text(value)


def general_text(value: Any) -> str:
    """Return a number with ten significant digits, with an exponent when large or small (Go's ``%.10g``)."""
    return f"{float(value):.10g}" if abs(value) < 10**300 else str(value)
