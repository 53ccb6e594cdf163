"""Expressions: operands with what follows them, operators by precedence, conditionals.

Source: https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md#expressions
"""

import re
from typing import TYPE_CHECKING, Final

from ebaudit.readers.hcl.syntax.brackets import CollectionParser
from ebaudit.readers.hcl.syntax.lex import (
    FREE,
    NEXT_BRACKET,
    NEXT_CALL,
    NEXT_DOT,
    NEXT_OPERATOR,
    TERM_HEREDOC,
    TERM_NAME,
    TERM_NUMBER,
    TERM_PLAIN,
    TERM_STEPS,
    Mode,
)
from ebaudit.readers.hcl.syntax.mistakes import LONGEST, Mistake, expected
from ebaudit.readers.hcl.tree import (
    Binary,
    Conditional,
    Expr,
    GetAttr,
    Index,
    Literal,
    Parens,
    Splat,
    SplatItem,
    Unary,
    Variable,
)

if TYPE_CHECKING:
    from ebaudit.model.value import Number

_SHORT = 150
_PRECEDENCE: Final = {
    "||": 1,
    "&&": 2,
    "==": 3,
    "!=": 3,
    "<": 4,
    ">": 4,
    "<=": 4,
    ">=": 4,
    "+": 5,
    "-": 5,
    "*": 6,
    "/": 6,
    "%": 6,
}
_WORDS: Final[dict[str, bool | None]] = {"true": True, "false": False, "null": None}


class ExpressionParser(CollectionParser):
    """Reads expressions.

    ``operator`` is the one found behind the operand read last, or empty; it is empty again after an expression.
    """

    operator = ""
    _operator_end = 0

    def expression(self, mode: Mode) -> Expr:
        """Read one expression."""
        left = self._operand(mode)
        if not self.operator:
            return left
        if self.operator != "?":
            left = self._operation(left, 1, mode)
        return self._conditional(left, mode) if self.operator == "?" else left

    def _operation(self, left: Expr, lowest: int, mode: Mode) -> Expr:
        """Combine ``left`` with all operators from here that bind at least as tightly as ``lowest``."""
        for _ in range(LONGEST):
            operator = self.operator
            binding = _PRECEDENCE.get(operator, 0)
            if binding < lowest:
                return left
            self.at = self._operator_end
            right = self._operand(mode)
            while _PRECEDENCE.get(self.operator, 0) > binding:
                right = self._operation(right, binding + 1, mode)
            left = Binary(left.start, right.end, operator, left, right)
        raise self._too_long()

    def _conditional(self, condition: Expr, mode: Mode) -> Expr:
        self.enter(self.at)
        self.at = self._operator_end
        yes = self.expression(mode)
        colon = mode.colon(self.text, self.at)
        if colon is None:
            why = "A conditional reads CONDITION ? VALUE : OTHER; in parentheses it may take several lines."
            raise expected(
                self.text, self.skip(mode), ": in the conditional", why, context=(condition.start, condition.end)
            )
        self.at = colon.end()
        no = self.expression(mode)
        self.depth -= 1
        return Conditional(condition.start, no.end, condition, yes, no)

    def _operand(self, mode: Mode) -> Expr:
        """Read an operand with its dots, indexes and splats, and find the operator behind it."""
        found = mode.term(self.text, self.at)
        if found is None:
            from ebaudit.readers.hcl.syntax.wanted import no_expression

            raise no_expression(self.text, self.skip(mode))
        kind = found.lastindex
        node: Expr
        if kind == TERM_STEPS:
            node = self._named(found, mode)
        elif kind == TERM_PLAIN:
            self.at = end = found.end()
            node = self.plain(found.start(TERM_PLAIN) - 1, end, found[TERM_PLAIN])
        elif kind == TERM_NUMBER:
            self.at = end = found.end()
            node = Literal(found.start(TERM_NUMBER), end, self._number(found[TERM_NUMBER], end))
        elif kind == TERM_HEREDOC:
            self.at = found.end()
            node = self.heredoc(found.start(TERM_HEREDOC), found[7], flush=bool(found[6]))
        else:
            return self._opened(found, mode)
        if self.text[self.at : self.at + 1] in mode.ends:
            self.operator = ""
            return node
        return self._follow(node, mode)

    def _named(self, found: re.Match[str], mode: Mode) -> Expr:
        at = self.at = found.end()
        name, start = found[TERM_NAME], found.start(TERM_NAME)
        if not found[0].isascii():
            self._check_steps(start, self.text[start:at])
        if start + len(name) == at:
            if self.text.startswith("(", at):
                return self.read_call(start, name, at)
            if name in _WORDS and self._is_call(mode):
                return Variable(start, at, name)
        elif at - start > LONGEST and found[TERM_STEPS].count(".") > LONGEST:
            raise self._too_long()
        return self.reference(found, TERM_NAME)

    def reference(self, found: re.Match[str], group: int) -> Expr:
        """Return the node of a name and its dotted steps, which are ``group`` of a match and the next one."""
        name, steps = found[group], found[group + 1]
        start, at = found.span(group)
        node: Expr = Literal(start, at, _WORDS[name]) if name in _WORDS else Variable(start, at, name)
        if steps:
            for step in steps[1:].split("."):
                begin = at + 1
                at = begin + len(step)
                node = GetAttr(start, at, node, step, begin)
        return node

    def _check_steps(self, start: int, name: str) -> None:
        before, at = self.at, start
        for part in name.split("."):
            self.at = at
            self.checked(part, at + len(part))
            at += len(part) + 1
        self.at = before

    def _is_call(self, mode: Mode) -> bool:
        found = mode.next(self.text, self.at)
        return found is not None and found.lastindex == NEXT_CALL

    def _opened(self, found: re.Match[str], mode: Mode) -> Expr:
        """Read an operand that begins with a sign or bracket."""
        self.at = end = found.end()
        start = end - 1
        opener = found[8]
        if opener in "-!":
            self.enter(start)
            operand = self._operand(mode)
            self.depth -= 1
            return Unary(start, operand.end, opener, operand)
        node: Expr
        if opener == "{":
            node = self.read_object(start)
        elif opener == "[":
            node = self.read_tuple(start)
        elif opener == "(":
            self.enter(start)
            inner = self.expression(FREE)
            self.take_closer(start, "Parentheses enclose one expression.")
            self.depth -= 1
            node = Parens(start, self.at, inner)
        else:
            self.enter(start)
            node = self.quoted(start)
            self.depth -= 1
        return self._follow(node, mode)

    def _follow(self, node: Expr, mode: Mode) -> Expr:
        """Read the dots, indexes, splats and arguments behind an operand, and find the operator behind them."""
        text = self.text
        for _ in range(LONGEST):
            at = self.at
            if text[at : at + 1] in mode.ends:
                self.operator = ""
                return node
            found = mode.next(text, at)
            kind = 0 if found is None else found.lastindex
            if found is None or kind == NEXT_OPERATOR or (kind == NEXT_CALL and type(node) is not Variable):
                self.operator = found[4] if found is not None and kind == NEXT_OPERATOR else ""
                self._operator_end = at if found is None else found.end()
                return node
            node = self._followed(node, found, mode)
        raise self._too_long()

    def _followed(self, node: Expr, found: re.Match[str], mode: Mode) -> Expr:
        kind = found.lastindex
        if kind == NEXT_DOT:
            return self._dotted(node, found, mode)
        if kind == NEXT_BRACKET:
            return self._bracketed(node, found, mode)
        name, end = self.scoped_name(node.start, mode)
        return self.read_call(node.start, name, end)

    def _dotted(self, node: Expr, found: re.Match[str], mode: Mode) -> Expr:
        self.at = found.end()
        step = mode.step(self.text, self.at)
        if step is None:
            why = "After a dot stands a name, a whole number or *."
            raise expected(self.text, self.skip(mode), "a name after the dot", why, context=(node.start, self.at))
        if step.lastindex != 3:
            return self._step(node, node.start, step)
        self.at = step.end()
        item = SplatItem(found.start(1), self.at)
        each: Expr = item
        while (dot := mode.next(self.text, self.at)) is not None and dot.lastindex == NEXT_DOT:
            self.at = dot.end()
            step = mode.step(self.text, self.at)
            if step is None or step.lastindex == 3:
                why = "After .* stand names only; use [*] for anything else."
                raise expected(self.text, self.skip(mode), "a name after the dot", why, context=(node.start, self.at))
            each = self._step(each, item.start, step)
        return Splat(node.start, self.at, node, item, each, full=False)

    def _step(self, node: Expr, start: int, step: re.Match[str]) -> Expr:
        """Apply ``.name`` or ``.0``."""
        if step.lastindex == 1:
            self.at = begin = step.start(1)
            name = self.checked(step[1], step.end())
            return GetAttr(start, self.at, node, name, begin)
        digits = step[2]
        self.at = step.end()
        if "." in digits:
            first, _, second = digits.partition(".")
            detail = f"Two indexes in a row, .{digits}, read as one number. Write [{first}][{second}]."
            self.mistakes.append(Mistake("Ambiguous index", detail, step.span(2)))
        else:
            self._number(digits, self.at)
        return GetAttr(start, self.at, node, digits, step.start(2), True)

    def _bracketed(self, node: Expr, found: re.Match[str], mode: Mode) -> Expr:
        self.at = found.end()
        start = self.at - 1
        self.enter(start)
        star = mode.star(self.text, self.at)
        if star is None:
            key = self.expression(FREE)
            self.take_closer(start, "An index is one expression in square brackets.")
            self.depth -= 1
            return Index(node.start, self.at, node, key)
        self.at = star.end()
        if star[1] is None:
            raise expected(
                self.text, self.skip(mode), "] after [*", "A splat is written [*].", context=(start, self.at)
            )
        item = SplatItem(start, self.at)
        each = self._follow(item, mode)
        self.depth -= 1
        return Splat(node.start, self.at, node, item, each, full=True)

    def _number(self, digits: str, end: int) -> "Number":
        """Return the exact value of a number that ends at ``end``."""
        if len(digits) <= _SHORT and digits.isdigit():
            return int(digits)
        from ebaudit.readers.hcl.errors import EvalError
        from ebaudit.readers.hcl.numbers import parse_number

        try:
            return parse_number(digits)
        except EvalError as error:
            detail = f"The number cannot be read: {error.message}."
            self.mistakes.append(Mistake("Invalid number", detail, (end - len(digits), end)))
            return 0

    def _too_long(self) -> Mistake:
        detail = f"More than {LONGEST} operators, dots or indexes follow each other here. Move parts to locals."
        return Mistake("Expression too long", detail, (self.at, self.at + 1))
