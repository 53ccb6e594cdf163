"""An emulator filled from what a reader opens, and from a file of its own."""

import inspect
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alibabacloud_eventbridge20200401 import models

from ebaudit.catalog import load
from ebaudit.catalog.shapes import BodyShape
from ebaudit.emulator import Emulator, Settings, running
from ebaudit.emulator.saving import StateError, restore, save
from ebaudit.emulator.seed import seed_from
from ebaudit.emulator.spelling import spelled
from ebaudit.emulator.standins import SERVICE_DECIDES
from ebaudit.model.request import Inputs, RequestError
from tests.emulators import Plain, raw, sdk

PLANS = Path(__file__).parents[2] / "conformance" / "data" / "plans"
CASES = ["apidest", "dingtalk", "fleet", "replace", "sources"]
ADDED = {"ResourceKey": "IsBase64Encode", "Form": "CONSTANT", "Value": "false"}


def filled(path: Path, notes: list[str] | None = None) -> Plain:
    """Return what the emulator's account holds after it was filled from a path; ``notes`` are expected."""
    made = Emulator(Settings(), lambda: 1_800_000_000.0)
    assert seed_from(made, str(path), Inputs()) == (notes or [])
    return made.cell(made.settings.account).saved()


def comparable(saved: Plain) -> Plain:
    """Leave out the order of what is a set, and numbers that count."""
    for entry in saved["buses"].values():
        entry["rules"].sort(key=lambda rule: str(rule["RuleName"]))
        for target in (target for rule in entry["rules"] for target in rule["Targets"]):
            target["ParamList"].sort(key=lambda param: str(param["ResourceKey"]))
    saved["event_sources"].sort(key=lambda source: str(source["Name"]))
    saved["buses"] = dict(sorted(saved["buses"].items()))
    return saved


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("other", ["module", "create.plan.json", "applied.state.json"])
def test_every_reader_fills_it_alike(case: str, other: str) -> None:
    assert comparable(filled(PLANS / case / other)) == comparable(filled(PLANS / case / "applied.tfstate"))


@pytest.mark.parametrize("case", CASES)
def test_a_live_account_is_taken_as_it_is(case: str) -> None:
    path = PLANS / case / "drifted.live.json"
    assert filled(path)["buses"] == json.loads(path.read_text(encoding="utf-8"))["buses"]


def test_a_filled_emulator_answers_like_one_that_terraform_filled() -> None:
    with running(str(PLANS / "fleet" / "applied.tfstate")) as emulator:
        found = raw(sdk(emulator), "GetRule", EventBusName="team-search", RuleName="search-0")["Data"]
        assert [target["Id"] for target in found["Targets"]] == ["q-indexer"]
        assert ADDED in found["Targets"][0]["ParamList"]
        assert raw(sdk(emulator), "LookupEvents", "2020-07-06")["Events"] == []


RULE = """
data "alicloud_account" "me" {}
resource "alicloud_event_bridge_event_bus" "b" { event_bus_name = "orders" }
resource "random_id" "r" { byte_length = 4 }
resource "alicloud_event_bridge_rule" "r" {
  event_bus_name = alicloud_event_bridge_event_bus.b.id
  rule_name      = "r"
  filter_pattern = PATTERN
  targets {
    target_id = "t"
    type      = "acs.mns.queue"
    endpoint  = ENDPOINT
    param_list {
      resource_key = "queue"
      form         = "CONSTANT"
      value        = "q"
    }
  }
}
"""
OWN = '"acs:mns:cn-hangzhou:${data.alicloud_account.me.id}:queues/q"'
KNOWN = 'jsonencode({ source = ["shop"] })'


def module(directory: Path, pattern: str = KNOWN, endpoint: str = OWN) -> Path:
    (directory / "main.tf").write_text(RULE.replace("PATTERN", pattern).replace("ENDPOINT", endpoint))
    return directory


def only_rule(saved: Plain) -> Plain:
    (rule,) = saved["buses"]["orders"]["rules"]
    assert isinstance(rule, dict)
    return rule


def test_the_account_and_ids_are_known_here(tmp_path: Path) -> None:
    (target,) = only_rule(filled(module(tmp_path)))["Targets"]
    assert target["Endpoint"] == "acs:mns:cn-hangzhou:1234567890123456:queues/q"


def test_what_is_not_known_has_a_stand_in_and_a_note(tmp_path: Path) -> None:
    endpoint = '"acs:mns:cn-hangzhou:1:queues/${random_id.r.hex}"'
    made = Emulator(Settings(), lambda: 0.0)
    (note,) = seed_from(made, str(module(tmp_path, endpoint=endpoint)), Inputs())
    assert note.startswith("alicloud_event_bridge_rule.r#targets[t].endpoint is not known here (")
    (target,) = only_rule(made.cell(made.settings.account).saved())["Targets"]
    assert target["Endpoint"] == "acs:mns:cn-hangzhou:1:queues/unknown"


def test_a_pattern_with_something_unknown_keeps_its_structure(tmp_path: Path) -> None:
    path = module(tmp_path, 'jsonencode({ source = ["shop"], subject = [random_id.r.hex] })')
    made = Emulator(Settings(), lambda: 0.0)
    (note,) = seed_from(made, str(path), Inputs())
    assert note.startswith("alicloud_event_bridge_rule.r.filter_pattern.subject[0] is not known here (")
    rule = only_rule(made.cell(made.settings.account).saved())
    assert rule["FilterPattern"] == '{"source":["shop"],"subject":["unknown"]}'


def test_what_the_service_would_refuse_is_said(tmp_path: Path) -> None:
    made = Emulator(Settings(), lambda: 0.0)
    (note,) = seed_from(made, str(module(tmp_path, 'jsonencode({ source = "shop" })')), Inputs())
    assert note.startswith("alicloud_event_bridge_rule.r is not in the emulator: EventRuleFilterPatternSchemaError: ")


@pytest.mark.parametrize("text", ["{", '{"buses": {"x": {}}}', '{"buses": {"x": 1}}', '{"x": 1}', '["x"]'])
def test_what_is_no_estate_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(text)
    with pytest.raises(RequestError):
        filled(path)


def wire_names(shape: BodyShape) -> Iterator[str]:
    yield from map(spelled, shape.attributes)
    for name, block in shape.blocks.items():
        if name != "timeouts":
            yield spelled(name)
            yield from wire_names(block.shape)


ALL_MODELS: list[Any] = [
    found
    for name, found in inspect.getmembers(models, inspect.isclass)
    if name.startswith(("CreateEventSourceRequest", "CreateConnectionRequest", "CreateApiDestinationRequest"))
]
NOT_SENT = {"Id", "CreateTime", "PublicWebHookUrl", "VpcWebHookUrl"}


class Anything:
    """Stands for any value of a model, nested ones too."""

    def to_map(self) -> str:
        return ""

    def __iter__(self) -> Iterator[Any]:
        return iter(())


def test_names_are_spelled_as_the_official_client_spells_them() -> None:
    known: set[str] = set()
    for model in ALL_MODELS:
        parameters = [name for name in inspect.signature(model).parameters if name != "self"]
        known |= set(model(**{name: Anything() for name in parameters}).to_map())
    catalog, _ = load()
    for kind in ("event_source", "event_source_v2", "connection", "api_destination"):
        shape = catalog.resource(f"alicloud_event_bridge_{kind}")
        assert shape is not None
        assert set(wire_names(shape)) - known - NOT_SENT == set()


def computed(shape: BodyShape) -> Iterator[str]:
    yield from (name for name, each in shape.attributes.items() if each.computed)
    for name, block in shape.blocks.items():
        if name != "timeouts":
            yield from computed(block.shape)


def test_arguments_that_the_service_fills_in_are_those_of_the_catalog() -> None:
    catalog, _ = load()
    shapes = [catalog.resource(name) for name in catalog.resource_types]
    assert {name for shape in shapes if shape is not None for name in computed(shape)} <= SERVICE_DECIDES


def test_the_state_comes_back_from_its_file(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    with running() as emulator:
        seed_from(emulator.emulator, str(PLANS / "sources" / "applied.tfstate"), Inputs())
        raw(sdk(emulator), "CreateServiceLinkedRoleForProduct", form=True,
            ProductName="AliyunServiceRoleForEventBridgeSendToMNS")  # fmt: skip
        save(emulator.emulator, str(path))
        before = emulator.emulator.cell(emulator.account).saved()
    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["state.json"]
    made = Emulator(Settings(), lambda: 0.0)
    assert restore(made, str(path)) is True
    assert made.cell(made.settings.account).saved() == before
    assert len(before["trail"]) == 1


def test_a_state_file_that_is_not_there_yet(tmp_path: Path) -> None:
    assert restore(Emulator(Settings(), lambda: 0.0), str(tmp_path / "none.json")) is False


@pytest.mark.parametrize("text", ["{", "[]", '{"format": 9}', '{"format": 1, "accounts": {"1": {"buses": 3}}}', "1"])
def test_a_state_file_that_is_none(tmp_path: Path, text: str) -> None:
    path = tmp_path / "state.json"
    path.write_text(text)
    with pytest.raises(StateError):
        restore(Emulator(Settings(), lambda: 0.0), str(path))
