"""One module with its inputs: what its expressions can refer to, worked out when somebody asks."""

import os
from collections.abc import Iterable, Mapping

from ebaudit.model.diagnostic import Diagnostic, LedgerEntry, Level, ModuleCall, Outcome
from ebaudit.model.types import BOOL, DYNAMIC
from ebaudit.model.value import EPHEMERAL, SENSITIVE, Unknown, Value, reveal
from ebaudit.readers.hcl.constraints import ANY, Constraint, apply_defaults, parse_constraint
from ebaudit.readers.hcl.convert import convert, type_text
from ebaudit.readers.hcl.core import evaluate
from ebaudit.readers.hcl.declarations import Declarations, Declared
from ebaudit.readers.hcl.errors import EvalError
from ebaudit.readers.hcl.expansion import Expansion, Key, expand
from ebaudit.readers.hcl.faults import Fault, suggestion
from ebaudit.readers.hcl.invocation import call_function
from ebaudit.readers.hcl.lazy import LazyObject
from ebaudit.readers.hcl.loader import Module
from ebaudit.readers.hcl.marks import mark, unmark
from ebaudit.readers.hcl.nowhere import Nowhere
from ebaudit.readers.hcl.project import Project, weigh
from ebaudit.readers.hcl.resources import ResourceInstance, instances, referenced
from ebaudit.readers.hcl.scope import NOTHING, Origin, Scope
from ebaudit.readers.hcl.tree import Expr
from ebaudit.readers.hcl.variables import Given, parse_given

SPECIAL = ("var", "local", "module", "data", "each", "count", "self", "path", "terraform", "ephemeral", "resource")
EACH = {"each": "for_each", "count": "count"}


class ModuleInstance:
    """A module as called once (or the root).

    ``address`` is Terraform's prefix for what is inside, empty for the root. ``call`` is the calling block and
    the scope of its arguments; the root has ``given`` values instead.
    """

    __slots__ = (
        "_children",
        "_constraints",
        "_expansions",
        "_resources",
        "address",
        "call",
        "calls",
        "declarations",
        "given",
        "key",
        "log",
        "module",
        "parent",
        "path",
        "project",
    )

    def __init__(self, project: Project, module: Module, given: dict[str, Given]) -> None:
        self.project = project
        self.module = module
        self.declarations: Declarations = module.declarations
        self.log = project.log
        self.given = given
        self.address = ""
        self.path = ""
        self.key: Key = None
        self.parent: ModuleInstance | None = None
        self.call: tuple[Declared, Scope] | None = None
        self.calls: tuple[ModuleCall, ...] = ()
        self._constraints: dict[str, Constraint] = {}
        self._expansions: dict[str, Expansion] = {}
        self._resources: dict[str, dict[Key, ResourceInstance]] = {}
        self._children: dict[str, dict[Key, ModuleInstance] | None] = {}

    def qualified(self, name: str) -> str:
        """Return the address of something in this module."""
        return f"{self.address}.{name}" if self.address else name

    def scope(self, declared: Declared, meaning: Mapping[str, Value] = NOTHING) -> Scope:
        """Return the scope of a block's expressions."""
        return Scope(self, declared.source, None, meaning)

    # What expressions refer to.

    def roots(self) -> list[str]:
        """Return the names that a reference may begin with."""
        return [*SPECIAL, *self.declarations.resources["managed"]]

    def refer(self, root: str, name: str, scope: Scope) -> Value:
        """Return ``root.name``; raise ``EvalError`` when there is no such thing."""
        if root == "var":
            return self.variable(name)
        if root == "local":
            return self.local(name)
        if root == "module":
            return self.called(name)
        if root in {"each", "count", "self"}:
            return _meaning(root, name, scope)
        if root == "path":
            return self._path(name)
        if root in {"terraform", "tofu"}:
            return self._terraform(name)
        return self.resource("managed", root, name)

    def data(self, mode: str, type: str, name: str) -> Value:
        """Return ``data.type.name`` or ``ephemeral.type.name``."""
        return self.resource(mode, type, name)

    def function(self, name: str, arguments: list[Value], scope: Scope) -> Value:
        """Call one of Terraform's functions."""
        return call_function(self.project, self.module.directory, name, arguments, scope)

    def _path(self, name: str) -> Value:
        root = self.project.root
        if name == "root":
            return "."
        if name == "cwd":
            return self.project.working_directory()
        if name == "module":
            return os.path.relpath(self.module.directory, root)
        raise EvalError(f'"path" has no attribute "{name}".{suggestion(name, ("module", "root", "cwd"))}')

    def _terraform(self, name: str) -> Value:
        if name == "workspace":
            return self.project.workspace()
        if name == "applying":
            return Unknown("differs between plan and apply", ("terraform.applying",), type=BOOL)
        raise EvalError(f'"terraform" has no attribute "{name}".{suggestion(name, ("workspace",))}')

    # Variables.

    def variable(self, name: str) -> Value:
        """Return the value of an input variable."""
        declared = self.declarations.variables.get(name)
        if declared is None:
            raise _undeclared("variable", name, self.declarations.variables)
        label = self.qualified(f"var.{name}")
        fresh: list[bool] = []
        value = self.project.memory.once(label, lambda: self._variable(name, declared, fresh))
        if fresh:
            self._validate(name, declared)
        return value

    def _variable(self, name: str, declared: Declared, fresh: list[bool]) -> Value:
        fresh.append(True)
        marks = {word for word in (SENSITIVE, EPHEMERAL) if self._flag(declared, word)}
        value = self._converted(name, declared)
        return mark(value, frozenset(marks))

    def _flag(self, declared: Declared, name: str, *, default: bool = False) -> bool:
        node = declared.attribute(name)
        if node is None:
            return default
        value = evaluate(node.expr, Scope(Nowhere(self.log, self.calls), declared.source_of(node)))
        return value is True or value == "true"

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
        scope = Scope(Nowhere(self.log, self.calls), declared.source_of(node))
        try:
            return parse_constraint(node.expr, scope)
        except EvalError as error:
            scope.fail(node.expr, error)
            return ANY

    def _converted(self, name: str, declared: Declared) -> Value:
        constraint = self.constraint(name, declared)
        raw, node, scope = self._raw(name, declared, constraint)
        if raw is None and node is not None and not self._flag(declared, "nullable", default=True):
            raw, node, scope = self._default(name, declared, constraint)
        if isinstance(raw, Unknown) and node is None:
            return raw
        try:
            value = convert(apply_defaults(raw, constraint), constraint.type)
            weigh(value)
        except EvalError as error:
            message = f'The value of the variable "{name}" is not {type_text(constraint.type)}: {error.message}'
            if self._flag(declared, SENSITIVE):
                message = f'The value of the sensitive variable "{name}" is not {type_text(constraint.type)}.'
            return self._refuse(message, node, scope, declared, error.code)
        return value

    def _refuse(self, message: str, node: Expr | None, scope: Scope, declared: Declared, code: str) -> Unknown:
        error = EvalError(message, code=code if code != "evaluation" else "invalid-value")
        return scope.fail(node or declared.node, error)

    def _raw(self, name: str, declared: Declared, constraint: Constraint) -> tuple[Value, Expr | None, Scope]:
        if self.call is not None:
            block, scope = self.call
            node = block.attribute(name)
            if node is None:
                return self._default(name, declared, constraint)
            at = scope.within(block.source_of(node))
            return evaluate(node.expr, at), node.expr, at
        given = self.given.get(name)
        if given is None:
            return self._default(name, declared, constraint)
        value = parse_given(given, declared, constraint, Nowhere(self.log))
        scope = given.scope if given.scope is not None else self.scope(declared)
        return value, given.expr if given.expr is not None else _named(declared), scope

    def _default(self, name: str, declared: Declared, constraint: Constraint) -> tuple[Value, Expr | None, Scope]:
        node = declared.attribute("default")
        if node is None:
            if self.call is not None:
                self._missing_argument(name)
            refs = (self.qualified(f"var.{name}"),)
            unknown = Unknown(f"no value is given for variable {name}", refs, type=constraint.type)
            return unknown, None, self.scope(declared)
        scope = Scope(Nowhere(self.log, self.calls), declared.source_of(node))
        return evaluate(node.expr, scope), node.expr, scope

    def _missing_argument(self, name: str) -> None:
        if self.call is None:
            return
        block, scope = self.call
        fault = Fault(f'The call gives no value for the required variable "{name}".', block.node, code="missing-input")
        fault.end = block.node.header_end
        scope.within(block.source).fail(block.node, fault)

    def _validate(self, name: str, declared: Declared) -> None:
        for block in declared.body.blocks:
            condition = block.body.attributes.get("condition")
            if block.type != "validation" or condition is None:
                continue
            scope = Scope(self, declared.source_of(block))
            verdict = reveal(evaluate(condition.expr, scope))
            if verdict is not False and verdict != "false":
                continue
            said = block.body.attributes.get("error_message")
            message, marks = unmark(evaluate(said.expr, scope)) if said is not None else ("", frozenset())
            text = message if isinstance(message, str) and not marks else "its message cannot be shown."
            detail = f'The value of the variable "{name}" breaks a validation rule: {text}'
            self.log.add(
                Diagnostic(
                    Level.ERROR,
                    "validation",
                    "A variable's value is not valid",
                    detail,
                    scope.span(condition.expr),
                    self.calls,
                )
            )

    # Locals and outputs.

    def local(self, name: str) -> Value:
        """Return a local value."""
        found = self.declarations.locals.get(name)
        if found is None:
            raise _undeclared("local value", name, self.declarations.locals)
        node, source = found
        return self.project.memory.once(
            self.qualified(f"local.{name}"), lambda: _weighed(node.expr, Scope(self, source))
        )

    def output(self, name: str) -> Value:
        """Return one of the module's outputs."""
        declared = self.declarations.outputs.get(name)
        if declared is None:
            raise _undeclared("output", name, self.declarations.outputs)
        return self.project.memory.once(self.qualified(f"output.{name}"), lambda: self._output(declared))

    def _output(self, declared: Declared) -> Value:
        node = declared.attribute("value")
        if node is None:
            return None
        value = _weighed(node.expr, Scope(self, declared.source_of(node)))
        return mark(value, frozenset((SENSITIVE,))) if self._flag(declared, SENSITIVE) else value

    def lazy(self) -> LazyObject:
        """Return the module as the object of its outputs."""
        return LazyObject("an output of a module", (self.address,), self.output, tuple(self.declarations.outputs))

    def definition(self, root: str, name: str) -> tuple[Expr, Scope] | None:
        """Return the expression that a local or variable was given, for locating parts of its value."""
        if root == "local" and name in self.declarations.locals:
            node, source = self.declarations.locals[name]
            return node.expr, Scope(self, source)
        declared = self.declarations.variables.get(name) if root == "var" else None
        if declared is None:
            return None
        if self.call is not None:
            block, scope = self.call
            node_or_none = block.attribute(name)
            if node_or_none is not None:
                return node_or_none.expr, scope.within(block.source_of(node_or_none))
        given = self.given.get(name)
        if given is not None:
            return None if given.expr is None or given.scope is None else (given.expr, given.scope)
        default = declared.attribute("default")
        return None if default is None else (default.expr, self.scope(declared).within(declared.source_of(default)))

    # Resources.

    def resource(self, mode: str, type: str, name: str) -> Value:
        """Return what a reference to a resource sees."""
        found = self.declarations.resources[mode].get(type, {})
        if name not in found:
            prefix = "" if mode == "managed" else f"{mode}."
            others = {f"{prefix}{t}.{n}" for t, named in self.declarations.resources[mode].items() for n in named}
            raise _no_resource(f"{prefix}{type}.{name}", type, others, self.roots())
        address = self.resource_address(mode, type, name)
        made = self.resource_instances(mode, type, name)
        lazy: dict[Key, Value] = {key: instance.lazy() for key, instance in made.items()}
        return referenced(self._expansions[address], lazy, address)

    def resource_address(self, mode: str, type: str, name: str) -> str:
        """Return the address of a resource without an instance key."""
        return self.qualified(f"{type}.{name}" if mode == "managed" else f"{mode}.{type}.{name}")

    def resource_instances(self, mode: str, type: str, name: str) -> dict[Key, ResourceInstance]:
        """Return the instances of a declared resource by their keys."""
        address = self.resource_address(mode, type, name)
        found = self._resources.get(address)
        if found is not None:
            return found
        declared = self.declarations.resources[mode][type][name]
        expansion = self.expansion(address, declared)
        catalog = self.project.catalog
        shape = catalog.resource(type) if mode == "managed" else catalog.data_source(type)
        once = self.project.memory.once

        def make(key: Key, meaning: dict[str, Value], suffix: str) -> ResourceInstance:
            scope = self.instance_scope(declared, meaning, key, expansion)
            return ResourceInstance(f"{address}{suffix}", mode, type, declared, scope, shape, once)

        made = self._resources[address] = instances(expansion, make)
        return made

    def instance_scope(self, declared: Declared, meaning: dict[str, Value], key: Key, expansion: Expansion) -> Scope:
        """Return the scope of one instance's expressions."""
        scope = self.scope(declared, meaning)
        if expansion.origin is not None and key is not None:
            scope.origins = {"each": Origin(*expansion.origin, key)}
        return scope

    def expansion(self, address: str, declared: Declared) -> Expansion:
        """Return the instances that ``count`` or ``for_each`` of a block make."""
        found = self._expansions.get(address)
        if found is None:
            self.project.memory.once(f"{address} (count or for_each)", lambda: self._expand(address, declared))
            found = self._expansions[address]
        return found

    def _expand(self, address: str, declared: Declared) -> Value:
        expansion = expand(declared, self.scope(declared))
        self._expansions[address] = expansion
        if expansion.unknown is not None:
            why = f"its {expansion.kind} is unknown ({expansion.unknown.reason}); one instance stands for all"
            span = declared.source.span(declared.node.start, declared.node.header_end)
            kind = "module" if declared.node.type == "module" else "resource"
            self.log.record(LedgerEntry(kind, address, Outcome.PARTIAL, why, span))
        return True

    # Module calls.

    def called(self, name: str) -> Value:
        """Return what a reference to a module call sees."""
        declared = self.declarations.calls.get(name)
        if declared is None:
            raise _undeclared("module call", name, self.declarations.calls)
        children = self.children(name)
        address = self.qualified(f"module.{name}")
        if children is None:
            return Unknown("its module is not installed", (address,), type=DYNAMIC)
        lazy: dict[Key, Value] = {key: child.lazy() for key, child in children.items()}
        return referenced(self._expansions[address], lazy, address)

    def children(self, name: str) -> "dict[Key, ModuleInstance] | None":
        """Return the instances of a called module by their keys, or None when its files cannot be had."""
        if name not in self._children:
            from ebaudit.readers.hcl.calling import call_module

            self._children[name] = call_module(self, name)
        return self._children[name]


def _weighed(expr: Expr, scope: Scope) -> Value:
    value = evaluate(expr, scope)
    try:
        weigh(value)
    except EvalError as error:
        return scope.fail(expr, error)
    return value


def _named(declared: Declared) -> Expr | None:
    node = declared.attribute("type")
    return None if node is None else node.expr


def _meaning(root: str, name: str, scope: Scope) -> Value:
    key = f"{root}.{name}"
    if key not in scope.instance:
        where = f'only in a block with "{EACH[root]}"' if root in EACH else "only in provisioners and conditions"
        raise EvalError(f'"{root}.{name}" has a meaning {where}.', code="undeclared-reference")
    return scope.instance[key]


def _undeclared(kind: str, name: str, names: Iterable[str]) -> EvalError:
    hint = suggestion(name, names)
    return EvalError(f'There is no {kind} named "{name}" in this module.{hint}', code="undeclared-reference")


def _no_resource(address: str, type: str, others: set[str], roots: list[str]) -> EvalError:
    hint = suggestion(address, others) or suggestion(type, roots)
    what = "data source" if address.startswith("data.") else "resource"
    return EvalError(f"No {what} {address} is declared in this module.{hint}", code="undeclared-reference")
