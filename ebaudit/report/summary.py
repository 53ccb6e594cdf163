"""What stands below the findings: undecideds, diagnostics, coverage, counts, and what the exit code means."""

from collections.abc import Iterable, Iterator

from ebaudit.model.diagnostic import Diagnostic, LedgerEntry, Level, Outcome
from ebaudit.model.finding import Severity, Undecided
from ebaudit.model.report import ExitCode, PolicyProblem, Report
from ebaudit.report.cells import clean
from ebaudit.report.lines import BLANK, Line, Page, located, place, plural


def summary(report: Report, page: Page) -> Iterator[Line]:
    """Lay out everything but the findings, each kind under its own heading."""
    for section in (_diagnostics, _crashes, _undecideds, _waived, _coverage):
        lines = list(section(report, page))
        if lines:
            yield from lines
            yield BLANK
    yield (("strong", counts(report)),)
    yield from verdict(report, page)


def counts(report: Report) -> str:
    """Return one sentence that counts what was found."""
    found = [(severity, sum(f.severity is severity for f in report.findings)) for severity in reversed(Severity)]
    by_severity = ", ".join(f"{count} {severity.value}" for severity, count in found if count)
    parts = [plural(len(report.findings), "finding") + (f" ({by_severity})" if by_severity else "")]
    parts += [f"{len(report.undecideds)} undecided"]
    parts += [f"{len(report.waived)} waived"] if report.waived else []
    parts += [plural(len(report.diagnostics), "diagnostic")]
    return ", ".join(parts) + "."


def verdict(report: Report, page: Page) -> Iterator[Line]:
    """Say what the exit code is and why."""
    code = report.exit_code
    why = reason(report, code)
    if page.look.exit_zero and code and code.excusable:
        yield from page.paragraph(f"Exit code 0 because of --exit-zero; without it {int(code)}: {why}.", indent=0)
    else:
        yield from page.paragraph(f"Exit code {int(code)}: {why}.", indent=0)


def reason(report: Report, code: ExitCode) -> str:
    """Say why the exit code is what it is."""
    if code is ExitCode.BUG:
        return "a policy crashed, which is a bug; the other policies were evaluated"
    if code is ExitCode.USAGE:
        return "a policy of your own failed; the other policies were evaluated"
    if code is ExitCode.INCOMPLETE:
        return "the audit is incomplete, because something could not be read or evaluated"
    if code is ExitCode.FINDINGS:
        return f"something found is {_or_worse(report.fail_on)}"
    if not report.findings and report.ledger and not any(row.kind == "resource" for row in report.ledger):
        passed = "no EventBridge resources were found"
    else:
        passed = f"nothing found is {_or_worse(report.fail_on)}" if report.findings else "there are no findings"
    return f"{passed}; the audit is incomplete, which --allow-incomplete accepts" if report.incomplete else passed


def _or_worse(severity: Severity) -> str:
    return severity.value if severity is Severity.CRITICAL else f"{severity.value} or worse"


def diagnostics(items: Iterable[Diagnostic], page: Page) -> Iterator[Line]:
    """Lay out what could not be read or evaluated."""
    for index, item in enumerate(items):
        if index:
            yield BLANK
        yield from _diagnostic(item, page)


def _diagnostics(report: Report, page: Page) -> Iterator[Line]:
    return diagnostics(report.diagnostics, page)


def _diagnostic(diagnostic: Diagnostic, page: Page) -> Iterator[Line]:
    role = diagnostic.level.value
    yield ((role, role), ("", "  "), ("strong", clean(diagnostic.summary)), ("dim", f" [{diagnostic.code}]"))
    if diagnostic.span is not None:
        yield (("", "  "), *place(diagnostic.span))
    yield from page.frame(diagnostic.span, role)
    yield from page.paragraph(diagnostic.detail)
    yield from page.calls(diagnostic.calls)


def _crashes(report: Report, page: Page) -> Iterator[Line]:
    for crash in report.crashes:
        yield (
            ("error", "crash"),
            ("", "  "),
            ("strong", f"{crash.policy} could not be evaluated, which is {blame(crash)}"),
        )
        yield (("", f"  {clean(crash.address)}"),)
        yield from page.paragraph(crash.message)


def blame(crash: PolicyProblem) -> str:
    """Say whose mistake it is that a policy crashed."""
    return f"a mistake in {clean(crash.file)}" if crash.file else "a bug"


def _undecideds(report: Report, page: Page) -> Iterator[Line]:
    groups: dict[tuple[str, str, str], list[Undecided]] = {}
    for undecided in report.undecideds:
        groups.setdefault((undecided.policy, undecided.name, undecided.reason), []).append(undecided)
    if groups:
        hint = "" if page.look.verbosity > 0 else " (-v says where)"
        yield (("strong", f"Undecided, because something is not known{hint}"),)
    for (policy, name, reason), members in groups.items():
        times = f" ({len(members)} times)" if len(members) > 1 else ""
        yield (("", f"  {policy} {name}{times}"),)
        yield from page.paragraph(reason, indent=4)
        if page.look.verbosity > 0:
            for member in members:
                yield from located(member.address, member.span, page.look.width, indent=4)
                yield from page.paragraph(", ".join(member.refs), label="depends on", indent=6)


def _waived(report: Report, page: Page) -> Iterator[Line]:
    if page.look.verbosity > 0 and report.waived:
        yield (("strong", "Waived"),)
        for found in report.waived:
            yield ((found.severity.value, f"  {found.severity.value}"), ("", f"  {found.policy} {found.name}"))
            yield from located(found.address, found.span, page.look.width, indent=4)
            yield from page.paragraph(found.waived_by or "", label="because", indent=4)


def _coverage(report: Report, page: Page) -> Iterator[Line]:
    if not report.ledger:
        return
    yield (("strong", "Coverage"),)
    tally: dict[str, dict[Outcome, int]] = {}
    for row in report.ledger:
        outcomes = tally.setdefault(row.kind, {})
        outcomes[row.outcome] = outcomes.get(row.outcome, 0) + 1
    for kind, outcomes in tally.items():
        parts = ", ".join(f"{outcomes[outcome]} {outcome.value}" for outcome in Outcome if outcome in outcomes)
        yield (("", f"  {clean(kind)}: {parts}"),)
    for row in report.ledger:
        # What was passed over although somebody wrote it, such as the call of a module that is not installed.
        passed_over = row.outcome is Outcome.SKIPPED and row.span is not None
        if page.look.verbosity > 0 or passed_over or row.outcome in {Outcome.FAILED, Outcome.PARTIAL}:
            yield from _row(row, page)


def _row(row: LedgerEntry, page: Page) -> Iterator[Line]:
    role = "good" if row.outcome is Outcome.EVALUATED else Level.WARNING.value
    subject = clean(row.subject)
    yield (("", "  "), (role, row.outcome.value), ("", f"  {clean(row.kind)} {subject}"), *place(row.span, "  "))
    yield from page.paragraph(row.why, indent=4)
