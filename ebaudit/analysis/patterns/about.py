"""One rule's pattern as the checks see it, and the making of facts about it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ebaudit.analysis.patterns.pattern import Condition, Field, Pattern
from ebaudit.model.finding import Certainty, Fact
from ebaudit.model.record import Record
from ebaudit.model.resources import Attribute, Rule
from ebaudit.model.source import Span
from ebaudit.model.value import Path, Unknown, Value

if TYPE_CHECKING:
    from ebaudit.catalog import Catalog


class About(Record):
    """A rule, its ``filter_pattern`` and the pattern in it.

    ``sensitive`` says that nothing of its content may be shown.
    """

    rule: Rule
    attribute: Attribute
    pattern: Pattern
    catalog: "Catalog"
    sensitive: bool

    def at_condition(self, condition: Condition) -> Span | None:
        """Return where a condition is written."""
        return place(self.attribute, condition.path, condition.start, condition.end)

    def at_field(self, field: Field) -> Span | None:
        """Return where a field's name is written."""
        return place(self.attribute, field.keys, field.start, field.end, key=True)

    def fact(  # noqa: PLR0913  one keyword for each part of a fact
        self,
        code: str,
        message: str,
        span: Span | None,
        *,
        key: str = "",
        certainty: Certainty,
        data: Mapping[str, Value] | None = None,
        witness: str | None = None,
        undecided: Unknown | None = None,
    ) -> Fact:
        """Make a fact; a sensitive pattern's says only what kind of thing is wrong."""
        address = address_of(self.rule)
        if self.sensitive:
            hidden: dict[str, Value] = {"message": _HIDDEN.format(code.replace("-", " "))}
            return Fact(code, address, _position(key), hidden, span, undecided=undecided, certainty=certainty)
        parts: dict[str, Value] = {"message": message, **(data or {})}
        return Fact(code, address, key, parts, span, (), evidence(witness), undecided, certainty)


_HIDDEN = "The pattern, which is marked as sensitive and not shown, has a problem: {}."


def address_of(rule: Rule) -> str:
    """Return the address that facts about a rule's pattern have."""
    return f"{rule.resource.address}#filter_pattern"


def place(attribute: Attribute, path: Path, start: int, end: int, *, key: bool = False) -> Span | None:
    """Return where a part of a pattern is written."""
    return attribute.place(path, (start, end) if start >= 0 else None, key=key)


def evidence(witness: str | None) -> dict[str, Any] | None:
    """Return a witness event as evidence."""
    if witness is None:
        return None
    from json import loads

    return {"witness": loads(witness)}


def _position(key: str) -> str:
    """Return a key that tells facts apart and shows nothing: its hash."""
    from zlib import crc32

    return f"{crc32(key.encode()):08x}" if key else ""


def path_key(path: Path) -> str:
    """Return a path as a fact's key."""
    return "/".join(str(step) for step in path)
