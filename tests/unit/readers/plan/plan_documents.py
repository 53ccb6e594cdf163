"""Small plans, made of parts."""

from typing import Any

RULE = "alicloud_event_bridge_rule"


def rule(**values: Any) -> dict[str, Any]:
    return {"event_bus_name": "default", "rule_name": "r", "filter_pattern": '{"source":["a"]}', **values}


def entry(address: str = f"{RULE}.r", type: str = RULE, **more: Any) -> dict[str, Any]:
    return {"address": address, "mode": "managed", "type": type, "name": address.rsplit(".", 1)[-1], **more}


def change(
    after: Any,
    *,
    address: str = f"{RULE}.r",
    actions: tuple[str, ...] = ("create",),
    before: Any = None,
    unknown: Any = None,
    sensitive: Any = None,
    **more: Any,
) -> dict[str, Any]:
    inside = {
        "actions": list(actions),
        "before": before,
        "after": after,
        "after_unknown": {} if unknown is None else unknown,
        "before_sensitive": {},
        "after_sensitive": {} if sensitive is None else sensitive,
    }
    return entry(address, **more) | {"change": inside}


def values(*resources: dict[str, Any]) -> dict[str, Any]:
    return {"root_module": {"resources": list(resources)}}


def plan(*changes: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"format_version": "1.2", "terraform_version": "1.11.4", "resource_changes": list(changes), **more}


def configuration(expressions: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "provider_config": {
            "alicloud": {"name": "alicloud", "expressions": {"region": {"constant_value": "cn-hangzhou"}}}
        },
        "root_module": {"resources": [entry(provider_config_key="alicloud", expressions=expressions)]},
        **more,
    }
