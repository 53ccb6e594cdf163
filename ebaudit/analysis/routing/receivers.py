"""Event sources that read what a target wrote: a queue, topic, log or webhook that leads back to a bus.

Source: https://www.alibabacloud.com/help/en/eventbridge/user-guide/event-source-overview (custom event sources).
"""

from collections.abc import Iterator

from ebaudit.analysis.routing.arns import Arn, parse_arn
from ebaudit.analysis.routing.forwards import parameter, plain
from ebaudit.analysis.routing.places import certain, home
from ebaudit.model.estate import Estate
from ebaudit.model.record import Record
from ebaudit.model.resources import ApiDestination, Attribute, EventSource, Rule, Target
from ebaudit.model.value import Unknown, Value, reveal

Key = tuple[str, ...]
"""What a message is written to and read from: the service, and names that are known or surely equal."""

_READS = {
    "source_mns_parameters": ("mns", ("queue_name",)),
    "MNS": ("mns", ("queue_name",)),
    "source_rocketmq_parameters": ("mq", ("instance_id", "topic")),
    "RocketMQ": ("mq", ("instance_id", "topic")),
    "source_rabbit_mq_parameters": ("amqp", ("instance_id", "virtual_host_name", "queue_name")),
    "RabbitMQ": ("amqp", ("instance_id", "virtual_host_name", "queue_name")),
    "source_kafka_parameters": ("alikafka", ("instance_id", "topic")),
    "source_sls_parameters": ("sls", ("project", "log_store")),
}
"""By kind of event source: the service that it reads from, and the arguments that say where."""

_WRITES = {
    "acs.mns.queue": ("mns", ("queue",)),
    "acs.rocketmq": ("mq", ("InstanceId", "Topic")),
    "acs.rabbitmq": ("amqp", ("InstanceId", "Vhost", "Queue")),
    "acs.alikafka": ("alikafka", ("InstanceId", "Topic")),
    "acs.sls": ("sls", ("Project", "LogStore")),
}
"""By target type: the service that it writes to, and the parameters that say where."""

_V1_KEYS = {
    "QueueName": "queue_name",
    "InstanceId": "instance_id",
    "Topic": "topic",
    "GroupID": "group_id",
    "VirtualHostName": "virtual_host_name",
    "RegionId": "region_id",
}
"""Keys of a v1 source's configuration under the names of the v2 resource."""

_CALLS = ("http", "https", "acs.api.destination")
_HTTP = "source_http_event_parameters"
_WEBHOOK = ".eventbridge."
_NOT_NAMED = Unknown("which of the event sources a webhook's address belongs to cannot be told")


class Return(Record):
    """An event source that makes an event of what a target sends; ``unsure`` says why it may not."""

    source: EventSource
    unsure: Unknown | None = None


class Readers:
    """The event sources of an estate by what they read."""

    def __init__(self, estate: Estate) -> None:
        self.by_key: dict[Key, list[EventSource]] = {}
        self.webhooks = [source for source in estate.event_sources if source.kind == _HTTP]
        self._destinations = {_name(each): each for each in estate.api_destinations}
        for source in estate.event_sources:
            key = _read_key(source)
            if key is not None:
                self.by_key.setdefault(key, []).append(source)

    def of_target(self, rule: Rule, target: Target) -> Iterator[Return]:
        """Yield the event sources that read what a target writes."""
        kind = plain(target.type) or ""
        if kind in _CALLS:
            yield from self._called(rule, target, kind)
            return
        key = _write_key(kind, target)
        arn = parse_arn(plain(target.endpoint) or "")
        for source in self.by_key.get(key, ()) if key is not None else ():
            if _is_near(source, rule, arn):
                yield Return(source)

    def of_queue(self, rule: Rule, arn: Arn) -> Iterator[EventSource]:
        """Yield the event sources that read a dead-letter queue."""
        key = _queue_key(arn)
        for source in self.by_key.get(key, ()) if key is not None else ():
            if _is_near(source, rule, arn):
                yield source

    def _called(self, rule: Rule, target: Target, kind: str) -> Iterator[Return]:
        url = parameter(target, "url") or target.endpoint
        if kind == "acs.api.destination":
            name = parameter(target, "Name")
            found = self._destinations.get(certain(name.value) if name is not None else None)
            url = found.endpoint if found is not None else None
        value = reveal(url.value) if url is not None else None
        for source in self.webhooks:
            if isinstance(value, Unknown) and any(_is_hook_of(ref, source) for ref in value.refs):
                yield Return(source)
            elif isinstance(value, str) and _WEBHOOK in value and _is_near_url(source, value):
                yield Return(source, _NOT_NAMED)


def _is_hook_of(ref: str, source: EventSource) -> bool:
    return ref.startswith(f"{source.resource.address}.{_HTTP}") and "web_hook_url" in ref


def _is_near_url(source: EventSource, url: str) -> bool:
    """Tell whether a URL of the service's data plane may be one of the source's region."""
    after = url.split(_WEBHOOK, 1)[1].split("/", 1)[0]
    region = home(source.resource).known_region
    return after.endswith("aliyuncs.com") and (not region or after.startswith((f"{region}.", f"{region}-vpc.")))


def _name(destination: ApiDestination) -> str | None:
    name = destination.api_destination_name
    return certain(name.value) if name is not None else None


def feed(source: EventSource) -> dict[str, str]:
    """Return what feeds a source, under the names of the v2 resource: texts that are known or surely tell it."""
    block = source.resource.block
    if source.version == 1:
        config = block.attributes.get("external_source_config")
        value = reveal(config.value) if config is not None else None
        items = value.items() if isinstance(value, dict) else ()
        found = {_V1_KEYS.get(key, key): certain(item) for key, item in items}
    else:
        inner = block.blocks.get(source.kind or "", ())
        found = {key: certain(item.value) for key, item in inner[0].attributes.items()} if inner else {}
    return {key: item for key, item in found.items() if item}


def _read_key(source: EventSource) -> Key | None:
    service, names = _READS.get(source.kind or "", ("", ()))
    values = feed(source)
    found = tuple(values.get(name, "") for name in names)
    return (service, *found) if service and all(found) else None


def _write_key(kind: str, target: Target) -> Key | None:
    service, names = _WRITES.get(kind, ("", ()))
    found = tuple(_constant(parameter(target, name)) for name in names)
    if service and all(found):
        return (service, *found)
    endpoint: Value = target.endpoint.value if target.endpoint is not None else None
    arn = parse_arn(certain(endpoint) or "")
    return _queue_key(arn) if arn is not None and kind in _WRITES and arn.service in ("mns", "mq") else None


def _constant(attribute: Attribute | None) -> str:
    return certain(attribute.value) or "" if attribute is not None else ""


def _queue_key(arn: Arn) -> Key | None:
    """Return what an endpoint or dead-letter queue names: an MNS queue or a RocketMQ topic."""
    parts = arn.rest.split("/")
    if arn.service == "mns" and len(parts) == 2 and parts[0] == "queues":
        return ("mns", parts[1])
    if arn.service == "mq" and len(parts) == 4 and (parts[0], parts[2]) == ("instances", "topic"):
        return ("mq", parts[1], parts[3])
    return None


def _is_near(source: EventSource, rule: Rule, arn: Arn | None) -> bool:
    """Tell whether a source may read in the region that a target writes in."""
    region = feed(source).get("region_id") or home(source.resource).known_region
    written = arn.region if arn is not None and arn.region else home(rule.resource).known_region
    return not region or not written or "\0" in written + region or region == written
