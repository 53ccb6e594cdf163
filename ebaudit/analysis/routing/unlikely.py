"""Proofs that need a field to hold several values at once, which patterns of single values rarely mean."""

from typing import Any

from ebaudit.model.value import Unknown


def several(witness: str | None) -> Unknown | None:
    """Say that a proof depends on whether events have several values in one field; ``None`` when it does not.

    A witness has an array only where no single value fits: ``["open"]`` and ``["closed"]`` then meet in an event
    whose state is both.
    """
    place = several_values(witness)
    if not place:
        return None
    return Unknown(
        f"it takes an event whose '{place}' holds several values at once, and whether such exist is not known"
    )


def several_values(witness: str | None) -> str:
    """Return the first field of an event that holds several values; nothing when none does."""
    from json import loads

    return _several(loads(witness).get("data"), "data") if witness is not None else ""


def _several(value: Any, place: str) -> str:
    if isinstance(value, dict):
        return next((found for name, item in value.items() if (found := _several(item, f"{place}.{name}"))), "")
    return place if isinstance(value, list) and len(value) > 1 else ""
