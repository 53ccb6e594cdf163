"""Templates: quoted strings, heredocs and whole template files, with interpolations, directives and ``~``.

Source: https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md#templates
"""

import re
from abc import ABC, abstractmethod

from ebaudit.model.diagnostic import Diagnostic
from ebaudit.model.source import SourceText
from ebaudit.readers.hcl.syntax.directives import Mark, arrange
from ebaudit.readers.hcl.syntax.lex import (
    BARE,
    BARE_ESCAPE,
    BARE_OPENER,
    BARE_STEPS,
    BARE_WORD,
    CLOSER,
    ESCAPES,
    FREE,
    PIECE,
    PIECE_END,
    PIECE_OPENER,
    PIECE_STEPS,
    PIECE_TEXT,
    PIECE_WORD,
    QUOTED,
    SPACES,
    Mode,
    name_length,
)
from ebaudit.readers.hcl.syntax.mistakes import DEEPEST, MOST, Mistake, expected, foreign, line_end, too_deep, unclosed
from ebaudit.readers.hcl.syntax.runs import Run, join, run_of, unindent
from ebaudit.readers.hcl.tree import Expr, Node, Part, Template, Text

Token = Run | Node | Mark
_SEQUENCES = frozenset((BARE_STEPS, BARE_OPENER))
_KEYWORDS = frozenset({"if", "else", "endif", "for", "endfor"})


class TemplateParser(ABC):
    """Reads templates; expressions inside them are read by the subclass.

    ``at`` is the offset of the next character; ``mistakes`` is what was wrong without stopping the parser.
    """

    def __init__(self, source: SourceText) -> None:
        self.source = source
        self.text = source.text
        self.at = 0
        self.depth = 0
        self.mistakes: list[Mistake] = []
        self._trimmed = -1

    @abstractmethod
    def reference(self, found: re.Match[str], group: int) -> Expr:
        """Return the node of a name and its dotted steps, which are ``group`` of a match and the next one."""

    @abstractmethod
    def expression(self, mode: Mode) -> Expr:
        """Read one expression."""

    def diagnostics(self) -> list[Diagnostic]:
        """Return what was wrong, in the file's order, up to as many as anybody would read."""
        told = sorted(self.mistakes, key=lambda each: each.place)
        if len(told) > MOST:
            at = told[MOST].place
            detail = f"There are more than {MOST} syntax errors; the rest is not told. Mend the first ones."
            told[MOST:] = [Mistake("Too many syntax errors", detail, at)]
        return [each.diagnostic(self.source) for each in told]

    def enter(self, at: int) -> None:
        """Go one level deeper; the caller comes back by ``self.depth -= 1``."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise too_deep(at)

    def take_name(self, mode: Mode, what: str, context: tuple[int, int]) -> str:
        """Read a name, or raise that ``what`` was expected."""
        found = mode.name(self.text, self.at)
        if found is None:
            at = self.skip(mode)
            raise expected(self.text, at, what, "A name is letters, digits, _ and -.", context=context)
        self.at = found.start(1)
        return self.checked(found[1], found.end())

    def checked(self, name: str, end: int) -> str:
        """Go past ``name``, which begins at ``at``; raise if it holds a character that no name has."""
        if not name.isascii():
            length = name_length(name)
            if length < len(name):
                at = self.at + length
                detail = f"The character {name[length]!r} cannot be part of a name. Remove it, or quote the text."
                raise foreign(self.text, at) or Mistake("Character without meaning", detail, (at, at + 1))
        self.at = end
        return name

    def skip(self, mode: Mode) -> int:
        """Return the offset of the next word."""
        found = mode.skip(self.text, self.at)
        return self.at if found is None else found.end()

    def quoted(self, start: int) -> Template:
        """Read a quoted template whose opening quote is at ``start``; ``at`` is behind it."""
        parts: list[Part] = []
        text = self.text
        while self.depth < DEEPEST and (found := PIECE(text, self.at)) is not None:
            here, literal = self.at, found[PIECE_TEXT]
            if literal:
                if not literal.isascii():
                    break
                parts.append(Text(here, here + len(literal), literal, True))
            self.at = found.end()
            if found.lastindex == PIECE_END:
                return Template(start, self.at, parts, False, len(parts) == 1 and not literal)
            parts.append(self._interpolation(found))
            if self._trimmed == self.at:
                break
        return self._mixed(start, [run_of(part) if isinstance(part, Text) else part for part in parts])

    def _mixed(self, start: int, tokens: list[Token]) -> Template:
        """Read the rest of a quoted template, from ``at``; ``tokens`` are what has been read of it."""
        pieces: list[tuple[str, int]] = []
        begin = self.at
        while True:
            here = self.at
            match = QUOTED(self.text, here)
            if match is None:
                pieces.append(self._unreadable(start))
                continue
            kind = match.lastindex or 0
            self.at = match.end()
            if kind == 1:
                pieces.append((match[1], here))
            elif kind in {6, 7}:
                if pieces:
                    tokens.append(self._run(begin, here, pieces))
                if kind == 7:
                    return self._template(start, tokens, heredoc=False)
                tokens.append(self._sequence(here, self.at, tokens))
                pieces, begin = [], self.at
            elif kind == 5:
                pieces += _undoubled(match[5], here)
            else:
                pieces.append(self._resolved(kind, match[kind], here))

    def _interpolation(self, found: re.Match[str]) -> Expr:
        """Read the interpolation that ends a match of ``PIECE``; ``at`` is behind the match."""
        if found.lastindex == PIECE_STEPS:
            return self.reference(found, PIECE_WORD)
        node = self._sequence(found.start(PIECE_OPENER), self.at, [])
        assert not isinstance(node, Mark)  # noqa: S101  an interpolation is opened by $
        return node

    def literal(self, start: int, why: str) -> str:
        """Read a quoted string that may not hold a template, such as a block's label."""
        template = self.quoted(start)
        run = "".join(part.value for part in template.parts if isinstance(part, Text))
        if len(template.parts) > 1 or template.wrapped:
            self.mistakes.append(Mistake("Template not allowed", why, (start, self.at)))
        return run

    def _run(self, start: int, end: int, pieces: list[tuple[str, int]]) -> Run:
        run = Run(start, end, pieces)
        if start == self._trimmed:
            run.trim_left()
        return run

    def _resolved(self, kind: int, found: str, here: int) -> tuple[str, int]:
        if kind == 2:
            return ESCAPES[found], here
        if kind == 8:
            return found, here
        code = int(found, 16)
        if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
            detail = f"The escape sequence names U+{code:04X}, which is no character. Give the number of a character."
            self.mistakes.append(Mistake("Invalid escape sequence", detail, (here, self.at)))
            return "\ufffd", here
        return chr(code), here

    def _unreadable(self, start: int) -> tuple[str, int]:
        """Pass a wrong escape sequence with a mistake; raise if the string is not closed on its line."""
        here = self.at
        end = line_end(self.text, here)
        if here + 1 >= end or self.text[here] != "\\":
            why = 'Text over several lines is written as a heredoc (<<EOT) or with "\\n".'
            raise unclosed("string", 'the closing quote (")', (start, end), why)
        selector = self.text[here + 1]
        advice = {
            "u": "After \\u follow four hexadecimal digits.",
            "U": "After \\U follow eight hexadecimal digits.",
            "$": "For a literal ${ write $${.",
        }.get(
            selector,
            'The escape sequences are \\n, \\r, \\t, \\", \\\\, \\uNNNN and \\UNNNNNNNN; a backslash itself is \\\\.',
        )
        detail = f"There is no escape sequence \\{selector}. {advice}"
        self.mistakes.append(Mistake("Invalid escape sequence", detail, (here, here + 2)))
        self.at = here + 2
        return selector, here + 1

    def heredoc(self, start: int, marker: str, *, flush: bool) -> Template:
        """Read a heredoc; ``at`` is behind the opener's line ending. ``flush`` is ``<<-``."""
        tokens: list[Token] = []
        text = self.text
        while True:
            here = self.at
            feed = text.find("\n", here)
            if feed < 0:
                why = f"Its end is a line with nothing but {marker}, followed by a line ending."
                opener = (start, line_end(text, start))
                raise Mistake(
                    "Heredoc not closed", f"The heredoc that begins here is never closed. {why}", opener, final=True
                )
            line = text[here : feed + 1]
            if marker in line and line.strip(SPACES) == marker:
                self.at = feed - (text[feed - 1] == "\r")
                break
            if "${" in line or "%{" in line or "\r" in line[:-2]:
                self._mixed_line(tokens)
            else:
                tokens.append(self._run(here, feed + 1, [(line, here)]))
                self.at = feed + 1
        if flush:
            unindent(tokens)
        return self._template(start, tokens, heredoc=True)

    def bare(self) -> Template:
        """Read the whole text as one template, as ``templatefile`` does."""
        tokens: list[Token] = []
        while self.at < len(self.text):
            self._mixed_line(tokens, bare=True)
        return self._template(0, tokens, heredoc=False)

    def _mixed_line(self, tokens: list[Token], *, bare: bool = False) -> None:
        """Read one line of a heredoc or template file that holds more than plain text."""
        pieces: list[tuple[str, int]] = []
        begin = here = self.at
        while (match := BARE(self.text, here)) is not None:
            kind, found = match.lastindex, match[0]
            self.at = match.end()
            if kind in _SEQUENCES:
                if pieces:
                    tokens.append(self._run(begin, here, pieces))
                tokens.append(self._sequence(here, self.at, tokens) if kind == BARE_OPENER else self._braced(match))
                pieces, begin = [], self.at
            else:
                if "\r" in found and not bare:
                    self._stray_return(found, here)
                pieces += _undoubled(found, here) if kind == BARE_ESCAPE else [(found, here)]
                if found[-1] == "\n":
                    break
            here = self.at
        if pieces:
            tokens.append(self._run(begin, self.at, pieces))

    def _braced(self, match: re.Match[str]) -> Expr:
        self.enter(match.start())
        self.depth -= 1
        return self.reference(match, BARE_WORD)

    def _stray_return(self, found: str, here: int) -> None:
        at = here + found.index("\r")
        if not self.text.startswith("\r\n", at):
            detail = "A carriage return stands here without a line feed. End lines with LF or CR LF."
            raise Mistake("Stray carriage return", detail, (at, at + 1))

    def _sequence(self, start: int, end: int, tokens: list[Token]) -> Expr | Mark:
        """Read what stands between an opener (``start`` to ``end``) and its brace; trim what it asks to trim."""
        opener = (start, end)
        if self.text[end - 1] == "~" and tokens and isinstance(tokens[-1], Run) and tokens[-1].end == start:
            tokens[-1].trim_right()
        self.enter(start)
        found = self.expression(FREE) if self.text[start] == "$" else self._directive(opener)
        closer = CLOSER(self.text, self.at)
        if closer is None:
            raise self._unclosed_sequence(opener)
        self.at = closer.end()
        self.depth -= 1
        if isinstance(found, Mark):
            found = found._replace(end=self.at)
        if closer[1]:
            self._trimmed = self.at
        return found

    def _directive(self, opener: tuple[int, int]) -> Mark:
        """Read a directive from its keyword up to its brace."""
        what = "a directive (if, else, endif, for or endfor)"
        keyword = self.take_name(FREE, what, opener)
        if keyword not in _KEYWORDS:
            place = (self.at - len(keyword), self.at)
            advice = "The directives are if, else, endif, for and endfor; for a literal %{ write %%{."
            raise Mistake("Unknown directive", f"There is no template directive {keyword}. {advice}", place)
        if keyword == "for":
            key, value = self.loop_names(FREE, opener)
            return Mark(keyword, opener[0], self.at, self.expression(FREE), key, value)
        expr = self.expression(FREE) if keyword == "if" else None
        return Mark(keyword, opener[0], self.at, expr)

    def loop_names(self, mode: Mode, opener: tuple[int, int]) -> tuple[str | None, str]:
        """Read ``key, value in`` or ``value in``."""
        key, value = None, self.take_name(mode, "a name after for", opener)
        comma = self.skip(mode)
        if self.text.startswith(",", comma):
            self.at = comma + 1
            key, value = value, self.take_name(mode, "a second name after the comma", opener)
        word_in = mode.name(self.text, self.at)
        if word_in is None or word_in[1] != "in":
            why = "A for reads: for NAME in COLLECTION, or for KEY, NAME in COLLECTION."
            raise expected(self.text, self.skip(mode), "the word in", why, context=opener)
        self.at = word_in.end()
        return key, value

    def _unclosed_sequence(self, opener: tuple[int, int]) -> Mistake:
        start = opener[0]
        at = self.skip(FREE)
        symbol = self.text[start : start + 2]
        what = "interpolation" if symbol == "${" else "directive"
        if self.text[at : at + 1] in {"", '"'}:
            why = f"If a literal {symbol} is meant, write {symbol[0]}{symbol}."
            return unclosed(what, "a closing brace (})", opener, why)
        why = (
            f"One expression stands between {symbol} and }}. If a literal {symbol} is meant, write {symbol[0]}{symbol}."
        )
        return expected(self.text, at, f"}} to end the {what}", why, context=opener)

    def _template(self, start: int, tokens: list[Token], *, heredoc: bool) -> Template:
        """Return the node for a row of tokens, which ends at ``at``."""
        wrapped = len(tokens) == 1 and isinstance(tokens[0], Node)
        row: list[Node | Mark] = []
        runs: list[Run] = []
        marked = False
        for token in [*tokens, None]:
            if isinstance(token, Run):
                runs.append(token)
                continue
            if runs:
                text = join(runs).text()
                runs = []
                if text.value:
                    row.append(text)
            if token is not None:
                marked = marked or isinstance(token, Mark)
                row.append(token)
        parts = arrange(row, self.depth) if marked else row
        return Template(start, self.at, parts, heredoc, wrapped)  # type: ignore[arg-type]  # no marks


def _undoubled(found: str, here: int) -> list[tuple[str, int]]:
    """Return the pieces that ``$${`` or ``%%{`` stands for: a sign that takes two characters, and the brace."""
    return [(found[0], here), (found[2:], here + 2)]
