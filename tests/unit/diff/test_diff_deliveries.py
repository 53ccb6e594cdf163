from pathlib import Path

import pytest

from tests.unit.diff.estates import compared, rule, short, target, types

Q, R = target("q"), target("r")
LOG = target("log", "acs.sls", endpoint='"acs:log:cn-hangzhou:1:project/p/logstore/l"')
ROBOT = target("robot", "acs.dingtalk", endpoint='"https://oapi.dingtalk.com/robot/send"')
UNKNOWN = target("u", endpoint="var.text")


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param(
            rule("a", types("x", "y"), Q),
            rule("a", types("x"), Q),
            [("lost", "a", "targets[q]", False, ("delivery",))],
            id="a part of the events",
        ),
        pytest.param(
            rule("a", types("x"), Q), "", [("lost", "a", "targets[q]", True, ("delivery",))], id="the rule is gone"
        ),
        pytest.param(
            rule("a", types("x"), Q),
            rule("a", types("x"), Q, status='"DISABLE"'),
            [("lost", "a", "targets[q]", True, ("delivery",))],
            id="the rule is switched off",
        ),
        pytest.param(
            rule("a", types("x"), Q),
            rule("b", types("x", "y"), target("other", endpoint='"acs:mns:cn-hangzhou:1:queues/q"')),
            [("gained", "b", "targets[other]", False, ("delivery",))],
            id="another rule takes over and takes more",
        ),
        pytest.param(
            rule("a", types("x", "y"), Q),
            rule("a", types("x"), Q) + rule("b", types("y"), Q),
            [],
            id="two rules share what one had",
        ),
        pytest.param(
            rule("a", types("x"), Q, R),
            rule("a", types("x"), R),
            [("lost", "a", "targets[q]", True, ())],
            id="another receiver is left",
        ),
        pytest.param(
            rule("a", types("x"), Q, LOG, ROBOT),
            rule("a", types("x"), Q),
            [
                ("lost", "a", "targets[log]", True, ("audit target",)),
                ("lost", "a", "targets[robot]", True, ("alerting target",)),
            ],
            id="the last that records and the last that tells",
        ),
        pytest.param(
            rule("a", types("x"), Q),
            rule("a", types("x"), target("q", endpoint='"acs:mns:cn-hangzhou:1:queues/else"')),
            [("moved", "a", "targets[q]", True, ())],
            id="the receiver changes",
        ),
        pytest.param(
            rule("a", types("x"), Q, bus='"default"'),
            rule("a", types("x"), Q),
            [("gained", "a", "targets[q]", True, ("delivery",)), ("lost", "a", "targets[q]", True, ("delivery",))],
            id="the bus changes",
        ),
        pytest.param(
            rule("a", types("x"), Q),
            rule("a", types("x"), UNKNOWN),
            [("may-be-lost", "a", "targets[q]", False, ()), ("may-be-gained", "a", "targets[u]", False, ())],
            id="nobody knows the receiver",
        ),
        pytest.param(
            rule("a", types("x"), Q),
            rule("a", types("x"), Q, status="var.text"),
            [("may-be-lost", "a", "targets[q]", False, ()), ("may-be-gained", "a", "targets[q]", False, ())],
            id="nobody knows whether it is switched on",
        ),
        pytest.param(
            rule("a", types("x"), Q),
            rule("a", "var.text", Q),
            [("may-be-lost", "a", "targets[q]", False, ()), ("may-be-gained", "a", "targets[q]", False, ())],
            id="nobody knows the pattern",
        ),
        pytest.param(
            rule("a", types("x"), Q),
            rule("a", "jsonencode({ source = [] })", Q),
            [("lost", "a", "targets[q]", True, ("delivery",))],
            id="the service refuses the pattern",
        ),
        pytest.param(
            rule("a", types("x"), UNKNOWN), rule("a", types("x"), UNKNOWN), [], id="the same unknown receiver"
        ),
    ],
)
def test_deliveries(before: str, after: str, expected: list[object], tmp_path: Path) -> None:
    assert [short(change) for change in compared(tmp_path, before, after).deliveries] == expected


def test_a_class_is_described_by_what_decides(tmp_path: Path) -> None:
    pattern = 'jsonencode({ source = ["a", "b", "c", "d"], type = [{ prefix = "x:" }], data = { n = [1] } })'
    change = compared(tmp_path, rule("a", pattern, Q), "").deliveries[0]
    assert change.events == 'source a or b or c or 1 more; type that starts with "x:"; by data.n'
    assert compared(tmp_path, rule("a", '"{}"', Q), "").deliveries[0].events == "all events"


def test_a_sensitive_pattern_is_not_shown(tmp_path: Path) -> None:
    pattern = "jsonencode({ source = [var.key] })"
    pair = compared(tmp_path, rule("a", pattern, Q), rule("a", types("x"), Q))
    change, gain = pair.deliveries
    assert (change.events, change.witness, change.last_witness) == ("events of a sensitive pattern", None, None)
    assert gain.witness is not None
    assert pair.resources[0].pattern is not None
    assert (pair.resources[0].pattern.hidden, pair.resources[0].pattern.lost) == (True, None)
    assert "not for print" not in repr(pair)


OTHER = """
resource "alicloud_event_bridge_event_bus" "c" {
  event_bus_name = "c"
}
"""


def forward(name: str, pattern: str, to: str, more: str = "") -> str:
    where = f'"acs:eventbridge:cn-hangzhou:1:eventbus/{to}"'
    params = f"""
    param_list {{
      resource_key = "EventBusName"
      form         = "CONSTANT"
      value        = "{to}"
    }}
{more}"""
    return rule(name, pattern, target("f", "acs.eventbridge", params, where))


def test_events_that_still_arrive_by_way_of_another_bus_are_not_lost(tmp_path: Path) -> None:
    x, both = types("x"), types("x", "y")
    before = OTHER + rule("a", x, Q)
    there = rule("d", both, Q, bus='"c"')
    assert [short(c) for c in compared(tmp_path / "1", before, OTHER + forward("a", x, "c") + there).deliveries] == [
        ("gained", "a", "targets[f]", True, ()),
        ("gained", "d", "targets[q]", True, ("delivery",)),
    ]
    narrow = OTHER + forward("a", x, "c") + rule("d", types("y"), Q, bus='"c"')
    assert ("moved", "a", "targets[q]", True, ()) in map(short, compared(tmp_path / "2", before, narrow).deliveries)


def test_events_are_followed_through_several_buses_and_not_in_circles(tmp_path: Path) -> None:
    x = types("x")
    buses = OTHER + OTHER.replace('"c"', '"e"')
    before = buses + rule("a", x, Q)
    chain = forward("a", x, "c") + forward("g", x, "e").replace('bus_name = "b"', 'bus_name = "c"')
    after = buses + chain + rule("d", x, Q, bus='"e"')
    assert "moved" not in [c.kind.value for c in compared(tmp_path / "1", before, after).deliveries]
    circle = chain + forward("h", x, "b").replace('bus_name = "b"', 'bus_name = "e"')
    assert "moved" in [c.kind.value for c in compared(tmp_path / "2", before, buses + circle).deliveries]


def test_what_may_lose_a_last_delivery_says_so(tmp_path: Path) -> None:
    x = types("x")
    (maybe,) = [
        c for c in compared(tmp_path / "1", rule("a", x, Q), rule("a", x, UNKNOWN)).deliveries if "lost" in c.kind
    ]
    assert (maybe.kind.value, [last.value for last in maybe.may_be_last]) == ("may-be-lost", [])
    pattern = 'jsonencode({ source = ["shop"], type = [var.text] })'
    (other,) = [
        c for c in compared(tmp_path / "2", rule("a", x, Q), rule("a", pattern, Q)).deliveries if "lost" in c.kind
    ]
    assert (other.kind.value, [last.value for last in other.may_be_last]) == ("may-be-lost", ["delivery"])
