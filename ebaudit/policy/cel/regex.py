"""Regular expressions of ``matches()``: RE2's syntax as far as Python reads it the same way.

RE2 promises time linear in the text. Python's engine does not, so what could make it backtrack
without bound is refused: a repetition inside a repetition, look-around and back-references.
"""

import re
from functools import lru_cache

from ebaudit.policy.cel.errors import CelError

LONGEST_TEXT = 65_536
_PIECE = re.compile(
    r"(?P<escape>\\[\s\S])|(?P<class>\[\^?\]?(?:\\[\s\S]|\[:\^?\w+:\]|[^\]\\])*\])"
    r"|(?P<group>\((?:\?(?:P?<[A-Za-z_]\w*>|[imsU]*(?:-[imsU]+)?[:)]|[^)]?))?)|(?P<close>\))"
    r"|(?P<repeat>[*+]|\{\d+,\d*\}|\{\d+\})|(?P<other>[\s\S])"
)
_ALLOWED_GROUP = re.compile(r"\((?:\?(?:P<[A-Za-z_]\w*>|[ims]*:|[ims]+\)))?\Z")
_POSIX = {
    "alnum": "0-9A-Za-z", "alpha": "A-Za-z", "digit": "0-9", "lower": "a-z", "upper": "A-Z",
    "space": r"\t\n\v\f\r ", "punct": r"!-/:-@\[-`{-~", "word": r"0-9A-Za-z_", "xdigit": "0-9A-Fa-f", "blank": r"\t ",
}  # fmt: skip


@lru_cache(maxsize=512)
def compile_regex(pattern: str) -> re.Pattern[str]:
    """Compile a pattern; :class:`CelError` when it is malformed or could run without bound."""
    try:
        return re.compile(_translate(pattern), re.ASCII)
    except re.error as error:
        raise CelError(f"invalid regular expression: {error}") from None


def search(text: str, pattern: str) -> bool:
    """Tell whether the pattern matches somewhere in the text."""
    if len(text) > LONGEST_TEXT:
        raise CelError(f"matches() takes texts of up to {LONGEST_TEXT:,} characters")
    return compile_regex(pattern).search(text) is not None


def _translate(pattern: str) -> str:
    made: list[str] = []
    groups: list[bool] = []
    closed_with_repeat = False
    for match in _PIECE.finditer(pattern):
        kind, text = match.lastgroup, match.group()
        if kind == "repeat":
            if closed_with_repeat and text != "{1}":
                raise CelError("invalid regular expression: a repetition inside a repetition may run without bound")
            groups = [True] * len(groups)
        closed_with_repeat = kind == "close" and bool(groups) and groups.pop()
        if kind == "group" and not text.endswith(")"):
            groups.append(False)
        made.append(_piece(kind or "other", text))
    return "".join(made)


def _piece(kind: str, text: str) -> str:
    if kind == "group" and not _ALLOWED_GROUP.match(text):
        raise CelError(f"invalid regular expression: '{text}' is not supported")
    if kind == "escape":
        return _escape(text)
    if kind == "class":
        return _class(text)
    return r"\Z" if text == "$" else text


def _escape(text: str) -> str:
    if text[1].isdigit() and text[1] != "0":
        raise CelError("invalid regular expression: back-references are not supported")
    if text == r"\z":
        return r"\Z"
    if text[1] in "ZQECpPX":
        raise CelError(f"invalid regular expression: '{text}' is not supported")
    return text


def _class(text: str) -> str:
    def posix(match: re.Match[str]) -> str:
        name = match.group(1)
        if name not in _POSIX:
            raise CelError(f"invalid regular expression: no character class '{name}'")
        return _POSIX[name]

    return re.sub(r"\[:(\^?\w+):\]", posix, text).replace("[[", r"[\[")
