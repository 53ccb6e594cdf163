"""Facts about sources and rules that miss each other, and about consumers that split one stream of messages."""

from collections.abc import Iterator, Mapping
from typing import Literal

from ebaudit.analysis.patterns.pattern import EQUALS, Field, Pattern
from ebaudit.analysis.patterns.verdict import judge
from ebaudit.analysis.routing.arns import feed
from ebaudit.analysis.routing.buses import DEFAULT, Buses, closest, scope
from ebaudit.analysis.routing.forwards import forwards
from ebaudit.analysis.routing.sources import OFFICIAL, place_of
from ebaudit.jsontext import JsonNode
from ebaudit.model.estate import Estate
from ebaudit.model.finding import Certainty, Fact, Related
from ebaudit.model.resources import EventSource, Rule
from ebaudit.model.value import Sensitive, Unknown, reveal

_SERVICE_NAMES = {
    "source_mns_parameters": "acs.mns",
    "MNS": "acs.mns",
    "source_rocketmq_parameters": "acs.mq",
    "RocketMQ": "acs.mq",
}
"""What the source attribute of pulled messages may be instead of the event source's name."""

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
        value = reveal(name.value) if name is not None else None
        bus = buses.resolve(source.event_bus_name)
        if name is None or bus.key is None or not isinstance(value, str):
            continue
        found = _selected(source, value, estate, buses, patterns)
        if found is True:
            continue
        hidden = isinstance(name.value, Sensitive)
        shown = "The event source" if hidden else f"The event source '{value}'"
        message = f"{shown} publishes to its bus, but no rule of this configuration selects it there."
        yield Fact(
            "source-not-selected",
            source.resource.address,
            "",
            {"message": message, "source": "" if hidden else value},
            name.span,
            undecided=found,
            certainty=Certainty.INFERRED,
        )


def _selected(
    source: EventSource, name: str, estate: Estate, buses: Buses, patterns: Mapping[str, Pattern]
) -> Literal[True] | Unknown | None:
    """Tell whether a rule on the source's bus can select it: yes, perhaps (with why), or ``None`` for no."""
    bus = buses.resolve(source.event_bus_name)
    perhaps: Unknown | None = None
    for rule in estate.rules:
        theirs = buses.resolve(rule.event_bus_name)
        if theirs.key is not None and (theirs.key != bus.key or scope(rule.resource) != scope(source.resource)):
            continue
        answer = _selects(patterns.get(rule.resource.address), source, name)
        if answer is True and theirs.key is not None:
            return True
        if answer is not None:
            perhaps = answer if isinstance(answer, Unknown) else theirs.unknown
    return perhaps


def _selects(pattern: Pattern | None, source: EventSource, name: str) -> Literal[True] | Unknown | None:
    if pattern is None:
        return Unknown("the pattern of a rule on the bus is not valid or not known")
    field = pattern.field("source")
    if field is None:
        return True
    names = {name, _SERVICE_NAMES.get(source.kind or "", name)}
    holds = [judge(condition, _text(text), attribute=True).holds for text in names for condition in field.conditions]
    if True in holds:
        return True
    unknown = next((condition.unknown for condition in field.conditions if condition.unknown is not None), None)
    if unknown is not None and any(source.resource.address in ref for ref in unknown.refs):
        return True
    return unknown or (Unknown("a part of the pattern is not known") if None in holds else None)


def _text(text: str) -> JsonNode:
    return JsonNode("string", 0, 0, text, text)


def _absent(estate: Estate, buses: Buses, patterns: Mapping[str, Pattern]) -> Iterator[Fact]:
    """Find names in ``source`` that no event source on the rule's declared custom bus has."""
    fed = {forward.to.key for forward in forwards(estate, buses)}
    if None in fed:
        return
    for rule in estate.rules:
        pattern = patterns.get(rule.resource.address)
        field = pattern.field("source") if pattern is not None else None
        bus = buses.resolve(rule.event_bus_name)
        if pattern is None or field is None or bus.name == DEFAULT or bus.key in fed:
            continue
        if bus.name not in buses.by_name and bus.name is not None:
            continue
        if bus.key is not None:
            yield from _absent_names(rule, pattern, field, bus.key, estate, buses)


def _absent_names(  # noqa: PLR0913  what the verdict depends on
    rule: Rule, pattern: Pattern, field: Field, bus: str, estate: Estate, buses: Buses
) -> Iterator[Fact]:
    here = {s.resource.address: s for s in estate.event_sources if buses.resolve(s.event_bus_name).key == bus}
    names = {_name(source) for source in here.values()}
    unsure = [source for source in estate.event_sources if buses.resolve(source.event_bus_name).key is None]
    if not here or None in names or unsure:
        return
    known = {name for name in names if name is not None} | {_SERVICE_NAMES.get(s.kind or "", "") for s in here.values()}
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
            "suggestion": "" if pattern.sensitive else closest(wanted, known - {""}),
            "elsewhere": elsewhere.resource.address if elsewhere is not None else "",
        }
        yield Fact(
            "source-not-on-bus",
            rule.resource.address,
            "" if pattern.sensitive else wanted,
            {**data},
            place_of(rule, condition, field),
            (Related("the source is on another bus", span),) if span is not None else (),
            certainty=Certainty.INFERRED,
        )


def _name(source: EventSource) -> str | None:
    value = reveal(source.event_source_name.value) if source.event_source_name is not None else None
    return value if isinstance(value, str) else None


def _shared(estate: Estate, buses: Buses) -> Iterator[Fact]:
    """Find sources on different buses that read as one consumer group, so that each gets a part of the messages."""
    first: dict[tuple[str, ...], EventSource] = {}
    for source in estate.event_sources:
        keys = _GROUPS.get(source.kind or "")
        values = feed(source)
        if keys is None or not all(key in values for key in keys):
            continue
        kind = _KIND_NAMES.get(source.kind or "", source.kind or "")
        other = first.setdefault((scope(source.resource), kind, *(values[key] for key in keys)), source)
        if other is source:
            continue
        mine, theirs = buses.resolve(source.event_bus_name), buses.resolve(other.event_bus_name)
        if mine.key is not None and mine.key == theirs.key:
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
