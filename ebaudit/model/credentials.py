"""Finds credentials inside texts: in the query of an address or before its host, in a connection string, in JSON."""

import re

from ebaudit.model.record import Record

_CREDENTIALS: "re.Pattern[str] | None" = None
_SOURCE = r"""
    [?&](?:access_?token|access_?key(?:_?secret|_?id)?|api_?key|auth|key|passw(?:or)?d|pwd|secret|sign(?:ature)?|token)
      =([^&\#\s"'\\$(){}]+)
  | ://[^/\s:@"'\\$(){}]*:([^/\s@"'\\$(){}]+)@
"""
IN_QUERY = (
    r"(?i)[?&](access_token|token|secret|password|passwd|pwd|sign|signature|auth_token|client_secret"
    r"|api_?key|access_?key(?:_?(?:id|secret))?)=('[^'&#\s]*'|[^&#\s\"'\\]+)"
)
IN_USERINFO = r"://[^/?#\s:@\"']*:([^/?#\s@\"']+)@"
IN_CONNECTION = r"(?i)(?:^|[;,\s])(password|pwd|secret|sasl\.password)\s*=\s*([^;,\s\"'\\&]+)"
BEFORE_HOST = r"\A[^\s:@/?#\"'{}]+:([^\s@/\"'{}]+)@[\w.-]+(?::\d+)?(?:,|/|\Z)"
NAMES = (
    r"(?:authorization|pass(?:word|wd|phrase)|secret|token|api[-_]?key|credentials?|private[-_]?key"
    r"|access[-_]?key[-_]?secret|secret[-_]?(?:access[-_]?)?key)"
)
"""What the names of members that hold a credential end with."""
IN_JSON = rf'(?i)(?<![\w-])([\w.-]*?{NAMES})\\*"\s*:\s*\\*"([^"\\]+)'
SCHEME = r"(?i)(?:bearer|basic|digest|token|apikey)\s+"


class Secret(Record):
    """A credential inside a text: what it is, and its characters from ``start`` up to ``end``."""

    what: str
    start: int
    end: int


def credentials(text: str) -> list[tuple[int, int]]:
    """Return the stretches of ``text`` that are credentials, in order and apart, as offsets that count from 0.

    What is interpolated (``${var.token}``) is not one: the text does not hold it.
    """
    global _CREDENTIALS
    named = '":' in text or '" :' in text
    if "=" not in text and "@" not in text and not named:
        return []
    if _CREDENTIALS is None:
        _CREDENTIALS = re.compile(_SOURCE, re.IGNORECASE | re.VERBOSE)
    found = [match.span(match.lastindex or 0) for match in _CREDENTIALS.finditer(text)]
    inside = [(secret.start, secret.end) for secret in (*_connection(text), *(_named(text) if named else ()))]
    return _apart([*found, *inside]) if inside else found


def _apart(stretches: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the stretches in order, those that overlap joined."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(stretches):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def secrets_in(text: object) -> list[Secret]:
    """Find what is certainly a credential: in a URL, in a connection string, in a member of JSON whose name says so."""
    if not isinstance(text, str):
        return []
    url = in_url(text)
    found = [url] if url is not None else [*_connection(text)]
    if '":' in text or '" :' in text:
        apart = [secret for secret in _named(text) if url is None or secret.end <= url.start or secret.start >= url.end]
        found += apart
    return found


def names_secret(name: str) -> bool:
    """Tell whether a member of that name holds a credential."""
    return re.fullmatch(rf"(?i)[\w.-]*?{NAMES}", name) is not None


def secret_part(value: str) -> tuple[int, int] | None:
    """Return the stretch of a member's text that is the credential, without the word for its kind before it.

    A text that is filled in from elsewhere, or a path into the event, holds none.
    """
    if "${" in value or value.startswith(("$.", "$[")) or value.strip().lower() in ("", "true", "false", "null"):
        return None
    scheme = re.match(SCHEME, value)
    return (scheme.end() if scheme is not None else 0), len(value)


def _named(text: str) -> list[Secret]:
    found = []
    for match in re.finditer(IN_JSON, text):
        part = secret_part(match[2])
        if part is not None:
            start = match.start(2)
            found.append(Secret(f"the member '{match[1]}' of JSON", start + part[0], start + part[1]))
    return found


def _connection(text: str) -> list[Secret]:
    """Find the password of a connection string, of which every part is known."""
    if "${" in text or ("=" not in text and "@" not in text):
        return []
    found = re.search(IN_CONNECTION, text) if "=" in text else None
    if found is not None and (";" in text or "," in text):
        return [Secret(f"the {found[1].lower()} of a connection string", found.start(2), found.end(2))]
    found = re.match(BEFORE_HOST, text) if "@" in text and ":" in text else None
    return [] if found is None else [Secret("the password before a host", found.start(1), found.end(1))]


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
