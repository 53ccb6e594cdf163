import json
from pathlib import Path
from typing import Any

import pytest

from ebaudit.analysis.patterns import parse_pattern
from ebaudit.analysis.routing import analyse
from ebaudit.catalog import Catalog, load
from ebaudit.model.finding import Fact
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


def test_what_the_schema_of_the_events_says(tmp_path: Path) -> None:
    folder = tmp_path / "event_schemas"
    folder.mkdir()
    data = {"type": "object", "properties": {"id": {"type": "string"}}, "additionalProperties": False}
    entry = {"event_source": "shop", "type": "order:paid", "data": data, "source": "ours"}
    (folder / "paid.json").write_text(json.dumps(entry))
    catalog, problems = load((str(tmp_path),))
    assert problems == ()
    pattern = {"source": ["shop"], "type": ["order:paid"]}
    found = run(pattern, [("Body", "JSONPATH", "$.data.name"), ("Key", "JSONPATH", "$.data.id")], catalog)
    assert [fact.address.split(".")[-1] for fact in found] == ["param_list[Body]"]
    assert run({"source": ["shop"]}, [("Body", "JSONPATH", "$.data.name")], catalog) == []
