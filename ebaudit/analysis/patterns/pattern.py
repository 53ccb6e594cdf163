"""What a pattern is made of, and its canonical text.

Source: https://www.alibabacloud.com/help/en/eventbridge/user-guide/event-patterns
"""

from collections.abc import Iterator
from json.encoder import encode_basestring
from typing import TYPE_CHECKING

from ebaudit.model.record import Record
from ebaudit.model.value import Path, Unknown

if TYPE_CHECKING:
    from ebaudit.analysis.patterns.constraint import Constraint

ATTRIBUTES = ("id", "source", "specversion", "type", "datacontenttype", "dataschema", "subject", "time")
"""CloudEvents attributes that a pattern can name."""

REQUIRED_ATTRIBUTES = frozenset(("id", "source", "specversion", "type"))
"""Attributes that every event has."""

EXTENSIONS = (
    "aliyuneventbusname",
    "aliyunaccountid",
    "aliyunregionid",
    "aliyunpublishtime",
    "aliyunpublishaddr",
    "aliyunoriginalaccountid",
    "aliyuneventid",
)
"""Extension attributes that Alibaba Cloud sets.

Source: https://www.alibabacloud.com/help/en/eventbridge/user-guide/event-overview
"""

EQUALS, PREFIX, SUFFIX, CONTAINS = "equals", "prefix", "suffix", "contains"
ANYTHING_BUT, NUMERIC, CIDR, EXISTS, ALL_OF, UNKNOWN = "anything-but", "numeric", "cidr", "exists", "all-of", "unknown"
OFFICIAL = "acs."
"""How the name of every official event source begins."""

OR_KEY = "$or"
"""A top-level name of AWS patterns, whose array holds patterns."""

OPERATORS = (PREFIX, SUFFIX, CONTAINS, ANYTHING_BUT, NUMERIC, CIDR, EXISTS)
"""Names of condition objects."""


class Scalar(Record):
    """A JSON scalar: ``kind`` is string, number, bool or null; ``text`` is what equality compares.

    A number's text is its exact spelling.
    """

    kind: str
    text: str


class Comparison(Record):
    """One half of a ``numeric`` condition: operator and the bound's exact spelling."""

    operator: str
    bound: str


class Condition(Record):
    """One element of a field's array; an event's value needs to satisfy one of them.

    Which operand is set follows from ``operator``:
    ``text`` for prefix, suffix, contains and cidr; ``scalars`` for equals (one) and anything-but
    (with ``inner`` for a negated prefix or suffix, whose ``text`` it is); ``comparisons`` for
    numeric; ``flag`` for exists; ``parts`` for all-of, a map of several operators; ``unknown`` for
    a condition that cannot be known here.
    ``path`` and ``start``, ``end`` say where it stands; the offsets are -1 without a text.
    """

    operator: str
    path: Path = ()
    start: int = -1
    end: int = -1
    text: str = ""
    scalars: tuple[Scalar, ...] = ()
    inner: str = ""
    comparisons: tuple[Comparison, ...] = ()
    flag: bool = False
    parts: tuple["Condition", ...] = ()
    unknown: Unknown | None = None


class Field(Record):
    """The conditions on one field.

    ``keys`` are the names as written, from the top; ``whole`` is true when an unknown value stands
    for the field and all below it.
    """

    keys: tuple[str, ...]
    conditions: tuple[Condition, ...]
    start: int = -1
    end: int = -1
    whole: bool = False

    @property
    def listed(self) -> tuple[str, ...] | None:
        """The texts of the field when its conditions are nothing but strings to equal; otherwise ``None``."""
        texts = []
        for condition in self.conditions:
            if condition.operator != EQUALS or condition.scalars[0].kind != "string":
                return None
            texts.append(condition.scalars[0].text)
        return tuple(dict.fromkeys(texts))

    @property
    def name(self) -> str:
        """The names joined by dots."""
        return ".".join(self.keys)


class Pattern(Record):
    """A valid event pattern: every field must satisfy one of its conditions.

    ``text`` is the source text where there is one; ``sensitive`` says that its content must not be shown.
    """

    fields: tuple[Field, ...]
    text: str = ""
    sensitive: bool = False

    def field(self, *keys: str) -> Field | None:
        """Return the field with these names, or ``None`` when the pattern does not name it."""
        return next((field for field in self.fields if field.keys == keys), None)

    def constraint(self, name: str) -> "Constraint":
        """Return which values of the attribute ``name`` (such as ``source``) an event that matches can have."""
        from ebaudit.analysis.patterns.constraint import constraint

        return constraint(self, name)

    @property
    def unknowns(self) -> tuple[Unknown, ...]:
        """Everything unknown in the pattern, in order."""
        return tuple(
            condition.unknown
            for field in self.fields
            for whole in field.conditions
            for condition in (whole, *whole.parts)
            if condition.unknown is not None
        )

    def canonical(self) -> str:
        """Print the pattern in one agreed form: attributes first, sorted, no blanks, no duplicates.

        Two patterns of one canonical text mean the same. An unknown condition prints as ``{"unknown":""}``.
        """
        tree: dict[str, object] = {}
        for field in sorted(self.fields, key=lambda field: (len(field.keys) > 1, field.keys)):
            place: dict[str, object] = tree
            for key in field.keys[:-1]:
                below = place.setdefault(key, {})
                place = below if isinstance(below, dict) else {}
            place[field.keys[-1]] = sorted({condition_text(condition) for condition in field.conditions})
        return "".join(_print(tree))


def _print(tree: dict[str, object]) -> Iterator[str]:
    yield "{"
    for index, (key, value) in enumerate(tree.items()):
        yield ("," if index else "") + quote(key) + ":"
        if isinstance(value, dict):
            yield from _print(value)
        elif isinstance(value, list):
            yield "[" + ",".join(value) + "]"
    yield "}"


def quote(text: str) -> str:
    """Print a string as JSON."""
    return encode_basestring(text)


def scalar_text(scalar: Scalar) -> str:
    """Print a scalar as JSON."""
    return quote(scalar.text) if scalar.kind == "string" else scalar.text


def condition_text(condition: Condition) -> str:
    """Print a condition as it stands in a field's array."""
    if condition.operator == EQUALS:
        return scalar_text(condition.scalars[0])
    parts = condition.parts if condition.operator == ALL_OF else (condition,)
    return "{" + ",".join(f"{quote(part.operator)}:{_operand(part)}" for part in parts) + "}"


def _operand(condition: Condition) -> str:
    if condition.operator == EXISTS:
        return "true" if condition.flag else "false"
    if condition.operator == NUMERIC:
        return "[" + ",".join(f"{quote(operator)},{bound}" for operator, bound in condition.comparisons) + "]"
    if condition.operator == ANYTHING_BUT and condition.inner:
        return f"{{{quote(condition.inner)}:{quote(condition.text)}}}"
    if condition.operator == ANYTHING_BUT:
        return "[" + ",".join(sorted({scalar_text(scalar) for scalar in condition.scalars})) + "]"
    return quote(condition.text)
