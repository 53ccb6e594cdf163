"""Facts about patterns that the service refuses, reads in a surprising way, or that cannot be read."""

from collections.abc import Iterator, Sequence

from ebaudit.analysis.patterns.about import address_of, path_key, place
from ebaudit.analysis.patterns.problems import PatternProblem, ProblemKind
from ebaudit.model.finding import Fact
from ebaudit.model.resources import Attribute, Rule
from ebaudit.model.source import Span
from ebaudit.model.types import DYNAMIC
from ebaudit.model.value import Unknown, Value

CODES = {
    ProblemKind.INVALID: "invalid-pattern",
    ProblemKind.FOREIGN: "foreign-dialect",
    ProblemKind.AMBIGUOUS: "ambiguous-pattern",
    ProblemKind.LENIENT: "lenient-pattern",
    ProblemKind.UNREADABLE: "unreadable-pattern",
}
_HIDDEN = "The pattern, which is marked as sensitive and not shown, has a problem: {}."


def problem_facts(
    rule: Rule, attribute: Attribute, problems: Sequence[PatternProblem], *, sensitive: bool
) -> Iterator[Fact]:
    """Yield a fact for each problem of a pattern, at its exact place."""
    keys: dict[str, int] = {}
    for problem in problems:
        name = path_key(problem.path) or problem.code
        keys[name] = keys.get(name, 0) + 1
        key = name if keys[name] == 1 else f"{name}~{keys[name]}"
        message = _HIDDEN.format(problem.code.replace("-", " ")) if sensitive else problem.message
        data: dict[str, Value] = {"message": message, "problem": problem.code}
        if not sensitive:
            data |= {"path": path_key(problem.path), "reason": problem.reason, "advice": problem.advice}
            data |= {"service_code": problem.service_code, **problem.extra}
        span = _place(attribute, problem)
        yield Fact(
            CODES[problem.kind], address_of(rule), problem.code if sensitive else key, data, span,
            certainty=problem.certainty,
        )  # fmt: skip


def _place(attribute: Attribute, problem: PatternProblem) -> Span | None:
    start, end = problem.start, max(problem.end, problem.start)
    return place(attribute, problem.path, start, end, key=problem.key)


_WHOLE = ("invalid-pattern", "pattern-selects-everything")


def unknown_facts(rule: Rule, attribute: Attribute, unknown: Unknown) -> Iterator[Fact]:
    """Yield what cannot be decided because the whole pattern is unknown."""
    for code in _WHOLE:
        data: dict[str, Value] = {"message": f"The pattern is not known here: {unknown.reason}."}
        yield Fact(code, address_of(rule), "", data, attribute.place(), undecided=unknown)


def partly_unknown_facts(rule: Rule, attribute: Attribute, unknowns: Sequence[Unknown]) -> Iterator[Fact]:
    """Yield that the pattern may be invalid, when an unknown part need not be a plain value."""
    open_ended = next((unknown for unknown in unknowns if unknown.type == DYNAMIC), None)
    if open_ended is not None:
        data: dict[str, Value] = {"message": "Whether the pattern is valid depends on a part that is not known here."}
        yield Fact(
            CODES[ProblemKind.INVALID], address_of(rule), "unknown", data, attribute.place(), undecided=open_ended
        )
