"""Lines of a text report before they are painted: pieces of text, each with the role that it plays."""

from collections.abc import Iterable, Mapping

from ebaudit.model.diagnostic import ModuleCall
from ebaudit.model.record import Record
from ebaudit.model.source import SourceText, Span
from ebaudit.report.cells import clean, width, wrap
from ebaudit.report.look import Look
from ebaudit.report.redact import Redactor
from ebaudit.report.snippet import frame

Piece = tuple[str, str]
"""A role (a severity, ``place``, ``dim``, ``mark``, ``label``, ``strong`` or the empty string) and a text."""
Line = tuple[Piece, ...]
BLANK: Line = ()


class Page(Record):
    """What every part of the layout needs: the look, the texts to quote and what not to show of them."""

    look: Look
    sources: Mapping[str, SourceText]
    redactor: Redactor

    def frame(self, span: Span | None, role: str, indent: int = 2) -> list[Line]:
        """Lay out the source frame of ``span``, or nothing where the text is not at hand."""
        source = self.sources.get(span.file) if span is not None else None
        if span is None or source is None:
            return []
        digits = len(str(span.end_line))
        rows = frame(source, span, self.look.width - indent - digits - 3, self.redactor)
        lines: list[Line] = []
        for row in rows:
            number = f"{row.number or '':>{digits}}"
            lines.append((("dim", f"{'':{indent}}{number} | "), ("", row.code)))
            if row.marks:
                lines.append((("dim", f"{'':{indent}}{'':{digits}} | "), (role, row.marks)))
        return lines

    def paragraph(self, text: str, *, label: str = "", indent: int = 2) -> list[Line]:
        """Lay out wrapped text, with a label in front of the first line and the rest under its start."""
        lead = f"{label}: " if label else ""
        hang = indent + len(lead)
        wrapped = wrap(text, self.look.width - hang)
        first: list[Line] = [(("", " " * indent), ("label", lead), ("", line)) for line in wrapped[:1]]
        return [*first, *((("", " " * hang + line),) for line in wrapped[1:])]

    def calls(self, calls: Iterable[ModuleCall], indent: int = 2) -> list[Line]:
        """Lay out a module call chain, the innermost call first."""
        return [
            (("", " " * indent), ("label", "called by: "), ("", clean(call.address)), *place(call.span, " at "))
            for call in reversed(tuple(calls))
        ]


def place(span: Span | None, before: str = "") -> Line:
    """Return ``file:line:column`` as a piece that can be linked, or nothing."""
    return () if span is None else (("", before), ("place", clean(str(span))))


def located(address: str, span: Span | None, columns: int, indent: int = 2) -> list[Line]:
    """Lay out a place and an address on one line, or on two when one is too narrow."""
    where = place(span)
    lead = ("", " " * indent)
    if not where:
        return [(lead, ("", clean(address)))]
    if indent + width(where[1][1]) + 2 + width(clean(address)) <= columns:
        return [(lead, *where, ("", f"  {clean(address)}"))]
    return [(lead, *where), (lead, ("", clean(address)))]


def plural(count: int, word: str) -> str:
    """Return a count with its word: ``1 finding``, ``2 findings``."""
    return f"{count} {word}" if count == 1 else f"{count} {word}s"
