"""``ebaudit match``: whether a pattern selects an event, and why."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from ebaudit.cli import options as shared
from ebaudit.cli.args import Group, Option, Options
from ebaudit.cli.output import look, write
from ebaudit.cli.world import World
from ebaudit.model.report import ExitCode

if TYPE_CHECKING:
    from ebaudit.analysis.patterns import Match, PatternProblem
    from ebaudit.cli.batch import Answer, Row
    from ebaudit.jsontext import JsonProblem
    from ebaudit.model.source import SourceText
    from ebaudit.report.lines import Line, Page

USAGE = "match [OPTION]... --pattern PATTERN --event EVENT"
ABOUT = """Tell whether an event pattern selects an event, how sure that is, and how every field of the
pattern fared. PATTERN and EVENT are each a file, '-' for standard input, or JSON right there.

Example: ebaudit match --pattern '{"source": ["acs.oss"]}' --event event.json

The answer is 'documented' where the documentation decides it, and 'modelled' where only the open-source
engine behind EventBridge does. Where sources disagree, and the answer with them, both readings are given.

Exit codes: 0 the pattern selects the event, 1 it does not, 2 wrong usage, or the pattern or the event is not
valid (every problem is shown with its place), 4 a bug in ebaudit."""
JSONL = Option(
    ("--jsonl",),
    'answer each line {"pattern": text, "event": text} of FILE (\'-\' for standard input) with a line '
    '{"matches": true or false, "certainty": word} or {"error": code, "message": text}; the exit code is 0, or 2 '
    "when a line asks nothing that can be answered",
    "FILE",
)
GROUPS = (
    Group(
        "What is matched",
        (
            Option(("--pattern",), "the event pattern: a file, '-' or JSON", "PATTERN"),
            Option(("--event",), "the event, a CloudEvent: a file, '-' or JSON", "EVENT"),
            JSONL,
        ),
    ),
    Group(
        "What is printed",
        (shared.format_option(("text", "json")), shared.OUTPUT, shared.COLOR, shared.DEBUG, shared.HELP),
    ),
)
CERTAINTIES = {
    "documented": "the documentation says so",
    "observed": "the service was seen to do so",
    "modelled": "the open-source engine does so; the documentation does not say",
    "inferred": "it follows from similar cases; nobody says so",
}
REMEMBERED = 10_000
"""How many parsed patterns and events a batch keeps."""


def execute(options: Options, world: World) -> int:
    """Answer for one event, or for each line of a file."""
    from ebaudit.cli.inputs import document, excluded, needed, only_one_from_stdin

    asked = {"--pattern": options.pattern, "--event": options.event}
    if options.jsonl is not None:
        excluded(asked, "--jsonl")
        from ebaudit.cli.batch import run

        return run(answers(), ("pattern",), options, world)
    needed(asked, "--jsonl")
    only_one_from_stdin(options.pattern, options.event)
    pattern = document("--pattern", options.pattern, world)
    event = document("--event", options.event, world)
    return _one(pattern, event, options, world)


def answers() -> "Callable[[Row], Answer]":
    """Return what answers one line, keeping parsed patterns and events from line to line."""
    from functools import lru_cache

    from ebaudit.analysis.patterns.event import read_event
    from ebaudit.analysis.patterns.matching import verdict
    from ebaudit.analysis.patterns.parse import parse_pattern
    from ebaudit.cli.batch import INVALID_EVENT, require
    from ebaudit.cli.patterns import error_code

    parsed, read = lru_cache(REMEMBERED)(parse_pattern), lru_cache(16)(read_event)

    def answer(row: "Row") -> "Answer":
        pattern, problems = parsed(row["pattern"])
        if pattern is None:
            code, message = error_code(problems)
            return {"error": code, "message": message}
        require(row, ("event",))
        event, wrong = read(row["event"])
        if event is None:
            return {"error": INVALID_EVENT, "message": wrong[-1].message}
        found = verdict(pattern, event)
        made = {"matches": found.holds, "certainty": found.certainty.value}
        return {**made, "depends": [found.note]} if found.note else made

    return answer


def _one(pattern: "SourceText", event: "SourceText", options: Options, world: World) -> int:
    from ebaudit.analysis.patterns import match_text
    from ebaudit.cli.patterns import page

    answer = match_text(pattern.text, event.text)
    found, problems = answer.match, answer.pattern_problems
    wrong = tuple(fault for fault in answer.event_problems if fault.code != "duplicate-key")
    if options.format == "json":
        write(_json(found, problems, wrong, event), options, world)
    else:
        from ebaudit.report.text import paint

        how = look(options, world)
        shown = page((pattern, event), how)
        lines = [] if found is None else list(verdict_lines(found, shown))
        write(paint([*lines, *_problem_lines(problems, wrong, pattern, event, shown)], how), options, world)
    if found is None:
        return int(ExitCode.USAGE)
    return int(ExitCode.CLEAN if found.matches else ExitCode.FINDINGS)


def verdict_lines(found: "Match", shown: "Page") -> "Iterator[Line]":
    """Lay out the verdict, how sure it is, and how each field fared."""
    word, role = ("match", "good") if found.matches else ("no match", "error")
    certainty = found.certainty.value
    yield ((role, word), ("", f"  {certainty}: {CERTAINTIES[certainty]}"))
    for note in found.depends:
        yield from shown.paragraph(f"sources disagree on {note}", label="depends")
    if found.depends:
        other = "no match" if found.matches else "match"
        yield from shown.paragraph(f"{word} in the reading taken here, {other} in another", label="readings")
    for field in found.fields:
        mark = {True: "yes", False: "no", None: "?"}[field.verdict.holds]
        yield from shown.paragraph(field.explanation, label=mark)
    if not found.fields:
        yield from shown.paragraph("The pattern is {} and selects every event.")


def _problem_lines(
    problems: "tuple[PatternProblem, ...]",
    wrong: "tuple[JsonProblem, ...]",
    pattern: "SourceText",
    event: "SourceText",
    shown: "Page",
) -> "Iterator[Line]":
    from ebaudit.cli.patterns import event_problem_lines, problem_lines

    for problem in problems:
        yield from problem_lines(problem, pattern, shown)
    for fault in wrong:
        yield from event_problem_lines(fault, event, shown)


def match_json(found: "Match") -> dict[str, Any]:
    """Return a match for programs."""
    other = not found.matches if found.depends else found.matches
    return {
        "matches": found.matches,
        "certainty": found.certainty.value,
        "depends": list(found.depends),
        "readings": {"taken": found.matches, "other": other},
        "fields": [
            {
                "path": list(field.field.keys),
                "matches": field.verdict.holds,
                "certainty": field.verdict.certainty.value,
                "found": field.found,
                "explanation": field.explanation,
            }
            for field in found.fields
        ],
    }


def _json(
    found: "Match | None",
    problems: "tuple[PatternProblem, ...]",
    wrong: "tuple[JsonProblem, ...]",
    event: "SourceText",
) -> str:
    from json import dumps

    from ebaudit.cli.patterns import event_problem_json, problem_json

    document = {
        "schema_version": "1.0",
        **(match_json(found) if found is not None else {"matches": None}),
        "pattern_problems": [problem_json(problem) for problem in problems],
        "event_problems": [event_problem_json(problem, event) for problem in wrong],
    }
    return dumps(document, indent=2, ensure_ascii=False) + "\n"
