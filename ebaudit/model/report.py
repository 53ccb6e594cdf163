"""The outcome of a run, and what every format renders."""

from collections.abc import Mapping
from enum import IntEnum

from ebaudit.model.diagnostic import Diagnostic, LedgerEntry, Level
from ebaudit.model.finding import Finding, Severity, Undecided
from ebaudit.model.record import Record
from ebaudit.model.source import SourceText, Span


class ExitCode(IntEnum):
    """Exit codes of every command and format; a larger one beats a smaller one."""

    CLEAN = 0
    FINDINGS = 1
    USAGE = 2
    INCOMPLETE = 3
    BUG = 4

    @property
    def excusable(self) -> bool:
        """Whether ``--exit-zero`` makes a 0 of it: it does of every answer about what was audited."""
        return self in {ExitCode.CLEAN, ExitCode.FINDINGS, ExitCode.INCOMPLETE}


class PolicyProblem(Record):
    """A policy that crashed, where and with what message: a bug in ebaudit, or a mistake in the ``file`` it is from."""

    policy: str
    address: str
    message: str
    file: str = ""


class Report(Record):
    """Findings, undecideds, waived findings, diagnostics and the coverage ledger: separate things.

    ``masked`` and ``secrets`` collect what the facts say must not be shown: stretches of ``sources``
    and texts. Every format leaves them out, whichever finding would quote them.
    """

    version: str
    roots: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    undecideds: tuple[Undecided, ...] = ()
    waived: tuple[Finding, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    ledger: tuple[LedgerEntry, ...] = ()
    crashes: tuple[PolicyProblem, ...] = ()
    fail_on: Severity = Severity.MEDIUM
    allow_incomplete: bool = False
    sources: Mapping[str, SourceText] = {}
    masked: tuple[Span, ...] = ()
    secrets: tuple[str, ...] = ()

    @property
    def incomplete(self) -> bool:
        """Whether something could not be read or evaluated."""
        return any(d.level is Level.ERROR for d in self.diagnostics)

    @property
    def exit_code(self) -> ExitCode:
        """The exit code: 4 a bug, 3 incomplete, 2 a wrong policy file, 1 findings at or above the threshold, 0 none."""
        if any(not crash.file for crash in self.crashes):
            return ExitCode.BUG
        if self.incomplete and not self.allow_incomplete:
            return ExitCode.INCOMPLETE
        if self.crashes:
            return ExitCode.USAGE
        if any(f.severity.rank >= self.fail_on.rank for f in self.findings):
            return ExitCode.FINDINGS
        return ExitCode.CLEAN
