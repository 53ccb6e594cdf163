"""Runs event tests: finds their files, opens the estates that they are about, sends the events."""

# ruff: noqa: PTH118, PTH120, PTH123, PTH112, PTH110  pathlib costs start-up time

import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from ebaudit.cli.args import Options
from ebaudit.cli.options import below, request
from ebaudit.cli.world import World
from ebaudit.model.diagnostic import Diagnostic, Level
from ebaudit.model.record import Record
from ebaudit.model.request import RequestError

if TYPE_CHECKING:
    from ebaudit.catalog import Catalog
    from ebaudit.eventtests import EventFile, EventTest, Result
    from ebaudit.pipeline import Analysed, Routing

ENDINGS = (".events.yaml", ".events.yml")


class Ran(Record):
    """The tests of one file on their estate; ``unreached`` are the rules that no test of this run reaches."""

    file: "EventFile"
    estate: "Analysed"
    results: "tuple[Result, ...]"


class Session(Record):
    """A whole run: the files in order, the rules that are switched on and not reached, by root, and all problems."""

    ran: tuple[Ran, ...]
    coverage: "tuple[Coverage, ...]"
    problems: tuple[Diagnostic, ...]
    catalog: "Catalog"


class Coverage(Record):
    """How many rules of an estate are switched on, and those of them that no event reaches."""

    root: str
    rules: int
    unreached: tuple[str, ...]


def files(options: Options) -> "tuple[EventFile, ...]":
    """Read every test file; RequestError with all that is wrong in them, or when there is none."""
    from ebaudit.eventtests import read_file

    found, problems = [], []
    for path in paths(options):
        file, wrong = read_file(text_of(path), path, reader(path), record=options.record)
        problems += [str(problem) for problem in wrong]
        found += [file] if file is not None else []
    if problems:
        raise RequestError(tuple(problems))
    return tuple(found)


def paths(options: Options) -> list[str]:
    """Return the test files at the paths that were given, each once, in order."""
    given = [below(options.chdir or "", path) for path in options.paths or ["."]]
    found = list(dict.fromkeys(path for each in given for path in _test_files(each)))
    if not found:
        raise RequestError((f"there is no *.events.yaml at {' or '.join(repr(path) for path in given)}",))
    return found


def _test_files(path: str) -> Iterator[str]:
    if not os.path.isdir(path):
        if not os.path.exists(path):
            raise RequestError((f"path '{path}': no such file or directory",))
        yield path
        return
    for directory, names, leaves in os.walk(path):
        names[:] = sorted(name for name in names if not name.startswith("."))
        yield from (
            os.path.normpath(os.path.join(directory, leaf)) for leaf in sorted(leaves) if leaf.endswith(ENDINGS)
        )


def text_of(path: str) -> str:
    """Return the text of a test file; RequestError when there is none."""
    from ebaudit.cli.inputs import file_text

    return file_text("path", path)


def reader(path: str) -> Callable[[str], str]:
    """Return what reads the files that a test file names, as seen from it."""
    directory = os.path.dirname(path)

    def read(name: str) -> str:
        with open(os.path.join(directory, name), encoding="utf-8-sig", newline="") as file:
            return file.read()

    return read


def run(found: "tuple[EventFile, ...]", options: Options, world: World) -> Session:
    """Run the tests of every file, each estate being opened once."""
    estates = {path: _open(path, options, world) for path in dict.fromkeys(estate_path(f, options) for f in found)}
    ran = []
    for file in found:
        opened = estates[estate_path(file, options)]
        ran.append(Ran(file, opened.estate, tuple(_result(test, opened) for test in file.tests)))
    problems = dict.fromkeys(problem for opened in estates.values() for problem in opened.problems)
    return Session(tuple(ran), _coverage(ran), tuple(problems), next(iter(estates.values())).catalog)


def estate_path(file: "EventFile", options: Options) -> str:
    """Return where the estate of a test file is: what --against names, else its directory."""
    if options.against:
        return below(options.chdir or "", options.against)
    return os.path.dirname(file.path) or "."


class _Opened(Record):
    estate: "Analysed"
    problems: tuple[Diagnostic, ...]
    catalog: "Catalog"


def _open(path: str, options: Options, world: World) -> _Opened:
    from ebaudit.pipeline import analysed

    base = options.chdir or ""
    values = {**vars(options), "paths": [path], "chdir": None}
    for name in ("allow_path", "variables"):
        values[name] = [_seen(base, item) for item in values[name]]
    values["source"] = below(base, options.source) if options.source else None
    asked, _ = request(Options(**values), world)
    estates, found = analysed(asked)
    return _Opened(_own(path, found), estates.problems, estates.catalog)


def _seen(base: str, item: "str | tuple[str, str]") -> "str | tuple[str, str]":
    if isinstance(item, str):
        return below(base, item)
    return ("file", below(base, item[1])) if item[0] == "file" else item


def _own(path: str, found: "tuple[Analysed, ...]") -> "Analysed":
    """Choose the estate at the path itself; of others there must be only one."""
    exact = [each for each in found if os.path.normpath(each.opened.estate.root) == os.path.normpath(path)]
    if len(exact or found) != 1:
        roots = ", ".join(each.opened.estate.root for each in found)
        raise RequestError((f"'{path}' holds several root modules ({roots}): --against names one",))
    return (exact or list(found))[0]


def _result(test: "EventTest", opened: _Opened) -> "Result":
    from ebaudit.eventtests import Ground, judge

    estate = opened.estate
    problems = (*opened.problems, *estate.opened.diagnostics)
    complete = not any(problem.level is Level.ERROR for problem in problems)
    ground = Ground(estate.opened.estate, estate.patterns, complete, opened.catalog)
    return judge(test, routed(test, estate).routed, ground)


def routed(test: "EventTest", estate: "Analysed") -> "Routing":
    """Send the event of a test through an estate."""
    from ebaudit.analysis.routing.delivery import deliveries
    from ebaudit.pipeline import Routing

    went = deliveries(estate.opened.estate, estate.patterns, test.event, test.bus)
    return Routing(estate.opened, went, estate.secret)


def _coverage(ran: list[Ran]) -> tuple[Coverage, ...]:
    from ebaudit.analysis.routing.identity import is_disabled

    reached: dict[str, set[str]] = {}
    estates = {each.estate.opened.estate.root: each.estate.opened.estate for each in ran}
    for each in ran:
        rules = reached.setdefault(each.estate.opened.estate.root, set())
        rules.update(rule for result in each.results for rule in result.reached)
    found = []
    for root, estate in estates.items():
        live = [rule.resource.address for rule in estate.rules if not is_disabled(rule)]
        found.append(Coverage(root, len(live), tuple(rule for rule in live if rule not in reached[root])))
    return tuple(found)
