"""Keeps the secrets of both sides out of every text of a comparison."""

from collections.abc import Callable, Mapping
from typing import Any

from ebaudit.model.change import Comparison
from ebaudit.report.redact import Redactor


def hidden(comparison: Comparison) -> Comparison:
    """Return the comparison with the secrets of either side taken out of all its texts."""
    before, after = comparison.before, comparison.after
    redactors = [Redactor(side.masked, side.secrets, side.sources) for side in (before, after)]

    def text(found: str) -> str:
        for redactor in redactors:
            found = redactor.text(found)
        return found

    bare = comparison._replace(
        before=before._replace(sources={}, masked=(), secrets=()),
        after=after._replace(sources={}, masked=(), secrets=()),
    )
    made: Comparison = mapped(bare, text)
    return made


def mapped(value: Any, change: Callable[[str], str]) -> Any:
    """Return records, tuples and mappings with every plain text changed; words of an enumeration stay."""
    if type(value) is str:
        return change(value)
    if isinstance(value, tuple):
        items = [mapped(item, change) for item in value]
        return type(value)(*items) if hasattr(value, "_fields") else tuple(items)
    if isinstance(value, Mapping):
        return {mapped(key, change): mapped(item, change) for key, item in value.items()}
    return [mapped(item, change) for item in value] if isinstance(value, list) else value
