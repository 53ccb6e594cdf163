"""What brackets enclose: tuples, objects, ``for`` expressions and the arguments of calls.

Source: https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md#collection-values
"""

from ebaudit.readers.hcl.syntax.lex import (
    ARROW,
    CLOSING,
    ELLIPSIS,
    FREE,
    ITEM_NEXT,
    KEY,
    KEY_END,
    KEY_NAME,
    LINE,
    LIST_NEXT,
    Mode,
)
from ebaudit.readers.hcl.syntax.mistakes import Mistake, expected, unclosed
from ebaudit.readers.hcl.syntax.runs import Run
from ebaudit.readers.hcl.syntax.templates import TemplateParser
from ebaudit.readers.hcl.tree import Call, Expr, For, ObjectCons, Template, Text, TupleCons, Variable

_CLOSER = {"[": "]", "{": "}", "(": ")"}
_NAMES = {"[": "list", "{": "object", "(": "call"}


def plain(start: int, end: int, value: str) -> Template:
    """Return the node of a quoted string from ``start`` to ``end`` that has neither escapes nor sequences."""
    if not value:
        return Template(start, end, [], heredoc=False, wrapped=False)
    if value.isascii():
        text = Text(start + 1, end - 1, value, raw=True)
    else:
        text = Run(start + 1, end - 1, [(value, start + 1)]).text()
    return Template(start, end, [text], heredoc=False, wrapped=False)


class CollectionParser(TemplateParser):
    """Reads what brackets enclose."""

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

    def _closed_at_once(self, closer: str) -> bool:
        found = CLOSING(self.text, self.at)
        if found is None or found[1] != closer:
            return False
        self.at = found.end()
        return True

    def read_tuple(self, start: int) -> Expr:
        """Read a tuple or tuple ``for``; ``at`` is behind the bracket at ``start``."""
        self.enter(start)
        name = FREE.name(self.text, self.at)
        if name is not None and name[1] == "for":
            self.at = name.end()
            node: Expr = self._for(start)
        else:
            items: list[Expr] = []
            if not self._closed_at_once("]"):
                self._list(items, start, "]")
            node = TupleCons(start, self.at, items)
        self.depth -= 1
        return node

    def _list(self, items: list[Expr], start: int, closer: str) -> None:
        text = self.text
        while True:
            items.append(self.expression(FREE))
            found = LIST_NEXT(text, self.at)
            kind = found.lastindex if found is not None else None
            if found is None or kind is None or (kind == 2 and found[2] != closer):
                if closer == ")" and self._expanded(start):
                    return
                raise self.open_bracket(start, "Separate items with commas.")
            self.at = found.end()
            if kind == 2:
                return

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
        expand = False
        if not self._closed_at_once(")"):
            self._list(arguments, opener, ")")
            expand = self._was_expanded(arguments[-1].end)
        self.depth -= 1
        return Call(start, self.at, name, name_end, arguments, expand=expand)

    def _was_expanded(self, end: int) -> bool:
        return ELLIPSIS(self.text, end) is not None

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
        name = FREE.name(self.text, self.at)
        if name is not None and name[1] == "for":
            self.at = name.end()
            node: Expr = self._for(start)
        else:
            items: list[tuple[Expr, Expr]] = []
            if not self._closed_at_once("}"):
                self._pairs(items, start)
            node = ObjectCons(start, self.at, items)
        self.depth -= 1
        return node

    def _pairs(self, items: list[tuple[Expr, Expr]], start: int) -> None:
        text = self.text
        while True:
            key = self._key(start)
            items.append((key, self.expression(LINE)))
            found = ITEM_NEXT(text, self.at)
            kind = found.lastindex if found is not None else None
            if found is None or kind is None:
                at = self.skip(LINE)
                raise self.open_bracket(
                    start, "Put each item on a line of its own, or separate items with commas.", at=at
                )
            self.at = found.end()
            if kind == 2:
                return

    def _key(self, start: int) -> Expr:
        """Read a key and its ``=`` or ``:``."""
        found = KEY(self.text, self.at)
        if found is not None:
            kind = found.lastindex or 0
            self.at = found.start(kind)
            end = found.end(kind)
            node: Expr
            if kind == KEY_NAME:
                node = Variable(self.at, end, self.checked(found[1], end))
            else:
                node = plain(self.at - 1, end + 1, found[2])
            self.at = found.end()
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
