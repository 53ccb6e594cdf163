"""Patterns and events as commands take them, and what is wrong with them, for people and for programs."""

from collections.abc import Iterator
from typing import Any

from ebaudit.analysis.patterns.problems import PREAMBLE, PatternProblem
from ebaudit.jsontext import JsonProblem
from ebaudit.model.source import SourceText
from ebaudit.report.cells import clean
from ebaudit.report.lines import Line, Page, place
from ebaudit.report.look import Look
from ebaudit.report.redact import Redactor


def page(sources: tuple[SourceText, ...], look: Look) -> Page:
    """Make what the layout needs; places that are no files must not be linked."""
    on_disk = all(not source.name.startswith("(") for source in sources)
    return Page(look if on_disk else look._replace(links=""), {s.name: s for s in sources}, Redactor())


def problem_lines(problem: PatternProblem, source: SourceText, shown: Page) -> Iterator[Line]:
    """Lay out one problem: what, where, the frame, the service's words, and what to write instead."""
    role = "error" if problem.rejected or problem.kind.value == "unreadable" else "warning"
    span = source.span(problem.start, problem.end)
    yield ((role, role), ("", "  "), ("strong", clean(problem.message)), ("dim", f" [{problem.code}]"))
    yield (("", "  "), *place(span), ("", f"  {json_path(problem.path)}"))
    yield from shown.frame(span, role)
    if problem.service_code:
        yield from shown.paragraph(service_words(problem), label="service")
    if problem.advice:
        yield from shown.paragraph(problem.advice, label="fix")


def service_words(problem: PatternProblem) -> str:
    """Return the service's error code and, where they are known, its words."""
    return f"{problem.service_code}: {PREAMBLE}{problem.reason}" if problem.reason else problem.service_code


def problem_json(problem: PatternProblem) -> dict[str, Any]:
    """Return one problem for programs."""
    return {
        "kind": problem.kind.value,
        "code": problem.code,
        "message": problem.message,
        "advice": problem.advice or None,
        "service_code": problem.service_code or None,
        "service_reason": f"{PREAMBLE}{problem.reason}" if problem.reason else None,
        "certainty": problem.certainty.value,
        "path": json_path(problem.path),
        "start": problem.start,
        "end": problem.end,
        "line": problem.line,
        "column": problem.column,
    }


def event_problem_lines(problem: JsonProblem, source: SourceText, shown: Page) -> Iterator[Line]:
    """Lay out why an event cannot be read."""
    span = source.span(problem.start, problem.end)
    yield (("error", "error"), ("", "  "), ("strong", "The event cannot be read. "), ("", clean(problem.message)))
    yield (("", "  "), *place(span))
    yield from shown.frame(span, "error")


def event_problem_json(problem: JsonProblem, source: SourceText) -> dict[str, Any]:
    """Return for programs why an event cannot be read."""
    line, column = source.position(problem.start)
    place = {"start": problem.start, "end": problem.end, "line": line, "column": column}
    return {"code": problem.code, "message": problem.message, **place}


def error_code(problems: list[PatternProblem]) -> tuple[str, str]:
    """Return the code and the message of the first problem for which a pattern is refused or not read."""
    first = next((problem for problem in problems if problem.rejected), problems[-1])
    return first.service_code or "UnreadablePattern", first.message


def json_path(path: tuple[int | str, ...]) -> str:
    """Print a path as a JSONPath."""
    steps = (f"[{step}]" if isinstance(step, int) else _name(step) for step in path)
    return "$" + "".join(steps)


def _name(step: str) -> str:
    if step.isidentifier() and step.isascii():
        return f".{step}"
    return "['" + clean(step).replace("\\", "\\\\").replace("'", "\\'") + "']"
