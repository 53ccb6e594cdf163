"""The one decoder from raw attributes to the model, which every reader uses."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

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
    Resource,
    Rule,
    ServiceLinkedRole,
    Target,
)
from ebaudit.model.value import reveal

PREFIX = "alicloud_event_bridge_"
"""What the type of every resource and data source of the family starts with."""

Noun = TypeVar("Noun")


def decode(reader: str, root: str, resources: Sequence[Resource]) -> Estate:
    """Turn the instances that a reader saw into an estate, in the order of their addresses.

    ``resources`` may hold managed and data resources of any type; those outside the family are left
    out. ``reader`` and ``root`` are recorded as where the estate came from.
    """
    family = sorted((r for r in resources if r.type.startswith(PREFIX)), key=lambda r: r.address)
    managed = tuple(r for r in family if r.mode == "managed")

    def nouns(kinds: Mapping[str, Callable[[Resource], Noun]]) -> tuple[Noun, ...]:
        return tuple(kinds[r.type](r) for r in managed if r.type in kinds)

    return Estate(
        reader=reader,
        root=root,
        resources=managed,
        references=tuple(r for r in family if r.mode == "data"),
        event_buses=nouns({PREFIX + "event_bus": _event_bus}),
        rules=nouns({PREFIX + "rule": _rule}),
        event_sources=nouns({PREFIX + "event_source": _event_source, PREFIX + "event_source_v2": _event_source_v2}),
        connections=nouns({PREFIX + "connection": _connection}),
        api_destinations=nouns({PREFIX + "api_destination": _api_destination}),
        service_linked_roles=nouns({PREFIX + "service_linked_role": _role, PREFIX + "slr": _role}),
    )


def _get(block: Block, name: str) -> Attribute | None:
    found = block.attributes.get(name)
    return None if found is None or found.value is None else found


def _identities(blocks: Sequence[Block], name: str) -> list[str]:
    """Name each block by an argument, or by its position where that is missing, unknown, sensitive or not unique.

    The name of a parameter is no secret, and plans mark it only with what stands beside it.
    """
    texts = []
    for block in blocks:
        found = block.attributes.get(name)
        text = found.value if found is not None else None
        if name == "resource_key":
            text = reveal(text)
        texts.append(text if isinstance(text, str) and text else "")
    if len(set(texts)) == len(texts) and "" not in texts:
        return texts
    seen = Counter(texts)
    return [text if text and seen[text] == 1 else str(index) for index, text in enumerate(texts)]


def _event_bus(resource: Resource) -> EventBus:
    return EventBus(resource, resource.attribute("event_bus_name"), resource.attribute("description"))


def _rule(resource: Resource) -> Rule:
    blocks = resource.block.blocks.get("targets", ())
    names = _identities(blocks, "target_id")
    return Rule(
        resource,
        resource.attribute("event_bus_name"),
        resource.attribute("rule_name"),
        resource.attribute("status"),
        resource.attribute("filter_pattern"),
        resource.attribute("description"),
        tuple(_target(block, f"{resource.address}#targets[{name}]") for block, name in zip(blocks, names, strict=True)),
    )


def _target(block: Block, address: str) -> Target:
    queues = block.blocks.get("dead_letter_queue", ())
    params = block.blocks.get("param_list", ())
    names = _identities(params, "resource_key")
    return Target(
        address,
        block,
        _get(block, "target_id"),
        _get(block, "type"),
        _get(block, "endpoint"),
        _get(block, "push_retry_strategy"),
        DeadLetterQueue(queues[0], _get(queues[0], "arn")) if queues else None,
        tuple(_param(param, f"{address}.param_list[{name}]") for param, name in zip(params, names, strict=True)),
    )


def _param(block: Block, address: str) -> Param:
    return Param(
        address,
        block,
        _get(block, "resource_key"),
        _get(block, "form"),
        _get(block, "value"),
        _get(block, "template"),
    )


def _source(resource: Resource, version: int, kind: str | None) -> EventSource:
    return EventSource(
        resource,
        version,
        resource.attribute("event_bus_name"),
        resource.attribute("event_source_name"),
        resource.attribute("description"),
        kind,
    )


def _event_source(resource: Resource) -> EventSource:
    kind = resource.attribute("external_source_type")
    text = reveal(kind.value) if kind is not None else None
    return _source(resource, 1, text if isinstance(text, str) else None)


def _event_source_v2(resource: Resource) -> EventSource:
    fed = [name for name, blocks in resource.block.blocks.items() if name.startswith("source_") and blocks]
    return _source(resource, 2, fed[0] if fed else None)


def _connection(resource: Resource) -> Connection:
    return Connection(resource, resource.attribute("connection_name"), resource.attribute("description"))


def _api_destination(resource: Resource) -> ApiDestination:
    blocks = resource.block.blocks.get("http_api_parameters", ())
    return ApiDestination(
        resource,
        resource.attribute("api_destination_name"),
        resource.attribute("connection_name"),
        resource.attribute("description"),
        _get(blocks[0], "endpoint") if blocks else None,
        _get(blocks[0], "method") if blocks else None,
    )


def _role(resource: Resource) -> ServiceLinkedRole:
    return ServiceLinkedRole(resource, resource.attribute("product_name"))
