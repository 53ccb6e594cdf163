"""Command lines read by argparse, which knows what is wrong with one."""

from argparse import SUPPRESS, ArgumentParser, ArgumentTypeError, HelpFormatter
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from ebaudit.cli.args import WIDTH, Option, Options, WrongValueError
from ebaudit.model.request import RequestError
from ebaudit.suggest import suggest


class _Parser(ArgumentParser):
    """Argparse, except that what is wrong is raised and not printed."""

    def error(self, message: str) -> NoReturn:
        message = message.replace("ignored explicit argument", "takes no value, but got")
        raise RequestError((message, f"'{self.prog} --help' lists the options"))


def _formatter(prog: str) -> HelpFormatter:
    """Make the formatter that argparse wants, with a width: without one it imports shutil to ask for it."""
    return HelpFormatter(prog, width=WIDTH)


def read(table: Sequence[Option], argv: list[str], name: str) -> Options:
    """Parse a command's arguments; :class:`RequestError` with the nearest option when one is unknown."""
    parser = _Parser(
        prog=f"ebaudit {name}", usage=SUPPRESS, add_help=False, allow_abbrev=False, formatter_class=_formatter
    )
    for option in table:
        named = {"metavar": option.metavar} if option.metavar else {}
        settings: dict[str, Any] = {**named, **option.settings}
        if "type" in settings:
            settings["type"] = _checked(settings["type"])
        parser.add_argument(*option.flags, **settings)
    # Intermixed parsing takes paths between options, but knows no '--'.
    parse = parser.parse_known_args if "--" in argv else parser.parse_known_intermixed_args
    options, unknown = parse(argv, Options())
    if unknown:
        flags = [flag for option in table for flag in option.flags if flag[0] == "-"]
        parser.error("; ".join(_unknown(word, flags) for word in unknown))
    return options


def _checked(convert: Callable[[str], Any]) -> Callable[[str], Any]:
    def check(word: str) -> Any:
        try:
            return convert(word)
        except WrongValueError as error:
            raise ArgumentTypeError(str(error)) from error

    return check


def _unknown(word: str, flags: list[str]) -> str:
    if not word.startswith("-"):
        return f"unexpected argument '{word}'"
    return f"there is no option '{word}'{suggest(word.split('=', 1)[0], flags)}"
