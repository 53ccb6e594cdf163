"""'Did you mean': the likely word for one that means nothing."""

from collections.abc import Iterable


def suggest(word: str, choices: Iterable[str]) -> str:
    """Return ``; did you mean 'x'?`` when a choice is close to ``word``, else the empty string."""
    from difflib import get_close_matches

    folded = {choice.casefold(): choice for choice in choices}
    close = get_close_matches(word.casefold(), folded, n=1, cutoff=0.6)
    return f"; did you mean '{folded[close[0]]}'?" if close else ""
