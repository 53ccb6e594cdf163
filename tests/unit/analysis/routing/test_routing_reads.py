import json
from pathlib import Path
from typing import Any

import pytest

from ebaudit.analysis.patterns import parse_pattern
from ebaudit.analysis.routing import analyse
from ebaudit.catalog import Catalog, load
from ebaudit.model.finding import Fact
from ebaudit.model.value import Unknown
from tests.estates import estate, rule, target

CATALOG = load()[0]


def run(pattern: Any, params: list[Any], catalog: Catalog = CATALOG) -> list[Fact]:
    text = json.dumps(pattern)
    made = rule("r", text, targets=[target("r", "t", params=params)])
    parsed = parse_pattern(text)[0]
    assert parsed is not None
    found = analyse(estate(made), catalog, {made.resource.address: parsed})
    return [fact for fact in found if fact.code == "jsonpath-never-there"]


@pytest.mark.parametrize(
    ("pattern", "path", "message"),
    [
        ({"data": {"a": [{"exists": False}]}}, "$.data.a.b", "the pattern selects events without 'data.a' only"),
        ({"data": {"a": [{"exists": False}, "x"]}}, "$.data.a", None),
        ({"data": {"a": ["x"]}}, "$.data.a.b", "the pattern asks for 'data.a' to be a value with nothing below it"),
        ({"data": {"a": ["x"]}}, "$.data.a", None),
        ({"data": {"a": ["x"]}}, "$.data.a[0]", None),
        ({"data": {"a": ["x"]}}, "$.data.b", None),
        ({"subject": [{"exists": False}]}, "$.subject", "the pattern selects events without 'subject' only"),
    ],
)
def test_what_the_pattern_admits(pattern: Any, path: str, message: str | None) -> None:
    found = run(pattern, [("Body", "JSONPATH", path)])
    assert [fact.data["message"] for fact in found] == (
        [f"The path '{path}' of the parameter 'Body' never has a value: {message}."] if message else []
    )


def test_variables_are_read_too() -> None:
    params = [("Body", "TEMPLATE", '{"x":"$.data.a.b"}', "${x}")]
    found = run({"data": {"a": [1]}}, params)
    assert [(f.key, str(f.span), [str(r.span) for r in f.related]) for f in found] == [
        ("x", "value/x:1:6", ["filter_pattern/data/a/0:1:17"])
    ]


SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "id": {"type": "string"},
        "lines": {"type": "array", "items": {"$ref": "#/$defs/line"}},
        "more": {"type": "object"},
    },
    "$defs": {"line": {"type": "object", "properties": {"sku": {"type": "string"}}}},
}
PAID = {"source": ["shop"], "type": ["order:paid"]}


@pytest.fixture
def declared(tmp_path: Path) -> Catalog:
    folder = tmp_path / "event_schemas"
    folder.mkdir()
    entry = {"event_source": "shop", "type": "order:paid", "data": SCHEMA, "source": "ours"}
    (folder / "paid.json").write_text(json.dumps(entry))
    catalog, problems = load((str(tmp_path),))
    assert problems == ()
    return catalog


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("$.data.id", None),
        ("$.data.more.x", None),
        ("$.data.lines[0].sku", None),
        ("$.data.name", "the schema of the events has no 'data.name'"),
        ("$.data.id.x", "by the schema of the events a string stands above 'data.id.x', with nothing below it"),
        ("$.data.id[0]", "by the schema of the events a string stands above 'data.id.0', with nothing below it"),
        (
            "$.data.lines.sku",
            "by the schema of the events an array stands above 'data.lines.sku', with nothing below it",
        ),
    ],
)
def test_what_the_schema_of_the_events_says(declared: Catalog, path: str, message: str | None) -> None:
    found = run(PAID, [("Body", "JSONPATH", path)], declared)
    assert [(fact.data["message"], fact.undecided) for fact in found] == (
        [(f"The path '{path}' of the parameter 'Body' never has a value: {message}.", None)] if message else []
    )


def test_a_name_that_the_schema_does_not_list_is_undecided(declared: Catalog) -> None:
    found = run(PAID, [("Body", "JSONPATH", "$.data.lines[0].skuu")], declared)
    assert [(fact.data["message"], fact.undecided) for fact in found] == [
        (
            "The path '$.data.lines[0].skuu' of the parameter 'Body' never has a value: "
            "the schema of the events does not list 'data.lines.0.skuu'.",
            Unknown("the schema of the events lists other names only, but does not exclude more"),
        )
    ]


def test_events_that_are_not_all_declared_may_have_anything(declared: Catalog) -> None:
    assert run({"source": ["shop"]}, [("Body", "JSONPATH", "$.data.name")], declared) == []
    both = {"source": ["shop"], "type": ["order:paid", "order:sent"]}
    assert run(both, [("Body", "JSONPATH", "$.data.name")], declared) == []
