"""Targets that put events on a bus again.

Source: https://www.alibabacloud.com/help/en/eventbridge/user-guide/event-target-parameters (``acs.eventbridge``).
"""

from ebaudit.analysis.routing.buses import Buses, BusRef
from ebaudit.model.estate import Estate
from ebaudit.model.record import Record
from ebaudit.model.resources import Attribute, Rule, Target
from ebaudit.model.value import Unknown, Value, reveal

FORWARDER = "acs.eventbridge"


PARTS = 4
"""Parts of a bus's resource name before its own: acs, eventbridge, region and account."""


class Forward(Record):
    """A target that forwards the complete event, its source unchanged, to a bus.

    ``abroad`` is true when that bus is certainly one of another region or account, which no rule here reads.
    """

    rule: Rule
    target: Target
    to: BusRef
    abroad: bool = False


def forwards(estate: Estate, buses: Buses) -> tuple[Forward, ...]:
    """Return every target of the estate that forwards to a bus of its own region and account, or may do so."""
    return tuple(
        forward
        for rule in estate.rules
        for target in rule.targets
        if plain(target.type) == FORWARDER
        for forward in (_forward(rule, target, buses),)
        if not forward.abroad
    )


def _forward(rule: Rule, target: Target, buses: Buses) -> Forward:
    named = parameter(target, "EventBusName")
    provider = rule.resource.provider
    region, account, bus = _endpoint(target)
    value = reveal(named.value) if named is not None else None
    to = buses.resolve_value(value if value is not None else bus)
    given_region = plain(parameter(target, "RegionId")) or region
    abroad = plain(parameter(target, "AccountType")) == "AnotherAccount"
    abroad = abroad or _differ(given_region, reveal(provider.region)) or _differ(account, reveal(provider.account_id))
    return Forward(rule, target, to, abroad)


def _endpoint(target: Target) -> tuple[str | None, str | None, Value]:
    value = reveal(target.endpoint.value) if target.endpoint is not None else None
    if isinstance(value, Unknown):
        return None, None, value
    start, _, bus = value.partition(":eventbus/") if isinstance(value, str) else ("", "", "")
    parts = start.split(":")
    if parts[:2] != ["acs", "eventbridge"] or len(parts) != PARTS or not bus:
        return None, None, None
    return parts[2], parts[3], bus


def _differ(given: str | None, own: Value) -> bool:
    return bool(given) and isinstance(own, str) and given != own


def parameter(target: Target, key: str) -> Attribute | None:
    """Return the constant value of a parameter, or ``None`` when it is not there or made from the event."""
    for param in target.params:
        if plain(param.resource_key) == key and plain(param.form) == "CONSTANT":
            return param.value
    return None


def plain(attribute: Attribute | None) -> str | None:
    """Return an argument's text when it is known."""
    value = reveal(attribute.value) if attribute is not None else None
    return value if isinstance(value, str) else None
