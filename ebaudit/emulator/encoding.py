"""Percent-encoding of parameters, as signatures need it."""

from urllib.parse import parse_qsl, quote

Pairs = list[tuple[str, str]]


def pairs(text: str) -> Pairs:
    """Return the parameters of a query string or form, in their order; empty ones included."""
    return parse_qsl(text, keep_blank_values=True) if text else []


def canonical(parameters: Pairs) -> str:
    """Join parameters sorted by name, both parts encoded by RFC 3986."""
    return "&".join(f"{encoded(name)}={encoded(value)}" for name, value in sorted(parameters))


def encoded(text: str) -> str:
    """Encode everything but letters, digits and ``-._~``."""
    return text if text.isalnum() and text.isascii() else quote(text, safe="~")
