"""Strict JSON out of parameters, and whole numbers."""

import json
from typing import Any, NoReturn

DEEPEST = 200
"""Levels of nesting that are read; what the service takes is not documented."""
DIGITS = 18


def read_json(text: str) -> Any:
    """Read JSON without NaN and infinities; ValueError for anything else, and for what nests too deep."""
    try:
        found = json.loads(text, parse_constant=_no_constant)
    except RecursionError:
        raise ValueError("it nests too deep") from None
    if _depth(found) > DEEPEST:
        raise ValueError("it nests too deep")
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _depth(value: Any) -> int:
    """Count the levels of a value, without recursion."""
    depth, level = 0, [value]
    while level and depth <= DEEPEST:
        depth += 1
        level = [
            inner
            for each in level
            for inner in (each.values() if isinstance(each, dict) else each if isinstance(each, list) else ())
        ]
    return depth


def whole(text: str) -> int | None:
    """Return a number that is written in digits, or None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= DIGITS else None
