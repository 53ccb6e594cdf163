"""Every row of data/transforms.jsonl.

Sources stand in the rows: tests of apache/rocketmq-eventbridge at a16f6cf, and the page
https://www.alibabacloud.com/help/en/eventbridge/user-guide/event-transformation.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from ebaudit.analysis.transforms.path import JsonPath, parse_path, path_text
from ebaudit.analysis.transforms.render import Rendered, render
from ebaudit.analysis.transforms.variables import parse_variables

ROWS = [
    json.loads(line) for line in (Path(__file__).parent / "data" / "transforms.jsonl").read_text("utf-8").splitlines()
]

REFUSED = {"testInvalidEmptyQuotes", "testWrongStructSingleLevel", "testWrongStructMultiLevel"}
NO_SUCH_FORM = {
    "InsertFieldTransformTest.processTest",
    "DeleteFieldTransformTest.processTest",
    "UpdateFieldTransformTest.processTest",
}
OTHER = {
    "testTransformJsonPath_Data",  # ignored upstream: a null member is dropped in truth
    "testRightStructJson",  # asserts only that the variables are accepted
    "removeDataOfJsonPath",  # a helper that cuts the first name off a path
}


def name(row: dict[str, Any]) -> str:
    return str(row.get("name") or row["id"])


def run(row: dict[str, Any]) -> Rendered:
    event = row["event"] if isinstance(row["event"], str) else json.dumps(row["event"], ensure_ascii=False)
    return render(row["form"], row.get("value"), row.get("template"), event)


def by_name(wanted: str) -> dict[str, Any]:
    return next(row for row in ROWS if name(row) == wanted)


@pytest.mark.parametrize("row", [r for r in ROWS if name(r) not in REFUSED | NO_SUCH_FORM | OTHER], ids=name)
def test_row(row: dict[str, Any]) -> None:
    made = run(row)
    assert made.error is None
    expected: str | None = row.get("expected", row.get("output"))
    if row.get("note") == "compare as JSON":
        assert json.loads(made.text or "") == json.loads(expected or "")
    else:
        assert (made.text, made.missing) == (expected, expected is None)


@pytest.mark.parametrize("case", sorted(REFUSED))
def test_variables_that_are_refused(case: str) -> None:
    assert run(by_name(case)).error == "InvalidConfig"


@pytest.mark.parametrize("case", sorted(NO_SUCH_FORM))
def test_forms_of_the_open_source_engine_only(case: str) -> None:
    row = by_name(case)
    made = run(row)
    assert made.error == "InvalidConfig"
    assert made.message.startswith(f"There is no form '{row['form']}'")


def test_null_members_are_dropped() -> None:
    row = by_name("testTransformJsonPath_Data")
    expected = json.loads(row["expected"])
    del expected["null"]
    assert run(row).text == json.dumps(expected, ensure_ascii=False, separators=(",", ":"))


def test_flat_variables_are_accepted() -> None:
    bindings, problems = parse_variables(by_name("testRightStructJson")["value"])
    assert [(b.name, b.text) for b in bindings] == [("title", "$.data.title"), ("content", "$.data.content")]
    assert problems == ()


def test_a_path_without_its_first_name() -> None:
    row = by_name("removeDataOfJsonPath")
    path = parse_path(row["value"])
    assert isinstance(path, JsonPath)
    assert path_text(path.steps[1:]) == row["expected"]


def test_every_row_has_a_test() -> None:
    assert len(ROWS) == 34
    assert {name(row) for row in ROWS} >= REFUSED | NO_SUCH_FORM | OTHER
