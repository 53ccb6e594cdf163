"""What came of event tests, with nothing in it that must not be shown: what the formats of ``test`` print."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from ebaudit.cli.deliveries import redactor_of
from ebaudit.model.diagnostic import Diagnostic, Level
from ebaudit.model.report import ExitCode
from ebaudit.report.redact import Redactor

if TYPE_CHECKING:
    from ebaudit.cli.testing import Session
    from ebaudit.eventtests import Result
    from ebaudit.eventtests.document import Remark

Plain = dict[str, Any]


def tests(session: "Session") -> Iterator[Plain]:
    """Return every test with its verdict and its reasons."""
    for ran in session.ran:
        hide = redactor_of(ran.estate)
        for result in ran.results:
            yield _test(result, hide)


def _test(result: "Result", hide: Redactor) -> Plain:
    return {
        "name": result.test.name,
        "file": result.test.span.file,
        "line": result.test.span.line,
        "verdict": result.verdict.value,
        "failures": _remarks(result.failures, hide),
        "undecided": _remarks(result.undecided, hide),
        "notes": _remarks(result.notes, hide),
    }


def _remarks(remarks: "Iterable[Remark]", hide: Redactor) -> list[Plain]:
    return [
        {"message": hide.text(item.message), "about": item.about or None, "field": item.field or None}
        for item in remarks
    ]


def diagnostics(session: "Session") -> tuple[Diagnostic, ...]:
    """Return what could not be read, of the catalog and then of each estate."""
    cleared = list(session.problems)
    estates = {id(ran.estate): ran.estate for ran in session.ran}
    for estate in estates.values():
        hide = redactor_of(estate).text
        cleared += [d._replace(summary=hide(d.summary), detail=hide(d.detail)) for d in estate.opened.diagnostics]
    return tuple(cleared)


def exit_code(session: "Session", *, require_coverage: bool) -> ExitCode:
    """Return the exit code: 3 something is not known, 1 a test failed or a rule is not reached, else 0."""
    verdicts = {result.verdict.value for ran in session.ran for result in ran.results}
    problems = (*session.problems, *(problem for ran in session.ran for problem in ran.estate.opened.diagnostics))
    if "undecided" in verdicts or any(problem.level is Level.ERROR for problem in problems):
        return ExitCode.INCOMPLETE
    bare = require_coverage and any(each.unreached for each in session.coverage)
    return ExitCode.FINDINGS if "failed" in verdicts or bare else ExitCode.CLEAN
