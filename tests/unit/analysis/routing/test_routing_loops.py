"""Loops of any length, through buses, regions and event sources."""

import json
from typing import Any

import pytest

from ebaudit.analysis.patterns import parse_pattern, read_event
from ebaudit.analysis.patterns.matching import matches
from ebaudit.analysis.routing import analyse
from ebaudit.analysis.routing import ways as ways_module
from ebaudit.catalog import load
from ebaudit.model.finding import Fact
from ebaudit.model.resources import EventBus, Rule, Target
from ebaudit.model.value import Unknown, Value, hole
from tests.estates import PREFIX, api_destination, bus, estate, fed, parsed, rule, source, target

CATALOG = load()[0]
UNSURE = Unknown("the variable has no value", ("var.x",))
MADE = "what an event source makes of a message is known by its source and type only"


def loops(*nouns: Any) -> list[Fact]:
    made = estate(*nouns)
    return [fact for fact in analyse(made, CATALOG, parsed(made)) if fact.code == "event-loop"]


def ways(found: list[Fact]) -> list[tuple[str, str | None]]:
    short = f"{PREFIX}rule."
    why = [None if fact.undecided is None else fact.undecided.reason for fact in found]
    return [
        (fact.key.replace(short, "").replace("#targets[f]", ""), each) for fact, each in zip(found, why, strict=True)
    ]


def pattern(*names: str, **data: Any) -> str:
    return json.dumps({"source": list(names), **data})


def onto(rule_name: str, name: Value, **more: Value) -> Target:
    given = {"EventBusName": name, **more}
    params = [*((key, "CONSTANT", value) for key, value in given.items()), ("Body", "ORIGINAL")]
    return target(rule_name, "f", "acs.eventbridge", params=params)


def hop(name: str, on: Value, to: Value, text: Value = '{"source":["shop"]}', **provider: Value) -> Rule:
    return rule(name, text, bus=on, targets=[onto(name, to)], **provider)


def ring(size: int, text: str = '{"source":["shop"]}') -> list[EventBus | Rule]:
    names = [f"b{index:03}" for index in range(size)]
    buses = [bus(name, name) for name in names]
    return [*buses, *(hop(f"r{name}", name, names[(i + 1) % size], text) for i, name in enumerate(names))]


@pytest.mark.parametrize("size", [1, 7, 40])
def test_a_ring_of_any_length(size: int) -> None:
    found = loops(*ring(size))
    assert ways(found) == [("->".join(f"rb{index:03}" for index in range(size)), None)]
    event = read_event((found[0].evidence or {})["event"])[0]
    asked = parse_pattern('{"source":["shop"]}')[0]
    assert event is not None
    assert asked is not None
    assert matches(asked, event)


def test_every_elementary_way_round_is_found_once() -> None:
    names = ("a", "b", "c")
    rules = [hop(f"{one}{other}", one, other) for one in names for other in names if one != other]
    found = loops(*(bus(name, name) for name in names), *rules)
    assert sorted(ways(found)) == [
        ("ab->ba", None),
        ("ab->bc->ca", None),
        ("ac->ca", None),
        ("ac->cb->ba", None),
        ("bc->cb", None),
    ]


def test_a_way_on_which_the_patterns_part_is_no_loop() -> None:
    names = [f"b{index}" for index in range(9)]
    buses = [bus(name, name) for name in names]
    rules = [hop(f"r{name}", name, names[(i + 1) % 9], pattern("shop", f"x{i}")) for i, name in enumerate(names)]
    assert ways(loops(*buses, *rules)) == [("->".join(f"r{name}" for name in names), None)]
    rules[8] = hop("rb8", "b8", "b0", pattern("x8"))
    assert loops(*buses, *rules) == []


def test_what_is_beyond_the_work_is_undecided(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ways_module, "STEP_LIMIT", 3)
    assert ways(loops(*ring(1), *ring(6))) == [
        ("rb000", None),
        ("rb000->rb001->rb002", "there are more ways round than were looked at"),
    ]


def test_a_dense_graph_ends() -> None:
    names = [f"b{index:02}" for index in range(12)]
    rules = [hop(f"{one}{other}", one, other) for one in names for other in names if one != other]
    found = loops(*(bus(name, name) for name in names), *rules)
    assert ways(found)[-1][1] == "there are more ways round than were looked at"
    assert len(set(ways(found))) == len(found)


def test_a_rule_of_unknown_pattern_may_close_a_loop() -> None:
    found = loops(bus("a", "a"), bus("b", "b"), hop("x", "a", "b"), hop("y", "b", "a", UNSURE))
    assert ways(found) == [("x->y", UNSURE.reason)]


def test_a_bus_is_what_its_unknown_name_is_made_of() -> None:
    name = Unknown(
        "known only after apply", ("random_integer.x.result",), identity=f"bus-{hole('random_integer.x.result')}"
    )
    there = Unknown("known only after apply", (), identity=hole(f"{PREFIX}event_bus.b.id"))
    other = Unknown("known only after apply", (), identity=f"{hole(f'{PREFIX}event_bus.b.id')}-y")
    assert ways(loops(bus("b", name), hop("x", name, there))) == [("x", None)]
    assert ways(loops(bus("b", name), hop("x", name, other))) == []
    anywhere = Unknown("known only after apply", ("var.y",))
    assert ways(loops(bus("b", name), hop("x", name, anywhere))) == [("x", anywhere.reason)]


@pytest.mark.parametrize(
    ("region", "account", "expected"),
    [
        ("cn-hangzhou", None, [("x", None)]),
        ("cn-beijing", None, []),
        (None, "2", []),
        (UNSURE, None, [("x", UNSURE.reason)]),
    ],
)
def test_a_bus_of_one_name_in_another_place_is_another(region: Value, account: Value, expected: list[Any]) -> None:
    here = {"region": "cn-hangzhou", "account": "1"}
    more = {"RegionId": region, "AccountType": "AnotherAccount" if account else "SameAccount", "AccountId": account}
    made = rule(
        "x", targets=[onto("x", "orders", **{k: v for k, v in more.items() if v is not None})], bus="orders", **here
    )
    assert ways(loops(bus("orders", "orders", **here), made)) == expected


def test_a_loop_across_regions_by_the_endpoints() -> None:
    def across(name: str, own: str, other: str) -> Rule:
        endpoint = f"acs:eventbridge:{other}:1:eventbus/orders"
        made = target(name, "f", "acs.eventbridge", params=[("Body", "ORIGINAL")], endpoint=endpoint)
        return rule(name, pattern("shop"), bus="orders", targets=[made], region=own, account="1")

    regions = ("cn-hangzhou", "cn-beijing")
    buses = [bus(f"o{region}", "orders", region=region, account="1") for region in regions]
    found = loops(*buses, across("a", *regions), across("b", *reversed(regions)))
    assert ways(found) == [("a->b", None)]
    assert loops(*buses, across("a", *regions), across("b", "cn-beijing", "cn-shanghai")) == []


def test_an_unknown_endpoint_is_not_the_name_of_a_bus() -> None:
    endpoint = Unknown("the variable has no value", ("var.endpoint",), identity=hole("var.endpoint"))
    made = rule("x", targets=[target("x", "f", "acs.eventbridge", endpoint=endpoint)], bus="orders")
    assert ways(loops(bus("orders", "orders"), made)) == [("x", endpoint.reason)]


QUEUE = [("queue", "CONSTANT", "q"), ("Body", "ORIGINAL")]
ROCKET = [("InstanceId", "CONSTANT", "i"), ("Topic", "CONSTANT", "t")]
RABBIT = [("InstanceId", "CONSTANT", "i"), ("Vhost", "CONSTANT", "v"), ("Queue", "CONSTANT", "q")]
LOGS = [("Project", "CONSTANT", "p"), ("LogStore", "CONSTANT", "l")]
HOOK = f"{PREFIX}event_source_v2.s.source_http_event_parameters[0].public_web_hook_url"


def sending(kind: str, params: list[Any], text: Value = '{"source":["back"]}', endpoint: Value = None) -> Rule:
    return rule("x", text, bus="orders", targets=[target("x", "f", kind, params=params, endpoint=endpoint)])


@pytest.mark.parametrize(
    ("kind", "params", "reads", "values"),
    [
        ("acs.mns.queue", QUEUE, "source_mns_parameters", {"queue_name": "q"}),
        ("acs.rocketmq", ROCKET, "source_rocketmq_parameters", {"instance_id": "i", "topic": "t"}),
        (
            "acs.rabbitmq",
            RABBIT,
            "source_rabbit_mq_parameters",
            {"instance_id": "i", "virtual_host_name": "v", "queue_name": "q"},
        ),
        ("acs.alikafka", ROCKET, "source_kafka_parameters", {"instance_id": "i", "topic": "t"}),
        ("acs.sls", LOGS, "source_sls_parameters", {"project": "p", "log_store": "l"}),
    ],
)
def test_what_a_source_reads_comes_back(kind: str, params: list[Any], reads: str, values: dict[str, Any]) -> None:
    back = fed(source("s", "back"), reads, **values)
    assert ways(loops(bus("orders", "orders"), back, sending(kind, params))) == [
        (f"x->{PREFIX}event_source_v2.s", None)
    ]
    other = fed(source("s", "back"), reads, **{**values, next(reversed(values)): "other"})
    assert loops(bus("orders", "orders"), other, sending(kind, params)) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"source":["acs.mns"],"type":["mns:Queue:SendMessage"]}', [None]),
        ('{"source":["acs.mns"],"type":["shop:Order:Paid"]}', []),
        ('{"source":["shop"]}', []),
        ('{"source":["back"],"data":{"state":["paid"]}}', [MADE]),
        ("{}", [None]),
    ],
)
def test_a_pulled_message_is_a_new_event(text: str, expected: list[str | None]) -> None:
    back = fed(source("s", "back"), "source_mns_parameters", queue_name="q")
    found = loops(bus("orders", "orders"), back, sending("acs.mns.queue", QUEUE, text))
    assert [why for _, why in ways(found)] == expected


def test_a_webhook_of_the_estate_leads_back() -> None:
    hook = fed(source("s", "back"), "source_http_event_parameters", type="HTTPS")
    url = Unknown("known only after apply", (HOOK,))
    destination = api_destination("d", "crm", "c", url)
    nouns = [bus("orders", "orders"), hook, destination]
    assert ways(loops(*nouns, sending("acs.api.destination", [("Name", "CONSTANT", "crm")]))) == [
        (f"x->{PREFIX}event_source_v2.s", None)
    ]
    assert ways(loops(*nouns, sending("https", [("url", "CONSTANT", url)])))[0][1] is None
    literal = "https://1.eventbridge.cn-hangzhou.aliyuncs.com/webhook/putEvents?token=x"
    assert ways(loops(*nouns, sending("https", [], endpoint=literal))) == [
        (f"x->{PREFIX}event_source_v2.s", "which of the event sources a webhook's address belongs to cannot be told")
    ]
    assert loops(*nouns, sending("https", [], endpoint="https://crm.example.com/events")) == []


def test_a_source_in_the_middle_of_a_way() -> None:
    back = fed(source("s", "back", bus="stock"), "source_mns_parameters", queue_name="q")
    nouns = [bus("orders", "orders"), bus("stock", "stock"), back, sending("acs.mns.queue", QUEUE)]
    found = loops(*nouns, hop("y", "stock", "orders", pattern("back")))
    assert ways(found) == [(f"x->{PREFIX}event_source_v2.s->y", None)]
    assert found[0].data["message"] == (
        "What this target sends comes back to it as new events: alicloud_event_bridge_rule.x -> "
        "alicloud_event_bridge_event_source_v2.s -> alicloud_event_bridge_rule.y -> alicloud_event_bridge_rule.x."
    )
    assert loops(*nouns, hop("y", "stock", "orders", pattern("shop"))) == []
