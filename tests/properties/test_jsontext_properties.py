import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from ebaudit.jsontext import JsonNode, parse

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=12,
)
NOISE = st.text("{}[]\",:a1'\\ /*#-.eE\n", max_size=30)


def plain(node: JsonNode) -> Any:
    if node.kind == "object":
        return {str(key.value): plain(value) for key, value in node.members}
    if node.kind == "array":
        return [plain(item) for item in node.items]
    return json.loads(node.text) if node.kind == "number" else node.value


@given(PLAIN, st.sampled_from([None, 1]), st.booleans())
@settings(deadline=None)
def test_reads_what_the_standard_library_writes(value: Any, indent: int | None, escaped: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=escaped)
    node, problems = parse(text)
    assert node is not None
    assert problems == []
    assert plain(node) == value
    assert (node.start, node.end) == (0, len(text))


@given(NOISE)
@settings(deadline=None, max_examples=400)
def test_accepts_what_the_standard_library_accepts_and_never_raises(text: str) -> None:
    try:
        expected, valid = json.loads(text), True
    except ValueError:
        expected, valid = None, False
    node, problems = parse(text)
    assert (node is not None) == valid
    if node is not None:
        assert plain(node) == expected
    else:
        assert problems
    lenient, _ = parse(text, lenient=True)
    assert lenient is not None or not valid
    for problem in problems:
        assert 0 <= problem.start <= problem.end <= len(text)
