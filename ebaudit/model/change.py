"""What a change does: how two estates differ by meaning, and what becomes of the events."""

from enum import StrEnum

from ebaudit.model.finding import Certainty, Finding, Severity
from ebaudit.model.record import Record
from ebaudit.model.report import ExitCode, Report
from ebaudit.model.source import Span


class Presence(StrEnum):
    """What became of a resource."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


class PatternKind(StrEnum):
    """How the events that a rule selects change."""

    EQUIVALENT = "equivalent"
    NARROWER = "narrower"
    WIDER = "wider"
    MOVED = "moved"
    UNRELATED = "unrelated"
    UNDECIDED = "undecided"


class PatternChange(Record):
    """A changed pattern: how, with an event (JSON text) that is no longer selected and one that now is.

    ``hidden`` says that the pattern is sensitive, so that no event may be shown. ``why`` says what keeps
    the kind from being told.
    """

    kind: PatternKind
    lost: str | None = None
    gained: str | None = None
    certainty: Certainty = Certainty.MODELLED
    hidden: bool = False
    why: str = ""


class ArgumentChange(Record):
    """One argument with its value before and after, as texts; ``None`` when it is not set.

    ``says`` is what the change means, in words, where that is more than the values. ``undecided`` is true where
    something unknown decides whether there is a change.
    """

    path: str
    before: str | None
    after: str | None
    says: str = ""
    undecided: bool = False


class SampleChange(Record):
    """What a parameter of a target sends for one event, before and after; ``None`` when it has no text."""

    path: str
    event: str
    before: str | None
    after: str | None


class Gap(Record):
    """Why Terraform deletes a resource before it creates it again, what that means, and what avoids it."""

    why: tuple[str, ...]
    means: str
    advice: str


class ResourceChange(Record):
    """A resource that is added, removed or changed; ``address`` is the new one where there is one."""

    presence: Presence
    type: str
    name: str
    address: str
    before_address: str = ""
    span: Span | None = None
    pattern: PatternChange | None = None
    arguments: tuple[ArgumentChange, ...] = ()
    samples: tuple[SampleChange, ...] = ()
    gap: Gap | None = None
    notes: tuple[str, ...] = ()


class DeliveryKind(StrEnum):
    """What becomes of the events of a rule at a receiver."""

    LOST = "lost"
    GAINED = "gained"
    MOVED = "moved"
    MAY_BE_LOST = "may-be-lost"
    MAY_BE_GAINED = "may-be-gained"


class Last(StrEnum):
    """What an event class has none of any more (or, gained, for the first time)."""

    DELIVERY = "delivery"
    ALERT = "alerting target"
    AUDIT = "audit target"


class DeliveryChange(Record):
    """A class of events that reaches a receiver no longer, newly, or another one instead.

    ``events`` describes the class and ``whole`` says that it is all that the rule selects. ``witness`` is an
    event (JSON text) of the class that was sent through both estates. ``last`` are the kinds of
    delivery that events of the class lose altogether on the bus, and ``last_witness`` such an event.
    ``to`` is where the events go instead. ``may_be_last`` is ``last`` of a change that cannot be told.
    """

    kind: DeliveryKind
    bus: str
    rule: str
    target: str
    events: str
    whole: bool
    receiver: str
    to: str = ""
    witness: str | None = None
    last: tuple[Last, ...] = ()
    last_witness: str | None = None
    why: str = ""
    may_be_last: tuple[Last, ...] = ()


class Folded(Record):
    """A difference that changes nothing: by which rule, and where."""

    rule: str
    place: str


class Pair(Record):
    """Two estates, what differs between them and what was folded; either root may be empty when it has no twin."""

    before: str
    after: str
    deliveries: tuple[DeliveryChange, ...] = ()
    resources: tuple[ResourceChange, ...] = ()
    folded: tuple[Folded, ...] = ()


class Comparison(Record):
    """The outcome of a comparison, and what every format of it renders."""

    before: Report
    after: Report
    pairs: tuple[Pair, ...]
    new: tuple[Finding, ...] = ()
    kept: tuple[Finding, ...] = ()
    fixed: tuple[Finding, ...] = ()
    fail_on: Severity = Severity.MEDIUM
    fail_on_lost: bool = False

    @property
    def lost(self) -> tuple[DeliveryChange, ...]:
        """The changes by which events lose their last delivery, alerting target or audit target."""
        return tuple(
            change
            for pair in self.pairs
            for change in pair.deliveries
            if change.last and change.kind in {DeliveryKind.LOST, DeliveryKind.MOVED}
        )

    @property
    def may_be_lost(self) -> tuple[DeliveryChange, ...]:
        """The changes of which cannot be told whether events lose such a delivery."""
        return tuple(
            change
            for pair in self.pairs
            for change in pair.deliveries
            if change.may_be_last and change.kind is DeliveryKind.MAY_BE_LOST
        )

    @property
    def exit_code(self) -> ExitCode:
        """The exit code: 4 a bug, 3 incomplete, 2 a wrong policy file, 1 what was asked to fail on, 0 none of it."""
        worst = max(self.before.exit_code, self.after.exit_code)
        if worst > ExitCode.FINDINGS:
            return worst
        if self.fail_on_lost and self.may_be_lost and not self.after.allow_incomplete:
            return ExitCode.INCOMPLETE
        if self.fail_on_lost and self.lost:
            return ExitCode.FINDINGS
        if any(found.severity.rank >= self.fail_on.rank for found in self.new):
            return ExitCode.FINDINGS
        return ExitCode.CLEAN
