"""Files become bodies of arguments and blocks, each with its place."""

import pytest

from ebaudit.model.source import SourceText
from ebaudit.readers.hcl.parse import parse_file
from tests.hcl_trees import dump_body

CASES = [
    ("", ""),
    ("\ufeffa = 1", "a = 1"),
    ("a = 1\r\nb = 2\r\n", "a = 1; b = 2"),
    ("# c\n// d\n/* e\nf */ a = 1 # g", "a = 1"),
    ("a = 1 /* b = 2 */\n", "a = 1"),
    ("b {}\nb{\n}\nb { }", "b {}; b {}; b {}"),
    ('b "x" y {\n}\n', "b 'x' 'y' {}"),
    ('b "a\\"b" "$${x}" {}', "b 'a\"b' '${x}' {}"),
    ("b { a = 1 }", "b {a = 1}"),
    ("b { # c\n a = 1 # d\n}", "b {a = 1}"),
    ("b {\n c {\n  d = [\n 1\n ]\n }\n e = 2\n}", "b {e = 2; c {d = [1]}}"),
    ("a = <<E\nx\nE\nb = 1", "a = <<'x\\n'; b = 1"),
    ("a = f(<<E\nx\nE\n, 1)", "a = f(<<'x\\n', 1)"),
    ("a\t=\t1   \n\n\n", "a = 1"),
    ("if = 1\nfor = 2\nnull = 3", "if = 1; for = 2; null = 3"),
]


@pytest.mark.parametrize(("text", "tree"), CASES)
def test_tree(text: str, tree: str) -> None:
    body, problems = parse_file(SourceText("x", text))
    assert (dump_body(body), problems) == (tree, [])


def test_places() -> None:
    text = 'block "one" two {\n  name = a.b + f(1)\n}\n'
    body, _ = parse_file(SourceText("x", text))
    block = body.blocks[0]
    argument = block.body.attributes["name"]
    assert {
        "block": text[block.start : block.end],
        "header": text[block.start : block.header_end],
        "labels": [text[start:end] for start, end in block.label_ranges],
        "body": text[block.body.start : block.body.end],
        "argument": text[argument.start : argument.end],
        "name": text[argument.start : argument.name_end],
        "expression": text[argument.expr.start : argument.expr.end],
    } == {
        "block": text.rstrip(),
        "header": 'block "one" two',
        "labels": ['"one"', "two"],
        "body": "\n  name = a.b + f(1)\n",
        "argument": "name = a.b + f(1)",
        "name": "name",
        "expression": "a.b + f(1)",
    }
