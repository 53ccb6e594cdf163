"""What names mean while an expression is evaluated, and where its errors go."""

from collections.abc import Mapping
from typing import Protocol

from ebaudit.model.diagnostic import Diagnostic, LedgerEntry, Level, ModuleCall
from ebaudit.model.record import Record
from ebaudit.model.source import SourceText, Span
from ebaudit.model.value import Unknown, Value
from ebaudit.readers.hcl.effort import AGAIN, TOO_MUCH, Effort
from ebaudit.readers.hcl.errors import EvalError
from ebaudit.readers.hcl.faults import Fault, summary
from ebaudit.readers.hcl.tree import Expr, Node

EVEN_UNUSED = frozenset(("undeclared-reference", TOO_MUCH))
"""Errors that count although ``try`` or the other arm of a conditional makes their place unimportant.

Terraform checks references before it evaluates anything, and work is work.
"""


class Log:
    """Diagnostics, ledger rows and texts to withhold of one reading; what is said twice is kept once."""

    __slots__ = ("_seen", "diagnostics", "effort", "ledger", "secrets")

    def __init__(self) -> None:
        self.diagnostics: list[Diagnostic] = []
        self.ledger: list[LedgerEntry] = []
        self.secrets: set[str] = set()
        self.effort = Effort()
        self._seen: set[tuple[object, ...]] = set()

    def add(self, diagnostic: Diagnostic) -> None:
        """Keep a diagnostic unless the same has been said of the same place."""
        key = (diagnostic.code, diagnostic.span, diagnostic.detail)
        if key not in self._seen:
            self._seen.add(key)
            self.diagnostics.append(diagnostic)

    def record(self, entry: LedgerEntry) -> None:
        """Keep a ledger row unless the same has been recorded."""
        key = (entry.kind, entry.subject, entry.outcome, entry.why)
        if key not in self._seen:
            self._seen.add(key)
            self.ledger.append(entry)


class Environment(Protocol):
    """What an expression of one module can refer to. Each method raises ``EvalError`` for what is not there."""

    log: Log
    calls: tuple[ModuleCall, ...]

    def refer(self, root: str, name: str, scope: "Scope") -> Value:
        """Return ``root.name``: a variable, local, module call, resource, path or workspace name."""

    def data(self, mode: str, type: str, name: str) -> Value:
        """Return a resource of another mode than the managed one: ``data.type.name``."""

    def roots(self) -> list[str]:
        """Return the names that a reference may begin with."""

    def definition(self, root: str, name: str) -> "tuple[Expr, Scope] | None":
        """Return the expression that defines ``root.name`` and the scope it stands in, where there is just one."""

    def function(self, name: str, arguments: list[Value], scope: "Scope") -> Value:
        """Call a function of Terraform."""


class Origin(Record):
    """Where the value of ``each`` or of an iterator comes from: one element of an expression."""

    expr: Expr
    scope: "Scope"
    step: int | str


NOTHING: Mapping[str, Value] = {}
NOWHERE: Mapping[str, Origin] = {}


class Scope:
    """The meaning of names at one place.

    ``names`` are those that ``for``, ``dynamic`` and templates define; ``instance`` holds ``each.key``,
    ``each.value``, ``count.index`` and ``self`` by those words. ``faults`` collects errors instead of the log
    while it is not yet clear whether they matter (``try``, the arms of a conditional). ``origins`` has where
    the values of ``each`` and of iterators are written.
    """

    __slots__ = ("environment", "faults", "instance", "names", "origins", "source")

    def __init__(
        self,
        environment: Environment,
        source: SourceText,
        names: dict[str, Value] | None = None,
        instance: Mapping[str, Value] = NOTHING,
    ) -> None:
        self.environment = environment
        self.source = source
        self.names: dict[str, Value] = {} if names is None else names
        self.instance = instance
        self.origins: Mapping[str, Origin] = NOWHERE
        self.faults: list[Diagnostic] | None = None

    def _copy(self, source: SourceText, names: dict[str, Value]) -> "Scope":
        made = Scope(self.environment, source, names, self.instance)
        made.origins = self.origins
        made.faults = self.faults
        return made

    def child(self, names: dict[str, Value]) -> "Scope":
        """Return a scope in which ``names`` are defined as well."""
        return self._copy(self.source, {**self.names, **names})

    def within(self, source: SourceText) -> "Scope":
        """Return the same scope for an expression that stands in another file."""
        return self if source is self.source else self._copy(source, self.names)

    def probing(self) -> tuple["Scope", list[Diagnostic]]:
        """Return a scope whose errors are only collected, and their list."""
        made = self._copy(self.source, self.names)
        made.faults = []
        return made, made.faults

    def span(self, node: Node) -> Span:
        """Return where a node stands."""
        return self.source.span(node.start, node.end)

    def report(self, diagnostic: Diagnostic) -> None:
        """Hand on a diagnostic, to the log or to whoever is probing."""
        if self.faults is not None:
            self.faults.append(diagnostic)
        if self.faults is None or diagnostic.code in EVEN_UNUSED:
            self.environment.log.add(diagnostic)

    def fail(self, node: Node, error: EvalError) -> Unknown:
        """Turn an error at ``node`` into a diagnostic, and return the unknown that stands for the value."""
        if error.code == AGAIN:
            return Unknown(f"could not be evaluated: {error.message}")
        start, end = (error.start, error.end) if isinstance(error, Fault) else (node.start, node.end)
        self.report(
            Diagnostic(
                Level.ERROR,
                error.code,
                summary(error.code),
                error.message if error.message.endswith((".", "?")) else f"{error.message}.",
                self.source.span(start, end),
                self.environment.calls,
            )
        )
        return Unknown(f"could not be evaluated: {error.message}")
