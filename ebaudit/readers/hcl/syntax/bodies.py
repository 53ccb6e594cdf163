"""Bodies: arguments and blocks, and where reading goes on after a broken one.

Most items take whole lines, and one expression reads such a line. What it does not take is read word by word.
Source: https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md#structural-elements
"""

import re

from ebaudit.model.source import SourceText
from ebaudit.readers.hcl.syntax.expressions import ExpressionParser
from ebaudit.readers.hcl.syntax.lex import (
    ARGUMENT,
    BRACE,
    BRACE_LINE,
    BRACE_NEXT,
    FREE,
    ITEM,
    ITEM_ARGUMENT,
    ITEM_BLOCK,
    ITEM_CLOSE,
    ITEM_CLOSED,
    ITEM_END,
    ITEM_LABELS,
    ITEM_LINES,
    ITEM_NAME,
    ITEM_NUMBER,
    ITEM_PLAIN,
    ITEM_STEPS,
    ITEM_TEMPLATE,
    ITEM_WORD,
    LABEL,
    LABEL_BRACE,
    LABEL_NAME,
    LABEL_PLAIN,
    LABEL_QUOTED,
    LINE,
    LINE_END,
)
from ebaudit.readers.hcl.syntax.mistakes import DEEPEST, MOST, Mistake, column, expected, line_end, unclosed
from ebaudit.readers.hcl.tree import AttributeNode, Bad, BlockNode, Body, Expr, Literal

_VALUES = frozenset((ITEM_PLAIN, ITEM_TEMPLATE, ITEM_NUMBER, ITEM_STEPS))
_CLOSERS = frozenset((ITEM_CLOSE, ITEM_CLOSED))
_BLOCKS = frozenset((ITEM_NAME, ITEM_BLOCK, ITEM_LINES))
_SHALLOW = DEEPEST - 3
"""Blocks nested less deep may hold any line without reaching the limit."""


class BodyParser(ExpressionParser):
    """Reads bodies; ``ended`` once there is nothing more to read, whatever is still open."""

    ended = False

    def __init__(self, source: SourceText) -> None:
        super().__init__(source)
        self._root = Body(0, len(self.text), {}, [])
        self._open: list[BlockNode] = []
        self._item = 0

    def items(self) -> Body:
        """Read the items of the whole text, from ``at``."""
        while not self.ended and len(self.mistakes) <= MOST:
            found = self._lines()
            try:
                self._read(found)
            except Mistake as mistake:
                self.operator = ""
                if not self.note(mistake) and self._left(mistake):
                    self._finish(self._open.pop())
        while self._open:
            self._finish(self._open.pop())
        return self._root

    def note(self, mistake: Mistake) -> bool:
        """Keep a mistake; tell whether it is the end of all reading."""
        self.mistakes.append(mistake)
        if mistake.final:
            self.ended = True
            self.at = len(self.text)
        return self.ended

    def _body(self) -> Body:
        """Return the innermost open body."""
        return self._open[-1].body if self._open else self._root

    def _lines(self) -> re.Match[str] | None:
        """Read items that take whole lines; return the match of the first that does not."""
        text, at, blocks = self.text, self.at, self._open
        body = self._body()
        while (found := ITEM(text, at)) is not None and len(blocks) < _SHALLOW:
            kind = found.lastindex or 0
            name = found[ITEM_NAME]
            if kind in _VALUES:
                if name in body.attributes or not name.isascii():
                    break
                start, end = found.span(ITEM_NAME)
                expr = self._value(found, kind)
                body.attributes[name] = AttributeNode(start, expr.end, name, end, expr)
            elif kind == ITEM_LINES and name.isascii():
                node = _header(found)
                body.blocks.append(node)
                blocks.append(node)
                body = node.body
            elif kind == ITEM_CLOSED and blocks:
                self.at = found.end(ITEM_CLOSE)
                self._finish(blocks.pop())
                body = self._body()
            else:
                break
            at = found.end()
        self.at, self.depth = at, len(blocks)
        return found

    def _value(self, found: re.Match[str], kind: int) -> Expr:
        """Return the value of an argument that takes a whole line."""
        if kind == ITEM_STEPS:
            return self.reference(found, ITEM_WORD)
        start, end = found.span(kind)
        if kind == ITEM_PLAIN:
            return self.plain(start - 1, end + 1, found[kind])
        if kind == ITEM_NUMBER:
            return Literal(start, end, int(found[kind]))
        self.at = found.start(ITEM_PLAIN)
        return self.quoted(self.at - 1)

    def _read(self, found: re.Match[str] | None) -> None:
        """Read one item word by word; ``_item`` is where it begins."""
        if found is None:
            self._item = self.skip(FREE)
            raise self._no_item(self._item)
        kind = found.lastindex
        if kind in _CLOSERS:
            self._close(found)
        elif kind == ITEM_END:
            self._end_of_file()
        else:
            self._item = found.start(ITEM_NAME)
            if kind in _BLOCKS:
                self._block(found)
            else:
                self._argument(found)

    def _close(self, found: re.Match[str]) -> None:
        self.at = found.end(ITEM_CLOSE)
        if not self._open:
            detail = "This } closes nothing: no block is open here. Remove it, or look for a } too many before it."
            self.note(Mistake("Brace closes nothing", detail, (self.at - 1, self.at)))
            return
        block = self._open.pop()
        self._finish(block)
        self._item = block.start
        self._end_line("block")

    def _left(self, mistake: Mistake) -> bool:
        """Go on after the broken item; tell whether that is outside of its block."""
        from ebaudit.readers.hcl.syntax.recovery import resume

        start = self._item
        at = self.at = resume(self.text, start, mistake.place[0])
        if at >= len(self.text) or not self._open:
            return False
        indent, width = column(self.text, self._open[-1].start), column(self.text, at)
        if column(self.text, start) <= indent:
            return False
        if self.text.startswith("}", at):
            return width < indent
        return width <= indent and self.text[at] not in "\r\n#/"

    def _end_of_file(self) -> None:
        if self._open:
            self.note(self._unclosed_block())
        self.ended = True

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

    def _argument(self, found: re.Match[str]) -> None:
        start, end = found.span(ITEM_NAME)
        name = found[ITEM_NAME]
        if not name.isascii():
            self.at = start
            self.checked(name, end)
        self.at = behind = found.end(ITEM_ARGUMENT)
        try:
            expr = self.expression(LINE)
        except Mistake as mistake:
            place = (behind, max(mistake.place[1], behind))
            self._add(AttributeNode(start, place[1], name, end, Bad(*place)))
            raise
        self._add(AttributeNode(start, expr.end, name, end, expr))
        self._end_line("argument")

    def _add(self, node: AttributeNode) -> None:
        first = self._body().attributes.setdefault(node.name, node)
        if first is not node:
            line = self.source.position(first.start)[0]
            detail = f"The argument {node.name} is set on line {line} already. Keep one of the two."
            context = (first.start, first.name_end)
            self.mistakes.append(Mistake("Argument set twice", detail, (node.start, node.name_end), context=context))

    def _end_line(self, what: str) -> None:
        """Read the line ending that has to follow an argument or block."""
        if self.text.startswith("\n", self.at):
            self.at += 1
            return
        found = LINE_END(self.text, self.at)
        if found is None:
            from ebaudit.readers.hcl.syntax.wanted import line_wanted

            raise line_wanted(self.text, self.skip(LINE), what, (self._item, self.at))
        self.at = found.end()

    def _block(self, found: re.Match[str]) -> None:
        start, end = found.span(ITEM_NAME)
        self.at = start
        self.checked(found[ITEM_NAME], end)
        node = _header(found)
        if found.lastindex == ITEM_NAME:
            self._labels(node)
        else:
            self.at = found.end(ITEM_BLOCK)
        self.enter(start)
        node.body.start = self.at
        following = BRACE_NEXT(self.text, self.at)
        if following is not None and following.lastindex == BRACE_LINE:
            self._body().blocks.append(node)
            self._open.append(node)
            return
        if following is None:
            self._single_line(node)
        else:
            self.at = following.end()
        self._finish(node)
        self._body().blocks.append(node)
        self._end_line("block")

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


def _header(found: re.Match[str]) -> BlockNode:
    """Return the block, still without a body, whose header was matched as far as its brace."""
    start, end = found.span(ITEM_NAME)
    labels: list[str] = []
    ranges: list[tuple[int, int]] = []
    brace = end
    if found.lastindex != ITEM_NAME:
        brace = found.end(ITEM_BLOCK)
        for group in ITEM_LABELS:
            label = found[group]
            if label is None:
                break
            first, last = found.span(group)
            labels.append(label)
            ranges.append((first - 1, last + 1))
            end = last + 1
    return BlockNode(start, end, found[ITEM_NAME], labels, ranges, end, Body(brace, brace, {}, []))


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
