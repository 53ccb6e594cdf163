"""Formats of a comparison, each a module with ``render``; named in ``FORMATS``."""

from collections.abc import Mapping

from ebaudit.model.change import Comparison
from ebaudit.report.look import Look

FORMATS: Mapping[str, str] = {
    "json": "everything, for programs: versioned",
    "markdown": "for comments on a change: verdict first, then deliveries, gaps and new findings",
    "text": "for people",
}
"""Name of a format, which is the name of its module here, and what it is for."""

__all__ = ["FORMATS", "render"]


def render(name: str, comparison: Comparison, look: Look, *, explain: bool = False) -> str:
    """Return a comparison in the format ``name``, one of ``FORMATS``, with the secrets left out.

    ``explain`` lists the differences that were folded.
    """
    from importlib import import_module

    from ebaudit.report.changes.hide import hidden

    text: str = import_module(f"{__name__}.{name}").render(hidden(comparison), look, explain=explain)
    return text
