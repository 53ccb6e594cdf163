"""How messages print values and lists of them."""

from collections.abc import Iterable
from typing import Any

LONGEST = 80


def listed(names: Iterable[object]) -> str:
    """List allowed values for people: ``'a', 'b' or 'c'``."""
    texts = [f"'{name}'" for name in names]
    return " or ".join([", ".join(texts[:-1]), texts[-1]]) if len(texts) > 1 else "".join(texts)


def shown(value: Any) -> str:
    """Print a value for a message: text in quotes, cut when long; what is in a container is not shown."""
    if isinstance(value, str):
        return f"'{value}'" if len(value) <= LONGEST else f"'{value[:LONGEST]}...'"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (tuple, list)):
        return "a list"
    return "a map" if isinstance(value, dict) else str(value)
