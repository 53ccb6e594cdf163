"""Entries by what their patterns ask of a few attributes, so that those with no event in common are not looked at."""

from collections.abc import Sequence

from ebaudit.analysis.patterns.algebra import bounds
from ebaudit.analysis.patterns.pattern import Pattern
from ebaudit.differences.traffic import Entry

NAMES = ("type", "source", "subject")


class Index:
    """The entries of one bus."""

    __slots__ = ("_by_text", "_entries", "_kept", "_open")

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = entries
        self._by_text: dict[str, dict[str, list[int]]] = {name: {} for name in NAMES}
        self._open: dict[str, list[int]] = {name: [] for name in NAMES}
        self._kept: dict[int, tuple[Pattern, list[Entry]]] = {}
        for place, entry in enumerate(entries):
            texts = _texts(entry.pattern)
            for name in NAMES:
                if name not in texts:
                    self._open[name].append(place)
                for text in texts.get(name, ()):
                    self._by_text[name].setdefault(text, []).append(place)

    def near(self, pattern: Pattern) -> list[Entry]:
        """Return, in their order, the entries that may get an event of the pattern, and some that do not."""
        kept = self._kept.get(id(pattern))
        if kept is None:
            kept = self._kept[id(pattern)] = (pattern, self._near(pattern))
        return kept[1]

    def _near(self, pattern: Pattern) -> list[Entry]:
        texts = _texts(pattern)
        found = set(range(len(self._entries)))
        for name in NAMES:
            if name in texts:
                listed = self._by_text[name]
                found &= {*self._open[name], *(place for text in texts[name] for place in listed.get(text, ()))}
        return [self._entries[place] for place in sorted(found)]


def _texts(pattern: Pattern | None) -> dict[str, frozenset[str]]:
    """Return the values of attributes that a pattern lists; nothing of one whose bounds are not known."""
    found = bounds(pattern) if pattern is not None else None
    return {} if found is None else dict(found.high.texts)
