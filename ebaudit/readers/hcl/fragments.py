"""Text of which parts are not known."""

from collections.abc import Iterable
from itertools import groupby

from ebaudit.model.value import Unknown

MAX_PARTS = 64
MAX_TEXT = 16 * 1024
"""Beyond this a text keeps only its start: what is repeated without end must not grow without end."""


def known_parts(value: str | Unknown) -> tuple[str | None, ...]:
    """Return what is known of a text, with ``None`` for each part that is not."""
    return (value,) if isinstance(value, str) else value.parts or (value.prefix, None)


def fragments(pieces: Iterable[str | None]) -> tuple[str, tuple[str | None, ...]]:
    """Return the start that is known, and the known texts with ``None`` between them.

    The second is empty when no text is known, or too much. Neighbours of one kind are joined.
    """
    parts: list[str | None] = []
    for known, group in groupby(filter(lambda piece: piece != "", pieces), key=lambda piece: piece is not None):
        parts.append("".join(map(str, group)) if known else None)
    prefix = (parts[0] or "") if parts else ""
    worth_keeping = 1 < len(parts) <= MAX_PARTS and sum(len(part) for part in parts if part) <= MAX_TEXT
    return prefix, tuple(parts) if worth_keeping else ()
