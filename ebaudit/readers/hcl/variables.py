"""Input variables: where their values come from, in Terraform's precedence, and what a declaration makes of them.

Source: https://developer.hashicorp.com/terraform/language/values/variables#variable-definition-precedence
"""

import os

from ebaudit.model.diagnostic import Diagnostic, LedgerEntry, Level, Outcome
from ebaudit.model.record import Record
from ebaudit.model.request import Inputs
from ebaudit.model.source import SourceText, Span
from ebaudit.model.types import DYNAMIC, Primitive
from ebaudit.model.value import Value
from ebaudit.readers.hcl.constraints import Constraint
from ebaudit.readers.hcl.core import evaluate
from ebaudit.readers.hcl.declarations import Declared, Named
from ebaudit.readers.hcl.faults import suggestion
from ebaudit.readers.hcl.files import join
from ebaudit.readers.hcl.loader import Loader
from ebaudit.readers.hcl.nowhere import Nowhere
from ebaudit.readers.hcl.parse import parse_expression, parse_file
from ebaudit.readers.hcl.scope import Scope
from ebaudit.readers.hcl.tree import Expr

PREFIX = "TF_VAR_"


class Given(Record):
    """A value for a root variable: the text still to be parsed, or the expression, and where it comes from."""

    origin: str
    text: str | None = None
    value: Value = None
    expr: Expr | None = None
    scope: Scope | None = None

    @property
    def span(self) -> Span | None:
        """Where the value is written, when in a file."""
        return None if self.expr is None or self.scope is None else self.scope.span(self.expr)


class Givens:
    """The values given for the variables of a root module."""

    __slots__ = ("declared", "found", "loader", "said")

    def __init__(self, loader: Loader, declared: Named) -> None:
        self.loader = loader
        self.declared = declared
        self.found: dict[str, Given] = {}

    def collect(self, directory: str, names: list[str], inputs: Inputs) -> dict[str, Given]:
        """Read environment, definition files and ``inputs``; later ones win."""
        for key, text in inputs.environment.items():
            if key.startswith(PREFIX) and key[len(PREFIX) :] in self.declared:
                self.found[key[len(PREFIX) :]] = Given(f"the environment variable {key}", text)
        for name in definition_files(names):
            self._file(join(directory, name))
        for kind, text in inputs.variables:
            if kind == "file":
                self._file(os.path.normpath(os.path.join(inputs.working_directory, text)))  # noqa: PTH118  start-up
            else:
                self._argument(text)
        return self.found

    def _argument(self, text: str) -> None:
        name, equals, value = text.partition("=")
        name = name.strip()
        if not equals:
            self._say("invalid-variable", f'--var "{name}" gives no value: write --var "{name}=value".')
        elif name not in self.declared:
            hint = suggestion(name, self.declared)
            self._say(
                "undeclared-variable", f'--var gives a value to "{name}", which the root module does not declare.{hint}'
            )
        else:
            self.found[name] = Given("--var", value)

    def _say(self, code: str, detail: str, span: Span | None = None, level: Level = Level.ERROR) -> None:
        self.loader.log.add(Diagnostic(level, code, "The value of a variable cannot be used", detail, span))

    def _file(self, path: str) -> None:
        source = self.loader.source(path)
        if source is None:
            return
        given = self._json(source) if path.endswith(".json") else self._native(source)
        self.loader.log.record(LedgerEntry("file", path, Outcome.EVALUATED))
        for name, value in given.items():
            if name in self.declared:
                self.found[name] = value
                continue
            hint = suggestion(name, self.declared)
            # Without a span: nobody has said whether the value may be shown, and a span would show its line.
            at = f"{path}:{value.span.line}" if value.span is not None else path
            detail = f'{at} gives a value to "{name}", which the root module does not declare; it is not used.{hint}'
            self._say("undeclared-variable", detail, level=Level.WARNING)

    def _native(self, source: SourceText) -> dict[str, Given]:
        body, problems = parse_file(source)
        for problem in problems:
            self.loader.log.add(problem)
        for block in body.blocks:
            span = source.span(block.start, block.header_end)
            self._say("unexpected-block", "A file of variable values holds arguments only.", span)
        scope = Scope(Nowhere(self.loader.log), source)
        return {
            name: Given(source.name, None, evaluate(node.expr, scope), node.expr, scope)
            for name, node in body.attributes.items()
        }

    def _json(self, source: SourceText) -> dict[str, Given]:
        from ebaudit.readers.hcl.json_syntax import parse_json_value

        value, problems = parse_json_value(source)
        for problem in problems:
            self.loader.log.add(problem)
        if not isinstance(value, dict):
            return {}
        return {name: Given(source.name, None, item) for name, item in value.items()}


def definition_files(names: list[str]) -> list[str]:
    """Return the files that Terraform reads by itself, in the order in which later ones win."""
    fixed = [name for name in ("terraform.tfvars", "terraform.tfvars.json") if name in names]
    return fixed + sorted(name for name in names if name.endswith((".auto.tfvars", ".auto.tfvars.json")))


def takes_text(declared: Declared, constraint: Constraint) -> bool:
    """Tell whether text from the command line or environment is the value itself rather than an expression."""
    return declared.attribute("type") is None or (isinstance(constraint.type, Primitive) and constraint.type != DYNAMIC)


def parse_given(given: Given, declared: Declared, constraint: Constraint, environment: Nowhere) -> Value:
    """Return the value that a given text stands for; the errors of an expression are in the log."""
    if given.text is None:
        return given.value
    if takes_text(declared, constraint):
        return given.text
    source = SourceText(given.origin, given.text)
    expr, problems = parse_expression(source)
    for problem in problems:
        environment.log.add(problem)
    return evaluate(expr, Scope(environment, source))
