"""Which directories are root modules, and which modules can matter, told by a search for bytes."""

import os
import re
from collections.abc import Iterator

from ebaudit.model.diagnostic import Diagnostic
from ebaudit.readers.hcl.files import is_configuration, join, module_files, read_bytes
from ebaudit.readers.hcl.installed import is_local

MARK = b"alicloud_event_bridge"
SKIPPED = frozenset(("node_modules", "__pycache__"))
_SOURCE = rb'"?\bsource"?\s*[=:]\s*"(\.\.?(?:[/\\][^"\r\n]*)?)"'
_CALL = rb'(?m)^[ \t]*module[ \t]+"'


class Peek:
    """What a search for bytes tells of a module: whether it may matter by itself, and which local paths it calls.

    ``marked`` is true when a file names EventBridge, calls a module that is not local, or cannot be searched.
    ``found`` is false when the directory has no configuration files.
    """

    __slots__ = ("calls", "found", "marked")

    def __init__(self, *, found: bool, marked: bool, calls: tuple[str, ...]) -> None:
        self.found = found
        self.marked = marked
        self.calls = calls


def peek(directory: str, names: list[str]) -> Peek:
    """Search the configuration files of one directory."""
    marked = False
    calls: dict[str, None] = {}
    files = module_files(directory, names)
    for file in files:
        data = read_bytes(file.path)
        if isinstance(data, Diagnostic):
            marked = True
            continue
        marked = marked or MARK in data or b"\0" in data
        if b"module" in data:
            local = [source for source in map(_text, re.findall(_SOURCE, data)) if is_local(source)]
            calls.update(dict.fromkeys(join(directory, source) for source in local))
            marked = marked or _calls_elsewhere(data, len(local), json=file.json)
    return Peek(found=bool(files), marked=marked, calls=tuple(calls))


def _text(found: bytes) -> str:
    return found.decode("utf-8", "replace")


def _calls_elsewhere(data: bytes, local: int, *, json: bool) -> bool:
    """Tell whether there are more module calls than local sources; in JSON calls cannot be counted."""
    return b'"module"' in data and local == 0 if json else len(re.findall(_CALL, data)) > local


class Survey:
    """Every directory below a path that holds configuration files."""

    __slots__ = ("modules",)

    def __init__(self) -> None:
        self.modules: dict[str, Peek] = {}

    def module(self, directory: str) -> Peek:
        """Return what is known of a directory, searching it when it has not been."""
        found = self.modules.get(directory)
        if found is None:
            try:
                names = os.listdir(directory)  # noqa: PTH208  pathlib costs start-up time
            except (OSError, ValueError):  # ValueError: a NUL byte in a name
                names = []
            found = self.modules[directory] = peek(directory, names)
        return found

    def matters(self, directory: str) -> bool:
        """Tell whether a module or what it calls by local paths may have EventBridge resources, or cannot be had."""
        seen: set[str] = set()
        todo = [directory]
        while todo:
            at = todo.pop()
            if at in seen:
                continue
            seen.add(at)
            found = self.module(at)
            if found.marked or not found.found:
                return True
            todo.extend(found.calls)
        return False


def _walk(path: str) -> Iterator[tuple[str, list[str]]]:
    for directory, below, names in os.walk(path):
        below[:] = sorted(name for name in below if not name.startswith(".") and name not in SKIPPED)
        if any(map(is_configuration, names)):
            yield os.path.normpath(directory), names


def find_roots(path: str) -> list[str]:
    """Return the root modules at or below a directory, in order.

    A directory whose own configuration files, or what they call, have to do with EventBridge is the root
    module. Otherwise every directory at or below it is one that holds such files and that no other module
    there calls by a local path. Hidden directories, such as ``.terraform``, are left out, and symbolic links
    to directories are not followed.
    """
    survey = Survey()
    return [directory for directory, _ in survey_roots(path, survey)]


def survey_roots(path: str, survey: Survey) -> list[tuple[str, bool]]:
    """Return the root modules at or below a directory and whether each can matter."""
    try:
        names = os.listdir(path)  # noqa: PTH208  pathlib costs start-up time
    except OSError:
        return []
    path = os.path.normpath(path)
    if any(map(is_configuration, names)):
        survey.modules[path] = peek(path, names)
        if survey.matters(path):
            return [(path, True)]
    for directory, below in _walk(path):
        survey.modules[directory] = peek(directory, below)
    found = list(survey.modules)
    called = {call for directory in found for call in survey.modules[directory].calls if call != directory}
    roots = [directory for directory in found if directory not in called]
    return [(directory, survey.matters(directory)) for directory in sorted(roots)]
