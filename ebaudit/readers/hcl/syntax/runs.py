"""Literal text inside templates while it is being read: trimmed, unindented and joined, never losing its place."""

from collections.abc import Iterator, Sequence

from ebaudit.readers.hcl.syntax.lex import SPACES
from ebaudit.readers.hcl.tree import Offsets, Text


class Run:
    """One stretch of literal text: pieces of its value with the file offset of each piece's first character.

    In a heredoc each line is a run of its own, since ``~`` trims within a line only.
    """

    __slots__ = ("end", "pieces", "start")

    def __init__(self, start: int, end: int, pieces: list[tuple[str, int]]) -> None:
        self.start, self.end, self.pieces = start, end, pieces

    def value(self) -> str:
        """Return the text, escapes resolved."""
        pieces = self.pieces
        return pieces[0][0] if len(pieces) == 1 else "".join(piece for piece, _ in pieces)

    def trim_left(self) -> None:
        """Drop white space at the start."""
        pieces = self.pieces
        while pieces:
            piece, at = pieces[0]
            rest = piece.lstrip(SPACES)
            if rest:
                pieces[0] = (rest, at + len(piece) - len(rest))
                return
            pieces.pop(0)

    def trim_right(self) -> None:
        """Drop white space at the end."""
        pieces = self.pieces
        while pieces:
            piece, at = pieces[-1]
            rest = piece.rstrip(SPACES)
            if rest:
                pieces[-1] = (rest, at)
                return
            pieces.pop()

    def drop(self, count: int) -> None:
        """Drop the first ``count`` characters."""
        pieces = self.pieces
        while count and pieces:
            piece, at = pieces[0]
            if len(piece) > count:
                pieces[0] = (piece[count:], at + count)
                return
            count -= len(piece)
            pieces.pop(0)

    def text(self) -> Text:
        """Return the node."""
        value = self.value()
        raw = self.end - self.start == len(value) and self._contiguous()
        if not value.isascii():
            value, raw = self._composed(value, raw=raw)
        offsets = None if raw else Offsets(self.pieces, self.end)
        return Text(self.start, self.end, value, raw, offsets)

    def _contiguous(self) -> bool:
        at = self.start
        for piece, start in self.pieces:
            if start != at:
                return False
            at += len(piece)
        return True

    def _composed(self, value: str, *, raw: bool) -> tuple[str, bool]:
        """Return the text in normal form C, which is what the language's strings are kept in."""
        from unicodedata import is_normalized, normalize

        if is_normalized("NFC", value):
            return value, raw
        self.pieces = [(normalize("NFC", piece), at) for piece, at in _by_line(self.pieces)]
        joined = self.value()
        composed = normalize("NFC", joined)
        if composed != joined:
            self.pieces = [(composed, self.start)]
        return composed, False


def _by_line(pieces: list[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    """Yield pieces without their line ending and line endings, so that what shrinks before one does not move it."""
    for piece, at in pieces:
        text = piece.removesuffix("\n")
        if text:
            yield text, at
        if text != piece:
            yield "\n", at + len(text)


def run_of(text: Text) -> Run:
    """Return a raw text as a run."""
    return Run(text.start, text.end, [(text.value, text.start)])


def join(runs: list[Run]) -> Run:
    """Return consecutive runs as one."""
    if len(runs) == 1:
        return runs[0]
    return Run(runs[0].start, runs[-1].end, [piece for run in runs for piece in run.pieces])


def unindent(tokens: Sequence[object]) -> None:
    """Remove from each line the indentation that all lines share, as ``<<-`` asks.

    Judged after ``~`` has trimmed: a line that it joined to its predecessor is no line of its own, and a
    line of white space alone neither counts nor changes. Anything but text at a line's start counts as no indentation.
    """
    shared: int | None = None
    lines: list[Run] = []
    fresh = True
    for token in tokens:
        value = token.value() if isinstance(token, Run) else None
        if fresh:
            fresh = False
            indent = _indent(value)
            if indent is not None:
                shared = indent if shared is None else min(shared, indent)
                if isinstance(token, Run):
                    lines.append(token)
        if value is not None and value.endswith("\n"):
            fresh = True
    for run in lines:
        run.drop(shared or 0)


def _indent(value: str | None) -> int | None:
    if value is None:
        return 0
    rest = value.lstrip(SPACES)
    return None if not rest and value.endswith("\n") else len(value) - len(rest)
