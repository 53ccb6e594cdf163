"""What a policy or drift says about the estate, and what analysis computed for it."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from ebaudit.model.diagnostic import ModuleCall
from ebaudit.model.record import Record
from ebaudit.model.source import Span
from ebaudit.model.value import Unknown, Value


class Severity(StrEnum):
    """How bad a finding is, from least to worst; the order of definition is the order of badness."""

    INFO = "info"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """Place in the order, 0 for the least."""
        return list(Severity).index(self)


class Certainty(StrEnum):
    """How well the fact behind a finding is known, after where it comes from."""

    DOCUMENTED = "documented"
    OBSERVED = "observed"
    MODELLED = "modelled"
    INFERRED = "inferred"


class Related(Record):
    """Another place that explains a finding."""

    label: str
    span: Span


class Fact(Record):
    """Something that the analysis computed about one noun; a policy with ``fact: code`` judges it.

    ``key`` tells facts of one code and address apart and goes into the fingerprint (never a line).
    ``data`` feeds the policy's message and expressions.
    ``undecided`` is set when the fact may or may not hold, because something is unknown.
    ``severity`` is how bad this one is, where that depends on more than the policy.
    ``masked`` are stretches of source that hold a secret and ``secrets`` the secret texts themselves;
    no output shows either.
    """

    code: str
    address: str
    key: str = ""
    data: Mapping[str, Value] = {}
    span: Span | None = None
    related: tuple[Related, ...] = ()
    evidence: Mapping[str, Any] | None = None
    undecided: Unknown | None = None
    certainty: Certainty | None = None
    masked: tuple[Span, ...] = ()
    secrets: tuple[str, ...] = ()
    severity: Severity | None = None


class Finding(Record):
    """One thing that a policy says about one place of the estate.

    ``why`` and ``fix`` are the policy's own and alike for all its findings; ``hint`` is about this one.
    ``root`` is the estate's, for telling equal addresses of several estates apart.
    """

    policy: str
    name: str
    severity: Severity
    certainty: Certainty
    message: str
    address: str
    span: Span | None = None
    related: tuple[Related, ...] = ()
    calls: tuple[ModuleCall, ...] = ()
    evidence: Mapping[str, Any] | None = None
    why: str = ""
    fix: str = ""
    key: str = ""
    waived_by: str | None = None
    root: str = ""
    hint: str = ""

    @property
    def advice(self) -> str:
        """What to do: the hint, then the policy's advice."""
        return f"{self.hint} {self.fix}".strip()

    @property
    def told(self) -> str:
        """The message and the hint, for where the policy's advice stands elsewhere."""
        return f"{self.message} {self.hint}".strip()

    @property
    def fingerprint(self) -> str:
        """Identity across runs: policy, address and key, hashed; never a line number."""
        from hashlib import sha256

        identity = "\0".join((self.policy, self.address, self.key))
        return sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:32]


class Undecided(Record):
    """A verdict that depends on something unknown, with what and why."""

    policy: str
    name: str
    severity: Severity
    address: str
    reason: str
    refs: tuple[str, ...] = ()
    span: Span | None = None
    calls: tuple[ModuleCall, ...] = ()
