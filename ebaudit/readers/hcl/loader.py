"""Modules from directories: each is read and parsed once, however often it is called."""

from typing import TYPE_CHECKING

from ebaudit.model.diagnostic import Diagnostic, LedgerEntry, Outcome
from ebaudit.model.source import SourceText
from ebaudit.readers.hcl.declarations import Declarations, declare, override
from ebaudit.readers.hcl.files import ModuleFile, list_directory, module_files, read_source
from ebaudit.readers.hcl.parse import parse_file
from ebaudit.readers.hcl.scope import Log
from ebaudit.readers.hcl.tree import Body

if TYPE_CHECKING:
    from ebaudit.readers.hcl.json_shapes import Schemas


class Module:
    """One parsed directory; ``broken`` when a file of it could not be read in full, ``problem`` why it has no files."""

    __slots__ = ("broken", "declarations", "directory", "files", "problem")

    def __init__(self, directory: str, files: list[ModuleFile], declarations: Declarations) -> None:
        self.directory = directory
        self.files = files
        self.declarations = declarations
        self.broken = False
        self.problem = ""


class Loader:
    """Reads modules for one root and remembers them; ``sources`` has every text by its path."""

    __slots__ = ("_modules", "_schemas", "log", "sources")

    def __init__(self, log: Log, schemas: "Schemas") -> None:
        self.log = log
        self._schemas = schemas
        self.sources: dict[str, SourceText] = {}
        self._modules: dict[str, Module] = {}

    def load(self, directory: str) -> Module:
        """Return the module in a directory; what cannot be read of it is in the log."""
        found = self._modules.get(directory)
        if found is None:
            found = self._modules[directory] = self._read(directory)
        return found

    def loaded(self, directory: str) -> Module | None:
        """Return a module that has been loaded."""
        return self._modules.get(directory)

    def source(self, path: str) -> SourceText | None:
        """Return a file's text, or None when it cannot be had; why is in the log."""
        if path in self.sources:
            return self.sources[path]
        read = read_source(path)
        if isinstance(read, Diagnostic):
            self.log.add(read)
            self.log.record(LedgerEntry("file", path, Outcome.FAILED, read.detail))
            return None
        self.sources[path] = read
        return read

    def _read(self, directory: str) -> Module:
        names, problem = list_directory(directory)
        files = module_files(directory, names)
        module = Module(directory, files, Declarations())
        if problem is not None:
            module.problem = f"the directory {problem.detail.removesuffix('. Nothing in it was checked.')}"
        for file in files:
            self._add(file, module)
        return module

    def _add(self, file: ModuleFile, module: Module) -> None:
        source = self.source(file.path)
        if source is None:
            module.broken = True
            return
        body, problems = _parse_json(source, self._schemas) if file.json else parse_file(source)
        module.broken = module.broken or bool(problems)
        for problem in problems:
            self.log.add(problem)
        merge = override if file.override else declare
        for problem in merge(module.declarations, body, source):
            self.log.add(problem)
        outcome, why = (
            (Outcome.PARTIAL, "what follows a syntax error may be missing") if problems else (Outcome.EVALUATED, "")
        )
        self.log.record(LedgerEntry("file", file.path, outcome, why))


def _parse_json(source: SourceText, schemas: "Schemas") -> tuple[Body, list[Diagnostic]]:
    from ebaudit.readers.hcl.json_shapes import provided
    from ebaudit.readers.hcl.json_syntax import parse_json_file

    return parse_json_file(source, provided(schemas))
