"""Calling Terraform's functions from expressions: what they may read, and how templates come back here."""

from ebaudit.model.source import SourceText
from ebaudit.model.value import Value
from ebaudit.readers.hcl.core import evaluate
from ebaudit.readers.hcl.effort import TEXT
from ebaudit.readers.hcl.errors import EvalError
from ebaudit.readers.hcl.faults import suggestion
from ebaudit.readers.hcl.functions import FUNCTIONS, call
from ebaudit.readers.hcl.functions.context import CallContext
from ebaudit.readers.hcl.nowhere import Inside
from ebaudit.readers.hcl.parse import parse_template
from ebaudit.readers.hcl.project import Project
from ebaudit.readers.hcl.scope import Scope

MAX_NESTED = 20
"""Templates that render templates are refused beyond this depth."""


def call_function(project: Project, directory: str, name: str, arguments: list[Value], scope: Scope) -> Value:
    """Call a function by name; raise ``EvalError`` where Terraform would refuse, or when there is no such function."""
    if name not in FUNCTIONS:
        hint = suggestion(name, FUNCTIONS)
        raise EvalError(f'There is no function named "{name}".{hint}', code="unsupported-function")

    def render(text: str, title: str, variables: dict[str, Value]) -> Value:
        return _render(project, scope, text, title, variables)

    allowed = (*project.inputs.allow_paths, directory)
    return call(name, arguments, CallContext(project.root, directory, render, allowed))


def _render(project: Project, scope: Scope, text: str, title: str, variables: dict[str, Value]) -> Value:
    if project.templates >= MAX_NESTED:
        raise EvalError(f"Templates render each other more than {MAX_NESTED} deep.", code="too-deep")
    scope.environment.log.effort.spend(len(text) // TEXT)
    source = SourceText(title, text)
    expr, problems = parse_template(source)
    if problems:
        first = problems[0]
        where = f" at line {first.span.line}" if first.span is not None else ""
        raise EvalError(f"The template {title} has an error{where}: {first.detail or first.summary}")
    outer = scope.environment
    inner = Scope(Inside(outer.log, outer.calls, outer.function), source, dict(variables))
    inner.faults = scope.faults
    project.templates += 1
    try:
        return evaluate(expr, inner)
    finally:
        project.templates -= 1
