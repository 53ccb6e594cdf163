"""Formats: each is one module with ``render``, a function from a report to text.

To add one, add its module and its line in ``FORMATS``.
"""

from collections.abc import Mapping

from ebaudit.model.report import Report
from ebaudit.report.look import Look
from ebaudit.report.redact import redact

FORMATS: Mapping[str, str] = {
    "github": "annotations on the lines of a change, by workflow commands of GitHub Actions",
    "json": "everything, for programs: versioned, with a published JSON Schema",
    "junit": "test results, for build servers",
    "markdown": "for comments on a change and job summaries",
    "sarif": "SARIF 2.1.0, for code-scanning services",
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
