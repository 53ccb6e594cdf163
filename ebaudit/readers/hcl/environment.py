"""One module with its inputs: what its expressions can refer to, worked out when somebody asks."""

import os
from collections.abc import Iterable, Mapping

from ebaudit.model.diagnostic import LedgerEntry, ModuleCall, Outcome
from ebaudit.model.types import BOOL, DYNAMIC
from ebaudit.model.value import SENSITIVE, Unknown, Value
from ebaudit.readers.hcl.declarations import Declarations, Declared
from ebaudit.readers.hcl.errors import EvalError
from ebaudit.readers.hcl.evaluate import evaluate
from ebaudit.readers.hcl.expansion import SINGLE, Expansion, Key, expand, is_single
from ebaudit.readers.hcl.faults import suggestion
from ebaudit.readers.hcl.inputs import VariableValues
from ebaudit.readers.hcl.invocation import call_function
from ebaudit.readers.hcl.lazy import LazyObject
from ebaudit.readers.hcl.loader import Module
from ebaudit.readers.hcl.marks import mark
from ebaudit.readers.hcl.project import Project, weigh
from ebaudit.readers.hcl.resources import ResourceInstance, instances, referenced
from ebaudit.readers.hcl.scope import NOTHING, Origin, Scope
from ebaudit.readers.hcl.tree import Expr
from ebaudit.readers.hcl.variables import Given

SPECIAL = ("var", "local", "module", "data", "each", "count", "self", "path", "terraform", "ephemeral", "resource")
EACH = {"each": "for_each", "count": "count"}


class ModuleInstance:
    """A module as called once (or the root).

    ``address`` is Terraform's prefix for what is inside, empty for the root. ``call`` is the calling block and
    the scope of its arguments; the root has ``given`` values instead.
    """

    __slots__ = (
        "_children",
        "_expansions",
        "_known",
        "_resources",
        "address",
        "call",
        "calls",
        "declarations",
        "given",
        "inputs",
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
        self.inputs = VariableValues(self)
        self._known: dict[tuple[str, str], Value] = {}
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
        if root in {"each", "count", "self"}:
            return _meaning(root, name, scope)
        known = self._known.get((root, name))
        if known is None:
            known = self._known[root, name] = self._find(root, name)
        return known

    def _find(self, root: str, name: str) -> Value:
        if root == "var":
            return self.variable(name)
        if root == "local":
            return self.local(name)
        if root == "module":
            return self.called(name)
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
            return self._absent("variable", name, self.declarations.variables)
        fresh: list[Declared] = []

        def compute() -> Value:
            fresh.append(declared)
            return self.inputs.value(name, declared)

        value = self.project.memory.once(self.qualified(f"var.{name}"), compute)
        if fresh:
            self.inputs.validate(name, declared)
        return value

    def _absent(self, kind: str, name: str, names: Iterable[str]) -> Unknown:
        """Refuse a reference to nothing, unless it may be declared in a part that could not be read."""
        if self.module.broken:
            return Unknown(f"the {kind} {name} is not declared in what could be read of the module")
        hint = suggestion(name, names)
        raise EvalError(f'There is no {kind} named "{name}" in this module.{hint}', code="undeclared-reference")

    # Locals and outputs.

    def local(self, name: str) -> Value:
        """Return a local value."""
        found = self.declarations.locals.get(name)
        if found is None:
            return self._absent("local value", name, self.declarations.locals)
        node, source = found
        return self.project.memory.once(
            self.qualified(f"local.{name}"), lambda: _weighed(node.expr, Scope(self, source))
        )

    def output(self, name: str) -> Value:
        """Return one of the module's outputs."""
        declared = self.declarations.outputs.get(name)
        if declared is None:
            return self._absent("output", name, self.declarations.outputs)
        return self.project.memory.once(self.qualified(f"output.{name}"), lambda: self._output(declared))

    def _output(self, declared: Declared) -> Value:
        node = declared.attribute("value")
        if node is None:
            return None
        value = _weighed(node.expr, Scope(self, declared.source_of(node)))
        return mark(value, frozenset((SENSITIVE,))) if self.inputs.flag(declared, SENSITIVE) else value

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
            if self.module.broken:
                return self._absent("resource", f"{prefix}{type}.{name}", ())
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
        if found is None and is_single(declared):
            found = self._expansions[address] = SINGLE
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
            return self._absent("module call", name, self.declarations.calls)
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


def _meaning(root: str, name: str, scope: Scope) -> Value:
    key = f"{root}.{name}"
    if key not in scope.instance:
        where = f'only in a block with "{EACH[root]}"' if root in EACH else "only in provisioners and conditions"
        raise EvalError(f'"{root}.{name}" has a meaning {where}.', code="undeclared-reference")
    return scope.instance[key]


def _no_resource(address: str, type: str, others: set[str], roots: list[str]) -> EvalError:
    hint = suggestion(address, others) or ("" if "_" in type else suggestion(type, roots))
    what = "data source" if address.startswith("data.") else "resource"
    return EvalError(f"No {what} {address} is declared in this module.{hint}", code="undeclared-reference")
