import subprocess
import sys
from typing import Any

import pytest

from ebaudit.analysis.schema import analyse
from ebaudit.catalog import load
from ebaudit.model.finding import Fact
from ebaudit.model.value import Sensitive, Unknown
from tests.blocks import UnknownBlocks, estate, resource
from tests.unit.analysis.schema.invalid_resources import INVALID_OTHERS, auth, http
from tests.unit.analysis.schema.invalid_rules import BUS, INVALID_RULES, LATER, RULE

CATALOG, _ = load()


def facts(kind: str, values: dict[str, Any]) -> list[Fact]:
    return analyse(estate(resource(kind, values)), CATALOG)


def brief(found: list[Fact]) -> list[tuple[str, str, str, str]]:
    """Code, place inside the resource, where it points, and the sentence."""
    return [
        (
            fact.code + ("?" if fact.undecided else ""),
            fact.address.partition("#")[2],
            fact.span.file if fact.span else "",
            str(fact.data["message"]),
        )
        for fact in found
    ]


VALID: list[tuple[str, dict[str, Any]]] = [
    ("event_bus", {**BUS, "description": None}),
    ("event_bus", {"event_bus_name": LATER}),
    ("event_bus", {"event_bus_name": Sensitive("orders")}),
    ("rule", RULE),
    ("rule", {**RULE, "status": "DISABLE", "timeouts": [{"create": "5m"}], "count": 2, "lifecycle": [{}]}),
    ("rule", {**RULE, "rule_name": 5}),
    ("event_source_v2", http(type="HTTPS", security_config="ip", ip=("10.0.0.0/8",), method=("POST",))),
    ("event_source_v2", http(type="HTTP&HTTPS", security_config="none")),
    (
        "event_source_v2",
        {
            **BUS,
            "event_source_name": "a",
            "linked_external_source": "true",
            "source_rocketmq_parameters": [{"offset": "CONSUME_FROM_TIMESTAMP", "timestamp": "1700000000000"}],
        },
    ),
    (
        "event_source_v2",
        {
            **BUS,
            "event_source_name": "tick",
            "source_scheduled_event_parameters": [
                {"schedule": "0 0 * * * *", "time_zone": "GMT+8:00", "user_data": '{"a": 1}'}
            ],
        },
    ),
    ("connection", auth(authorization_type="BASIC_AUTH", basic_auth_parameters=[{"username": "u", "password": LATER}])),
    ("connection", {"connection_name": "crm", "network_parameters": UnknownBlocks("known only after apply")}),
    (
        "api_destination",
        {
            "connection_name": "crm",
            "api_destination_name": "a_b",
            "http_api_parameters": [{"endpoint": "https://example.com", "method": "POST"}],
        },
    ),
    ("service_linked_role", {"product_name": "AliyunServiceRoleForEventBridgeSendToMNS"}),
]


@pytest.mark.parametrize(("kind", "values"), VALID)
def test_what_is_valid_has_no_facts(kind: str, values: dict[str, Any]) -> None:
    assert brief(facts(kind, values)) == []


@pytest.mark.parametrize(("kind", "values", "expected"), [*INVALID_RULES, *INVALID_OTHERS])
def test_what_is_wrong_is_said_where_it_stands(
    kind: str, values: dict[str, Any], expected: list[tuple[str, str, str, str]]
) -> None:
    assert brief(facts(kind, values)) == expected


@pytest.mark.parametrize(
    ("kind", "values", "suggestion"),
    [
        ("event_bus", {**BUS, "Description": "x"}, "description"),
        ("event_bus", {**BUS, "desciption": "x"}, "description"),
        ("rule", {**RULE, "filterPattern": "{}"}, "filter_pattern"),
        ("rule", {**RULE, "status": "disabled"}, "DISABLE"),
        ("rule", {**RULE, "target": [{}]}, "targets"),
        ("event_source", {**BUS, "event_source_name": "a"}, "alicloud_event_bridge_event_source_v2"),
        ("event_busses", {}, "alicloud_event_bridge_event_bus"),
        ("event_bus", {**BUS, "zzz": 1}, None),
    ],
)
def test_did_you_mean(kind: str, values: dict[str, Any], suggestion: str | None) -> None:
    assert [fact.data.get("suggestion") for fact in facts(kind, values)] == [suggestion]


def test_a_fact_has_parts_a_stable_key_and_its_certainty() -> None:
    (fact,) = facts("rule", {**RULE, "status": "enabled"})
    assert (fact.key, fact.certainty, dict(fact.data)) == (
        "status:enum",
        "documented",
        {
            "message": "'status' is 'enabled', but must be 'ENABLE' or 'DISABLE'.",
            "argument": "status",
            "expected": ("ENABLE", "DISABLE"),
            "suggestion": "ENABLE",
            "got": "enabled",
        },
    )


def test_an_undecided_condition_names_what_it_depends_on() -> None:
    type_of = Unknown("known only after apply", ("var.kind",))
    found = facts("connection", auth(authorization_type=type_of))
    assert [(fact.code, fact.data["argument"], fact.undecided) for fact in found] == [
        ("conditional-argument", "basic_auth_parameters", type_of),
        ("conditional-argument", "api_key_auth_parameters", type_of),
        ("conditional-argument", "oauth_parameters", type_of),
    ]


def test_data_sources_are_judged_by_their_own_shapes() -> None:
    found = analyse(
        estate(
            resource("rules", {"event_bus_name": "default", "name_regex": "^a", "rule_prefix": "b"}, mode="data"),
            resource("event_bus", {}, mode="data"),
        ),
        CATALOG,
    )
    assert [(fact.code, fact.address, fact.data["message"], fact.data.get("suggestion")) for fact in found] == [
        (
            "unknown-resource",
            "data.alicloud_event_bridge_event_bus.r",
            "No data source is named 'alicloud_event_bridge_event_bus'.",
            "alicloud_event_bridge_event_buses",
        ),
        (
            "unknown-argument",
            "data.alicloud_event_bridge_rules.r",
            "'alicloud_event_bridge_rules' has no argument 'rule_prefix'.",
            "rule_name_prefix",
        ),
    ]


def test_what_is_valid_needs_no_jsonschema() -> None:
    code = (
        "import sys; from tests.blocks import estate, resource; from ebaudit.catalog import load; "
        "from ebaudit.analysis.schema import analyse; "
        "from tests.unit.analysis.schema.test_schema_resources import RULE; "
        "before = set(sys.modules); found = analyse(estate(resource('rule', RULE)), load()[0]); "
        "print(found, *((set(sys.modules) - before) & {'jsonschema', 'difflib', 'dataclasses', 'inspect'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
