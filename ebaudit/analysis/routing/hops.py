"""Steps of events from bus to bus: targets that forward, and targets whose receiver an event source reads."""

from collections.abc import Iterator

from ebaudit.analysis.patterns.pattern import Pattern
from ebaudit.analysis.routing.buses import Buses
from ebaudit.analysis.routing.forwards import Forward, forwards
from ebaudit.analysis.routing.identity import is_disabled
from ebaudit.analysis.routing.places import Spot
from ebaudit.model.estate import Estate
from ebaudit.model.record import Record
from ebaudit.model.resources import EventSource, Rule, Target
from ebaudit.model.value import Unknown, reveal


class Hop(Record):
    """From the bus of a rule to the bus where its target's events arrive.

    ``source`` is the event source that makes new events of what the target sends; without one the event stays the
    same. ``unsure`` says why the hop may not exist.
    """

    rule: Rule
    target: Target
    start: Spot
    end: Spot
    source: EventSource | None = None
    unsure: Unknown | None = None

    @property
    def key(self) -> str:
        """What tells the hop from others of its target."""
        return "" if self.source is None else self.source.resource.address


def hops(estate: Estate, buses: Buses, patterns: dict[str, Pattern]) -> Iterator[Hop]:
    """Yield every hop of a rule that may be switched on; adds patterns for rules whose pattern is not known."""
    starts: dict[str, Spot] = {}
    unsure: dict[str, Unknown | None] = {}
    for rule in estate.rules:
        address = rule.resource.address
        start = buses.spot(rule.resource, rule.event_bus_name)
        if start is None or is_disabled(rule) or not _has_pattern(rule, patterns, unsure):
            continue
        starts[address] = start
    for forward in forwards(estate, buses):
        start = starts.get(forward.rule.resource.address)
        if start is not None and forward.end is not None:
            yield _forwarding(forward, start, forward.end, unsure[forward.rule.resource.address])
    if estate.event_sources:
        yield from _returning(estate, buses, starts, unsure)


def _has_pattern(rule: Rule, patterns: dict[str, Pattern], unsure: dict[str, Unknown | None]) -> bool:
    """Tell whether a rule has a pattern that the service takes, or one that is not known."""
    address = rule.resource.address
    value = reveal(rule.filter_pattern.value) if rule.filter_pattern is not None else None
    unsure[address] = None
    if address not in patterns and isinstance(value, Unknown) and value.json is None:
        patterns[address], unsure[address] = Pattern(()), value
    status = reveal(rule.status.value) if rule.status is not None else None
    if isinstance(status, Unknown):
        unsure[address] = status
    return address in patterns


def _forwarding(forward: Forward, start: Spot, end: Spot, unsure: Unknown | None) -> Hop:
    return Hop(forward.rule, forward.target, start, end, None, forward.unsure or unsure)


def _returning(
    estate: Estate, buses: Buses, starts: dict[str, Spot], unsure: dict[str, Unknown | None]
) -> Iterator[Hop]:
    from ebaudit.analysis.routing.receivers import Readers

    readers = Readers(estate)
    for rule in estate.rules:
        start = starts.get(rule.resource.address)
        for target in rule.targets if start is not None else ():
            for found in readers.of_target(rule, target):
                end = buses.spot(found.source.resource, found.source.event_bus_name)
                if end is not None and start is not None:
                    why = found.unsure or unsure[rule.resource.address]
                    yield Hop(rule, target, start, end, found.source, why)
