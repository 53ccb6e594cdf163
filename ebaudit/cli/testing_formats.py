"""The formats of ``ebaudit test``."""

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ebaudit.cli.testing_shown import Plain, diagnostics, tests
from ebaudit.model.report import ExitCode
from ebaudit.model.source import Span
from ebaudit.report.cells import clean
from ebaudit.report.look import Look

if TYPE_CHECKING:
    from ebaudit.cli.testing import Coverage, Session
    from ebaudit.report.lines import Line, Page

_ROLES = {"passed": "good", "failed": "error", "undecided": "warning"}
REASONS = ("failures", "undecided", "notes")


def text(session: "Session", code: ExitCode, look: Look) -> str:
    """Return the results for people."""
    from ebaudit.cli.deliveries import redactor_of
    from ebaudit.report.lines import BLANK, Page
    from ebaudit.report.summary import diagnostics as laid_diagnostics
    from ebaudit.report.text import paint

    sources = {name: source for ran in session.ran for name, source in ran.estate.opened.sources.items()}
    page = Page(look, sources, redactor_of(session.ran[0].estate))
    lines: list[Line] = []
    for test in tests(session):
        lines += _test(test, page)
    problems = list(laid_diagnostics(diagnostics(session), page._replace(sources={})))
    lines += [BLANK, *problems] if problems else []
    lines.append(BLANK)
    for each in session.coverage:
        lines += _coverage(each, page)
    lines.append((("strong", _counts(session)),))
    lines.append((("", f"Exit code {int(code)}."),))
    return paint(lines, look)


def _test(test: Plain, page: "Page") -> "Iterator[Line]":
    word = test["verdict"]
    place = f"{test['file']}:{test['line']}"
    yield ((_ROLES[word], f"{word:<9}"), ("strong", f" {clean(test['name'])}"), ("dim", f"  {clean(place)}"))
    for kind, label in zip(REASONS, ("", "undecided", "note"), strict=True):
        for remark in test[kind]:
            if remark["about"]:
                yield (("", f"  {clean(remark['about'])}"),)
            yield from page.paragraph(remark["message"], label=label, indent=4)
            if remark["field"]:
                yield (("", "    "), ("label", "decided by: "), ("", clean(remark["field"])))


def _coverage(each: "Coverage", page: "Page") -> "Iterator[Line]":
    covered = each.rules - len(each.unreached)
    yield (("strong", clean(f"Coverage of {each.root}: events reach {covered} of {each.rules} rules")),)
    for rule in each.unreached:
        yield (("", f"  not reached: {clean(rule)}"),)


def _counts(session: "Session") -> str:
    counts = Counter(result.verdict.value for ran in session.ran for result in ran.results)
    total = sum(counts.values())
    listed = ", ".join(f"{counts[word]} {word}" for word in _ROLES if counts[word])
    return f"{total} {'test' if total == 1 else 'tests'}: {listed}."


def json(session: "Session", code: ExitCode, look: Look) -> str:
    """Return the results for programs."""
    from json import dumps

    from ebaudit.report.json import diagnostic

    document = {
        "schema_version": "1.0",
        "exit_code": int(code),
        "tests": list(tests(session)),
        "coverage": [each._asdict() for each in session.coverage],
        "diagnostics": [diagnostic(problem) for problem in diagnostics(session)],
    }
    return dumps(document, indent=2, ensure_ascii=False) + "\n"


def junit(session: "Session", code: ExitCode, look: Look) -> str:
    """Return the results for build servers: a suite a file; what is undecided is an error, never a pass."""
    from ebaudit.report.junit import document, suite

    suites: dict[str, list[str]] = {}
    for test in tests(session):
        suites.setdefault(test["file"], []).append(_case(test))
    return document("".join(suite(clean(name), cases) for name, cases in suites.items()))


def _case(test: Plain) -> str:
    from ebaudit.report.junit import attribute, case, escaped

    span = Span(test["file"], test["line"], 1, test["line"], 1)
    inner = ""
    if test["verdict"] != "passed":
        tag, kind = ("failure", "failures") if test["verdict"] == "failed" else ("error", "undecided")
        said = [_said(remark) for name in REASONS for remark in test[name]]
        message = attribute(test[kind][0]["message"])
        inner = f'<{tag} message={message} type="{test["verdict"]}">{escaped(chr(10).join(said))}</{tag}>'
    return case(test["file"], test["name"], inner, span)


def _said(remark: Plain) -> str:
    field = f" (decided by: {remark['field']})" if remark["field"] else ""
    return f"{remark['about'] or ''}: {remark['message']}{field}".removeprefix(": ")


FORMATS = {"json": json, "junit": junit, "text": text}
