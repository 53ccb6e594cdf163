"""Names that one resource uses for another, and the fact that nothing declares the other."""

from collections.abc import Iterator

from ebaudit.analysis.routing.buses import DEFAULT, Buses, closest
from ebaudit.analysis.routing.forwards import forwards, parameter, plain
from ebaudit.model.estate import Estate
from ebaudit.model.finding import Certainty, Fact
from ebaudit.model.record import Record
from ebaudit.model.resources import Attribute
from ebaudit.model.value import Sensitive, Unknown, reveal

_API_DESTINATION = "acs.api.destination"


class _Declared(Record):
    """The names of one kind of resource: those known, one that is not, and the resource types."""

    noun: str
    names: frozenset[str]
    unnamed: Unknown | None
    types: tuple[str, ...]


def reference_facts(estate: Estate, buses: Buses) -> Iterator[Fact]:
    """Find names of API destinations, connections and buses that the estate does not declare."""
    named = [destination.api_destination_name for destination in estate.api_destinations]
    destinations = _declared("API destination", named, "api_destination")
    connections = _declared("connection", [c.connection_name for c in estate.connections], "connection")
    for rule in estate.rules:
        for target in rule.targets:
            if plain(target.type) == _API_DESTINATION:
                yield from _missing(target.address, "target", parameter(target, "Name"), destinations)
    for destination in estate.api_destinations:
        yield from _missing(destination.resource.address, "API destination", destination.connection_name, connections)
    yield from _forwarded(estate, buses)


def _declared(noun: str, attributes: list[Attribute | None], kind: str) -> _Declared:
    values = [reveal(found.value) for found in attributes if found is not None]
    names = frozenset(value for value in values if isinstance(value, str))
    unnamed = next((value for value in values if isinstance(value, Unknown)), None)
    return _Declared(noun, names, unnamed, (f"alicloud_event_bridge_{kind}.",))


def _missing(address: str, user: str, attribute: Attribute | None, declared: _Declared) -> Iterator[Fact]:
    value = reveal(attribute.value) if attribute is not None else None
    if attribute is None or not isinstance(value, str | Unknown) or value in declared.names:
        return
    if isinstance(value, Unknown) and any(kind in ref for ref in value.refs for kind in declared.types):
        return
    hidden = isinstance(attribute.value, Sensitive)
    name = value if isinstance(value, str) and not hidden else ""
    shown = f" '{name}'" if name else ""
    message = f"The {user} names the {declared.noun}{shown}, which this configuration does not declare."
    close = closest(name, declared.names) if name else ""
    yield Fact(
        "reference-not-declared",
        address,
        declared.noun,
        {"message": message, "noun": declared.noun, "name": name, "suggestion": close},
        attribute.span,
        undecided=value if isinstance(value, Unknown) else declared.unnamed,
        certainty=Certainty.INFERRED,
    )


def _forwarded(estate: Estate, buses: Buses) -> Iterator[Fact]:
    """Find targets that forward to a bus of the same region and account that is not declared."""
    for forward in forwards(estate, buses):
        to, target = forward.to, forward.target
        if to.name == DEFAULT or to.name in buses.by_name or to.name is None:
            continue
        attribute = parameter(target, "EventBusName") or target.endpoint
        hidden = attribute is not None and isinstance(attribute.value, Sensitive)
        name = "" if hidden else to.name
        shown = f" '{name}'" if name else ""
        close = closest(name, buses.by_name) if name else ""
        message = f"The target forwards to the bus{shown}, which this configuration does not declare."
        yield Fact(
            "reference-not-declared",
            target.address,
            "bus",
            {
                "message": message,
                "noun": "bus",
                "name": name,
                "suggestion": close,
            },
            attribute.span if attribute is not None else target.block.span,
            undecided=buses.unnamed,
            certainty=Certainty.INFERRED,
        )
