"""The value of each input variable of a module: given, defaulted, converted, marked and validated.

Source: https://developer.hashicorp.com/terraform/language/block/variable
"""

from typing import TYPE_CHECKING

from ebaudit.model.diagnostic import Diagnostic, Level
from ebaudit.model.source import SourceText
from ebaudit.model.types import BOOL
from ebaudit.model.value import EPHEMERAL, SENSITIVE, Unknown, Value, hole, reveal
from ebaudit.model.withheld import sensitive_texts
from ebaudit.readers.hcl.constraints import ANY, Constraint, apply_defaults, parse_constraint
from ebaudit.readers.hcl.convert import convert, type_text
from ebaudit.readers.hcl.declarations import Declared
from ebaudit.readers.hcl.errors import EvalError
from ebaudit.readers.hcl.evaluate import evaluate
from ebaudit.readers.hcl.faults import Fault
from ebaudit.readers.hcl.marks import mark, unmark
from ebaudit.readers.hcl.nowhere import Nowhere
from ebaudit.readers.hcl.project import weigh
from ebaudit.readers.hcl.scope import Scope
from ebaudit.readers.hcl.tree import Bad, BlockNode, Expr
from ebaudit.readers.hcl.variables import parse_given

if TYPE_CHECKING:
    from ebaudit.readers.hcl.environment import ModuleInstance

Raw = tuple[Value, Expr | None, Scope]
"""A value before conversion, the expression that gave it (None when nothing did), and that one's scope."""


class VariableValues:
    """The variables of one module instance."""

    __slots__ = ("_constraints", "instance")

    def __init__(self, instance: "ModuleInstance") -> None:
        self.instance = instance
        self._constraints: dict[str, Constraint] = {}

    def value(self, name: str, declared: Declared) -> Value:
        """Return a variable's value; what is wrong with it is in the log, and the value is then unknown."""
        marks = {word for word in (SENSITIVE, EPHEMERAL) if self.flag(declared, word)}
        value = mark(self._converted(name, declared), frozenset(marks))
        self.instance.log.secrets.update(sensitive_texts(value))
        return value

    def flag(self, declared: Declared, name: str, *, default: bool = False) -> bool:
        """Return an argument of a block that is constantly true or false."""
        node = declared.attribute(name)
        if node is None:
            return default
        value = evaluate(node.expr, self._constant(declared.source_of(node)))
        return value is True or value == "true"

    def _constant(self, source: SourceText) -> Scope:
        return Scope(Nowhere(self.instance.log, self.instance.calls), source)

    def constraint(self, name: str, declared: Declared) -> Constraint:
        """Return a variable's type constraint."""
        found = self._constraints.get(name)
        if found is None:
            found = self._constraints[name] = self._parse_constraint(declared)
        return found

    def _parse_constraint(self, declared: Declared) -> Constraint:
        node = declared.attribute("type")
        if node is None:
            return ANY
        scope = self._constant(declared.source_of(node))
        try:
            return parse_constraint(node.expr, scope)
        except EvalError as error:
            scope.fail(node.expr, error)
            return ANY

    def _converted(self, name: str, declared: Declared) -> Value:
        constraint = self.constraint(name, declared)
        raw, node, scope = self._raw(name, declared, constraint)
        if raw is None and node is not None and not self.flag(declared, "nullable", default=True):
            raw, node, scope = self._instead_of_null(name, declared, constraint, (raw, node, scope))
        if node is None:
            return raw
        try:
            value = convert(apply_defaults(raw, constraint), constraint.type)
            weigh(value)
        except EvalError as error:
            return scope.fail(node, self._refusal(name, declared, constraint, error))
        return value

    def _refusal(self, name: str, declared: Declared, constraint: Constraint, error: EvalError) -> EvalError:
        wanted = type_text(constraint.type)
        if self.flag(declared, SENSITIVE):
            message = f'The value of the sensitive variable "{name}" is not of type {wanted}.'
        else:
            message = f'The value of the variable "{name}" is not of type {wanted}: {error.message}'
        return EvalError(message, code="invalid-value" if error.code == "evaluation" else error.code)

    def _raw(self, name: str, declared: Declared, constraint: Constraint) -> Raw:
        call = self.instance.call
        if call is not None:
            block, scope = call
            node = block.attribute(name)
            if node is None:
                return self._default(name, declared, constraint)
            at = scope.within(block.source_of(node))
            return evaluate(node.expr, at), node.expr, at
        given = self.instance.given.get(name)
        if given is None:
            return self._default(name, declared, constraint)
        value = parse_given(given, declared, constraint, Nowhere(self.instance.log))
        if given.expr is not None and given.scope is not None:
            return value, given.expr, given.scope
        return value, _whole(declared), self.instance.scope(declared)

    def _default(self, name: str, declared: Declared, constraint: Constraint) -> Raw:
        node = declared.attribute("default")
        if node is not None:
            scope = self._constant(declared.source_of(node))
            return evaluate(node.expr, scope), node.expr, scope
        if self.instance.call is not None:
            self._missing_argument(name)
        address = self.instance.qualified(f"var.{name}")
        same = "" if self.instance.call is not None else hole(address)
        unknown = Unknown(f"no value is given for variable {name}", (address,), type=constraint.type, identity=same)
        return unknown, None, self.instance.scope(declared)

    def _instead_of_null(self, name: str, declared: Declared, constraint: Constraint, given: Raw) -> Raw:
        """Return the default of a variable that is given null but may not be."""
        _, node, scope = given
        if declared.attribute("default") is not None or node is None:
            return self._default(name, declared, constraint)
        message = f'The variable "{name}" is required and cannot be null.'
        return scope.fail(node, EvalError(message, code="missing-input")), None, scope

    def _missing_argument(self, name: str) -> None:
        if self.instance.call is None:
            return
        block, scope = self.instance.call
        message = f'The call gives no value for the required variable "{name}".'
        fault = Fault(message, block.node, code="missing-input", end=block.node.header_end)
        scope.within(block.source).fail(block.node, fault)

    def validate(self, name: str, declared: Declared) -> None:
        """Report each validation rule of a variable that its value breaks, or that is no rule."""
        for block in declared.body.blocks:
            if block.type == "validation":
                self._validate(name, block, Scope(self.instance, declared.source_of(block)))

    def _validate(self, name: str, block: BlockNode, scope: Scope) -> None:
        condition, said = (block.body.attributes.get(word) for word in ("condition", "error_message"))
        if condition is None or said is None:
            missing = "condition" if condition is None else "error_message"
            message = f'A validation block needs the argument "{missing}".'
            scope.fail(block, Fault(message, block, code="missing-argument", end=block.header_end))
        if condition is None:
            return
        verdict = _truth(condition.expr, scope)
        if verdict is not False:
            return
        words, marks = unmark(None if said is None else evaluate(said.expr, scope))
        text = words if isinstance(words, str) and not marks else "its message cannot be shown."
        detail = f'The value of the variable "{name}" breaks a rule of its own: {text}'
        summary = "The value of a variable is not valid"
        span = scope.span(condition.expr)
        self.instance.log.add(Diagnostic(Level.ERROR, "validation", summary, detail, span, self.instance.calls))


def _truth(condition: Expr, scope: Scope) -> Value:
    """Return whether a condition holds, or an unknown; one that is neither true nor false is reported."""
    value = reveal(evaluate(condition, scope))
    why = "it is null"
    if value is not None:
        try:
            return reveal(convert(value, BOOL))
        except EvalError as error:
            why = error.message
    return scope.fail(condition, EvalError(f"The condition must be true or false: {why}", code="invalid-value"))


def _whole(declared: Declared) -> Expr:
    """Return an expression that stands for a declaration's header, where a value has no place of its own."""
    return Bad(declared.node.start, declared.node.header_end)
