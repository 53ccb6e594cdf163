"""The references inside an expression, found without evaluating it."""

from collections.abc import Iterator

from ebaudit.readers.hcl.tree import (
    Binary,
    Call,
    Conditional,
    Expr,
    For,
    ForDirective,
    GetAttr,
    IfDirective,
    Index,
    Literal,
    Node,
    ObjectCons,
    Parens,
    Part,
    Splat,
    Template,
    Text,
    TupleCons,
    Unary,
    Variable,
)

Bound = frozenset[str]


def traversals(expr: Expr | Part, bound: Bound) -> Iterator[Expr]:
    """Yield the longest references made of names, attributes and literal indexes.

    ``bound`` are names that ``for`` defines around ``expr``; references that begin with one are left out.
    """
    if isinstance(expr, Variable | GetAttr | Index):
        yield from _reference(expr, bound)
    elif isinstance(expr, For):
        yield from _for(expr, bound)
    elif isinstance(expr, ForDirective):
        yield from traversals(expr.collection, bound)
        inner = bound | {expr.value} | ({expr.key} if expr.key else set())
        for part in expr.body:
            yield from traversals(part, inner)
    elif isinstance(expr, ObjectCons):
        yield from _object(expr, bound)
    else:
        for child in _children(expr):
            yield from traversals(child, bound)


def _reference(expr: Variable | GetAttr | Index, bound: Bound) -> Iterator[Expr]:
    root = _static_root(expr)
    if root is not None:
        if root.name not in bound:
            yield expr
        return
    if isinstance(expr, GetAttr):
        yield from traversals(expr.object, bound)
    elif isinstance(expr, Index):
        yield from traversals(expr.object, bound)
        yield from traversals(expr.key, bound)


def _static_root(expr: Expr) -> Variable | None:
    """Return the root name of ``a.b[0].c``, or None when the steps are not all literal."""
    while True:
        if isinstance(expr, Variable):
            return expr
        if isinstance(expr, GetAttr) or (isinstance(expr, Index) and is_literal(expr.key)):
            expr = expr.object
        else:
            return None


def is_literal(expr: Expr) -> bool:
    """Tell whether an expression is a number or a text without interpolation."""
    if isinstance(expr, Template):
        return all(isinstance(part, Text) for part in expr.parts)
    return isinstance(expr, Literal | Text)


def _for(expr: For, bound: Bound) -> Iterator[Expr]:
    yield from traversals(expr.collection, bound)
    inner = bound | {expr.value} | ({expr.key} if expr.key else set())
    for part in (expr.key_result, expr.result, expr.condition):
        if part is not None:
            yield from traversals(part, inner)


def _object(expr: ObjectCons, bound: Bound) -> Iterator[Expr]:
    for key, value in expr.items:
        if not isinstance(key, Variable):
            yield from traversals(key, bound)
        yield from traversals(value, bound)


def _children(expr: Node) -> tuple[Expr | Part, ...] | list[Expr] | list[Part]:
    if isinstance(expr, Template):
        return expr.parts
    if isinstance(expr, Call):
        return expr.arguments
    if isinstance(expr, TupleCons):
        return expr.items
    if isinstance(expr, Parens):
        return (expr.inner,)
    if isinstance(expr, Unary):
        return (expr.operand,)
    if isinstance(expr, Binary):
        return (expr.left, expr.right)
    if isinstance(expr, Conditional):
        return (expr.condition, expr.yes, expr.no)
    if isinstance(expr, Splat):
        return (expr.object, expr.each)
    if isinstance(expr, IfDirective):
        return (expr.condition, *expr.yes, *expr.no)
    return ()
