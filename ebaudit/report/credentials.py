"""Finds credentials that addresses carry in themselves: in the query, or before the host."""

import re

_CREDENTIALS: "re.Pattern[str] | None" = None
_SOURCE = r"""
    [?&](?:access_?token|access_?key(?:_?secret)?|api_?key|auth|key|passw(?:or)?d|pwd|secret|sign(?:ature)?|token)
      =([^&\#\s"'\\$(){}]+)
  | ://[^/\s:@"'\\$(){}]*:([^/\s@"'\\$(){}]+)@
"""


def credentials(text: str) -> list[tuple[int, int]]:
    """Return the stretches of ``text`` that are credentials inside addresses, as offsets that count from 0.

    What is interpolated (``${var.token}``) is not one: the text does not hold it.
    """
    global _CREDENTIALS
    if "=" not in text and "@" not in text:
        return []
    if _CREDENTIALS is None:
        _CREDENTIALS = re.compile(_SOURCE, re.IGNORECASE | re.VERBOSE)
    return [match.span(match.lastindex or 0) for match in _CREDENTIALS.finditer(text)]
