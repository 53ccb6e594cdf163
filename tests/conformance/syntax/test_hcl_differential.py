"""Wherever python-hcl2 can read a committed file, it finds the same tree.

python-hcl2 gives expressions as text with every operation in parentheses; reading that text again shows how it
understood them. Parentheses themselves are therefore left out of the comparison.
"""

from typing import Any

import hcl2
import pytest

from ebaudit.model.source import SourceText
from ebaudit.readers.hcl.numbers import parse_number
from ebaudit.readers.hcl.parse import parse_expression, parse_file
from ebaudit.readers.hcl.tree import Body, Expr, Node, Parens
from tests.conformance.syntax.mutations import texts
from tests.hcl_trees import dump

OPTIONS = hcl2.SerializationOptions(
    with_comments=False, explicit_blocks=True, preserve_heredocs=True, force_operation_parentheses=True
)
MARK = "__is_block__"

UNREADABLE = {
    "files/bom.tf": "a byte order mark",
    "files/comments.tf": "a comment between = and a value",
    "files/interpolation_lines.tf": "an interpolation over several lines",
    "files/strip_markers.tf": "the strip marker ~ in a quoted template",
    "files/unicode_names.tf": "names with letters beyond ASCII",
}
"""Files that Terraform reads and python-hcl2 does not, with what it stumbles over."""

DIFFERENT: dict[str, str] = {}
"""Files that python-hcl2 reads differently from Terraform, with what it mistakes."""


def bared(node: Any) -> Any:
    """Return a tree without its parentheses."""
    if isinstance(node, Parens):
        return bared(node.inner)
    if isinstance(node, (list, tuple)):
        return type(node)(map(bared, node))
    if isinstance(node, Node):
        for name in type(node).__slots__:
            setattr(node, name, bared(getattr(node, name)))
    return node


def shape(expr: Expr) -> str:
    return dump(bared(expr))


def ours(body: Body) -> dict[str, Any]:
    """Return a body as arguments by name and blocks by type."""
    blocks: dict[str, list[Any]] = {}
    for block in body.blocks:
        blocks.setdefault(block.type, []).append((block.labels, ours(block.body)))
    return {"arguments": {name: shape(node.expr) for name, node in body.attributes.items()}, "blocks": blocks}


def theirs(body: dict[str, Any]) -> dict[str, Any]:
    """Return what python-hcl2 makes of a body in the same form."""
    arguments, blocks = {}, {}
    for name, value in body.items():
        if isinstance(value, list) and value and all(map(is_block, value)):
            blocks[name] = [labelled(item) for item in value]
        elif name != MARK:
            arguments[name] = value_shape(value)
    return {"arguments": arguments, "blocks": blocks}


def is_block(value: Any) -> bool:
    while isinstance(value, dict) and MARK not in value and len(value) == 1:
        value = next(iter(value.values()))
    return isinstance(value, dict) and MARK in value


def labelled(value: dict[str, Any]) -> tuple[list[str], dict[str, Any]]:
    labels = []
    while MARK not in value:
        label, value = next(iter(value.items()))
        labels.append(literal(label))
    return labels, theirs(value)


def literal(label: str) -> str:
    body, _ = parse_file(SourceText("label", f"block {label} {{}}"))
    return body.blocks[0].labels[0]


def value_shape(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, (int, float)):
        return str(parse_number(repr(value)))
    if isinstance(value, list):
        return f"[{', '.join(map(value_shape, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{value_shape(key)} = {value_shape(item)}" for key, item in value.items()) + "}"
    return text_shape(value)


def text_shape(text: str) -> str:
    if text.startswith('"<<'):
        text = text[1:-1] + "\n"
    elif text.startswith("${") and text.endswith("}"):
        text = text[2:-1]
    expr, problems = parse_expression(SourceText("theirs", text))
    assert problems == [], text
    return shape(expr)


def readable(text: str) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = hcl2.loads(text, serialization_options=OPTIONS)
    except Exception:  # noqa: BLE001  whatever python-hcl2 raises means that it cannot read the text
        return None
    return found


@pytest.mark.parametrize(("name", "text"), texts(), ids=[name for name, _ in texts()])
def test_same_tree(name: str, text: str) -> None:
    found = readable(text)
    assert (found is None) == (name in UNREADABLE)
    if found is None:
        return
    body, problems = parse_file(SourceText(name, text))
    assert problems == []
    assert (theirs(found) == ours(body)) == (name not in DIFFERENT), (theirs(found), ours(body))
