"""Notices that files changed, by asking for their times."""

# ruff: noqa: PTH112, PTH116, PTH118  pathlib costs start-up time

import os
from collections.abc import Callable, Iterable, Iterator

MOST_FILES = 20_000
"""How many files are looked at in a round; further ones are not watched."""
Times = dict[str, tuple[int, int]]


def times(paths: Iterable[str], most: int = MOST_FILES) -> Times:
    """Return time and size of every file at the paths and below them, hidden directories aside."""
    found: Times = {}
    for file in _files(paths):
        if len(found) >= most:
            break
        try:
            state = os.stat(file)
        except (OSError, ValueError):
            continue
        found[file] = (state.st_mtime_ns, state.st_size)
    return found


def changes(look: Callable[[], Times], wait: Callable[[], None]) -> Iterator[None]:
    """Yield at once, and again whenever what ``look`` returns has changed; ``wait`` passes the time between."""
    seen = look()
    yield
    while True:
        wait()
        now = look()
        if now != seen:
            seen = now
            yield


def _files(paths: Iterable[str]) -> Iterator[str]:
    for path in paths:
        if not os.path.isdir(path):
            yield path
            continue
        for directory, names, leaves in os.walk(path):
            names[:] = sorted(name for name in names if not name.startswith("."))
            yield from (os.path.join(directory, leaf) for leaf in sorted(leaves))
