"""A small builder of estates for tests of the analysis: nouns from plain values, every span told by its path."""

from collections.abc import Mapping, Sequence
from typing import Any

from ebaudit.analysis.patterns import Pattern, parse_pattern
from ebaudit.model.estate import Estate
from ebaudit.model.resources import (
    ApiDestination,
    Attribute,
    Block,
    Connection,
    DeadLetterQueue,
    EventBus,
    EventSource,
    Param,
    Provider,
    Resource,
    Rule,
    ServiceLinkedRole,
    Target,
)
from ebaudit.model.source import Span
from ebaudit.model.value import Path, Value

PREFIX = "alicloud_event_bridge_"


def attribute(name: str, value: Value) -> Attribute | None:
    """An argument whose spans name it: the file is ``name``, or ``name/path`` with the offsets as columns."""
    if value is None:
        return None

    def locate(path: Path, offsets: tuple[int, int] | None = None, *, key: bool = False) -> Span:
        start, end = offsets or (0, 0)
        where = "/".join([name, *map(str, path)]) + ("@key" if key else "")
        return Span(where, 1, start + 1, 1, end + 1)

    return Attribute(value, Span(name, 1, 1, 1, 1), Span(f"{name}=", 1, 1, 1, 1), locate)


def block(values: Mapping[str, Value]) -> Block:
    found = {name: attribute(name, value) for name, value in values.items()}
    return Block({name: item for name, item in found.items() if item is not None}, {}, Span("block", 1, 1, 1, 1))


def resource(
    kind: str, name: str, values: Mapping[str, Value], *, region: Value = None, account: Value = None
) -> Resource:
    provider = Provider("alicloud", region, account)
    address = f"{PREFIX}{kind}.{name}"
    return Resource(address, PREFIX + kind, "managed", block(values), provider, (), Span(address, 1, 1, 1, 1))


def bus(name: str, event_bus_name: Value, **provider: Value) -> EventBus:
    made = resource("event_bus", name, {"event_bus_name": event_bus_name}, **provider)
    return EventBus(made, made.attribute("event_bus_name"), None)


def param(target: str, key: str, form: Value, value: Value = None, template: Value = None) -> Param:
    made = block({"resource_key": key, "form": form, "value": value, "template": template})
    get = made.attributes.get
    return Param(f"{target}.param_list[{key}]", made, get("resource_key"), get("form"), get("value"), get("template"))


def target(
    rule: str,
    name: str = "t",
    type: Value = "acs.mns.queue",
    *,
    params: Sequence[tuple[Any, ...]] = (),
    endpoint: Value = None,
    dlq: Value = None,
) -> Target:
    address = f"{PREFIX}rule.{rule}#targets[{name}]"
    made = block({"target_id": name, "type": type, "endpoint": endpoint})
    queue = DeadLetterQueue(block({"arn": dlq}), attribute("arn", dlq)) if dlq is not None else None
    get = made.attributes.get
    items = tuple(param(address, *given) for given in params)
    return Target(address, made, get("target_id"), get("type"), get("endpoint"), None, queue, items)


def rule(
    name: str,
    pattern: Value = "{}",
    *,
    bus: Value = "default",
    targets: Sequence[Target] = (),
    status: Value = None,
    **provider: Value,
) -> Rule:
    values = {"event_bus_name": bus, "rule_name": name, "filter_pattern": pattern, "status": status}
    made = resource("rule", name, values, **provider)
    get = made.attribute
    return Rule(
        made, get("event_bus_name"), get("rule_name"), get("status"), get("filter_pattern"), None, tuple(targets)
    )


def source(
    name: str,
    event_source_name: Value,
    *,
    bus: Value = "orders",
    kind: str | None = None,
    version: int = 2,
    region: Value = None,
    **values: Value,
) -> EventSource:
    given = {"event_bus_name": bus, "event_source_name": event_source_name, **values}
    made = resource("event_source" if version == 1 else "event_source_v2", name, given, region=region)
    return EventSource(made, version, made.attribute("event_bus_name"), made.attribute("event_source_name"), None, kind)


def fed(made: EventSource, kind: str, **values: Value) -> EventSource:
    """The event source with what it reads from."""
    inner = made.resource.block
    blocks = Block(inner.attributes, {kind: (block(values),)}, inner.span)
    return made._replace(kind=kind, resource=made.resource._replace(block=blocks))


def connection(name: str, connection_name: Value, **provider: Value) -> Connection:
    made = resource("connection", name, {"connection_name": connection_name}, **provider)
    return Connection(made, made.attribute("connection_name"), None)


def api_destination(
    name: str, api_destination_name: Value, connection_name: Value = None, endpoint: Value = None, **provider: Value
) -> ApiDestination:
    values = {"api_destination_name": api_destination_name, "connection_name": connection_name, "endpoint": endpoint}
    made = resource("api_destination", name, values, **provider)
    get = made.attribute
    return ApiDestination(made, get("api_destination_name"), get("connection_name"), None, get("endpoint"), None)


def role(name: str, product_name: Value) -> ServiceLinkedRole:
    made = resource("service_linked_role", name, {"product_name": product_name})
    return ServiceLinkedRole(made, made.attribute("product_name"))


def estate(*nouns: Any) -> Estate:
    """An estate of the given nouns."""

    def all_of(kind: type) -> tuple[Any, ...]:
        return tuple(noun for noun in nouns if isinstance(noun, kind))

    return Estate(
        "test",
        ".",
        tuple(noun.resource for noun in nouns if hasattr(noun, "resource")),
        (),
        all_of(EventBus),
        all_of(Rule),
        all_of(EventSource),
        all_of(Connection),
        all_of(ApiDestination),
        all_of(ServiceLinkedRole),
    )


NO_CATALOG: Any = None
"""For analyses that look nothing up."""


def parsed(made: Estate) -> dict[str, Pattern]:
    """The patterns of an estate's rules that are valid, by the rules' addresses."""
    found = {}
    for item in made.rules:
        pattern = parse_pattern(item.filter_pattern.value if item.filter_pattern else None)[0]
        if pattern is not None:
            found[item.resource.address] = pattern
    return found
