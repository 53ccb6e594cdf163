"""From a directory or file of Terraform to an estate."""

import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ebaudit.model.diagnostic import Diagnostic, LedgerEntry, Level, Outcome
from ebaudit.model.estate import Estate, Move, Opened
from ebaudit.model.request import Inputs
from ebaudit.model.resources import Resource
from ebaudit.model.withheld import withheld
from ebaudit.readers.decode import PREFIX, decode
from ebaudit.readers.hcl.circles import report_circles
from ebaudit.readers.hcl.declarations import Declared, literal_text
from ebaudit.readers.hcl.effort import RESOURCE
from ebaudit.readers.hcl.environment import ModuleInstance
from ebaudit.readers.hcl.ephemeral import report_ephemeral
from ebaudit.readers.hcl.expansion import MAX_INSTANCES
from ebaudit.readers.hcl.files import is_configuration, join, list_directory
from ebaudit.readers.hcl.installed import is_local
from ebaudit.readers.hcl.project import Project
from ebaudit.readers.hcl.providers import Providers
from ebaudit.readers.hcl.resources import ResourceInstance
from ebaudit.readers.hcl.roots import Survey, find_roots, survey_roots
from ebaudit.readers.hcl.variables import Givens

if TYPE_CHECKING:
    from ebaudit.readers.hcl.json_shapes import Schemas
from ebaudit.readers.unknowns import unknown_names

__all__ = ["find_roots", "read", "read_all"]

NAME = "hcl"
MAX_MODULES = 20_000
"""More module instances of one root are not gone through."""
DEPTH = 60_000
"""Python frames that expressions which refer to each other may need; the interpreter's own default is 1,000."""


def read(path: str, inputs: Inputs, catalog: "Schemas") -> Opened:
    """Read one root module: a directory, or one of its files.

    Of a single file only the resources in it are reported, evaluated with all other files of its directory,
    as Terraform would see it. What cannot be read or evaluated is a diagnostic; nothing is raised.
    """
    return _read(os.path.normpath(path), inputs, catalog, Survey())


def read_all(path: str, inputs: Inputs, catalog: "Schemas") -> list[Opened]:
    """Read every root module at or below a directory, or the one that a single file belongs to.

    A path without a root module below it gives one estate, whose diagnostic says what is wrong with it.
    """
    survey = Survey()
    roots = survey_roots(path, survey) or [(os.path.normpath(path), True)]
    return [_read(root, inputs, catalog, survey) if matters else _skipped(root) for root, matters in roots]


def _skipped(root: str) -> Opened:
    why = "no file of it, or of what it calls, names an EventBridge resource"
    return Opened(Estate(NAME, root), (), (LedgerEntry("module", root, Outcome.SKIPPED, why),))


def _read(path: str, inputs: Inputs, catalog: "Schemas", survey: Survey) -> Opened:
    single = None
    root = path
    if not os.path.isdir(path):  # noqa: PTH112  pathlib costs start-up time
        single, root = path, os.path.dirname(path) or "."  # noqa: PTH120  the same
    project = Project(root, inputs, catalog)
    problem = _unusable(path, root, single)
    if problem is not None:
        return Opened(Estate(NAME, path), (problem,), (LedgerEntry("module", path, Outcome.FAILED, problem.detail),))
    if single is None and not survey.matters(root):
        return _skipped(path)
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, DEPTH))
    try:
        collector = _collect(project, single, survey)
    finally:
        sys.setrecursionlimit(before)
    log, resources = project.log, collector.found
    return Opened(
        decode(NAME, path, resources),
        tuple(log.diagnostics),
        tuple(log.ledger),
        project.loader.sources,
        secrets=tuple(sorted(log.secrets.union(withheld(resources)))),
        moves=tuple(collector.moves),
        created_first=frozenset(collector.created_first),
    )


def _unusable(path: str, root: str, single: str | None) -> Diagnostic | None:
    if single is not None:
        if not os.path.isfile(single):  # noqa: PTH113  pathlib costs start-up time
            why = "is neither a file nor a directory" if os.path.exists(single) else "does not exist"  # noqa: PTH110
            return _error("unreadable", "The path cannot be read", f"{path} {why}. Nothing in it was checked.")
        if not is_configuration(os.path.basename(single)):  # noqa: PTH119  the same
            detail = (
                f"{path} is not a Terraform file (its name ends neither in .tf nor in .tf.json), and it does not begin "
                "like a plan or state in JSON. Nothing in it was checked."
            )
            return _error("not-terraform", "Not a Terraform file", detail)
        return None
    names, problem = list_directory(root)
    if problem is not None:
        return problem
    if not any(map(is_configuration, names)):
        return _error("no-terraform", "No Terraform files", f"{path} holds no .tf or .tf.json files.")
    return None


def _error(code: str, summary: str, detail: str) -> Diagnostic:
    return Diagnostic(Level.ERROR, code, summary, detail)


def _collect(project: Project, single: str | None, survey: Survey) -> "_Collector":
    module = project.module(project.root)
    names, _ = list_directory(project.root)
    given = Givens(project.loader, module.declarations.variables).collect(project.root, names, project.inputs)
    root = ModuleInstance(project, module, given)
    if single is not None:
        why = f"only the resources of {single} are reported; the other files of its directory are read for references"
        project.log.record(LedgerEntry("module", project.root, Outcome.PARTIAL, why))
    collector = _Collector(project, single, survey)
    collector.visit(root)
    report_circles(project)
    return collector


class _Collector:
    """Walks the module calls and builds every EventBridge resource that it finds."""

    __slots__ = ("created_first", "found", "moves", "project", "providers", "single", "survey", "visited")

    def __init__(self, project: Project, single: str | None, survey: Survey) -> None:
        self.project = project
        self.single = single
        self.survey = survey
        self.providers = Providers()
        self.found: list[Resource] = []
        self.moves: list[Move] = []
        self.created_first: set[str] = set()
        self.visited = 0

    def visit(self, instance: ModuleInstance) -> None:
        """Collect from a module instance and from what it calls."""
        self.visited += 1
        subject = instance.address or self.project.root
        if instance.address or self.single is None:
            self.project.log.record(LedgerEntry("module", subject, Outcome.EVALUATED))
        if instance.declarations.moves:
            from ebaudit.readers.hcl.moves import moves

            self.moves.extend(moves(instance))
        for mode, kind, name in _family(instance):
            declared = instance.declarations.resources[mode][kind][name]
            if self.single is None or declared.source.name == self.single:
                self._collect(instance, mode, kind, name)
        for name in instance.declarations.calls:
            self._visit_call(instance, name)

    def _visit_call(self, instance: ModuleInstance, name: str) -> None:
        declared = instance.declarations.calls[name]
        if self.single is not None and not instance.address and declared.source.name != self.single:
            return
        address = instance.qualified(f"module.{name}")
        if not self._matters(instance, name, declared):
            why = "neither it nor anything that it calls has EventBridge resources"
            self.project.log.record(LedgerEntry("module", address, Outcome.SKIPPED, why))
            return
        try:
            children = instance.children(name)
        except RecursionError:
            self._too_deep(address)
            return
        for child in (children or {}).values():
            if self._full(address):
                return
            self.visit(child)

    def _matters(self, instance: ModuleInstance, name: str, declared: Declared) -> bool:
        """Tell whether a called module, or what it calls, may have EventBridge resources, without parsing it."""
        node = declared.attribute("source")
        source = None if node is None else literal_text(node.expr)
        path = f"{instance.path}.{name}" if instance.path else name
        installed = self.project.installed
        if source is None:
            return True
        directory = join(instance.module.directory, source) if is_local(source) else installed.directory(path)
        if directory is None or not self.survey.module(directory).found:
            return True
        return any(map(self.survey.matters, (directory, *installed.below(path))))

    def _collect(self, instance: ModuleInstance, mode: str, type: str, name: str) -> None:
        address = instance.resource_address(mode, type, name)
        try:
            for made in instance.resource_instances(mode, type, name).values():
                if self._full(address):
                    return
                self.found.append(self._resource(instance, made))
        except RecursionError:
            self._too_deep(address)

    def _full(self, address: str) -> bool:
        """Tell whether there are too many instances of modules or resources to go on with."""
        if len(self.found) < MAX_INSTANCES and self.visited < MAX_MODULES:
            return False
        kind, most = ("resources", MAX_INSTANCES) if self.visited < MAX_MODULES else ("modules", MAX_MODULES)
        detail = f"The configuration makes more than {most:,} {kind}; those beyond were not checked."
        self.project.log.add(_error("too-large", "Too many instances", detail))
        self.project.log.record(LedgerEntry("resource", address, Outcome.FAILED, detail))
        return True

    def _too_deep(self, address: str) -> None:
        detail = f"The expressions that {address} needs refer to each other too deeply. It was not checked."
        self.project.log.add(_error("too-deep", "Too deep to evaluate", detail))
        self.project.log.record(LedgerEntry("resource", address, Outcome.FAILED, detail))

    def _resource(self, instance: ModuleInstance, made: ResourceInstance) -> Resource:
        effort = self.project.log.effort
        effort.allow(RESOURCE)
        allowance = effort.open()
        block = made.block()
        effort.close(allowance)
        if made.mode == "managed":
            report_ephemeral(block, self.project.log, instance.calls)
        unknown = list(unknown_names(block))
        why = f"not known: {', '.join(unknown)}" if unknown else ""
        outcome = Outcome.PARTIAL if unknown else Outcome.EVALUATED
        self.project.log.record(LedgerEntry("resource", made.address, outcome, why, block.span))
        provider = self.providers.of(instance, made.declared)
        if any(each.type == "lifecycle" for each in made.declared.body.blocks):
            from ebaudit.readers.hcl.moves import is_created_first

            if is_created_first(made.declared):
                self.created_first.add(made.address)
        return Resource(made.address, made.type, made.mode, block, provider, instance.calls, block.span)


def _family(instance: ModuleInstance) -> Iterator[tuple[str, str, str]]:
    for mode in ("managed", "data"):
        for kind, named in instance.declarations.resources[mode].items():
            if kind.startswith(PREFIX):
                for name in named:
                    yield mode, kind, name
