"""The variable map of a template: a flat JSON object from names to paths or constants.

Source: https://www.alibabacloud.com/help/en/eventbridge/user-guide/event-transformation.
"""

from functools import lru_cache

from ebaudit.analysis.transforms.path import KEPT, JsonPath, parse_path
from ebaudit.jsontext import JsonNode, JsonProblem, parse
from ebaudit.model.record import Record


class Binding(Record):
    """What one variable stands for: its text, and the path when the text is a definite path."""

    name: str
    text: str
    path: JsonPath | None
    key: JsonNode
    value: JsonNode


@lru_cache(maxsize=KEPT)
def parse_variables(text: str) -> tuple[tuple[Binding, ...], tuple[JsonProblem, ...]]:
    """Parse the value of a TEMPLATE parameter; offsets count characters of ``text``.

    Names that are repeated are a problem with the code ``duplicate-key`` and keep their last value;
    any other problem means that the service refuses the text.
    """
    node, problems = parse(text)
    if node is None:
        return (), tuple(problems)
    if node.kind != "object":
        return (), (JsonProblem("not-object", _NOT_OBJECT, node.start, node.end),)
    nested = [
        JsonProblem(
            "not-flat", f"The variable {key.text} must be a text, a number or a Boolean.", value.start, value.end
        )
        for key, value in node.members
        if value.kind in ("object", "array", "null")
    ]
    bindings = tuple(_bind(key, value) for key, value in node.effective())
    return bindings, (*problems, *nested)


_NOT_OBJECT = "The variables must be one JSON object of names and paths."


def _bind(key: JsonNode, value: JsonNode) -> Binding:
    text = str(value.value) if value.kind == "string" else value.text
    return Binding(str(key.value), text, definite_path(text), key, value)


def definite_path(text: str) -> JsonPath | None:
    """Return the path when the text is a well-formed definite one; any other text is a constant."""
    path = parse_path(text)
    return path if isinstance(path, JsonPath) and path.indefinite_step() is None else None
