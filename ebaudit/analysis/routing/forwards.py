"""Targets that put events on a bus again.

Source: https://www.alibabacloud.com/help/en/eventbridge/user-guide/event-target-parameters (``acs.eventbridge``).
"""

from ebaudit.analysis.routing.buses import Buses, BusRef
from ebaudit.analysis.routing.places import Home, Spot, given, home
from ebaudit.model.estate import Estate
from ebaudit.model.record import Record
from ebaudit.model.resources import Attribute, Rule, Target
from ebaudit.model.value import Unknown, Value, reveal

FORWARDER = "acs.eventbridge"

PARTS = 4
"""Parts of a bus's resource name before its own: acs, eventbridge, region and account."""

_ANOTHER = "AnotherAccount"
_ELSEWHERE = "another account"
_CURRENT_REGION = "data.alicloud_regions."


class Forward(Record):
    """A target that forwards the complete event, its source unchanged, to a bus.

    ``home`` is where that bus is; ``unsure`` is set when it may be elsewhere, because something is not known.
    """

    rule: Rule
    target: Target
    to: BusRef
    home: Home
    unsure: Unknown | None = None

    @property
    def end(self) -> Spot | None:
        """The bus that it forwards to, when that is known."""
        return None if self.to.token is None else (self.home, self.to.token)


def forwards(estate: Estate, buses: Buses) -> tuple[Forward, ...]:
    """Return every target of the estate that forwards to a bus."""
    found = [(rule, target) for rule in estate.rules for target in rule.targets if plain(target.type) == FORWARDER]
    homes = [home(resource) for resource in estate.resources] if found else []
    regions, accounts = frozenset(one.region for one in homes), frozenset(one.account for one in homes)
    return tuple(_forward(rule, target, buses, (regions, accounts)) for rule, target in found)


def _forward(rule: Rule, target: Target, buses: Buses, others: tuple[frozenset[str], frozenset[str]]) -> Forward:
    named = parameter(target, "EventBusName")
    own = home(rule.resource)
    region, account, bus = _endpoint(target)
    value = reveal(named.value) if named is not None else None
    to = buses.resolve_value(value if value is not None else bus)
    if plain(parameter(target, "AccountType")) == _ANOTHER:
        account = plain(parameter(target, "AccountId")) or account or _ELSEWHERE
        others = (others[0], others[1] | {account})
    where = Home(
        given(plain(parameter(target, "RegionId")) or region, own.region, others[0]),
        given(account, own.account, others[1]),
    )
    return Forward(rule, target, to, where, _unsure(rule, target))


def _unsure(rule: Rule, target: Target) -> Unknown | None:
    """Tell why a target may forward to another region or account than it seems to."""
    kind = _value(target, "AccountType")
    if isinstance(kind, Unknown):
        return kind
    region, own = _value(target, "RegionId"), reveal(rule.resource.provider.region)
    if not isinstance(region, Unknown) or any(_CURRENT_REGION in ref for ref in region.refs):
        return None
    same = isinstance(own, Unknown) and bool(region.identity) and region.identity == own.identity
    return None if same else region


def _value(target: Target, key: str) -> Value:
    found = parameter(target, key)
    return reveal(found.value) if found is not None else None


def _endpoint(target: Target) -> tuple[str | None, str | None, Value]:
    """Return region, account and bus of an endpoint, each when it is known."""
    value = reveal(target.endpoint.value) if target.endpoint is not None else None
    text = value.identity if isinstance(value, Unknown) else value if isinstance(value, str) else ""
    start, _, bus = text.partition(":eventbus/")
    parts = start.split(":")
    if parts[:2] != ["acs", "eventbridge"] or len(parts) != PARTS or not bus:
        return None, None, Unknown(value.reason, value.refs) if isinstance(value, Unknown) else None
    region, account = (None if "\0" in part else part for part in parts[2:])
    if isinstance(value, Unknown) and "\0" in bus:
        return region, account, Unknown(value.reason, value.refs, identity=bus)
    return region, account, bus


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
