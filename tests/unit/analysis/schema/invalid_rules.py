"""What is wrong with buses and rules: what each case must be told, and where."""

from typing import Any

from ebaudit.model.value import Unknown

LATER = Unknown("known only after apply")
PUBLIC = [{"network_type": "PublicNetwork"}]
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

INVALID_RULES: list[tuple[str, dict[str, Any], list[tuple[str, str, str, str]]]] = [
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
    (
        "event_bus",
        {"event_bus_name": "b"},
        [
            (
                "too-short",
                "",
                "event_bus_name",
                "'event_bus_name' has 1 character, of which there must be at least 2.",
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
]
