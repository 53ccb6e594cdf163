"""What a syntax error is and how it is said: what is wrong, why, what to do; where a person would look."""

from ebaudit.model.diagnostic import Diagnostic, Level
from ebaudit.model.source import SourceText
from ebaudit.readers.hcl.syntax.lex import name_length

MOST = 100
"""How many errors of one file are told."""

DEEPEST = 200
"""How deep blocks, brackets and templates may be nested in each other."""

LONGEST = 500
"""How many operators or dotted steps may follow each other in one expression."""


class Mistake(Exception):  # noqa: N818  as often a record as it is raised
    """A syntax error that ends the reading of the argument or block it stands in.

    ``start`` and ``end`` are what to underline, ``context`` the opener that matters. ``final``: the text
    after it cannot be made sense of at all.
    """

    def __init__(
        self,
        summary: str,
        detail: str,
        place: tuple[int, int],
        *,
        context: tuple[int, int] | None = None,
        final: bool = False,
    ) -> None:
        super().__init__(summary)
        self.summary = summary
        self.detail = detail
        self.place = place
        self.context = context
        self.final = final

    def diagnostic(self, source: SourceText) -> Diagnostic:
        """Return the diagnostic that says it."""
        context = None if self.context is None else source.span(*self.context)
        span = source.span(*self.place)
        return Diagnostic(Level.ERROR, "syntax", self.summary, self.detail, span, context=context)


def line_end(text: str, at: int) -> int:
    """Return where the line that holds ``at`` ends, before its line ending."""
    end = text.find("\n", at)
    end = len(text) if end < 0 else end
    return end - 1 if end > at and text[end - 1] == "\r" else end


def column(text: str, at: int) -> int:
    """Return how far the line that holds ``at`` is indented."""
    start = text.rfind("\n", 0, at) + 1
    end = start
    while end < len(text) and text[end] in " \t":
        end += 1
    return end - start


def word(text: str, at: int) -> tuple[int, str]:
    """Return where the word at ``at`` ends, and how to name it in a sentence."""
    if at >= len(text):
        return at, "the end of the file"
    if text[at] == "\n" or text.startswith("\r\n", at):
        return at, "the end of the line"
    if text[at] in "#/" and (text[at] == "#" or text.startswith("//", at)):
        return line_end(text, at), "a comment that ends the line"
    if text[at] == '"':
        return at + 1, "a quoted string"
    end = at + 1
    for symbol in ("...", "=>", "==", "&&", "||", "<=", ">=", "!=", "::", "~}"):
        if text.startswith(symbol, at):
            return at + len(symbol), f'"{symbol}"'
    while (
        (text[at].isalnum() or text[at] == "_")
        and end < min(len(text), at + 60)
        and (text[end].isalnum() or text[end] in "_-.")
    ):
        end += 1
    return end, f'"{text[at:end]}"'


_FOREIGN = {
    "`": ("A backtick does not quote", 'Write text in double quotes ("), or as a heredoc (<<EOT) over several lines.'),
    ";": ("A semicolon does not separate", "End each argument with a new line, and separate items with commas."),
    "&": ("There is no operator &", "For 'and' of two conditions write &&."),
    "|": ("There is no operator |", "For 'or' of two conditions write ||."),
    "^": ("There is no operator ^", "For a power use pow(base, exponent); for 'exclusive or' write a != b."),
    "~": ("There is no operator ~", "For 'not' write !."),
}
_CURLY = "\u201c\u201d\u201e\u2018\u2019\u00ab\u00bb"


def foreign(text: str, at: int) -> Mistake | None:
    """Return the error for a character that HCL has no use for, or None where it has one."""
    character = text[at : at + 1]
    if character == "'":
        return _single_quoted(text, at)
    if text.startswith("/*", at):
        detail = (
            "The comment that begins here is never closed, so the rest of the file is part of it. Add */ at its end."
        )
        return Mistake("Comment not closed", detail, (at, at + 2), final=True)
    if character in _FOREIGN and not text.startswith(("&&", "||", "~}"), at):
        summary, advice = _FOREIGN[character]
        return Mistake(summary, f"HCL has no use for {character} here. {advice}", (at, at + 1))
    if character and character in _CURLY:
        detail = f'The character {character} is a typographic quotation mark. Use straight double quotes (").'
        return Mistake("Typographic quotation mark", detail, (at, at + 1))
    if character == "\r":
        detail = "A carriage return stands here without a line feed. End lines with LF or CR LF."
        return Mistake("Stray carriage return", detail, (at, at + 1))
    return _strange(text, at, character)


def _single_quoted(text: str, at: int) -> Mistake:
    end = line_end(text, at)
    close = text.find("'", at + 1, end)
    close = end if close < 0 else close + 1
    detail = 'Single quotes do not make a string in HCL. Write it in double quotes (").'
    return Mistake("Single quotes do not quote", detail, (at, close))


def _strange(text: str, at: int, character: str) -> Mistake | None:
    if "\ud800" <= character <= "\udfff":
        detail = "A byte here is not part of valid UTF-8. Save the file with the encoding UTF-8."
        return Mistake("Not UTF-8", detail, (at, at + 1))
    useless = character in "$\\@" or not character.isprintable() if character.isascii() else not name_length(character)
    if not character or character in "\t\n" or not useless:
        return None
    shown = character if character.isprintable() else f"U+{ord(character):04X}"
    detail = f"The character {shown} has no meaning outside of a string. Remove it, or quote its text."
    return Mistake("Character without meaning", detail, (at, at + 1))


def expected(text: str, at: int, what: str, why: str, *, context: tuple[int, int] | None = None) -> Mistake:
    """Return the error for something else than ``what`` standing at ``at``.

    ``what`` names what belongs there ("an expression"); ``why`` is a full sentence with what to do.
    """
    odd = foreign(text, at)
    if odd is not None:
        return odd
    end, found = word(text, at)
    begin = at
    if end == at:
        while begin > 0 and text[begin - 1] in " \t\r\n":
            begin -= 1
        begin = max(begin - 1, 0)
        end = begin + 1 if text else 0
    return Mistake(f"Expected {what}", f"Expected {what}, found {found}. {why}", (begin, end), context=context)


def unclosed(what: str, closer: str, opener: tuple[int, int], why: str = "") -> Mistake:
    """Return the error for ``what`` (with its opener's place) that never meets its ``closer``."""
    detail = f"The {what} that begins here is never closed. Add {closer} where it ends.{' ' + why if why else ''}"
    return Mistake(f"{what[0].upper()}{what[1:]} not closed", detail, opener)


def too_deep(at: int) -> Mistake:
    """Return the error for nesting beyond the limit."""
    detail = f"Blocks, brackets and templates are nested more than {DEEPEST} deep here. Move inner parts to locals."
    return Mistake("Nested too deep", detail, (at, at + 1))
