"""Formats of what a reader saw, each a module with ``render``; named in ``FORMATS``."""

from collections.abc import Callable, Mapping, Sequence

from ebaudit.model.estate import Opened
from ebaudit.model.resources import Resource
from ebaudit.model.value import Path
from ebaudit.report.look import Look

FORMATS: Mapping[str, str] = {
    "json": "for programs: versioned",
    "text": "for people",
}

Hidden = Callable[[Resource], frozenset[Path]]
"""The paths inside a resource, blocks included, whose values must not be shown."""

__all__ = ["FORMATS", "Hidden", "render"]


def render(name: str, opened: Sequence[Opened], hidden: Hidden, look: Look) -> str:
    """Return what was read in the format ``name``, one of ``FORMATS``."""
    from importlib import import_module

    text: str = import_module(f"{__name__}.{name}").render(opened, hidden, look)
    return text
