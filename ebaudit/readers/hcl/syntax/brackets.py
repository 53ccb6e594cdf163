"""What brackets enclose: tuples, objects, ``for`` expressions and the arguments of calls.

Source: https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md#collection-values
"""

import re

from ebaudit.readers.hcl.syntax.lex import (
    ARROW,
    CLOSING,
    ELEMENT,
    ELLIPSIS,
    FREE,
    KEY_END,
    LINE,
    LIST_CLOSER,
    LIST_COMMA,
    LIST_NEXT,
    OPENED,
    OPENED_CLOSER,
    OPENED_FOR,
    PAIR,
    PAIR_CLOSER,
    PAIR_NAME,
    PAIR_NEXT,
    PAIR_PLAIN,
    PAIR_SEPARATOR,
    PAIR_SIGN,
    PAIR_STEPS,
    PAIR_VALUE,
    SHORT_PLAIN,
    Mode,
)
from ebaudit.readers.hcl.syntax.mistakes import Mistake, expected, unclosed
from ebaudit.readers.hcl.syntax.runs import Run
from ebaudit.readers.hcl.syntax.templates import TemplateParser
from ebaudit.readers.hcl.tree import Call, Expr, For, ObjectCons, Quoted, Template, TupleCons, Variable

_CLOSER = {"[": "]", "{": "}", "(": ")"}
_SEPARATORS = frozenset((LIST_COMMA, LIST_CLOSER))
_NAMES = {"[": "list", "{": "object", "(": "call"}


def _separator(found: re.Match[str] | None, closer: str) -> int:
    """Tell whether a match ends with ``LIST_COMMA`` or, being the right one, ``LIST_CLOSER``."""
    kind = 0 if found is None else found.lastindex
    if kind == LIST_CLOSER and found is not None and found[kind] != closer:
        return 0
    return kind if kind in _SEPARATORS else 0


class CollectionParser(TemplateParser):
    """Reads what brackets enclose.

    ``compact``: a string that is just text may become a ``Quoted``, whose offsets cannot be moved piece by piece.
    """

    compact = False

    def plain(self, start: int, end: int, value: str) -> Quoted | Template:
        """Return the node of a quoted string from ``start`` to ``end`` that has neither escapes nor sequences."""
        if self.compact and value.isascii():
            return Quoted(start, end, value)
        if not value:
            return Template(start, end, [], False, False)
        text = Run(start + 1, end - 1, [(value, start + 1)]).text()
        if self.compact and text.raw:
            return Quoted(start, end, value)
        return Template(start, end, [text], False, False)

    def open_bracket(self, start: int, why: str, *, at: int | None = None) -> Mistake:
        """Return the error for a bracket opened at ``start`` that the word at ``at`` neither closes nor continues."""
        at = self.skip(FREE) if at is None else at
        bracket = self.text[start]
        if at >= len(self.text):
            name = "parenthesis" if bracket == "(" else "bracket" if bracket == "[" else "brace"
            return unclosed(name, _CLOSER[bracket], (start, start + 1))
        line = self.source.position(start)[0]
        why = f"{why} The {bracket} on line {line} is still open here."
        return expected(self.text, at, f"a comma or {_CLOSER[bracket]}", why, context=(start, start + 1))

    def take_closer(self, start: int, why: str) -> None:
        """Read the bracket that closes the one at ``start``."""
        found = CLOSING(self.text, self.at)
        closer = _CLOSER[self.text[start]]
        if found is None or found[1] != closer:
            at = self.skip(FREE)
            if at >= len(self.text):
                raise self.open_bracket(start, why)
            raise expected(self.text, at, closer, why, context=(start, start + 1))
        self.at = found.end()

    def _first(self, closer: str) -> int:
        """Go past the closing bracket, or past ``for`` where it is a word, if it is first in brackets; tell which."""
        found = OPENED(self.text, self.at)
        kind = 0 if found is None else found.lastindex or 0
        if found is None or (found[kind] != closer if kind == OPENED_CLOSER else closer == ")"):
            return 0
        self.at = found.end()
        return kind

    def read_tuple(self, start: int) -> Expr:
        """Read a tuple or tuple ``for``; ``at`` is behind the bracket at ``start``."""
        self.enter(start)
        first = self._first("]")
        if first == OPENED_FOR:
            node: Expr = self._for(start)
        else:
            items: list[Expr] = []
            if not first:
                self._list(items, start, "]")
            node = TupleCons(start, self.at, items)
        self.depth -= 1
        return node

    def _list(self, items: list[Expr], start: int, closer: str) -> bool:
        """Read items up to the closing bracket; tell whether ``...`` expands the last one."""
        text = self.text
        while True:
            found = ELEMENT(text, self.at)
            kind = _separator(found, closer)
            if found is not None and kind:
                items.append(self._short(found, SHORT_PLAIN))
            else:
                items.append(self.expression(FREE))
                found = LIST_NEXT(text, self.at)
                kind = _separator(found, closer)
            if found is None or not kind:
                if closer == ")" and self._expanded(start):
                    return True
                raise self.open_bracket(start, "Separate items with commas.")
            self.at = found.end()
            if kind == LIST_CLOSER:
                return False

    def _short(self, found: re.Match[str], group: int) -> Expr:
        """Return the node of a text, which is ``group`` of a match, or of the words with dots that the next two are."""
        start, end = found.span(group)
        if start < 0:
            return self.reference(found, group + 1)
        return self.plain(start - 1, end + 1, found[group])

    def _expanded(self, start: int) -> bool:
        """Read ``...)`` after the last argument of a call."""
        found = ELLIPSIS(self.text, self.at)
        if found is None:
            return False
        self.at = found.end()
        self.take_closer(start, "An argument that is expanded with ... is the last one.")
        return True

    def read_call(self, start: int, name: str, name_end: int) -> Call:
        """Read the arguments of a call; ``at`` is at the parenthesis."""
        opener = self.at
        self.enter(opener)
        self.at += 1
        arguments: list[Expr] = []
        expand = not self._first(")") and self._list(arguments, opener, ")")
        self.depth -= 1
        return Call(start, self.at, name, name_end, arguments, expand)

    def scoped_name(self, start: int, mode: Mode) -> tuple[str, int]:
        """Read ``::name`` as often as it follows the name from ``start`` up to ``at``, up to a parenthesis."""
        name, end = self.text[start : self.at], self.at
        at = self.skip(mode)
        why = "A function of a provider is called as provider::NAME::FUNCTION(...)."
        while self.text.startswith("::", at):
            self.at = at + 2
            name += "::" + self.take_name(mode, "a function's name after ::", (start, at + 2))
            end = self.at
            at = self.skip(mode)
        if not self.text.startswith("(", at):
            raise expected(self.text, at, "( to begin the call", why, context=(start, end))
        self.at = at
        return name, end

    def read_object(self, start: int) -> Expr:
        """Read an object or object ``for``; ``at`` is behind the brace at ``start``."""
        self.enter(start)
        first = self._first("}")
        if first == OPENED_FOR:
            node: Expr = self._for(start)
        else:
            items: list[tuple[Expr, Expr]] = []
            if not first:
                self._pairs(items, start)
            node = ObjectCons(start, self.at, items)
        self.depth -= 1
        return node

    def _pairs(self, items: list[tuple[Expr, Expr]], start: int) -> None:
        text = self.text
        while True:
            found = PAIR(text, self.at)
            key = self._key(start, found)
            if found is not None and (found.lastindex or 0) >= PAIR_SEPARATOR:
                items.append((key, self._short(found, PAIR_VALUE)))
            else:
                items.append((key, self.expression(LINE)))
                found = PAIR_NEXT(text, self.at)
            kind = found.lastindex if found is not None else None
            if found is None or kind == PAIR_STEPS:
                at = self.skip(LINE)
                raise self.open_bracket(
                    start, "Put each item on a line of its own, or separate items with commas.", at=at
                )
            self.at = found.end()
            if kind == PAIR_CLOSER:
                return

    def _key(self, start: int, found: re.Match[str] | None) -> Expr:
        """Read a key and its ``=`` or ``:``, where they have been matched or not."""
        if found is not None:
            node: Expr
            name = found[PAIR_NAME]
            if name is None:
                begin, end = found.span(PAIR_PLAIN)
                node = self.plain(begin - 1, end + 1, found[PAIR_PLAIN])
            else:
                self.at, end = found.span(PAIR_NAME)
                node = Variable(self.at, end, self.checked(name, end))
            self.at = found.end(PAIR_SIGN)
            return node
        self.at = self.skip(FREE)
        if self.at >= len(self.text):
            raise self.open_bracket(start, "")
        key = self.expression(LINE)
        separator = KEY_END(self.text, self.at)
        if separator is None:
            why = "An item of an object reads KEY = VALUE; a key with dots, blanks or other signs is quoted."
            raise expected(self.text, self.skip(LINE), "= after the key", why, context=(start, start + 1))
        self.at = separator.end()
        return key

    def _for(self, start: int) -> Expr:
        """Read a ``for`` expression behind its word."""
        opener = (start, start + 1)
        key, value = self.loop_names(FREE, opener)
        collection = self.expression(FREE)
        colon = FREE.colon(self.text, self.at)
        if colon is None:
            why = "A for reads: for NAME in COLLECTION : RESULT."
            raise expected(self.text, self.skip(FREE), ": after the collection", why, context=opener)
        self.at = colon.end()
        key_result, result = self._result()
        grouping = ELLIPSIS(self.text, self.at)
        self.at = grouping.end() if grouping is not None else self.at
        condition = self._condition()
        self.take_closer(start, "A for ends after its result and its if.")
        self._check_shape(start, key_result, result, grouped=grouping is not None)
        return For(
            start,
            self.at,
            key=key,
            value=value,
            collection=collection,
            key_result=key_result,
            result=result,
            group=grouping is not None,
            condition=condition,
        )

    def _result(self) -> tuple[Expr | None, Expr]:
        result = self.expression(FREE)
        arrow = ARROW(self.text, self.at)
        if arrow is None:
            return None, result
        self.at = arrow.end()
        return result, self.expression(FREE)

    def _condition(self) -> Expr | None:
        name = FREE.name(self.text, self.at)
        if name is None or name[1] != "if":
            return None
        self.at = name.end()
        return self.expression(FREE)

    def _check_shape(self, start: int, key: Expr | None, result: Expr, *, grouped: bool) -> None:
        """Tell of what a tuple's ``for`` may not have, and an object's must."""
        context = (start, self.at)
        if self.text[start] == "{" and key is None:
            detail = "A for in braces makes an object, so its result is KEY => VALUE. For a list use square brackets."
            self.mistakes.append(Mistake("No key in a for", detail, (result.start, result.end), context=context))
        elif self.text[start] == "[" and key is not None:
            detail = "A for in square brackets makes a list, so it has no key. For KEY => VALUE use braces."
            self.mistakes.append(Mistake("Key in a list's for", detail, (key.start, key.end), context=context))
        elif self.text[start] == "[" and grouped:
            detail = "Grouping by ... is for objects. Remove it, or use braces and KEY => VALUE."
            self.mistakes.append(
                Mistake("Grouping in a list's for", detail, (result.start, result.end), context=context)
            )
