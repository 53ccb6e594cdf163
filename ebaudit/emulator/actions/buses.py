"""Event buses: CreateEventBus, GetEventBus, ListEventBuses, UpdateEventBus, DeleteEventBus."""

from ebaudit.emulator.call import Call
from ebaudit.emulator.cell import DEFAULT_BUS, Plain
from ebaudit.emulator.errors import refused
from ebaudit.emulator.limits import check_length, check_name, check_quota
from ebaudit.emulator.paging import page


def create(call: Call) -> Plain:
    """Create a custom bus."""
    name = call.text("EventBusName")
    description = call.optional("Description")
    check_length(call, "Description", description, "description_characters")
    if name in call.cell.buses:
        raise refused("EventBusAlreadyExist", f"The event bus [{name}] already existed!")
    check_name(call, "event_bus", name)
    check_quota(call, "event_bus", "custom_buses_per_region", len(call.cell.buses) - 1)
    return {"EventBusARN": call.cell.add_bus(name, description, call.milliseconds)["EventBusARN"]}


def get(call: Call) -> Plain:
    """Return one bus."""
    return call.cell.bus(call.text("EventBusName"))


def listed(call: Call) -> Plain:
    """Return a page of the buses whose name begins with NamePrefix."""
    prefix = call.optional("NamePrefix")
    return page(call, [bus for name, bus in call.cell.buses.items() if name.startswith(prefix)], "EventBuses")


def update(call: Call) -> None:
    """Change the description."""
    bus = call.cell.bus(call.text("EventBusName"))
    description = call.optional("Description")
    check_length(call, "Description", description, "description_characters")
    bus["Description"] = description


def delete(call: Call) -> None:
    """Delete a custom bus that has neither rules nor event sources."""
    name = call.text("EventBusName")
    cell = call.cell
    cell.bus(name)
    if name == DEFAULT_BUS:
        raise refused("EventBusNameInvalid", f"The event bus name [{name}] is invalid!")
    if cell.rules[name]:
        message = f"The rules of eventbus [{name}] exist, please delete them before delete event bus."
        raise refused("EventBusRuleNotEmptyForDelete", message)
    if any(source["EventBusName"] == name for source in cell.sources.values()):
        message = f"The source of eventbus [{name}] exist, please delete them before delete event bus."
        raise refused("EventBusSourceNotEmptyForDelete", message)
    del cell.buses[name], cell.rules[name]
