"""A plan or state read together with the Terraform source that it came from."""

import json
from pathlib import Path
from typing import Any

from ebaudit.catalog import load
from ebaudit.model.diagnostic import LedgerEntry, Outcome
from ebaudit.model.estate import Opened
from ebaudit.model.request import Inputs
from ebaudit.model.resources import Resource
from ebaudit.model.value import Sensitive, Unknown, reveal
from ebaudit.readers import open_estates
from tests.unit.readers.plan.plan_documents import RULE, change, plan, rule

CATALOG, _problems = load()
SOURCE = """
provider "alicloud" {
  region = var.region
}
variable "region" {}
variable "key" { sensitive = true }
variable "names" { type = list(string) }
resource "terraform_data" "x" {}
resource "alicloud_event_bridge_rule" "r" {
  event_bus_name = "default"
  rule_name      = var.names[0]
  description    = ""
  filter_pattern = jsonencode({ source = ["a"], subject = [terraform_data.x.id] })
  targets {
    target_id = "t"
    type      = "acs.dingtalk"
    endpoint  = "e"
    param_list {
      resource_key = "URL"
      form         = "CONSTANT"
      value        = "u"
    }
    param_list {
      resource_key = "SecretKey"
      form         = "CONSTANT"
      value        = var.key
    }
  }
}
"""
PARAMS = [
    {"resource_key": "SecretKey", "form": "CONSTANT", "value": "s3cret", "template": ""},
    {"resource_key": "URL", "form": "CONSTANT", "value": "u", "template": ""},
]
TARGET = {
    "target_id": "t",
    "type": "acs.dingtalk",
    "endpoint": "e",
    "push_retry_strategy": None,
    "dead_letter_queue": [],
    "param_list": PARAMS,
}
AFTER = {"event_bus_name": "default", "rule_name": "first${x}", "description": "", "targets": [TARGET]}
VARIABLES = {"region": {"value": "cn-beijing"}, "key": {"value": "s3cret"}, "names": {"value": ["first${x}"]}}
UNKNOWN = {"filter_pattern": True, "status": True, "targets": [{"push_retry_strategy": True}]}
PLANNED = plan(change(AFTER, unknown=UNKNOWN, sensitive={"targets": [{"param_list": True}]}), variables=VARIABLES)


def opened(directory: Path, document: dict[str, Any], written: str = SOURCE, **inputs: Any) -> Opened:
    (directory / "main.tf").write_text(written)
    path = directory / "plan.json"
    path.write_text(json.dumps(document))
    (made,) = open_estates(str(path), Inputs(**inputs), CATALOG)
    return made


def values(resource: Resource) -> dict[str, Any]:
    return {name: attribute.value for name, attribute in resource.block.attributes.items()}


def test_every_argument_is_located_and_variables_are_the_plans(tmp_path: Path) -> None:
    made = opened(tmp_path, PLANNED)
    assert made.diagnostics == ()
    (resource,) = made.estate.resources
    assert resource.span is not None
    assert (resource.span.line, resource.provider.region) == (9, "cn-beijing")
    lines = {name: each.span.line for name, each in resource.block.attributes.items() if each.span is not None}
    assert lines == {"event_bus_name": 10, "rule_name": 11, "description": 12, "filter_pattern": 13}
    assert values(resource)["rule_name"] == "first${x}"
    assert made.ledger[-1] == LedgerEntry(
        "source", str(tmp_path), Outcome.EVALUATED, "where 1 of 1 resources are written"
    )
    assert str(tmp_path / "main.tf") in made.sources


def test_the_source_tells_what_the_plan_cannot(tmp_path: Path) -> None:
    (resource,) = opened(tmp_path, PLANNED).estate.resources
    found = values(resource)
    pattern = found["filter_pattern"]
    assert isinstance(pattern, Unknown)
    assert isinstance(pattern.json, dict)
    assert pattern.json["source"] == ("a",)
    assert found["description"] == ""
    assert "status" not in found


def test_blocks_of_a_set_are_paired_by_content_in_the_order_of_the_source(tmp_path: Path) -> None:
    (rule_,) = opened(tmp_path, PLANNED).estate.rules
    (target,) = rule_.targets
    found = [(reveal(p.resource_key.value), p.value.value) for p in target.params if p.resource_key and p.value]
    assert found == [("URL", "u"), ("SecretKey", Sensitive("s3cret"))]
    lines = [p.value.span.line for p in target.params if p.value is not None and p.value.span is not None]
    assert lines == [21, 26]


def test_what_was_planned_stands_where_the_source_has_changed_since(tmp_path: Path) -> None:
    after = rule(rule_name="planned", filter_pattern='{"source":["b"]}')
    (resource,) = opened(tmp_path, plan(change(after), variables=VARIABLES)).estate.resources
    found = values(resource)
    assert (found["rule_name"], found["filter_pattern"]) == ("planned", '{"source":["b"]}')
    place = resource.block.attributes["rule_name"].place((), (0, 3))
    assert place == resource.block.attributes["rule_name"].span
    assert resource.block.blocks == {}


def test_a_value_that_only_the_plan_has_is_not_one_that_is_written(tmp_path: Path) -> None:
    (resource,) = opened(tmp_path, plan(change(rule()), variables=VARIABLES)).estate.resources
    assert {name: each.provided for name, each in resource.block.attributes.items()} == {
        "event_bus_name": False,
        "rule_name": False,
        "filter_pattern": True,
        "description": False,
    }


def test_what_the_source_calls_sensitive_stays_so(tmp_path: Path) -> None:
    source = SOURCE.replace("var.names[0]", "var.key")
    after = rule(rule_name="rotated")
    (resource,) = opened(tmp_path, plan(change(after), variables=VARIABLES), source).estate.resources
    assert values(resource)["rule_name"] == Sensitive("rotated")


def test_problems_of_the_source_are_not_problems_of_the_plan(tmp_path: Path) -> None:
    made = opened(tmp_path, plan(change(rule())), SOURCE + "\nresource {{{\n")
    assert made.diagnostics == ()
    assert made.estate.resources[0].span is not None


def test_a_source_of_something_else_is_said_when_it_was_asked_for(tmp_path: Path) -> None:
    other = 'resource "alicloud_event_bridge_rule" "other" {}'
    assert opened(tmp_path, PLANNED, other).diagnostics == ()
    made = opened(tmp_path, PLANNED, other, source=str(tmp_path))
    assert [each.code for each in made.diagnostics] == ["other-source"]
    assert made.estate.resources[0].address == f"{RULE}.r"


def test_blocks_of_unknown_number_are_the_sources(tmp_path: Path) -> None:
    after = {name: AFTER[name] for name in ("event_bus_name", "rule_name")}
    document = plan(change(after, unknown={"filter_pattern": True, "targets": True}), variables=VARIABLES)
    (resource,) = opened(tmp_path, document).estate.resources
    assert resource.block.unknown_blocks == {}
    assert len(resource.block.blocks["targets"]) == 1
