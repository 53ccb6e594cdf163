"""JUnit XML, for build servers: a suite for each kind of thing, a test case for each finding.

Findings at or above the threshold are failures and lesser ones pass with their text; undecideds and waived
findings are skipped; errors in reading and crashes are errors.
Source: https://github.com/testmoapp/junitxml (a description of what build servers read)
"""

from xml.sax.saxutils import escape, quoteattr

from ebaudit.model.diagnostic import Diagnostic, Level
from ebaudit.model.finding import Finding, Undecided
from ebaudit.model.report import PolicyProblem, Report
from ebaudit.model.source import Span
from ebaudit.report.cells import clean
from ebaudit.report.look import Look
from ebaudit.report.redact import Redactor


def render(report: Report, look: Look, redactor: Redactor) -> str:
    """Return the report as one XML document."""
    suites = [
        _suite("findings", [_finding(item, report) for item in report.findings]),
        _suite("waived", [_waived(item) for item in report.waived]),
        _suite("undecided", [_undecided(item) for item in report.undecideds]),
        _suite("diagnostics", [_diagnostic(item) for item in report.diagnostics]),
        _suite("crashes", [_crash(item) for item in report.crashes]),
    ]
    body = "".join(suites) or _suite("findings", [_case("ebaudit", "no findings")])
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="ebaudit">\n{body}</testsuites>\n'


def _suite(name: str, cases: list[str]) -> str:
    if not cases:
        return ""
    counts = {what: sum(f"<{tag}" in case for case in cases) for what, tag in _TAGS.items()}
    numbers = " ".join(f'{what}="{count}"' for what, count in counts.items())
    return f'  <testsuite name="{name}" tests="{len(cases)}" {numbers}>\n{"".join(cases)}  </testsuite>\n'


_TAGS = {"failures": "failure", "errors": "error", "skipped": "skipped"}


def _case(classname: str, name: str, inner: str = "", span: Span | None = None) -> str:
    place = "" if span is None else f' file={_attribute(span.file)} line="{span.line}"'
    head = f"    <testcase classname={_attribute(classname)} name={_attribute(name)}{place}"
    return f"{head}>\n      {inner}\n    </testcase>\n" if inner else f"{head}/>\n"


def _finding(found: Finding, report: Report) -> str:
    text = "\n".join(part for part in (_place(found.span), found.message, found.why.strip(), found.fix.strip()) if part)
    if found.severity.rank >= report.fail_on.rank:
        kind = _attribute(found.severity.value)
        inner = f"<failure message={_attribute(found.message)} type={kind}>{_text(text)}</failure>"
    else:
        inner = f"<system-out>{_text(text)}</system-out>"
    return _case(f"{found.policy} {found.name}", found.address, inner, found.span)


def _waived(found: Finding) -> str:
    inner = f"<skipped message={_attribute(f'waived: {found.waived_by}')}/>"
    return _case(f"{found.policy} {found.name}", found.address, inner, found.span)


def _undecided(item: Undecided) -> str:
    inner = f"<skipped message={_attribute(f'undecided: {item.reason}')}/>"
    return _case(f"{item.policy} {item.name}", item.address, inner, item.span)


def _diagnostic(item: Diagnostic) -> str:
    text = "\n".join(part for part in (_place(item.span), item.summary, item.detail) if part)
    if item.level is Level.ERROR:
        inner = f"<error message={_attribute(item.summary)} type={_attribute(item.code)}>{_text(text)}</error>"
    else:
        inner = f"<system-out>{_text(text)}</system-out>"
    return _case(item.code, item.summary, inner, item.span)


def _crash(item: PolicyProblem) -> str:
    message = _attribute(item.message)
    return _case(item.policy, item.address, f'<error message={message} type="crash">{_text(item.message)}</error>')


def _place(span: Span | None) -> str:
    return "" if span is None else str(span)


def _attribute(text: str) -> str:
    return quoteattr(clean(text))


def _text(text: str) -> str:
    """Escape text line by line: what does not print is not allowed in XML either."""
    return escape("\n".join(clean(line) for line in text.split("\n")))
