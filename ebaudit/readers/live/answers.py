"""What a live account answered about one region, and the estate that it comes to.

Names and nesting are those of the service: https://api.aliyun.com/document/eventbridge/2020-04-01/overview.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ebaudit import catalog as catalogs
from ebaudit.catalog import Catalog
from ebaudit.model.diagnostic import LedgerEntry, Outcome
from ebaudit.model.estate import Estate, Unread
from ebaudit.model.record import Record
from ebaudit.model.resources import Block, Provider, Resource
from ebaudit.readers.blocks import to_block
from ebaudit.readers.decode import PREFIX, decode
from ebaudit.readers.jsonparts import Json, mapping, objects, text
from ebaudit.readers.live.usual import rule_block
from ebaudit.readers.live.wire import Translator, beyond
from ebaudit.readers.marks import Marked

NAME = "live"
DEFAULT_BUS = "default"
STREAM = PREFIX + "event_streaming"
"""What stands for the type of an event stream, of which Terraform has none."""
ADDED = {"resource_key": "IsBase64Encode", "value": "false"}
"""The parameter that the service adds to targets by itself, and that the provider leaves out when it reads."""


class Answers(Record):
    """What one account answered in one region: the objects as the service gives them.

    ``buses`` are those of GetEventBus, ``rules`` of GetRule, ``event_sources`` of ListUserDefinedEventSources,
    ``connections`` of GetConnection, ``api_destinations`` of GetApiDestination, ``streams`` of GetEventStreaming
    and ``official_sources`` of ListAliyunOfficialEventSources; ``roles`` has the answer of
    CheckServiceLinkedRoleForProduct by product. ``unread`` is what could not be asked for, and ``activated`` is
    false where the account does not use EventBridge in the region.
    """

    account: str
    region: str
    buses: tuple[Mapping[str, Json], ...] = ()
    rules: tuple[Mapping[str, Json], ...] = ()
    event_sources: tuple[Mapping[str, Json], ...] = ()
    connections: tuple[Mapping[str, Json], ...] = ()
    api_destinations: tuple[Mapping[str, Json], ...] = ()
    streams: tuple[Mapping[str, Json], ...] = ()
    roles: Mapping[str, Mapping[str, Json]] = {}
    official_sources: tuple[Mapping[str, Json], ...] = ()
    unread: tuple[Unread, ...] = ()
    activated: bool = True


def estate(answers: Sequence[Answers], root: str = NAME, catalog: Catalog | None = None) -> Estate:
    """Turn what accounts answered into an estate; ``root`` is what it is called."""
    maker = _Maker(catalog or catalogs.load()[0])
    resources = _unique(resource for each in answers for resource in maker.resources(each))
    streams = _unique(resource for each in answers for resource in maker.streams(each))
    unread = tuple(cell for each in answers for cell in each.unread)
    return decode(NAME, root, resources)._replace(unread=unread, streams=tuple(streams))


def ledger(answers: Sequence[Answers]) -> tuple[LedgerEntry, ...]:
    """Return one row for each account and region: how much of it was read."""
    return tuple(_row(each) for each in answers)


def _row(answers: Answers) -> LedgerEntry:
    subject = f"{answers.account}/{answers.region}"
    if not answers.activated:
        return LedgerEntry("account", subject, Outcome.SKIPPED, "EventBridge is not activated there")
    outcome = Outcome.PARTIAL if answers.unread else Outcome.EVALUATED
    return LedgerEntry("account", subject, outcome, "; ".join(dict.fromkeys(cell.reason for cell in answers.unread)))


def _unique(resources: Iterable[Resource]) -> list[Resource]:
    """Return resources under addresses that differ, whatever was answered twice."""
    found: dict[str, Resource] = {}
    for resource in resources:
        address, count = resource.address, 1
        while address in found:
            count += 1
            address = f"{resource.address}[{count}]"
        found[address] = resource if count == 1 else resource._replace(address=address)
    return list(found.values())


class _Maker:
    """Makes resources of answers; each kind's translator is made when first needed."""

    __slots__ = ("_catalog", "_fields", "_translators")

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._translators: dict[str, Translator] = {}
        self._fields: tuple[dict[str, Json], dict[str, Json]] | None = None

    def resources(self, answers: Answers) -> Iterator[Resource]:
        where, provider = _where(answers)
        for bus in answers.buses:
            name = text(bus.get("EventBusName"))
            if name and name != DEFAULT_BUS:
                yield self._resource("event_bus", f"{where}/{name}", bus, provider)
        for rule in answers.rules:
            yield self._rule(where, rule, provider)
        for source in answers.event_sources:
            address = f"{where}/{text(source.get('EventBusName'))}/event_source:{text(source.get('Name'))}"
            yield self._resource(_source_type(source), address, source, provider)
        for connection in answers.connections:
            address = f"{where}/connection:{text(connection.get('ConnectionName'))}"
            yield self._resource("connection", address, connection, provider)
        for destination in answers.api_destinations:
            address = f"{where}/api_destination:{text(destination.get('ApiDestinationName'))}"
            yield self._resource("api_destination", address, destination, provider)
        for product, answer in answers.roles.items():
            if answer.get("CheckPass") is True:
                named = {"ProductName": product}
                yield self._resource("service_linked_role", f"{where}/role:{product}", named, provider)

    def streams(self, answers: Answers) -> Iterator[Resource]:
        where, provider = _where(answers)
        for stream in answers.streams:
            address = f"{where}/stream:{text(stream.get('EventStreamingName'))}"
            yield Resource(address, STREAM, "managed", to_block(Marked(stream), None), provider)

    def _block(self, kind: str, answer: Mapping[str, Json]) -> Block:
        full = PREFIX + kind
        shape = self._catalog.resource(full)
        if shape is None:
            return to_block(Marked(answer), None)
        if full not in self._translators:
            self._translators[full] = Translator(shape)
        return to_block(Marked(self._translators[full].arguments(answer)), shape)

    def _resource(self, kind: str, address: str, answer: Mapping[str, Json], provider: Provider) -> Resource:
        return Resource(address, PREFIX + kind, "managed", self._block(kind, answer), provider)

    def _rule(self, where: str, rule: Mapping[str, Json], provider: Provider) -> Resource:
        targets = objects(rule.get("Targets"))
        address = f"{where}/{text(rule.get('EventBusName'))}/{text(rule.get('RuleName'))}"
        trimmed = [
            {**target, "ParamList": [p for p in objects(target.get("ParamList")) if not _is_added(p)]}
            for target in targets
        ]
        answer = {**rule, "Targets": trimmed}
        block = rule_block(answer) or self._block("rule", answer)
        made = Resource(address, PREFIX + "rule", "managed", block, provider)
        blocks = block.blocks.get("targets", ())
        if len(blocks) != len(targets):
            return made
        whole = tuple(self._with_beyond(block, target) for block, target in zip(blocks, targets, strict=True))
        return made._replace(block=made.block._replace(blocks={**made.block.blocks, "targets": whole}))

    def _with_beyond(self, block: Block, target: Mapping[str, Json]) -> Block:
        if self._fields is None:
            self._fields = _beyond_fields(self._catalog)
        of_target, of_queue = self._fields
        kept = beyond(target, of_target)
        queue = beyond(mapping(target.get("DeadLetterQueue")), of_queue)
        if queue:
            kept["dead_letter_queue"] = queue
        if any(_is_added(param) for param in objects(target.get("ParamList"))):
            kept["param_list"] = (dict(ADDED),)
        return block._replace(beyond=kept) if kept else block


def _where(answers: Answers) -> tuple[str, Provider]:
    provider = Provider("alicloud", answers.region or None, answers.account or None)
    return f"live:{answers.account}/{answers.region}", provider


def _source_type(source: Mapping[str, Json]) -> str:
    fed = any(name.startswith("Source") and name.endswith("Parameters") and value for name, value in source.items())
    return "event_source_v2" if fed else "event_source"


def _is_added(param: Mapping[str, Json]) -> bool:
    return param.get("ResourceKey") == ADDED["resource_key"] and str(param.get("Value")).lower() == ADDED["value"]


def _beyond_fields(catalog: Catalog) -> tuple[dict[str, Json], dict[str, Json]]:
    """Return the fields of a target and of its dead-letter queue that Terraform has no argument for."""
    assumed = {(each.of, each.field): each.value for each in catalog.defaults if each.kind == "default"}
    target: dict[str, Json] = {}
    queue: dict[str, Json] = {}
    for each in catalog.defaults:
        if each.kind == "not-in-terraform" and each.of == "target":
            outer, _, inner = each.field.partition(".")
            if inner:
                queue[inner] = None
            else:
                target[outer] = assumed.get(("target", outer))
    return target, queue
