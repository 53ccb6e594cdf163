"""Differences that change nothing, collected under the names of their rules."""

from typing import TYPE_CHECKING

from ebaudit.differences.values import bare, same, text_of
from ebaudit.model.change import Folded
from ebaudit.model.value import Unknown, Value

if TYPE_CHECKING:
    from ebaudit.catalog import Catalog
    from ebaudit.catalog.habits import Default

KINDS = ("default", "empty-is-absent", "ignore-case")


class Folds:
    """Knows the rules by which differences fold, and remembers which did."""

    def __init__(self, catalog: "Catalog") -> None:
        self.found: list[Folded] = []
        self._rules: dict[tuple[str, str], list[Default]] = {}
        self.added: list[Default] = []
        self.server: set[tuple[str, str]] = set()
        for entry in catalog.defaults:
            if entry.kind in KINDS:
                self._rules.setdefault((entry.of, entry.field), []).append(entry)
            elif entry.kind == "added":
                self.added.append(entry)
            elif entry.kind == "server":
                self.server.add((entry.of, entry.field))

    def add(self, rule: str, place: str) -> None:
        """Remember that a difference was folded."""
        self.found.append(Folded(rule, place))

    def default(self, of: str, field: str) -> Value:
        """Return what is assumed for an argument that is not set, ``None`` when nothing is."""
        return next((entry.value for entry in self._rules.get((of, field), ()) if entry.kind == "default"), None)

    def equal(self, of: str, field: str, one: Value, other: Value, place: str) -> bool | None:
        """Tell whether two values of an argument mean the same; fold the difference when they do."""
        answer = same(one, other)
        if answer:
            if isinstance(bare(one), Unknown):
                self.add("unknown-alike", place)
            return True
        for entry in self._rules.get((of, field), ()):
            if same(_normal(one, entry), _normal(other, entry)):
                self.add(f"{entry.kind} {of}.{field}", place)
                return True
        return answer


def _normal(value: Value, entry: "Default") -> Value:
    value = text_of(bare(value))
    if entry.kind == "default":
        return text_of(entry.value) if value is None else value
    if entry.kind == "empty-is-absent":
        return None if value == "" else value
    return value.casefold() if isinstance(value, str) else value
