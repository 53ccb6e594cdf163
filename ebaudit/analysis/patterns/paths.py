"""How the names of a pattern's fields lead into an event.

The open-source engine joins the names below ``data`` with dots and evaluates the result as a JSONPath,
so a name with a dot, bracket or asterisk is read as a path.
Source: https://github.com/apache/rocketmq-eventbridge ``DataPatternEvaluator``.
"""

import re

from ebaudit.jsontext import JsonNode

Steps = tuple[str | int, ...]

_SPECIAL = r"[.\[\]*()'\"\s]"
_STEP = r"(?:^|\.)([^.\[\]*()'\"\s]+)|\[([0-9]{1,9})\]|\['([^'\\]*)'\]"


def is_plain(key: str) -> bool:
    """Tell whether a name is one name in a JSONPath too."""
    return key.isidentifier() or (bool(key) and re.search(_SPECIAL, key) is None)


def engine_steps(keys: tuple[str, ...]) -> Steps | None:
    """Return the steps below ``data`` as the engine takes them; ``None`` for what is not one definite path."""
    steps: list[str | int] = []
    path = ".".join(keys)
    at = 0
    step = re.compile(_STEP)
    while at < len(path):
        found = step.match(path, at)
        if found is None:
            return None
        name, index, quoted = found.groups()
        steps.append(name if name is not None else int(index) if index is not None else quoted)
        at = found.end()
    return tuple(steps) if path and not path.endswith(".") else None


def find(node: JsonNode | None, steps: Steps) -> JsonNode | None:
    """Follow the steps into an event; ``None`` where there is nothing."""
    for step in steps:
        if node is None:
            return None
        if isinstance(step, str):
            node = node.get(step) if node.kind == "object" else None
        elif node.kind == "array" and step < len(node.items):
            node = node.items[step]
        else:
            return None
    return node
