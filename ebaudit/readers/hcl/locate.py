"""From a part of a value to where it is written, through the expressions that made it."""

from collections.abc import Sequence

from ebaudit.jsontext import parse
from ebaudit.model.source import Span
from ebaudit.model.value import Path, reveal
from ebaudit.readers.hcl.core import evaluate
from ebaudit.readers.hcl.declarations import literal_text
from ebaudit.readers.hcl.json_places import characters, node_at, path_to
from ebaudit.readers.hcl.scope import Scope
from ebaudit.readers.hcl.templates import text_of
from ebaudit.readers.hcl.tree import (
    Call,
    Conditional,
    Expr,
    ForDirective,
    GetAttr,
    IfDirective,
    Index,
    ObjectCons,
    Parens,
    Part,
    Quoted,
    Template,
    Text,
    TupleCons,
    Variable,
)

MAX_STEPS = 200
TRANSPARENT = frozenset(("tolist", "tomap", "tostring", "trimspace", "sensitive", "nonsensitive", "try", "coalesce"))
"""Functions whose result has its parts where their first argument has them."""
SHIFTING = frozenset(("trimspace",))
"""Those of them that move the characters of a text."""

Offsets = tuple[int, int] | None


class Locator:
    """Locates parts of the value of one argument; made for every argument, so it holds no more than two references."""

    __slots__ = ("expr", "scope")

    def __init__(self, expr: Expr, scope: Scope) -> None:
        self.expr = expr
        self.scope = scope

    def __call__(self, path: Path, offsets: Offsets = None, *, key: bool = False) -> Span | None:
        """Return the place of a part, of as much of the path as can be followed; see ``model.resources.Locate``."""
        if not path and offsets is None:
            return None
        return _Search(path, offsets, key=key).find(self.expr, self.scope)


class _Search:
    """One search. ``path`` is what is still to be followed; ``offsets`` count in the text at its end."""

    __slots__ = ("key", "offsets", "path", "steps")

    def __init__(self, path: Path, offsets: Offsets, *, key: bool) -> None:
        self.path = path
        self.offsets = offsets
        self.key = key
        self.steps = MAX_STEPS

    def find(self, expr: Expr, scope: Scope) -> Span | None:
        """Return where the part stands, or the place of the expression that made it."""
        self.steps -= 1
        if self.steps < 0:
            return None
        if isinstance(expr, Parens):
            return self.find(expr.inner, scope)
        if isinstance(expr, (Text, Quoted)):
            return self._text([expr if isinstance(expr, Text) else expr.text()], scope) or scope.span(expr)
        if isinstance(expr, Template):
            return self._template(expr, scope)
        if isinstance(expr, Call):
            return self._call(expr, scope)
        if isinstance(expr, ObjectCons):
            return self._member(expr, scope)
        if isinstance(expr, TupleCons):
            return self._item(expr, scope)
        if isinstance(expr, Conditional):
            return self._arm(expr, scope)
        if isinstance(expr, (GetAttr, Index, Variable)):
            return self._reference(expr, scope) or scope.span(expr)
        return scope.span(expr)

    def _member(self, expr: ObjectCons, scope: Scope) -> Span | None:
        if not self.path:
            return scope.span(expr)
        wanted = str(self.path[0])
        for key, value in reversed(expr.items):
            name = key.name if isinstance(key, Variable) else literal_text(key)
            if name is None:
                name = _quiet(key, scope)
            if name == wanted:
                if self.key and len(self.path) == 1:
                    return self._name(key, scope)
                self.path = self.path[1:]
                return self.find(value, scope)
        return scope.span(expr)

    def _name(self, key: Expr, scope: Scope) -> Span | None:
        if self.offsets is None or not isinstance(key, (Template, Quoted)):
            return scope.span(key)
        self.path = ()
        return self.find(key, scope)

    def _item(self, expr: TupleCons, scope: Scope) -> Span | None:
        if not self.path or not isinstance(self.path[0], int) or not 0 <= self.path[0] < len(expr.items):
            return scope.span(expr)
        item = expr.items[self.path[0]]
        self.path = self.path[1:]
        return self.find(item, scope)

    def _arm(self, expr: Conditional, scope: Scope) -> Span | None:
        probe, _ = scope.probing()
        test = reveal(evaluate(expr.condition, probe))
        if test is True or test == "true":
            return self.find(expr.yes, scope)
        if test is False or test == "false":
            return self.find(expr.no, scope)
        return scope.span(expr)

    def _call(self, expr: Call, scope: Scope) -> Span | None:
        arguments = expr.arguments
        if expr.name == "jsonencode" and len(arguments) == 1:
            self._enter_json(expr, scope)
            return self.find(arguments[0], scope)
        if expr.name == "merge" and self.path and not expr.expand:
            return self._merged(expr, scope)
        if expr.name in TRANSPARENT and arguments and not (self.offsets and expr.name in SHIFTING):
            return self.find(arguments[0], scope)
        return scope.span(expr)

    def _enter_json(self, expr: Call, scope: Scope) -> None:
        """Let the offsets count in the string at the path, not in the JSON text around it.

        Of a partly unknown text the caller knows its strings only, so there the offsets count in one already.
        """
        probe, _ = scope.probing()
        text = reveal(evaluate(expr, probe)) if self.offsets is not None else None
        if isinstance(text, str) and self.offsets is not None:
            tree = parse(text)[0]
            if not self.path:
                self.path, self.key = path_to(tree, self.offsets[0])
            node = node_at(tree, self.path, key=self.key)
            self.offsets = None if node is None else characters(node, *self.offsets)

    def _merged(self, expr: Call, scope: Scope) -> Span | None:
        probe, _ = scope.probing()
        for argument in reversed(expr.arguments):
            value = reveal(evaluate(argument, probe))
            if isinstance(value, dict) and self.path[0] in value:
                return self.find(argument, scope)
        return scope.span(expr)

    def _template(self, expr: Template, scope: Scope) -> Span | None:
        if expr.wrapped and len(expr.parts) == 1:
            part = expr.parts[0]
            if not isinstance(part, (Text, IfDirective, ForDirective)):
                return self.find(part, scope)
        return self._text(expr.parts, scope) or scope.span(expr)

    def _text(self, parts: Sequence[Part], scope: Scope) -> Span | None:
        if self.offsets is None:
            return None
        start, end = self.offsets
        first, last = _place(parts, start, scope), _place(parts, max(start, end - 1), scope)
        if first is None or last is None:
            return None
        return scope.source.span(first[0], max(first[1], last[1]) if end > start else first[0])

    def _reference(self, expr: Expr, scope: Scope) -> Span | None:
        if isinstance(expr, GetAttr) and isinstance(expr.object, Variable):
            return self._root(expr.object.name, expr.name, scope)
        if isinstance(expr, Variable):
            return None
        if isinstance(expr, GetAttr):
            self.path = (int(expr.name) if expr.legacy_index else expr.name, *self.path)
            return self._reference(expr.object, scope)
        if isinstance(expr, Index):
            probe, _ = scope.probing()
            step = reveal(evaluate(expr.key, probe))
            if isinstance(step, (int, str)):
                self.path = (step, *self.path)
                return self._reference(expr.object, scope)
        return None

    def _root(self, root: str, name: str, scope: Scope) -> Span | None:
        origin = scope.origins.get(root)
        if origin is not None:
            if name != "value":
                return None
            self.path = (origin.step, *self.path)
            return self.find(origin.expr, origin.scope)
        definition = scope.environment.definition(root, name)
        return None if definition is None else self.find(*definition)


def _quiet(expr: Expr, scope: Scope) -> str | None:
    probe, _ = scope.probing()
    value = reveal(evaluate(expr, probe))
    return value if isinstance(value, str) else None


def _place(parts: Sequence[Part], offset: int, scope: Scope) -> tuple[int, int] | None:
    """Return the file offsets of one character of a rendered template; of the whole interpolation that made it."""
    at = 0
    probe, _ = scope.probing()
    for part in parts:
        if isinstance(part, Text):
            if offset < at + len(part.value):
                return _text_offset(part, offset - at)
            at += len(part.value)
            continue
        length = _length(part, probe)
        if length is None:
            return None
        if offset < at + length:
            return part.start, part.end
        at += length
    last = parts[-1] if parts else None
    return _text_offset(last, len(last.value)) if isinstance(last, Text) and offset == at else None


def _text_offset(part: Text, offset: int) -> tuple[int, int]:
    if part.raw:
        return part.start + offset, part.start + offset + 1
    assert part.offsets is not None  # noqa: S101  what ``raw`` false means
    start = part.offsets[offset]
    after = part.offsets[offset + 1] if offset + 1 < len(part.offsets) else start
    return start, max(after, start)


def _length(part: Part, scope: Scope) -> int | None:
    value = text_of(part, scope)
    return None if value is None else len(value)
