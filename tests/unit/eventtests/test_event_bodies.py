from typing import Any

import pytest

from ebaudit.analysis.transforms.render import Rendered
from ebaudit.eventtests.bodies import difference
from ebaudit.eventtests.document import Expectation

SENT = Rendered('{"a": {"b": [1, 2.50, true]}, "c d": "x", "n": null}')


def said(kind: str, value: Any, rendered: Rendered = SENT) -> str | None:
    found = difference(Expectation("Body", kind, value), rendered)
    return None if found is None else found.message


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("text", SENT.text),
        ("json", {"a": {"b": [1, 2.5, True]}}),
        ("json", {}),
        ("json", {"n": None}),
        ("schema", {"required": ["a"], "properties": {"c d": {"const": "x"}}}),
    ],
)
def test_it_is_as_expected(kind: str, value: Any) -> None:
    assert said(kind, value) is None


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("json", {"a": {"b": [1, 2]}}, "$.a.b has 3 items, but must have 2"),
        ("json", {"a": {"b": [1, 2.5, 1]}}, "$.a.b[2] is true, but must be 1"),
        ("json", {"c d": "y"}, '$["c d"] is "x", but must be "y"'),
        ("json", {"z": None}, "$.z is not there"),
        ("json", [], '$ is {"a": {"b": [1, 2.5, true]}, "c d": "x", "n": null}, but must be []'),
        ("schema", {"properties": {"a": {"type": "string"}}}, "$.a: {'b': [1, 2.5, True]} is not of type 'string'"),
        (
            "schema",
            {"$ref": "https://example.com/x"},
            "the schema refers to 'https://example.com/x', which is not in it",
        ),
        ("schema", {"$ref": "#"}, "the schema cannot be applied: a number is too large, or it refers to itself"),
        ("missing", True, 'it must have no value, but is "' + str(SENT.text).replace('"', '\\"') + '"'),
        ("error", "DeliveryFails", "it must fail with DeliveryFails, but is sent"),
    ],
)
def test_where_it_first_differs(kind: str, value: Any, expected: str) -> None:
    assert said(kind, value) == expected


def test_texts_say_from_where_they_differ() -> None:
    assert said("text", "abd", Rendered("abc")) == 'it is "abc", but must be "abd"; they differ from character 3 on'


def test_what_is_not_sent() -> None:
    missing, failed = Rendered(missing=True), Rendered(error="DeliveryFails", message="No.")
    assert said("missing", True, missing) is None
    assert said("text", "", missing) == "it has no value: its path selects nothing in this event"
    assert said("error", "DeliveryFails", failed) is None
    assert said("text", "", failed) == "it fails: DeliveryFails: No."
    assert said("json", {}, Rendered("hi")) == 'it is not JSON: "hi"'
