"""Tokens of CEL (https://github.com/google/cel-spec/blob/master/doc/langdef.md, "Syntax")."""

import re

from ebaudit.model.record import Record
from ebaudit.policy.cel.errors import CelSyntaxError
from ebaudit.policy.cel.values import INT_MAX, UINT_MAX, UInt

_TOKEN = re.compile(
    r"""
    (?P<space>[ \t\n\f\r]+|//[^\n]*)
  | (?P<raw>(?:[rR][bB]?|[bB][rR])(?:'''[\s\S]*?'''|\"""[\s\S]*?\"""|'[^'\r\n]*'|"[^"\r\n]*"))
  | (?P<string>[bB]?(?:'''(?:[^\\]|\\[\s\S])*?'''|\"""(?:[^\\]|\\[\s\S])*?\"""
      |'(?:[^'\\\r\n]|\\[^\r\n])*'|"(?:[^"\\\r\n]|\\[^\r\n])*"))
  | (?P<double>(?:\d+\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+|\.\d+(?:[eE][+-]?\d+)?))
  | (?P<int>(?:0[xX][0-9a-fA-F]+|\d+)[uU]?)
  | (?P<ident>[_a-zA-Z][_a-zA-Z0-9]*)
  | (?P<quoted>`[a-zA-Z0-9_.\-/ ]+`)
  | (?P<op>&&|\|\||==|!=|<=|>=|[-+*/%!<>?:.,()\[\]{}])
    """,
    re.VERBOSE,
)
_ESCAPE = re.compile(r"\\(?:([0-3][0-7]{2})|[xX]([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([\s\S]?))")
_SIMPLE = {
    "a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v",
    "\\": "\\", "'": "'", '"': '"', "`": "`", "?": "?",
}  # fmt: skip
RESERVED = frozenset({
    "as", "break", "const", "continue", "else", "for", "function", "if", "import",
    "let", "loop", "package", "namespace", "return", "var", "void", "while",
})  # fmt: skip


class Token(Record):
    """One token: ``kind`` is int, uint, double, string, bytes, ident, quoted, op, bad or end."""

    kind: str
    text: str
    start: int
    end: int
    value: int | float | str | bytes | None = None


class Lexer:
    """Reads tokens one after the other from a text."""

    __slots__ = ("at", "text")

    def __init__(self, text: str, at: int = 0) -> None:
        self.text = text
        self.at = at

    def next(self) -> Token:
        """Return the next token; the kind is ``end`` at the end of the text and ``bad`` at what is no token."""
        while True:
            start = self.at
            if start >= len(self.text):
                return Token("end", "", start, start)
            match = _TOKEN.match(self.text, start)
            if match is None:
                return Token("bad", self.text[start], start, start + 1)
            self.at = match.end()
            kind = match.lastgroup or ""
            if kind != "space":
                return _token(kind, match.group(), start)


def _token(kind: str, text: str, start: int) -> Token:
    end = start + len(text)
    if kind in {"string", "raw"}:
        return _string(text, start, raw=kind == "raw")
    if kind == "int":
        return _integer(text, start)
    if kind == "double":
        return Token("double", text, start, end, float(text))
    if kind == "quoted":
        return Token("quoted", text[1:-1], start, end)
    return Token(kind, text, start, end)


def _integer(text: str, start: int) -> Token:
    unsigned = text[-1] in "uU"
    digits = text[:-1] if unsigned else text
    value = int(digits, 16) if digits[:2] in {"0x", "0X"} else int(digits[:400])
    limit = UINT_MAX if unsigned else INT_MAX + 1
    if value > limit:
        raise CelSyntaxError(f"{text[:40]} is beyond 64 bits", start, start + len(text))
    return Token("uint" if unsigned else "int", text, start, start + len(text), UInt(value) if unsigned else value)


def _string(text: str, start: int, *, raw: bool) -> Token:
    quote_at = next(index for index, char in enumerate(text) if char in "'\"")
    prefix, body = text[:quote_at].lower(), text[quote_at:]
    width = 3 if len(body) >= 6 and body[:3] == body[0] * 3 else 1
    inner = body[width:-width]
    end = start + len(text)
    if "b" in prefix:
        return Token("bytes", text, start, end, inner.encode() if raw else _unescape_bytes(inner, start))
    return Token("string", text, start, end, inner if raw else _unescape(inner, start))


def _unescape(text: str, start: int) -> str:
    if "\\" not in text:
        return text
    return _ESCAPE.sub(lambda match: _character(match, start), text)


def _character(match: re.Match[str], start: int) -> str:
    octal, hexadecimal, short, long, simple = match.groups()
    if octal:
        return chr(int(octal, 8))
    digits = hexadecimal or short or long
    if digits:
        code = int(digits, 16)
        if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
            raise CelSyntaxError(f"{match.group()} is no character", start, start + 1)
        return chr(code)
    if simple not in _SIMPLE:
        raise CelSyntaxError(f"{match.group()} is no escape sequence", start, start + 1)
    return _SIMPLE[simple]


def _unescape_bytes(text: str, start: int) -> bytes:
    made, at = bytearray(), 0
    for match in _ESCAPE.finditer(text):
        made += text[at : match.start()].encode()
        octal, hexadecimal, short, long, _ = match.groups()
        if short or long:
            raise CelSyntaxError(f"{match.group()} is not allowed in bytes", start, start + 1)
        if octal or hexadecimal:
            made.append(int(octal, 8) if octal else int(hexadecimal, 16))
        else:
            made += _character(match, start).encode()
        at = match.end()
    return bytes(made + text[at:].encode())
