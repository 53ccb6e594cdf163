"""Which estate of one side is which of the other."""

import os
from collections.abc import Iterator, Mapping

from ebaudit.analysis.patterns.pattern import Pattern
from ebaudit.diff.compare import Side
from ebaudit.model.estate import Estate, Opened

Sides = Mapping[str, tuple[Opened, Mapping[str, Pattern]]]
"""What was read, and the patterns of its rules, by root."""


def roots(before: Sides, after: Sides, base: str, other_base: str) -> Iterator[tuple[Side, Side]]:
    """Pair the estates of two sides: single ones as they are, several by where they lie below their bases.

    An estate without a twin is paired with an empty one.
    """
    if len(before) == len(after) == 1:
        yield Side(*next(iter(before.values()))), Side(*next(iter(after.values())))
        return
    old = {relative(root, base): Side(*found) for root, found in before.items()}
    new = {relative(root, other_base): Side(*found) for root, found in after.items()}
    for name in sorted({*old, *new}):
        yield old.get(name) or _nothing(new[name]), new.get(name) or _nothing(old[name])


def relative(root: str, base: str) -> str:
    """Return where a root lies below its base."""
    return os.path.relpath(root, base) if root.startswith("/") is base.startswith("/") else root


def _nothing(side: Side) -> Side:
    return Side(Opened(Estate(side.estate.reader, "")), {})
