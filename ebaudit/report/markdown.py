"""Markdown, for comments on a change and job summaries."""

from collections.abc import Iterable, Iterator

from ebaudit.model.finding import Finding
from ebaudit.model.prose import fenced
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
    outcome = report.exit_code
    yield "## ebaudit"
    yield ""
    yield f"{counts(report)} Exit code {int(outcome)}: {reason(report, outcome)}."
    rows = [[f.severity.value, _policy(f), escape(f.told), code(f.address), place(f.span)] for f in report.findings]
    yield from table("Findings", ("severity", "policy", "what", "address", "place"), rows)
    yield from _advice(report.findings)
    problems = [
        [item.level.value, code(item.code), escape(f"{item.summary}. {item.detail}".strip()), place(item.span)]
        for item in report.diagnostics
    ]
    problems += [["crash", code(item.policy), escape(item.message), code(item.address)] for item in report.crashes]
    yield from table("Diagnostics", ("level", "code", "what", "place"), problems)
    undecided = [
        [code(item.policy), item.name, escape(item.reason), code(item.address), place(item.span)]
        for item in report.undecideds
    ]
    yield from table("Undecided", ("policy", "name", "why", "address", "place"), undecided)
    waived = [[_policy(f), code(f.address), escape(f.waived_by or "")] for f in report.waived]
    yield from table("Waived", ("policy", "address", "because"), waived)
    ledger = [[row.outcome.value, row.kind, code(row.subject), escape(row.why)] for row in report.ledger]
    yield from table("Coverage", ("outcome", "kind", "what", "why"), ledger)


def table(title: str, heads: tuple[str, ...], rows: list[list[str]]) -> Iterator[str]:
    """Lay out a table under its heading, or nothing when it has no rows."""
    if rows:
        yield from ("", f"### {title}", "", _row(heads), _row(["---"] * len(heads)))
        yield from map(_row, rows)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _advice(findings: Iterable[Finding]) -> Iterator[str]:
    for policy, found in {found.policy: found for found in findings}.items():
        if found.why or found.fix:
            yield from ("", f"<details><summary>{policy} {escape(found.name)}</summary>", "")
            for text in (found.why, found.fix):
                if text:
                    yield from (fenced(text), "")
            yield "</details>"


def _policy(found: Finding) -> str:
    return f"{code(found.policy)} {escape(found.name)}"


def place(span: Span | None) -> str:
    """Quote a file and line."""
    return "" if span is None else code(f"{span.file}:{span.line}")


def code(text: str) -> str:
    """Quote a name; inside a table a bar would end the cell, and a backtick the quotation."""
    shown = clean(text).replace("|", "\\|")
    return f"`` {shown} ``" if "`" in shown else f"`{shown}`"


def escape(text: str) -> str:
    """Return text that means itself."""
    return "".join(f"\\{character}" if character in _SPECIAL else character for character in clean(text))
