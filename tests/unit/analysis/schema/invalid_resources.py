"""What is wrong with sources, connections and the rest: what each case must be told, and where."""

from fractions import Fraction
from typing import Any

from ebaudit.model.value import MapValue, Sensitive
from tests.unit.analysis.schema.invalid_rules import BUS, LATER, PUBLIC


def http(**values: Any) -> dict[str, Any]:
    return {**BUS, "event_source_name": "hook", "source_http_event_parameters": [values]}


def auth(**values: Any) -> dict[str, Any]:
    return {"connection_name": "crm", "network_parameters": PUBLIC, "auth_parameters": [values]}


INVALID_OTHERS: list[tuple[str, dict[str, Any], list[tuple[str, str, str, str]]]] = [
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
