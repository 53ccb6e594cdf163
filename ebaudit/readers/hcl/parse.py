"""The parser of HCL native syntax: text to tree, with every syntax error where a person would look for it.

It accepts and rejects what the language's own parser does. After an error it goes on with the next
argument or block, so the tree holds what could be read. Time is linear in the text's length.
Source: https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md
"""

import gc
import re
import sys

from ebaudit.model.diagnostic import Diagnostic
from ebaudit.model.source import SourceText
from ebaudit.readers.hcl.syntax.expressions import ExpressionParser
from ebaudit.readers.hcl.syntax.lex import (
    ARGUMENT,
    BRACE,
    BRACE_CLOSE,
    BRACE_NEXT,
    FREE,
    ITEM,
    ITEM_ARGUMENT,
    ITEM_BLOCK,
    ITEM_CLOSE,
    ITEM_END,
    LABEL,
    LABEL_BRACE,
    LABEL_NAME,
    LABEL_PLAIN,
    LABEL_QUOTED,
    LINE,
    LINE_END,
    unencoded,
)
from ebaudit.readers.hcl.syntax.mistakes import DEEPEST, MOST, Mistake, column, expected, line_end, unclosed
from ebaudit.readers.hcl.tree import AttributeNode, Bad, BlockNode, Body, Expr

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


class _Parser(ExpressionParser):
    """Reads bodies; ``ended`` once there is nothing more to read, whatever is still open."""

    ended = False

    def __init__(self, source: SourceText) -> None:
        super().__init__(source)
        self._open: list[BlockNode] = []

    def file(self) -> Body:
        """Read the whole text as a file."""
        self.at = 1 if self.text.startswith("\ufeff") else 0
        body = Body(0, len(self.text), {}, [])
        while self._items(body, -1):
            detail = "This } closes nothing: no block is open here. Remove it, or look for a } too many before it."
            self._note(Mistake("Brace closes nothing", detail, (self.at - 1, self.at)))
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
            self._note(mistake)
            return Bad(0, len(self.text))
        return node

    def _note(self, mistake: Mistake) -> bool:
        """Keep a mistake; tell whether it is the end of all reading."""
        self.mistakes.append(mistake)
        if mistake.final:
            self.ended = True
            self.at = len(self.text)
        return self.ended

    def _items(self, body: Body, header: int) -> bool:
        """Read arguments and blocks up to the brace that ends them, and tell whether there was one.

        ``header`` is where their block begins, -1 for the file's own.
        """
        text, depth = self.text, self.depth
        while not self.ended and len(self.mistakes) <= MOST:
            found = ITEM(text, self.at)
            kind = (found.lastindex or 0) if found is not None else 0
            start = self.skip(FREE) if found is None else found.start(kind if kind in {ITEM_CLOSE, ITEM_END} else 1)
            try:
                if found is None:
                    raise self._no_item(start)
                if kind == ITEM_ARGUMENT:
                    self._argument(body, found)
                elif kind == ITEM_CLOSE:
                    self.at = found.end()
                    return True
                elif kind == ITEM_END:
                    return self._end_of_file()
                else:
                    self._block(body, found)
            except Mistake as mistake:
                self.depth, self.operator = depth, ""
                if self._note(mistake) or self._left(mistake, start, header):
                    return False
        return False

    def _left(self, mistake: Mistake, start: int, header: int) -> bool:
        """Go on after the broken item at ``start``; tell whether that is outside of its block."""
        from ebaudit.readers.hcl.syntax.recovery import resume

        at = self.at = resume(self.text, start, mistake.place[0])
        if at >= len(self.text) or header < 0:
            return False
        indent, width = column(self.text, header), column(self.text, at)
        if column(self.text, start) <= indent:
            return False
        if self.text.startswith("}", at):
            return width < indent
        return width <= indent and self.text[at] not in "\r\n#/"

    def _end_of_file(self) -> bool:
        if self._open:
            self._note(self._unclosed_block())
        self.ended = True
        return False

    def _unclosed_block(self) -> Mistake:
        """Say which block lacks its brace: the first that one left of its header closed, or the innermost open."""
        for block in self._open:
            odd = _odd_block(self.text, block.body)
            if odd is not None:
                line = self.source.position(odd.end - 1)[0]
                why = f"The brace on line {line} stands left of it and may be meant for another block."
                return unclosed("block", "a closing brace (})", (odd.start, odd.header_end), why)
        block = self._open[-1]
        return unclosed("block", "a closing brace (})", (block.start, block.header_end))

    def _argument(self, body: Body, found: re.Match[str]) -> None:
        start, end = found.span(1)
        name = found[1]
        if not name.isascii():
            self.at = start
            self.checked(name, end)
        self.at = found.end()
        try:
            expr = self.expression(LINE)
        except Mistake as mistake:
            place = (found.end(), max(mistake.place[1], found.end()))
            self._add(body, AttributeNode(start, place[1], name, end, Bad(*place)))
            raise
        self._add(body, AttributeNode(start, expr.end, name, end, expr))
        if self.text.startswith("\n", self.at):
            self.at += 1
        else:
            self._end_line(start, "argument")

    def _add(self, body: Body, node: AttributeNode) -> None:
        first = body.attributes.setdefault(node.name, node)
        if first is not node:
            line = self.source.position(first.start)[0]
            detail = f"The argument {node.name} is set on line {line} already. Keep one of the two."
            context = (first.start, first.name_end)
            self.mistakes.append(Mistake("Argument set twice", detail, (node.start, node.name_end), context=context))

    def _end_line(self, start: int, what: str) -> None:
        """Read the line ending that has to follow an argument or block."""
        found = LINE_END(self.text, self.at)
        if found is None:
            from ebaudit.readers.hcl.syntax.wanted import line_wanted

            raise line_wanted(self.text, self.skip(LINE), what, (start, self.at))
        self.at = found.end()

    def _block(self, body: Body, found: re.Match[str]) -> None:
        start, end = found.span(1)
        self.at = start
        node = BlockNode(start, end, self.checked(found[1], end), [], [], end, Body(end, end, {}, []))
        if found.lastindex == ITEM_BLOCK:
            self.at = found.end()
        else:
            self._labels(node)
        self.enter(start)
        node.body.start = self.at
        following = BRACE_NEXT(self.text, self.at)
        if following is None:
            self._single_line(node)
        elif following.lastindex == BRACE_CLOSE:
            self.at = following.end()
        else:
            body.blocks.append(node)
            self._lines(node)
            return
        self.depth -= 1
        self._finish(node)
        body.blocks.append(node)
        self._end_line(start, "block")

    def _lines(self, node: BlockNode) -> None:
        self._open.append(node)
        closed = self._items(node.body, node.start)
        self._open.pop()
        self.depth -= 1
        self._finish(node)
        if closed:
            self._end_line(node.start, "block")

    def _finish(self, node: BlockNode) -> None:
        node.end = self.at
        node.body.end = self.at - 1 if self.text.startswith("}", self.at - 1) else self.at

    def _labels(self, node: BlockNode) -> None:
        """Read the labels of a block and its opening brace."""
        while True:
            found = LABEL(self.text, self.at)
            if found is None:
                from ebaudit.readers.hcl.syntax.wanted import header_wanted

                raise header_wanted(self.text, node.start, node.header_end, self.skip(LINE), labelled=bool(node.labels))
            kind = found.lastindex or 0
            if kind == LABEL_BRACE:
                self.at = found.end()
                return
            start = found.start(kind) - (kind == LABEL_PLAIN)
            self.at = found.end()
            label = found[kind]
            if kind == LABEL_NAME:
                self.at = start
                self.checked(label, found.end())
            elif kind == LABEL_QUOTED:
                label = self.literal(
                    start, "A label is literal text: it cannot hold ${ or %{. For a literal ${ write $${."
                )
            node.labels.append(label)
            node.label_ranges.append((start, self.at))
            node.header_end = self.at

    def _single_line(self, node: BlockNode) -> None:
        """Read a block that holds one argument on the line of its header."""
        found = ARGUMENT(self.text, self.at)
        if found is None:
            why = (
                "A block on one line holds a single argument, NAME = VALUE. Otherwise begin a new line after the brace."
            )
            raise expected(self.text, self.skip(LINE), "an argument or a new line after {", why)
        start, end = found.span(1)
        self.at = start
        name = self.checked(found[1], end)
        self.at = found.end()
        expr = self.expression(LINE)
        node.body.attributes[name] = AttributeNode(start, expr.end, name, end, expr)
        brace = BRACE(self.text, self.at)
        if brace is None:
            why = "A block on one line holds a single argument. Put the braces and each argument on lines of their own."
            raise expected(self.text, self.skip(LINE), "} to end the block", why, context=(node.start, node.header_end))
        self.at = brace.end()

    def _no_item(self, at: int) -> Mistake:
        if self.text.startswith('"', at):
            end = line_end(self.text, at)
            close = self.text.find('"', at + 1, end)
            detail = "The name of an argument or block is written without quotes. Remove them."
            return Mistake("Quoted name", detail, (at, end if close < 0 else close + 1))
        why = 'Here stands NAME = VALUE, or a block: NAME "LABEL" { ... }.'
        return expected(self.text, at, "an argument or a block", why)


def _odd_block(text: str, body: Body) -> BlockNode | None:
    """Return the first complete block whose closing brace stands left of its header, on a later line."""
    stack = body.blocks[::-1]
    while stack:
        block = stack.pop()
        close = block.end - 1
        if (
            "\n" in text[block.start : close]
            and text.startswith("}", close)
            and column(text, close) < column(text, block.start)
        ):
            inner = _odd_block(text, block.body)
            return block if inner is None else inner
        stack.extend(block.body.blocks[::-1])
    return None
