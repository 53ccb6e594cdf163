"""Buses, destinations and queues of one name in several regions, and names that are partly unknown."""

from typing import Any

import pytest

from ebaudit.analysis.patterns.parse import parse_pattern
from ebaudit.analysis.routing import analyse
from ebaudit.analysis.routing.places import Home, differ
from ebaudit.catalog import load
from ebaudit.model.finding import Fact
from ebaudit.model.types import STRING
from ebaudit.model.value import Unknown, Value, hole
from tests.estates import PREFIX, api_destination, bus, connection, estate, fed, rule, source, target

CATALOG = load()[0]
HERE: Any = {"region": "cn-hangzhou"}
THERE: Any = {"region": "cn-beijing"}
NUMBERED = Unknown(
    "known only after apply",
    ("random_integer.x.result",),
    type=STRING,
    prefix="bus-",
    parts=("bus-", None),
    identity=f"bus-{hole('random_integer.x.result')}",
)


def run(code: str, *nouns: Any) -> list[tuple[str, str, Unknown | None]]:
    made = estate(*nouns)
    patterns = {}
    for item in made.rules:
        pattern = parse_pattern(item.filter_pattern.value if item.filter_pattern else None)[0]
        if pattern is not None:
            patterns[item.resource.address] = pattern
    found: list[Fact] = analyse(made, CATALOG, patterns)
    return [
        (fact.address.removeprefix(PREFIX), str(fact.data["message"]), fact.undecided)
        for fact in found
        if fact.code == code
    ]


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        (Home("r", "1"), Home("r", "1"), False),
        (Home("r", "?"), Home("r", "?"), False),
        (Home("r", "1"), Home("s", "1"), True),
        (Home("r", "1"), Home("r", "2"), True),
        (Home("r", "?"), Home("s", "1"), True),
        (Home("r", "?"), Home("r", "1"), None),
        (Home("?a", "?"), Home("r", "?"), None),
    ],
)
def test_places(one: Home, other: Home, apart: bool | None) -> None:
    assert differ(one, other) is apart
    assert differ(other, one) is apart


def test_a_bus_of_the_name_in_another_region_is_another() -> None:
    made = rule("r", bus="orders", **HERE)
    assert run("bus-not-declared", bus("o", "orders", **THERE), made) == [
        ("rule.r", "The rule is on the bus 'orders', which this configuration declares in cn-beijing only.", None)
    ]
    assert run("bus-not-declared", bus("o", "orders", **THERE), bus("p", "orders", **HERE), made) == []


def test_a_region_that_is_not_known_leaves_it_open() -> None:
    found = run("bus-not-declared", bus("o", "orders"), rule("r", bus="orders", **HERE))
    assert [(address, why and why.reason) for address, _, why in found] == [
        ("rule.r", "whether the two are in one region and account is not known")
    ]


@pytest.mark.parametrize(("name", "why"), [("orders", None), ("bus-7", NUMBERED)])
def test_a_name_that_is_partly_unknown_can_only_be_some(name: str, why: Unknown | None) -> None:
    assert [found[2] for found in run("bus-not-declared", bus("b", NUMBERED), rule("r", bus=name))] == [why]


def test_text_around_a_bus_is_not_the_bus() -> None:
    around = Unknown(
        "known only after apply",
        NUMBERED.refs,
        prefix="bus-",
        parts=("bus-", None, "-y"),
        identity=f"{NUMBERED.identity}-y",
    )
    assert run("bus-not-declared", bus("b", NUMBERED), rule("r", bus=NUMBERED)) == []
    assert [found[2] for found in run("bus-not-declared", bus("b", NUMBERED), rule("r", bus=around))] == [around]
    official = '{"source":["acs.oss"]}'
    assert [found[2] for found in run("official-source-on-custom-bus", rule("r", official, bus=NUMBERED))] == [None]


def test_a_destination_and_connection_are_of_their_region() -> None:
    params = [("Name", "CONSTANT", "crm")]
    made = rule("r", targets=[target("r", "t", "acs.api.destination", params=params)], **HERE)
    says = "which this configuration declares in another region or account only."
    assert run("reference-not-declared", made, api_destination("d", "crm", None, None, **THERE)) == [
        ("rule.r#targets[t]", f"The target names the API destination 'crm', {says}", None)
    ]
    nouns = (api_destination("d", "crm", "login", None, **HERE), connection("c", "login", **THERE))
    assert run("reference-not-declared", made, *nouns) == [
        ("api_destination.d", f"The API destination names the connection 'login', {says}", None)
    ]


def test_a_name_is_declared_by_what_it_is_made_of() -> None:
    there = Unknown("known only after apply", (), identity=hole(f"{PREFIX}connection.c.connection_name"))
    made = api_destination("d", "crm", there)
    assert run("reference-not-declared", made, connection("c", Unknown("later"))) == []
    other = Unknown("known only after apply", (f"{PREFIX}connection.c.id",), parts=(None, "-y"))
    found = run("reference-not-declared", api_destination("d", "crm", other), connection("c", Unknown("later")))
    assert [why for _, _, why in found] == [other]


def test_an_event_source_is_selected_by_what_its_name_is_made_of() -> None:
    name = Unknown("known only after apply", ("random_pet.x.id",), identity=hole("random_pet.x.id"))
    selecting = Unknown("partly", json={"source": (name,)})
    assert run("source-not-selected", source("s", name), rule("r", selecting, bus="orders")) == []
    other = Unknown("known only after apply", ("random_pet.y.id",), identity=hole("random_pet.y.id"))
    found = run(
        "source-not-selected", source("s", name), rule("r", Unknown("", json={"source": (other,)}), bus="orders")
    )
    assert [why for _, _, why in found] == [other]


@pytest.mark.parametrize(("queue", "feeds"), [("q", True), ("p", False)])
def test_a_dead_letter_queue_is_what_its_unknown_parts_are(queue: str, feeds: bool) -> None:
    def made_of(text: str) -> Value:
        return Unknown(
            "known only after apply", (), identity=text.replace("Q", hole(f"alicloud_mns_queue.{queue}.name"))
        )

    dlq = made_of("acs:mns:cn-hangzhou:1:/queues/Q")
    made = rule("r", bus="orders", targets=[target("r", endpoint="acs:mns:cn-hangzhou:1:queues/t", dlq=dlq)])
    read = Unknown("known only after apply", (), identity=hole("alicloud_mns_queue.q.name"))
    back = fed(source("s", "again"), "source_mns_parameters", queue_name=read)
    assert bool(run("dlq-feeds-back", made, back)) is feeds
    same = rule("r", bus="orders", targets=[target("r", endpoint=made_of("acs:mns:cn-hangzhou:1:queues/Q"), dlq=dlq)])
    assert [address for address, _, _ in run("dlq-is-target", same)] == ["rule.r#targets[t]"]
