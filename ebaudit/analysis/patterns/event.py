"""An event as raw JSON: number spelling decides matches, so nothing is converted."""

from collections.abc import Mapping
from typing import Any

from ebaudit.jsontext import JsonNode, JsonProblem, parse
from ebaudit.model.record import Record


class Event(Record):
    """A CloudEvent: its text and its tree."""

    text: str
    node: JsonNode

    @property
    def data(self) -> JsonNode | None:
        """The payload; ``None`` when it is absent or null."""
        found = self.node.get("data")
        return None if found is None or found.kind == "null" else found


def read_event(source: str | Mapping[str, Any]) -> tuple[Event | None, list[JsonProblem]]:
    """Read an event from its JSON text, or from a structure of plain JSON values; never raises on bad text."""
    if not isinstance(source, str):
        from json import dumps

        source = dumps(source, ensure_ascii=False)
    node, problems = parse(source)
    if node is not None and node.kind != "object":
        problem = JsonProblem("not-an-object", "An event is a JSON object.", node.start, node.end)
        return None, [problem]
    return (None if node is None else Event(source, node)), problems
