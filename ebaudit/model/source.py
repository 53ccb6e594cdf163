"""Where something stands in a text: spans, and the text that formats quote."""

from bisect import bisect_right
from itertools import accumulate

from ebaudit.model.record import Record


class Span(Record):
    """A stretch of one file. Lines and columns count from 1, columns in characters; the end is exclusive."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int

    def __str__(self) -> str:
        """Print as editors link it: ``file:line:column``."""
        return f"{self.file}:{self.line}:{self.column}"


_AND_FEED = (1).__add__
"""The length of a line with its line feed."""


class FileProblem(Record):
    """A complaint about a policy or test file of the user's; line and column count from 1."""

    file: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        """Print as editors link it."""
        return f"{self.file}:{self.line}:{self.column}: {self.message}"


_new = tuple.__new__
"""Makes a span without a call of Python: every argument of every block has two."""


class SourceText:
    """One text with its name, able to turn character offsets into spans."""

    __slots__ = ("_starts", "name", "text")

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text
        self._starts: list[int] | None = None

    def _line_starts(self) -> list[int]:
        if self._starts is None:
            self._starts = starts = list(accumulate(map(_AND_FEED, map(len, self.text.split("\n"))), initial=0))
            starts.pop()
        return self._starts

    def position(self, offset: int) -> tuple[int, int]:
        """Return the line and column of a character offset."""
        starts = self._line_starts()
        line = bisect_right(starts, offset)
        return line, offset - starts[line - 1] + 1

    def span(self, start: int, end: int) -> Span:
        """Return the span of the characters from ``start`` up to ``end``."""
        starts = self._starts or self._line_starts()
        line = bisect_right(starts, start)
        first = starts[line - 1]
        if line == len(starts) or end < starts[line]:
            return _new(Span, (self.name, line, start - first + 1, line, end - first + 1))
        end_line, end_column = self.position(end)
        return Span(self.name, line, start - first + 1, end_line, end_column)

    def line(self, number: int) -> str:
        """Return one line without its line ending, or the empty string beyond the end."""
        starts = self._line_starts()
        if not 1 <= number <= len(starts):
            return ""
        end = starts[number] if number < len(starts) else len(self.text)
        return self.text[starts[number - 1] : end].rstrip("\r\n")
