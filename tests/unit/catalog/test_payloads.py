"""What an event schema says of the value at a path."""

from typing import Any

import pytest

from ebaudit.catalog.payloads import TYPES, Known, known_at

ORDER: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "$defs": {"money": {"type": "object", "properties": {"amount": {"type": "number"}}, "required": ["amount"]}},
    "properties": {
        "id": {"type": "string", "format": "uuid"},
        "note": {"type": ["string", "null"]},
        "state": {"enum": ["PAID", "OPEN"]},
        "quoted": {"enum": ['a"b']},
        "total": {"$ref": "#/$defs/money"},
        "lines": {
            "type": "array",
            "maxItems": 2,
            "items": {"type": "object", "properties": {"sku": {"type": "string"}}},
        },
        "either": {"oneOf": [{"type": "integer"}, {"type": "object", "properties": {"x": {"const": 1}}}]},
        "both": {"allOf": [{"type": ["string", "number"]}, {"type": ["number", "null"]}]},
        "self": {"$ref": "#"},
        "elsewhere": {"$ref": "https://example.com/schema.json"},
        "never": False,
        "open": {},
    },
}
NUMBER = frozenset(("number", "integer"))
TEXT = frozenset(("string",))
NEVER: frozenset[str] = frozenset()


@pytest.mark.parametrize(
    ("path", "types", "tame"),
    [
        (["id"], TEXT, True),
        (["note"], frozenset(("string", "null")), False),
        (["state"], TEXT, True),
        (["quoted"], TEXT, False),
        (["total"], frozenset(("object",)), False),
        (["total", "amount"], NUMBER, True),
        (["total", "amount", "x"], NEVER, False),
        (["lines"], frozenset(("array",)), False),
        (["lines", 1, "sku"], TEXT, False),
        (["lines", -1, "sku"], TEXT, False),
        (["lines", 2], NEVER, False),
        (["lines", "sku"], NEVER, False),
        (["id", 0], NEVER, False),
        (["either"], frozenset(("integer", "object")), False),
        (["either", "x"], NUMBER, True),
        (["both"], NUMBER, True),
        (["self", "self", "id"], TEXT, True),
        (["elsewhere", "x"], TYPES, False),
        (["never"], NEVER, False),
        (["nothing"], NEVER, False),
        (["open", "x"], TYPES, False),
    ],
)
def test_types(path: list[str | int], types: frozenset[str], tame: bool) -> None:
    found = known_at([ORDER], path)
    assert (found.types, found.tame) == (types, tame)


def test_names_that_are_not_listed() -> None:
    assert known_at([ORDER], ["total", "currency"]).unlisted
    assert not known_at([ORDER], ["total", "amount"]).unlisted
    assert not known_at([ORDER], ["open", "x"]).unlisted
    assert not known_at([ORDER, {"type": "object"}], ["total", "currency"]).unlisted


def test_several_schemas_are_alternatives() -> None:
    other = {"type": "object", "properties": {"id": {"type": "integer"}}}
    assert known_at([ORDER, other], ["id"]).types == frozenset(("string", "integer"))
    assert known_at([], ["id"]) == Known()


def test_listed_texts() -> None:
    assert known_at([ORDER], ["state"]).texts == frozenset(("PAID", "OPEN"))
    assert known_at([ORDER], ["id"]).texts is None


def test_a_schema_without_end_ends() -> None:
    loop: dict[str, Any] = {"anyOf": [{"$ref": "#"}, {"$ref": "#"}]}
    assert known_at([loop], ["x"]).types == TYPES
