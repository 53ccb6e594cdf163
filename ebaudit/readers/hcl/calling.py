"""Module calls: from a call to the instances of the module that it names."""

from ebaudit.model.diagnostic import Diagnostic, LedgerEntry, Level, ModuleCall, Outcome
from ebaudit.model.value import Value
from ebaudit.readers.hcl.declarations import Declared, literal_text
from ebaudit.readers.hcl.environment import ModuleInstance
from ebaudit.readers.hcl.expansion import Expansion, Key, suffix
from ebaudit.readers.hcl.faults import suggestion
from ebaudit.readers.hcl.files import join
from ebaudit.readers.hcl.installed import is_local
from ebaudit.readers.hcl.loader import Module

MAX_DEPTH = 50
"""Calls nested deeper are refused: a module that calls itself would never end."""

ARGUMENTS = frozenset(("source", "version", "count", "for_each", "providers", "depends_on"))


def call_module(parent: ModuleInstance, name: str) -> dict[Key, ModuleInstance] | None:
    """Return the instances of a called module, or None when its files cannot be had; the ledger says why."""
    declared = parent.declarations.calls[name]
    address = parent.qualified(f"module.{name}")
    path = f"{parent.path}.{name}" if parent.path else name
    directory = _directory(parent, declared, address, path)
    if directory is None:
        return None
    if _calls_itself(parent, directory):
        why = f"the call is inside of {directory}, the module that it calls, so that it would never end"
        _refuse(parent, declared, address, "module-cycle", why)
        return None
    module = parent.project.module(directory)
    if not module.files:
        why = module.problem or f"the directory {directory} holds no Terraform files"
        _refuse(parent, declared, address, "missing-module", why)
        return None
    _check_arguments(parent, declared, module)
    expansion = parent.expansion(address, declared)
    return {
        key: _instance(parent, declared, module, key, meaning, expansion, path) for key, meaning in expansion.instances
    }


def _instance(  # noqa: PLR0913  what an instance is made of
    parent: ModuleInstance,
    declared: Declared,
    module: Module,
    key: Key,
    meaning: dict[str, Value],
    expansion: Expansion,
    path: str,
) -> ModuleInstance:
    child = ModuleInstance(parent.project, module, {})
    child.parent = parent
    child.key = key
    child.path = path
    child.address = parent.qualified(f"module.{declared.node.labels[0]}") + suffix(key, expansion)
    child.call = (declared, parent.instance_scope(declared, meaning, key, expansion))
    span = declared.source.span(declared.node.start, declared.node.header_end)
    child.calls = (*parent.calls, ModuleCall(child.address, span))
    return child


def _directory(parent: ModuleInstance, declared: Declared, address: str, path: str) -> str | None:
    node = declared.attribute("source")
    source = None if node is None else literal_text(node.expr)
    if source is None or "\0" in source:
        _refuse(parent, declared, address, "missing-module", "its source is not a literal text that can name a place")
        return None
    if path.count(".") >= MAX_DEPTH:
        _refuse(parent, declared, address, "module-depth", f"modules call each other more than {MAX_DEPTH} deep")
        return None
    if is_local(source):
        return join(parent.module.directory, source)
    found = parent.project.installed.directory(path)
    if found is None:
        why = f'the module "{source}" is not installed: run "terraform init" or "terraform get" first'
        span = declared.source.span(declared.node.start, declared.node.header_end)
        parent.log.record(LedgerEntry("module", address, Outcome.SKIPPED, why, span))
    return found


def _calls_itself(caller: ModuleInstance | None, directory: str) -> bool:
    while caller is not None:
        if caller.module.directory == directory:
            return True
        caller = caller.parent
    return False


def _refuse(parent: ModuleInstance, declared: Declared, address: str, code: str, why: str) -> None:
    span = declared.source.span(declared.node.start, declared.node.header_end)
    detail = f"{address} cannot be read: {why}. Nothing in it was checked."
    parent.log.add(Diagnostic(Level.ERROR, code, "The module cannot be read", detail, span, parent.calls))
    parent.log.record(LedgerEntry("module", address, Outcome.FAILED, why, span))


def _check_arguments(parent: ModuleInstance, declared: Declared, module: Module) -> None:
    variables = module.declarations.variables
    for name, node in declared.body.attributes.items():
        if name in ARGUMENTS or name in variables:
            continue
        source = declared.source_of(node)
        detail = f'The called module has no variable named "{name}".{suggestion(name, [*variables, *ARGUMENTS])}'
        parent.log.add(
            Diagnostic(
                Level.ERROR,
                "undeclared-variable",
                "Unknown argument of a module call",
                detail,
                source.span(node.start, node.name_end),
                parent.calls,
            )
        )
