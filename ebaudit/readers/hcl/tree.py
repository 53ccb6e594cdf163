"""The syntax tree of HCL: what the parser makes and the evaluator walks.

Every node knows its character offsets ``start`` and ``end`` (exclusive) in its file's text; spans are
made from them only when somebody asks. Nodes are plain slotted classes: a large estate has millions.
Those that are most frequent take their parts by position, and set no more than three in one statement:
keywords and longer tuples would double what it costs to make one.
Source of the grammar: https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md
"""

from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING, Union

if TYPE_CHECKING:
    from fractions import Fraction


class Node:
    """A stretch of the file."""

    __slots__ = ("end", "start")

    def __init__(self, start: int, end: int) -> None:
        self.start = start
        self.end = end


class Literal(Node):
    """A number, ``true``, ``false`` or ``null``."""

    __slots__ = ("value",)

    def __init__(self, start: int, end: int, value: "int | Fraction | bool | None") -> None:
        self.start, self.end, self.value = start, end, value


class Offsets:
    """From each character of a text's value (and its end) to its file offset, kept as the unbroken pieces."""

    __slots__ = ("_end", "_pieces", "_starts")

    def __init__(self, pieces: list[tuple[str, int]], end: int) -> None:
        """Take pieces of the value in order, each with its first character's offset, and the offset of the end."""
        self._pieces, self._end = pieces, end
        self._starts: list[int] = []

    def _index(self) -> list[int]:
        """Return where in the value each piece begins, and the value's length."""
        if not self._starts:
            self._starts = list(accumulate((len(piece) for piece, _ in self._pieces), initial=0))
        return self._starts

    def __len__(self) -> int:
        return self._index()[-1] + 1

    def __getitem__(self, index: int) -> int:
        starts = self._index()
        if not 0 <= index <= starts[-1]:
            raise IndexError(index)
        if index == starts[-1]:
            return self._end
        piece = bisect_right(starts, index) - 1
        return self._pieces[piece][1] + index - starts[piece]


class Text(Node):
    """Literal text inside a template, its escapes already resolved.

    ``raw`` is true when the text stands in the file character by character, so that an offset into
    ``value`` is an offset into the file; else ``offsets`` maps each character of ``value`` (and its end)
    to its file offset. ``Text`` alone is the whole of a template without interpolation.
    """

    __slots__ = ("offsets", "raw", "value")

    def __init__(self, start: int, end: int, value: str, raw: bool, offsets: Offsets | None = None) -> None:
        self.start, self.end, self.value = start, end, value
        self.raw, self.offsets = raw, offsets


class Template(Node):
    """A heredoc, or a quoted string that is not just text; parts are text, expressions (interpolations) and directives.

    A template of a single interpolation (``"${x}"``) keeps the value's type: ``wrapped`` is true then.
    """

    __slots__ = ("heredoc", "parts", "wrapped")

    def __init__(self, start: int, end: int, parts: "list[Part]", heredoc: bool, wrapped: bool) -> None:
        self.start, self.end, self.parts = start, end, parts
        self.heredoc, self.wrapped = heredoc, wrapped


class Quoted(Node):
    """A quoted string without escapes or sequences: ``value`` stands between the quotes character by character."""

    __slots__ = ("value",)

    def __init__(self, start: int, end: int, value: str) -> None:
        self.start, self.end, self.value = start, end, value

    def text(self) -> Text:
        """Return the text without its quotes."""
        return Text(self.start + 1, self.end - 1, self.value, True)


class IfDirective(Node):
    """``%{ if }`` … ``%{ else }`` … ``%{ endif }``."""

    __slots__ = ("condition", "no", "yes")

    def __init__(self, start: int, end: int, condition: "Expr", yes: "list[Part]", no: "list[Part]") -> None:
        self.start, self.end, self.condition, self.yes, self.no = start, end, condition, yes, no


class ForDirective(Node):
    """``%{ for key, value in collection }`` … ``%{ endfor }``."""

    __slots__ = ("body", "collection", "key", "value")

    def __init__(
        self, start: int, end: int, key: str | None, value: str, collection: "Expr", body: "list[Part]"
    ) -> None:
        self.start, self.end = start, end
        self.key, self.value, self.collection, self.body = key, value, collection, body


class Variable(Node):
    """The root name of a reference: ``var``, ``local``, ``each``, a resource type, a ``for`` variable."""

    __slots__ = ("name",)

    def __init__(self, start: int, end: int, name: str) -> None:
        self.start, self.end, self.name = start, end, name


class GetAttr(Node):
    """``object.name``; ``legacy_index`` is true for ``object.0``, where ``name`` is the digits."""

    __slots__ = ("legacy_index", "name", "name_start", "object")

    def __init__(
        self,
        start: int,
        end: int,
        object: "Expr",
        name: str,
        name_start: int,
        legacy_index: bool = False,
    ) -> None:
        self.start, self.end, self.object = start, end, object
        self.name, self.name_start, self.legacy_index = name, name_start, legacy_index


class Index(Node):
    """``object[key]``."""

    __slots__ = ("key", "object")

    def __init__(self, start: int, end: int, object: "Expr", key: "Expr") -> None:
        self.start, self.end, self.object, self.key = start, end, object, key


class SplatItem(Node):
    """Stands for the element inside a splat's ``each`` expression."""

    __slots__ = ()


class Splat(Node):
    """``object.*.a`` (``full`` false) or ``object[*].a.b`` (``full`` true); ``each`` is built on ``item``."""

    __slots__ = ("each", "full", "item", "object")

    def __init__(
        self,
        start: int,
        end: int,
        object: "Expr",
        item: SplatItem,
        each: "Expr",
        *,
        full: bool,
    ) -> None:
        self.start, self.end, self.object, self.item, self.each, self.full = start, end, object, item, each, full


class Call(Node):
    """A function call; ``name`` may be ``provider::x::y``; ``expand`` is true for a final ``...``."""

    __slots__ = ("arguments", "expand", "name", "name_end")

    def __init__(self, start: int, end: int, name: str, name_end: int, arguments: "list[Expr]", expand: bool) -> None:
        self.start, self.end, self.name = start, end, name
        self.name_end, self.arguments, self.expand = name_end, arguments, expand


class Unary(Node):
    """``-x`` or ``!x``."""

    __slots__ = ("operand", "operator")

    def __init__(self, start: int, end: int, operator: str, operand: "Expr") -> None:
        self.start, self.end, self.operator, self.operand = start, end, operator, operand


class Binary(Node):
    """A binary operation."""

    __slots__ = ("left", "operator", "right")

    def __init__(self, start: int, end: int, operator: str, left: "Expr", right: "Expr") -> None:
        self.start, self.end, self.operator, self.left, self.right = start, end, operator, left, right


class Conditional(Node):
    """``condition ? yes : no``."""

    __slots__ = ("condition", "no", "yes")

    def __init__(self, start: int, end: int, condition: "Expr", yes: "Expr", no: "Expr") -> None:
        self.start, self.end, self.condition, self.yes, self.no = start, end, condition, yes, no


class Parens(Node):
    """A parenthesised expression; kept, since it changes what an object key means."""

    __slots__ = ("inner",)

    def __init__(self, start: int, end: int, inner: "Expr") -> None:
        self.start, self.end, self.inner = start, end, inner


class TupleCons(Node):
    """``[a, b]``."""

    __slots__ = ("items",)

    def __init__(self, start: int, end: int, items: "list[Expr]") -> None:
        self.start, self.end, self.items = start, end, items


class ObjectCons(Node):
    """``{ key = value }``; a bare name as key is a ``Variable`` node that stands for its name as text."""

    __slots__ = ("items",)

    def __init__(self, start: int, end: int, items: "list[tuple[Expr, Expr]]") -> None:
        self.start, self.end, self.items = start, end, items


class For(Node):
    """``[for v in c : r if x]`` (``key_result`` None) or ``{for k, v in c : kr => r... if x}``."""

    __slots__ = ("collection", "condition", "group", "key", "key_result", "result", "value")

    def __init__(
        self,
        start: int,
        end: int,
        *,
        key: str | None,
        value: str,
        collection: "Expr",
        key_result: "Expr | None",
        result: "Expr",
        group: bool,
        condition: "Expr | None",
    ) -> None:
        self.start, self.end = start, end
        self.key, self.value, self.collection = key, value, collection
        self.key_result, self.result, self.group, self.condition = key_result, result, group, condition


class Bad(Node):
    """Where an expression should be and could not be read; a diagnostic has been given."""

    __slots__ = ()


Expr = Union[
    Literal, Text, Quoted, Template, Variable, GetAttr, Index, Splat, SplatItem, Call, Unary, Binary, Conditional,
    Parens, TupleCons, ObjectCons, For, Bad,
]  # fmt: skip
Part = Union[Text, IfDirective, ForDirective, Expr]


class AttributeNode(Node):
    """``name = expr``."""

    __slots__ = ("expr", "name", "name_end")

    def __init__(self, start: int, end: int, name: str, name_end: int, expr: Expr) -> None:
        self.start, self.end, self.name = start, end, name
        self.name_end, self.expr = name_end, expr


class BlockNode(Node):
    """``type "label" { body }``; ``header_end`` is where the header ends, before the brace."""

    __slots__ = ("body", "header_end", "label_ranges", "labels", "type")

    def __init__(
        self,
        start: int,
        end: int,
        type: str,
        labels: list[str],
        label_ranges: list[tuple[int, int]],
        header_end: int,
        body: "Body",
    ) -> None:
        self.start, self.end, self.type = start, end, type
        self.labels, self.label_ranges = labels, label_ranges
        self.header_end, self.body = header_end, body


class Body(Node):
    """Attributes by name and blocks in order."""

    __slots__ = ("attributes", "blocks")

    def __init__(self, start: int, end: int, attributes: dict[str, AttributeNode], blocks: list[BlockNode]) -> None:
        self.start, self.end = start, end
        self.attributes, self.blocks = attributes, blocks
