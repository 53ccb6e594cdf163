"""Where reading goes on after a syntax error: at the next argument, block or closing brace.

Brackets are counted from the start of the broken item. Where they cannot be trusted, because one of them is what is
wrong, the indentation decides: a line that is indented no more than the broken item and begins like an
argument or block is one, and a brace that stands left of the broken item ends its block.
"""

import re

from ebaudit.readers.hcl.syntax.lex import unencoded
from ebaudit.readers.hcl.syntax.mistakes import column

_WORDS = re.compile(
    r'([^\S\n]++)|(\n[ \t]*+)|(#[^\n]*+|//[^\n]*+|/\*)|"[^"\\\n]*+(?:\\.[^"\\\n]*+)*"?'
    r"|<<-?([A-Za-z_][A-Za-z0-9_\-]*+)(?=\r?\n)|([(\[{])|([)\]}])|[A-Za-z0-9_.\-]++|."
)
_ITEM = re.compile(
    r'[A-Za-z_][A-Za-z0-9_\-]*+[ \t]*+(?:=(?![=>])|\{|"[^"\n]*+"|[A-Za-z_][A-Za-z0-9_\-]*+[ \t]*+[{"])'
).match
_BLANK, _LINE, _COMMENT, _HEREDOC, _OPEN, _CLOSE = 1, 2, 3, 4, 5, 6


def resume(text: str, start: int, wrong: int) -> int:
    """Return where to go on after an item that begins at ``start`` and is wrong at ``wrong``."""
    indent = column(text, start)
    depth = 0
    at = start
    while at < len(text):
        found = _WORDS.match(text, at)
        if found is None:
            return len(text)
        kind = found.lastindex
        here, at = at, found.end()
        if kind == _LINE:
            if (depth == 0 and at > wrong) or _apart(text, at, at - here - 1, indent):
                return at
        elif kind == _COMMENT:
            at = _behind_comment(text, at, found[_COMMENT])
        elif kind == _HEREDOC:
            at = _behind_heredoc(text, at, found[_HEREDOC])
        elif kind == _OPEN:
            depth += 1
        elif kind == _CLOSE:
            if depth == 0 and found[_CLOSE] == "}" and here >= wrong:
                return here
            depth = max(depth - 1, 0)
    return at


def _apart(text: str, at: int, width: int, indent: int) -> bool:
    """Tell whether the line at ``at``, indented by ``width``, is no part of an item indented by ``indent``."""
    if width > indent:
        return False
    return _ITEM(text, at) is not None or (width < indent and text.startswith("}", at))


def _behind_heredoc(text: str, at: int, marker: str) -> int:
    begin = text.find("\n", at)
    while begin >= 0:
        end = text.find("\n", begin + 1)
        line = text[begin + 1 : end if end >= 0 else len(text)]
        if line.strip() == marker:
            return begin + 1 + line.index(marker) + len(marker)
        begin = end
    return len(text)


def _behind_comment(text: str, at: int, comment: str) -> int:
    if comment != "/*":
        return at
    close = text.find("*/", at)
    return len(text) if close < 0 else close + 2


def unencoded_word(text: str) -> int | None:
    """Return the offset of the first byte outside of comments that is not UTF-8."""
    at = 0
    while (found := _WORDS.match(text, at)) is not None:
        at = _behind_comment(text, found.end(), found[_COMMENT]) if found.lastindex == _COMMENT else found.end()
        wrong = unencoded(found[0]) if found.lastindex != _COMMENT else None
        if wrong is not None:
            return found.start() + wrong
    return None
