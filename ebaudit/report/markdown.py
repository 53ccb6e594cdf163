"""Markdown, for comments on a change and job summaries."""

from collections.abc import Iterable, Iterator

from ebaudit.model.finding import Finding
from ebaudit.model.report import Report
from ebaudit.model.source import Span
from ebaudit.report.cells import clean
from ebaudit.report.look import Look
from ebaudit.report.redact import Redactor
from ebaudit.report.summary import counts, reason

_SPECIAL = "\\`*_{}[]<>()#+!|~&"


def render(report: Report, look: Look, redactor: Redactor) -> str:
    """Return a heading, the counts, a table for each kind of thing, and advice for each policy."""
    return "".join(f"{line}\n" for line in _lines(report))


def _lines(report: Report) -> Iterator[str]:
    code = report.exit_code
    yield "## ebaudit"
    yield ""
    yield f"{counts(report)} Exit code {int(code)}: {reason(report, code)}."
    rows = [
        [f.severity.value, _policy(f), _escape(f.message), _code(f.address), _place(f.span)] for f in report.findings
    ]
    yield from _table("Findings", ("severity", "policy", "what", "address", "place"), rows)
    yield from _advice(report.findings)
    problems = [
        [item.level.value, _code(item.code), _escape(f"{item.summary}. {item.detail}".strip()), _place(item.span)]
        for item in report.diagnostics
    ]
    problems += [["crash", _code(item.policy), _escape(item.message), _code(item.address)] for item in report.crashes]
    yield from _table("Diagnostics", ("level", "code", "what", "place"), problems)
    undecided = [
        [_code(item.policy), item.name, _escape(item.reason), _code(item.address), _place(item.span)]
        for item in report.undecideds
    ]
    yield from _table("Undecided", ("policy", "name", "why", "address", "place"), undecided)
    waived = [[_policy(f), _code(f.address), _escape(f.waived_by or "")] for f in report.waived]
    yield from _table("Waived", ("policy", "address", "because"), waived)
    ledger = [[row.outcome.value, row.kind, _code(row.subject), _escape(row.why)] for row in report.ledger]
    yield from _table("Coverage", ("outcome", "kind", "what", "why"), ledger)


def _table(title: str, heads: tuple[str, ...], rows: list[list[str]]) -> Iterator[str]:
    if rows:
        yield from ("", f"### {title}", "", _row(heads), _row(["---"] * len(heads)))
        yield from map(_row, rows)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _advice(findings: Iterable[Finding]) -> Iterator[str]:
    for policy, found in {found.policy: found for found in findings}.items():
        if found.why or found.fix:
            yield from ("", f"<details><summary>{policy} {_escape(found.name)}</summary>", "")
            for text in (found.why, found.fix):
                if text:
                    yield from (text.strip(), "")
            yield "</details>"


def _policy(found: Finding) -> str:
    return f"{_code(found.policy)} {_escape(found.name)}"


def _place(span: Span | None) -> str:
    return "" if span is None else _code(f"{span.file}:{span.line}")


def _code(text: str) -> str:
    """Quote a name; inside a table a bar would end the cell, and a backtick the quotation."""
    shown = clean(text).replace("|", "\\|")
    return f"`` {shown} ``" if "`" in shown else f"`{shown}`"


def _escape(text: str) -> str:
    return "".join(f"\\{character}" if character in _SPECIAL else character for character in clean(text))
