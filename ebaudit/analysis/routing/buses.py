"""Which bus a rule, a source or a target means, and the fact that nothing declares it.

Source: https://www.alibabacloud.com/help/en/eventbridge/product-overview/limits (the bus ``default`` always exists).
"""

from collections.abc import Iterator

from ebaudit.analysis.routing.places import Home, Spot, declared, home
from ebaudit.model.estate import Estate
from ebaudit.model.finding import Certainty, Fact, Related
from ebaudit.model.record import Record
from ebaudit.model.resources import Attribute, EventBus, Resource
from ebaudit.model.value import Sensitive, Unknown, Value, hole, reveal
from ebaudit.suggest import closest

DEFAULT = "default"
ALIKE = 0.75
"""How much of two names must be alike for one to be meant by the other."""
_BUS_TYPE = "alicloud_event_bridge_event_bus."


class BusRef(Record):
    """Which bus an argument means.

    ``key`` is equal for two arguments that mean one bus of the same region and account; ``None`` when nobody
    can tell, with ``unknown``. ``name`` is the bus's name when it is known.
    ``custom`` is true when the bus is certainly not ``default``.
    """

    key: str | None
    name: str | None = None
    custom: bool = False
    unknown: Unknown | None = None

    @property
    def token(self) -> str | None:
        """What is equal for two arguments that mean one bus: the key, or what an unknown name is made of."""
        if self.key is not None or self.unknown is None or not self.unknown.identity:
            return self.key
        return f"same:{self.unknown.identity}"


class Buses:
    """The buses that the estate declares."""

    def __init__(self, estate: Estate) -> None:
        self.declared = estate.event_buses
        self.by_name: dict[str, list[EventBus]] = {}
        self._by_identity: dict[str, EventBus] = {}
        for bus in estate.event_buses:
            value, address = _name(bus), bus.resource.address
            self._by_identity |= {hole(f"{address}.{end}"): bus for end in ("id", "event_bus_name")}
            if isinstance(value, str):
                self.by_name.setdefault(value, []).append(bus)
            elif isinstance(value, Unknown) and value.identity:
                self._by_identity[value.identity] = bus

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
        bus = self._by_identity.get(value.identity) if value.identity else None
        if bus is None:
            return BusRef(None, custom=_is_custom(value), unknown=value)
        return _declared(bus)

    def own_spot(self, bus: EventBus) -> Spot:
        """Return where a declared bus is, and what is equal for all that mean it."""
        return home(bus.resource), _declared(bus).token or ""

    def spot(self, resource: Resource, attribute: Attribute | None) -> Spot | None:
        """Tell which bus of which place a resource's argument means."""
        token = self.resolve(attribute).token
        return None if token is None else (home(resource), token)

    def declares(self, name: str, where: Home) -> bool | Unknown:
        """Tell whether a bus of that name is declared in a place; an unknown when it may be."""
        return declared(name, where, ((_name(bus), home(bus.resource)) for bus in self.declared))


def _declared(bus: EventBus) -> BusRef:
    name = _name(bus)
    if isinstance(name, str):
        return BusRef(f"name:{name}", name, custom=True)
    return BusRef(f"resource:{bus.resource.address}", None, custom=True)


def _is_custom(value: Unknown) -> bool:
    """Tell whether an unknown name surely is not ``default``: one attribute of a bus, or text that starts otherwise."""
    if value.prefix:
        return not DEFAULT.startswith(value.prefix)
    refers = [ref for ref in value.refs if _BUS_TYPE in ref and not ref.startswith("data.")]
    return len(refers) == len(value.refs) == 1 and not value.parts


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
    if ref.name == DEFAULT or (ref.key is not None and ref.name is None):
        return
    found: bool | Unknown = ref.unknown or False
    if ref.name is not None:
        found = buses.declares(ref.name, home(resource))
    elif ref.unknown is not None and refers_to(ref.unknown, "alicloud_event_bridge_event_bus"):
        return
    if found is True:
        return
    yield _undeclared_fact(noun, resource, attribute, ref, found or None, buses)


def refers_to(value: Unknown, kind: str) -> bool:
    """Tell whether an unknown value may be an attribute of a resource of some type as it stands, not text around it."""
    return not value.parts and not value.prefix and any(kind in ref for ref in value.refs)


def _undeclared_fact(  # noqa: PLR0913  what the sentence names
    noun: str, resource: Resource, attribute: Attribute, ref: BusRef, undecided: Unknown | None, buses: Buses
) -> Fact:
    hidden = isinstance(attribute.value, Sensitive)
    name = "" if hidden or ref.name is None else ref.name
    shown = f"the bus '{name}'" if name else "a bus whose name is sensitive" if hidden else "a bus of unknown name"
    where = "which this configuration does not declare"
    elsewhere = buses.by_name.get(ref.name or "", [])
    if elsewhere:
        regions = sorted({home(bus.resource).known_region for bus in elsewhere} - {""})
        where = f"which this configuration declares {'in ' + ' and '.join(regions) if regions else 'elsewhere'} only"
    close = closest(name, [*buses.by_name, DEFAULT], ALIKE) if name and not elsewhere else ""
    spans = [bus.resource.span for bus in elsewhere]
    return Fact(
        "bus-not-declared",
        resource.address,
        name,
        {"message": f"The {noun} is on {shown}, {where}.", "bus": name, "noun": noun, "suggestion": close},
        attribute.span,
        tuple(Related("a bus of that name in another place", span) for span in spans if span is not None),
        undecided=undecided,
        certainty=Certainty.DOCUMENTED,
    )
