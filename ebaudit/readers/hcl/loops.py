"""``for`` expressions and splats.

Source: https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md#for-expressions
"""

from collections.abc import Iterable

from ebaudit.model.types import BOOL, DYNAMIC, STRING, CollectionType, TupleType, Type
from ebaudit.model.value import ListValue, SetValue, Unknown, Value, unknowns
from ebaudit.readers.hcl.convert import convert, type_of, type_text, unify
from ebaudit.readers.hcl.core import evaluate, evaluate_lazily
from ebaudit.readers.hcl.errors import EvalError
from ebaudit.readers.hcl.faults import Fault
from ebaudit.readers.hcl.lazy import LazyInstances, LazyObject
from ebaudit.readers.hcl.marks import blend, mark, unmark
from ebaudit.readers.hcl.scope import Scope
from ebaudit.readers.hcl.tree import Expr, For, Splat, SplatItem

Pairs = Iterable[tuple[Value, Value]]
SPLAT = "[*]"
"""The name, impossible in a file, under which a scope holds the current element of a splat."""


def elements(collection: Expr, scope: Scope) -> tuple[Pairs | Unknown, frozenset[str]]:
    """Return the keys and values that a ``for`` goes through, and the marks that its result gets.

    The first is an unknown where the collection is. Raises ``Fault`` for what cannot be gone through.
    """
    value, marks = unmark(evaluate_lazily(collection, scope))
    if isinstance(value, LazyObject):
        value = value.whole()
    if value is None:
        raise Fault("The value is null; a 'for' expression cannot go through it.", collection)
    if isinstance(value, SetValue):
        pending = open_elements(value)
        return pending or ((item, item) for item in value), marks
    if isinstance(value, tuple):
        return enumerate(value), marks
    if isinstance(value, dict):
        return ((key, value[key]) for key in sorted(value)), marks
    if isinstance(value, Unknown):
        return value, marks
    kind = type_text(type_of(value))
    raise Fault(f"A 'for' expression cannot go through a value of type {kind}.", collection)


def open_elements(value: SetValue) -> Unknown | None:
    """Return the unknown on which it depends how many elements a set has, if there is one.

    Terraform counts an element that is not known as one more; it may yet turn out to be one of the others.
    """
    pending = [unknown for _, unknown in unknowns(value)]
    return blend(pending, not_null=True) if pending and len(value) > 1 else None


def bind(scope: Scope, key_name: str | None, key: Value, value_name: str, value: Value) -> None:
    """Define the names of a loop for one element."""
    if key_name is not None:
        scope.names[key_name] = key
    scope.names[value_name] = value


class _Gathered:
    """What a ``for`` has gathered so far; ``unknown`` is set once its result cannot be known."""

    __slots__ = ("groups", "items", "marks", "members", "unknown")

    def __init__(self, marks: frozenset[str]) -> None:
        self.items: list[Value] = []
        self.members: dict[str, Value] = {}
        self.groups: dict[str, list[Value]] = {}
        self.marks = marks
        self.unknown: Unknown | None = None


def for_expression(expr: For, scope: Scope) -> Value:
    """Return the tuple or object that a ``for`` expression makes."""
    pairs, marks = elements(expr.collection, scope)
    if isinstance(pairs, Unknown):
        return mark(blend((pairs,), not_null=True), marks)
    gathered = _Gathered(marks)
    inner = scope.child({})
    effort = scope.environment.log.effort
    width = expr.end - expr.start
    for key, value in pairs:
        effort.loop(width)
        bind(inner, expr.key, key, expr.value, value)
        if expr.condition is not None and not _wanted(expr.condition, inner, gathered):
            continue
        _gather(expr, inner, gathered)
    if gathered.unknown is not None:
        return mark(gathered.unknown, gathered.marks)
    if expr.key_result is None:
        return mark(tuple(gathered.items), gathered.marks)
    if expr.group:
        return mark({key: tuple(items) for key, items in gathered.groups.items()}, gathered.marks)
    return mark(gathered.members, gathered.marks)


def _wanted(condition: Expr, scope: Scope, gathered: _Gathered) -> bool:
    test, marks = unmark(evaluate(condition, scope))
    gathered.marks |= marks
    if test is None:
        raise Fault("The 'if' of the 'for' expression is null; it must be true or false.", condition)
    try:
        test = convert(test, BOOL)
    except EvalError as error:
        raise Fault(f"The 'if' of the 'for' expression must be true or false: {error.message}", condition) from error
    if isinstance(test, Unknown):
        gathered.unknown = gathered.unknown or blend((test,), not_null=True)
        return False
    return test is True


def _gather(expr: For, scope: Scope, gathered: _Gathered) -> None:
    if expr.key_result is None:
        gathered.items.append(evaluate(expr.result, scope))
        return
    key = _key(expr.key_result, scope, gathered)
    value = evaluate(expr.result, scope)
    if key is None:
        return
    if expr.group:
        gathered.groups.setdefault(key, []).append(value)
    elif key in gathered.members:
        raise Fault(
            f"Two elements give the key \"{key}\" in this 'for' expression. "
            "Where that is meant, group them by an ellipsis (...) after the value.",
            expr.key_result,
        )
    else:
        gathered.members[key] = value


def _key(expr: Expr, scope: Scope, gathered: _Gathered) -> str | None:
    key, marks = unmark(evaluate(expr, scope))
    gathered.marks |= marks
    if key is None:
        raise Fault("The key of the 'for' expression is null.", expr)
    if key.__class__ is not str:
        key = convert(key, STRING)
    if isinstance(key, Unknown):
        gathered.unknown = gathered.unknown or blend((key,), not_null=True)
        return None
    return key if isinstance(key, str) else None


def splat(expr: Splat, scope: Scope) -> Value:
    """Apply the rest of a splat to every element, or to the one value that is not a sequence."""
    value, marks = unmark(evaluate_lazily(expr.object, scope))
    if value is None:
        return mark((), marks)
    if isinstance(value, LazyInstances):
        return mark(blend((value,), type=DYNAMIC, not_null=True), marks)
    if isinstance(value, SetValue):
        value = open_elements(value) or value
    if isinstance(value, Unknown) and not _is_one(value):
        return mark(_splat_unknown(expr, value, scope), marks)
    inner = scope.child({})
    if not isinstance(value, tuple):
        return mark((_each(expr, inner, value),), marks)
    results = tuple(_each(expr, inner, item) for item in value)
    if isinstance(value, (ListValue, SetValue)):
        return mark(_as_list(results, value.element, expr), marks)
    return mark(results, marks)


def _is_one(value: Unknown) -> bool:
    """Tell whether a value is, for all that is not known of it, one thing rather than a sequence or null."""
    return isinstance(value, LazyObject) or (
        value.not_null
        and value.type != DYNAMIC
        and not isinstance(value.type, TupleType)
        and not (isinstance(value.type, CollectionType) and value.type.kind != "map")
    )


def _each(expr: Splat, scope: Scope, item: Value) -> Value:
    scope.environment.log.effort.loop(expr.end - expr.start)
    scope.names[SPLAT] = item
    return evaluate(expr.each, scope)


def _as_list(results: tuple[Value, ...], element: Type, expr: Splat) -> Value:
    if isinstance(expr.each, SplatItem) and not results:
        return ListValue((), element)
    unified = unify([type_of(item) for item in results])
    if unified is None or unified == DYNAMIC:
        return ListValue(results)
    return ListValue((convert(item, unified) for item in results), unified)


def _splat_unknown(expr: Splat, value: Unknown, scope: Scope) -> Unknown:
    kind = value.type
    if isinstance(kind, CollectionType) and kind.kind in {"list", "set"}:
        inner = scope.child({SPLAT: blend((value,), type=kind.element)})
        each = evaluate(expr.each, inner)
        result = blend((value,), type=CollectionType("list", type_of(each)), not_null=True)
        result.length = value.length if kind.kind == "list" else None
        return result
    if isinstance(kind, TupleType):
        return blend((value,), not_null=True)
    return blend((value,), not_null=kind != DYNAMIC)


def splat_item(expr: SplatItem, scope: Scope) -> Value:
    """Return the element that the splat around this is at."""
    return scope.names[SPLAT]
