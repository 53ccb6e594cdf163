"""Parts of a JSON document that Terraform wrote, whatever somebody has made of it since."""

from collections.abc import Mapping, Sequence
from typing import Any

Json = Any
"""What ``json`` makes of a text."""

SNAPSHOT = "ebaudit-snapshot"
"""The ``kind`` of a saved estate of our own, which tells it from what Terraform writes."""


def mapping(value: Json) -> Mapping[str, Json]:
    """Return an object's members, and none where there is no object."""
    return value if isinstance(value, dict) else {}


def sequence(value: Json) -> Sequence[Json]:
    """Return an array's items, and none where there is no array."""
    return value if isinstance(value, list) else ()


def text(value: Json) -> str:
    """Return a string, and the empty one where there is none."""
    return value if isinstance(value, str) else ""


def objects(value: Json) -> list[Mapping[str, Json]]:
    """Return the objects of an array."""
    return [item for item in sequence(value) if isinstance(item, dict)]


def item(values: Sequence[Json], index: int) -> Json:
    """Return one item of an array, ``None`` beyond its end."""
    return values[index] if index < len(values) else None
