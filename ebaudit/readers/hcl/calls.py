"""Function calls: argument expansion, the functions that Terraform evaluates lazily, and providers' own."""

from ebaudit.model.diagnostic import Diagnostic, Level
from ebaudit.model.types import BOOL
from ebaudit.model.value import Unknown, Value, has_sensitive, is_wholly_known, leaves, unknowns
from ebaudit.readers.hcl.core import evaluate
from ebaudit.readers.hcl.errors import EvalError
from ebaudit.readers.hcl.faults import Fault
from ebaudit.readers.hcl.marks import NONE, blend, mark, unmark
from ebaudit.readers.hcl.scope import Scope
from ebaudit.readers.hcl.tree import Call, Expr


def call(expr: Call, scope: Scope) -> Value:
    """Return what a function returns for the arguments of a call."""
    name = expr.name.removeprefix("core::")
    if "::" in name:
        return _provider_function(expr, scope)
    if name == "try":
        return _try(expr, scope)
    if name == "can":
        return _can(expr, scope)
    arguments, marks = _arguments(expr, scope)
    if isinstance(arguments, Unknown):
        return mark(arguments, marks)
    try:
        return mark(scope.environment.function(name, arguments, scope), marks)
    except EvalError as error:
        raise _placed(expr, error, arguments) from error


def _arguments(expr: Call, scope: Scope) -> tuple[list[Value] | Unknown, frozenset[str]]:
    arguments = [evaluate(argument, scope) for argument in expr.arguments]
    if not expr.expand:
        return arguments, NONE
    last, marks = unmark(arguments.pop())
    if isinstance(last, Unknown):
        return blend((last,)), marks
    if not isinstance(last, tuple):
        raise Fault("Only a list, set or tuple can be expanded by an ellipsis (...).", expr.arguments[-1])
    return [*arguments, *last], marks


def _placed(expr: Call, error: EvalError, arguments: list[Value]) -> Fault:
    """Point an error at the argument at fault, and keep sensitive text out of its message."""
    message = f'Call of "{expr.name}" failed: {error.message}'
    if any(has_sensitive(argument) for argument in arguments):
        message = f'Call of "{expr.name}" failed, for a reason that would show a sensitive value.'
    if error.code == "unsupported-function":
        return Fault(error.message, expr, code=error.code, end=expr.name_end)
    at: Expr = expr
    if error.argument is not None and expr.arguments:
        at = expr.arguments[min(error.argument, len(expr.arguments) - 1)]
    return Fault(message, at, code=error.code)


def _provider_function(expr: Call, scope: Scope) -> Value:
    if not expr.name.startswith("provider::"):
        raise Fault(f'There is no function named "{expr.name}".', expr, code="unsupported-function", end=expr.name_end)
    for argument in expr.arguments:
        evaluate(argument, scope)
    why = f"{expr.name} is a function of a provider, which runs only inside Terraform"
    span = scope.source.span(expr.start, expr.name_end)
    scope.report(
        Diagnostic(
            Level.WARNING,
            "provider-function",
            "The function runs only inside Terraform",
            f"{why}; its value is treated as unknown.",
            span,
            scope.environment.calls,
        )
    )
    return Unknown(why, (f"{expr.name}()",))


def _try(expr: Call, scope: Scope) -> Value:
    """Return the first argument that has a value; one that is not wholly known may yet turn out to have none."""
    if not expr.arguments:
        raise Fault('"try" needs at least one argument.', expr)
    said: list[str] = []
    for argument in _expanded(expr, scope):
        probe, faults = scope.probing()
        value = evaluate(argument, probe)
        errors = [fault for fault in faults if fault.level is Level.ERROR]
        if not errors:
            return value if is_wholly_known(value) else _undecided(value)
        said.append(errors[0].detail)
    raise Fault(f'No argument of "try" could be evaluated: {" ".join(said)}', expr)


def _undecided(value: Value) -> Value:
    marks = frozenset(word for _, leaf in leaves(value) for word in unmark(leaf)[1])
    return mark(blend(unknown for _, unknown in unknowns(value)), marks)


def _can(expr: Call, scope: Scope) -> Value:
    if len(expr.arguments) != 1:
        raise Fault('"can" needs exactly one argument.', expr)
    probe, faults = scope.probing()
    value = evaluate(expr.arguments[0], probe)
    if any(fault.level is Level.ERROR for fault in faults):
        return False
    if is_wholly_known(value):
        return True
    return blend((unknown for _, unknown in unknowns(value)), type=BOOL, not_null=True)


def _expanded(expr: Call, scope: Scope) -> list[Expr]:
    if expr.expand:
        raise Fault('The arguments of "try" cannot be expanded by an ellipsis (...).', expr)
    return expr.arguments
