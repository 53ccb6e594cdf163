"""SARIF 2.1.0, for code-scanning services.

Findings are results that fail, undecideds results that are ``open``, waived findings suppressed results,
diagnostics notifications; the coverage ledger is a property of the run.
Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from typing import Any

from ebaudit.model.diagnostic import Diagnostic, Level
from ebaudit.model.finding import Finding, Severity, Undecided
from ebaudit.model.report import Report
from ebaudit.model.source import Span
from ebaudit.report.json import ledger_entry
from ebaudit.report.look import Look
from ebaudit.report.redact import Redactor

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS = {
    Severity.INFO: "note",
    Severity.LOW: "note",
    Severity.MEDIUM: "warning",
    Severity.HIGH: "error",
    Severity.CRITICAL: "error",
}
Wire = dict[str, Any]


def render(report: Report, look: Look, redactor: Redactor) -> str:
    """Return the report as one SARIF log with one run."""
    from json import dumps

    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(report)]}
    return dumps(log, indent=2, ensure_ascii=False) + "\n"


def _run(report: Report) -> Wire:
    judged: list[Finding | Undecided] = [*report.findings, *report.waived, *report.undecideds]
    names = sorted({item.policy for item in judged})
    index = {name: place for place, name in enumerate(names)}
    first = {item.policy: item for item in reversed(judged)}
    return {
        "tool": {
            "driver": {"name": "ebaudit", "version": report.version, "rules": [_rule(first[name]) for name in names]}
        },
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(report)],
        "results": [
            *(_finding(item, index) for item in (*report.findings, *report.waived)),
            *(_undecided(item, index) for item in report.undecideds),
        ],
        "properties": {"ledger": [ledger_entry(row) for row in report.ledger]},
    }


def _rule(item: Finding | Undecided) -> Wire:
    rule: Wire = {
        "id": item.policy,
        "name": item.name,
        "shortDescription": {"text": item.name.replace("-", " ")},
        "defaultConfiguration": {"level": LEVELS[item.severity]},
    }
    if isinstance(item, Finding) and (item.why or item.fix):
        rule["help"] = {"text": "\n\n".join(text for text in (item.why.strip(), item.fix.strip()) if text)}
    return rule


def _finding(found: Finding, index: dict[str, int]) -> Wire:
    result: Wire = {
        "ruleId": found.policy,
        "ruleIndex": index[found.policy],
        "level": LEVELS[found.severity],
        "message": {"text": found.told},
        "locations": [_location(found.span, found.address)],
        "partialFingerprints": {"ebaudit/v1": found.fingerprint},
        "properties": {"severity": found.severity.value, "certainty": found.certainty.value},
    }
    related = [(item.label, item.span) for item in found.related]
    related += [(f"called by {call.address}", call.span) for call in found.calls if call.span is not None]
    if related:
        result["relatedLocations"] = [
            {"id": place, "message": {"text": label}, "physicalLocation": _physical(span)}
            for place, (label, span) in enumerate(related, 1)
        ]
    if found.evidence is not None:
        result["properties"]["evidence"] = dict(found.evidence)
    if found.waived_by is not None:
        result["suppressions"] = [{"kind": "external", "justification": found.waived_by}]
    return result


def _undecided(item: Undecided, index: dict[str, int]) -> Wire:
    return {
        "ruleId": item.policy,
        "ruleIndex": index[item.policy],
        "kind": "open",
        "level": "none",
        "message": {"text": f"Undecided: {item.reason}"},
        "locations": [_location(item.span, item.address)],
        "properties": {"refs": list(item.refs)},
    }


def _invocation(report: Report) -> Wire:
    notifications = [_notification(item) for item in report.diagnostics]
    notifications += [
        {
            "descriptor": {"id": "crash"},
            "associatedRule": {"id": crash.policy},
            "level": "error",
            "message": {"text": f"{crash.policy} could not be evaluated at {crash.address}: {crash.message}"},
        }
        for crash in report.crashes
    ]
    return {
        "executionSuccessful": not (report.incomplete or report.crashes),
        "exitCode": int(report.exit_code),
        "toolExecutionNotifications": notifications,
    }


def _notification(item: Diagnostic) -> Wire:
    made: Wire = {
        "descriptor": {"id": item.code},
        "level": "error" if item.level is Level.ERROR else "warning",
        "message": {"text": f"{item.summary}. {item.detail}" if item.detail else item.summary},
    }
    if item.span is not None:
        made["locations"] = [{"physicalLocation": _physical(item.span)}]
    return made


def _location(span: Span | None, address: str) -> Wire:
    made: Wire = {"logicalLocations": [{"fullyQualifiedName": address, "kind": "resource"}]}
    return made if span is None else {"physicalLocation": _physical(span), **made}


def _physical(span: Span) -> Wire:
    return {
        "artifactLocation": {"uri": _uri(span.file)},
        "region": {
            "startLine": span.line,
            "startColumn": span.column,
            "endLine": span.end_line,
            "endColumn": span.end_column,
        },
    }


def _uri(file: str) -> str:
    from urllib.parse import quote

    path = quote(file.replace("\\", "/"), errors="surrogatepass")
    return f"file://{path}" if path.startswith("/") else path
