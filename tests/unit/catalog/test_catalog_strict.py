"""Every file of the catalog is what ``meta.json`` says, and nothing that it does not say passes."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from ebaudit.catalog import load
from ebaudit.catalog.extra import faults
from ebaudit.catalog.files import HERE, read

ROOT = Path(HERE)
FOLDERS = {
    "resources": "resource",
    "data_sources": "data_source",
    "targets": "target",
    "official_sources": "official_source",
}
TABLES = ("quotas", "names", "roles", "regions", "retry", "event_types", "received_sources", "defaults")
FILES = [(f"{folder}/{path.stem}", kind) for folder, kind in FOLDERS.items() for path in (ROOT / folder).glob("*.json")]
FILES += [(name, name) for name in TABLES]


def test_every_data_file_is_covered() -> None:
    found = {str(path.relative_to(ROOT).with_suffix("")) for path in ROOT.rglob("*.json")}
    assert found == {name for name, _ in FILES} | {"meta"}


@pytest.mark.parametrize(("name", "kind"), sorted(FILES))
def test_a_file_holds_what_it_may(name: str, kind: str) -> None:
    assert faults(kind, read(name)) == []


@pytest.mark.parametrize(("name", "kind"), sorted(FILES))
def test_an_unknown_key_or_a_missing_source_is_refused(name: str, kind: str) -> None:
    for change in (_misspell, _unsource):
        data = change(copy.deepcopy(read(name)))
        assert faults(kind, data) != []


def _entry(data: Any) -> Any:
    """The first entry of a table, or the file itself."""
    if isinstance(data, list):
        return data[0]
    return data if "x-source" in data or "source" in data else next(iter(data.values()))


def _misspell(data: Any) -> Any:
    _entry(data)["certanty"] = "documented"
    return data


def _unsource(data: Any) -> Any:
    entry = _entry(data)
    del entry["x-source" if "x-source" in entry else "source"]
    return data


def test_an_unknown_keyword_deep_inside_is_refused() -> None:
    data = copy.deepcopy(read("resources/alicloud_event_bridge_rule"))
    data["properties"]["targets"]["items"]["properties"]["type"]["maxlength"] = 3
    assert [path for path, _ in faults("resource", data)] != []


@pytest.mark.parametrize(("name", "kind"), [each for each in sorted(FILES) if each[0].split("/")[0] in FOLDERS])
def test_a_schema_is_json_schema_and_named_after_its_file(name: str, kind: str) -> None:
    data = read(name)
    if kind == "official_source":
        assert data["name"] == name.split("/")[1]
        return
    Draft202012Validator.check_schema(data)
    assert data["$id"].rsplit(":", 1)[-1] == name.split("/")[1]


def test_meta_is_json_schema() -> None:
    Draft202012Validator.check_schema(read("meta"))


def test_every_limit_of_a_rule_is_the_quota() -> None:
    catalog, _ = load()
    shape = catalog.resource("alicloud_event_bridge_rule")
    assert shape is not None
    param = shape.blocks["targets"].shape.blocks["param_list"].shape.attributes
    assert (param["value"].schema["maxLength"], param["template"].schema["maxLength"]) == (
        catalog.quotas["value_characters"].value,
        catalog.quotas["template_characters"].value,
    )


def test_files_are_written_as_json_prints_them() -> None:
    for path in sorted(ROOT.rglob("*.json")):
        text = path.read_text(encoding="utf-8")
        assert text == json.dumps(json.loads(text), indent=2, ensure_ascii=False) + "\n", path.name
