"""The patch that adopts drift, applied by git: what was adopted has not drifted any more."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.unit.cli.test_main import run

PLANS = Path(__file__).parents[1] / "conformance" / "data" / "plans"
NOTHING: dict[str, Any] = {"event_sources": [], "connections": [], "api_destinations": [], "streams": [], "roles": {}}
SOURCE = {"Name": "orders.app", "EventBusName": "orders-bus", "Description": "The shop"}
CANARY = "canary-of-a-token"


def live(case: str, directory: Path, **more: Any) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((PLANS / case / "drifted.live.json").read_text(encoding="utf-8"))
    document.update({**NOTHING, **more})
    (directory / "live.json").write_text(json.dumps(document), encoding="utf-8")
    return document


def module(case: str, directory: Path) -> Path:
    shutil.copytree(PLANS / case / "module", directory / "infra")
    return directory / "infra"


def drifted() -> list[tuple[str, str]]:
    ran = run("drift", "infra", "--against", "live.json", "--format", "json")
    return sorted((each["policy"], each["address"]) for each in json.loads(ran.out)["findings"])


def adopted(at: Path) -> str:
    ran = run("drift", "infra", "--against", "live.json", "--adopt")
    (at / "adopt.patch").write_text(ran.out, encoding="utf-8")
    subprocess.run(["git", "apply", "--unsafe-paths", "--unidiff-zero", "adopt.patch"], cwd=at, check=True)
    return ran.out


@pytest.mark.parametrize(
    ("case", "more", "before", "after"),
    [
        (
            "fleet",
            {},
            ["EB901", "EB903", "EB908"],
            ["EB901", "EB908"],  # a module that is called for each team cannot say what one of them has
        ),
        ("function", {"event_sources": [SOURCE]}, ["EB906", "EB913"], ["EB906"]),
        ("dingtalk", {}, ["EB905", "EB910", "EB910"], ["EB910"]),
    ],
)
def test_what_is_adopted_has_not_drifted(
    case: str,
    more: dict[str, Any],
    before: list[str],
    after: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    module(case, tmp_path)
    live(case, tmp_path, **more)
    assert [policy for policy, _ in drifted()] == before
    patch = adopted(tmp_path)
    assert [policy for policy, _ in drifted()] == after
    assert patch.count("Change the code by hand") == len(after)


def test_what_was_made_by_hand_is_written_as_people_write_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    module("replace", tmp_path)
    document = live("replace", tmp_path)
    rules = document["buses"]["replace-bus"]["rules"]
    token = {"ResourceKey": "SecretKey", "Form": "CONSTANT", "Value": CANARY}
    body = {"ResourceKey": "Body", "Form": "TEMPLATE", "Value": '{"a":"$.id"}', "Template": "${a} %{b}"}
    target = {**rules[0]["Targets"][0], "Id": "ding", "Type": "acs.dingtalk", "ParamList": [token, body]}
    url = f"https://oapi.dingtalk.com/robot/send?access_token={CANARY}"
    rules[0]["Targets"].append(
        {**rules[0]["Targets"][0], "Id": "b", "Endpoint": "acs:mns:cn-hangzhou:123456789:queues/b"}
    )
    pattern = '{"source":["shop"],"type":[{"anything-but":"x"}]}'
    rules.append(
        {**rules[0], "RuleName": "By hand!", "FilterPattern": pattern, "Targets": [{**target, "Endpoint": url}]}
    )
    (tmp_path / "live.json").write_text(json.dumps(document), encoding="utf-8")
    patch = adopted(tmp_path)
    assert CANARY not in patch
    lines = (tmp_path / "infra" / "adopted.tf").read_text(encoding="utf-8").splitlines()
    assert "  event_bus_name = alicloud_event_bridge_event_bus.r.event_bus_name" in lines
    assert '  id = "replace-bus:By hand!"' in lines
    assert '      template     = "$${a} %%{b}"' in lines
    assert "      value        = var.by_hand_secretkey_value" in lines
    assert not any("null" in line for line in lines)
    ran = run("drift", "infra", "--against", "live.json", "--format", "json")
    assert [each["address"] for each in json.loads(ran.out)["findings"] if "by_hand" in each["address"]] == []


SHARED = """
module "one" {
  source = "./route"
  name   = "one"
}

module "two" {
  source = "./route"
  name   = "two"
}

resource "alicloud_event_bridge_rule" "ding" {
  event_bus_name = "default"
  rule_name      = "ding"
  filter_pattern = jsonencode({ source = ["shop"] })
  targets {
    target_id = "d"
    type      = "acs.dingtalk"
    endpoint  = "https://oapi.dingtalk.com/robot/send?access_token=canary-declared"
    param_list {
      resource_key = "SecretKey"
      form         = "CONSTANT"
      value        = "canary-key"
    }
  }
  dynamic "targets" {
    for_each = ["x", "y"]
    content {
      target_id           = targets.value
      type                = "acs.mns.queue"
      endpoint            = "acs:mns:cn-hangzhou:123456789:queues/${targets.value}"
      push_retry_strategy = "BACKOFF_RETRY"
    }
  }
}
"""
ROUTE = """
variable "name" {}

resource "alicloud_event_bridge_rule" "r" {
  event_bus_name = "default"
  rule_name      = var.name
  status         = "ENABLE"
  filter_pattern = jsonencode({ source = ["shop"] })
}
"""


def shared(at: Path) -> None:
    """Write a module of which parts are used several times, and an account in which one use of each drifted."""
    (at / "infra" / "route").mkdir(parents=True)
    (at / "infra" / "main.tf").write_text(SHARED, encoding="utf-8")
    (at / "infra" / "route" / "main.tf").write_text(ROUTE, encoding="utf-8")
    rule = {"EventBusName": "default", "Status": "ENABLE", "FilterPattern": '{"source":["shop"]}', "Targets": []}
    secret = {"ResourceKey": "SecretKey", "Form": "CONSTANT", "Value": f"{CANARY}-key"}
    url = f"https://oapi.dingtalk.com/robot/send?access_token={CANARY}"
    queues = [
        {
            "Id": name,
            "Type": "acs.mns.queue",
            "Endpoint": f"acs:mns:cn-hangzhou:123456789:queues/{name}",
            "PushRetryStrategy": retry,
        }
        for name, retry in (("x", "EXPONENTIAL_DECAY_RETRY"), ("y", "BACKOFF_RETRY"))
    ]
    rules = [
        {**rule, "RuleName": "one", "Status": "DISABLE"},
        {**rule, "RuleName": "two"},
        {
            **rule,
            "RuleName": "ding",
            "Targets": [{"Id": "d", "Type": "acs.dingtalk", "Endpoint": url, "ParamList": [secret]}, *queues],
        },
    ]
    buses = {"default": {"bus": {"EventBusName": "default"}, "rules": rules}}
    document = {"account": "123456789", "region": "cn-hangzhou", "buses": buses, **NOTHING}
    (at / "live.json").write_text(json.dumps(document), encoding="utf-8")


def test_what_several_things_share_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    shared(tmp_path)
    ran = run("drift", "infra", "--against", "live.json", "--adopt")
    assert [line.partition(": ")[0] for line in ran.out.splitlines()] == [
        "# alicloud_event_bridge_rule.ding#targets[d]",
        "# alicloud_event_bridge_rule.ding#targets[d].param_list[SecretKey]",
        "# alicloud_event_bridge_rule.ding#targets[x]",
        "# module.one.alicloud_event_bridge_rule.r",
    ]
    assert ran.out.splitlines()[-1].endswith("Change the code by hand, at infra/route/main.tf:7:20.")


@pytest.mark.parametrize("way", [["--adopt"], ["--revert"], ["--revert", "--format", "json"]])
def test_no_way_back_prints_a_secret(way: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    shared(tmp_path)
    ran = run("drift", "infra", "--against", "live.json", *way)
    assert "alicloud_event_bridge_rule.ding" in ran.out
    for secret in ("canary-declared", "canary-key", CANARY):
        assert secret not in f"{ran.out}{ran.err}"


def test_a_patch_is_text_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    shared(tmp_path)
    ran = run("drift", "infra", "--against", "live.json", "--adopt", "--format", "json")
    assert (ran.code, "--adopt is printed with --format text only" in ran.err) == (2, True)
