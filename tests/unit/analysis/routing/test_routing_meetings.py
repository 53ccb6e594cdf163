import json
from typing import Any

from ebaudit.analysis.patterns import parse_pattern, read_event
from ebaudit.analysis.patterns.matching import matches
from ebaudit.analysis.routing import analyse
from ebaudit.analysis.routing import overlaps as overlaps_module
from ebaudit.analysis.routing.delivery import deliveries
from ebaudit.catalog import load
from ebaudit.model.finding import Fact
from ebaudit.model.resources import Rule, Target
from ebaudit.model.value import Sensitive, Unknown, Value, hole
from tests.estates import PREFIX, bus, estate, parsed, rule, target

CATALOG = load()[0]
UNSURE = Unknown("the variable has no value", ("var.x",))
MADE = Unknown("known only after apply", (f"{PREFIX}event_bus.made.id",), identity=hole(f"{PREFIX}event_bus.made.id"))
ORDERS, STOCK = bus("orders", "orders"), bus("stock", "stock")
QUEUE = "acs:mns:cn-hangzhou:1:queues/q"
CODES = {"event-loop", "duplicate-rule", "subsumed-rule", "double-delivery", "duplicate-target", "equal-patterns"}


def run(*nouns: Any) -> list[Fact]:
    made = estate(*nouns)
    return [fact for fact in analyse(made, CATALOG, parsed(made)) if fact.code in CODES]


def brief(found: list[Fact]) -> list[tuple[str, str, str, Unknown | None]]:
    short = "alicloud_event_bridge_rule."
    return [(f.code, f.address.replace(short, ""), f.key.replace(short, ""), f.undecided) for f in found]


def sources(*names: Any, **data: Any) -> str:
    return json.dumps({"source": list(names), **data})


def onto(rule_name: str, name: Value) -> Target:
    params = [("EventBusName", "CONSTANT", name), ("Body", "ORIGINAL")]
    return target(rule_name, "f", "acs.eventbridge", params=params)


def forwarding(name: str, pattern: Value, to: Value, *, on: str = "orders", status: Value = None) -> Rule:
    return rule(name, pattern, bus=on, targets=[onto(name, to)], status=status)


def selects(pattern: Value, evidence: Any) -> bool | None:
    made, event = parse_pattern(pattern)[0], read_event(evidence["event"])[0]
    assert made is not None
    assert event is not None
    return matches(made, event)


def test_a_rule_that_feeds_itself() -> None:
    pattern = sources("shop", type=["a"])
    found = run(ORDERS, forwarding("r", pattern, "orders"))
    assert brief(found) == [("event-loop", "r#targets[f]", "r#targets[f]", None)]
    assert selects(pattern, found[0].evidence)


def test_a_loop_needs_one_event_that_passes_every_hop() -> None:
    one, two = sources("shop", "crm"), sources("shop", "web")
    found = run(ORDERS, STOCK, forwarding("a", one, "stock"), forwarding("b", two, "orders", on="stock"))
    assert brief(found) == [("event-loop", "a#targets[f]", "a#targets[f]->b#targets[f]", None)]
    assert selects(one, found[0].evidence)
    assert selects(two, found[0].evidence)
    apart = forwarding("b", sources("web"), "orders", on="stock")
    assert run(ORDERS, STOCK, forwarding("a", one, "stock"), apart) == []
    off = forwarding("b", two, "orders", on="stock", status="DISABLE")
    assert run(ORDERS, STOCK, forwarding("a", one, "stock"), off) == []


def test_the_bus_attribute_changes_from_hop_to_hop() -> None:
    def asking(name: str) -> str:
        return sources("shop", aliyuneventbusname=[name])

    one = forwarding("a", asking("orders"), "stock")
    assert len(run(ORDERS, STOCK, one, forwarding("b", asking("stock"), "orders", on="stock"))) == 1
    assert run(ORDERS, STOCK, one, forwarding("b", asking("orders"), "orders", on="stock")) == []


def state(*values: Any) -> str:
    return sources("shop", data={"state": list(values)})


def test_what_only_an_array_of_several_values_does_is_undecided() -> None:
    why = "it takes an event whose 'data.state' holds several values at once, and whether such exist is not known"
    one, two = state("open"), state("closed")
    found = (
        *run(ORDERS, STOCK, forwarding("a", one, "stock"), forwarding("b", two, "orders", on="stock")),
        *run(ORDERS, to_queue("a", one), to_queue("b", two)),
    )
    assert brief(list(found)) == [
        ("event-loop", "a#targets[f]", "a#targets[f]->b#targets[f]", Unknown(why)),
        ("double-delivery", "b#targets[t]", "a#targets[t]", Unknown(why)),
    ]
    for fact in found:
        assert fact.evidence is not None
        assert fact.evidence["event"]["data"] == {"state": ["open", "closed"]}
        assert (selects(one, fact.evidence), selects(two, fact.evidence)) == (True, True)
    shared = run(ORDERS, to_queue("a", state("open", "new")), to_queue("b", state("open", "old")))
    assert brief(shared) == [("double-delivery", "b#targets[t]", "a#targets[t]", None)]


def test_what_only_unlikely_events_do_is_said_once_for_a_target() -> None:
    found = run(ORDERS, *(to_queue(name, state(name)) for name in ("a", "b", "c")), to_queue("d", sources("shop")))
    assert [(f.code, f.address.split(".")[-1], f.key.split(".")[-1], f.undecided is None) for f in found] == [
        ("double-delivery", "b#targets[t]", "a#targets[t]", False),
        ("double-delivery", "c#targets[t]", "a#targets[t]", False),
        ("subsumed-rule", "a", "d", True),
        ("subsumed-rule", "b", "d", True),
        ("subsumed-rule", "c", "d", True),
    ]


def test_a_loop_that_may_be() -> None:
    assert brief(run(ORDERS, forwarding("r", sources("shop"), UNSURE))) == [
        ("event-loop", "r#targets[f]", "r#targets[f]", UNSURE)
    ]
    partly = Unknown("partly", json={"source": (UNSURE,)})
    other = forwarding("b", sources("web"), "orders", on="stock")
    found = run(ORDERS, STOCK, forwarding("a", partly, "stock"), other)
    assert [(f.code, f.undecided) for f in found] == [("event-loop", UNSURE)]


def to_queue(name: str, pattern: Value, *, endpoint: Value = QUEUE, on: str = "orders", status: Value = None) -> Rule:
    made = target(name, "t", endpoint=endpoint)
    return rule(name, pattern, bus=on, targets=[made], status=status)


def test_double_delivery() -> None:
    one, two = sources("shop", "crm"), sources("shop", "web")
    found = run(ORDERS, to_queue("a", one), to_queue("b", two))
    assert brief(found) == [("double-delivery", "b#targets[t]", "a#targets[t]", None)]
    assert selects(one, found[0].evidence)
    assert selects(two, found[0].evidence)
    assert [related.label for related in found[0].related] == ["the other rule's pattern", "the other delivery"]


def test_no_double_delivery() -> None:
    one, two = sources("shop", "crm"), sources("shop", "web")
    assert run(ORDERS, to_queue("a", one), to_queue("b", sources("web"))) == []
    assert run(ORDERS, STOCK, to_queue("a", one), to_queue("b", two, on="stock")) == []
    assert run(ORDERS, to_queue("a", one), to_queue("b", two, endpoint=QUEUE + "2")) == []
    assert run(ORDERS, to_queue("a", one), to_queue("b", two, status="DISABLE")) == []
    assert run(ORDERS, to_queue("a", one, endpoint=UNSURE), to_queue("b", two, endpoint=UNSURE)) == []


def test_duplicates_and_subsumed_rules() -> None:
    wide, narrow = sources("shop"), sources("shop", type=["a"])
    assert brief(run(ORDERS, to_queue("a", wide), to_queue("b", '{ "source" : ["shop"] }'))) == [
        ("duplicate-rule", "b", "a", None)
    ]
    assert brief(run(ORDERS, to_queue("a", wide), to_queue("b", narrow))) == [("subsumed-rule", "b", "a", None)]
    assert brief(run(ORDERS, to_queue("a", narrow), to_queue("b", wide))) == [("subsumed-rule", "a", "b", None)]


def test_a_narrower_rule_with_more_targets_is_not_redundant() -> None:
    more = rule(
        "b",
        sources("shop", type=["a"]),
        bus="orders",
        targets=[target("b", "t", endpoint=QUEUE), target("b", "u", endpoint=QUEUE + "2")],
    )
    assert brief(run(ORDERS, to_queue("a", sources("shop")), more)) == [
        ("double-delivery", "b#targets[t]", "a#targets[t]", None)
    ]


def test_two_targets_of_one_rule_with_one_receiver() -> None:
    targets = [target("a", "t", endpoint=QUEUE), target("a", "u", endpoint=QUEUE.replace(":/", ":"))]
    found = run(ORDERS, rule("a", sources("shop"), bus="orders", targets=targets))
    assert brief(found) == [("duplicate-target", "a#targets[u]", "a#targets[t]", None)]


def test_equal_patterns_with_different_targets() -> None:
    found = run(ORDERS, to_queue("a", sources("x", "y")), to_queue("b", sources("y", "x"), endpoint=QUEUE + "2"))
    assert brief(found) == [("equal-patterns", "b", "a", None)]


def test_what_cannot_be_told_is_undecided() -> None:
    partly = Unknown("partly", json={"source": (UNSURE,)})
    found = run(ORDERS, to_queue("a", sources("shop")), to_queue("b", partly))
    assert brief(found) == [("double-delivery", "b#targets[t]", "a#targets[t]", UNSURE)]


def test_sensitive_patterns_give_no_evidence() -> None:
    one = Sensitive(sources("shop", "hush"))
    found = run(ORDERS, to_queue("a", one), to_queue("b", sources("hush", "web")))
    assert [(f.code, f.evidence) for f in found] == [("double-delivery", None)]


def test_comparing_stops_at_a_limit(monkeypatch: Any) -> None:
    monkeypatch.setattr(overlaps_module, "PAIR_LIMIT", 1)
    rules = [to_queue(name, sources("shop", name)) for name in ("a", "b", "c")]
    assert [(f.key, f.undecided is not None) for f in run(ORDERS, *rules)][-1] == ("", True)


EVENT = {"id": "1", "source": "shop", "specversion": "1.0", "type": "order:paid", "data": {"n": 3}}


def routed(*nouns: Any, to: str | None = "orders") -> Any:
    made = estate(*nouns)
    event = read_event(EVENT)[0]
    assert event is not None
    return deliveries(made, parsed(made), event, to)


def test_deliveries_render_parameters_and_misses_name_the_field() -> None:
    params = [
        ("queue", "CONSTANT", "q"),
        ("Body", "TEMPLATE", '{"n":"$.data.n"}', "n=${n}"),
        ("Tag", "JSONPATH", "$.gone"),
        ("Key", "CONSTANT", UNSURE),
    ]
    hit = rule("a", sources("shop"), bus="orders", targets=[target("a", "t", endpoint=QUEUE, params=params)])
    found = routed(
        ORDERS,
        hit,
        to_queue("b", '{"data":{"n":[{"numeric":[">",5]}]}}'),
        to_queue("c", sources("x"), status="DISABLE"),
    )
    shown = [
        (p.key, p.form, p.rendered and (p.rendered.text, p.rendered.missing), p.unknown)
        for delivery in found.deliveries
        for p in delivery.parameters
    ]
    assert shown == [
        ("queue", "CONSTANT", ("q", False), None),
        ("Body", "TEMPLATE", ("n=3", False), None),
        ("Tag", "JSONPATH", (None, True), None),
        ("Key", "CONSTANT", None, UNSURE),
    ]
    assert [(d.rule.split(".")[-1], d.endpoint, d.match.matches) for d in found.deliveries] == [("a", QUEUE, True)]
    assert [(m.rule.split(".")[-1], m.field) for m in found.misses] == [("b", "data.n"), ("c", "")]
    assert found.misses[1].why == "The rule is switched off."


def test_forwarded_events_are_followed_once() -> None:
    found = routed(
        ORDERS,
        STOCK,
        forwarding("a", sources("shop"), "stock"),
        forwarding("b", sources("shop"), "orders", on="stock"),
        to_queue("c", sources("shop"), on="stock"),
    )
    assert found.buses == ("orders", "stock")
    assert [(d.target.split(".")[-1], len(d.via)) for d in found.deliveries] == [
        ("a#targets[f]", 0),
        ("b#targets[f]", 1),
        ("c#targets[t]", 1),
    ]


def test_the_bus_is_the_events_own_or_default() -> None:
    assert routed(to=None).buses == ("default",)


def test_rules_of_unknown_bus_or_pattern_are_said() -> None:
    found = routed(
        ORDERS,
        bus("made", Unknown("known only after apply")),
        rule("u", sources("shop"), bus=UNSURE),
        rule("v", "{", bus="orders"),
        rule("w", UNSURE, bus="orders"),
        rule("x", sources("shop"), bus=MADE),
    )
    assert [(miss.rule.split(".")[-1], miss.why, miss.unknown) for miss in found.misses] == [
        ("u", "The rule's bus is not known.", UNSURE),
        ("v", "The rule's pattern is not valid, so the service refuses the rule.", None),
        ("w", "The rule's pattern is not known.", UNSURE),
        ("x", "The rule's bus is not known.", Unknown("the name of its bus is not known")),
    ]


def test_a_declared_bus_without_a_known_name_is_not_the_default_one() -> None:
    found = routed(bus("made", Unknown("known only after apply")), rule("x", sources("shop"), bus=MADE), to="default")
    assert found.misses == ()


def test_a_rule_that_may_be_switched_off_is_undecided() -> None:
    found = routed(ORDERS, to_queue("a", sources("shop"), status=UNSURE), to_queue("b", sources("x"), status=UNSURE))
    assert [(d.match.matches, d.match.unknowns) for d in found.deliveries] == [(None, (UNSURE,))]
    assert [miss.rule.split(".")[-1] for miss in found.misses] == ["b"]


def test_a_forwarder_to_an_unknown_bus_is_said() -> None:
    found = routed(ORDERS, forwarding("a", sources("shop"), UNSURE))
    assert [d.target.split(".")[-1] for d in found.deliveries] == ["a#targets[f]"]
    assert [(miss.rule.split(".")[-1], miss.why, miss.unknown) for miss in found.misses] == [
        ("a#targets[f]", "The bus that the target forwards to is not known.", UNSURE)
    ]
