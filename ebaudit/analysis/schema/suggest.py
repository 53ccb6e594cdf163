"""What was probably meant by a name that nobody knows, and how messages print values."""

from collections.abc import Iterable
from typing import Any

LONGEST = 80


def closest(name: str, known: Iterable[str], cutoff: float = 0.7) -> str | None:
    """Return the known name that a wrong one most resembles: other case first, then similar spelling."""
    names = list(known)
    folded = {_fold(each): each for each in reversed(names)}
    if _fold(name) in folded:
        return folded[_fold(name)]
    from difflib import get_close_matches

    found = get_close_matches(_fold(name), folded, n=1, cutoff=cutoff)
    return folded[found[0]] if found else None


def spelled_alike(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that differs only in case or separators."""
    return next((each for each in known if _fold(each) == _fold(name)), None)


def _fold(name: str) -> str:
    return name.casefold().replace("_", "").replace("-", "")


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
    if isinstance(value, tuple | list):
        return "a list"
    return "a map" if isinstance(value, dict) else str(value)
