"""Writes what event tests should expect, as far as it is known, into their files."""

# ruff: noqa: PTH123, PTH105  pathlib costs start-up time

import os
from typing import TYPE_CHECKING

from ebaudit.cli.args import Options
from ebaudit.cli.testing import Session, reader, routed
from ebaudit.cli.world import World
from ebaudit.model.request import RequestError
from ebaudit.report.cells import clean
from ebaudit.report.redact import HIDDEN

if TYPE_CHECKING:
    from ebaudit.cli.deliveries import Shown
    from ebaudit.cli.testing import Ran
    from ebaudit.eventtests import EventFile, Result


def record(session: Session, options: Options, world: World) -> int:
    """Fill the deliveries of every test that has none or does not pass; 3 when something is not known."""
    code = 0
    lines = []
    for ran in session.ran:
        found, unknown = _found(ran, session)
        if found:
            _write(ran.file.path, _text(ran.file, found))
        lines.append(f"{clean(ran.file.path)}: {len(found)} of {len(ran.results)} tests recorded\n")
        lines += [f"  not recorded, because something is not known: {clean(name)}\n" for name in unknown]
        code = 3 if unknown else code
    from ebaudit.cli.output import write

    write("".join(lines), options, world)
    return code


def _found(ran: "Ran", session: Session) -> "tuple[dict[str, Shown], list[str]]":
    from ebaudit.cli.deliveries import shown

    found, unknown = {}, []
    for result in ran.results:
        if result.test.deliveries is not None and result.verdict.value == "passed":
            continue
        made = shown(routed(result.test, ran.estate), session.catalog)
        if made.undecided or _undecided(result):
            unknown.append(result.test.name)
        else:
            found[result.test.name] = made
    return found, unknown


def _undecided(result: "Result") -> bool:
    """Tell whether not all deliveries are known; parameters that are not are only left out."""
    return any(".param_list[" not in remark.about for remark in result.undecided)


def _text(file: "EventFile", found: "dict[str, Shown]") -> str:
    from ebaudit.eventtests import read_file, recorded

    def read(text: str) -> "EventFile | None":
        return read_file(text, file.path, reader(file.path), record=True)[0]

    made = recorded(file, {name: each.deliveries for name, each in found.items()}, read, HIDDEN)
    if made.text is None:
        raise RequestError((f"'{file.path}' cannot be recorded: {made.problem}",))
    return made.text


def _write(path: str, text: str) -> None:
    """Write beside the file and move: there is never half a file."""
    beside = f"{path}.new"
    try:
        with open(beside, "w", encoding="utf-8", newline="") as out:
            out.write(text)
        os.replace(beside, path)
    except OSError as error:
        raise RequestError((f"'{path}' cannot be written: {error.strerror}",)) from None
