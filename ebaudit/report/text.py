"""The report for people: one layout, painted with colours and links on a terminal and plain elsewhere."""

import re
from collections.abc import Iterator

from ebaudit.model.diagnostic import Diagnostic, Level
from ebaudit.model.finding import Finding, Related
from ebaudit.model.report import Report
from ebaudit.model.source import Span
from ebaudit.report.cells import clean
from ebaudit.report.lines import BLANK, Line, Page, located, place
from ebaudit.report.look import Look
from ebaudit.report.redact import Redactor
from ebaudit.report.summary import summary

_SENTENCE = re.compile(r"[.!?](?= [A-Z`'])")
"""The end of a sentence that another one follows."""


def render(report: Report, look: Look, redactor: Redactor) -> str:
    """Return the report as text that ends in a line break (or is empty)."""
    page = Page(look, report.sources, redactor)
    lines = list(_quiet(report) if look.verbosity < 0 else _full(report, page))
    return paint(lines, look)


def paint(lines: list[Line], look: Look) -> str:
    """Return the lines as text; without colour nothing needs rich, which takes longer to import than a check."""
    if look.colour:
        from ebaudit.report.colour import paint_in_colour

        return paint_in_colour(lines, look)
    return "".join(f"{''.join(text for _, text in line).rstrip()}\n" for line in lines)


def _quiet(report: Report) -> Iterator[Line]:
    """One line for each finding, and for each thing that makes the audit incomplete or a bug."""
    for found in report.findings:
        head: Line = ((found.severity.value, found.severity.value), ("strong", f" {found.policy} {found.name}: "))
        where = _at(found.span) or (("", f"{clean(found.address)}: "),)
        yield (*where, *head, ("", clean(found.message)))
    for item in report.diagnostics:
        if item.level is Level.ERROR:
            yield (*_at(item.span), ("error", "error"), ("strong", f" {item.code}: "), ("", _said(item)))
    for crash in report.crashes:
        yield (("error", "crash"), ("strong", f" {crash.policy}: "), ("", clean(crash.message)))


def _said(item: Diagnostic) -> str:
    """Return what a diagnostic says in full, in one line."""
    return clean(" ".join((item.detail or item.summary).split()))


def _at(span: Span | None) -> Line:
    return () if span is None else (*place(span), ("", ": "))


def _full(report: Report, page: Page) -> Iterator[Line]:
    for found in report.findings:
        yield from _finding(found, page)
        yield BLANK
    yield from summary(report, page)


def _finding(found: Finding, page: Page) -> Iterator[Line]:
    role = found.severity.value
    yield ((role, found.severity.value), ("", "  "), ("strong", f"{found.policy} {found.name}"))
    yield from page.paragraph(found.message)
    yield from located(found.address, found.span, page.look.width)
    yield from page.frame(found.span, role)
    for related in found.related:
        yield from _related(related, page)
    yield from page.calls(found.calls)
    yield from _advice(found, page)


def _related(related: Related, page: Page) -> Iterator[Line]:
    yield (("", "  "), ("label", f"{clean(related.label)}: "), *place(related.span))
    yield from page.frame(related.span, "mark")


def _advice(found: Finding, page: Page) -> Iterator[Line]:
    if found.why:
        yield from page.paragraph(_brief(found.why, page), label="why")
    if found.advice:
        yield from page.paragraph(_brief(found.advice, page), label="fix")
    if found.evidence:
        yield from _evidence(found, page)


def _brief(text: str, page: Page) -> str:
    """Return the first sentence of prose and what follows it within two lines; all of it when verbose.

    Only the first paragraph counts: what comes after it is an example or a digression.
    """
    paragraph = " ".join(text.strip().split("\n\n", 1)[0].split())
    if paragraph.endswith(":"):
        paragraph = f"{paragraph[:-1]}."
    room = 2 * (page.look.width - 8)
    if page.look.verbosity > 0 or len(paragraph) <= room:
        return paragraph
    ends = [at.start() + 1 for at in _SENTENCE.finditer(paragraph)]
    fitting = [end for end in ends if end <= room] or ends[:1]
    return paragraph[: fitting[-1]] if fitting else paragraph


def _evidence(found: Finding, page: Page) -> Iterator[Line]:
    from json import dumps

    for name, value in (found.evidence or {}).items():
        if isinstance(value, str):
            yield from page.paragraph(value, label=clean(name))
            continue
        yield (("", "  "), ("label", f"{clean(name)}:"))
        for line in dumps(value, indent=2, ensure_ascii=False).splitlines():
            yield (("dim", f"    {clean(line)}"),)
