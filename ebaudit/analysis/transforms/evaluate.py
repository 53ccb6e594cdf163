"""What a definite path selects in an event.

Source: https://github.com/json-path/JsonPath with its Gson provider and default options.
"""

from ebaudit.analysis.transforms.path import INDEX, PROPERTIES, PROPERTY, JsonPath, Step
from ebaudit.jsontext import JsonNode


def select(path: JsonPath, event: JsonNode) -> JsonNode | None:
    """Return the value that a definite path without functions selects, or ``None`` when there is none."""
    node: JsonNode | None = event
    for step in path.steps:
        if node is None:
            return None
        node = _take(step, node)
    return node


def _take(step: Step, node: JsonNode) -> JsonNode | None:
    if step.kind == PROPERTY:
        return node.get(step.names[0]) if node.kind == "object" else None
    if step.kind == INDEX and node.kind == "array":
        index = step.number + len(node.items) if step.number < 0 else step.number
        return node.items[index] if 0 <= index < len(node.items) else None
    if step.kind == PROPERTIES and node.kind == "object":
        return _project(step, node)
    return None


def _project(step: Step, node: JsonNode) -> JsonNode:
    """Build the object of the named members; names that are not there are left out."""
    chosen = {str(key.value): (key, value) for key, value in node.effective() if key.value in step.names}
    members = tuple(chosen[name] for name in dict.fromkeys(step.names) if name in chosen)
    return JsonNode("object", node.start, node.end, "", None, members)
