"""Sensitivity of values, and unknowns made of other unknowns."""

from collections.abc import Iterable

from ebaudit.model.types import DYNAMIC, Type
from ebaudit.model.value import Sensitive, Unknown, Value

NONE: frozenset[str] = frozenset()


def unmark(value: Value) -> tuple[Value, frozenset[str]]:
    """Return the value without the marks on itself, and those marks."""
    if not isinstance(value, Sensitive):
        return value, NONE
    marks = value.marks
    inner = value.value
    while isinstance(inner, Sensitive):
        marks |= inner.marks
        inner = inner.value
    return inner, marks


def mark(value: Value, marks: frozenset[str]) -> Value:
    """Return the value with ``marks`` added to those it has."""
    if not marks:
        return value
    if isinstance(value, Sensitive):
        inner, had = unmark(value)
        return Sensitive(inner, had | marks)
    return Sensitive(value, marks)


def blend(
    unknowns: Iterable[Unknown],
    *,
    type: Type = DYNAMIC,
    prefix: str = "",
    parts: tuple[str | None, ...] = (),
    not_null: bool = False,
) -> Unknown:
    """Make the unknown that depends on all of ``unknowns``, of which there is at least one.

    The reason is the first one's; what they refer to is joined without repetition.
    """
    found = list(unknowns)
    refs = dict.fromkeys(ref for unknown in found for ref in unknown.refs)
    return Unknown(found[0].reason, tuple(refs), type=type, prefix=prefix, parts=parts, not_null=not_null)
