"""Event sources: custom ones of both of the provider's kinds, and the official ones of the catalog."""

from typing import Any

from ebaudit.emulator.call import Call
from ebaudit.emulator.cell import Plain
from ebaudit.emulator.errors import refused
from ebaudit.emulator.limits import check_name
from ebaudit.emulator.paging import page

PARAMETERS = (
    "SourceHttpEventParameters",
    "SourceKafkaParameters",
    "SourceMNSParameters",
    "SourceOSSEventParameters",
    "SourceRabbitMQParameters",
    "SourceRocketMQParameters",
    "SourceSLSParameters",
    "SourceScheduledEventParameters",
)


def create(call: Call) -> Plain:
    """Create a custom event source on a bus."""
    name, bus = call.text("EventSourceName"), call.text("EventBusName")
    call.cell.bus(bus)
    if name in call.cell.sources:
        raise refused("EventSourceAlreadyExist", f"The event source [{name}] of event bus [{bus}] already existed!")
    check_name(call, "event_source", name)
    made: Plain = {
        "Name": name,
        "EventBusName": bus,
        "Arn": call.cell.arn(f"eventbus/{bus}/eventsource/{name}"),
        "Type": "UserDefined",
        "Status": "Activated",
        "Ctime": call.milliseconds,
        "Description": "",
        "ExternalSourceType": "",
        "ExternalSourceConfig": {},
        **_given(call),
    }
    call.cell.sources[name] = made
    return {"EventSourceARN": made["Arn"]}


def _given(call: Call) -> Plain:
    """Return what the call says about a source, in the shape of the list."""
    made: dict[str, Any] = {
        name: call.params[name] for name in ("Description", "ExternalSourceType") if name in call.params
    }
    for name in ("ExternalSourceConfig", *PARAMETERS):
        found = call.document(name, dict)
        if found is not None:
            made[name] = found
    return made


def update(call: Call) -> None:
    """Change a source, as far as something is given."""
    _source(call).update(_given(call))


def delete(call: Call) -> None:
    """Delete a source."""
    del call.cell.sources[_source(call)["Name"]]


def _source(call: Call) -> Plain:
    name, bus = call.text("EventSourceName"), call.optional("EventBusName")
    found = call.cell.sources.get(name)
    if found is None or bus not in ("", found["EventBusName"]):
        raise refused("EventSourceNotExist", f"The event source [{name}] of event bus [{bus}] not existed!")
    return found


def listed(call: Call) -> Plain:
    """Return a page of custom sources: of one bus or of all."""
    bus, prefix = call.optional("EventBusName"), call.optional("NamePrefix")
    if bus:
        call.cell.bus(bus)
    found = [
        source
        for name, source in call.cell.sources.items()
        if bus in ("", source["EventBusName"]) and name.startswith(prefix)
    ]
    return page(call, found, "EventSourceList")


def official(call: Call) -> Plain:
    """Return every official event source that the catalog has, in one page."""
    sources = call.emulator.catalog.official_sources
    return {"EventSourceList": [_official(call, name, sources[name].types) for name in sources]}


def _official(call: Call, name: str, types: tuple[str, ...]) -> Plain:
    return {
        "Name": name,
        "FullName": name,
        "Arn": f"acs:eventbridge:{call.cell.region}:system:eventbus/default/eventsource/{name}",
        "Description": "",
        "Status": "Activated",
        "Type": "Official",
        "Ctime": 0,
        "EventTypes": [
            {"Name": each, "ShortName": each.rsplit(":", 1)[-1], "GroupName": each, "EventSourceName": name}
            for each in types
        ],
    }
