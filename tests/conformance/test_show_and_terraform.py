"""``ebaudit show`` prints of generated modules what ``terraform show -json`` printed of their plans.

The modules of ``data/terraform-modules.jsonl`` hold resources of Terraform's own only; here each value is handed to
an event bus as JSON, which the command shows, structure included, even where parts are not known.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ebaudit.cli.main import main
from ebaudit.cli.world import real_world
from ebaudit.model.value import Path as ValuePath
from ebaudit.model.value import Unknown, Value
from ebaudit.readers.hcl.numbers import parse_number
from ebaudit.report.estates.plain import path_text
from tests.conformance.terraform.comparison import UNKNOWN, compare, write

CORPUS = Path(__file__).parent / "data" / "terraform-modules.jsonl"
ROWS = [json.loads(line) for line in CORPUS.read_text(encoding="utf-8").splitlines()]
SAMPLE = [row for row in ROWS if "error" not in row and "planned" in row][::9]
RESOURCE = re.compile(r'(?m)^resource "terraform_data" "(\w+)" \{\n(  count =|  for_each =)?')
COUNTED = {"m125", "m126", "m127"}
"""Rows in which Terraform counts an unknown element of a set as one more and we leave the number open."""


def shown(row: dict[str, Any], directory: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Value]:
    """Return what the command shows of every resource of the root module, by the resource's name."""
    write(row["files"], directory)
    named = RESOURCE.findall(row["files"]["main.tf"])
    with (directory / "shown.tf").open("w", encoding="utf-8") as out:
        for name, how in named:
            values = f"terraform_data.{name}.input"
            if "for_each" in how:
                values = f"{{for k, v in terraform_data.{name} : k => v.input}}"
            elif how:
                values = f"[for v in terraform_data.{name} : v.input]"
            out.write(f'resource "alicloud_event_bridge_event_bus" "{name}" {{\n  event_bus_name = "{name}"\n')
            out.write(f"  description = nonsensitive(jsonencode({values}))\n}}\n")
    main(["show", str(directory), "--format", "json"], real_world())
    printed = json.loads(capsys.readouterr().out)
    found = {}
    for resource in printed["estates"][0]["resources"]:
        unknown = next((item for item in resource["unknown"] if item["path"] == "description"), None)
        name = resource["values"]["event_bus_name"]
        if unknown is None:
            text = resource["values"]["description"]
            found[name] = frozen(json.loads(text, parse_int=parse_number, parse_float=parse_number), set(), ())
        elif unknown.get("json") is None:
            found[name] = Unknown(unknown["reason"])
        else:
            open_paths = {item["path"] for item in unknown["json"]["unknown"]}
            found[name] = frozen(unknown["json"]["value"], open_paths, ())
    return found


def frozen(value: Any, unknown: set[str], path: ValuePath) -> Value:
    """Return JSON as a value of the language, unknown at some paths."""
    if path_text(path) in unknown:
        return Unknown("shown as unknown")
    if isinstance(value, list):
        return tuple(frozen(item, unknown, (*path, index)) for index, item in enumerate(value))
    if isinstance(value, dict):
        return {key: frozen(item, unknown, (*path, key)) for key, item in value.items()}
    return parse_number(repr(value)) if isinstance(value, float) else value


def planned(row: dict[str, Any], name: str, side: str) -> Any:
    """Return what Terraform has of a resource, of all its instances together when it has several."""
    rows = row.get(side, {})
    address = f"terraform_data.{name}"
    if address in rows:
        return rows[address]
    inside = {key.removeprefix(address): item for key, item in rows.items() if key.startswith(f"{address}[")}
    keys = {json.loads(key[1:-1].replace("$${", "${").replace("%%{", "%{")): item for key, item in inside.items()}
    return [keys[key] for key in sorted(keys)] if all(isinstance(key, int) for key in keys) else keys


def said(row: dict[str, Any], found: dict[str, Value]) -> Iterator[str]:
    for name, value in found.items():
        wanted = planned(row, name, "planned")
        if not wanted and value in ((), {}):  # of no instances the plan does not tell whether they have keys
            continue
        applied = planned(row, name, "applied") if row.get("applied") else UNKNOWN
        yield from (f"{name}{text}" for text in compare(value, wanted, applied))


@pytest.mark.parametrize("row", [pytest.param(row, id=row["id"]) for row in SAMPLE if row["id"] not in COUNTED])
def test_show_prints_what_terraform_prints(
    row: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert list(said(row, shown(row, tmp_path, capsys))) == []
