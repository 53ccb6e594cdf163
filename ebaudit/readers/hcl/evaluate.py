"""Expressions to values, by Terraform's rules; unknowns stay unknown and keep what is known of them.

Source: https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md#expressions
"""

from ebaudit.model.types import STRING
from ebaudit.model.value import Unknown, Value, has_sensitive
from ebaudit.readers.hcl import calls, conditions, loops, templates
from ebaudit.readers.hcl.access import get_attribute, get_index
from ebaudit.readers.hcl.convert import convert
from ebaudit.readers.hcl.core import HANDLERS, evaluate, evaluate_lazily
from ebaudit.readers.hcl.errors import EvalError
from ebaudit.readers.hcl.faults import Fault, suggestion
from ebaudit.readers.hcl.marks import NONE, blend, mark, unmark
from ebaudit.readers.hcl.scope import Scope
from ebaudit.readers.hcl.tree import (
    Bad,
    Binary,
    Call,
    Conditional,
    Expr,
    For,
    GetAttr,
    Index,
    Literal,
    Node,
    ObjectCons,
    Parens,
    Quoted,
    Splat,
    SplatItem,
    Template,
    Text,
    TupleCons,
    Unary,
    Variable,
)

__all__ = ["evaluate", "evaluate_lazily"]

MODES = frozenset(("data", "ephemeral", "resource"))
"""First words of references that a type and a name follow."""


def _literal(expr: Literal, scope: Scope) -> Value:
    return expr.value


def _bad(expr: Bad, scope: Scope) -> Value:
    return Unknown("could not be evaluated: the expression has a syntax error")


def _variable(expr: Variable, scope: Scope) -> Value:
    names = scope.names
    if expr.name in names:
        return names[expr.name]
    roots = scope.environment.roots()
    if not roots:
        known = suggestion(expr.name, names)
        raise Fault(f'There is no variable named "{expr.name}" here.{known}', expr)
    if expr.name in roots:
        message = f'"{expr.name}" needs an attribute after it, such as "{expr.name}.name".'
        raise Fault(message, expr, code="undeclared-reference")
    message = f'There is nothing named "{expr.name}" here.{suggestion(expr.name, [*names, *roots])}'
    raise Fault(message, expr, code="undeclared-reference")


def _get_attribute(expr: GetAttr, scope: Scope) -> Value:
    base = expr.object
    if isinstance(base, Variable) and base.name not in scope.names:
        return _refer(expr, base.name, scope)
    if isinstance(base, GetAttr) and _is_mode(base.object, scope):
        return _refer_mode(expr, base, scope)
    value = evaluate_lazily(base, scope)
    try:
        if expr.legacy_index:
            for step in expr.name.split("."):
                value = get_index(value, _legacy_key(step))
            return value
        return get_attribute(value, expr.name)
    except EvalError as error:
        raise _after(expr, expr.name_start, error) from error


def _legacy_key(step: str) -> Value:
    if step.isdecimal():
        return int(step)
    from ebaudit.readers.hcl.numbers import parse_number

    return parse_number(step)


def _is_mode(base: Expr, scope: Scope) -> bool:
    return isinstance(base, Variable) and base.name in MODES and base.name not in scope.names


def _refer(expr: GetAttr, root: str, scope: Scope) -> Value:
    if root in MODES:
        raise Fault(f'"{root}.{expr.name}" needs the name of what it refers to.', expr, code="undeclared-reference")
    try:
        return scope.environment.refer(root, expr.name, scope)
    except EvalError as error:
        raise Fault(error.message, expr, code=error.code) from error


def _refer_mode(expr: GetAttr, base: GetAttr, scope: Scope) -> Value:
    root = base.object
    mode = root.name if isinstance(root, Variable) else ""
    try:
        if mode == "resource":
            return scope.environment.refer(base.name, expr.name, scope)
        return scope.environment.data(mode, base.name, expr.name)
    except EvalError as error:
        raise Fault(error.message, expr, code=error.code) from error


def _after(expr: Node, start: int, error: EvalError) -> EvalError:
    """Point an error at the last step of a reference only."""
    if isinstance(error, Fault):
        return error
    fault = Fault(error.message, expr, code=error.code)
    fault.start = start
    return fault


def _index(expr: Index, scope: Scope) -> Value:
    base = expr.object
    value = evaluate_lazily(base, scope)
    key = evaluate(expr.key, scope)
    try:
        return get_index(value, key)
    except EvalError as error:
        if has_sensitive(key):
            raise Fault("The index is not valid, for a reason that would show a sensitive value.", expr.key) from error
        raise Fault(error.message, expr.key, code=error.code) from error


def _tuple(expr: TupleCons, scope: Scope) -> Value:
    return tuple([evaluate(item, scope) for item in expr.items])


def _object(expr: ObjectCons, scope: Scope) -> Value:
    members: dict[str, Value] = {}
    marks = NONE
    unknown: Unknown | None = None
    for key_expr, value_expr in expr.items:
        key, key_marks = _object_key(key_expr, scope)
        value = evaluate(value_expr, scope)
        marks |= key_marks
        if isinstance(key, Unknown):
            unknown = unknown or key
        else:
            members[key] = value
    return mark(members if unknown is None else blend((unknown,), not_null=True), marks)


def _object_key(expr: Expr, scope: Scope) -> tuple[str | Unknown, frozenset[str]]:
    if isinstance(expr, Variable):
        return expr.name, NONE
    key, marks = unmark(evaluate(expr, scope))
    if key is None:
        raise Fault("The key is null; it must be a text.", expr)
    try:
        key = convert(key, STRING)
    except EvalError as error:
        raise Fault(f"The key must be a text: {error.message}", expr) from error
    if isinstance(key, (str, Unknown)):
        return key, marks
    raise Fault("The key must be a text.", expr)


def _parens(expr: Parens, scope: Scope) -> Value:
    return evaluate(expr.inner, scope)


def _unary(expr: Unary, scope: Scope) -> Value:
    operand = evaluate(expr.operand, scope)
    try:
        from ebaudit.readers.hcl.operators import unary

        return unary(expr.operator, operand)
    except EvalError as error:
        raise _operand(expr, error, (operand,), (expr.operand,)) from error


def _binary(expr: Binary, scope: Scope) -> Value:
    left = evaluate(expr.left, scope)
    right = evaluate(expr.right, scope)
    try:
        from ebaudit.readers.hcl.operators import binary

        if isinstance(left, (tuple, dict)) or isinstance(right, (tuple, dict)):
            scope.environment.log.effort.walk(left, right)
        return binary(expr.operator, left, right)
    except EvalError as error:
        raise _operand(expr, error, (left, right), (expr.left, expr.right)) from error


def _operand(node: Expr, error: EvalError, values: tuple[Value, ...], nodes: tuple[Expr, ...]) -> Fault:
    if any(map(has_sensitive, values)):
        return Fault("The operation is not possible, for a reason that would show a sensitive value.", node)
    at = nodes[error.argument] if error.argument is not None and error.argument < len(nodes) else node
    return Fault(error.message, at, code=error.code)


HANDLERS.update(
    {
        Literal: _literal,
        Text: templates.text,
        Quoted: templates.text,
        Template: templates.template,
        Variable: _variable,
        GetAttr: _get_attribute,
        Index: _index,
        Splat: loops.splat,
        SplatItem: loops.splat_item,
        Call: calls.call,
        Unary: _unary,
        Binary: _binary,
        Conditional: conditions.conditional,
        Parens: _parens,
        TupleCons: _tuple,
        ObjectCons: _object,
        For: loops.for_expression,
        Bad: _bad,
    }
)
