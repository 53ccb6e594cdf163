"""The fast path: valid JSON (RFC 8259) to a tree, one compiled regular expression match for each token."""

import re
from json import loads

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

DEPTH_LIMIT = 200
"""How deep objects and arrays may nest."""

_SPACE = r"[ \t\n\r]*"
_ESCAPED = r'[^"\\\x00-\x1f]*+(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*+)*'
_VALUE = re.compile(
    rf'{_SPACE}(?:("[^"\\\x00-\x1f]*+")|("{_ESCAPED}")'
    r"|(-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?)|(true|false)|(null)|(\{)|(\[)|(\]))"
)
_NAME = re.compile(rf'{_SPACE}(?:("[^"\\\x00-\x1f]*+")|("{_ESCAPED}")){_SPACE}:')
_NEXT = re.compile(rf"{_SPACE}([,\]}}])")
_REST = re.compile(rf"{_SPACE}\Z")
_PLAIN, _WITH_ESCAPES, _NUMBER, _BOOL, _NULL, _OPEN_OBJECT, _OPEN_ARRAY, _CLOSE_ARRAY = range(1, 9)


class IrregularError(Exception):
    """The text is not valid JSON; the relaxed reader says where and why."""


def parse_strict(text: str) -> tuple[JsonNode, list[JsonProblem]]:
    """Parse valid JSON; raises IrregularError for any other text. The only problems are repeated names."""
    problems: list[JsonProblem] = []
    node, at = _value(text, 0, DEPTH_LIMIT, problems)
    if node is None or not _REST.match(text, at):
        raise IrregularError
    return node, problems


def _value(text: str, at: int, depth: int, problems: list[JsonProblem]) -> tuple[JsonNode | None, int]:
    """Read a value, or ``None`` at a closing bracket."""
    found = _VALUE.match(text, at)
    if found is None:
        raise IrregularError
    kind = found.lastindex or 0
    start, end = found.span(kind)
    if kind <= _WITH_ESCAPES:
        return _string(text, start, end, plain=kind == _PLAIN), end
    if kind == _NUMBER:
        return JsonNode(NUMBER, start, end, text[start:end]), end
    if kind == _BOOL:
        raw = text[start:end]
        return JsonNode(BOOL, start, end, raw, raw == "true"), end
    if kind == _NULL:
        return JsonNode(NULL, start, end, "null"), end
    if kind == _CLOSE_ARRAY:
        return None, end
    if depth == 0:
        raise IrregularError
    if kind == _OPEN_OBJECT:
        return _object(text, start, depth - 1, problems)
    return _array(text, start, depth - 1, problems)


def _string(text: str, start: int, end: int, *, plain: bool) -> JsonNode:
    raw = text[start:end]
    value = raw[1:-1] if plain else str(loads(raw))
    return JsonNode(STRING, start, end, raw, well_formed(value))


def _object(text: str, start: int, depth: int, problems: list[JsonProblem]) -> tuple[JsonNode, int]:
    at = start + 1
    closing = _NEXT.match(text, at)
    if closing is not None and closing[1] == "}":
        return JsonNode(OBJECT, start, closing.end()), closing.end()
    members: list[tuple[JsonNode, JsonNode]] = []
    while True:
        name = _NAME.match(text, at)
        if name is None:
            raise IrregularError
        kind = name.lastindex or 0
        key = _string(text, *name.span(kind), plain=kind == _PLAIN)
        value, at = _value(text, name.end(), depth, problems)
        found = _NEXT.match(text, at)
        if value is None or found is None or found[1] == "]":
            raise IrregularError
        members.append((key, value))
        at = found.end()
        if found[1] == "}":
            return _finish(start, at, members, problems), at


def _finish(start: int, end: int, members: list[tuple[JsonNode, JsonNode]], problems: list[JsonProblem]) -> JsonNode:
    made = tuple(members)
    if len({key.value for key, _ in made}) < len(made):
        problems.extend(duplicates(made))
    return JsonNode(OBJECT, start, end, "", None, made)


def _array(text: str, start: int, depth: int, problems: list[JsonProblem]) -> tuple[JsonNode, int]:
    item, at = _value(text, start + 1, depth, problems)
    if item is None:
        return JsonNode(ARRAY, start, at), at
    items = [item]
    while True:
        found = _NEXT.match(text, at)
        if found is None or found[1] == "}":
            raise IrregularError
        at = found.end()
        if found[1] == "]":
            return JsonNode(ARRAY, start, at, "", None, (), tuple(items)), at
        item, at = _value(text, at, depth, problems)
        if item is None:
            raise IrregularError
        items.append(item)
