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
        suite("findings", [_finding(item, report) for item in report.findings]),
        suite("waived", [_waived(item) for item in report.waived]),
        suite("undecided", [_undecided(item) for item in report.undecideds]),
        suite("diagnostics", [_diagnostic(item) for item in report.diagnostics]),
        suite("crashes", [_crash(item) for item in report.crashes]),
    ]
    return document("".join(suites))


def document(suites: str) -> str:
    """Return a document of suites."""
    body = "".join(suites) or suite("findings", [case("ebaudit", "no findings")])
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="ebaudit">\n{body}</testsuites>\n'


def suite(name: str, cases: list[str]) -> str:
    """Return a suite of test cases, or nothing when there are none."""
    if not cases:
        return ""
    counts = {what: sum(f"<{tag}" in each for each in cases) for what, tag in _TAGS.items()}
    numbers = " ".join(f'{what}="{count}"' for what, count in counts.items())
    return f'  <testsuite name="{name}" tests="{len(cases)}" {numbers}>\n{"".join(cases)}  </testsuite>\n'


_TAGS = {"failures": "failure", "errors": "error", "skipped": "skipped"}


def case(classname: str, name: str, inner: str = "", span: Span | None = None) -> str:
    """Return a test case with what is inside it."""
    place = "" if span is None else f' file={attribute(span.file)} line="{span.line}"'
    head = f"    <testcase classname={attribute(classname)} name={attribute(name)}{place}"
    return f"{head}>\n      {inner}\n    </testcase>\n" if inner else f"{head}/>\n"


def _finding(found: Finding, report: Report) -> str:
    text = "\n".join(part for part in (_place(found.span), found.message, found.why.strip(), found.advice) if part)
    if found.severity.rank >= report.fail_on.rank:
        kind = attribute(found.severity.value)
        inner = f"<failure message={attribute(found.message)} type={kind}>{escaped(text)}</failure>"
    else:
        inner = f"<system-out>{escaped(text)}</system-out>"
    return case(f"{found.policy} {found.name}", found.address, inner, found.span)


def _waived(found: Finding) -> str:
    inner = f"<skipped message={attribute(f'waived: {found.waived_by}')}/>"
    return case(f"{found.policy} {found.name}", found.address, inner, found.span)


def _undecided(item: Undecided) -> str:
    inner = f"<skipped message={attribute(f'undecided: {item.reason}')}/>"
    return case(f"{item.policy} {item.name}", item.address, inner, item.span)


def _diagnostic(item: Diagnostic) -> str:
    text = "\n".join(part for part in (_place(item.span), item.summary, item.detail) if part)
    if item.level is Level.ERROR:
        inner = f"<error message={attribute(item.summary)} type={attribute(item.code)}>{escaped(text)}</error>"
    else:
        inner = f"<system-out>{escaped(text)}</system-out>"
    return case(item.code, item.summary, inner, item.span)


def _crash(item: PolicyProblem) -> str:
    message = attribute(item.message)
    return case(item.policy, item.address, f'<error message={message} type="crash">{escaped(item.message)}</error>')


def _place(span: Span | None) -> str:
    return "" if span is None else str(span)


def attribute(text: str) -> str:
    """Return a text as a quoted attribute."""
    return quoteattr(clean(text))


def escaped(text: str) -> str:
    """Escape text line by line: what does not print is not allowed in XML either."""
    return escape("\n".join(clean(line) for line in text.split("\n")))
