"""Fills an emulator from an estate, whatever reader it came from: by the calls that would create it."""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

from ebaudit.emulator.actions.table import ACTIONS, EVENTBRIDGE
from ebaudit.emulator.call import Call
from ebaudit.emulator.cell import DEFAULT_BUS, Cell
from ebaudit.emulator.emulator import Emulator
from ebaudit.emulator.errors import ApiError
from ebaudit.emulator.spelling import spelled
from ebaudit.emulator.standins import StandIns
from ebaudit.model.diagnostic import Level
from ebaudit.model.estate import Estate
from ebaudit.model.request import Inputs, RequestError
from ebaudit.model.resources import Attribute, Block, Resource, Rule, Target
from ebaudit.model.value import is_known
from ebaudit.readers import open_estates
from ebaudit.readers.live.offline import is_offline

Step = tuple[str, str, dict[str, str | None]]
"""What it is for (an address), an action, and its parameters; one without a value is left out."""
LISTS = {"body_parameters", "header_parameters", "query_string_parameters"}
"""Blocks that the API has as arrays; of every other there is one."""
TARGET = {
    "target_id": "Id",
    "type": "Type",
    "endpoint": "Endpoint",
    "push_retry_strategy": "PushRetryStrategy",
}


def seed(emulator: Emulator, estate: Estate) -> list[str]:
    """Create in the emulator's account what an estate declares; return notes on what is not as declared.

    Nothing of it appears in ActionTrail: nobody called.
    """
    settings = emulator.settings
    with emulator.lock:
        cell = emulator.cell(settings.account)
        makers = StandIns(cell.account, cell.region)
        for stream in estate.streams:
            plain = makers.arguments(stream.block, stream.address)
            cell.streams[str(plain.get("EventStreamingName", stream.address))] = plain
        notes = [note for step in steps(estate, makers) for note in _carry_out(emulator, cell, step)]
        emulator.changes += 1
    return [*makers.notes, *notes]


def _carry_out(emulator: Emulator, cell: Cell, step: Step) -> Iterator[str]:
    where, action, params = step
    given = {name: value for name, value in params.items() if value is not None}
    identity = next(each for each in emulator.identities.keys.values() if each.account == cell.account)
    call = Call(emulator, action, given, identity, cell, emulator.clock(), str(uuid4()))
    try:
        ACTIONS[EVENTBRIDGE, action].handler(call)
    except ApiError as error:
        yield f"{where} is not in the emulator: {error}"


def steps(estate: Estate, make: StandIns) -> Iterator[Step]:
    """Yield the calls that create an estate, in an order in which each finds what it needs."""
    make.ids.update(_ids(estate, make))
    for bus in estate.event_buses:
        yield from _bus(bus.resource, make)
    for source in estate.event_sources:
        yield from _source(source.resource, make)
    for connection in estate.connections:
        yield from _named(connection.resource, "CreateConnection", "connection_name", make)
    for destination in estate.api_destinations:
        yield from _named(destination.resource, "CreateApiDestination", "api_destination_name", make)
    for rule in estate.rules:
        yield from _rule(rule, make)
    for role in estate.service_linked_roles:
        address = role.resource.address
        product = _name(role.product_name, address, "product_name", make)
        yield from _if(product, (address, "CreateServiceLinkedRoleForProduct", {"ProductName": product}))


def _ids(estate: Estate, make: StandIns) -> Iterator[tuple[str, str]]:
    named: list[tuple[Resource, Attribute | None]] = [
        *((each.resource, each.event_bus_name) for each in estate.event_buses),
        *((each.resource, each.event_source_name) for each in estate.event_sources),
        *((each.resource, each.connection_name) for each in estate.connections),
        *((each.resource, each.api_destination_name) for each in estate.api_destinations),
    ]
    for resource, attribute in named:
        name = make.known(attribute, resource.address)
        if name is not None:
            yield f"{resource.address}.id", name


def _if(known: str | None, step: Step) -> Iterable[Step]:
    return () if known is None else (step,)


def _name(attribute: Attribute | None, address: str, argument: str, make: StandIns) -> str | None:
    found = make.known(attribute, f"{address}.{argument}")
    if found is None:
        make.notes.append(f"{address} is not in the emulator: its {argument} is not known here")
    return found


def _bus(resource: Resource, make: StandIns) -> Iterable[Step]:
    address = resource.address
    name = _name(resource.attribute("event_bus_name"), address, "event_bus_name", make)
    description = make.text(resource.attribute("description"), f"{address}.description")
    action = "UpdateEventBus" if name == DEFAULT_BUS else "CreateEventBus"
    return _if(name, (address, action, {"EventBusName": name, "Description": description}))


def _source(resource: Resource, make: StandIns) -> Iterable[Step]:
    return _named(resource, "CreateEventSource", "event_source_name", make)


def _named(resource: Resource, action: str, name: str, make: StandIns) -> Iterable[Step]:
    """Return the call for a thing whose blocks are JSON objects of the API."""
    address = resource.address
    known = _name(resource.attribute(name), address, name, make)
    params: dict[str, str | None] = {
        spelled(each): _wire(value)
        for each, value in make.arguments(resource.block, address).items()
        if each not in ("id", "create_time")
    }
    params |= {
        spelled(each): json.dumps(_object(blocks[0], f"{address}.{each}", make))
        for each, blocks in resource.block.blocks.items()
        if blocks and each != "timeouts"
    }
    return _if(known, (address, action, {**params, spelled(name): known}))


def _wire(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _object(block: Block, where: str, make: StandIns) -> dict[str, Any]:
    """Return a block as an object of the API."""
    found: dict[str, Any] = {spelled(name): _deep(value) for name, value in make.arguments(block, where).items()}
    for name, blocks in block.blocks.items():
        if blocks:
            made = [_object(each, f"{where}.{name}", make) for each in blocks]
            found[spelled(name)] = made if name in LISTS else made[0]
    return found


def _deep(value: Any) -> Any:
    """Spell the names in the objects of an argument as the API does; blocks have no maps of the user's names."""
    if isinstance(value, dict):
        return {spelled(name): _deep(each) for name, each in value.items()}
    return [_deep(each) for each in value] if isinstance(value, list) else value


def _rule(rule: Rule, make: StandIns) -> Iterable[Step]:
    address = rule.resource.address
    bus = _name(rule.event_bus_name, address, "event_bus_name", make)
    name = _name(rule.rule_name, address, "rule_name", make)
    for block, reason in rule.resource.block.unknown_blocks.items():
        make.notes.append(f"{address} has an unknown number of {block} ({reason}); the emulator has none of them")
    pattern = _name(rule.filter_pattern, address, "filter_pattern", make)
    if bus is None or name is None or pattern is None:
        return ()
    status = rule.status if rule.status is None or is_known(rule.status.value) else None
    params = {
        "EventBusName": bus,
        "RuleName": name,
        "FilterPattern": pattern,
        "Description": make.text(rule.description, f"{address}.description"),
        "Status": make.text(status, f"{address}.status"),
        "EventTargets": json.dumps([_target(target, make) for target in rule.targets]),
    }
    return ((address, "CreateRule", params),)


def _target(target: Target, make: StandIns) -> dict[str, Any]:
    given = make.arguments(target.block, target.address)
    found: dict[str, Any] = {TARGET[name]: value for name, value in given.items() if name in TARGET}
    queue = target.dead_letter_queue
    if queue is not None:
        found["DeadLetterQueue"] = {"Arn": make.text(queue.arn, f"{target.address}.dead_letter_queue.arn")}
    found["ParamList"] = [
        {spelled(name): value if isinstance(value, str) else json.dumps(value) for name, value in entry.items()}
        for param in target.params
        for entry in [make.arguments(param.block, param.address)]
    ]
    return _with_beyond(found, target.block.beyond, target.address, make)


def _with_beyond(found: dict[str, Any], beyond: Mapping[str, Any], where: str, make: StandIns) -> dict[str, Any]:
    """Add what only the live service has of a target."""
    for name, value in beyond.items():
        plain = make.plain(value, f"{where}.{name}")
        if name == "dead_letter_queue" and isinstance(plain, dict):
            more = {spelled(each): text for each, text in plain.items()}
            found["DeadLetterQueue"] = {**found.get("DeadLetterQueue", {}), **more}
        elif name == "concurrent_config" and isinstance(plain, dict):
            found["ConcurrentConfig"] = {spelled(each): text for each, text in plain.items()}
        elif name != "param_list":
            found[spelled(name)] = plain
    return found


def seed_from(emulator: Emulator, path: str, inputs: Inputs) -> list[str]:
    """Fill the emulator from what a path holds: anything that a reader opens; return notes.

    The offline form of a live account is taken as it is. Raises RequestError when nothing can be read there.
    """
    document = _offline(path)
    if document is not None:
        return _load(emulator, path, document)
    opened = open_estates(path, inputs, emulator.catalog)
    errors = [
        f"{problem.span or path}: {problem.summary}"
        for each in opened
        for problem in each.diagnostics
        if problem.level is Level.ERROR
    ]
    if errors and not any(each.estate.resources or each.estate.streams for each in opened):
        raise RequestError(tuple(errors))
    return [*errors, *(note for each in opened for note in seed(emulator, each.estate))]


def _offline(path: str) -> dict[str, Any] | None:
    try:
        document = json.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) and is_offline(document) else None


def _load(emulator: Emulator, path: str, document: dict[str, Any]) -> list[str]:
    try:
        with emulator.lock:
            emulator.cell(emulator.settings.account).load(document)
            emulator.changes += 1
    except (KeyError, TypeError, AttributeError, ValueError):
        raise RequestError((f"'{path}' is no live account as the service answers it",)) from None
    return []
