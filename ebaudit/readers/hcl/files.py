"""The files of a module: which belong to it, and their texts."""

import os

from ebaudit.model.diagnostic import Diagnostic, Level
from ebaudit.model.record import Record
from ebaudit.model.source import SourceText, Span

NATIVE = (".tf", ".tofu")
JSON = (".tf.json", ".tofu.json")
MAX_BYTES = 64 * 1024 * 1024
"""A larger file is refused: no configuration is that large."""


class ModuleFile(Record):
    """One file of a module; ``override`` files change what the others declare."""

    path: str
    json: bool
    override: bool


def is_configuration(name: str) -> bool:
    """Tell whether a file name is one that Terraform or OpenTofu reads."""
    return name.endswith(NATIVE + JSON) and not name.startswith(".") and not name.endswith("~")


def module_files(directory: str, names: list[str]) -> list[ModuleFile]:
    """Return the configuration files among ``names``, primary files first, then overrides, each in name order.

    A ``.tofu`` file takes the place of the ``.tf`` file with the same stem, as in OpenTofu.
    """
    wanted = sorted(name for name in names if is_configuration(name) and not _is_directory(join(directory, name)))
    shadowed = {name.replace(".tofu", ".tf") for name in wanted if ".tofu" in name}
    found = [_module_file(directory, name) for name in wanted if name not in shadowed]
    return [f for f in found if not f.override] + [f for f in found if f.override]


def _is_directory(path: str) -> bool:
    return os.path.isdir(path)  # noqa: PTH112  pathlib costs start-up time


def _module_file(directory: str, name: str) -> ModuleFile:
    stem = name.removesuffix(".json").rsplit(".", 1)[0]
    override = stem == "override" or stem.endswith("_override")
    return ModuleFile(join(directory, name), name.endswith(".json"), override)


def join(directory: str, name: str) -> str:
    """Join and normalise, so that ``./a`` and ``a`` are one path in every message."""
    return os.path.normpath(os.path.join(directory, name))  # noqa: PTH118  pathlib costs start-up time


def list_directory(path: str) -> tuple[list[str], Diagnostic | None]:
    """Return the names in a directory, or why it cannot be listed."""
    try:
        return os.listdir(path), None  # noqa: PTH208  pathlib costs start-up time
    except OSError as error:
        detail = f"{path} cannot be read: {error.strerror}. Nothing in it was checked."
        return [], Diagnostic(Level.ERROR, "unreadable", "The directory cannot be read", detail)


def read_bytes(path: str) -> bytes | Diagnostic:
    """Return a file's bytes, or why they cannot be had."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123  pathlib costs start-up time
            # A file without a size, such as a pipe, may still have bytes; a bound of 64 MB for each would be slow.
            size = min(os.fstat(file.fileno()).st_size, MAX_BYTES)
            data = file.read(size + 1)
            if len(data) > size:
                data += file.read(MAX_BYTES + 1 - len(data))
    except OSError as error:
        detail = f"{path} cannot be read: {error.strerror}. Nothing in it was checked."
        return Diagnostic(Level.ERROR, "unreadable", "The file cannot be read", detail)
    if len(data) > MAX_BYTES:
        detail = f"{path} has more than {MAX_BYTES:,} bytes. Nothing in it was checked."
        return Diagnostic(Level.ERROR, "too-large", "The file is too large", detail)
    return data


def decode(path: str, data: bytes) -> SourceText | Diagnostic:
    """Return a file's text without a byte order mark, or where it is not UTF-8."""
    try:
        return SourceText(path, data.decode("utf-8").removeprefix("\ufeff"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        before = data[data.rfind(b"\n", 0, error.start) + 1 : error.start]
        column = len(before.decode("utf-8", "replace")) + 1
        span = Span(path, line, column, line, column + 1)
        detail = f"{path} is not UTF-8 from byte {error.start}. Terraform reads only UTF-8; nothing in it was checked."
        return Diagnostic(Level.ERROR, "not-utf8", "The file is not UTF-8", detail, span)


def read_source(path: str) -> SourceText | Diagnostic:
    """Return a file's text, or why it cannot be had."""
    data = read_bytes(path)
    return data if isinstance(data, Diagnostic) else decode(path, data)
