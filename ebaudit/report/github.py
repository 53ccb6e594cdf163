"""Workflow commands of GitHub Actions: annotations on the lines of a change.

Source: https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
"""

from ebaudit.model.diagnostic import Level
from ebaudit.model.finding import Severity
from ebaudit.model.report import Report
from ebaudit.model.source import Span
from ebaudit.report.cells import clean
from ebaudit.report.look import Look
from ebaudit.report.redact import Redactor
from ebaudit.report.summary import counts

LEVELS = {
    Severity.INFO: "notice",
    Severity.LOW: "notice",
    Severity.MEDIUM: "warning",
    Severity.HIGH: "error",
    Severity.CRITICAL: "error",
}


def render(report: Report, look: Look, redactor: Redactor) -> str:
    """Return one command for each finding and diagnostic, a group of undecideds and coverage, and the counts."""
    lines = [
        _command(LEVELS[found.severity], f"{found.policy} {found.name}", found.told, found.span)
        for found in report.findings
    ]
    for item in report.diagnostics:
        level = "error" if item.level is Level.ERROR else "warning"
        text = f"{item.summary}. {item.detail}" if item.detail else item.summary
        lines.append(_command(level, item.code, text, item.span))
    lines += [_command("error", crash.policy, f"{crash.address}: {crash.message}", None) for crash in report.crashes]
    lines += _group("undecided", [f"{item.policy} {item.address}: {item.reason}" for item in report.undecideds])
    rows = [f"{row.outcome.value} {row.kind} {row.subject}{row.why and ': '}{row.why}" for row in report.ledger]
    lines += _group("coverage", rows)
    lines.append(counts(report))
    return "".join(f"{line}\n" for line in lines)


def _command(level: str, title: str, message: str, span: Span | None) -> str:
    properties = {"title": title}
    if span is not None:
        properties = {"file": span.file, "line": str(span.line), "endLine": str(span.end_line), **properties}
        if span.line == span.end_line:
            # The last column is inclusive there, and columns of several lines mean nothing.
            properties.update(col=str(span.column), endColumn=str(max(span.column, span.end_column - 1)))
    given = ",".join(f"{name}={_escaped(value, ':,')}" for name, value in properties.items())
    return f"::{level} {given}::{_escaped(message)}"


def _group(title: str, lines: list[str]) -> list[str]:
    # A line that starts like a command would be one.
    return [f"::group::{title}", *(f" {clean(line)}" for line in lines), "::endgroup::"] if lines else []


def _escaped(text: str, more: str = "") -> str:
    text = clean(text)
    for character in "%\r\n" + more:
        text = text.replace(character, f"%{ord(character):02X}")
    return text
