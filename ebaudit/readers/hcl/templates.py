"""Templates: text with interpolations and directives.

Source: https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md#template-expressions
"""

from ebaudit.model.types import BOOL, STRING
from ebaudit.model.value import Unknown, Value
from ebaudit.readers.hcl.convert import convert
from ebaudit.readers.hcl.core import HANDLERS, evaluate
from ebaudit.readers.hcl.effort import TEXT
from ebaudit.readers.hcl.errors import EvalError
from ebaudit.readers.hcl.faults import Fault
from ebaudit.readers.hcl.fragments import MAX_PARTS, fragments, known_parts
from ebaudit.readers.hcl.json_holes import structure
from ebaudit.readers.hcl.loops import bind, elements
from ebaudit.readers.hcl.marks import NONE, blend, mark, unmark
from ebaudit.readers.hcl.scope import Scope
from ebaudit.readers.hcl.tree import Expr, ForDirective, IfDirective, Part, Quoted, Template, Text

MAX_TEXT = 64 * 1024 * 1024
"""Characters that one template may grow to."""

_DIRECTIVES = frozenset((IfDirective, ForDirective))

MAX_IDENTITY = 4096
"""Characters of an identity that are worth keeping."""


class _Text:
    """The text of a template as it grows, with ``None`` where a part is not known."""

    __slots__ = ("identities", "marks", "pieces", "size", "unknowns")

    def __init__(self) -> None:
        self.pieces: list[str | None] = []
        self.identities: list[str] = []
        self.size = 0
        self.marks = NONE
        self.unknowns: list[Unknown] = []

    def add(self, value: Value) -> None:
        if isinstance(value, Unknown):
            self.pieces += known_parts(value)
            self.identities.append(value.identity)
            self.unknowns.append(value)
        elif isinstance(value, str):
            self.pieces.append(value)
            self.identities.append(value)
            self.size += len(value)
            if self.size > MAX_TEXT:
                raise EvalError(f"The text would have more than {MAX_TEXT:,} characters.", code="too-large")

    def value(self) -> Value:
        if self.unknowns:
            prefix, parts = fragments(self.pieces)
            whole = blend(self.unknowns, type=STRING, prefix=prefix, parts=parts, not_null=True)
            whole.identity = self._identity()
            whole.json = structure(parts, whole)
            return mark(whole, self.marks)
        return mark("".join(map(str, self.pieces)), self.marks)

    def _identity(self) -> str:
        """Return what tells the text from others, when every unknown part has that."""
        if len(self.identities) > MAX_PARTS or not all(unknown.identity for unknown in self.unknowns):
            return ""
        same = "".join(self.identities)
        return same if len(same) <= MAX_IDENTITY else ""


def text(expr: Text | Quoted, scope: Scope) -> Value:
    """Return literal text."""
    return expr.value


def template(expr: Template, scope: Scope) -> Value:
    """Render a template; a single interpolation keeps its type."""
    parts = expr.parts
    if len(parts) == 1:
        only = parts[0]
        if isinstance(only, Text):
            return only.value
        if expr.wrapped and not isinstance(only, (IfDirective, ForDirective)):
            return HANDLERS[only.__class__](only, scope)
    texts: list[str] = []
    value: Value = None
    for part in parts:
        if isinstance(part, Text):
            value = part.value
        elif part.__class__ in _DIRECTIVES:
            break
        else:
            value = evaluate(part, scope)  # type: ignore[arg-type]  # the other parts are expressions
        if not isinstance(value, str):
            break
        texts.append(value)
    else:
        size = sum(map(len, texts))
        if size <= MAX_TEXT:
            scope.environment.log.effort.spend(size // (TEXT * 4))
            return "".join(texts)
    return _mixed(expr, texts, value, scope)


def _mixed(expr: Template, texts: list[str], value: Value, scope: Scope) -> Value:
    """Render a template of which the first parts are ``texts``; ``value`` is the next one's, unless a directive."""
    out = _Text()
    for known in texts:
        out.add(known)
    for index, part in enumerate(expr.parts[len(texts) :]):
        if index or isinstance(part, (IfDirective, ForDirective)):
            _render(part, scope, out)
        elif not isinstance(part, Text):
            _put(part, value, out)
    scope.environment.log.effort.spend(out.size // (TEXT * 4))
    return out.value()


def _render_all(parts: list[Part], scope: Scope, out: _Text) -> None:
    for part in parts:
        _render(part, scope, out)


def _render(part: Part, scope: Scope, out: _Text) -> None:
    if isinstance(part, Text):
        out.add(part.value)
    elif isinstance(part, IfDirective):
        _render_if(part, scope, out)
    elif isinstance(part, ForDirective):
        _render_for(part, scope, out)
    else:
        _render_value(part, scope, out)


def _render_value(part: Expr, scope: Scope, out: _Text) -> None:
    _put(part, evaluate(part, scope), out)


def _put(part: Expr, value: Value, out: _Text) -> None:
    value, marks = unmark(value)
    out.marks |= marks
    if value is None:
        raise Fault("The value is null, which cannot be part of a text.", part)
    try:
        out.add(convert(value, STRING))
    except EvalError as error:
        raise Fault(f"Only a value that can be made a string can be part of a text: {error.message}", part) from error


def _render_if(part: IfDirective, scope: Scope, out: _Text) -> None:
    test, marks = unmark(evaluate(part.condition, scope))
    out.marks |= marks
    if test is None:
        raise Fault("The condition is null; it must be true or false.", part.condition)
    test = convert(test, BOOL)
    if isinstance(test, Unknown):
        out.add(_either(part, scope, out, test))
    else:
        _render_all(part.yes if test else part.no, scope, out)


def _either(part: IfDirective, scope: Scope, out: _Text, test: Unknown) -> Unknown:
    """Return the unknown text that is one of two, with the start that they share."""
    texts = []
    for parts in (part.yes, part.no):
        probe, _ = scope.probing()
        arm = _Text()
        try:
            _render_all(parts, probe, arm)
        except EvalError as error:
            arm.add(Unknown(error.message))
        out.marks |= arm.marks
        texts.append(fragments(arm.pieces)[0])
    return blend((test,), type=STRING, prefix=shared_start(texts[0], texts[1]))


def shared_start(one: str, other: str) -> str:
    """Return the longest text that both begin with."""
    for index, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            return one[:index]
    return one if len(one) < len(other) else other


def _render_for(part: ForDirective, scope: Scope, out: _Text) -> None:
    items, marks = elements(part.collection, scope)
    out.marks |= marks
    if isinstance(items, Unknown):
        out.add(blend((items,), type=STRING))
        return
    inner = scope.child({})
    effort = scope.environment.log.effort
    width = part.end - part.start
    for key, value in items:
        effort.loop(width)
        bind(inner, part.key, key, part.value, value)
        _render_all(part.body, inner, out)


def text_of(part: Part, scope: Scope) -> str | None:
    """Return what one part of a template renders as, or None when that is not known."""
    out = _Text()
    try:
        _render(part, scope, out)
    except EvalError:
        return None
    value, _ = unmark(out.value())
    return value if isinstance(value, str) else None
