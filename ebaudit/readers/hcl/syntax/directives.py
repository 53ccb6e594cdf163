"""Template directives: a flat row of texts, expressions and marks becomes nested parts."""

from ebaudit.model.record import Record
from ebaudit.readers.hcl.syntax.mistakes import DEEPEST, Mistake, too_deep
from ebaudit.readers.hcl.tree import Expr, ForDirective, IfDirective, Node, Part


class Mark(Record):
    """``%{if}``, ``%{else}``, ``%{endif}``, ``%{for}`` or ``%{endfor}`` as it stands in the text."""

    keyword: str
    start: int
    end: int
    expr: Expr | None = None
    key: str | None = None
    value: str = ""


class _Open:
    """A directive that waits for its end."""

    def __init__(self, mark: Mark) -> None:
        self.mark = mark
        self.yes: list[Part] = []
        self.no: list[Part] | None = None

    def parts(self) -> list[Part]:
        return self.yes if self.no is None else self.no

    def close(self, end: int) -> IfDirective | ForDirective:
        mark, expr = self.mark, self.mark.expr
        assert expr is not None  # noqa: S101 -- only marks with an expression are opened
        if mark.keyword == "if":
            return IfDirective(mark.start, end, expr, self.yes, self.no or [])
        return ForDirective(mark.start, end, mark.key, mark.value, expr, self.yes)


def arrange(tokens: list[Node | Mark], depth: int) -> list[Part]:
    """Return the parts that the marks make of a row; raise :class:`Mistake` where they do not match."""
    root: list[Part] = []
    stack: list[_Open] = []
    for token in tokens:
        parts = stack[-1].parts() if stack else root
        if not isinstance(token, Mark):
            parts.append(token)  # type: ignore[arg-type]  # the row holds parts and marks only
        elif token.keyword in {"if", "for"}:
            stack.append(_Open(token))
            if depth + len(stack) > DEEPEST:
                raise too_deep(token.start)
        elif token.keyword == "else":
            _turn(stack, token)
        else:
            node = _ended(stack, token)
            (stack[-1].parts() if stack else root).append(node)
    if stack:
        raise _unended(stack[-1].mark)
    return root


def _turn(stack: list[_Open], mark: Mark) -> None:
    place = (mark.start, mark.end)
    if not stack:
        raise Mistake("Unexpected else", "There is no %{ if } before this %{ else }. Remove it, or add the if.", place)
    opened = stack[-1]
    context = (opened.mark.start, opened.mark.end)
    if opened.mark.keyword == "for":
        detail = "A %{ for } has no else. Close the for by %{ endfor } first, or remove the else."
        raise Mistake("Unexpected else", detail, place, context=context)
    if opened.no is not None:
        detail = "This %{ if } has an else already. Close it by %{ endif } first, or remove one of them."
        raise Mistake("Unexpected else", detail, place, context=context)
    opened.no = []


def _ended(stack: list[_Open], mark: Mark) -> IfDirective | ForDirective:
    opener = mark.keyword.removeprefix("end")
    place = (mark.start, mark.end)
    if not stack:
        detail = f"There is no %{{ {opener} }} before this %{{ {mark.keyword} }}. Remove it, or add the {opener}."
        raise Mistake(f"Unexpected {mark.keyword}", detail, place)
    opened = stack.pop()
    if opened.mark.keyword != opener:
        context = (opened.mark.start, opened.mark.end)
        needed = f"end{opened.mark.keyword}"
        detail = f"The innermost open directive is %{{ {opened.mark.keyword} }}; close it by %{{ {needed} }} first."
        raise Mistake(f"Unexpected {mark.keyword}", detail, place, context=context)
    return opened.close(mark.end)


def _unended(mark: Mark) -> Mistake:
    detail = f"The template ends before this %{{ {mark.keyword} }} does. Add %{{ end{mark.keyword} }} where it ends."
    return Mistake(f"Directive {mark.keyword} not closed", detail, (mark.start, mark.end))
