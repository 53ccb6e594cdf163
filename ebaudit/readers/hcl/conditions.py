"""Conditionals, and what is known of a value that is one of two.

Source: https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md#conditional-operator
"""

from ebaudit.model.types import BOOL, DYNAMIC, NUMBER, STRING
from ebaudit.model.value import ListValue, MapValue, Sensitive, SetValue, Unknown, Value
from ebaudit.readers.hcl.convert import convert, shown_type, type_of, unify
from ebaudit.readers.hcl.core import evaluate
from ebaudit.readers.hcl.errors import EvalError
from ebaudit.readers.hcl.faults import Fault
from ebaudit.readers.hcl.marks import blend, mark, unmark
from ebaudit.readers.hcl.ranges import either, number
from ebaudit.readers.hcl.scope import Scope
from ebaudit.readers.hcl.templates import shared_start
from ebaudit.readers.hcl.tree import Conditional


def conditional(expr: Conditional, scope: Scope) -> Value:
    """Choose an arm, converted to the type that both arms have in common.

    An unknown condition keeps what both arms agree on. Only the chosen arm's errors count.
    """
    test, marks = unmark(evaluate(expr.condition, scope))
    test = _test(expr, test)
    yes_scope, yes_faults = scope.probing()
    no_scope, no_faults = scope.probing()
    yes, no = evaluate(expr.yes, yes_scope), evaluate(expr.no, no_scope)
    if isinstance(yes, (tuple, dict)) or isinstance(no, (tuple, dict)):
        for _ in range(3 if isinstance(test, Unknown) else 1):
            scope.environment.log.effort.walk(yes, no)
    yes, no = _alike(expr, yes, no)
    if isinstance(test, Unknown):
        for fault in (*yes_faults, *no_faults):
            scope.report(fault)
        return mark(agree(yes, no, test), marks)
    for fault in yes_faults if test else no_faults:
        scope.report(fault)
    return mark(yes if test else no, marks)


def _test(expr: Conditional, test: Value) -> Value:
    if test is None:
        raise Fault("The condition is null; it must be true or false.", expr.condition)
    try:
        return convert(test, BOOL)
    except EvalError as error:
        raise Fault(f"The condition must be true or false: {error.message}", expr.condition) from error


_SCALARS = frozenset((str, bool, int))


def _alike(expr: Conditional, yes: Value, no: Value) -> tuple[Value, Value]:
    if yes.__class__ is no.__class__ and yes.__class__ in _SCALARS:
        return yes, no
    if yes is None or no is None:
        return yes, no
    yes_type, no_type = type_of(yes), type_of(no)
    if yes_type == no_type:
        return yes, no
    common = unify([yes_type, no_type])
    if common is None:
        raise Fault(
            f"The two results of a conditional must have types in common: one is {shown_type(yes_type)}, "
            f"the other {shown_type(no_type)}.",
            expr,
        )
    if common == DYNAMIC:
        return yes, no
    return convert(yes, common), convert(no, common)


def agree(one: Value, other: Value, why: Unknown) -> Value:
    """Return what is known of a value that is ``one`` or ``other``; ``why`` is unknown decides which."""
    if one is other:
        return one
    if isinstance(one, Sensitive) or isinstance(other, Sensitive):
        one, one_marks = unmark(one)
        other, other_marks = unmark(other)
        return mark(agree(one, other, why), one_marks | other_marks)
    if one.__class__ is other.__class__:
        if not isinstance(one, (tuple, dict, Unknown)) and one == other:
            return one
        merged = _agree_inside(one, other, why)
        if merged is not None:
            return merged
    return _either(one, other, why)


def _agree_inside(one: Value, other: Value, why: Unknown) -> Value | None:
    if isinstance(one, SetValue) and isinstance(other, SetValue):
        return one if same(one, other) else None
    if isinstance(one, tuple) and isinstance(other, tuple) and len(one) == len(other):
        merged = [agree(left, right, why) for left, right in zip(one, other, strict=True)]
        return _rebuilt(one, merged)
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        members = {key: agree(value, other[key], why) for key, value in one.items()}
        return MapValue(members, one.element) if isinstance(one, MapValue) else members
    return None


def _rebuilt(like: tuple[Value, ...], items: list[Value]) -> tuple[Value, ...]:
    return ListValue(items, like.element) if isinstance(like, ListValue) else tuple(items)


def same(one: Value, other: Value) -> bool:
    """Tell whether two values are wholly known and equal, types included."""
    if one.__class__ is not other.__class__ or isinstance(one, (Unknown, Sensitive)):
        return False
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(value, other[key]) for key, value in one.items())
    return one == other


def _either(one: Value, other: Value, why: Unknown) -> Unknown:
    arms = [arm for arm in (one, other) if isinstance(arm, Unknown)]
    one_type, other_type = type_of(one), type_of(other)
    common = one_type if one_type == other_type else unify([one_type, other_type]) or DYNAMIC
    prefix = shared_start(_start(one), _start(other)) if common == STRING else ""
    result = blend((why, *arms), type=common, prefix=prefix, not_null=_not_null(one) and _not_null(other))
    result.length = _lengths(one, other)
    return number(result, either(one, other)) if common == NUMBER else result


def _start(value: Value) -> str:
    if isinstance(value, Unknown):
        return value.prefix
    return value if isinstance(value, str) else ""


def _not_null(value: Value) -> bool:
    return value.not_null if isinstance(value, Unknown) else value is not None


def _lengths(one: Value, other: Value) -> tuple[int, int | None] | None:
    bounds = [_length(one), _length(other)]
    if bounds[0] is None or bounds[1] is None:
        return None
    (low, high), (other_low, other_high) = bounds[0], bounds[1]
    return min(low, other_low), None if high is None or other_high is None else max(high, other_high)


def _length(value: Value) -> tuple[int, int | None] | None:
    if isinstance(value, Unknown):
        return value.length
    return (len(value), len(value)) if isinstance(value, (tuple, MapValue)) else None
