import json
from pathlib import Path
from typing import Any

import pytest

from tests.unit.cli.test_languages import run
from tests.unit.cli.test_main import Ran

EVENT = json.dumps(
    {"id": "1", "source": "shop", "type": "order:Created", "specversion": "1.0", "data": {"n": 3, "text": "a\nb"}}
)
HEAD = """\
variable "queue" {
  type = string
}

variable "token" {
  type      = string
  default   = "not-for-print"
  sensitive = true
}

resource "alicloud_event_bridge_event_bus" "orders" {
  event_bus_name = "orders"
}
"""


def rule(name: str, pattern: str, *targets: str, bus: str = '"orders"') -> str:
    return f"""
resource "alicloud_event_bridge_rule" "{name}" {{
  event_bus_name = {bus}
  rule_name      = "{name}"
  filter_pattern = {pattern}
{"".join(targets)}}}
"""


def target(name: str, kind: str, endpoint: str, *params: tuple[str, str, str]) -> str:
    listed = "".join(
        f'    param_list {{\n      resource_key = "{key}"\n      form = "{form}"\n      {rest}\n    }}\n'
        for key, form, rest in params
    )
    return f'  targets {{\n    target_id = "{name}"\n    type = "{kind}"\n    endpoint = {endpoint}\n{listed}  }}\n'


SHOP = 'jsonencode({ source = ["shop"] })'
QUEUE = target(
    "q",
    "acs.mns.queue",
    '"acs:mns:cn-hangzhou:1:queues/q"',
    ("queue", "CONSTANT", 'value = "q"'),
    ("Body", "TEMPLATE", 'value = jsonencode({ n = "$.data.n", t = "$.data.text" })\n template = "$${n}: $${t}"'),
    ("IsBase64Encode", "JSONPATH", 'value = "$.data.gone"'),
)
ROBOT = target(
    "robot",
    "acs.dingtalk",
    '"https://oapi.dingtalk.com/robot/send?access_token=feedbeef"',
    ("URL", "CONSTANT", 'value = "https://oapi.dingtalk.com/robot/send?access_token=feedbeef"'),
    ("SecretKey", "CONSTANT", 'value = "SECclear"'),
    ("Body", "CONSTANT", "value = var.token"),
)
UNKNOWN_QUEUE = target("u", "acs.mns.queue", "var.queue", ("queue", "CONSTANT", "value = var.queue"))


@pytest.fixture
def module(tmp_path: Path) -> Path:
    (tmp_path / "main.tf").write_text(HEAD, encoding="utf-8")
    return tmp_path


def route(module: Path, *argv: str, rules: str = "") -> Ran:
    with (module / "main.tf").open("a", encoding="utf-8") as file:
        file.write(rules)
    ran = run("route", str(module), "--event", EVENT, "--bus", "orders", *argv)
    return Ran(ran.code, ran.out.replace(str(module), "MODULE"), ran.err)


def estate(ran: Ran) -> dict[str, Any]:
    document = json.loads(ran.out)
    assert document["exit_code"] == ran.code
    assert document["diagnostics"] == []
    found: dict[str, Any] = document["estates"][0]
    return found


def test_a_delivery_shows_each_parameter_as_it_is_sent(module: Path) -> None:
    missed = rule("small", "jsonencode({ data = { n = [{ numeric = ['>', 5] }] } })".replace("'", '"'))
    assert route(module, "--why", rules=rule("r", SHOP, QUEUE) + missed) == Ran(
        0,
        "MODULE: the event reaches 1 target, on bus orders\n"
        "\n"
        "target alicloud_event_bridge_rule.r#targets[q]  acs.mns.queue\n"
        "  endpoint: acs:mns:cn-hangzhou:1:queues/q\n"
        "  queue (CONSTANT): q\n"
        "  Body (TEMPLATE):\n"
        "    | 3: a\n"
        "    | b\n"
        "  IsBase64Encode (JSONPATH): (no value: the path selects nothing in this event)\n"
        "\n"
        "1 rule on the way did not take it\n"
        "  alicloud_event_bridge_rule.small\n"
        "    data.n is 3, but must be one that is a number > 5.\n",
        "",
    )


def test_without_why_misses_are_counted(module: Path) -> None:
    ran = route(module, rules=rule("r", 'jsonencode({ source = ["x"] })'))
    assert (ran.code, ran.out.splitlines()[-1]) == (1, "1 rule on the way did not take it (--why says why)")


def test_secrets_are_not_shown(module: Path) -> None:
    ran = route(module, rules=rule("r", SHOP, ROBOT))
    assert [word for word in ("feedbeef", "SECclear", "not-for-print") if word in ran.out] == []
    assert ran.out.splitlines()[3:] == [
        "  endpoint: https://oapi.dingtalk.com/robot/send?access_token=(sensitive)",
        "  URL (CONSTANT): (sensitive)",
        "  SecretKey (CONSTANT): (sensitive)",
        "  Body (CONSTANT): (sensitive)",
    ]


def test_secrets_are_not_in_json_either(module: Path) -> None:
    found = estate(route(module, "--format", "json", rules=rule("r", SHOP, ROBOT)))
    assert [parameter["text"] for parameter in found["deliveries"][0]["parameters"]] == ["(sensitive)"] * 3
    assert found["deliveries"][0]["endpoint"] == "https://oapi.dingtalk.com/robot/send?access_token=(sensitive)"


def test_what_is_unknown_makes_the_answer_incomplete(module: Path) -> None:
    ran = route(module, rules=rule("r", SHOP, UNKNOWN_QUEUE) + rule("s", "var.queue", QUEUE))
    assert ran.code == 3
    assert [line for line in ran.out.splitlines() if "unknown" in line or "Undecided" in line] == [
        "  queue (CONSTANT): (unknown: no value is given for variable queue, var.queue)",
        "Undecided, because something is not known",
    ]
    assert ran.out.splitlines()[-3:] == [
        "  alicloud_event_bridge_rule.s",
        "    The rule's pattern is not known. It depends on: no value is given for",
        "    variable queue, var.queue.",
    ]


def test_an_undecided_delivery_is_listed_apart(module: Path) -> None:
    pattern = "jsonencode({ source = [var.queue] })"
    found = estate(route(module, "--format", "json", rules=rule("r", pattern, QUEUE)))
    assert found["deliveries"] == []
    assert [(item["target"], item["unknown"]) for item in found["undecided"]] == [
        (
            "alicloud_event_bridge_rule.r#targets[q]",
            [{"reason": "no value is given for variable queue", "refs": ["var.queue"]}],
        )
    ]


def test_the_json_of_a_delivery(module: Path) -> None:
    ran = route(module, "--format", "json", rules=rule("r", SHOP, QUEUE))
    assert ran.code == 0
    assert estate(ran) == {
        "root": "MODULE",
        "buses": ["orders"],
        "deliveries": [
            {
                "rule": "alicloud_event_bridge_rule.r",
                "target": "alicloud_event_bridge_rule.r#targets[q]",
                "type": "acs.mns.queue",
                "endpoint": "acs:mns:cn-hangzhou:1:queues/q",
                "via": [],
                "certainty": "documented",
                "depends": [],
                "unknown": [],
                "parameters": [
                    {"key": "queue", "form": "CONSTANT", "status": "sent", "text": "q"},
                    {"key": "Body", "form": "TEMPLATE", "status": "sent", "text": "3: a\nb"},
                    {"key": "IsBase64Encode", "form": "JSONPATH", "status": "missing", "text": None},
                ],
            }
        ],
        "undecided": [],
        "misses": [],
    }


def test_a_miss_that_depends_on_the_reading_is_said_without_why(module: Path) -> None:
    ran = route(
        module, rules=rule("r", 'jsonencode({ data = { n = ["x"] } })') + rule("s", '"{\\"data\\":{\\"n\\":[3.0]}}"')
    )
    assert ran.out.splitlines()[2:] == [
        "2 rules on the way did not take it (--why says why)",
        "  alicloud_event_bridge_rule.s",
        "    data.n is 3, but must be one that equals 3.0.",
        "  certainty: modelled",
        "  depends: sources disagree on whether numbers are compared by their spelling,",
        "           by how the engine prints them, or by value; another reading decides",
        "           otherwise",
    ]


def test_the_event_names_its_bus(module: Path) -> None:
    (module / "main.tf").write_text(HEAD + rule("r", SHOP, QUEUE), encoding="utf-8")
    there = json.dumps({**json.loads(EVENT), "aliyuneventbusname": "orders"})
    assert run("route", str(module), "--event", there).code == 0
    ran = run("route", str(module), "--event", "-", stdin=EVENT)
    assert (ran.code, ran.out.splitlines()[1:]) == (
        1,
        ["  No rule of this estate is on that bus; --bus names another."],
    )


def test_a_module_that_cannot_be_read_is_incomplete(module: Path) -> None:
    ran = route(module, rules="resource {")
    assert ran.code == 3
    assert "error  " in ran.out


def test_root_modules_without_resources_are_left_out(tmp_path: Path) -> None:
    for name, text in (
        ("a", HEAD + rule("r", SHOP, QUEUE)),
        ("b", 'locals { x = 1 }\nresource "null_resource" "x" {'),
        ("c", ""),
    ):
        (tmp_path / name).mkdir()
        (tmp_path / name / "main.tf").write_text(text, encoding="utf-8")
    ran = run("route", str(tmp_path), "--event", EVENT, "--bus", "orders", "--format", "json")
    document = json.loads(ran.out)
    assert [found["root"] for found in document["estates"]] == [str(tmp_path / "a")]
    assert len(document["estates"][0]["deliveries"]) == 1
    assert ran.code == (3 if document["diagnostics"] else 0)


def test_wrong_usage(module: Path) -> None:
    assert run("route", "-", "--event", "-") == Ran(
        2, "", "ebaudit: error: only one argument can be '-', standard input\n"
    )
    assert run("route", str(module)) == Ran(2, "", "ebaudit: error: the following arguments are required: --event\n")
    assert run("route", str(module), "--event", "{") == Ran(
        2, "", "ebaudit: error: (event):1:1: The object is not closed.\n"
    )
    assert run("route", str(module), "--event", "[1]") == Ran(
        2, "", "ebaudit: error: (event):1:1: An event is a JSON object.\n"
    )


def test_why_names_the_nearest_field_and_the_others(module: Path) -> None:
    missed = rule("r", 'jsonencode({ data = { n = [9], m = { x = [1] } }, type = ["x"] })')
    assert route(module, "--why", rules=missed).out.splitlines()[-3:] == [
        "  alicloud_event_bridge_rule.r",
        '    type is "order:Created", but must be one that equals "x".',
        "    data.n and data.m.x decide against it too.",
    ]
    (found,) = estate(route(module, "--format", "json"))["misses"]
    assert [(each["field"], each["why"], each["certainty"]) for each in found["against"]] == [
        ("type", 'type is "order:Created", but must be one that equals "x".', "documented"),
        ("data.n", "data.n is 3, but must be one that equals 9.", "documented"),
        ("data.m.x", "data.m.x is absent, but must be one that equals 1.", "documented"),
    ]


REGIONS = """
provider "alicloud" {
  region = "cn-hangzhou"
}

provider "alicloud" {
  alias  = "north"
  region = "cn-beijing"
}

resource "alicloud_event_bridge_event_bus" "north" {
  provider       = alicloud.north
  event_bus_name = "orders"
}
"""


def test_a_bus_of_one_name_in_two_regions_is_two(module: Path) -> None:
    params = (
        ("RegionId", "CONSTANT", 'value = "cn-beijing"'),
        ("EventBusName", "CONSTANT", 'value = "orders"'),
        ("Body", "ORIGINAL", ""),
    )
    onward = target("f", "acs.eventbridge", '"acs:eventbridge:cn-beijing:1:eventbus/orders"', *params)
    rules = rule("south", SHOP, onward) + rule("north", SHOP, QUEUE, bus='"orders"\n  provider = alicloud.north')

    def reached(region: str, *, more: str = "") -> tuple[list[str], list[tuple[str, list[str]]]]:
        event = json.dumps({**json.loads(EVENT), "aliyunregionid": region})
        found = estate(route(module, "--event", event, "--format", "json", rules=more))
        short = "alicloud_event_bridge_rule."
        via = [[each.removeprefix(short) for each in delivery["via"]] for delivery in found["deliveries"]]
        names = [delivery["target"].removeprefix(short) for delivery in found["deliveries"]]
        return found["buses"], list(zip(names, via, strict=True))

    assert reached("cn-hangzhou", more=REGIONS + rules) == (
        ["orders (cn-beijing)", "orders (cn-hangzhou)"],
        [("south#targets[f]", []), ("north#targets[q]", ["south#targets[f]"])],
    )
    assert reached("cn-beijing") == (["orders"], [("north#targets[q]", [])])
