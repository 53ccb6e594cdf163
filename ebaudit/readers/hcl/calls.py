"""Function calls: argument expansion, the functions that Terraform evaluates lazily, and providers' own."""

from ebaudit.model.diagnostic import Diagnostic, Level
from ebaudit.model.types import BOOL
from ebaudit.model.value import Unknown, Value, has_sensitive, is_wholly_known, leaves, unknowns
from ebaudit.readers.hcl.core import evaluate
from ebaudit.readers.hcl.effort import TOO_MUCH
from ebaudit.readers.hcl.errors import EvalError
from ebaudit.readers.hcl.faults import Fault
from ebaudit.readers.hcl.marks import NONE, blend, mark, unmark
from ebaudit.readers.hcl.scope import Scope
from ebaudit.readers.hcl.tree import Call, Expr, GetAttr, Index, Variable

PARTS = {"file": 8, "jsonencode": 4, "templatefile": 8}
"""Parts of the result that a function makes for one unit of work, where they are more than one."""
COSTLY = {"cidrsubnets": 4, "regexall": 12}
"""Units that each element of the result takes besides, where it is much."""
POINTING = frozenset(("element", "length", "lookup", "one"))
SHARING = POINTING | {"concat", "flatten", "keys", "merge", "values"}
"""Functions that hand on what is in their arguments without looking into it; the first look at one element."""
REFUSED = frozenset(("outside-root", "too-deep", "too-large", TOO_MUCH))
"""Errors that are ours: Terraform would have gone on."""


def call(expr: Call, scope: Scope) -> Value:
    """Return what a function returns for the arguments of a call."""
    name = expr.name.removeprefix("core::")
    if "::" in name:
        return _provider_function(expr, scope)
    if name == "try":
        return _try(expr, scope)
    if name == "can":
        return _can(expr, scope)
    if name == "templatestring":
        _check_template(expr)
    arguments, marks = _arguments(expr, scope)
    if isinstance(arguments, Unknown):
        return mark(arguments, marks)
    try:
        return mark(_applied(name, arguments, scope), marks)
    except EvalError as error:
        raise _placed(expr, error, arguments) from error


def _check_template(expr: Call) -> None:
    """Refuse a template that is written in place: Terraform takes only one that comes from elsewhere."""
    if expr.arguments and not isinstance(expr.arguments[0], (GetAttr, Index, Variable)):
        message = (
            '"templatestring" renders a template from elsewhere: its first argument must be a reference to a string, '
            "such as local.template. A template in place is a quoted string without the call."
        )
        raise Fault(message, expr.arguments[0])


def _applied(name: str, arguments: list[Value], scope: Scope) -> Value:
    effort = scope.environment.log.effort
    if name in SHARING:
        result = scope.environment.function(name, arguments, scope)
        looked_at = (result,) if name in POINTING else (*arguments, result)
        effort.spend(1 + sum(len(value) for value in looked_at if isinstance(value, (tuple, dict))))
        return result
    effort.walk(*arguments)
    result = scope.environment.function(name, arguments, scope)
    effort.walk(result, share=PARTS.get(name, 1))
    effort.spend(COSTLY.get(name, 0) * (len(result) if isinstance(result, tuple) else 1))
    return result


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
        if _refused(errors, scope):
            return Unknown(f"could not be evaluated: {errors[0].detail}")
        said.append(errors[0].detail)
    raise Fault(f'No argument of "try" could be evaluated: {" ".join(said)}', expr)


def _refused(errors: list[Diagnostic], scope: Scope) -> bool:
    """Report the errors when one of them is no error to Terraform, so that what it would do is not known."""
    ours = any(error.code in REFUSED for error in errors)
    for error in errors if ours else ():
        scope.report(error)
    return ours


def _undecided(value: Value) -> Value:
    marks = frozenset(word for _, leaf in leaves(value) for word in unmark(leaf)[1])
    return mark(blend(unknown for _, unknown in unknowns(value)), marks)


def _can(expr: Call, scope: Scope) -> Value:
    if len(expr.arguments) != 1:
        raise Fault('"can" needs exactly one argument.', expr)
    probe, faults = scope.probing()
    value = evaluate(expr.arguments[0], probe)
    errors = [fault for fault in faults if fault.level is Level.ERROR]
    if errors:
        unknown = Unknown(f"could not be evaluated: {errors[0].detail}", type=BOOL, not_null=True)
        return unknown if _refused(errors, scope) else False
    if is_wholly_known(value):
        return True
    return blend((unknown for _, unknown in unknowns(value)), type=BOOL, not_null=True)


def _expanded(expr: Call, scope: Scope) -> list[Expr]:
    if expr.expand:
        raise Fault('The arguments of "try" cannot be expanded by an ellipsis (...).', expr)
    return expr.arguments
