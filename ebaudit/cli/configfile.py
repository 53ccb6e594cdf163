"""Reads one configuration file strictly: every key is known, every value has its type, every complaint its line."""

# ruff: noqa: PTH110, PTH118, PTH119, PTH120, PTH123  pathlib costs start-up time
import os
import re
import tomllib
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from ebaudit.cli.config import OWN, TABLE, Config, table
from ebaudit.model.finding import Severity
from ebaudit.model.record import Record
from ebaudit.model.request import AcceptedDrift, RequestError, Waiver
from ebaudit.report import FORMATS
from ebaudit.suggest import suggest

_HEADER = re.compile(r"\s*\[\[?\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_IGNORE, _RECORD = "ignore", "record"


class _Table(Record):
    """A table that an array of the file is made of."""

    what: str
    keys: tuple[str, ...]
    needed: tuple[str, ...]
    choices: Mapping[str, tuple[str, ...]] = {}


_WAIVER = _Table("a waiver", ("policy", "address", "reason", "owner", "expires"), ("policy", "address", "reason"))
_DRIFT = _Table(
    "accepted drift",
    ("address", "attribute", "actor", "reason", "owner", "expires", "do"),
    ("address", "reason"),
    {"do": (_IGNORE, _RECORD)},
)


class Complaint(Exception):  # noqa: N818  it is said to the user, as a sentence
    """What is wrong with one value."""


def read_config(path: str, shown: str) -> Config:
    """Read a file; ``shown`` is its name for people. :class:`RequestError` names everything that is wrong."""
    text = _text(path, shown)
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RequestError((f"{shown}: not valid TOML: {error}",)) from None
    ours = table(data, path)
    if ours is None:  # only a comment or a text looks like it
        return Config()
    if not isinstance(ours, dict):
        raise RequestError((f"{shown}: '{TABLE}' must be a table",))
    return _Reader(text, path, shown).config(ours)


def _text(path: str, shown: str) -> str:
    try:
        with open(path, "rb") as file:
            return file.read().decode("utf-8")
    except OSError as error:
        raise RequestError((f"{shown}: {error.strerror}",)) from None
    except UnicodeDecodeError:
        raise RequestError((f"{shown}: not UTF-8",)) from None


class _Reader:
    """Reads the values and collects what is wrong, with lines."""

    def __init__(self, text: str, path: str, shown: str) -> None:
        self._lines = text.splitlines()
        self._shown = shown
        self._root = "" if os.path.basename(path) == OWN else TABLE
        self._directory = os.path.dirname(shown)
        self._problems: list[str] = []

    def config(self, data: Mapping[str, Any]) -> Config:
        readers: dict[str, tuple[str, Callable[[str, Any], Any]]] = {
            "select": ("select", self._words),
            "ignore": ("ignore", self._words),
            "severity": ("severities", self._severities),
            "fail-on": ("fail_on", _severity),
            "allow-incomplete": ("allow_incomplete", _flag),
            "policies": ("policies", self._paths),
            "catalog": ("catalog", self._paths),
            "var-file": ("var_files", self._paths),
            "allow-path": ("allow_paths", self._paths),
            "format": ("format", lambda _, value: _choice("format", value, FORMATS)),
            "waiver": ("waivers", self._waivers),
            "drift": ("drift", self._drift),
        }
        fields: dict[str, Any] = {}
        for key, value in data.items():
            if key not in readers:
                self._complain(f"there is no setting '{key}'{suggest(key, readers)}", self._root, key)
                continue
            field, read = readers[key]
            self._read(fields, field, read, self._root, key, value)
        if self._problems:
            raise RequestError(tuple(self._problems))
        return Config(file=self._shown, **fields)

    def _read(  # noqa: PLR0913  where from, how, and where to
        self, fields: dict[str, Any], field: str, read: Callable[[str, Any], Any], section: str, key: str, value: Any
    ) -> None:
        try:
            fields[field] = read(key, value)
        except Complaint as complaint:
            self._complain(f"'{key}' {complaint}", section, key)

    def _complain(self, problem: str, section: str, key: str, nth: int = 0) -> None:
        line = self._line(section, key, nth)
        self._problems.append(f"{self._shown}:{line}: {problem}" if line else f"{self._shown}: {problem}")

    def _line(self, section: str, key: str, nth: int = 0) -> int | None:
        """Return the line of a key below the ``nth`` header of its section, or the header's own line."""
        below = not section
        seen, at_header = -1, None
        for number, line in enumerate(self._lines, 1):
            header = _HEADER.match(line)
            if header:
                name = header[1].replace(" ", "").replace('"', "").replace("'", "")
                seen += name == section
                below = name == section and seen == nth
                at_header = number if below else at_header
                if name == (f"{section}.{key}" if section else key):
                    return number
            elif below and re.match(rf"""\s*["']?{re.escape(key)}["']?\s*[=.]""", line):
                return number
        return at_header

    def _paths(self, key: str, value: Any) -> tuple[str, ...]:
        paths = tuple(os.path.normpath(os.path.join(self._directory, path)) for path in self._words(key, value))
        missing = next((path for path in paths if not os.path.exists(path)), None)
        if missing is not None:
            raise Complaint(f"names '{missing}', which does not exist")
        return paths

    def _words(self, _key: str, value: Any) -> tuple[str, ...]:
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise Complaint("must be a list of strings")
        return tuple(value)

    def _severities(self, key: str, value: Any) -> dict[str, Severity]:
        if not isinstance(value, dict):
            raise Complaint("must be a table from policies to severities")
        fields: dict[str, Any] = {}
        for selector, severity in value.items():
            section = f"{self._root}.{key}".lstrip(".")
            self._read(fields, selector, _severity, section, selector, severity)
        return fields

    def _waivers(self, key: str, value: Any) -> tuple[Waiver, ...]:
        return tuple(Waiver(**fields) for fields in self._tables(key, value, _WAIVER))

    def _drift(self, key: str, value: Any) -> tuple[AcceptedDrift, ...]:
        made = []
        for fields in self._tables(key, value, _DRIFT):
            do = fields.pop("do", _IGNORE)
            made.append(AcceptedDrift(**fields, record=do == _RECORD))
        return tuple(made)

    def _tables(self, key: str, value: Any, shape: "_Table") -> list[dict[str, Any]]:
        """Return the fields of each table of an array, without those in which something is wrong."""
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise Complaint(f"must be an array of tables: [[{key}]]")
        section = f"{self._root}.{key}".lstrip(".")
        made = [self._fields(section, nth, item, shape) for nth, item in enumerate(value)]
        return [fields for fields in made if fields is not None]

    def _fields(self, section: str, nth: int, item: Mapping[str, Any], shape: "_Table") -> dict[str, Any] | None:
        before = len(self._problems)
        for name in item:
            if name not in shape.keys:
                self._complain(f"{shape.what} has no '{name}'{suggest(name, shape.keys)}", section, name, nth)
        for name in shape.needed:
            if not item.get(name):
                self._complain(f"{shape.what} needs its '{name}'", section, name, nth)
        values = {name: value for name, value in item.items() if name in shape.keys}
        expires = values.pop("expires", None)
        for name, value in values.items():
            choices = shape.choices.get(name)
            if not isinstance(value, str):
                self._complain(f"'{name}' must be a string", section, name, nth)
            elif choices and value not in choices:
                self._complain(f"'{name}' is {' or '.join(choices)}{suggest(value, choices)}", section, name, nth)
        day = None if expires is None else _day(expires)
        if expires is not None and day is None:
            self._complain("'expires' must be a date such as 2027-01-31", section, "expires", nth)
        return None if len(self._problems) > before else {**values, "expires": day}


def _day(value: Any) -> str | None:
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError:
        return None


def _severity(_key: str, value: Any) -> Severity:
    return Severity(_choice("severity", value, [severity.value for severity in Severity]))


def _choice(what: str, value: Any, choices: Any) -> str:
    if not isinstance(value, str) or value not in choices:
        hint = suggest(str(value), choices) or f"; choose from {', '.join(choices)}"
        raise Complaint(f"is '{value}', but there is no such {what}{hint}")
    return value


def _flag(_key: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise Complaint("must be true or false")
    return value
