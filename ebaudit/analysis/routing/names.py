"""Names that one resource uses for another, and the fact that nothing declares the other."""

from collections.abc import Iterable, Iterator

from ebaudit.analysis.routing.buses import ALIKE, DEFAULT, Buses, refers_to
from ebaudit.analysis.routing.forwards import Forward, forwards, parameter, plain
from ebaudit.analysis.routing.places import Home, Named, declared, differ, home
from ebaudit.model.estate import Estate
from ebaudit.model.finding import Certainty, Fact
from ebaudit.model.record import Record
from ebaudit.model.resources import Attribute, Resource
from ebaudit.model.value import Sensitive, Unknown, hole, reveal
from ebaudit.suggest import closest

_API_DESTINATION = "acs.api.destination"


class _Declared(Record):
    """The names of one kind of resource, known or not, with their places, and what surely equals one."""

    noun: str
    type: str
    names: tuple[Named, ...]
    identities: frozenset[str]

    def has(self, value: str | Unknown, where: Home) -> bool | Unknown:
        """Tell whether a name is declared in a place; an unknown when it may be."""
        if isinstance(value, Unknown):
            return value.identity in self.identities or value
        return declared(value, where, self.names)

    @property
    def known(self) -> tuple[str, ...]:
        """The names that are known."""
        return tuple(name for name, _ in self.names if isinstance(name, str))


def reference_facts(estate: Estate, buses: Buses) -> Iterator[Fact]:
    """Find names of API destinations, connections and buses that the estate does not declare."""
    named = [(each.resource, each.api_destination_name) for each in estate.api_destinations]
    destinations = _declared("API destination", named, "api_destination")
    connections = _declared("connection", [(c.resource, c.connection_name) for c in estate.connections], "connection")
    for rule in estate.rules:
        for target in rule.targets:
            if plain(target.type) == _API_DESTINATION:
                name, where = parameter(target, "Name"), home(rule.resource)
                yield from _missing(target.address, "target", name, where, destinations)
    for destination in estate.api_destinations:
        resource = destination.resource
        name = destination.connection_name
        yield from _missing(resource.address, "API destination", name, home(resource), connections)
    for forward in forwards(estate, buses):
        yield from _forwarded(forward, buses)


def _declared(noun: str, named: Iterable[tuple[Resource, Attribute | None]], kind: str) -> _Declared:
    names: list[Named] = []
    identities: set[str] = set()
    for resource, attribute in named:
        identities |= {hole(f"{resource.address}.{end}") for end in ("id", f"{kind}_name")}
        value = reveal(attribute.value) if attribute is not None else None
        if isinstance(value, str | Unknown):
            names.append((value, home(resource)))
        if isinstance(value, Unknown):
            identities |= {value.identity} - {""}
    return _Declared(noun, f"alicloud_event_bridge_{kind}.", tuple(names), frozenset(identities))


def _missing(address: str, user: str, attribute: Attribute | None, where: Home, things: _Declared) -> Iterator[Fact]:
    value = reveal(attribute.value) if attribute is not None else None
    if attribute is None or not isinstance(value, str | Unknown):
        return
    found = things.has(value, where)
    if found is True or (isinstance(value, Unknown) and refers_to(value, things.type)):
        return
    name = value if isinstance(value, str) and not isinstance(attribute.value, Sensitive) else ""
    shown = f" '{name}'" if name else ""
    elsewhere = value in things.known
    what = "declares in another region or account only" if elsewhere else "does not declare"
    message = f"The {user} names the {things.noun}{shown}, which this configuration {what}."
    close = closest(name, things.known, ALIKE) if name and not elsewhere else ""
    yield Fact(
        "reference-not-declared",
        address,
        things.noun,
        {"message": message, "noun": things.noun, "name": name, "suggestion": close},
        attribute.span,
        undecided=found or None,
        certainty=Certainty.INFERRED,
    )


def _forwarded(forward: Forward, buses: Buses) -> Iterator[Fact]:
    """Find a target that forwards to a bus that is not declared, of a place whose buses this configuration declares."""
    to, target = forward.to, forward.target
    if to.name == DEFAULT or to.name is None or not _is_managed(forward, buses):
        return
    found = buses.declares(to.name, forward.home)
    if found is True:
        return
    attribute = parameter(target, "EventBusName") or target.endpoint
    hidden = attribute is not None and isinstance(attribute.value, Sensitive)
    name = "" if hidden else to.name
    shown = f" '{name}'" if name else ""
    elsewhere = to.name in buses.by_name
    what = "declares in another region or account only" if elsewhere else "does not declare"
    message = f"The target forwards to the bus{shown}, which this configuration {what}."
    yield Fact(
        "reference-not-declared",
        target.address,
        "bus",
        {
            "message": message,
            "noun": "bus",
            "name": name,
            "suggestion": closest(name, buses.by_name, ALIKE) if name and not elsewhere else "",
        },
        attribute.span if attribute is not None else target.block.span,
        undecided=forward.unsure or found or None,
        certainty=Certainty.INFERRED,
    )


def _is_managed(forward: Forward, buses: Buses) -> bool:
    """Tell whether a bus is looked for here: in the rule's own place, or one where buses are declared."""
    places = [home(forward.rule.resource), *(home(bus.resource) for bus in buses.declared)]
    return any(differ(place, forward.home) is False for place in places)
