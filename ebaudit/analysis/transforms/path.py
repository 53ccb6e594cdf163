"""JSONPath as EventBridge takes it: a parser with positions that tells definite paths from others.

Source: https://github.com/json-path/JsonPath (the dialect), and for what is accepted
https://www.alibabacloud.com/help/en/eventbridge/user-guide/event-transformation (one definite path).
"""

import re
from functools import lru_cache

from ebaudit.model.record import Record

PROPERTY, PROPERTIES, INDEX = "property", "properties", "index"
INDICES, SLICE, WILDCARD, SCAN, FILTER, FUNCTION = "indices", "slice", "wildcard", "scan", "filter", "function"

KEPT = 512
"""How many texts are remembered with what they were parsed to; the same ones come again in every instance."""

_CHILD = r"[^.\[\s()]+"
_NUMBERS = r"\s*-?\d+\s*(?:,\s*-?\d+\s*)*\]"
_SLICE = r"\s*(?:-?\d+)?\s*:\s*(?:-?\d+)?\s*\]"
_STAR = r"\s*\*\s*\]"
_QUOTED = r"""(?s)\s*('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")\s*([,\]])?"""
_ESCAPE = r"(?s)\\(.)"
_PLAIN = r"[^.\[\]\s()'\"*]+"


class Step(Record):
    """One step of a path, at the characters from ``start`` up to ``end`` of the path's text.

    ``names`` are the names of a property step, ``number`` the position of an index step.
    """

    kind: str
    start: int
    end: int
    names: tuple[str, ...] = ()
    number: int = 0


class JsonPath(Record):
    """A well-formed path."""

    text: str
    steps: tuple[Step, ...]

    def indefinite_step(self) -> Step | None:
        """Return the first step that can select more than one value, or ``None`` in a definite path.

        Several names in one step build an object when they end the path; before that they branch.
        """
        for step in self.steps:
            if step.kind in (INDICES, SLICE, WILDCARD, SCAN, FILTER):
                return step
            if step.kind == PROPERTIES and step is not self.steps[-1]:
                return step
        return None

    def function_step(self) -> Step | None:
        """Return the step that calls a function, or ``None``."""
        return next((step for step in self.steps if step.kind == FUNCTION), None)

    def root_name(self) -> str | None:
        """Return the attribute of the event that the path starts with; ``None`` when it names none or several."""
        first = self.steps[0] if self.steps else None
        return first.names[0] if first is not None and first.kind == PROPERTY else None


class PathProblem(Record):
    """Why a text is not a path, and the characters at fault."""

    message: str
    start: int
    end: int


class _MalformedError(Exception):
    def __init__(self, message: str, start: int, end: int) -> None:
        super().__init__(message)
        self.problem = PathProblem(message, start, end)


@lru_cache(maxsize=KEPT)
def parse_path(text: str) -> JsonPath | PathProblem:
    """Parse one JSONPath; never raises. Offsets count characters of ``text``; blanks may follow the path."""
    if text.startswith("$."):
        steps = _plain_steps(text)
        if steps is not None:
            return JsonPath(text, steps)
    end = len(text.rstrip())
    if not text.startswith("$"):
        return PathProblem("A JSONPath starts with '$'.", 0, max(end, 1) if text else 0)
    try:
        return JsonPath(text, tuple(_steps(text, end)))
    except _MalformedError as error:
        return error.problem


def _plain_steps(text: str) -> tuple[Step, ...] | None:
    """Read a path of nothing but dots and identifiers, which most are; ``None`` for any other."""
    steps = []
    at = 1
    for name in text[2:].split("."):
        if not name.isidentifier():
            return None
        end = at + 1 + len(name)
        steps.append(Step(PROPERTY, at, end, (name,)))
        at = end
    return tuple(steps)


def path_text(steps: tuple[Step, ...]) -> str:
    """Print the property and index steps of a definite path canonically: dots where they do, else brackets."""
    parts = ["$"]
    for step in steps:
        if step.kind == INDEX:
            parts.append(f"[{step.number}]")
        elif step.kind == PROPERTY and re.fullmatch(_PLAIN, step.names[0]):
            parts.append(f".{step.names[0]}")
        elif step.names:
            parts.append("[" + ",".join(_quote(name) for name in step.names) + "]")
    return "".join(parts)


def _quote(name: str) -> str:
    return "'" + name.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _steps(text: str, end: int) -> list[Step]:
    steps: list[Step] = []
    at = 1
    while at < end:
        if text[at] == "[":
            step = _bracket(text, at, end)
        elif text[at] == ".":
            step = _dotted(text, at, end)
        else:
            raise _MalformedError(f"Expected '.' or '[' but found '{text[at]}'.", at, at + 1)
        if steps and steps[-1].kind == FUNCTION:
            raise _MalformedError("Nothing may follow a function call.", step.start, step.end)
        steps.append(step)
        at = step.end
    return steps


def _dotted(text: str, at: int, end: int) -> Step:
    """Read ``.name``, ``.*``, ``.name()`` or the ``..`` of a deep scan."""
    if text.startswith("..", at):
        if at + 2 >= end:
            raise _MalformedError("A path must not end with '..'.", at, end)
        return Step(SCAN, at, at + (2 if text[at + 2] == "[" else 1))
    if at + 1 >= end:
        raise _MalformedError("A path must not end with '.'.", at, end)
    found = re.compile(_CHILD).match(text, at + 1, end)
    if found is None:
        raise _MalformedError(f"Expected a name but found '{text[at + 1]}'.", at + 1, at + 2)
    stop = found.end()
    if found[0] == "*":
        return Step(WILDCARD, at, stop)
    if stop < end and text[stop] == "(":
        return _call(text, at, stop, end)
    if stop < end and text[stop] not in ".[":
        raise _MalformedError("A name with blanks or parentheses belongs in brackets: ['a name'].", stop, stop + 1)
    return Step(PROPERTY, at, stop, (found[0],))


def _call(text: str, at: int, stop: int, end: int) -> Step:
    close = text.find(")", stop, end)
    if close < 0:
        raise _MalformedError("The function call is not closed with ')'.", stop, end)
    return Step(FUNCTION, at, close + 1, (text[at + 1 : stop],))


def _bracket(text: str, at: int, end: int) -> Step:
    inside = at + 1
    if re.compile(_STAR).match(text, inside, end):
        return Step(WILDCARD, at, text.index("]", at) + 1)
    if found := re.compile(_NUMBERS).match(text, inside, end):
        return _numbers(found[0], at, found.end())
    if found := re.compile(_SLICE).match(text, inside, end):
        return Step(SLICE, at, found.end())
    if text[inside:end].lstrip().startswith("?"):
        return _filter(text, at, end)
    if "]" not in text[inside:end]:
        raise _MalformedError("The bracket is not closed with ']'.", at, end)
    return _names(text, at, end)


def _numbers(inner: str, at: int, stop: int) -> Step:
    numbers = inner.rstrip("]").split(",")
    if len(numbers) > 1:
        return Step(INDICES, at, stop)
    return Step(INDEX, at, stop, (), int(numbers[0]))


def _filter(text: str, at: int, end: int) -> Step:
    """Read ``[?...]``; only where it ends matters, since a filter is never definite."""
    depth = 0
    for position in range(at, end):
        depth += {"[": 1, "]": -1}.get(text[position], 0)
        if depth == 0:
            return Step(FILTER, at, position + 1)
    raise _MalformedError("The bracket is not closed with ']'.", at, end)


def _names(text: str, at: int, end: int) -> Step:
    """Read ``['a']`` or ``['a','b']``."""
    names: list[str] = []
    position = at + 1
    while True:
        found = re.compile(_QUOTED).match(text, position, end)
        if found is None:
            raise _MalformedError("Expected a number, '*', or a name in quotes inside the brackets.", position, end)
        names.append(re.sub(_ESCAPE, r"\1", found[1][1:-1]))
        position = found.end()
        if found[2] == "]":
            return Step(PROPERTY if len(names) == 1 else PROPERTIES, at, position, tuple(names))
        if found[2] is None:
            raise _MalformedError("Expected ',' or ']' after the name.", position, min(position + 1, end))
