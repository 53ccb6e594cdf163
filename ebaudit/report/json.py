"""The report for programs. ``report.schema.json`` beside this module is its JSON Schema (draft 2020-12).

The wire shapes here are apart from the model, so that neither follows the other by accident.
``schema_version`` is ``major.minor``: a larger minor number adds fields, a larger major one changes them.
"""

from typing import Any

from ebaudit.model.diagnostic import Diagnostic, LedgerEntry, ModuleCall
from ebaudit.model.finding import Finding, Severity, Undecided
from ebaudit.model.report import PolicyProblem, Report
from ebaudit.model.source import Span
from ebaudit.report.look import Look
from ebaudit.report.redact import Redactor

SCHEMA_VERSION = "1.0"
Wire = dict[str, Any]


def render(report: Report, look: Look, redactor: Redactor) -> str:
    """Return the report as one JSON document; its keys stand in a fixed order."""
    from json import dumps

    return dumps(document(report), indent=2, ensure_ascii=False) + "\n"


def document(report: Report) -> Wire:
    """Return the report as JSON-like data."""
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "ebaudit", "version": report.version},
        "roots": list(report.roots),
        "exit_code": int(report.exit_code),
        "fail_on": report.fail_on.value,
        "incomplete": report.incomplete,
        "counts": _counts(report),
        "findings": [finding(item) for item in report.findings],
        "undecideds": [_undecided(item) for item in report.undecideds],
        "waived": [finding(item) for item in report.waived],
        "diagnostics": [diagnostic(item) for item in report.diagnostics],
        "ledger": [ledger_entry(item) for item in report.ledger],
        "crashes": [_crash(item) for item in report.crashes],
    }


def finding(found: Finding) -> Wire:
    """Return the wire form of a finding."""
    return {
        "policy": found.policy,
        "name": found.name,
        "severity": found.severity.value,
        "certainty": found.certainty.value,
        "message": found.message,
        "address": found.address,
        "fingerprint": found.fingerprint,
        "span": span(found.span),
        "related": [{"label": item.label, "span": span(item.span)} for item in found.related],
        "calls": [_call(call) for call in found.calls],
        "evidence": None if found.evidence is None else dict(found.evidence),
        "why": found.why,
        "fix": found.advice,
        "waived_by": found.waived_by,
    }


def diagnostic(item: Diagnostic) -> Wire:
    """Return the wire form of a diagnostic."""
    return {
        "level": item.level.value,
        "code": item.code,
        "summary": item.summary,
        "detail": item.detail,
        "span": span(item.span),
        "calls": [_call(call) for call in item.calls],
    }


def span(item: Span | None) -> Wire | None:
    """Return the wire form of a span: lines and columns count from 1, the end is exclusive."""
    return None if item is None else item._asdict()


def _counts(report: Report) -> Wire:
    return {
        "findings": {s.value: sum(f.severity is s for f in report.findings) for s in Severity},
        "undecideds": len(report.undecideds),
        "waived": len(report.waived),
        "diagnostics": len(report.diagnostics),
    }


def _undecided(item: Undecided) -> Wire:
    return {
        "policy": item.policy,
        "name": item.name,
        "severity": item.severity.value,
        "address": item.address,
        "reason": item.reason,
        "refs": list(item.refs),
        "span": span(item.span),
        "calls": [_call(call) for call in item.calls],
    }


def ledger_entry(item: LedgerEntry) -> Wire:
    """Return the wire form of a row of the coverage ledger."""
    return {
        "kind": item.kind,
        "subject": item.subject,
        "outcome": item.outcome.value,
        "why": item.why,
        "span": span(item.span),
    }


def _crash(item: PolicyProblem) -> Wire:
    return {"policy": item.policy, "address": item.address, "message": item.message}


def _call(call: ModuleCall) -> Wire:
    return {"address": call.address, "span": span(call.span)}
