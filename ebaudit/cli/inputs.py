"""Documents that are given on the command line: in a file, on standard input, or right there."""

# ruff: noqa: PTH123  pathlib costs start-up time

import os
from typing import TYPE_CHECKING

from ebaudit.cli.world import World
from ebaudit.model.request import RequestError
from ebaudit.model.source import SourceText

if TYPE_CHECKING:
    from typing import TextIO

STDIN = "-"
_OPENERS = ("{", "[", '"', "'")


def document(what: str, given: str, world: World) -> SourceText:
    """Return the document that an argument gives: ``-`` is standard input, JSON is itself, all else names a file.

    RequestError, with the argument's name ``what``, when it cannot be read.
    """
    if given == STDIN:
        return SourceText("(standard input)", standard_input(what, world))
    if not given.strip() or given.lstrip().startswith(_OPENERS):
        return SourceText(f"({what.lstrip('-')})", argument(given))
    return SourceText(given, file_text(what, given, missing="; JSON on the command line starts with '{'"))


def argument(given: str) -> str:
    """Return the text of an argument that was typed as UTF-8, also where the locale made something else of it."""
    try:
        return os.fsencode(given).decode()
    except UnicodeError:
        return given


def file_text(what: str, path: str, *, missing: str = "") -> str:
    """Return the text of a file; RequestError when it cannot be read, with a hint when there is none."""
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            return file.read()
    except OSError as error:
        hint = missing if isinstance(error, FileNotFoundError) else ""
        raise RequestError((f"{what} '{path}': {error.strerror}{hint}",)) from None
    except UnicodeDecodeError:
        raise RequestError((f"{what} '{path}': not UTF-8 text",)) from None
    except ValueError:  # a null character in the name
        raise RequestError((f"{what} '{path}': no such file",)) from None


def standard_input(what: str, world: World) -> str:
    """Return all of standard input; RequestError when it is not text."""
    stream = utf8_stdin(world)
    try:
        return "" if stream is None else stream.read()
    except UnicodeDecodeError:
        raise RequestError((f"{what} '-': standard input is not UTF-8 text",)) from None


def utf8_stdin(world: World) -> "TextIO | None":
    """Return standard input, read as UTF-8 whatever the locale, or ``None`` when it is closed."""
    reconfigure = getattr(world.stdin, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8-sig", errors="strict")
    return world.stdin


def only_one_from_stdin(*given: str | None) -> None:
    """Raise RequestError when more than one argument asks for standard input."""
    if given.count(STDIN) > 1:
        raise RequestError(("only one argument can be '-', standard input",))


def excluded(options: dict[str, str | None], by: str) -> None:
    """Raise RequestError that names the options that were given although ``by`` leaves nothing for them to say."""
    given = [name for name, value in options.items() if value is not None]
    if given:
        raise RequestError((f"{by} excludes {', '.join(given)}",))


def needed(options: dict[str, str | None], instead: str = "") -> None:
    """Raise RequestError that names each option without a value."""
    missing = [name for name, value in options.items() if value is None]
    if missing:
        hint = f" (or {instead})" if instead else ""
        raise RequestError((f"the following arguments are required: {', '.join(missing)}{hint}",))
