"""What a lenient Gson reader makes of a text that is not valid JSON, with a name for every departure.

Source: ``com.google.gson.stream.JsonReader`` 2.8.9 in lenient mode, and ``JsonParser.parseString``,
which is strict again about what follows the first value.
"""

import re
from typing import NoReturn

from ebaudit.jsontext.node import (
    ARRAY,
    BOOL,
    NULL,
    NUMBER,
    OBJECT,
    STRING,
    JsonNode,
    JsonProblem,
    duplicates,
    well_formed,
)
from ebaudit.jsontext.strict import DEPTH_LIMIT

LENIENCIES = {
    "byte-order-mark": "A byte order mark stands before the JSON text.",
    "comment": "JSON has no comments.",
    "single-quotes": "A JSON string stands in double quotes, not in single quotes.",
    "unquoted-name": "A name in a JSON object stands in double quotes.",
    "unquoted-value": "A JSON string stands in double quotes; without them this is read as text.",
    "keyword-case": "JSON spells true, false and null in lower case.",
    "control-character": "A line break or control character inside a JSON string must be escaped.",
    "invalid-escape": "JSON has no such escape sequence.",
    "trailing-comma": "A comma before the closing bracket adds a null element.",
    "missing-element": "A comma without an element before it adds a null element.",
    "separator": "JSON separates with commas, and names from values with a colon.",
    "duplicate-key": "The name is already used in this object; only its last value counts.",
}
"""Problems that leave a tree when reading leniently: code to what is wrong."""

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?\Z")
_LITERAL = re.compile(r"[^/\\;#={}\[\]:, \t\f\r\n]++")
_SKIP = re.compile(r"[ \t\r\n]*+")
_HEX = re.compile("[0-9a-fA-F]{0,4}")
_HEX_DIGITS = 4
_RUN = {'"': re.compile(r'[^"\\\x00-\x1f]*+'), "'": re.compile(r"[^'\\\x00-\x1f]*+")}
_ESCAPES = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "'": "'", "\\": "\\", "/": "/", "\n": "\n"}
_KEYWORDS: dict[str, tuple[str, bool | None]] = {"true": (BOOL, True), "false": (BOOL, False), "null": (NULL, None)}


class _UnreadableError(Exception):
    """Reading ends here; the last problem says why."""


def read(text: str) -> tuple[JsonNode | None, list[JsonProblem]]:
    """Read the text leniently: the tree and every leniency, or ``None`` and, last, what cannot be read."""
    reader = _Reader(text)
    try:
        node = reader.document()
    except _UnreadableError:
        node = None
    reader.problems.sort(key=lambda problem: problem.start)
    return node, reader.problems


class _Reader:
    """A reading position in one text, and the problems met so far."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.problems: list[JsonProblem] = []

    def document(self) -> JsonNode:
        if self.text.startswith("\ufeff"):
            self.at = 1
            self.note("byte-order-mark", 0, 1)
        self.space()
        if self.at == len(self.text):
            self.fail("empty", "There is no JSON value here.", 0, len(self.text))
        node = self.value(DEPTH_LIMIT)
        rest = _SKIP.match(self.text, self.at)
        after = rest.end() if rest else self.at
        if after < len(self.text):
            self.fail("trailing-text", "Text follows the end of the JSON value.", after, len(self.text))
        return node

    def note(self, code: str, start: int, end: int) -> None:
        self.problems.append(JsonProblem(code, LENIENCIES[code], start, end))

    def fail(self, code: str, message: str, start: int | None = None, end: int | None = None) -> NoReturn:
        start = min(self.at, max(len(self.text) - 1, 0)) if start is None else start
        self.problems.append(JsonProblem(code, message, start, min(start + 1, len(self.text)) if end is None else end))
        raise _UnreadableError

    def peek(self) -> str:
        return self.text[self.at] if self.at < len(self.text) else ""

    def space(self) -> None:
        """Skip blanks and, with a note, comments."""
        while True:
            blank = _SKIP.match(self.text, self.at)
            self.at = blank.end() if blank else self.at
            start = self.at
            if self.text.startswith("/*", start):
                end = self.text.find("*/", start + 2)
                if end < 0:
                    self.fail("unclosed-comment", "The comment is not closed.", start, start + 2)
                self.at = end + 2
            elif self.text.startswith("//", start) or self.peek() == "#":
                end = self.text.find("\n", start)
                self.at = len(self.text) if end < 0 else end
            else:
                return
            self.note("comment", start, self.at)

    def value(self, depth: int) -> JsonNode:
        """Read a value; blanks before it have been skipped."""
        char = self.peek()
        if char in ("{", "["):
            if depth == 0:
                self.fail("too-deep", f"Objects and arrays nest deeper than {DEPTH_LIMIT} levels.")
            return self.object(depth - 1) if char == "{" else self.array(depth - 1)
        if char in ('"', "'"):
            return self.string("single-quotes")
        found = _LITERAL.match(self.text, self.at)
        if found is None:
            self.fail("expected-value", "A JSON value is expected here.")
        self.at = found.end()
        return self.literal(found[0], found.start())

    def literal(self, raw: str, start: int) -> JsonNode:
        end = start + len(raw)
        if _NUMBER.match(raw):
            return JsonNode(NUMBER, start, end, raw)
        known = _KEYWORDS.get(raw.lower())
        if known is None:
            self.note("unquoted-value", start, end)
            return JsonNode(STRING, start, end, raw, well_formed(raw))
        if raw != raw.lower():
            self.note("keyword-case", start, end)
        return JsonNode(known[0], start, end, raw, known[1])

    def string(self, single: str) -> JsonNode:
        """Read a quoted string; ``single`` is the leniency that single quotes are."""
        start, quote = self.at, self.peek()
        self.at += 1
        parts: list[str] = []
        while self.peek() != quote:
            run = _RUN[quote].match(self.text, self.at)
            if run is not None and run.end() > self.at:
                parts.append(run[0])
                self.at = run.end()
            elif self.at >= len(self.text):
                self.fail("unclosed-string", "The string is not closed.", start, start + 1)
            elif self.peek() == "\\":
                parts.append(self.escape())
            else:
                self.note("control-character", self.at, self.at + 1)
                parts.append(self.peek())
                self.at += 1
        self.at += 1
        if quote == "'":
            self.note(single, start, self.at)
        return JsonNode(STRING, start, self.at, self.text[start : self.at], well_formed("".join(parts)))

    def escape(self) -> str:
        start = self.at
        char = self.text[start + 1 : start + 2]
        if char == "u":
            digits = _HEX.match(self.text, start + 2)
            if digits is None or len(digits[0]) < _HEX_DIGITS:
                end = digits.end() if digits else start + 2
                self.fail("bad-escape", "A \\u escape needs four hexadecimal digits.", start, end)
            self.at += 6
            return chr(int(digits[0], 16))
        if char not in _ESCAPES:
            self.fail("bad-escape", "There is no such escape sequence.", start, start + 1 + len(char))
        if char in ("'", "\n"):
            self.note("invalid-escape", start, start + 2)
        self.at += 2
        return _ESCAPES[char]

    def object(self, depth: int) -> JsonNode:
        start = self.at
        self.at += 1
        self.space()
        members: list[tuple[JsonNode, JsonNode]] = []
        while self.peek() != "}" or members:
            members.append(self.member(start, depth))
            self.space()
            if self.peek() == "}":
                break
            self.separator(start, "object", "}")
        self.at += 1
        self.problems.extend(duplicates(tuple(members)))
        return JsonNode(OBJECT, start, self.at, "", None, tuple(members))

    def separator(self, start: int, kind: str, close: str) -> None:
        char = self.peek()
        if not char:
            self.fail(f"unclosed-{kind}", f"The {kind} is not closed.", start, start + 1)
        if char not in (",", ";"):
            self.fail("expected-comma", f"A comma or '{close}' is expected here.")
        if char == ";":
            self.note("separator", self.at, self.at + 1)
        self.at += 1
        self.space()

    def member(self, start: int, depth: int) -> tuple[JsonNode, JsonNode]:
        key = self.name(start)
        self.space()
        char = self.peek()
        if char not in (":", "="):
            self.fail("expected-colon", f"A colon is expected after the name {key.text}.")
        self.at += 1
        if char == "=":
            self.at += self.peek() == ">"
            self.note("separator", self.at - 1, self.at)
        self.space()
        return key, self.value(depth)

    def name(self, start: int) -> JsonNode:
        char = self.peek()
        if not char:
            self.fail("unclosed-object", "The object is not closed.", start, start + 1)
        if char in ('"', "'"):
            return self.string("single-quotes")
        found = _LITERAL.match(self.text, self.at)
        if found is None:
            self.fail("expected-name", "A name in double quotes is expected here.")
        self.at = found.end()
        self.note("unquoted-name", found.start(), self.at)
        return JsonNode(STRING, found.start(), self.at, found[0], well_formed(found[0]))

    def array(self, depth: int) -> JsonNode:
        start = self.at
        self.at += 1
        self.space()
        items: list[JsonNode] = []
        while self.peek() != "]" or items:
            items.append(self.element(start, depth))
            self.space()
            if self.peek() == "]":
                break
            self.separator(start, "array", "]")
        self.at += 1
        return JsonNode(ARRAY, start, self.at, "", None, (), tuple(items))

    def element(self, start: int, depth: int) -> JsonNode:
        """Read an element; one that is left out is a null."""
        char = self.peek()
        if not char:
            self.fail("unclosed-array", "The array is not closed.", start, start + 1)
        if char not in (",", ";", "]"):
            return self.value(depth)
        code = "trailing-comma" if char == "]" else "missing-element"
        comma = self.text.rfind(",", 0, self.at) if char == "]" else self.at
        comma = self.at if comma < 0 else comma
        self.note(code, comma, comma + 1)
        return JsonNode(NULL, comma, comma + 1, "")
