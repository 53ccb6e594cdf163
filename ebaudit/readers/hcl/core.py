"""The step that every kind of expression shares: evaluate one node, turning its error into an unknown."""

from collections.abc import Callable
from typing import Any

from ebaudit.model.value import Value
from ebaudit.readers.hcl.errors import EvalError
from ebaudit.readers.hcl.lazy import LAZY, whole
from ebaudit.readers.hcl.scope import Scope
from ebaudit.readers.hcl.tree import Expr

Handler = Callable[[Any, Scope], Value]

HANDLERS: dict[type, Handler] = {}
"""What evaluates a node, by the node's class; ``evaluate.py`` has the table."""


def evaluate(expr: Expr, scope: Scope) -> Value:
    """Return an expression's value; its errors are reported to ``scope`` and make the value unknown."""
    try:
        value = HANDLERS[expr.__class__](expr, scope)
        return whole(value) if value.__class__ in LAZY else value
    except EvalError as error:
        return scope.fail(expr, error)


def evaluate_lazily(expr: Expr, scope: Scope) -> Value:
    """Return an expression's value, with references worked out only as far as anybody looks."""
    try:
        return HANDLERS[expr.__class__](expr, scope)
    except EvalError as error:
        return scope.fail(expr, error)
