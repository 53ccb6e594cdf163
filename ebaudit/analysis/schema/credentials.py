"""Credentials inside URLs: a token in the query, a password before the host."""

import re
from typing import NamedTuple

IN_QUERY = r"(?i)[?&](access_token|token|secret|password|api_?key|access_?key(?:_?id)?)=([^&#\s]+)"
IN_USERINFO = r"://[^/?#\s:@]*:([^/?#\s@]+)@"


class Secret(NamedTuple):
    """A credential inside a text: what it is, and its characters from ``start`` up to ``end``."""

    what: str
    start: int
    end: int


def in_url(text: object) -> Secret | None:
    """Find a credential in the query or the user information of a URL."""
    if not isinstance(text, str) or "://" not in text:
        return None
    found = re.search(IN_QUERY, text) if "=" in text else None
    if found is not None and not found[2].startswith("${"):
        return Secret(f"the {found[1]} of a URL", found.start(2), found.end(2))
    found = re.search(IN_USERINFO, text) if "@" in text else None
    if found is not None and not found[1].startswith("${"):
        return Secret("the password of a URL", found.start(1), found.end(1))
    return None
