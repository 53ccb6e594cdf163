"""What is wrong with a pattern, in the service's words and in clearer ones."""

from collections.abc import Mapping
from enum import StrEnum

from ebaudit.model.finding import Certainty
from ebaudit.model.record import Record
from ebaudit.model.value import Path

SCHEMA_ERROR = "EventRuleFilterPatternSchemaError"
EMPTY_ERROR = "EventRuleFilterPatternEmpty"
"""Error codes of the service. Source: https://www.alibabacloud.com/help/en/eventbridge/error-codes"""

DOCUMENTED = frozenset(
    (
        "not-an-object",
        "not-an-array",
        "unknown-key",
        "foreign-key",
        "unknown-operator",
        "foreign-operator",
        "numeric-not-an-array",
        "numeric-pair",
        "numeric-bound",
        "invalid-cidr",
    )
)
"""Codes of refusals that follow from the documentation; the others only the open-source engine's code tells."""

PREAMBLE = "Event pattern is not valid, reason: "
"""How the open-source engine begins every reason."""


class ProblemKind(StrEnum):
    """What follows from a problem: rejection; two possible meanings; a silent surprise; or no answer."""

    INVALID = "invalid"
    FOREIGN = "foreign"
    AMBIGUOUS = "ambiguous"
    LENIENT = "lenient"
    UNREADABLE = "unreadable"


REJECTED = (ProblemKind.INVALID, ProblemKind.FOREIGN)


class PatternProblem(Record):
    """One thing wrong with a pattern.

    ``code`` is a stable kebab-case word. ``message`` is one sentence. ``reason`` is how the
    open-source engine says it, without its preamble, or empty where it has no words.
    ``service_code`` is the error code with which the service rejects the pattern, or empty.
    ``path`` leads to the value in the pattern, or to its name when ``key`` is set; ``start`` and
    ``end`` are offsets in the text, -1 without one; ``line`` and ``column`` count from 1, 0 without.
    ``advice`` says what to write instead, where that is known.
    """

    kind: ProblemKind
    code: str
    message: str
    reason: str = ""
    service_code: str = ""
    path: Path = ()
    start: int = -1
    end: int = -1
    key: bool = False
    advice: str = ""
    certainty: Certainty = Certainty.MODELLED
    line: int = 0
    column: int = 0
    extra: Mapping[str, str] = {}

    @property
    def rejected(self) -> bool:
        """Whether the service refuses a pattern with this problem."""
        return self.kind in REJECTED
