"""What we could not read or evaluate: about our reading, never about the estate."""

from enum import StrEnum

from ebaudit.model.record import Record
from ebaudit.model.source import Span


class ModuleCall(Record):
    """One step of a module call chain: the call's address and where it is written."""

    address: str
    span: Span | None


class Level(StrEnum):
    """How bad a diagnostic is: an error makes the audit incomplete (exit code 3), a warning does not."""

    ERROR = "error"
    WARNING = "warning"


class Diagnostic(Record):
    """Something that could not be read or evaluated.

    ``code`` is a stable kebab-case word ("syntax", "unsupported-function").
    ``summary`` is fixed text; ``detail`` says what, why it matters here, and what to do.
    """

    level: Level
    code: str
    summary: str
    detail: str = ""
    span: Span | None = None
    calls: tuple[ModuleCall, ...] = ()
    context: Span | None = None


class Outcome(StrEnum):
    """What became of one thing that the run met."""

    EVALUATED = "evaluated"
    PARTIAL = "partial"
    SKIPPED = "skipped"
    FAILED = "failed"


class LedgerEntry(Record):
    """One row of the coverage ledger: a file, module, resource, policy or account, what became of it, and why."""

    kind: str
    subject: str
    outcome: Outcome
    why: str = ""
    span: Span | None = None
