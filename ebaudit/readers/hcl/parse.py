"""The parser of HCL native syntax: text to tree, with every syntax error where a person would look for it.

It accepts and rejects what the language's own parser does. After an error it goes on with the next
argument or block, so the tree holds what could be read. Time is linear in the text's length.
Source: https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md
"""

import gc
import sys

from ebaudit.model.diagnostic import Diagnostic
from ebaudit.model.source import SourceText
from ebaudit.readers.hcl.syntax.bodies import BodyParser
from ebaudit.readers.hcl.syntax.lex import FREE, unencoded
from ebaudit.readers.hcl.syntax.mistakes import DEEPEST, Mistake, expected
from ebaudit.readers.hcl.tree import Bad, Body, Expr

_FRAMES = 20 * DEEPEST
"""More frames than the deepest nesting that is let through can take."""


def parse_file(source: SourceText) -> tuple[Body, list[Diagnostic]]:
    """Return the tree of a file and what is wrong with it."""
    parser = _Parser(source)
    with _Room():
        body = parser.file()
    return body, parser.diagnostics()


def parse_expression(source: SourceText) -> tuple[Expr, list[Diagnostic]]:
    """Return the tree of a text that is one expression, as in ``--var`` values."""
    parser = _Parser(source)
    with _Room():
        node = parser.only_expression()
    return node, parser.diagnostics()


def parse_template(source: SourceText) -> tuple[Expr, list[Diagnostic]]:
    """Return the tree of a text that is one template, as in ``templatefile`` and JSON syntax."""
    parser = _Parser(source)
    node: Expr
    with _Room():
        try:
            node = parser.bare()
        except Mistake as mistake:
            parser.mistakes.append(mistake)
            node = Bad(0, len(source.text))
    return node, parser.diagnostics()


class _Room:
    """Lets calls go as deep as the nesting limit needs, whatever the depth of the caller.

    It also holds the garbage collector off: a tree has no cycles, and looking for some in a growing tree takes
    as long as parsing.
    """

    def __enter__(self) -> None:
        self._before = sys.getrecursionlimit()
        self._collecting = gc.isenabled()
        sys.setrecursionlimit(max(self._before, _FRAMES))
        gc.disable()

    def __exit__(self, *_: object) -> None:
        sys.setrecursionlimit(self._before)
        if self._collecting:
            gc.enable()


class _Parser(BodyParser):
    """Reads whole texts."""

    def file(self) -> Body:
        """Read the whole text as a file."""
        self.compact = True
        self.at = 1 if self.text.startswith("\ufeff") else 0
        body = self.items()
        if unencoded(self.text) is not None:
            self._not_utf8()
        return body

    def _not_utf8(self) -> None:
        from ebaudit.readers.hcl.syntax.recovery import unencoded_word

        wrong = unencoded_word(self.text)
        if wrong is not None:
            detail = "A byte here is not part of valid UTF-8. Save the file with the encoding UTF-8."
            self.mistakes.append(Mistake("Not UTF-8", detail, (wrong, wrong + 1)))

    def only_expression(self) -> Expr:
        """Read the whole text as one expression."""
        try:
            node = self.expression(FREE)
            at = self.skip(FREE)
            if at < len(self.text):
                raise expected(self.text, at, "the end", "One expression is wanted here.")
        except Mistake as mistake:
            self.note(mistake)
            return Bad(0, len(self.text))
        return node
