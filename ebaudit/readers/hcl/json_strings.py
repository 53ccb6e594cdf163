"""Strings of a JSON configuration as templates and expressions, every node placed in the JSON file."""

from bisect import bisect_right

from ebaudit.jsontext import JsonNode
from ebaudit.model.diagnostic import Diagnostic
from ebaudit.model.source import SourceText, Span
from ebaudit.readers.hcl.parse import parse_expression, parse_template
from ebaudit.readers.hcl.tree import Expr, Node, Offsets, Template, Text

_PLACES = ("start", "end", "name_start", "name_end")


class Inner(SourceText):
    """The decoded text of a JSON string; its positions are those of the file that the string stands in."""

    __slots__ = ("_at", "_outer", "_spots")

    def __init__(self, outer: SourceText, node: JsonNode) -> None:
        value = node.value if isinstance(node.value, str) else ""
        super().__init__(outer.name, value)
        self._outer = outer
        self._at = [0]
        self._spots = [node.start + 1]
        if len(value) != node.end - node.start - 2:
            self._map(node)

    def _map(self, node: JsonNode) -> None:
        """Note after each escape sequence where the characters go on."""
        text = self._outer.text
        at, decoded, stop = node.start + 1, 0, node.end - 1
        while (escape := text.find("\\", at, stop)) >= 0:
            decoded += escape - at
            at = escape + _escape_length(text, escape)
            self._at += [decoded, decoded + 1]
            self._spots += [escape, at]
            decoded += 1

    def offset(self, inner: int) -> int:
        """Return the file offset of a character of the text, or of its end."""
        piece = bisect_right(self._at, inner) - 1
        return self._spots[piece] + inner - self._at[piece]

    def position(self, offset: int) -> tuple[int, int]:
        """Return the line and column in the file."""
        return self._outer.position(self.offset(offset))

    def span(self, start: int, end: int) -> Span:
        """Return the span in the file."""
        return self._outer.span(self.offset(start), self.offset(end))


def _escape_length(text: str, at: int) -> int:
    if text[at + 1] != "u":
        return 2
    high = text[at + 2 : at + 6].lower()
    paired = "d800" <= high <= "dbff" and text[at + 6 : at + 8].lower() == "\\u"
    return 12 if paired and "dc00" <= text[at + 8 : at + 12].lower() <= "dfff" else 6


def template(outer: SourceText, node: JsonNode) -> tuple[Expr, list[Diagnostic]]:
    """Return a string read as a template."""
    inner = Inner(outer, node)
    expr, problems = parse_template(inner)
    _move(expr, inner)
    expr.start, expr.end = node.start, node.end
    return expr, problems


def plain(outer: SourceText, node: JsonNode) -> tuple[Expr, list[Diagnostic]]:
    """Return a string read as the text that it is, whatever it looks like."""
    inner = Inner(outer, node)
    text = Text(0, len(inner.text), inner.text, True)
    _move(text, inner)
    return Template(node.start, node.end, [text], False, False), []


def reference(outer: SourceText, node: JsonNode) -> tuple[Expr, list[Diagnostic]]:
    """Return a string read as an expression, as those arguments are that name things."""
    inner = Inner(outer, node)
    expr, problems = parse_expression(inner)
    _move(expr, inner)
    return expr, problems


def _move(root: Node, inner: Inner) -> None:
    """Turn the offsets of all nodes into the file's."""
    stack: list[object] = [root]
    seen: set[int] = set()
    while stack:
        node = stack.pop()
        if isinstance(node, (list, tuple)):
            stack.extend(node)
        elif isinstance(node, Node) and id(node) not in seen:
            seen.add(id(node))
            stack.extend(_parts(node))
            if isinstance(node, Text):
                _move_text(node, inner)
            for name in _PLACES:
                if hasattr(node, name):
                    setattr(node, name, inner.offset(getattr(node, name)))


def _parts(node: Node) -> list[object]:
    return [getattr(node, name) for name in type(node).__slots__ if name not in _PLACES]


def _move_text(text: Text, inner: Inner) -> None:
    old = text.offsets
    places = [inner.offset(text.start + at if old is None else old[at]) for at in range(len(text.value))]
    end = inner.offset(text.end)
    text.raw = places == list(range(places[0], places[0] + len(places))) and end == places[-1] + 1 if places else False
    text.offsets = None if text.raw else Offsets(list(zip(text.value, places, strict=True)), end)
