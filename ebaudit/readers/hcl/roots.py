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
_HEADER_OR_SOURCE = rb'(?m)^[ \t]*(\w+)[ \t]+"|' + _SOURCE


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
            local, elsewhere = _json_calls(data) if file.json else _native_calls(data)
            calls.update(dict.fromkeys(join(directory, source) for source in local))
            marked = marked or elsewhere
    return Peek(found=bool(files), marked=marked, calls=tuple(calls))


def _native_calls(data: bytes) -> tuple[list[str], bool]:
    """Return the local sources of module calls, and whether there are more calls than those.

    A source counts only behind the header of a module call: objects and archives have sources too.
    """
    block = b""
    calls = 0
    local: list[str] = []
    for header, source in re.findall(_HEADER_OR_SOURCE, data):
        if header:
            block = header
            calls += block == b"module"
        elif block == b"module" and is_local(text := source.decode("utf-8", "replace")):
            local.append(text)
    return local, calls > len(local)


def _json_calls(data: bytes) -> tuple[list[str], bool]:
    """Return all local sources, and whether there may be other calls; in JSON calls cannot be counted."""
    found = [source.decode("utf-8", "replace") for source in re.findall(_SOURCE, data)]
    local = [source for source in found if is_local(source)]
    return local, b'"module"' in data and not local


class Survey:
    """Every directory below a path that holds configuration files, and those that cannot be listed."""

    __slots__ = ("modules", "unreadable")

    def __init__(self) -> None:
        self.modules: dict[str, Peek] = {}
        self.unreadable: list[str] = []

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

    def reach(self, directories: list[str], reached: set[str]) -> None:
        """Add the directories, and what they call by local paths, to ``reached``."""
        todo = list(directories)
        while todo:
            at = todo.pop()
            if at not in reached:
                reached.add(at)
                todo.extend(self.module(at).calls)

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


def _walk(path: str, unreadable: list[str]) -> Iterator[tuple[str, list[str]]]:
    for directory, below, names in os.walk(path, onerror=lambda error: unreadable.append(error.filename)):
        below[:] = sorted(name for name in below if not name.startswith(".") and name not in SKIPPED)
        if any(map(is_configuration, names)):
            yield os.path.normpath(directory), names


def find_roots(path: str) -> list[str]:
    """Return the root modules at or below a directory, in order.

    A directory that holds configuration files is one unless another module there calls it by a local path.
    The directory itself is one even so: it was named. Of modules that only call each other the first is taken.
    Hidden directories, such as ``.terraform``, are left out, and symbolic links to directories are not followed.
    """
    return [directory for directory, _ in survey_roots(path, Survey())]


def survey_roots(path: str, survey: Survey) -> list[tuple[str, bool]]:
    """Return the root modules at or below a directory and whether each can matter.

    A directory that cannot be listed may hold anything, so that it counts as one that matters.
    """
    path = os.path.normpath(path)
    for directory, names in _walk(path, survey.unreadable):
        survey.modules[directory] = peek(directory, names)
    found = sorted(survey.modules)
    called = {call for directory in found for call in survey.modules[directory].calls if call != directory}
    roots = [directory for directory in found if directory not in called or directory == path]
    roots.extend(_circles(survey, found, roots))
    unreadable = {os.path.normpath(each) for each in survey.unreadable} - {path}
    return [(each, each in unreadable or survey.matters(each)) for each in sorted({*roots, *unreadable})]


def _circles(survey: Survey, found: list[str], roots: list[str]) -> Iterator[str]:
    """Yield the first of each group of modules that no root reaches, because they call each other in a circle."""
    reached: set[str] = set()
    survey.reach(roots, reached)
    for directory in found:
        if directory not in reached:
            yield directory
            survey.reach([directory], reached)
