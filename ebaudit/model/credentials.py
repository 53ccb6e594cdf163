"""Finds credentials that addresses carry in themselves: in the query, or before the host."""

import re

from ebaudit.model.record import Record

_CREDENTIALS: "re.Pattern[str] | None" = None
_SOURCE = r"""
    [?&](?:access_?token|access_?key(?:_?secret|_?id)?|api_?key|auth|key|passw(?:or)?d|pwd|secret|sign(?:ature)?|token)
      =([^&\#\s"'\\$(){}]+)
  | ://[^/\s:@"'\\$(){}]*:([^/\s@"'\\$(){}]+)@
"""
IN_QUERY = r"(?i)[?&](access_token|token|secret|password|api_?key|access_?key(?:_?id)?)=([^&#\s]+)"
IN_USERINFO = r"://[^/?#\s:@]*:([^/?#\s@]+)@"


class Secret(Record):
    """A credential inside a text: what it is, and its characters from ``start`` up to ``end``."""

    what: str
    start: int
    end: int


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


def in_url(text: object) -> Secret | None:
    """Find what is certainly a credential in the query or the user information of a URL."""
    if not isinstance(text, str) or "://" not in text:
        return None
    found = re.search(IN_QUERY, text) if "=" in text else None
    if found is not None and not found[2].startswith("${"):
        return Secret(f"the {found[1]} of a URL", found.start(2), found.end(2))
    found = re.search(IN_USERINFO, text) if "@" in text else None
    if found is not None and not found[1].startswith("${"):
        return Secret("the password of a URL", found.start(1), found.end(1))
    return None
