"""Formats: each is one module with ``render``, a function from a report to text.

To add one, add its module and its line in ``FORMATS``.
"""

from collections.abc import Mapping

from ebaudit.model.report import Report
from ebaudit.report.look import Look
from ebaudit.report.redact import redact

FORMATS: Mapping[str, str] = {
    "json": "everything, for programs: versioned, with a published JSON Schema",
    "text": "for people, with source frames",
}
"""Name of a format, which is the name of its module here, and what it is for."""

__all__ = ["FORMATS", "Look", "render"]


def render(name: str, report: Report, look: Look) -> str:
    """Return ``report`` in the format ``name``, one of ``FORMATS``, with the secrets left out."""
    from importlib import import_module

    shown, redactor = redact(report)
    text: str = import_module(f"{__name__}.{name}").render(shown, look, redactor)
    return text
