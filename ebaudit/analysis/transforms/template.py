"""Templates with ``${variables}``: a parser with positions.

Source: https://www.alibabacloud.com/help/en/eventbridge/user-guide/event-transformation; where that is silent,
``StringSubstitutor`` of Apache Commons Text, which the open-source engine uses.
"""

import re
from functools import lru_cache

from ebaudit.analysis.transforms.path import KEPT
from ebaudit.model.record import Record

FUNCTIONS = ("jsonEscape", "htmlEscape")
"""Functions that a template may apply to a variable."""

_CALL = r"(?s)\s*([A-Za-z_]\w*)\(\s*(.*?)\s*\)\s*"
EMBED = "EB_SYS_EMBED_OBJECT"
"""The name of a member whose variable's object is merged into the object that holds it."""


class Placeholder(Record):
    """One ``${...}`` of a template, at the characters from ``start`` up to ``end``.

    ``expression`` is what stands before ``:-``; ``name`` is the variable in it, without the function.
    ``function`` is the function's name as written, known or not. ``default`` is what follows ``:-``.
    """

    start: int
    end: int
    expression: str
    name: str
    function: str | None = None
    default: str | None = None


class Template(Record):
    """A template's pieces: literal text and placeholders in order; ``unclosed`` are offsets of ``${`` without ``}``."""

    pieces: tuple[str | Placeholder, ...]
    unclosed: tuple[int, ...]

    @property
    def placeholders(self) -> tuple[Placeholder, ...]:
        """The placeholders, in order."""
        return tuple(piece for piece in self.pieces if isinstance(piece, Placeholder))


@lru_cache(maxsize=KEPT)
def parse_template(text: str) -> Template:
    """Parse a template; every text is one. ``$${`` stands for a literal ``${``; an unclosed ``${`` is literal."""
    pieces: list[str | Placeholder] = []
    at = literal = 0
    while (start := text.find("${", at)) >= 0:
        close = text.find("}", start + 2)
        if close < 0:
            pieces.append(text[literal:])
            return Template(tuple(pieces), (start,))
        if start > at and text[start - 1] == "$":
            pieces.extend((text[literal : start - 1], "${"))
            literal = at = start + 2
            continue
        if start > literal:
            pieces.append(text[literal:start])
        pieces.append(_placeholder(text, start, close + 1))
        literal = at = close + 1
    if literal < len(text):
        pieces.append(text[literal:])
    return Template(tuple(piece for piece in pieces if piece != ""), ())


def _placeholder(text: str, start: int, end: int) -> Placeholder:
    inside = text[start + 2 : end - 1]
    expression, default = _split_default(inside)
    call = re.fullmatch(_CALL, expression) if "(" in expression else None
    if call is not None:
        return Placeholder(start, end, expression, call[2], call[1], default)
    return Placeholder(start, end, expression, expression, None, default)


def _split_default(inside: str) -> tuple[str, str | None]:
    """Split at the first ``:-``, unless another ``${`` comes before it."""
    cut, nested = inside.find(":-"), inside.find("${")
    if cut < 0 or 0 <= nested < cut:
        return inside, None
    return inside[:cut], inside[cut + 2 :]
