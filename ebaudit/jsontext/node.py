"""The tree of a JSON text."""

from collections.abc import Iterator

from ebaudit.model.record import Record

OBJECT, ARRAY, STRING, NUMBER, BOOL, NULL = "object", "array", "string", "number", "bool", "null"


class JsonProblem(Record):
    """Something wrong with a JSON text, at the characters from ``start`` up to ``end``."""

    code: str
    message: str
    start: int
    end: int


class JsonNode:
    """One JSON value and where it stands.

    ``kind`` is object, array, string, number, bool or null.
    ``text`` is a scalar's source text (a number's exact spelling, a string with its quotes).
    ``value`` is the decoded text of a string, or a Boolean; a lone surrogate reads as U+FFFD.
    ``members`` are an object's (name, value) pairs in order, repeated names included.
    ``items`` are an array's elements.
    """

    __slots__ = ("end", "items", "kind", "members", "start", "text", "value")

    def __init__(  # noqa: PLR0913  one argument for each part of a node
        self,
        kind: str,
        start: int,
        end: int,
        text: str = "",
        value: str | bool | None = None,
        members: "tuple[tuple[JsonNode, JsonNode], ...]" = (),
        items: "tuple[JsonNode, ...]" = (),
    ) -> None:
        self.kind = kind
        self.start = start
        self.end = end
        self.text = text
        self.value = value
        self.members = members
        self.items = items

    def __repr__(self) -> str:
        """Show kind, place and what is inside."""
        inside = self.members or self.items or self.text
        return f"JsonNode({self.kind}, {self.start}, {self.end}, {inside!r})"

    def get(self, name: str) -> "JsonNode | None":
        """Return the value of a member; the last one when the name is repeated."""
        found = None
        for key, value in self.members:
            if key.value == name:
                found = value
        return found

    def effective(self) -> "Iterator[tuple[JsonNode, JsonNode]]":
        """Yield the members that count: of a repeated name only the last, at its first place."""
        last = {key.value: (key, value) for key, value in self.members}
        yield from last.values()


def duplicates(members: tuple[tuple[JsonNode, JsonNode], ...]) -> list[JsonProblem]:
    """Return one problem for every name that replaces an earlier equal one."""
    seen: set[str | bool | None] = set()
    problems = []
    for key, _ in members:
        if key.value in seen:
            message = f"The name {key.text} is already used in this object; only its last value counts."
            problems.append(JsonProblem("duplicate-key", message, key.start, key.end))
        seen.add(key.value)
    return problems


def well_formed(text: str) -> str:
    """Replace lone surrogates, which no encoding can carry, by U+FFFD."""
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
