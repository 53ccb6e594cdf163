"""A plan or state as the object that its JSON holds, from a file or from standard input."""

# ruff: noqa: PTH123, PTH202  pathlib costs start-up time

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from ebaudit.model.diagnostic import Diagnostic, Level
from ebaudit.readers.jsonparts import Json

if TYPE_CHECKING:
    from fractions import Fraction
    from mmap import mmap

STDIN = "-"
ZIP = b"PK\x03\x04"
LARGE = 3_000_000
"""From this many bytes on, only what is EventBridge's is made into objects."""
DIGITS = 4000
"""A number with more digits or a larger exponent is refused."""


def load(path: str, standard_input: bytes | None) -> Mapping[str, Json] | Diagnostic:
    """Return what a file holds, or standard input for ``-``, or why it cannot be had.

    A binary plan is turned into JSON by the user's own Terraform or OpenTofu.
    """
    if path == STDIN:
        return _piped(standard_input or b"")
    try:
        if os.path.getsize(path) >= LARGE:
            return _mapped(path)
        with open(path, "rb") as file:
            data = file.read()
    except OSError as error:
        detail = f"{path} cannot be read: {error.strerror}. Nothing in it was checked."
        return Diagnostic(Level.ERROR, "unreadable", "The file cannot be read", detail)
    return _converted(path) if data.startswith(ZIP) else parse(path, data)


def _piped(data: bytes) -> Mapping[str, Json] | Diagnostic:
    if not data.startswith(ZIP):
        return parse("standard input", data)
    detail = (
        "Standard input is a binary plan, which Terraform reads only from a file. Nothing in it was checked. Name "
        "the file instead, or pipe what 'terraform show -json' prints of it."
    )
    return Diagnostic(Level.ERROR, "binary-plan", "The binary plan cannot be read", detail)


def _converted(path: str) -> Mapping[str, Json] | Diagnostic:
    from ebaudit.readers.plan.binary import show

    shown = show(path)
    return shown if isinstance(shown, Diagnostic) else parse(path, shown)


def _mapped(path: str) -> Mapping[str, Json] | Diagnostic:
    """Read a large file through the page cache, so that its bytes need no memory of ours."""
    from mmap import ACCESS_READ, mmap

    with open(path, "rb") as file:
        data = mmap(file.fileno(), 0, access=ACCESS_READ)  # closed with the last thing that looks into it
    return _converted(path) if data[:4] == ZIP else parse(path, data)


def parse(name: str, data: "bytes | mmap") -> Mapping[str, Json] | Diagnostic:
    """Return the object that a JSON text holds, or where the text is wrong. UTF-8, UTF-16 and UTF-32 are read."""
    try:
        found = _large(data) if len(data) >= LARGE else _small(bytes(data))
    except ValueError as error:
        return _wrong(name, f"is not valid JSON: {error}" if bytes(data).strip() else "is empty")
    except RecursionError:
        return _wrong(name, "is nested too deeply")
    return found if isinstance(found, dict) else _wrong(name, "holds no JSON object")


def _wrong(name: str, what: str) -> Diagnostic:
    detail = f"{name} {what}. Nothing in it was checked. Make it with 'terraform show -json'."
    return Diagnostic(Level.ERROR, "not-json", "Not a plan or state in JSON", detail)


def _large(data: "bytes | mmap") -> Json:
    from ebaudit.readers.large import parse_family

    return parse_family(data)


def _small(data: bytes) -> Json:
    return loads(to_text(data))


def to_text(data: bytes) -> str:
    """Decode a JSON text in whichever encoding it is; raise ValueError where it is in none."""
    import json

    return data.decode(json.detect_encoding(data)).removeprefix("\ufeff")


def loads(text: str) -> Json:
    """Parse JSON; numbers are exact. Raise ValueError where it is wrong."""
    import json

    return json.loads(text, parse_float=_number, parse_constant=_no_number)


def _number(text: str) -> "int | Fraction":
    from fractions import Fraction

    exponent = text.lower().partition("e")[2]
    if len(text) > DIGITS or (exponent and abs(int(exponent)) > DIGITS):
        raise ValueError("a number is too large or too precise")
    made = Fraction(text)
    return int(made) if made.denominator == 1 else made


def _no_number(text: str) -> None:
    raise ValueError(f"{text} is no JSON value")
