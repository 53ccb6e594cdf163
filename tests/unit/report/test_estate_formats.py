import json
from fractions import Fraction
from typing import Any

import pytest

from ebaudit.model.diagnostic import ModuleCall
from ebaudit.model.estate import Estate, Opened
from ebaudit.model.resources import Attribute, Block, Provider, Resource
from ebaudit.model.source import Span
from ebaudit.model.value import Path, Sensitive, Unknown, Value
from ebaudit.report import Look
from ebaudit.report.estates import render
from ebaudit.report.estates.plain import path_text, plain_scalar

AFTER = Unknown("known only after apply", ("alicloud_mns_queue.q.id",))


def at(line: int) -> Span:
    return Span("main.tf", line, 3, line, 9)


def block(line: int, values: dict[str, Value], **blocks: tuple[Block, ...]) -> Block:
    attributes = {name: Attribute(value, at(line + n)) for n, (name, value) in enumerate(values.items(), 1)}
    return Block(attributes, blocks, at(line))


PATTERN = '{"source":["acs.oss"],"data":{"a":[1,2]}}'
TARGET = block(
    20,
    {
        "target_id": "t",
        "endpoint": Unknown("known only after apply", ("a.b",), prefix="acs:mns:cn-hangzhou:"),
        "token": Sensitive(Unknown("not given")),
    },
)
RESOURCE = Resource(
    'module.m["x"].alicloud_event_bridge_rule.r',
    "alicloud_event_bridge_rule",
    "managed",
    Block(
        {
            **block(
                1,
                {
                    "rule_name": "r\x1b[31m",
                    "filter_pattern": PATTERN,
                    "pattern": Unknown("partly", (), json={"source": (AFTER, "a"), "k e": Sensitive("hunter22")}),
                    "text": "one\ntwo\n",
                    "ratio": Fraction(1, 4),
                    "names": ("a", AFTER),
                    "secret": Sensitive("hunter22"),
                    "password": "hunter22",
                    "url": "https://h/?token=hunter22",
                    "body": "x hunter22",
                },
            ).attributes
        },
        {"targets": (TARGET,)},
        at(1),
        {"other": "for_each is unknown"},
    ),
    Provider("alicloud", "cn-hangzhou", AFTER),
    (ModuleCall('module.m["x"]', at(90)),),
    at(1),
)
DATA = Resource("data.alicloud_event_bridge_rules.d", "alicloud_event_bridge_rules", "data", block(50, {}), span=at(50))
OPENED = [Opened(Estate("hcl", ".", (RESOURCE,), (DATA,)))]


def hidden(resource: Resource) -> frozenset[Path]:
    return frozenset({("password",)})


def test_text() -> None:
    assert (
        render("text", OPENED, hidden, Look())
        == """\
.: 2 resources

resource module.m["x"].alicloud_event_bridge_rule.r
  main.tf:1:3  (region cn-hangzhou)
  called by: module.m["x"] at main.tf:90:3
  rule_name = "r\\u001b[31m"  # 2:3
  filter_pattern =  # 3:3
    | {
    |   "source": [
    |     "acs.oss"
    |   ],
    |   "data": {
    |     "a": [
    |       1,
    |       2
    |     ]
    |   }
    | }
  pattern = (unknown: partly)  # 4:3
    | {
    |   "source": [
    |     null,
    |     "a"
    |   ],
    |   "k e": "(sensitive)"
    | }
    source[0] is unknown: known only after apply; alicloud_mns_queue.q.id
  text =  # 5:3
    | one
    | two
  ratio = 0.25  # 6:3
  names = ["a", null]  # 7:3
    names[1] is unknown: known only after apply; alicloud_mns_queue.q.id
  secret = (sensitive)  # 8:3
  password = (sensitive)  # 9:3
  url = "https://h/?token=(sensitive)"  # 10:3
  body = "x (sensitive)"  # 11:3
  other = (unknown: for_each is unknown)
  targets[0]  # 20:3
    target_id = "t"  # 21:3
    endpoint = (unknown: known only after apply; a.b)  # 22:3
      starts with acs:mns:cn-hangzhou:
    token = (sensitive, unknown: not given)  # 23:3

data source data.alicloud_event_bridge_rules.d
  main.tf:50:3

"""
    )


def test_json() -> None:
    document = json.loads(render("json", OPENED, hidden, Look()))
    rule, data = document["estates"][0]["resources"]
    assert data["mode"] == "data"
    assert rule["values"] == {
        "rule_name": "r\x1b[31m",
        "filter_pattern": PATTERN,
        "pattern": None,
        "text": "one\ntwo\n",
        "ratio": 0.25,
        "names": ["a", None],
        "secret": "(sensitive)",
        "password": "(sensitive)",
        "url": "https://h/?token=(sensitive)",
        "body": "x (sensitive)",
        "other": None,
        "targets": [{"target_id": "t", "endpoint": None, "token": "(sensitive)"}],
    }
    assert rule["sensitive"] == ["secret", "password", "targets[0].token"]
    refs = ["alicloud_mns_queue.q.id"]
    after = {"reason": "known only after apply", "refs": refs}
    assert rule["unknown"] == [
        {
            "path": "pattern",
            "reason": "partly",
            "refs": [],
            "json": {
                "value": {"source": [None, "a"], "k e": "(sensitive)"},
                "unknown": [{"path": "source[0]", **after}],
            },
        },
        {"path": "names[1]", **after},
        {"path": "other", "reason": "for_each is unknown", "refs": []},
        {
            "path": "targets[0].endpoint",
            "reason": "known only after apply",
            "refs": ["a.b"],
            "prefix": "acs:mns:cn-hangzhou:",
        },
        {"path": "targets[0].token", "reason": "not given", "refs": []},
    ]
    assert rule["locations"]["targets[0].endpoint"] == at(22)._asdict()
    assert (rule["region"], rule["account_id"]) == ("cn-hangzhou", None)


@pytest.mark.parametrize("name", ["text", "json"])
def test_no_secret_is_shown(name: str) -> None:
    assert "hunter22" not in render(name, OPENED, hidden, Look())


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (True, True),
        (10**30, 10**30),
        (Fraction(-1, 3), -1 / 3),
        (10**4000, "about 2^13287"),
        (-Fraction(10**400 + 1, 2), "about -2^1327"),
    ],
)
def test_plain_scalar(value: Any, shown: Any) -> None:
    assert plain_scalar(value) == shown


@pytest.mark.parametrize(
    ("path", "text"),
    [(("a", 0, "b-c"), "a[0].b-c"), (("a b",), '["a b"]'), ((0, "x"), "[0].x"), ((), "")],
)
def test_path_text(path: Path, text: str) -> None:
    assert path_text(path) == text
