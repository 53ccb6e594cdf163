import json
from typing import Any

import pytest

from ebaudit.analysis.routing import analyse
from ebaudit.catalog import load
from ebaudit.model.finding import Fact
from ebaudit.model.value import Sensitive, Unknown, Value, hole
from tests.estates import bus, estate, parsed, rule, source, target

_ID = "alicloud_event_bridge_event_bus.orders.id"
BUS_ID = Unknown("known only after apply", (_ID,), identity=hole(_ID))
ELSEWHERE = Unknown("the variable has no value", ("var.bus",))
SOURCE_ID = Unknown("known only after apply", ("alicloud_event_bridge_event_source.s.id",))
CATALOG = load()[0]
CODES = {
    "bus-not-declared",
    "official-source-on-custom-bus",
    "custom-source-on-default-bus",
    "event-source-on-default-bus",
}


def run(*nouns: Any) -> list[Fact]:
    made = estate(*nouns)
    return [fact for fact in analyse(made, CATALOG, parsed(made)) if fact.code in CODES]


def brief(found: list[Fact]) -> list[tuple[str, str, str, Unknown | None]]:
    return [(fact.code, fact.address.split(".")[-1], str(fact.span), fact.undecided) for fact in found]


def sources(*names: Any) -> str:
    return json.dumps({"source": list(names)})


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("default", []),
        ("orders", []),
        (BUS_ID, []),
        ("order", [("bus-not-declared", "r", "event_bus_name:1:1", None)]),
        (ELSEWHERE, [("bus-not-declared", "r", "event_bus_name:1:1", ELSEWHERE)]),
        (Sensitive("hush"), [("bus-not-declared", "r", "event_bus_name:1:1", None)]),
    ],
)
def test_buses(name: Value, expected: list[Any]) -> None:
    found = run(bus("orders", "orders"), rule("r", '{"subject":["x"]}', bus=name))
    assert brief(found) == expected
    assert not any("hush" in str(fact) for fact in found)


def test_a_bus_of_unknown_name_may_be_the_one() -> None:
    found = run(bus("b", ELSEWHERE), rule("r", bus="orders"))
    assert brief(found) == [("bus-not-declared", "r", "event_bus_name:1:1", ELSEWHERE)]


def test_a_close_name_is_suggested() -> None:
    found = run(bus("orders", "orders"), source("s", "shop", bus="Orders"))
    assert [(fact.data["message"], fact.data["suggestion"]) for fact in found] == [
        ("The event source is on the bus 'Orders', which this configuration does not declare.", "orders")
    ]


@pytest.mark.parametrize("where", ["orders", BUS_ID])
def test_official_sources_on_a_custom_bus(where: Value) -> None:
    found = run(bus("orders", "orders"), rule("r", sources("acs.oss", {"prefix": "acs.ecs"}), bus=where))
    assert brief(found) == [("official-source-on-custom-bus", "r", "filter_pattern/source/0:1:13", None)]
    assert found[0].data["message"] == (
        "The pattern selects the source 'acs.oss' only, but events of Alibaba Cloud services "
        "do not reach the custom bus 'orders'."
    )


@pytest.mark.parametrize(
    "pattern",
    [
        sources("acs.oss", "shop"),
        sources("acs.sls.alert"),
        sources({"prefix": "a"}),
        sources({"anything-but": "x"}),
        "{}",
    ],
)
def test_what_a_custom_bus_can_receive(pattern: str) -> None:
    assert run(bus("orders", "orders"), rule("r", pattern, bus="orders")) == []


def test_forwarded_events_keep_their_source() -> None:
    nouns = [bus("orders", "orders"), rule("r", sources("acs.oss"), bus="orders")]
    params = [("EventBusName", "CONSTANT", "orders"), ("Body", "ORIGINAL")]
    feeder = rule("f", sources("acs.oss"), targets=[target("f", "t", "acs.eventbridge", params=params)])
    assert run(*nouns, feeder) == []
    unsure = rule(
        "f", "{}", targets=[target("f", "t", "acs.eventbridge", params=[("EventBusName", "CONSTANT", ELSEWHERE)])]
    )
    assert [fact.undecided for fact in run(*nouns, unsure)] == [ELSEWHERE]


def test_custom_sources_on_default() -> None:
    found = run(rule("r", sources("shop")), rule("q", Unknown("partly", json={"source": (SOURCE_ID,)})))
    assert brief(found) == [
        ("custom-source-on-default-bus", "r", "filter_pattern/source/0:1:13", None),
        ("custom-source-on-default-bus", "q", "filter_pattern/source/0:1:1", None),
    ]


def test_an_unknown_source_leaves_it_undecided() -> None:
    found = run(rule("r", Unknown("partly", json={"source": ("shop", ELSEWHERE)})))
    assert [(fact.code, fact.undecided) for fact in found] == [("custom-source-on-default-bus", ELSEWHERE)]


def test_an_event_source_on_default() -> None:
    assert brief(run(source("s", "shop", bus="default"))) == [
        ("event-source-on-default-bus", "s", "event_bus_name:1:1", None)
    ]
