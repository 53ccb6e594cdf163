"""Differences that change nothing, collected under the names of their rules."""

from typing import TYPE_CHECKING

from ebaudit.differences.values import bare, same, text_of
from ebaudit.model.change import Folded
from ebaudit.model.digest import is_withheld, same_secret, withhold, withhold_credentials
from ebaudit.model.value import Unknown, Value, reveal

if TYPE_CHECKING:
    from ebaudit.catalog import Catalog
    from ebaudit.catalog.habits import Default

KINDS = ("default", "empty-is-absent", "ignore-case")
DIFF_KINDS = (*KINDS, "truncated", "name-prefix")
"""What folds between two estates that were declared: also what the service itself makes alike."""
LIVE_KINDS = (*KINDS, "secret", "truncated", "name-prefix", "write-only")
"""What else folds when one side is what the service answers."""


class Folds:
    """Knows the rules by which differences fold, and remembers which did.

    ``key`` is what the digests of secrets were made with, so that one in clear can be compared with one taken out.
    """

    def __init__(self, catalog: "Catalog", kinds: tuple[str, ...] = KINDS, key: bytes = b"") -> None:
        self._key = key
        self.found: list[Folded] = []
        self._rules: dict[tuple[str, str], list[Default]] = {}
        self.added: list[Default] = []
        self.server: set[tuple[str, str]] = set()
        self._prefixed: set[str] = set()
        for entry in catalog.defaults:
            if entry.kind == "name-prefix" and entry.kind in kinds:
                self._prefixed.add(entry.field.replace("_", ""))
            elif entry.kind in kinds:
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
        if is_withheld(one) or is_withheld(other):
            return self._withheld(of, field, one, other, place)
        answer = same(one, other)
        if answer:
            if isinstance(bare(one), Unknown):
                self.add("unknown-alike", place)
            return True
        for entry in self._rules.get((of, field), ()):
            if entry.kind == "write-only" and other is not None:
                continue
            if same(_normal(one, entry), _normal(other, entry)):
                self.add(f"{entry.kind} {of}.{field}", place)
                return True
        return answer

    def _withheld(self, of: str, field: str, one: Value, other: Value, place: str) -> bool:
        """Compare two secrets of which at least one was taken out: by their digests, else by being there."""
        if one is None or other is None or same(one, other) is False:
            return False
        answer = self._same_secret(one, other)
        if answer is None:
            self.add(f"secret {of}.{field}", place)
        return answer is not False

    def _same_secret(self, one: Value, other: Value) -> bool | None:
        """Tell whether two secrets are one; of a text with secrets in it only where the same stretches were taken."""
        if is_withheld(one) and is_withheld(other):
            return same_secret(one, other)
        taken, clear = (one, other) if is_withheld(one) else (other, one)
        if not self._key:
            return None
        inner = reveal(clear)
        ways = [withhold(clear, self._key)]
        if isinstance(inner, str):
            ways.append(withhold_credentials(inner, self._key))
        answers = [same_secret(way, taken) for way in ways if reveal(way) == reveal(taken)]
        return True if True in answers else (False if False in answers else None)

    def prefixed(self, key: str, one: Value, other: Value, place: str) -> bool:
        """Tell whether two values of a parameter differ only in the name before an id; fold it when they do."""
        texts = [bare(value) for value in (one, other)]
        if key.casefold() not in self._prefixed or not all(isinstance(text, str) for text in texts):
            return False
        ids = [str(text).rpartition("/")[2] for text in texts]
        bare_side = any(str(text) == ids[at] for at, text in enumerate(texts))
        if ids[0] != ids[1] or not bare_side:
            return False
        self.add(f"name-prefix param.{key}", place)
        return True


def _normal(value: Value, entry: "Default") -> Value:
    value = text_of(bare(value))
    if entry.kind == "default":
        return text_of(entry.value) if value is None else value
    if entry.kind == "empty-is-absent":
        return None if value == "" else value
    if entry.kind == "write-only":
        return None
    if not isinstance(value, str):
        return value
    if entry.kind == "secret":
        return "set"
    return value[: entry.value] if entry.kind == "truncated" else value.casefold()
