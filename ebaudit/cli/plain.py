"""Ordinary command lines, recognised without argparse, whose import takes longer than all else that they need.

What is not ordinary is left to :mod:`ebaudit.cli.parser`: a flag that is not in the table, a value that is missing,
refused or begins with a dash, a flag that takes none and has one, a wrong number of arguments, ``--``.
"""

from collections.abc import Sequence
from typing import Any

from ebaudit.cli.args import Option, Options, WrongValueError

_KEYS = frozenset(("action", "default", "dest", "type", "nargs"))
_REPEATED = frozenset(("append", "extend"))


def plain(table: Sequence[Option], argv: Sequence[str]) -> Options | None:
    """Return what argparse would, or None when it is to be asked."""
    if any(not option.settings.keys() <= _KEYS for option in table):
        return None
    flags = {flag: option for option in table for flag in option.flags if flag.startswith("-")}
    positionals = [option for option in table if not option.flags[0].startswith("-")]
    found = {_name(option): _default(option) for option in table}
    rest: list[str] = []
    try:
        if not _flags(list(argv), flags, found, rest) or not _positionals(positionals, found, rest):
            return None
    except (WrongValueError, ValueError, TypeError):
        return None
    return Options(**found)


def _name(option: Option) -> str:
    named: str = option.settings.get("dest") or next(
        (flag for flag in option.flags if flag.startswith("--")), option.flags[0]
    ).lstrip("-").replace("-", "_")
    return named


def _default(option: Option) -> Any:
    default = option.settings.get("default")
    if option.settings.get("action") == "store_true":
        return False
    return list(default) if isinstance(default, list) else default


def _converted(option: Option, word: str) -> Any:
    convert = option.settings.get("type")
    return word if convert is None else convert(word)


def _flags(words: list[str], flags: dict[str, Option], found: dict[str, Any], rest: list[str]) -> bool:
    words.reverse()
    while words:
        word = words.pop()
        if word == "-" or not word.startswith("-"):
            rest.append(word)
            continue
        flag, equals, value = word.partition("=")
        option = flags.get(flag)
        if option is None or not _flag(option, words, found, value if equals else None):
            return False
    return True


def _flag(option: Option, words: list[str], found: dict[str, Any], value: str | None) -> bool:
    name, action = _name(option), option.settings.get("action", "store")
    if action == "store_true":
        found[name] = True
        return value is None
    if value is None:
        value = words.pop() if words else ""
    if not value or value.startswith("-"):
        return False
    converted = _converted(option, value)
    if action in _REPEATED:
        found[name] = [*(found[name] or ()), *(converted if action == "extend" else (converted,))]
    else:
        found[name] = converted
    return action == "store" or action in _REPEATED


def _positionals(options: list[Option], found: dict[str, Any], rest: list[str]) -> bool:
    for place, option in enumerate(options):
        number = option.settings.get("nargs")
        last = place == len(options) - 1
        if number == "*" and last:
            found[_name(option)] = [_converted(option, word) for word in rest]
            return True
        if number is not None or not rest:
            return False
        found[_name(option)] = _converted(option, rest.pop(0))
    return not rest
