"""Where endpoints and dead-letter queues lie.

Source: https://www.alibabacloud.com/help/en/eventbridge/user-guide/event-target-parameters; targets must be of the
bus's region and account: https://www.alibabacloud.com/help/en/eventbridge/product-overview/limits.
"""

from collections.abc import Iterator

from ebaudit.analysis.routing.buses import Buses
from ebaudit.analysis.routing.forwards import FORWARDER, plain
from ebaudit.model.estate import Estate
from ebaudit.model.finding import Certainty, Fact, Related
from ebaudit.model.record import Record
from ebaudit.model.resources import Attribute, EventSource, Rule, Target
from ebaudit.model.value import Sensitive, Unknown, Value, reveal

PARTS = 5
"""Parts of a resource name: acs, service, region, account, and the rest."""


class Arn(Record):
    """A resource name: service, region, account, and the rest without the slash before it; parts may be empty."""

    service: str
    region: str
    account: str
    rest: str = ""


def parse_arn(text: str) -> Arn | None:
    """Split a resource name; ``None`` for any other text. ``:queues/q`` and ``:/queues/q`` are one."""
    parts = text.split(":", 4)
    if len(parts) < PARTS or parts[0] != "acs" or not parts[1]:
        return None
    return Arn(parts[1], parts[2], parts[3], parts[4].removeprefix("/"))


def arn_facts(estate: Estate, buses: Buses) -> Iterator[Fact]:
    """Find endpoints and dead-letter queues in the wrong region or account, and queues that are no rescue."""
    for rule in estate.rules:
        for target in rule.targets:
            if plain(target.type) != FORWARDER:
                yield from _elsewhere(rule, target, "endpoint", target.endpoint)
            queue = target.dead_letter_queue
            if queue is None or queue.arn is None:
                continue
            yield from _elsewhere(rule, target, "dead-letter queue", queue.arn)
            yield from _same(target, queue.arn)
            yield from _feeds_back(rule, target, queue.arn, estate, buses)


def _elsewhere(rule: Rule, target: Target, noun: str, attribute: Attribute | None) -> Iterator[Fact]:
    """Compare region and account with those of the rule; a known beginning of the text is enough."""
    found = _beginning(attribute)
    if attribute is None or found is None:
        return
    provider = rule.resource.provider
    code = "endpoint" if noun == "endpoint" else "dlq"
    hidden = isinstance(attribute.value, Sensitive) or isinstance(provider.account_id, Sensitive)
    for kind, got, own in (("region", found.region, provider.region), ("account", found.account, provider.account_id)):
        expected = reveal(own)
        if not got or not isinstance(expected, str) or got == expected:
            continue
        shown = "" if hidden else f" '{got}'"
        message = f"The {noun} is in the {kind}{shown}, but the rule is in {'another' if hidden else repr(expected)}."
        yield Fact(
            f"{code}-other-{kind}",
            target.address,
            "",
            {"message": message, "got": "" if hidden else got, "expected": "" if hidden else expected},
            attribute.span,
            certainty=Certainty.DOCUMENTED if code == "endpoint" else Certainty.INFERRED,
        )


def _beginning(attribute: Attribute | None) -> Arn | None:
    value = reveal(attribute.value) if attribute is not None else None
    if isinstance(value, str):
        return parse_arn(value)
    if not isinstance(value, Unknown) or not value.prefix.startswith("acs:"):
        return None
    whole = value.prefix.split(":")[1:-1]
    return Arn(*(*whole, "", "", "")[:3])


def _same(target: Target, arn: Attribute) -> Iterator[Fact]:
    queue, endpoint = _whole(arn), _whole(target.endpoint)
    if queue is None or queue != endpoint or target.endpoint is None:
        return
    data: dict[str, Value] = {"message": "The dead-letter queue is the target itself, so what it cannot take is lost."}
    related = (Related("the target's endpoint", target.endpoint.span),) if target.endpoint.span is not None else ()
    yield Fact("dlq-is-target", target.address, "", data, arn.span, related, certainty=Certainty.INFERRED)


def _whole(attribute: Attribute | None) -> Arn | None:
    value = reveal(attribute.value) if attribute is not None else None
    return parse_arn(value) if isinstance(value, str) else None


def _feeds_back(rule: Rule, target: Target, arn: Attribute, estate: Estate, buses: Buses) -> Iterator[Fact]:
    """Find a dead-letter queue whose content comes back to the rule's own bus."""
    queue = _whole(arn)
    own = buses.resolve(rule.event_bus_name)
    if queue is None or own.key is None:
        return
    kind, _, name = queue.rest.partition("/")
    if (queue.service, kind) == ("eventbridge", "eventbus") and buses.resolve_value(name).key == own.key:
        message = "The dead-letter queue is the rule's own bus, so events that fail come back to it."
        yield Fact("dlq-feeds-back", target.address, "", {"message": message}, arn.span, certainty=Certainty.INFERRED)
        return
    for source in estate.event_sources if (queue.service, kind) == ("mns", "queues") else ():
        if mns_queue(source) == name and buses.resolve(source.event_bus_name).key == own.key:
            message = "An event source puts the dead-letter queue's messages on the rule's own bus again."
            span = source.resource.span
            related = (Related("the event source", span),) if span is not None else ()
            data = {"message": message, "source": source.resource.address}
            address, key = target.address, source.resource.address
            yield Fact("dlq-feeds-back", address, key, {**data}, arn.span, related, certainty=Certainty.INFERRED)


def mns_queue(source: EventSource) -> str | None:
    """Return the queue that an MNS event source reads, when it is known."""
    return feed(source).get("queue_name") if source.kind in ("source_mns_parameters", "MNS") else None


_V1_KEYS = {
    "QueueName": "queue_name",
    "InstanceId": "instance_id",
    "Topic": "topic",
    "GroupID": "group_id",
    "VirtualHostName": "virtual_host_name",
}


def feed(source: EventSource) -> dict[str, str]:
    """Return the known texts of what feeds a source, under the names of the v2 resource."""
    block = source.resource.block
    if source.version == 1:
        config = block.attributes.get("external_source_config")
        value = reveal(config.value) if config is not None else None
        items = value.items() if isinstance(value, dict) else ()
        found = {_V1_KEYS.get(key, key): reveal(item) for key, item in items}
    else:
        inner = block.blocks.get(source.kind or "", ())
        found = {key: reveal(item.value) for key, item in inner[0].attributes.items()} if inner else {}
    return {key: item for key, item in found.items() if isinstance(item, str)}
