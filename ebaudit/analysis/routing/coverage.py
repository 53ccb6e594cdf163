"""Facts about sources and rules that miss each other, and about consumers that split one stream of messages."""

from collections.abc import Iterator, Mapping
from typing import Literal

from ebaudit.analysis.patterns.pattern import EQUALS, Field, Pattern
from ebaudit.analysis.routing.buses import ALIKE, DEFAULT, Buses
from ebaudit.analysis.routing.forwards import forwards
from ebaudit.analysis.routing.places import NOT_TOLD, Home, Spot, differ, home
from ebaudit.analysis.routing.receivers import feed
from ebaudit.analysis.routing.selects import SERVICE_NAMES, selects
from ebaudit.analysis.routing.sources import OFFICIAL, place_of
from ebaudit.model.estate import Estate
from ebaudit.model.finding import Certainty, Fact, Related
from ebaudit.model.resources import EventSource, Rule
from ebaudit.model.value import Sensitive, Unknown, reveal
from ebaudit.suggest import closest

_GROUPS = {
    "source_rocketmq_parameters": ("instance_id", "topic", "group_id"),
    "RocketMQ": ("instance_id", "topic", "group_id"),
    "source_kafka_parameters": ("instance_id", "topic", "consumer_group"),
}
_KIND_NAMES = {"RocketMQ": "source_rocketmq_parameters"}


def coverage_facts(estate: Estate, buses: Buses, patterns: Mapping[str, Pattern]) -> Iterator[Fact]:
    """Find sources that no rule selects, selected sources that their bus does not have, and shared consumer groups."""
    yield from _unselected(estate, buses, patterns)
    yield from _absent(estate, buses, patterns)
    yield from _shared(estate, buses)


def _unselected(estate: Estate, buses: Buses, patterns: Mapping[str, Pattern]) -> Iterator[Fact]:
    for source in estate.event_sources:
        name = source.event_source_name
        if name is None or buses.resolve(source.event_bus_name).token is None:
            continue
        found = _selected(source, estate, buses, patterns)
        if found is True:
            continue
        value = reveal(name.value)
        known = value if isinstance(value, str) and not isinstance(name.value, Sensitive) else ""
        shown = f"The event source '{known}'" if known else "The event source"
        message = f"{shown} publishes to its bus, but no rule of this configuration selects it there."
        yield Fact(
            "source-not-selected",
            source.resource.address,
            "",
            {"message": message, "source": known},
            name.span,
            undecided=found,
            certainty=Certainty.INFERRED,
        )


def _selected(
    source: EventSource, estate: Estate, buses: Buses, patterns: Mapping[str, Pattern]
) -> Literal[True] | Unknown | None:
    """Tell whether a rule on the source's bus can select it: yes, perhaps (with why), or ``None`` for no."""
    spot = buses.spot(source.resource, source.event_bus_name)
    perhaps: Unknown | None = None
    for rule in estate.rules:
        shared = _shares(rule, spot, buses)
        answer = selects(patterns.get(rule.resource.address), source) if shared is not None else None
        if answer is True and shared is True:
            return True
        if answer is not None:
            perhaps = answer if isinstance(answer, Unknown) else None if shared is True else shared
    return perhaps


def _shares(rule: Rule, spot: Spot | None, buses: Buses) -> Literal[True] | Unknown | None:
    """Tell whether a rule is on a bus: yes, perhaps (with why), or ``None`` for no."""
    theirs = buses.spot(rule.resource, rule.event_bus_name)
    if theirs is not None and theirs == spot:
        return True
    ref = buses.resolve(rule.event_bus_name)
    if spot is None or differ(home(rule.resource), spot[0]):
        return None
    if ref.key is None:
        return ref.unknown
    return NOT_TOLD if theirs is not None and theirs[1] == spot[1] else None


def _absent(estate: Estate, buses: Buses, patterns: Mapping[str, Pattern]) -> Iterator[Fact]:
    """Find names in ``source`` that no event source on the rule's declared custom bus has."""
    found = forwards(estate, buses)
    fed = {forward.end for forward in found}
    unsure = next((forward.to.unknown for forward in found if forward.end is None), None)
    for rule in estate.rules:
        pattern = patterns.get(rule.resource.address)
        field = pattern.field("source") if pattern is not None else None
        spot = buses.spot(rule.resource, rule.event_bus_name)
        name = buses.resolve(rule.event_bus_name).name
        if pattern is None or field is None or name == DEFAULT or spot is None or spot in fed:
            continue
        if name is None or buses.declares(name, spot[0]) is True:
            yield from _absent_names(rule, pattern, field, spot, estate, buses, unsure)


def _absent_names(  # noqa: PLR0913  what the verdict depends on
    rule: Rule,
    pattern: Pattern,
    field: Field,
    spot: Spot,
    estate: Estate,
    buses: Buses,
    undecided: Unknown | None,
) -> Iterator[Fact]:
    spots = [(source, buses.spot(source.resource, source.event_bus_name)) for source in estate.event_sources]
    here = [source for source, at in spots if at == spot]
    if not here:
        return
    names = {_name(source) for source in here}
    undecided = undecided or next((why for source, at in spots if (why := _unnamed(source, at, spot, buses))), None)
    known = {name for name in names if name is not None} | {SERVICE_NAMES.get(s.kind or "", "") for s in here}
    for condition in field.conditions:
        if condition.operator != EQUALS or condition.unknown is not None:
            continue
        wanted = condition.scalars[0].text
        if wanted in known or wanted.startswith(OFFICIAL):
            continue
        elsewhere = next((s for s in estate.event_sources if _name(s) == wanted), None)
        span = elsewhere.resource.span if elsewhere is not None else None
        message = "The pattern selects a source that its bus does not have."
        if not pattern.sensitive:
            message = f"The pattern selects the source '{wanted}', which its bus does not have."
        data = {
            "message": message,
            "source": "" if pattern.sensitive else wanted,
            "suggestion": "" if pattern.sensitive else closest(wanted, known - {""}, ALIKE),
            "elsewhere": elsewhere.resource.address if elsewhere is not None else "",
        }
        yield Fact(
            "source-not-on-bus",
            rule.resource.address,
            "" if pattern.sensitive else wanted,
            {**data},
            place_of(rule, condition, field),
            (Related("the source is on another bus", span),) if span is not None else (),
            undecided=undecided,
            certainty=Certainty.INFERRED,
        )


def _unnamed(source: EventSource, at: Spot | None, spot: Spot, buses: Buses) -> Unknown | None:
    """Tell why a source may be one on the bus with a name that is asked for."""
    if at is None:
        return buses.resolve(source.event_bus_name).unknown
    value = reveal(source.event_source_name.value) if source.event_source_name is not None else None
    return value if at == spot and isinstance(value, Unknown) else None


def _name(source: EventSource) -> str | None:
    value = reveal(source.event_source_name.value) if source.event_source_name is not None else None
    return value if isinstance(value, str) else None


def _shared(estate: Estate, buses: Buses) -> Iterator[Fact]:
    """Find sources on different buses that read as one consumer group, so that each gets a part of the messages."""
    first: dict[tuple[Home | str, ...], EventSource] = {}
    for source in estate.event_sources:
        keys = _GROUPS.get(source.kind or "")
        values = feed(source)
        if keys is None or not all(key in values for key in keys):
            continue
        kind = _KIND_NAMES.get(source.kind or "", source.kind or "")
        other = first.setdefault((home(source.resource), kind, *(values[key] for key in keys)), source)
        if other is source:
            continue
        mine, theirs = buses.resolve(source.event_bus_name), buses.resolve(other.event_bus_name)
        if mine.token is not None and mine.token == theirs.token:
            continue
        message = (
            f"The event source and {other.resource.address} read one topic as one consumer group, "
            "so each bus gets a part of the messages."
        )
        unknown = None if mine.key is not None and theirs.key is not None else mine.unknown or theirs.unknown
        span = other.resource.span
        yield Fact(
            "shared-consumer-group",
            source.resource.address,
            other.resource.address,
            {"message": message, "other": other.resource.address},
            source.resource.span,
            (Related("the other source", span),) if span is not None else (),
            undecided=unknown,
            certainty=Certainty.INFERRED,
        )
