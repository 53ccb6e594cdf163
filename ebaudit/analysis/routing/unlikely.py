"""Proofs that need a field to be an array of several values, which patterns of single values rarely mean."""

from typing import Any

from ebaudit.model.value import Value


def by_array(witness: str | None) -> dict[str, Value]:
    """Return ``{"by_array": True}`` when an event has an array of several values, else nothing.

    A witness has one only where no single value fits: ``["open"]`` and ``["closed"]`` then meet in an event whose
    state is both.
    """
    from json import loads

    return {"by_array": True} if witness is not None and _several(loads(witness).get("data")) else {}


def _several(value: Any) -> bool:
    if isinstance(value, dict):
        return any(_several(item) for item in value.values())
    return isinstance(value, list) and len(value) > 1
