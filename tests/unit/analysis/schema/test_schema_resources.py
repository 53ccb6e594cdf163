import subprocess
import sys
from fractions import Fraction
from typing import Any

import pytest

from ebaudit.analysis.schema import analyse
from ebaudit.catalog import load
from ebaudit.model.finding import Fact
from ebaudit.model.value import MapValue, Sensitive, Unknown
from tests.blocks import UnknownBlocks, estate, resource

CATALOG, _ = load()
LATER = Unknown("known only after apply")
BUS = {"event_bus_name": "orders"}
TARGET: dict[str, Any] = {
    "target_id": "t",
    "type": "acs.mns.queue",
    "endpoint": "acs:mns:cn-hangzhou:1:queues/q",
    "param_list": [
        {"resource_key": "queue", "form": "CONSTANT", "value": "q"},
        {"resource_key": "Body", "form": "ORIGINAL"},
    ],
}
RULE = {"event_bus_name": "default", "rule_name": "r", "filter_pattern": "{}", "targets": [TARGET]}
PUBLIC = [{"network_type": "PublicNetwork"}]


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


def http(**values: Any) -> dict[str, Any]:
    return {**BUS, "event_source_name": "hook", "source_http_event_parameters": [values]}


def auth(**values: Any) -> dict[str, Any]:
    return {"connection_name": "crm", "network_parameters": PUBLIC, "auth_parameters": [values]}


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


INVALID: list[tuple[str, dict[str, Any], list[tuple[str, str, str, str]]]] = [
    (
        "event_bus",
        {},
        [
            (
                "missing-argument",
                "",
                "resource",
                "'alicloud_event_bridge_event_bus' has no argument 'event_bus_name', which is required.",
            )
        ],
    ),
    (
        "event_bus",
        {"event_bus_name": "default"},
        [
            (
                "malformed-value",
                "",
                "event_bus_name",
                "'event_bus_name' is 'default', but 'default' and names that begin with 'eventbridge-reserved-' belong "
                "to the service.",
            )
        ],
    ),
    (
        "event_bus",
        {"event_bus_name": "-a"},
        [
            (
                "malformed-value",
                "",
                "event_bus_name",
                "'event_bus_name' is '-a', but must be letters, digits and hyphens, the first a letter or a digit.",
            )
        ],
    ),
    (
        "event_bus",
        {"event_bus_name": "orders\n"},
        [
            (
                "malformed-value",
                "",
                "event_bus_name",
                "'event_bus_name' is 'orders\n', but must be letters, digits and hyphens, the first a letter or a "
                "digit.",
            )
        ],
    ),
    (
        "event_bus",
        {"event_bus_name": "b" * 128, "description": "d" * 256},
        [
            (
                "too-long",
                "",
                "description",
                "'description' has 256 characters, of which there may be at most 255.",
            ),
            (
                "too-long",
                "",
                "event_bus_name",
                "'event_bus_name' has 128 characters, of which there may be at most 127.",
            ),
        ],
    ),
    (
        "event_bus",
        {"event_bus_name": "my_bus"},
        [
            (
                "discouraged-name",
                "",
                "event_bus_name",
                "'event_bus_name': the documented grammar has no '_', although the service's own samples use it.",
            )
        ],
    ),
    ("event_bus", {"event_bus_name": ""}, [("too-short", "", "event_bus_name", "'event_bus_name' must not be empty.")]),
    (
        "rule",
        {**RULE, "status": ("ENABLE",)},
        [("wrong-type", "", "status", "'status' is a list, but must be text.")],
    ),
    (
        "event_bus",
        {"event_bus_name": ("a",)},
        [("wrong-type", "", "event_bus_name", "'event_bus_name' is a list, but must be text.")],
    ),
    (
        "event_bus",
        {**BUS, "descripton": "x", "event_bus": "y", "targets": [{}]},
        [
            (
                "unknown-argument",
                "",
                "descripton=",
                "'alicloud_event_bridge_event_bus' has no argument 'descripton'.",
            ),
            (
                "unknown-argument",
                "",
                "event_bus=",
                "'alicloud_event_bridge_event_bus' has no argument 'event_bus'.",
            ),
            (
                "unknown-block",
                "",
                "targets[0]",
                "'alicloud_event_bridge_event_bus' has no block 'targets'.",
            ),
        ],
    ),
    (
        "rule",
        {**RULE, "status": "enabled", "target_id": "t", "filter_pattern": ""},
        [
            (
                "unknown-argument",
                "",
                "target_id=",
                "'alicloud_event_bridge_rule' has no argument 'target_id'; it belongs in block 'targets'.",
            ),
            ("too-short", "", "filter_pattern", "'filter_pattern' must not be empty."),
            (
                "value-not-allowed",
                "",
                "status",
                "'status' is 'enabled', but must be 'ENABLE' or 'DISABLE'.",
            ),
        ],
    ),
    (
        "rule",
        {**RULE, "targets": ({"target_id": "t"},), "status": [{}]},
        [
            (
                "unknown-argument",
                "",
                "targets=",
                "'targets' is a block of 'alicloud_event_bridge_rule', not an argument.",
            ),
            (
                "unknown-block",
                "",
                "status[0]",
                "'status' is an argument of 'alicloud_event_bridge_rule', not a block.",
            ),
            (
                "missing-block",
                "",
                "resource",
                "'alicloud_event_bridge_rule' has no block 'targets', which is required.",
            ),
        ],
    ),
    (
        "rule",
        {**RULE, "targets": [{**TARGET, "dead_letter_queue": [{}, {}], "push_retry_strategy": "BACKOFF"}]},
        [
            (
                "too-many-blocks",
                "targets[t]",
                "targets[0].dead_letter_queue[1]",
                "'targets' has 2 blocks 'dead_letter_queue', of which there may be at most 1.",
            ),
            (
                "value-not-allowed",
                "targets[t]",
                "targets[0].push_retry_strategy",
                "'push_retry_strategy' is 'BACKOFF', but must be 'BACKOFF_RETRY' or 'EXPONENTIAL_DECAY_RETRY'.",
            ),
        ],
    ),
    (
        "rule",
        {
            **RULE,
            "targets": [
                {**TARGET, "param_list": [*TARGET["param_list"], {"resource_key": "IsBase64Encode", "value": "true"}]}
            ],
        },
        [
            (
                "missing-argument",
                "targets[t].param_list[IsBase64Encode]",
                "targets[0].param_list[2]",
                "'param_list' has no argument 'form', which is required.",
            )
        ],
    ),
    (
        "event_source_v2",
        http(security_config="ip"),
        [
            (
                "conditional-argument",
                "source_http_event_parameters",
                "source_http_event_parameters[0]",
                "'source_http_event_parameters' has no argument 'ip', which is needed here: security_config = \"ip\" "
                "lets in the addresses in ip.",
            )
        ],
    ),
    (
        "event_source_v2",
        http(security_config=LATER, referer=(), method=("POST", "post"), ip=("1",) * 6),
        [
            (
                "too-long",
                "source_http_event_parameters",
                "source_http_event_parameters[0].ip",
                "'ip' has 6 entries, of which there may be at most 5.",
            ),
            (
                "value-not-allowed",
                "source_http_event_parameters",
                "source_http_event_parameters[0].method/1",
                "'method.1' is 'post', but must be 'GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'TRACE' "
                "or 'CONNECT'.",
            ),
            (
                "conditional-argument?",
                "source_http_event_parameters",
                "source_http_event_parameters[0].referer",
                "'referer' has 0 entries, of which there must be at least 1.",
            ),
        ],
    ),
    (
        "event_source_v2",
        {
            **BUS,
            "event_source_name": "a",
            "source_rocketmq_parameters": [
                {"offset": "CONSUME_FROM_TIMESTAMP", "instance_type": "cloud_6", "timestamp": Fraction(-1, 2)}
            ],
            "source_kafka_parameters": [{"network": "PublicNetwork", "vpc_id": "vpc-1", "vswitch_ids": "vsw-1"}],
            "source_scheduled_event_parameters": [{"schedule": "* * * * *", "user_data": "{"}],
        },
        [
            (
                "conditional-argument",
                "source_kafka_parameters",
                "source_kafka_parameters[0]",
                "'source_kafka_parameters' has no argument 'security_group_id', which is needed here: network = "
                '"PublicNetwork" reaches Kafka through a VPC.',
            ),
            (
                "malformed-value",
                "source_rocketmq_parameters",
                "source_rocketmq_parameters[0].instance_type",
                "'instance_type' is 'cloud_6', but must be CLOUD_4, CLOUD_5 or SELF_BUILT.",
            ),
            (
                "out-of-range",
                "source_rocketmq_parameters",
                "source_rocketmq_parameters[0].timestamp",
                "'timestamp' is -1/2, but must be at least 0.",
            ),
            (
                "malformed-value",
                "source_scheduled_event_parameters",
                "source_scheduled_event_parameters[0].schedule",
                "'schedule' is '* * * * *', but must be a cron expression of six fields, seconds first.",
            ),
            (
                "malformed-value",
                "source_scheduled_event_parameters",
                "source_scheduled_event_parameters[0].user_data",
                "'user_data' is '{', but must be JSON text.",
            ),
        ],
    ),
    (
        "event_source",
        {
            **BUS,
            "event_source_name": "q",
            "external_source_type": "MNS",
            "external_source_config": MapValue({"QueueNam": "q"}),
        },
        [
            (
                "deprecated-resource",
                "",
                "resource",
                "'alicloud_event_bridge_event_source' is deprecated since version 1.269.0 of the provider.",
            ),
            (
                "conditional-argument",
                "",
                "external_source_config",
                "'external_source_config' has no 'QueueName', which is needed here: an MNS source is configured by "
                "QueueName.",
            ),
            (
                "unknown-argument",
                "",
                "external_source_config/QueueNam@key",
                "'external_source_config' takes no 'QueueNam'; it takes 'QueueName'.",
            ),
        ],
    ),
    (
        "connection",
        {"connection_name": "crm", "network_parameters": [{"network_type": "PrivateNetwork", "vpc_id": "vpc-1"}]},
        [
            (
                "conditional-argument",
                "network_parameters",
                "network_parameters[0]",
                f"'network_parameters' has no argument '{name}', which is needed here: network_type = "
                '"PrivateNetwork" goes through a VPC.',
            )
            for name in ("security_group_id", "vswitche_id")
        ],
    ),
    (
        "connection",
        auth(authorization_type="OAUTH_AUTH", basic_auth_parameters=[{}]),
        [
            (
                "conditional-argument",
                "auth_parameters",
                "auth_parameters[0]",
                "'auth_parameters' has no block 'oauth_parameters', which is needed here: authorization_type = "
                '"OAUTH_AUTH" asks authorization_endpoint for a token.',
            )
        ],
    ),
    (
        "connection",
        auth(authorization_type="API_KEY_AUTH", api_key_auth_parameters=[{"api_key_name": "k"}]),
        [
            (
                "conditional-argument",
                "auth_parameters.api_key_auth_parameters",
                "auth_parameters[0].api_key_auth_parameters[0]",
                "'api_key_auth_parameters' has no argument 'api_key_value', which is needed here: authorization_type = "
                '"API_KEY_AUTH" takes the name and the value of a key.',
            )
        ],
    ),
    (
        "connection",
        auth(basic_auth_parameters=[{"username": Sensitive("u" * 128), "password": Sensitive("p")}], create_time="now"),
        [
            (
                "unknown-argument",
                "auth_parameters",
                "auth_parameters[0].create_time=",
                "'auth_parameters' has no argument 'create_time'.",
            ),
            (
                "too-long",
                "auth_parameters.basic_auth_parameters",
                "auth_parameters[0].basic_auth_parameters[0].username",
                "'username' has 128 characters, of which there may be at most 127.",
            ),
        ],
    ),
    (
        "api_destination",
        {
            "connection_name": "crm",
            "api_destination_name": "ab",
            "create_time": 1,
            "http_api_parameters": [{"endpoint": Sensitive("ftp://secret"), "method": "TRACE"}],
        },
        [
            (
                "read-only-argument",
                "",
                "create_time=",
                "'create_time' of 'alicloud_event_bridge_api_destination' is decided by the provider and cannot be "
                "set.",
            ),
            (
                "malformed-value",
                "http_api_parameters",
                "http_api_parameters[0].endpoint",
                "'endpoint' must be a URL that begins with http:// or https://.",
            ),
            (
                "value-not-allowed",
                "http_api_parameters",
                "http_api_parameters[0].method",
                "'method' is 'TRACE', but must be 'GET', 'POST', 'HEAD', 'DELETE', 'PUT' or 'PATCH'.",
            ),
        ],
    ),
    (
        "slr",
        {"product_name": "AliyunServiceRoleForEventBridgeSendToFC"},
        [
            (
                "deprecated-resource",
                "",
                "resource",
                "'alicloud_event_bridge_slr' is deprecated since version 1.142.0 of the provider.",
            )
        ],
    ),
    (
        "event_busses",
        BUS,
        [("unknown-resource", "", "resource", "No resource type is named 'alicloud_event_bridge_event_busses'.")],
    ),
]


@pytest.mark.parametrize(("kind", "values", "expected"), INVALID)
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
