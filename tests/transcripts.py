"""Fills the marked blocks of hand-written pages with what the commands print.

``<!-- help: NAME -->`` gets the help of a command (of the program where there is no name) and
``<!-- run: ebaudit ... -->`` what the command prints at the root of the repository, each up to ``<!-- end -->``.
"""

import io
import os
import re
import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ebaudit.cli.dispatch import command_help, program_help
from ebaudit.cli.main import main
from ebaudit.cli.world import World

ROOT = Path(__file__).parents[1]
_BLOCK = re.compile(r"(<!-- (help|run): ?(.*?) ?-->\n).*?(<!-- end -->)", re.DOTALL)


def filled(page: Path) -> str:
    """Return the text of a page with its blocks renewed."""
    return _BLOCK.sub(_renew, page.read_text(encoding="utf-8"))


def _renew(block: re.Match[str]) -> str:
    start, kind, words, end = block.groups()
    if kind == "help":
        return f"{start}```text\n{(command_help(words) if words else program_help()).rstrip()}\n```\n{end}"
    return f"{start}```console\n$ {words}\n{transcript(words)}```\n{end}"


def transcript(command: str) -> str:
    """Return what a command prints, without colour, as run at the root of the repository."""
    name, *argv = shlex.split(command)
    assert name == "ebaudit", command
    out = io.StringIO()
    with _at(ROOT):
        main(argv, World({}, out, out, str(ROOT), "2026-01-01"))
    return out.getvalue()


@contextmanager
def _at(directory: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(directory)
    try:
        yield
    finally:
        os.chdir(before)
