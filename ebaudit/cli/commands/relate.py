"""``ebaudit relate``: how the events of two patterns relate."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ebaudit.cli import options as shared
from ebaudit.cli.args import Group, Option, Options
from ebaudit.cli.output import look, write
from ebaudit.cli.world import World
from ebaudit.model.report import ExitCode

if TYPE_CHECKING:
    from ebaudit.analysis.patterns import PatternProblem, Relation
    from ebaudit.model.source import SourceText
    from ebaudit.report.lines import Line, Page

USAGE = "relate [OPTION]... A B"
ABOUT = """Tell how the events that two event patterns select relate, with events that prove it. A and B are
each a file, '-' for standard input, or JSON right there.

equal: both select the same events. narrower: A selects only events that B selects too, and not all of them.
wider: the other way round. overlapping: each selects events that the other does not, and some are common.
disjoint: no event is common. undecided: the exact answer is out of reach.

Example: ebaudit relate '{"source": ["acs.oss"]}' rule.json

Exit codes: 0 the relation is known, 2 wrong usage or a pattern that is not valid, 3 undecided, 4 a bug in
ebaudit."""
GROUPS = (
    Group(
        "What is compared",
        (
            Option(("first",), "an event pattern: a file, '-' or JSON", "A"),
            Option(("second",), "another", "B"),
            shared.CATALOG,
        ),
    ),
    Group(
        "What is printed",
        (shared.format_option(("text", "json")), shared.OUTPUT, shared.COLOR, shared.DEBUG, shared.HELP),
    ),
)
MEANINGS = {
    "equal": "A and B select the same events",
    "narrower": "B selects every event that A selects, and more",
    "wider": "A selects every event that B selects, and more",
    "overlapping": "some events are selected by both, and some by each alone",
    "disjoint": "no event is selected by both",
    "undecided": "the exact answer is out of reach for these patterns",
}


def execute(options: Options, world: World) -> int:
    """Print the relation, or what is wrong with the patterns."""
    from ebaudit.analysis.patterns import parse_pattern, relate
    from ebaudit.cli.inputs import document, only_one_from_stdin

    only_one_from_stdin(options.first, options.second)
    one, other = document("A", options.first, world), document("B", options.second, world)
    (first, first_problems), (second, second_problems) = parse_pattern(one.text), parse_pattern(other.text)
    found = None if first is None or second is None else relate(first, second, shared.catalog(options, world))
    problems = (first_problems, second_problems)
    if options.format == "json":
        write(_json(found, problems), options, world)
    else:
        from ebaudit.cli.patterns import page
        from ebaudit.report.text import paint

        how = look(options, world)
        write(paint(list(_lines(found, problems, (one, other), page((one, other), how))), how), options, world)
    if found is None:
        return int(ExitCode.USAGE)
    return int(ExitCode.INCOMPLETE if found.kind.value == "undecided" else ExitCode.CLEAN)


def _lines(
    found: "Relation | None",
    problems: "tuple[list[PatternProblem], list[PatternProblem]]",
    sources: "tuple[SourceText, SourceText]",
    shown: "Page",
) -> "Iterator[Line]":
    from ebaudit.cli.patterns import problem_lines

    if found is not None:
        yield from _relation_lines(found)
    for source, wrong in zip(sources, problems, strict=True):
        for problem in wrong:
            yield from problem_lines(problem, source, shown)


def _relation_lines(found: "Relation") -> "Iterator[Line]":
    from ebaudit.report.cells import clean

    yield (("strong", found.kind.value), ("", f": {MEANINGS[found.kind.value]} ({found.certainty.value})"))
    for label, proof in (("in both", found.both), ("only in A", found.first), ("only in B", found.second)):
        if proof is not None:
            yield (("", "  "), ("label", f"{label}: "), ("", clean(proof)))
    for note in _notes(found):
        yield (("", "  "), ("label", "note: "), ("", clean(note)))


def _notes(found: "Relation") -> "Iterator[str]":
    """Say what the relation does not: that a pattern selects nothing, or that only unlikely events are common."""
    from ebaudit.analysis.routing.unlikely import several_values

    if found.kind.value != "undecided" and found.both is None:
        for name, proof in (("A", found.first), ("B", found.second)):
            if proof is None:
                yield f"{name} selects no event at all"
    place = several_values(found.both)
    if place:
        yield f"an event that both select needs several values in '{place}' at once"


def _json(found: "Relation | None", problems: "tuple[list[PatternProblem], list[PatternProblem]]") -> str:
    from json import dumps

    from ebaudit.cli.patterns import problem_json

    relation: dict[str, Any] = {"relation": None}
    if found is not None:
        # Texts, because the spelling of numbers decides matches.
        proofs = {"both": found.both, "first": found.first, "second": found.second}
        relation = {
            "relation": found.kind.value,
            "certainty": found.certainty.value,
            "witnesses": proofs,
            "notes": list(_notes(found)),
        }
    wrong = {
        name: [problem_json(problem) for problem in listed]
        for name, listed in zip(("first", "second"), problems, strict=True)
    }
    return dumps({"schema_version": "1.0", **relation, "problems": wrong}, indent=2, ensure_ascii=False) + "\n"
