"""Arguments of commands: one table gives the parser and the help text, so that the two agree."""

from argparse import SUPPRESS, ArgumentParser, ArgumentTypeError, HelpFormatter, Namespace
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NoReturn

from ebaudit.model.record import Record
from ebaudit.model.request import RequestError
from ebaudit.suggest import suggest

Options = Namespace
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


class _Parser(ArgumentParser):
    """Argparse, except that what is wrong is raised and not printed."""

    def error(self, message: str) -> NoReturn:
        message = message.replace("ignored explicit argument", "takes no value, but got")
        raise RequestError((message, f"'{self.prog} --help' lists the options"))


def _formatter(prog: str) -> HelpFormatter:
    """Make the formatter that argparse wants, with a width: without one it imports shutil to ask for it."""
    return HelpFormatter(prog, width=WIDTH)


def parse(groups: Iterable[Group], argv: list[str], name: str) -> Options:
    """Parse a command's arguments; :class:`RequestError` with the nearest option when one is unknown."""
    parser = _Parser(
        prog=f"ebaudit {name}", usage=SUPPRESS, add_help=False, allow_abbrev=False, formatter_class=_formatter
    )
    for option in (option for group in groups for option in group.options):
        named = {"metavar": option.metavar} if option.metavar else {}
        settings: dict[str, Any] = {**named, **option.settings}
        parser.add_argument(*option.flags, **settings)
    # Intermixed parsing takes paths between options, but knows no '--'.
    read = parser.parse_known_args if "--" in argv else parser.parse_known_intermixed_args
    options, unknown = read(argv)
    if unknown:
        flags = [flag for group in groups for option in group.options for flag in option.flags if flag[0] == "-"]
        parser.error("; ".join(_unknown(word, flags) for word in unknown))
    return options


def _unknown(word: str, flags: list[str]) -> str:
    if not word.startswith("-"):
        return f"unexpected argument '{word}'"
    return f"there is no option '{word}'{suggest(word.split('=', 1)[0], flags)}"


def one_of(what: str, choices: Iterable[str]) -> Callable[[str], str]:
    """Return a type that accepts one of the choices and suggests the nearest of them otherwise."""
    known = tuple(choices)

    def check(word: str) -> str:
        if word in known:
            return word
        hint = suggest(word, known) or f"; choose from {', '.join(known)}"
        raise ArgumentTypeError(f"there is no {what} '{word}'{hint}")

    return check


def whole(least: int, most: int) -> Callable[[str], int]:
    """Return a type that accepts whole numbers between two bounds."""

    def check(word: str) -> int:
        if not word.isdecimal() or not least <= int(word) <= most:
            raise ArgumentTypeError(f"'{word}' is not a whole number from {least} to {most}")
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
            raise ArgumentTypeError(f"'{word}' is not a number from {least:g} on")
        return found

    return check


def words(text: str) -> list[str]:
    """Split a comma-separated value, which names one thing at the least."""
    found = [word for word in (part.strip() for part in text.split(",")) if word]
    if not found:
        raise ArgumentTypeError("names nothing")
    return found


def assignment(text: str) -> str:
    """Accept ``NAME=VALUE``; what is wrong is not quoted, because it may be the value alone, and secret."""
    name, equals, _ = text.partition("=")
    if not equals or not name.strip():
        raise ArgumentTypeError("expected NAME=VALUE")
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
