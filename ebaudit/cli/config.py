"""Configuration: the nearest ``ebaudit.toml``, or ``[tool.ebaudit]`` of ``pyproject.toml``, up to the git root."""

# ruff: noqa: PTH100, PTH110, PTH112, PTH113, PTH117, PTH118, PTH119, PTH120, PTH123  pathlib costs start-up time
import os
from collections.abc import Mapping
from typing import Any

from ebaudit.cli.world import World
from ebaudit.model.finding import Severity
from ebaudit.model.record import Record
from ebaudit.model.request import AcceptedDrift, Waiver

OWN, SHARED, TABLE = "ebaudit.toml", "pyproject.toml", "tool.ebaudit"


class Config(Record):
    """What a configuration file says. Paths are as seen from the working directory."""

    file: str = ""
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severities: Mapping[str, Severity] = {}
    fail_on: Severity | None = None
    allow_incomplete: bool = False
    policies: tuple[str, ...] = ()
    catalog: tuple[str, ...] = ()
    var_files: tuple[str, ...] = ()
    allow_paths: tuple[str, ...] = ()
    format: str | None = None
    waivers: tuple[Waiver, ...] = ()
    drift: tuple[AcceptedDrift, ...] = ()


def find_config(path: str, world: World) -> Config:
    """Read the configuration nearest to what is audited; an empty one when there is none.

    Raises RequestError for a file that cannot be read and for everything in it that means nothing.
    """
    found = nearest(path)
    if found is None:
        return Config()
    from ebaudit.cli.configfile import read_config

    return read_config(found, os.path.relpath(found, world.directory) if os.path.isabs(found) else found)


def nearest(path: str) -> str | None:
    """Return the configuration file that stands nearest above ``path``.

    The search ends at the git root. Outside a git repository only the directory of ``path`` counts,
    so that a stray file far above never decides anything.
    """
    directory = os.path.abspath(path if os.path.isdir(path) else os.path.dirname(path) or ".")
    start, found = directory, None
    while True:
        found = found or _here(directory)
        if os.path.exists(os.path.join(directory, ".git")):
            return found
        parent = os.path.dirname(directory)
        if parent == directory:
            return _here(start)
        directory = parent


def _here(directory: str) -> str | None:
    own = os.path.join(directory, OWN)
    if os.path.isfile(own):
        return own
    shared = os.path.join(directory, SHARED)
    try:
        with open(shared, "rb") as file:
            content = file.read()
    except OSError:
        return None
    if f"[{TABLE}".encode() in content:
        return shared
    return shared if b"ebaudit" in content and _names_tools(content) and _has_table(content) else None


def _names_tools(content: bytes) -> bool:
    """Tell quickly whether our table may be there in some other spelling."""
    import re

    return (
        re.search(
            rb"""(?m)\btool["'\s]*\.["'\s]*ebaudit|^\s*\[\s*["']?tool["']?\s*\]|^\s*["']?tool["']?\s*=""", content
        )
        is not None
    )


def _has_table(content: bytes) -> bool:
    """Tell whether our table is there in some other spelling; a file that is not TOML has none."""
    from tomllib import loads

    try:
        return table(loads(content.decode()), SHARED) is not None
    except ValueError:
        return False


def table(data: Mapping[str, Any], path: str) -> Any:
    """Return our table of a parsed file, or None where it has none."""
    if os.path.basename(path) == OWN:
        return data
    tools = data.get("tool")
    return tools.get("ebaudit") if isinstance(tools, dict) else None
