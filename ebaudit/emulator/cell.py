"""The state of one account: everything that its EventBridge has, in the shapes that the API answers with."""

from typing import Any

from ebaudit.emulator.errors import ApiError, no_bus, no_rule

Plain = dict[str, Any]
"""A JSON object of the API."""

DEFAULT_BUS = "default"
FORMAT = 1
"""Version of what ``saved`` returns."""


class Cell:
    """What an account has in the emulator's region.

    ``rules`` are by bus and name, everything else is by name; ``roles`` are product names.
    ``traces`` are by event id, ``received`` the events of each bus in their order.
    """

    def __init__(self, account: str, region: str, created: int, *, activated: bool = True) -> None:
        self.account = account
        self.region = region
        self.activated = activated
        self.buses: dict[str, Plain] = {}
        self.rules: dict[str, dict[str, Plain]] = {}
        self.sources: dict[str, Plain] = {}
        self.connections: dict[str, Plain] = {}
        self.destinations: dict[str, Plain] = {}
        self.streams: dict[str, Plain] = {}
        self.roles: set[str] = set()
        self.events: list[Plain] = []
        self.trail: list[Plain] = []
        self.add_bus(DEFAULT_BUS, "", created)

    def arn(self, rest: str) -> str:
        """Return the ARN of a thing in this cell."""
        return f"acs:eventbridge:{self.region}:{self.account}:{rest}"

    def add_bus(self, name: str, description: str, created: int) -> Plain:
        """Add a bus; ``created`` is in milliseconds."""
        self.buses[name] = {
            "EventBusName": name,
            "Description": description,
            "EventBusARN": self.arn(f"eventbus/{name}"),
            "CreateTimestamp": created,
        }
        self.rules[name] = {}
        return self.buses[name]

    def bus(self, name: str) -> Plain:
        """Return a bus; ApiError when there is none of that name."""
        if name not in self.buses:
            raise no_bus(name)
        return self.buses[name]

    def rule(self, bus: str, name: str) -> Plain:
        """Return a rule; ApiError when the bus or the rule does not exist."""
        found = self.rules.get(bus)
        if found is None:
            raise no_bus(bus)
        if name not in found:
            raise no_rule(bus, name)
        return found[name]

    def saved(self) -> Plain:
        """Return all of it as JSON."""
        return {
            "format": FORMAT,
            "account": self.account,
            "region": self.region,
            "activated": self.activated,
            "buses": {name: {"bus": bus, "rules": list(self.rules[name].values())} for name, bus in self.buses.items()},
            "event_sources": list(self.sources.values()),
            "connections": list(self.connections.values()),
            "api_destinations": list(self.destinations.values()),
            "streams": list(self.streams.values()),
            "service_linked_roles": sorted(self.roles),
            "trail": self.trail,
        }

    def load(self, saved: Plain) -> None:
        """Take what ``saved`` returned, or the offline form of a live account, on top of what is there.

        Raises KeyError, TypeError or AttributeError when it is of another shape.
        """
        for name, entry in saved.get("buses", {}).items():
            made = self.add_bus(name, "", 0)
            made.update({key: value for key, value in entry["bus"].items() if key != "EventBusName"})
            self.rules[name] = {rule["RuleName"]: rule for rule in entry["rules"]}
        self.sources.update({each["Name"]: each for each in saved.get("event_sources", ())})
        self.connections.update({each["ConnectionName"]: each for each in saved.get("connections", ())})
        self.destinations.update({each["ApiDestinationName"]: each for each in saved.get("api_destinations", ())})
        self.streams.update({each["EventStreamingName"]: each for each in saved.get("streams", ())})
        self.roles.update(saved.get("service_linked_roles", ()))
        passed = saved.get("roles") or {}
        self.roles.update(name for name, data in passed.items() if data.get("CheckPass"))
        self.trail.extend(saved.get("trail", ()))


def enabled(cell: Cell, status: int) -> None:
    """Refuse a call in an account that has not switched EventBridge on."""
    if not cell.activated:
        raise ApiError(status, "ServiceNotEnable", "EventBridge is not activated in this region.")
