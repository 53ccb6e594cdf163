"""'Did you mean': the likely word for one that means nothing."""

from collections.abc import Iterable


def closest(word: str, choices: Iterable[str], cutoff: float = 0.6) -> str:
    """Return the choice that a word most resembles, whatever its case and separators, else the empty string.

    ``cutoff`` is how much of the two must be alike, from 0 to 1.
    """
    folded = {_fold(choice): choice for choice in reversed(list(choices))}
    if _fold(word) in folded:
        return folded[_fold(word)]
    from difflib import get_close_matches

    found = get_close_matches(_fold(word), folded, n=1, cutoff=cutoff)
    return folded[found[0]] if found else ""


def suggest(word: str, choices: Iterable[str]) -> str:
    """Return ``" (did you mean 'x'?)"`` when a choice is close to the word, else the empty string."""
    close = closest(word, choices)
    return f" (did you mean '{close}'?)" if close else ""


def spelled_alike(word: str, choices: Iterable[str]) -> str:
    """Return the choice that differs only in case or separators, else the empty string."""
    return next((choice for choice in choices if _fold(choice) == _fold(word)), "")


def _fold(word: str) -> str:
    return word.strip().casefold().replace("_", "").replace("-", "")
