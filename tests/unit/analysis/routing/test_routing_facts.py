import json
from typing import Any

import pytest

from ebaudit.analysis.routing import analyse
from ebaudit.analysis.routing.arns import Arn, parse_arn
from ebaudit.catalog import load
from ebaudit.model.finding import Fact
from ebaudit.model.value import Unknown, Value
from tests.estates import api_destination, bus, connection, estate, fed, parsed, role, rule, source, target

CATALOG = load()[0]
UNSURE = Unknown("the variable has no value", ("var.x",))
QUEUE = "acs:mns:cn-hangzhou:1:/queues/q"


def run(code: str, *nouns: Any) -> list[Fact]:
    made = estate(*nouns)
    return [fact for fact in analyse(made, CATALOG, parsed(made)) if fact.code.startswith(code)]


def brief(found: list[Fact]) -> list[tuple[str, str, str, Unknown | None]]:
    return [(f.code, f.address.removeprefix("alicloud_event_bridge_"), f.key, f.undecided) for f in found]


def sources(*names: Any) -> str:
    return json.dumps({"source": list(names)})


ORDERS = bus("orders", "orders")


def test_sources_that_no_rule_selects() -> None:
    shop = source("s", "shop")
    assert brief(run("source-not-sel", ORDERS, shop)) == [("source-not-selected", "event_source_v2.s", "", None)]
    assert run("source-not-sel", ORDERS, shop, rule("r", sources("shop"), bus="orders")) == []
    assert run("source-not-sel", ORDERS, shop, rule("r", "{}", bus="orders")) == []
    other = rule("r", sources("shop"), bus="default")
    assert brief(run("source-not-sel", ORDERS, shop, other)) == [("source-not-selected", "event_source_v2.s", "", None)]
    unsure = rule("r", Unknown("partly", json={"source": (UNSURE,)}), bus="orders")
    assert [f.undecided for f in run("source-not-sel", ORDERS, shop, unsure)] == [UNSURE]
    somewhere = rule("r", "{}", bus=UNSURE)
    assert [f.undecided for f in run("source-not-sel", ORDERS, shop, somewhere)] == [UNSURE]


def test_messages_carry_the_name_of_their_service() -> None:
    queue = fed(source("s", "shop"), "source_mns_parameters", queue_name="q")
    assert run("source-not-sel", ORDERS, queue, rule("r", sources("acs.mns"), bus="orders")) == []


def test_sources_that_the_bus_does_not_have() -> None:
    found = run("source-not-on", ORDERS, source("s", "shop"), rule("r", sources("shop", "shopp"), bus="orders"))
    assert brief(found) == [("source-not-on-bus", "rule.r", "shopp", None)]
    assert (found[0].data["suggestion"], str(found[0].span)) == ("shop", "filter_pattern/source/1:1:21")
    assert run("source-not-on", ORDERS, rule("r", sources("shopp"), bus="orders")) == []


@pytest.mark.parametrize(
    ("target_type", "params", "expected"),
    [
        ("acs.api.destination", [("Name", "CONSTANT", "crm")], []),
        ("acs.api.destination", [("Name", "CONSTANT", "Crm")], [("API destination", "crm", None)]),
        ("acs.api.destination", [("Name", "CONSTANT", UNSURE)], [("API destination", "", UNSURE)]),
        ("acs.eventbridge", [("EventBusName", "CONSTANT", "orders")], []),
        ("acs.eventbridge", [("EventBusName", "CONSTANT", "order")], [("bus", "orders", None)]),
        ("acs.eventbridge", [("EventBusName", "CONSTANT", "x"), ("AccountType", "CONSTANT", "AnotherAccount")], []),
        ("acs.eventbridge", [("EventBusName", "CONSTANT", "x"), ("RegionId", "CONSTANT", "cn-beijing")], []),
    ],
)
def test_references(target_type: str, params: list[Any], expected: list[Any]) -> None:
    made = rule("r", targets=[target("r", "t", target_type, params=params)], region="cn-hangzhou")
    here = bus("orders", "orders", region="cn-hangzhou")
    crm = api_destination("a", "crm", "login", region="cn-hangzhou")
    found = run("reference", here, crm, connection("c", "login", region="cn-hangzhou"), made)
    assert [(f.key, f.data["suggestion"], f.undecided) for f in found] == expected


def test_a_missing_connection() -> None:
    found = run("reference", api_destination("a", "crm", "login"))
    assert brief(found) == [("reference-not-declared", "api_destination.a", "connection", None)]


@pytest.mark.parametrize(
    ("endpoint", "dlq", "expected"),
    [
        ("acs:mns:cn-hangzhou:1:queues/t", QUEUE, []),
        ("acs:mns:cn-beijing:1:queues/t", None, ["endpoint-other-region"]),
        ("acs:mns:cn-hangzhou:2:queues/t", None, ["endpoint-other-account"]),
        (Unknown("partly", prefix="acs:mns:cn-beijing:"), None, ["endpoint-other-region"]),
        (Unknown("partly", prefix="acs:mns:cn-beij"), None, []),
        ("https://example.com", None, []),
        ("acs:mns:cn-hangzhou:1:queues/t", "acs:mns:cn-beijing:2:/queues/q", ["dlq-other-region", "dlq-other-account"]),
        ("acs:mns:cn-hangzhou:1:queues/q", QUEUE, ["dlq-is-target"]),
        ("acs:mns:cn-hangzhou:1:queues/t", "acs:eventbridge:cn-hangzhou:1:eventbus/default", ["dlq-feeds-back"]),
    ],
)
def test_places(endpoint: Value, dlq: Value, expected: list[str]) -> None:
    made = rule("r", targets=[target("r", endpoint=endpoint, dlq=dlq)], region="cn-hangzhou", account="1")
    assert [f.code for f in (*run("endpoint", made), *run("dlq", made))] == expected


def test_a_queue_that_comes_back_through_a_source() -> None:
    made = rule("r", targets=[target("r", endpoint="acs:mns:cn-hangzhou:1:queues/t", dlq=QUEUE)], bus="orders")
    back = fed(source("s", "again"), "source_mns_parameters", queue_name="q")
    found = run("dlq", ORDERS, made, back)
    assert brief(found) == [("dlq-feeds-back", "rule.r#targets[t]", "alicloud_event_bridge_event_source_v2.s", None)]


@pytest.mark.parametrize(
    ("pattern", "target_type", "params", "expected"),
    [
        ("{}", "acs.dingtalk", [], [None]),
        ('{"source":[{"exists":true}]}', "acs.dingtalk", [], [None]),
        ('{"source":["acs.oss"]}', "acs.dingtalk", [], []),
        ("{}", "acs.mns.queue", [], []),
        ("{}", "https", [("Network", "CONSTANT", "PublicNetwork")], [None]),
        ("{}", "https", [("Network", "CONSTANT", "PrivateNetwork")], []),
        ("{}", "https", [("Network", "CONSTANT", UNSURE)], [UNSURE]),
        ("{}", "acs.eventbridge", [("AccountType", "CONSTANT", "AnotherAccount")], [None]),
    ],
)
def test_exposure(pattern: str, target_type: str, params: list[Any], expected: list[Unknown | None]) -> None:
    found = run("catch-all", rule("r", pattern, targets=[target("r", "t", target_type, params=params)]))
    assert [f.undecided for f in found] == expected


def test_quotas() -> None:
    rules = [rule(f"r{i:02}", '{"source":["x"]}', bus="orders") for i in range(41)]
    assert [(f.code, f.address, f.key, f.data["got"]) for f in run("quota", ORDERS, *rules)] == [
        ("quota-near", "alicloud_event_bridge_event_bus.orders", "rules_per_bus", 41)
    ]
    many = rule("r", targets=[target("r", str(i)) for i in range(6)])
    assert [(f.code, f.data["message"]) for f in run("quota", many)] == [
        ("quota-exceeded", "The rule has 6 targets; at most 5 are allowed.")
    ]


def test_roles() -> None:
    made = rule("r", targets=[target("r", "a", "acs.fc.function"), target("r", "b", "acs.fc.function")])
    assert [(f.address.split(".")[-1], f.key, f.data["declares_roles"]) for f in run("missing-serv", made)] == [
        ("r#targets[a]", "AliyunServiceRoleForEventBridgeSendToFC", False)
    ]
    assert run("missing-serv", made, role("x", "AliyunServiceRoleForEventBridgeSendToFC")) == []
    assert [f.undecided for f in run("missing-serv", made, role("x", UNSURE))] == [UNSURE]


def test_shared_consumer_groups() -> None:
    group = {"instance_id": "i", "topic": "t", "group_id": "g"}
    first = fed(source("a", "a", bus="orders"), "source_rocketmq_parameters", **group)
    second = fed(source("b", "b", bus="stock"), "source_rocketmq_parameters", **group)
    assert brief(run("shared", ORDERS, bus("stock", "stock"), first, second)) == [
        ("shared-consumer-group", "event_source_v2.b", "alicloud_event_bridge_event_source_v2.a", None)
    ]


def test_arns() -> None:
    assert parse_arn("acs:mns:r:1:queues/q") == parse_arn("acs:mns:r:1:/queues/q") == Arn("mns", "r", "1", "queues/q")
    assert parse_arn("https://x") is None
