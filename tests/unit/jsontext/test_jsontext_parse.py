import json
import time
from typing import Any

import pytest

from ebaudit.jsontext import DEPTH_LIMIT, JsonNode, JsonProblem, parse


def shape(node: JsonNode | None) -> Any:
    assert node is not None
    if node.kind == "object":
        return {str(key.value): shape(value) for key, value in node.members}
    if node.kind == "array":
        return [shape(item) for item in node.items]
    return ("number", node.text) if node.kind == "number" else node.value


def found(problems: list[JsonProblem]) -> list[tuple[str, int, int]]:
    return [(problem.code, problem.start, problem.end) for problem in problems]


def test_tree_has_places_and_exact_spellings() -> None:
    text = '{"a" : [1.50, "x\\n", true, null, {}]}'
    node, problems = parse(text)
    assert node is not None
    assert problems == []
    ((key, value),) = node.members
    assert (text[key.start : key.end], text[value.start : value.end]) == ('"a"', '[1.50, "x\\n", true, null, {}]')
    assert [(item.kind, item.text, item.value, item.start) for item in value.items] == [
        ("number", "1.50", None, 8),
        ("string", '"x\\n"', "x\n", 14),
        ("bool", "true", True, 21),
        ("null", "null", None, 27),
        ("object", "", None, 33),
    ]


def test_surrogates() -> None:
    assert shape(parse('["\\ud83d\\ude80", "\\ud83d"]')[0]) == ["\U0001f680", "\ufffd"]


def test_repeated_names_keep_the_tree() -> None:
    node, problems = parse('{"a":1,"b":2,"a":3}')
    assert node is not None
    assert found(problems) == [("duplicate-key", 13, 16)]
    assert [(key.text, value.text) for key, value in node.effective()] == [('"a"', "3"), ('"b"', "2")]
    last = node.get("a")
    assert last is not None
    assert last.text == "3"


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("", [("empty", 0, 0)]),
        ("  ", [("empty", 0, 2)]),
        ('{"a":1', [("unclosed-object", 0, 1)]),
        ('{"a"', [("expected-colon", 3, 4)]),
        ('{"a" 1}', [("expected-colon", 5, 6)]),
        ('{"a":1 "b":2}', [("expected-comma", 7, 8)]),
        ('{"a":1,}', [("expected-name", 7, 8)]),
        ('{"a":}', [("expected-value", 5, 6)]),
        ("[1", [("unclosed-array", 0, 1)]),
        ("[", [("unclosed-array", 0, 1)]),
        ("[1}", [("expected-comma", 2, 3)]),
        ('["a', [("unclosed-string", 1, 2)]),
        ('["\\x"]', [("bad-escape", 2, 4)]),
        ('["\\u12"]', [("bad-escape", 2, 6)]),
        ("{} x", [("trailing-text", 3, 4)]),
        ("{} // c", [("trailing-text", 3, 7)]),
        ("[1] /* open", [("trailing-text", 4, 11)]),
        ("/* open", [("unclosed-comment", 0, 2)]),
    ],
)
def test_unreadable(text: str, problems: list[tuple[str, int, int]]) -> None:
    node, got = parse(text, lenient=True)
    assert node is None
    assert found(got) == problems


@pytest.mark.parametrize(
    ("text", "value", "problems"),
    [
        ("{'a': 'b'}", {"a": "b"}, [("single-quotes", 1, 4), ("single-quotes", 6, 9)]),
        ("{a: b}", {"a": "b"}, [("unquoted-name", 1, 2), ("unquoted-value", 4, 5)]),
        ('["a",]', ["a", None], [("trailing-comma", 4, 5)]),
        ("[,]", [None, None], [("missing-element", 1, 2), ("trailing-comma", 1, 2)]),
        ('["a",,"b"]', ["a", None, "b"], [("missing-element", 5, 6)]),
        ("[1; 2]", [("number", "1"), ("number", "2")], [("separator", 2, 3)]),
        ('{"a"=>1}', {"a": ("number", "1")}, [("separator", 5, 6)]),
        ("[TRUE, Null]", [True, None], [("keyword-case", 1, 5), ("keyword-case", 7, 11)]),
        (
            "[01, +1, .5]",
            ["01", "+1", ".5"],
            [("unquoted-value", 1, 3), ("unquoted-value", 5, 7), ("unquoted-value", 9, 11)],
        ),
        ('["a\nb"]', ["a\nb"], [("control-character", 3, 4)]),
        ("# x\n[1 /* y */] ", [("number", "1")], [("comment", 0, 3), ("comment", 7, 14)]),
        ("\ufeff{}", {}, [("byte-order-mark", 0, 1)]),
    ],
)
def test_leniencies(text: str, value: Any, problems: list[tuple[str, int, int]]) -> None:
    node, got = parse(text, lenient=True)
    assert shape(node) == value
    assert found(got) == problems
    strict, strict_problems = parse(text)
    assert strict is None
    assert strict_problems == got


def test_depth_is_limited() -> None:
    inside = DEPTH_LIMIT - 1
    assert parse("[" * inside + "]" * inside)[0] is not None
    node, problems = parse("[" * 100_000)
    assert node is None
    assert [problem.code for problem in problems] == ["too-deep"]


def test_agrees_with_the_standard_library() -> None:
    document = {"a": [1, 2.5, -3e10, 'é\t"', True, None, {"b": []}], "c": {"d": {"e": ""}}}
    text = json.dumps(document, indent=2)
    node, problems = parse(text)
    assert problems == []

    def plain(value: Any) -> Any:
        if isinstance(value, tuple):
            return json.loads(value[1])
        if isinstance(value, dict):
            return {key: plain(item) for key, item in value.items()}
        return [plain(item) for item in value] if isinstance(value, list) else value

    assert plain(shape(node)) == document


@pytest.mark.parametrize(
    "text", ['["' + "a" * 50_000, '["' + "\\n" * 50_000, "[" + "1," * 50_000, "/" * 50_000, "'" * 50_000]
)
def test_broken_text_takes_linear_time(text: str) -> None:
    began = time.perf_counter()
    parse(text, lenient=True)
    assert time.perf_counter() - began < 2
