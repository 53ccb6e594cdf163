"""Laws of transforms, over generated paths, variables and events."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ebaudit.analysis.transforms.evaluate import select
from ebaudit.analysis.transforms.path import JsonPath, PathProblem, parse_path, path_text
from ebaudit.analysis.transforms.render import render
from ebaudit.analysis.transforms.template import parse_template
from ebaudit.jsontext import parse

NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\\"), min_size=1, max_size=6)
SCALARS = st.none() | st.booleans() | st.integers(-(2**40), 2**40) | st.text(max_size=8)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3), max_leaves=8
)
STEPS = st.lists(NAMES | st.integers(-3, 3), max_size=4)


def text_of(steps: list[str | int]) -> str:
    """Write a path in brackets throughout."""
    quoted = ["'" + s.replace("'", "\\'") + "'" if isinstance(s, str) else str(s) for s in steps]
    return "$" + "".join(f"[{step}]" for step in quoted)


def naive(value: Any, steps: list[str | int]) -> tuple[bool, Any]:
    for step in steps:
        named = isinstance(step, str) and isinstance(value, dict) and step in value
        placed = isinstance(step, int) and isinstance(value, list) and -len(value) <= step < len(value)
        if not named and not placed:
            return False, None
        value = value[step]
    return True, value


def plain(node: Any) -> Any:
    if node.kind == "object":
        return {key.value: plain(value) for key, value in node.effective()}
    if node.kind == "array":
        return [plain(item) for item in node.items]
    return node.value if node.kind == "string" else json.loads(node.text)


@given(STEPS)
def test_canonical_text_keeps_the_path(steps: list[str | int]) -> None:
    path = parse_path(text_of(steps))
    assert isinstance(path, JsonPath)
    again = parse_path(path_text(path.steps))
    assert isinstance(again, JsonPath)
    assert [(s.kind, s.names, s.number) for s in again.steps] == [(s.kind, s.names, s.number) for s in path.steps]


@given(VALUES, STEPS)
def test_selection_agrees_with_a_naive_one(value: Any, steps: list[str | int]) -> None:
    path = parse_path(text_of(steps))
    event = parse(json.dumps(value))[0]
    assert isinstance(path, JsonPath)
    assert event is not None
    found = select(path, event)
    there, expected = naive(value, steps)
    assert (found is not None) == there
    if found is not None:
        assert plain(found) == expected


@given(st.text("$.[]*?@()'\"\\,:0123abc -"))
def test_every_text_is_a_path_or_has_a_problem_inside_it(text: str) -> None:
    found = parse_path(text)
    if isinstance(found, PathProblem):
        assert 0 <= found.start <= found.end <= len(text)
    else:
        assert [step.start for step in found.steps] == [1, *(step.end for step in found.steps[:-1])][: len(found.steps)]


@given(st.text("${}:-a()'\""))
def test_placeholders_stand_where_they_say(text: str) -> None:
    for found in parse_template(text).placeholders:
        assert text[found.start : found.start + 2] == "${"
        assert text[found.end - 1] == "}"
        assert text[found.start + 2 :].startswith(found.expression)


@given(st.text(st.characters(codec="utf-8", exclude_characters="$"), max_size=12))
def test_escaped_text_keeps_json_whole(value: str) -> None:
    event = json.dumps({"id": "1", "data": {"x": value}})
    made = render("TEMPLATE", '{"x":"$.data.x"}', '{"x":"${jsonEscape(x)}"}', event)
    assert json.loads(made.text or "") == {"x": value}


@given(VALUES)
def test_a_constant_and_an_original_are_sent_as_they_are(value: Any) -> None:
    text = json.dumps(value)
    assert (render("CONSTANT", text, None, "{}").text, render("ORIGINAL", "x", "y", text).text) == (text, text)
