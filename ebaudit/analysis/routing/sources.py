"""Facts about sources that a bus cannot receive.

Source: https://www.alibabacloud.com/help/en/doc-detail/163897.htm: events of Alibaba Cloud services reach the bus
``default`` only, those of applications and message services reach custom buses only.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Literal

from ebaudit.analysis.patterns.pattern import EQUALS, PREFIX, Condition, Field, Pattern
from ebaudit.analysis.routing.buses import DEFAULT, Buses, BusRef
from ebaudit.analysis.routing.forwards import Forward, forwards
from ebaudit.analysis.routing.places import NOT_TOLD, differ
from ebaudit.model.estate import Estate
from ebaudit.model.finding import Certainty, Fact, Related
from ebaudit.model.record import Record
from ebaudit.model.resources import EventSource, Rule
from ebaudit.model.source import Span
from ebaudit.model.value import Unknown, Value, reveal

if TYPE_CHECKING:
    from ebaudit.catalog import Catalog

OFFICIAL = "acs."
"""How the names of Alibaba Cloud's own sources start."""

_SOURCE_TYPES = ("alicloud_event_bridge_event_source.", "alicloud_event_bridge_event_source_v2.")


class Chosen(Record):
    """What a pattern's ``source`` selects: ``kinds`` of its conditions, and what is unknown among them."""

    kinds: frozenset[str]
    unknown: Unknown | None
    names: tuple[str, ...]


class _World(Record):
    """What verdicts about a rule depend on besides the rule."""

    estate: Estate
    catalog: "Catalog"
    buses: Buses
    forwarded: tuple[Forward, ...]


class _Selection(Record):
    """A rule with its bus, and what the ``source`` field of its pattern selects."""

    rule: Rule
    pattern: Pattern
    field: Field
    bus: BusRef
    chosen: Chosen


def source_facts(estate: Estate, catalog: "Catalog", buses: Buses, patterns: Mapping[str, Pattern]) -> Iterator[Fact]:
    """Find rules whose bus cannot receive what their pattern selects, and event sources on ``default``."""
    world = _World(estate, catalog, buses, forwards(estate, buses))
    for rule in estate.rules:
        pattern = patterns.get(rule.resource.address)
        field = pattern.field("source") if pattern is not None else None
        if pattern is None or field is None:
            continue
        selection = _Selection(rule, pattern, field, buses.resolve(rule.event_bus_name), _chosen(field))
        kinds = selection.chosen.kinds
        if kinds <= {"official"}:
            yield from _official(selection, world)
        if kinds <= {"custom"}:
            yield from _custom(selection, world)
    for source in estate.event_sources:
        yield from _source_on_default(source, buses)


def _official(found: _Selection, world: _World) -> Iterator[Fact]:
    bus, chosen = found.bus, found.chosen
    if bus.name == DEFAULT or not (chosen.kinds or (chosen.unknown and bus.custom)):
        return
    if any(name in world.catalog.received_sources for name in chosen.names) or _declares(world.estate, chosen.names):
        return
    reached = _forwarded_to(world, found)
    if reached is True:
        return
    unknown = chosen.unknown or (None if bus.custom else bus.unknown) or reached
    what = _list(chosen.names, sensitive=found.pattern.sensitive)
    message = f"The pattern selects {what} only, but events of Alibaba Cloud services do not reach {_bus(bus)}."
    yield _fact("official-source-on-custom-bus", found, message, unknown)


def _custom(found: _Selection, world: _World) -> Iterator[Fact]:
    bus, chosen = found.bus, found.chosen
    if bus.custom or not (chosen.kinds or (chosen.unknown and bus.name == DEFAULT)):
        return
    reached = _forwarded_to(world, found)
    if reached is True:
        return
    what = _list(chosen.names, sensitive=found.pattern.sensitive)
    message = f"The pattern selects {what} only, but events of custom sources do not reach the bus 'default'."
    yield _fact("custom-source-on-default-bus", found, message, chosen.unknown or bus.unknown or reached)


def _fact(code: str, found: _Selection, message: str, unknown: Unknown | None) -> Fact:
    rule, field = found.rule, found.field
    name = rule.event_bus_name
    related = (Related("the rule's bus", name.span),) if name is not None and name.span is not None else ()
    first = field.conditions[0] if field.conditions else None
    names = () if found.pattern.sensitive else _names(field)
    data: dict[str, Value] = {"message": message, "bus": found.bus.name or "", "sources": names}
    span = place_of(rule, first, field)
    address = rule.resource.address
    return Fact(code, address, "", data, span, related, undecided=unknown, certainty=Certainty.DOCUMENTED)


def place_of(rule: Rule, condition: Condition | None, field: Field) -> Span | None:
    """Return where a condition of a rule's pattern is written, or the field where there is none."""
    pattern = rule.filter_pattern
    if pattern is None:
        return rule.resource.span
    if condition is None:
        return pattern.place(field.keys)
    return pattern.place(condition.path, (condition.start, condition.end) if condition.start >= 0 else None)


def _chosen(field: Field) -> Chosen:
    kinds: set[str] = set()
    unknown: Unknown | None = None
    for condition in field.conditions:
        kind = _kind(condition)
        if kind is None:
            unknown = condition.unknown
        else:
            kinds.add(kind)
    return Chosen(frozenset(kinds), unknown, _names(field))


def _kind(condition: Condition) -> str | None:
    """Tell whether a condition selects official sources only, custom sources only, or ``any``; ``None`` if unknown."""
    if condition.unknown is not None:
        return _unknown_kind(condition.unknown)
    if condition.operator == EQUALS and condition.scalars:
        return "official" if condition.scalars[0].text.startswith(OFFICIAL) else "custom"
    if condition.operator == PREFIX:
        if condition.text.startswith(OFFICIAL):
            return "official"
        return "any" if OFFICIAL.startswith(condition.text) else "custom"
    return "any"


def _unknown_kind(unknown: Unknown) -> str | None:
    if unknown.refs and all(_is_source_ref(ref) for ref in unknown.refs):
        return "custom"
    if unknown.prefix.startswith(OFFICIAL):
        return "official"
    return "custom" if unknown.prefix and not OFFICIAL.startswith(unknown.prefix) else None


def _is_source_ref(ref: str) -> bool:
    return any(kind in ref for kind in _SOURCE_TYPES) and not ref.startswith("data.")


def _names(field: Field) -> tuple[str, ...]:
    return tuple(
        condition.scalars[0].text
        for condition in field.conditions
        if condition.operator == EQUALS and condition.scalars and condition.unknown is None
    )


def _declares(estate: Estate, names: tuple[str, ...]) -> bool:
    """Tell whether the estate declares an event source of one of these names itself."""
    declared = [reveal(s.event_source_name.value) for s in estate.event_sources if s.event_source_name is not None]
    return any(name in declared for name in names)


def _forwarded_to(world: _World, found: _Selection) -> Literal[True] | Unknown | None:
    """Tell whether a target of the estate forwards events to the rule's bus: yes, perhaps (with why), or ``None``."""
    perhaps: Unknown | None = None
    spot = world.buses.spot(found.rule.resource, found.rule.event_bus_name)
    for forward in world.forwarded:
        if forward.end is None:
            perhaps = forward.to.unknown or Unknown("the bus that a target forwards to is not known")
        elif forward.end == spot:
            return forward.unsure or True
        elif spot is None or (forward.end[1] == spot[1] and differ(forward.home, spot[0]) is None):
            perhaps = perhaps or NOT_TOLD
    return perhaps


def _source_on_default(source: EventSource, buses: Buses) -> Iterator[Fact]:
    if source.event_bus_name is None or buses.resolve(source.event_bus_name).name != DEFAULT:
        return
    message = "The event source is on the bus 'default', which takes events of Alibaba Cloud services only."
    data = {"message": message, "bus": DEFAULT}
    span = source.event_bus_name.span
    address = source.resource.address
    yield Fact("event-source-on-default-bus", address, "", {**data}, span, certainty=Certainty.DOCUMENTED)


def _list(names: tuple[str, ...], *, sensitive: bool) -> str:
    if sensitive or not names:
        return "sources of one kind"
    shown = ", ".join(f"'{name}'" for name in names[:3])
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return f"the source{'s' if len(names) > 1 else ''} {shown}{more}"


def _bus(bus: BusRef) -> str:
    return f"the custom bus '{bus.name}'" if bus.name is not None else "a custom bus"
