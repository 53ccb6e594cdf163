"""Which bus a rule, a source or a target means, and the fact that nothing declares it.

Source: https://www.alibabacloud.com/help/en/eventbridge/product-overview/limits (the bus ``default`` always exists).
"""

from collections.abc import Iterable, Iterator

from ebaudit.model.estate import Estate
from ebaudit.model.finding import Certainty, Fact
from ebaudit.model.record import Record
from ebaudit.model.resources import Attribute, EventBus, Resource
from ebaudit.model.value import Sensitive, Unknown, Value, reveal

DEFAULT = "default"
_BUS_TYPE = "alicloud_event_bridge_event_bus."


class BusRef(Record):
    """Which bus an argument means.

    ``key`` is equal for two arguments that mean one bus of the same region; ``None`` when nobody can tell,
    with ``unknown``. ``name`` is the bus's name when it is known.
    ``custom`` is true when the bus is certainly not ``default``.
    """

    key: str | None
    name: str | None = None
    custom: bool = False
    unknown: Unknown | None = None


class Buses:
    """The buses that the estate declares."""

    def __init__(self, estate: Estate) -> None:
        self.declared = estate.event_buses
        self.by_name: dict[str, EventBus] = {}
        self.unnamed: Unknown | None = None
        for bus in estate.event_buses:
            value = _name(bus)
            if isinstance(value, str):
                self.by_name[value] = bus
            elif isinstance(value, Unknown):
                self.unnamed = value

    def resolve(self, attribute: Attribute | None) -> BusRef:
        """Tell which bus an argument means."""
        return self.resolve_value(attribute.value if attribute is not None else None)

    def resolve_value(self, value: Value) -> BusRef:
        """Tell which bus a value means; following a reference to a bus of the estate."""
        value = reveal(value)
        if isinstance(value, str):
            return BusRef(f"name:{value}", value, value != DEFAULT)
        if not isinstance(value, Unknown):
            return BusRef(None, unknown=Unknown("no bus is named"))
        bus = self._referred(value)
        if bus is None:
            custom = any(_BUS_TYPE in ref and not ref.startswith("data.") for ref in value.refs)
            return BusRef(None, custom=custom and len(value.refs) == 1, unknown=value)
        name = _name(bus)
        if isinstance(name, str):
            return BusRef(f"name:{name}", name, custom=True)
        return BusRef(f"resource:{bus.resource.address}", None, custom=True)

    def _referred(self, value: Unknown) -> EventBus | None:
        """Return the one bus that an unknown value is the name or id of."""
        if len(value.refs) != 1 or value.prefix or value.json is not None:
            return None
        ref = value.refs[0]
        found = [
            bus for bus in self.declared if ref in (f"{bus.resource.address}.{end}" for end in ("id", "event_bus_name"))
        ]
        return found[0] if len(found) == 1 else None


def _name(bus: EventBus) -> Value:
    return reveal(bus.event_bus_name.value) if bus.event_bus_name is not None else None


def undeclared_facts(estate: Estate, buses: Buses) -> Iterator[Fact]:
    """Find rules and event sources on a bus that the estate does not declare."""
    for rule in estate.rules:
        yield from _undeclared("rule", rule.resource, rule.event_bus_name, buses)
    for source in estate.event_sources:
        yield from _undeclared("event source", source.resource, source.event_bus_name, buses)


def _undeclared(noun: str, resource: Resource, attribute: Attribute | None, buses: Buses) -> Iterator[Fact]:
    if attribute is None:
        return
    ref = buses.resolve(attribute)
    if ref.name == DEFAULT or ref.name in buses.by_name or (ref.key is not None and ref.name is None):
        return
    if ref.unknown is not None and any("alicloud_event_bridge_event_bus" in name for name in ref.unknown.refs):
        return
    hidden = isinstance(attribute.value, Sensitive)
    shown = f"'{ref.name}'" if ref.name is not None and not hidden else "whose name is not known here"
    if hidden:
        shown = "with a sensitive name"
    close = closest(ref.name, [*buses.by_name, DEFAULT]) if ref.name is not None and not hidden else ""
    message = f"The {noun} is on the bus {shown}, which this configuration does not declare."
    yield Fact(
        "bus-not-declared",
        resource.address,
        "" if hidden else ref.name or "",
        {"message": message, "bus": "" if hidden else ref.name or "", "noun": noun, "suggestion": close},
        attribute.span,
        undecided=ref.unknown if ref.name is None else buses.unnamed,
        certainty=Certainty.DOCUMENTED,
    )


def closest(name: str, names: Iterable[str]) -> str:
    """Return the name that was probably meant: one that differs in case, else a close one, else nothing."""
    from difflib import get_close_matches

    known = list(names)
    same = [other for other in known if other.lower() == name.lower()]
    return next(iter(same or get_close_matches(name, known, 1, 0.75)), "")


def scope(resource: Resource) -> str:
    """Return what tells one region's buses from another's: the region when it is known, else the provider."""
    region = reveal(resource.provider.region)
    return region if isinstance(region, str) else resource.provider.name
