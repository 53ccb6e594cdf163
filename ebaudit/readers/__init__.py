"""Readers turn an input into an estate; nothing else touches what is being audited."""

import os

from ebaudit.catalog import Catalog
from ebaudit.model.estate import Opened
from ebaudit.model.request import LIVE, Inputs

__all__ = ["STDIN", "is_module", "open_estates"]

STDIN = "-"
"""The path that means standard input."""


def open_estates(path: str, inputs: Inputs, catalog: Catalog) -> list[Opened]:
    """Open every estate at ``path``: each Terraform root module of a directory, or what one file describes.

    A file is HCL by its name, all else by its content. What cannot be read is a diagnostic in the
    result, never an exception.
    """
    return READERS[_kind(path)](path, inputs, catalog)


def _hcl(path: str, inputs: Inputs, catalog: Catalog) -> list[Opened]:
    if inputs.before:
        from ebaudit.readers.jsonfile import without_before

        return [without_before(path)]
    from ebaudit.readers.hcl.read import read_all

    return read_all(path, inputs, catalog)


def _json(path: str, inputs: Inputs, catalog: Catalog) -> list[Opened]:
    from ebaudit.readers.jsonfile import read

    return read(path, inputs, catalog)


def _live(path: str, inputs: Inputs, catalog: Catalog) -> list[Opened]:
    if inputs.before:
        from ebaudit.readers.jsonfile import without_before

        return [without_before(path)]
    from ebaudit.readers.live.read import read

    return [read(path, inputs, catalog)]


def is_module(path: str) -> bool:
    """Tell whether a path is read as Terraform's language, which has no state before it."""
    return _kind(path) == "hcl"


READERS = {"hcl": _hcl, "json": _json, "live": _live}


def _kind(path: str) -> str:
    if path == STDIN:
        return "json"
    if path.startswith(LIVE):
        return "live"
    if path.endswith((".tf", ".tf.json", ".tofu", ".tofu.json")) or os.path.isdir(path):  # noqa: PTH112  pathlib costs start-up time
        return "hcl"
    return "json" if path.endswith((".json", ".tfplan", ".tfstate")) or _looks_like_json(path) else "hcl"


def _looks_like_json(path: str) -> bool:
    """Tell whether a file begins as a binary plan or as JSON, in whatever encoding."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123  pathlib costs start-up time
            start = file.read(64)
    except OSError:
        return False
    return start.startswith(b"PK\x03\x04") or start.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0").startswith(b"{")
