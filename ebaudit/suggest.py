"""'Did you mean': the likely word for one that means nothing."""

from collections.abc import Iterable


def suggest(word: str, choices: Iterable[str]) -> str:
    """Return ``" (did you mean 'x'?)"`` when a choice is close to the word, else the empty string."""
    from difflib import get_close_matches

    known = list(choices)
    folded = {choice.lower(): choice for choice in known}
    close = [folded[word.lower()]] if word.lower() in folded else get_close_matches(word, known, 1, 0.6)
    return f" (did you mean '{close[0]}'?)" if close else ""
