"""The patterns of ``fileset``: ``*``, ``**``, ``?``, ``[class]`` and ``{one,other}``."""

import re
from collections.abc import Callable

from ebaudit.readers.hcl.errors import EvalError

_MAX_PATTERN = 4_000
_TOKEN = re.compile(r"\*\*/|\*\*|\*|\?|\[(?:\\.|[^\]\\])+\]|\\.|[{},]|[^*?\[\\{},]+", re.DOTALL)


def matcher(pattern: str) -> Callable[[str], bool]:
    """Return the test whether a relative path matches; raises EvalError for a malformed pattern."""
    import re2

    source = _translated(pattern)
    compiled = re2.compile(source)
    return lambda path: compiled.fullmatch(path) is not None


def _translated(pattern: str) -> str:
    made: list[str] = []
    at = depth = 0
    while at < len(pattern):
        match = _TOKEN.match(pattern, at)
        if match is None or len(pattern) > _MAX_PATTERN:
            raise EvalError("the pattern is malformed", argument=1)
        piece = match[0]
        depth += (piece == "{") - (piece == "}")
        made.append(_piece(piece, depth))
        at = match.end()
    if depth:
        raise EvalError("the pattern is malformed: a brace is not closed", argument=1)
    return "".join(made)


_PIECES = {"**/": "(?:[^/]+/)*", "**": ".*", "*": "[^/]*", "?": "[^/]", "{": "(?:", "}": ")"}


def _piece(piece: str, depth: int) -> str:
    if piece in _PIECES:
        return _PIECES[piece]
    if piece == ",":
        return "|" if depth else ","
    if piece.startswith("["):
        body = piece[1:-1]
        negated = body[0] in "^!"
        return "[" + ("^/" if negated else "") + _class(body[1:] if negated else body) + "]"
    return re.escape(piece[1:] if piece.startswith("\\") else piece)


def _class(body: str) -> str:
    return "".join(char if char in "-\\" else re.escape(char) for char in body)
