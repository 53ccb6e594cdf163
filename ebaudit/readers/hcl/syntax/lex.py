"""The words of HCL: one compiled expression per place where the parser looks ahead.

The text is never cut into a list of tokens: each expression skips blanks and reads what may follow at that
place in one match. Newlines count at some places (``LINE``) and do not at others (``FREE``, inside brackets
that ignore them), so there is one set for each. No input makes them backtrack far: quantifiers of
characters are possessive, and what a group repeats begins like nothing that may follow the group. (Groups are not
repeated possessively: before Python 3.11.5 one that fails in its middle keeps what it took, and ``0.b`` would
begin with the number ``0.``)
Source: https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md#lexical-elements
"""

import re
from collections.abc import Callable

Matcher = Callable[[str, int], "re.Match[str] | None"]

# Code points above ASCII are let in here and checked by `name_length`: Python's classes are not HCL's.
# The classes are written as what they leave out: a range up to U+10FFFF takes long to compile.
_WITHIN = r"[^\x00-,./:-@\[-^`{-\x7f]"
NAME = rf"[^\x00-@\[-^`{{-\x7f]{_WITHIN}*+"
_NUMBER = r"[0-9](?:\.*+(?:[0-9]++|[eE][+-]?[0-9]))*"
_COMMENT = r"(?:#|//)[^\n]*+\n?+"
_INLINE = r"/\*[^*]*+\*++(?:[^/*][^*]*+\*++)*/"
_LINE = rf"[ \t]*+(?:{_INLINE}[ \t]*+)*"
_FREE = rf"[ \t\n]*+(?:(?:\r\n|{_COMMENT}|{_INLINE})[ \t\n]*+)*"
_LETTERS = r'[^"\\$%\r\n]*+'
_TEXT = rf"{_LETTERS}(?:(?:\$(?!\$?\{{)|%(?!%?\{{)){_LETTERS})*"
_PLAIN = rf'"({_TEXT})"'
_WORD = r"[A-Za-z_][A-Za-z0-9_\-]*+"
_STEPS = rf"(?:\.{_WORD}){{0,20}}"

SPACES = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
"""What the language trims around ``~`` and heredoc markers."""


def seldom(pattern: str) -> Matcher:
    """Return a matcher that compiles its expression when it is first used: most files need few of these."""
    found: Matcher | None = None

    def match(text: str, at: int) -> "re.Match[str] | None":
        nonlocal found
        if found is None:
            found = re.compile(pattern).match
        return found(text, at)

    return match


TERM_NAME, TERM_STEPS, TERM_PLAIN, TERM_NUMBER, TERM_HEREDOC, TERM_OPENER = 1, 2, 3, 4, 5, 8
NEXT_DOT, NEXT_BRACKET, NEXT_CALL, NEXT_OPERATOR = 1, 2, 3, 4


class Mode:
    """The expressions of one way of treating newlines.

    ``skip`` eats what is between words; ``term`` reads the start of an operand: a name with its dotted steps,
    a string without escapes, a number, a heredoc's opener, or an opening character; ``next`` reads what
    may continue an operand; ``step`` what may follow a dot; the others read one thing. ``ends`` are
    the characters that end most expressions.
    """

    __slots__ = ("colon", "ends", "name", "next", "skip", "star", "step", "term")

    def __init__(self, blank: str, ends: str) -> None:
        self.ends = ends
        self.skip = seldom(blank)
        self.term = re.compile(
            rf'{blank}(?:({NAME})((?:\.{NAME})*)|{_PLAIN}|({_NUMBER})|(<<(-?)({NAME})\r?\n)|([(\[{{"\-]|!(?!=)))'
        ).match
        self.next = re.compile(
            rf"{blank}(?:(\.)(?!\.\.)|(\[)|(\(|::)|(\|\||&&|==|!=|<=|>=|[<>+\-*%?]|/(?![/*])))"
        ).match
        self.step = seldom(rf"{blank}(?:({NAME})|({_NUMBER})|(\*))")
        self.star = seldom(rf"{blank}\*({blank}\])?")
        self.name = seldom(rf"{blank}({NAME})")
        self.colon = seldom(rf"{blank}:(?!:)")


LINE = Mode(_LINE, ",)]}\n")
FREE = Mode(_FREE, ",)]}")

_ENDED = r"\r?\n|(?:#|//)[^\n]*+(?:\n|\Z)"
_BRACED = rf"\$\{{[ \t]*+({_WORD})({_STEPS})[ \t]*+\}}"
_HOLES = rf"(?:\$\{{[ \t]*+{_WORD}{_STEPS}[ \t]*+\}}{_TEXT})+"
_VALUE = rf'[ \t]*+(?:"({_TEXT})(?:"|({_HOLES})")|([0-9]{{1,18}}+)|({_WORD})({_STEPS}))[ \t]*+(?:{_ENDED})'
_BEGUN = rf"(?:{_PLAIN}[ \t]*+(?:{_PLAIN}[ \t]*+)?)?(\{{)(?:[ \t]*+(?:{_ENDED})()|)"
ITEM = re.compile(
    rf"{_FREE}(?:({NAME}){_LINE}(?:(=)(?![=>])(?:{_VALUE}|)|{_BEGUN}|)|(\}})(?:[ \t]*+(?:{_ENDED})()|)|(\Z))"
).match
"""An argument, a block, a closing brace or the end: as far as the value or brace, or up to the end of the line.

An argument's whole line is matched where its value is a text, a number, or words with dots, be they in a text or not.
"""
ITEM_NAME, ITEM_ARGUMENT, ITEM_PLAIN, ITEM_TEMPLATE, ITEM_NUMBER, ITEM_WORD, ITEM_STEPS = 1, 2, 3, 4, 5, 6, 7
ITEM_LABELS, ITEM_BLOCK, ITEM_LINES, ITEM_CLOSE, ITEM_CLOSED, ITEM_END = (8, 9), 10, 11, 12, 13, 14
LABEL = seldom(rf'{_LINE}(?:{_PLAIN}|({NAME})|(\{{)|("))')
LABEL_PLAIN, LABEL_NAME, LABEL_BRACE, LABEL_QUOTED = 1, 2, 3, 4
LINE_END = seldom(rf"{_LINE}(?:{_ENDED}|\Z)")
BRACE_NEXT = seldom(rf"{_LINE}(?:(\}})|({_ENDED}|\Z))")
BRACE_CLOSE, BRACE_LINE = 1, 2
ARGUMENT = seldom(rf"{_LINE}({NAME}){_LINE}=(?![=>])")
BRACE = seldom(rf"{_LINE}\}}")

OPENED = re.compile(rf"{_FREE}(?:(for)(?!{_WITHIN})|([\])}}]))").match
OPENED_FOR, OPENED_CLOSER = 1, 2
_SHORT = rf"(?:{_PLAIN}|({_WORD})({_STEPS}))"
_LIST_NEXT = rf"{_FREE}(?:(,){_FREE})?([\])])?"
ELEMENT = re.compile(rf"{_FREE}{_SHORT}{_LIST_NEXT}").match
"""An item in brackets that is a text or words with dots, a comma behind it, and the closing bracket with or without."""
LIST_NEXT = re.compile(rf"()()(){_LIST_NEXT}").match
"""The same after an item of any kind."""
SHORT_PLAIN, SHORT_WORD, SHORT_STEPS, LIST_COMMA, LIST_CLOSER = 1, 2, 3, 4, 5
KEY_END = seldom(rf"{_LINE}(?:=(?![=>])|:(?!:))")
_PAIR_NEXT = rf"{_LINE}((?:,|{_ENDED}){_FREE})?(\}})?"
PAIR = re.compile(rf"{_FREE}(?:({NAME})|{_PLAIN}){_LINE}(=(?![=>])|:(?!:))(?:[ \t]*+{_SHORT}{_PAIR_NEXT}|)").match
"""An item of an object: a key and its sign; the value too where it is a text or words with dots, with what follows."""
PAIR_NEXT = re.compile(rf"()()()()()(){_PAIR_NEXT}").match
"""What follows an item of any kind: its separator, and the closing brace with or without it."""
PAIR_NAME, PAIR_PLAIN, PAIR_SIGN, PAIR_VALUE, PAIR_WORD, PAIR_STEPS, PAIR_SEPARATOR, PAIR_CLOSER = range(1, 9)
CLOSER = seldom(rf"{_FREE}(~?)\}}")
CLOSING = seldom(rf"{_FREE}([\])}}])")
ARROW = seldom(rf"{_FREE}=>")
ELLIPSIS = seldom(rf"{_FREE}\.\.\.")

PIECE = re.compile(rf'({_TEXT})(?:(")|{_BRACED}|(\$\{{)(?!~))').match
"""Text in a quoted template and what ends it: the quote, a reference in its braces, another interpolation's opener."""
PIECE_TEXT, PIECE_END, PIECE_WORD, PIECE_STEPS, PIECE_OPENER = 1, 2, 3, 4, 5
QUOTED = seldom(
    r'([^"\\$%\r\n]++)|\\(?:([nrt"\\])|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))'
    r'|(\$\$\{|%%\{)|((?:\$\{|%\{)~?)|(")|([$%])'
)
BARE = re.compile(rf"([^$%\n]*+\n|[^$%\n]++)|(\$\$\{{|%%\{{)|{_BRACED}|((?:\$\{{|%\{{)~?)|([$%])").match
BARE_TEXT, BARE_ESCAPE, BARE_WORD, BARE_STEPS, BARE_OPENER, BARE_SIGN = 1, 2, 3, 4, 5, 6

ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}

# Letters that begin a name by the language's ID_Start but not by Python's XID_Start.
_ALSO_LETTERS = (
    "\u037a\u0e33\u0eb3\ufc5e\ufc5f\ufc60\ufc61\ufc62\ufc63\ufdfa\ufdfb"
    "\ufe70\ufe72\ufe74\ufe76\ufe78\ufe7a\ufe7c\ufe7e\uff9e\uff9f"
)


def unencoded(text: str) -> int | None:
    """Return the offset of the first byte that is not UTF-8: readers pass such bytes on as surrogates."""
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError as error:
            return error.start
    return None


def name_length(name: str) -> int:
    """Count the characters at the start of ``name`` that the language lets a name have; 0 if it may not begin so."""
    if name.isascii():
        return len(name)
    if not (name[0].isidentifier() or name[0] in _ALSO_LETTERS):
        return 0
    for index, character in enumerate(name):
        if not (character == "-" or ("a" + character).isidentifier() or character in _ALSO_LETTERS):
            return index
    return len(name)
