"""Answers for many lines of JSON: one line in, one line out, in the same order."""

# ruff: noqa: PTH123  pathlib costs start-up time

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from json import JSONEncoder, loads
from typing import Any, TextIO

from ebaudit.cli.args import Options
from ebaudit.cli.inputs import STDIN, utf8_stdin
from ebaudit.cli.world import World
from ebaudit.jsontext import parse
from ebaudit.model.report import ExitCode
from ebaudit.model.request import RequestError

INVALID_LINE = "InvalidLine"
INVALID_EVENT = "InvalidEvent"
_ENCODE = JSONEncoder(ensure_ascii=False).encode
Answer = Mapping[str, Any]
Row = Mapping[str, str]


class LineError(Exception):
    """A line that asks nothing that can be answered."""


def run(answer: Callable[[Row], Answer], needs: tuple[str, ...], options: Options, world: World) -> int:
    """Answer every line of ``--jsonl``; return 2 when a line is not an object with the names in ``needs``."""
    wrong = False
    with _opened(options.jsonl, world) as lines, _output(options, world) as out:
        for line in _lines(lines, options.jsonl):
            if not line.strip():
                continue
            try:
                made = answer(_row(line, needs))
            except LineError as error:
                made, wrong = {"error": INVALID_LINE, "message": str(error)}, True
            out.write(_ENCODE(made) + "\n")
    return int(ExitCode.USAGE if wrong else ExitCode.CLEAN)


def _row(line: str, needs: tuple[str, ...]) -> Row:
    """Return the members of one line; a member that is an object or array counts as its own JSON text."""
    try:
        read = loads(line)
    except (ValueError, RecursionError):
        raise LineError("The line is not JSON.") from None
    if not isinstance(read, dict):
        raise LineError("The line is not a JSON object.")
    require(read, needs)
    if any(not isinstance(value, str) for value in read.values()):
        return _exact(line, read)
    return read


def require(row: Mapping[str, Any], needs: tuple[str, ...]) -> None:
    """Raise LineError when a line does not have all these names."""
    missing = [name for name in needs if row.get(name) is None]
    if missing:
        raise LineError(f"The line has no {' and no '.join(map(repr, missing))}.")


def _exact(line: str, read: dict[str, Any]) -> Row:
    """Take values that are no strings as they are spelt in the line, because spelling decides matches."""
    node, _ = parse(line)
    if node is None:
        raise LineError("The line is not JSON.")
    texts = {str(key.value): line[value.start : value.end] for key, value in node.effective()}
    return {name: value if isinstance(value, str) else texts[name] for name, value in read.items() if value is not None}


@contextmanager
def _opened(path: str, world: World) -> Iterator[Iterable[str]]:
    if path == STDIN:
        yield utf8_stdin(world) or ()
        return
    try:
        file = open(path, encoding="utf-8-sig")  # noqa: SIM115  closed below; only opening is guarded
    except (OSError, ValueError) as error:
        raise RequestError((f"--jsonl '{path}': {getattr(error, 'strerror', 'no such file')}",)) from None
    with file:
        yield file


def _lines(lines: Iterable[str], path: str) -> Iterator[str]:
    try:
        yield from lines
    except UnicodeDecodeError:
        raise RequestError((f"--jsonl '{path}': not UTF-8 text",)) from None
    except OSError as error:
        raise RequestError((f"--jsonl '{path}': {error.strerror}",)) from None


@contextmanager
def _output(options: Options, world: World) -> Iterator[TextIO]:
    if not options.output:
        yield world.out
        return
    try:
        file = open(options.output, "w", encoding="utf-8", errors="backslashreplace")  # noqa: SIM115  the same
    except OSError as error:
        raise RequestError((f"--output '{options.output}': {error.strerror}",)) from None
    with file:
        yield file
