"""A comparison of an estate with itself is empty, and turning one round turns its answers round."""

from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ebaudit.analysis.facts import analyse
from ebaudit.analysis.patterns import Pattern, match, parse_pattern, read_event
from ebaudit.analysis.patterns.remainder import remainder
from ebaudit.analysis.routing.delivery import deliveries
from ebaudit.catalog import load
from ebaudit.diff import Side, compare
from ebaudit.model.change import DeliveryChange, DeliveryKind, Pair, PatternKind, Presence, ResourceChange
from ebaudit.model.estate import Estate, Opened
from ebaudit.model.request import Inputs
from ebaudit.model.resources import Attribute, Block, Resource
from ebaudit.model.value import Value
from ebaudit.readers import open_estates
from ebaudit.readers.decode import decode
from tests.properties.pattern_strategies import naive, patterns, small_world

ROOT = Path(__file__).parents[2]
CATALOG, _ = load()
ESTATES = sorted((ROOT / "fixtures/estates").glob("*/")) + sorted((ROOT / "fixtures/changes").glob("*/*/"))
CHANGES = sorted((ROOT / "fixtures/changes").glob("*/"))
PLANS = sorted((ROOT / "tests/conformance/data/plans").rglob("*.plan.json"))
STATES = sorted((ROOT / "tests/conformance/data/plans").rglob("applied.*state*"))
WORLD = list(small_world())
SEEN = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def side(opened: Opened) -> Side:
    return Side(opened, analyse(opened.estate, CATALOG).patterns)


def read(path: Path, *, before: bool = False) -> Side:
    return side(open_estates(str(path), Inputs(before=before), CATALOG)[0])


def nothing_but_folds(pair: Pair) -> None:
    assert (pair.deliveries, pair.resources) == ((), ())
    assert {fold.rule for fold in pair.folded} <= {"unknown-alike", "added target.param_list"}


@pytest.mark.parametrize("path", [*ESTATES, *PLANS, *STATES], ids=lambda path: path.relative_to(ROOT).as_posix())
def test_an_estate_and_itself(path: Path) -> None:
    for opened in open_estates(str(path), Inputs(), CATALOG):
        nothing_but_folds(compare(side(opened), side(opened._replace(changes=())), CATALOG))


DELIVERY = {
    DeliveryKind.LOST: DeliveryKind.GAINED,
    DeliveryKind.GAINED: DeliveryKind.LOST,
    DeliveryKind.MOVED: DeliveryKind.MOVED,
    DeliveryKind.MAY_BE_LOST: DeliveryKind.MAY_BE_GAINED,
    DeliveryKind.MAY_BE_GAINED: DeliveryKind.MAY_BE_LOST,
}
PATTERN = {
    PatternKind.NARROWER: PatternKind.WIDER,
    PatternKind.WIDER: PatternKind.NARROWER,
}
PRESENCE = {Presence.ADDED: Presence.REMOVED, Presence.REMOVED: Presence.ADDED, Presence.CHANGED: Presence.CHANGED}


class Turned(NamedTuple):
    deliveries: list[str]
    resources: list[str]


def told(pair: Pair, *, turned: bool = False) -> Turned:
    """What a comparison says, or what it would say the other way round."""
    return Turned(
        sorted(map(repr, (_delivery(change, turned=turned) for change in pair.deliveries))),
        sorted(map(repr, (_resource(change, turned=turned) for change in pair.resources))),
    )


def _delivery(change: DeliveryChange, *, turned: bool) -> tuple[object, ...]:
    kind = DELIVERY[change.kind] if turned else change.kind
    if change.kind is DeliveryKind.MOVED:
        ends = (change.to, change.receiver) if turned else (change.receiver, change.to)
        return kind, change.bus, *ends
    return kind, change.bus, change.rule, change.target, change.receiver, change.whole, change.last


def _resource(change: ResourceChange, *, turned: bool) -> tuple[object, ...]:
    pattern = change.pattern.kind if change.pattern is not None else None
    arguments = [(a.path, a.before, a.after) for a in change.arguments]
    if turned:
        pattern = PATTERN.get(pattern, pattern) if pattern is not None else None
        arguments = [(path, after, before) for path, before, after in arguments]
    replaced = change.gap is not None
    presence = PRESENCE[change.presence] if turned else change.presence
    return presence, change.type, change.address, pattern, sorted(arguments, key=repr), replaced


@pytest.mark.parametrize("path", CHANGES, ids=lambda path: path.name)
def test_a_committed_change_turned_round(path: Path) -> None:
    one, other = read(path / "before"), read(path / "after")
    assert told(compare(one, other, CATALOG), turned=True) == told(compare(other, one, CATALOG))
    assert_witnessed(one, other)


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_witnesses_of_plans(path: Path) -> None:
    assert_witnessed(read(path, before=True), read(path))


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_two_worlds_of_a_plan_turned_round(path: Path) -> None:
    one, other = read(path, before=True), read(path)
    one, other = (each._replace(opened=each.opened._replace(changes=())) for each in (one, other))
    assert told(compare(one, other, CATALOG), turned=True) == told(compare(other, one, CATALOG))


def assert_witnessed(before: Side, after: Side) -> None:
    """Send every event that is shown through both estates by the same way as ``route`` does."""
    pair = compare(before, after, CATALOG)
    for change in pair.deliveries:
        gained = change.kind is DeliveryKind.GAINED
        has, lacks = (after, before) if gained else (before, after)
        if change.witness is not None:
            assert change.target in reached(has, change, change.witness)
            assert not ends(has, change.target) & {
                end for target in reached(lacks, change, change.witness) for end in ends(lacks, target)
            }
        if change.last_witness is not None:
            assert reached(has, change, change.last_witness)
            if "delivery" in change.last:
                assert reached(lacks, change, change.last_witness) == []
    for resource in pair.resources:
        if resource.pattern is not None:
            one, other = before.patterns.get(resource.before_address), after.patterns.get(resource.address)
            assert_selected(resource.pattern.lost, one, other)
            assert_selected(resource.pattern.gained, other, one)


def reached(where: Side, change: DeliveryChange, text: str) -> list[str]:
    event, _ = read_event(text)
    assert event is not None
    routed = deliveries(where.estate, where.patterns, event, change.bus)
    return [found.target for found in routed.deliveries if found.match.matches and not found.via]


def ends(where: Side, address: str) -> set[tuple[object, ...]]:
    from ebaudit.differences.receivers import receiver

    return {receiver(t).key for rule in where.estate.rules for t in rule.targets if t.address == address}


def assert_selected(text: str | None, by: Pattern | None, not_by: Pattern | None) -> None:
    if text is None:
        return
    event, _ = read_event(text)
    assert event is not None
    assert by is not None
    assert not_by is not None
    assert (match(by, event).matches, match(not_by, event).matches) == (True, False)


def block(values: dict[str, Value], **blocks: tuple[Block, ...]) -> Block:
    return Block({name: Attribute(value) for name, value in values.items()}, blocks)


def rule(name: str, pattern: str, status: str, targets: list[tuple[str, str]]) -> Resource:
    made = tuple(
        block(
            {"target_id": name_, "type": kind, "endpoint": f"acs:mns:cn-hangzhou:1:queues/{name_}"},
            param_list=(block({"resource_key": "queue", "form": "CONSTANT", "value": name_}),),
        )
        for name_, kind in targets
    )
    values: dict[str, Value] = {"event_bus_name": "b", "rule_name": name, "status": status, "filter_pattern": pattern}
    kind = "alicloud_event_bridge_rule"
    return Resource(f"{kind}.{name}", kind, "managed", block(values, targets=made))


TARGETS = st.lists(
    st.tuples(st.sampled_from("xyz"), st.sampled_from(["acs.mns.queue", "acs.sls", "acs.dingtalk"])),
    max_size=3,
    unique_by=lambda pair: pair[0],
)
RULES = st.dictionaries(
    st.sampled_from(["p", "q", "r"]),
    st.tuples(patterns(), st.sampled_from(["ENABLE", "ENABLE", "DISABLE"]), TARGETS),
    max_size=3,
)


def estate(rules: dict[str, tuple[str, str, list[tuple[str, str]]]]) -> Side:
    made: Estate = decode("test", "", [rule(name, *parts) for name, parts in sorted(rules.items())])
    return side(Opened(made))


@given(RULES)
@SEEN
def test_any_estate_and_itself(rules: dict[str, tuple[str, str, list[tuple[str, str]]]]) -> None:
    nothing_but_folds(compare(estate(rules), estate(rules), CATALOG))


@given(RULES, RULES)
@SEEN
def test_any_change_turned_round(
    rules: dict[str, tuple[str, str, list[tuple[str, str]]]], others: dict[str, tuple[str, str, list[tuple[str, str]]]]
) -> None:
    one, other = estate(rules), estate(others)
    assert told(compare(one, other, CATALOG), turned=True) == told(compare(other, one, CATALOG))
    assert_witnessed(one, other)


@given(patterns(), st.lists(patterns(), max_size=3))
@SEEN
def test_what_is_left_of_a_pattern_by_trying_all_events(one: str, others: list[str]) -> None:
    pattern, *several = [parse_pattern(text)[0] for text in (one, *others)]
    assert pattern is not None
    proof = remainder(pattern, [other for other in several if other is not None])
    if proof.holds is False:
        assert [e for e in WORLD if naive(one, e) and not any(naive(other, e) for other in others)] == []
