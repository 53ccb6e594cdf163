"""What all modules of one root share while they are evaluated."""

import os
from collections.abc import Callable
from typing import TYPE_CHECKING

from ebaudit.model.request import Inputs
from ebaudit.model.value import Sensitive, Value
from ebaudit.readers.hcl.effort import Effort
from ebaudit.readers.hcl.errors import EvalError
from ebaudit.readers.hcl.files import join
from ebaudit.readers.hcl.functions import MAX_NESTING
from ebaudit.readers.hcl.installed import Installed
from ebaudit.readers.hcl.loader import Loader, Module
from ebaudit.readers.hcl.scope import Log

if TYPE_CHECKING:
    from ebaudit.readers.hcl.json_shapes import Schemas

MAX_WEIGHT = 5_000_000
"""Leaves and characters that one named value may have, counting shared parts as often as they occur."""


class _Mark:
    """Stands in the memory for what is not there yet."""


PENDING = _Mark()
ABSENT = _Mark()


class Memory:
    """Works out each named thing once, with an allowance of work of its own, and tells circles by their names."""

    __slots__ = ("_active", "_effort", "_values")

    def __init__(self, effort: Effort) -> None:
        self._effort = effort
        self._values: dict[str, Value | _Mark] = {}
        self._active: list[str] = []

    def once(self, label: str, compute: Callable[[], Value]) -> Value:
        """Return what ``compute`` returned the first time; raise ``EvalError`` when it needs itself."""
        found = self._values.get(label, ABSENT)
        if found is PENDING:
            circle = [*self._active[self._active.index(label) :], label]
            raise EvalError(f"{chain(circle)}.", code="cycle")
        if not isinstance(found, _Mark):
            return found
        self._values[label] = PENDING
        self._active.append(label)
        allowance = self._effort.open()
        try:
            value = compute()
        except BaseException:
            del self._values[label]
            raise
        finally:
            self._active.pop()
            self._effort.close(allowance)
        self._values[label] = value
        return value


def chain(labels: list[str]) -> str:
    """Return the words for a circle; the last label is the first again."""
    first, *rest = labels
    return f"{first} refers to {', which refers to '.join(rest) if len(rest) > 1 else 'itself'}"


class Project:
    """One root module with its inputs, its files and everything worked out so far."""

    __slots__ = ("catalog", "inputs", "installed", "loader", "log", "memory", "root", "templates")

    def __init__(self, root: str, inputs: Inputs, catalog: "Schemas") -> None:
        self.root = root
        self.inputs = inputs
        self.catalog = catalog
        self.log = Log()
        self.loader = Loader(self.log, catalog)
        self.memory = Memory(self.log.effort)
        self.installed = Installed(root, inputs.environment.get("TF_DATA_DIR"), self.loader)
        self.templates = 0

    def module(self, directory: str) -> Module:
        """Return the module in a directory."""
        return self.loader.load(directory)

    def workspace(self) -> str:
        """Return the name of the selected workspace."""
        chosen = self.inputs.environment.get("TF_WORKSPACE")
        if chosen:
            return chosen
        path = join(self.installed.data_directory, "environment")
        try:
            with open(path, encoding="utf-8") as file:  # noqa: PTH123  pathlib costs start-up time
                return file.read().strip() or "default"
        except (OSError, UnicodeDecodeError):
            return "default"

    def working_directory(self) -> str:
        """Return the directory that ``path.cwd`` names: Terraform runs in the root module."""
        return os.path.abspath(self.root)  # noqa: PTH100  pathlib costs start-up time


def weigh(value: Value, limit: int = MAX_WEIGHT) -> None:
    """Raise ``EvalError`` for a value too large to go on with, as a few lines of configuration can make one."""
    weight, height = _measure(value, limit, {})
    if weight > limit:
        raise EvalError(f"The value has more than {limit:,} parts or characters.", code="too-large")
    if height > MAX_NESTING:
        raise EvalError(f"The value nests lists and maps more than {MAX_NESTING} deep.", code="too-large")


def _measure(value: Value, limit: int, known: dict[int, tuple[int, int]]) -> tuple[int, int]:
    """Return how much a value holds and how deep it nests; ``known`` has the containers met so far, by identity."""
    if isinstance(value, str):
        return len(value), 0
    if isinstance(value, Sensitive):
        return _measure(value.value, limit, known)
    if not isinstance(value, (tuple, dict)):
        return 1, 0
    found = known.get(id(value))
    if found is None:
        weight, height = 1, 0
        for item in value.values() if isinstance(value, dict) else value:
            inner, below = _measure(item, limit, known)
            weight += inner
            height = max(height, below)
            if weight > limit:
                break
        found = known[id(value)] = weight, height + 1
    return found
