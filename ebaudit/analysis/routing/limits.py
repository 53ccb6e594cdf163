"""Facts about quotas and about the service-linked roles that deliveries need."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ebaudit.analysis.routing.buses import Buses
from ebaudit.analysis.routing.forwards import parameter, plain
from ebaudit.analysis.routing.places import Home, Spot, home
from ebaudit.model.estate import Estate
from ebaudit.model.finding import Fact
from ebaudit.model.resources import Resource
from ebaudit.model.source import Span
from ebaudit.model.value import Unknown, Value, reveal

if TYPE_CHECKING:
    from ebaudit.catalog import Catalog

FEW = 4
"""Less of anything is far from every quota."""

NEAR = 0.8
"""The part of a quota from which on its use is said."""


def quota_facts(estate: Estate, catalog: "Catalog", buses: Buses) -> Iterator[Fact]:
    """Find buses with too many rules, rules with too many targets, regions with too many buses, or nearly so."""
    counted: dict[Spot, list[Resource]] = {}
    for rule in estate.rules:
        spot = buses.spot(rule.resource, rule.event_bus_name)
        if spot is not None:
            counted.setdefault(spot, []).append(rule.resource)
    for spot, resources in counted.items():
        at = _bus_of(spot, buses) or resources[-1]
        name = buses.resolve(resources[-1].attribute("event_bus_name")).name
        subject = f"The bus '{name}' has" if name is not None else "The bus has"
        yield from _use(catalog, "rules_per_bus", len(resources), at.address, at.span, subject)
    for rule in estate.rules:
        span = rule.targets[-1].block.span if rule.targets else rule.resource.span
        yield from _use(catalog, "targets_per_rule", len(rule.targets), rule.resource.address, span, "The rule has")
    places: dict[Home, list[Resource]] = {}
    for declared in estate.event_buses:
        places.setdefault(home(declared.resource), []).append(declared.resource)
    for place, found in places.items():
        last = found[-1]
        where = f"The region '{place.known_region}' has" if place.known_region else "The region has"
        yield from _use(catalog, "custom_buses_per_region", len(found), last.address, last.span, where)


def _bus_of(spot: Spot, buses: Buses) -> Resource | None:
    """Return the bus that is declared there."""
    found = [bus.resource for bus in buses.declared if buses.own_spot(bus) == spot]
    return found[0] if found else None


def _use(  # noqa: PLR0913  what is counted, against what, and where it is said
    catalog: "Catalog", quota: str, count: int, address: str, span: Span | None, subject: str
) -> Iterator[Fact]:
    if count < FEW:
        return
    limit = catalog.quotas[quota]
    if count < limit.value * NEAR:
        return
    code = "quota-exceeded" if count > limit.value else "quota-near"
    message = f"{subject} {count} {limit.what.split(' ')[0]}; at most {limit.value} are allowed."
    if code == "quota-near":
        message = f"{subject} {count} of at most {limit.value} {limit.what.split(' ')[0]}."
    data: dict[str, Value] = {"message": message, "quota": quota, "got": count, "limit": limit.value}
    yield Fact(code, address, quota, data, span, certainty=limit.certainty)


def role_facts(estate: Estate, catalog: "Catalog") -> Iterator[Fact]:
    """Find roles that targets and sources need and the estate does not declare, once for each role."""
    needs = dict(_needs(estate))
    if not needs:
        return
    values = [reveal(r.product_name.value) for r in estate.service_linked_roles if r.product_name is not None]
    declared = {value for value in values if isinstance(value, str)}
    unknown = next((value for value in values if isinstance(value, Unknown)), None)
    for name, role in catalog.roles.items():
        used = next((needs[need] for need in role.needed_for if need in needs), None)
        if used is None or name in declared or role.service in declared:
            continue
        address, span, what = used
        message = f"The {what} needs the service-linked role {name}, which this configuration does not declare."
        data: dict[str, Value] = {"message": message, "role": name, "declares_roles": bool(values)}
        yield Fact(
            "missing-service-linked-role", address, name, data, span, undecided=unknown, certainty=role.certainty
        )


def _needs(estate: Estate) -> Iterator[tuple[str, tuple[str, Span | None, str]]]:
    """Yield what needs a role, in reverse so that the first user of each wins."""
    for source in reversed(estate.event_sources):
        if source.kind is not None:
            yield f"source:{source.kind}", (source.resource.address, source.resource.span, "event source")
    for rule in reversed(estate.rules):
        for target in reversed(rule.targets):
            kind = plain(target.type)
            where = (target.address, target.type.span if target.type is not None else target.block.span)
            if plain(parameter(target, "Network")) == "PrivateNetwork":
                yield "network:PrivateNetwork", (*where, "target in a private network")
            if kind is not None:
                yield f"target:{kind}", (*where, f"target type '{kind}'")
