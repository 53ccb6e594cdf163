from ebaudit.analysis.facts import analyse, gather
from ebaudit.catalog import load
from ebaudit.model.finding import Fact
from tests.estates import bus, estate, rule, target


def test_facts_are_found_by_code_and_by_address() -> None:
    one, two, three = Fact("a", "x"), Fact("b", "x"), Fact("a", "y")
    facts = gather([one, two, three], {})
    assert facts.by_code == {"a": (one, three), "b": (two,)}
    assert facts.by_address == {"x": (one, two), "y": (three,)}


def test_every_analysis_speaks() -> None:
    params = [("queue", "CONSTANT", "q"), ("Body", "TEMPLATE", '{"a":"$.id"}', "${b}"), ("Qeue", "CONSTANT", "x")]
    made = rule("r", '{"source":["acs.oss"]}', bus="orders", targets=[target("r", "t", "acs.mns.queue", params=params)])
    broken = rule("s", "{", bus="missing")
    found = analyse(estate(bus("orders", "orders"), made, broken), load()[0])
    assert {
        "undefined-variable",
        "unused-variable",
        "invalid-pattern",
        "bus-not-declared",
        "official-source-on-custom-bus",
    } <= set(found.by_code)
    assert list(found.patterns) == ["alicloud_event_bridge_rule.r"]
