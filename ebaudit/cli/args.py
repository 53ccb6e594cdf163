"""Arguments of commands: one table gives the parser and the help text, so that the two agree."""

from collections.abc import Callable, Iterable, Mapping
from types import SimpleNamespace
from typing import Any

from ebaudit.model.record import Record

Options = SimpleNamespace
WIDTH, COLUMN = 80, 24


class Option(Record):
    """One argument: its spellings, what it means, its value's name in help, and what argparse needs besides."""

    flags: tuple[str, ...]
    help: str
    metavar: str = ""
    settings: Mapping[str, Any] = {}


class Group(Record):
    """Arguments that belong together, under a title."""

    title: str
    options: tuple[Option, ...]


class WrongValueError(Exception):
    """A value that an option does not take; the message says why not."""


def parse(groups: Iterable[Group], argv: list[str], name: str) -> Options:
    """Parse a command's arguments; :class:`RequestError` with the nearest option when one is unknown."""
    from ebaudit.cli.plain import plain

    table = [option for group in groups for option in group.options]
    options = plain(table, argv)
    if options is None:
        from ebaudit.cli.parser import read

        options = read(table, argv, name)
    return options


def one_of(what: str, choices: Iterable[str]) -> Callable[[str], str]:
    """Return a type that accepts one of the choices and suggests the nearest of them otherwise."""
    known = tuple(choices)

    def check(word: str) -> str:
        if word in known:
            return word
        from ebaudit.suggest import suggest

        hint = suggest(word, known) or f"; choose from {', '.join(known)}"
        raise WrongValueError(f"there is no {what} '{word}'{hint}")

    return check


def whole(least: int, most: int) -> Callable[[str], int]:
    """Return a type that accepts whole numbers between two bounds."""

    def check(word: str) -> int:
        if not word.isdecimal() or not least <= int(word) <= most:
            raise WrongValueError(f"'{word}' is not a whole number from {least} to {most}")
        return int(word)

    return check


def number(least: float) -> Callable[[str], float]:
    """Return a type that accepts numbers from a bound on."""

    def check(word: str) -> float:
        try:
            found = float(word)
        except ValueError:
            found = least - 1
        if not least <= found < float("inf"):
            raise WrongValueError(f"'{word}' is not a number from {least:g} on")
        return found

    return check


def words(text: str) -> list[str]:
    """Split a comma-separated value, which names one thing at the least."""
    found = [word for word in (part.strip() for part in text.split(",")) if word]
    if not found:
        raise WrongValueError("names nothing")
    return found


def assignment(text: str) -> str:
    """Accept ``NAME=VALUE``; what is wrong is not quoted, because it may be the value alone, and secret."""
    name, equals, _ = text.partition("=")
    if not equals or not name.strip():
        raise WrongValueError("expected NAME=VALUE")
    return text


def help_text(usage: str, about: str, groups: Iterable[Group]) -> str:
    """Return the help of a command, 80 columns wide."""
    from textwrap import wrap

    lines = [f"Usage: ebaudit {usage}", ""]
    for paragraph in about.split("\n\n"):
        lines += [*wrap(" ".join(paragraph.split()), WIDTH), ""]
    for group in groups:
        lines.append(f"{group.title}:")
        for option in group.options:
            lines += _entry(option, wrap(option.help, WIDTH - COLUMN))
        lines.append("")
    return "\n".join(lines)


def _entry(option: Option, text: list[str]) -> list[str]:
    value = option.metavar if option.flags[0].startswith("-") else ""
    spelling = f"  {option.metavar}" if not value and option.metavar else f"  {', '.join(option.flags)} {value}"
    rest = [f"{'':{COLUMN}}{line}" for line in text]
    if len(spelling.rstrip()) > COLUMN - 2:
        return [spelling.rstrip(), *rest]
    return [f"{spelling:<{COLUMN}}{text[0]}", *rest[1:]]
