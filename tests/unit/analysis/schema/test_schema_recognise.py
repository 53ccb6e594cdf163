from fractions import Fraction
from typing import Any

import pytest

from ebaudit.analysis.schema.explain import Fault, explain
from ebaudit.analysis.schema.instance import convert
from ebaudit.analysis.schema.recognise import ecma, recogniser
from ebaudit.model.types import BOOL, NUMBER, STRING, CollectionType, ObjectType
from ebaudit.model.value import MapValue, Sensitive, Unknown

U = Unknown("later")
WHEN: dict[str, Any] = {"if": {"properties": {"a": {"const": 1}}, "required": ["a"]}, "then": {"required": ["b"]}}


@pytest.mark.parametrize(
    ("schema", "value", "verdict"),
    [
        (True, 1, True),
        (False, 1, False),
        (False, U, True),
        ({"type": "string"}, "a", True),
        ({"type": "string"}, 1, False),
        ({"type": "string"}, U, True),
        ({"type": "number"}, Fraction(1, 2), True),
        ({"type": "number"}, True, False),
        ({"type": "integer"}, Fraction(1, 2), False),
        ({"type": ["null", "array"]}, None, True),
        ({"type": ["null", "array"]}, (1,), True),
        ({"enum": [1, "a"]}, True, False),
        ({"enum": [1, "a"]}, 1, True),
        ({"enum": [True]}, 1, False),
        ({"const": "a"}, "b", False),
        ({"minLength": 2}, "a", False),
        ({"maxLength": 1}, "é", True),
        ({"pattern": "^a$"}, "a\n", False),
        ({"pattern": "b"}, "abc", True),
        ({"minimum": 1, "maximum": 2}, 3, False),
        ({"minItems": 1}, (), False),
        ({"maxItems": 1}, (1, 2), False),
        ({"items": {"type": "string"}}, ("a", U, 1), False),
        ({"items": {"type": "string"}}, ("a", U), True),
        ({"required": ["a"]}, {}, False),
        ({"required": ["a"]}, {"a": U}, True),
        ({"properties": {"a": {"type": "string"}}, "additionalProperties": False}, {"a": "x", "b": 1}, False),
        ({"additionalProperties": {"type": "string"}}, {"b": 1}, False),
        ({"not": {"const": 1}}, 1, False),
        ({"not": {"properties": {"a": {"const": 1}}}}, {"a": U}, None),
        ({"anyOf": [{"const": 1}, {"const": 2}]}, 2, True),
        ({"anyOf": [{"const": 1}, {"const": 2}]}, 3, False),
        ({"anyOf": [{"required": ["b"]}, {"properties": {"a": {"const": 1}}}]}, {"a": U}, None),
        (WHEN, {"a": 1}, False),
        (WHEN, {"a": 2}, True),
        (WHEN, {"a": 1, "b": 1}, True),
        (WHEN, {"a": U}, None),
        (WHEN, {"a": U, "b": 1}, True),
        ({**WHEN, "else": {"required": ["b"]}}, {"a": U}, False),
        ({"contentMediaType": "application/json"}, "{", False),
        ({"contentMediaType": "application/json"}, "[1]", True),
    ],
)
def test_verdicts(schema: Any, value: Any, verdict: bool | None) -> None:
    assert recogniser(schema)(value) is verdict


def test_a_condition_that_cannot_be_told_is_explained_as_undecided() -> None:
    asks = WHEN["then"]
    assert explain(WHEN, {"a": U}) == [Fault("required", ["b"], (), {"a": U}, asks, WHEN, U)]
    assert explain(WHEN, {"a": 1}) == [Fault("required", ["b"], (), {"a": 1}, asks, WHEN, None)]
    both = {**WHEN, "else": {"required": ["c"]}}
    assert [fault.undecided for fault in explain(both, {"a": U})] == [None, None]


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [("a$", "a", True), ("a$", "a\n", False), (r"a\$", "a$", True), ("[$]", "$", True), (r"[\]$]$", "$", True)],
)
def test_the_end_of_a_pattern_is_the_end_of_the_text(pattern: str, text: str, found: bool) -> None:
    assert (ecma(pattern).search(text) is not None) is found


@pytest.mark.parametrize(
    ("value", "declared", "expected"),
    [
        ("5", NUMBER, 5),
        ("1.5", NUMBER, Fraction(3, 2)),
        ("five", NUMBER, "five"),
        ("1/0", NUMBER, "1/0"),
        (5, STRING, "5"),
        (Fraction(3, 2), STRING, "1.5"),
        (True, STRING, "true"),
        ("true", BOOL, True),
        ("yes", BOOL, "yes"),
        (("a",), STRING, ("a",)),
        (Sensitive("a"), STRING, "a"),
        ((1, Sensitive("b"), U), CollectionType("list", STRING), ("1", "b", U)),
        ("a", CollectionType("list", STRING), "a"),
        (MapValue({"a": 1, "b": None}), CollectionType("map", STRING), {"a": "1"}),
        ({"a": 1, "b": 2}, ObjectType((("a", STRING),)), {"a": "1", "b": 2}),
        (None, STRING, None),
        (U, STRING, U),
    ],
)
def test_values_convert_as_terraform_converts_them(value: Any, declared: Any, expected: Any) -> None:
    assert convert(value, declared) == expected
