"""JSON in files and on standard input: recognised by its content, refused with the reason."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from ebaudit.catalog import load
from ebaudit.model.estate import Opened
from ebaudit.model.request import Inputs
from ebaudit.readers import document, open_estates
from tests.unit.readers.plan.plan_documents import RULE, change, entry, plan, rule, values

CATALOG, _problems = load()
PLAN = plan(change(rule()), planned_values=values(entry(values=rule())))
STATE = {"format_version": "1.0", "values": values(entry(values=rule()))}
RAW = {
    "version": 4,
    "resources": [{"mode": "managed", "type": RULE, "name": "r", "instances": [{"attributes": rule()}]}],
}


def read(path: Path | str, **inputs: Any) -> Opened:
    (made,) = open_estates(str(path), Inputs(**inputs), CATALOG)
    return made


def written(directory: Path, content: Any, name: str = "x.json") -> Path:
    path = directory / name
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return path


def codes(made: Opened) -> list[str]:
    return [problem.code for problem in made.diagnostics]


@pytest.mark.parametrize("name", ["plan.json", "x.tfplan", "terraform.tfstate", "noending"])
@pytest.mark.parametrize(("content", "reader"), [(PLAN, "plan"), (STATE, "state"), (RAW, "state")])
def test_content_decides_whatever_the_name(tmp_path: Path, name: str, content: dict[str, Any], reader: str) -> None:
    made = read(written(tmp_path, content, name))
    assert (made.estate.reader, codes(made)) == (reader, [])
    assert [each.address for each in made.estate.resources] == [f"{RULE}.r"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
@pytest.mark.parametrize("indent", [None, 2])
def test_encodings_and_layouts_make_no_difference(tmp_path: Path, encoding: str, indent: int | None) -> None:
    made = read(written(tmp_path, json.dumps(PLAN, indent=indent).encode(encoding), "plan"))
    assert (codes(made), len(made.estate.rules)) == ([], 1)


def test_standard_input() -> None:
    made = read("-", standard_input=json.dumps(PLAN).encode())
    assert (made.estate.root, len(made.estate.rules)) == ("standard input", 1)
    assert codes(read("-")) == ["not-json"]
    assert codes(read("-", standard_input=b"PK\x03\x04")) == ["binary-plan"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "not-json"),
        (b"{", "not-json"),
        (b"[]", "not-json"),
        (b'{"format_version": NaN}', "not-json"),
        (b'{"version": 1e99999}', "not-json"),
        (b'{"version": 1e' + b"9" * 5000 + b"}", "not-json"),
        (b'{"a":' * 100_000, "not-json"),
        (b'{"a": "\xff"}', "not-json"),
        (b"{}", "unknown-json"),
        (b'{"resources": []}', "unknown-json"),
        (b'{"version": 3, "modules": []}', "state-version"),
        (b'{"format_version": "9.0", "values": {}}', "state-version"),
    ],
)
def test_what_cannot_be_read_is_a_diagnostic(tmp_path: Path, content: bytes, code: str) -> None:
    made = read(written(tmp_path, content))
    assert codes(made) == [code]
    assert made.estate.resources == ()
    assert [entry.outcome for entry in made.ledger] == ["failed"]


def test_a_missing_file_and_a_plan_that_is_nested_too_deeply(tmp_path: Path) -> None:
    assert codes(read(tmp_path / "none.json")) == ["unreadable"]
    deep: Any = "x"
    for _ in range(900):
        deep = [deep]
    made = read(written(tmp_path, plan(change(rule(filter_pattern=deep)))))
    assert codes(made) in ([], ["too-deep"])


def test_only_a_plan_has_a_before(tmp_path: Path) -> None:
    assert codes(read(written(tmp_path, PLAN), before=True)) == []
    assert codes(read(written(tmp_path, STATE), before=True)) == ["no-before"]
    assert codes(read(tmp_path, before=True)) == ["no-before"]


def test_numbers_are_exact() -> None:
    assert document.loads('{"a": 1.50, "b": 2.0, "c": 12345678901234567890}') == {
        "a": document.loads("3") / 2,
        "b": 2,
        "c": 12345678901234567890,
    }
    assert str(document.loads("0.1")) == "1/10"


def big(name: str) -> dict[str, Any]:
    """Return a plan with many other resources around ours, in every part of it."""
    others = [
        change({"name": "x" * 50}, address=f"alicloud_instance.i{index}") | {"type": "alicloud_instance"}
        for index in range(30)
    ]
    inner = {"resources": [entry(values=rule(rule_name=name)), *others], "address": "module.m"}
    calls = {"m": {"module": {"resources": [entry(expressions={"status": {"constant_value": "ENABLE"}}), *others]}}}
    return plan(
        *others,
        change(rule(rule_name=name), unknown={"status": True}),
        *others,
        planned_values={"root_module": {"resources": others, "child_modules": [inner]}, "outputs": {"o": {}}},
        prior_state={"format_version": "1.0", "values": values(*others, entry(f"{RULE}.old", values=rule()))},
        configuration={"provider_config": {}, "root_module": {"resources": others, "module_calls": calls}},
    )


@pytest.mark.parametrize("before", [False, True])
def test_a_large_plan_is_read_as_a_small_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: bool) -> None:
    path = written(tmp_path, big("r"))
    small = read(path, before=before)
    monkeypatch.setattr(document, "LARGE", 1)
    large = read(path, before=before)
    assert large == small
    assert len(small.estate.rules) == (1 if before else 3)


@pytest.mark.parametrize(
    "content", [b"{", b'{"planned_values": 5}', b"[]", b'{"a": "\xff"}', b'{"resource_changes": 5}']
)
def test_what_is_wrong_with_a_large_file_is_said_as_of_a_small_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    path = written(tmp_path, content)
    small = codes(read(path))
    monkeypatch.setattr(document, "LARGE", 1)
    assert codes(read(path)) == small


def tool(directory: Path, name: str, script: str) -> None:
    path = directory / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def test_a_binary_plan_is_shown_by_the_tool_on_the_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    binary = written(tmp_path, b"PK\x03\x04rest", "out.tfplan")
    shown = written(tmp_path, PLAN, "shown.json")
    tool(tmp_path, "terraform", f'[ "$*" = "show -json -no-color ./out.tfplan" ] && exec /bin/cat {shown}')
    monkeypatch.setenv("PATH", str(tmp_path))
    assert (codes(read(binary)), len(read(binary).estate.rules)) == ([], 1)


def test_the_other_tool_is_tried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    binary = written(tmp_path, b"PK\x03\x04rest", "out.tfplan")
    shown = written(tmp_path, PLAN, "shown.json")
    tool(tmp_path, "terraform", "echo 'made by another version' >&2; exit 1")
    monkeypatch.setenv("PATH", str(tmp_path))
    made = read(binary)
    assert codes(made) == ["binary-plan"]
    assert "terraform said: made by another version" in made.diagnostics[0].detail
    assert "terraform show -json out.tfplan > plan.json" in made.diagnostics[0].detail
    tool(tmp_path, "tofu", f"exec /bin/cat {shown}")
    assert codes(read(binary)) == []


def test_without_a_tool_the_diagnostic_says_how(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    made = read(written(tmp_path, b"PK\x03\x04rest", "plan"))
    assert codes(made) == ["binary-plan"]
    assert "Neither terraform nor tofu is on PATH" in made.diagnostics[0].detail


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = written(tmp_path, PLAN)
    path.chmod(0)
    assert codes(read(path)) == ["unreadable"]
