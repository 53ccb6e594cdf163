"""What an expression can name: the fields of each noun, taken from the catalog."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ebaudit.policy.cel.check import Items, Shape

if TYPE_CHECKING:
    from ebaudit.catalog import Catalog

PREFIX = "alicloud_event_bridge_"
TYPES: Mapping[str, tuple[str, ...]] = {
    "bus": (PREFIX + "event_bus",),
    "rule": (PREFIX + "rule",),
    "event_source": (PREFIX + "event_source", PREFIX + "event_source_v2"),
    "connection": (PREFIX + "connection",),
    "api_destination": (PREFIX + "api_destination",),
    "role": (PREFIX + "service_linked_role", PREFIX + "slr"),
}
"""Resource types of each noun that is a resource."""

PARAM_FIELDS = ("resource_key", "form", "value", "template")


def scopes(catalog: "Catalog") -> dict[str, dict[str, Shape]]:
    """Return the variables and their shapes for each noun."""
    made = _scopes({noun: _fields(catalog, types) for noun, types in TYPES.items()})
    quotas: Shape = dict.fromkeys(catalog.quotas)
    return {noun: {**scope, "quotas": quotas} for noun, scope in made.items()}


def _fields(catalog: "Catalog", types: tuple[str, ...]) -> dict[str, Shape]:
    fields: dict[str, Shape] = {"address": None, "left_to_provider": None}
    for name in types:
        shape = catalog.resource(name)
        if shape is not None:
            fields.update(_block_fields(shape))
    return fields


def _block_fields(shape: Any) -> dict[str, Shape]:
    fields: dict[str, Shape] = dict.fromkeys(shape.attributes)
    for name, block in shape.blocks.items():
        fields[name] = Items(_block_fields(block.shape))
    return fields


def _scopes(nouns: dict[str, dict[str, Shape]]) -> dict[str, dict[str, Shape]]:
    bus, rule, source, connection, destination, role = (nouns[name] for name in TYPES)
    declared = rule.get("targets")
    target: dict[str, Shape] = {}
    if isinstance(declared, Items) and isinstance(declared.shape, Mapping):
        target = {name: shape for name, shape in declared.shape.items() if name != "param_list"}
    param: dict[str, Shape] = dict.fromkeys((*PARAM_FIELDS, "address"))
    queue = target.get("dead_letter_queue")
    target.update(address=None, params=Items(dict(param), keyed=True))
    target["dead_letter_queue"] = queue.shape if isinstance(queue, Items) else None
    bare_rule = {**rule, "targets": Items({**target, "rule": None}), "bus": {**bus, "rules": None}}
    whole_target = {**target, "rule": bare_rule}
    whole_rule = {**rule, "targets": Items(whole_target), "bus": {**bus, "rules": Items(bare_rule)}}
    bus = {**bus, "rules": Items(whole_rule)}
    source.update(version=None, kind=None)
    estate: dict[str, Shape] = {
        "reader": None,
        "buses": Items(bus),
        "rules": Items(whole_rule),
        "event_sources": Items(source),
        "connections": Items(connection),
        "api_destinations": Items({**destination, "connection": connection}),
        "roles": Items(role),
        "resources": Items(None),
    }
    shapes: dict[str, Shape] = {
        "bus": bus,
        "rule": whole_rule,
        "target": whole_target,
        "param": {**param, "target": whole_target},
        "event_source": source,
        "connection": connection,
        "api_destination": {**destination, "connection": connection},
        "role": role,
        "resource": None,
    }
    return {"estate": {"estate": estate}, **{noun: {noun: shape, "estate": estate} for noun, shape in shapes.items()}}
