"""Facts about sources that a bus cannot receive.

Source: https://www.alibabacloud.com/help/en/doc-detail/163897.htm: events of Alibaba Cloud services reach the bus
``default`` only, those of applications and message services reach custom buses only.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ebaudit.analysis.patterns.pattern import EQUALS, PREFIX, Condition, Field, Pattern
from ebaudit.analysis.routing.buses import DEFAULT, Buses, BusRef
from ebaudit.analysis.routing.forwards import Forward, forwards
from ebaudit.model.estate import Estate
from ebaudit.model.finding import Certainty, Fact, Related
from ebaudit.model.resources import EventSource, Rule
from ebaudit.model.source import Span
from ebaudit.model.value import Unknown, reveal

OFFICIAL = "acs."
"""How the names of Alibaba Cloud's own sources start."""

_ON_CUSTOM_BUSES = ("acs.sls.alert",)
"""Official names that do arrive on custom buses: alerts of Simple Log Service."""

_SOURCE_TYPES = ("alicloud_event_bridge_event_source.", "alicloud_event_bridge_event_source_v2.")


class Chosen(NamedTuple):
    """What a pattern's ``source`` selects: ``kinds`` of its conditions, and what is unknown among them."""

    kinds: frozenset[str]
    unknown: Unknown | None
    names: tuple[str, ...]


def source_facts(estate: Estate, buses: Buses, patterns: Mapping[str, Pattern]) -> Iterator[Fact]:
    """Find rules whose bus cannot receive what their pattern selects, and event sources on ``default``."""
    forwarded = forwards(estate, buses)
    for rule in estate.rules:
        pattern = patterns.get(rule.resource.address)
        field = pattern.field("source") if pattern is not None else None
        if pattern is None or field is None:
            continue
        yield from _judge(rule, pattern, field, buses, forwarded, estate)
    for source in estate.event_sources:
        yield from _source_on_default(source, buses)


def _judge(  # noqa: PLR0913  what the verdict depends on
    rule: Rule, pattern: Pattern, field: Field, buses: Buses, forwarded: tuple[Forward, ...], estate: Estate
) -> Iterator[Fact]:
    bus = buses.resolve(rule.event_bus_name)
    chosen = _chosen(field)
    if chosen.kinds <= {"official"} and (chosen.kinds or chosen.unknown):
        yield from _official(rule, pattern, field, bus, chosen, forwarded, estate)
    if chosen.kinds <= {"custom"} and (chosen.kinds or chosen.unknown):
        yield from _custom(rule, pattern, field, bus, chosen, forwarded)


def _official(  # noqa: PLR0913  what the verdict depends on
    rule: Rule,
    pattern: Pattern,
    field: Field,
    bus: BusRef,
    chosen: Chosen,
    forwarded: tuple[Forward, ...],
    estate: Estate,
) -> Iterator[Fact]:
    if bus.name == DEFAULT or (bus.unknown is not None and not bus.custom and not chosen.kinds):
        return
    if any(name in _ON_CUSTOM_BUSES for name in chosen.names) or _declares(estate, chosen.names):
        return
    reached = _forwarded_to(forwarded, bus)
    if reached is True:
        return
    unknown = chosen.unknown or (None if bus.custom else bus.unknown) or reached
    what = _list(chosen.names, sensitive=pattern.sensitive)
    message = f"The pattern selects {what} only, but events of Alibaba Cloud services do not reach {_bus(rule, bus)}."
    yield _fact("official-source-on-custom-bus", rule, field, message, pattern, bus, unknown)


def _custom(  # noqa: PLR0913  what the verdict depends on
    rule: Rule, pattern: Pattern, field: Field, bus: BusRef, chosen: Chosen, forwarded: tuple[Forward, ...]
) -> Iterator[Fact]:
    if bus.custom or (bus.unknown is not None and not chosen.kinds):
        return
    reached = _forwarded_to(forwarded, bus)
    if reached is True:
        return
    what = _list(chosen.names, sensitive=pattern.sensitive)
    message = f"The pattern selects {what} only, but events of custom sources do not reach the bus 'default'."
    yield _fact(
        "custom-source-on-default-bus", rule, field, message, pattern, bus, chosen.unknown or bus.unknown or reached
    )


def _fact(  # noqa: PLR0913  what the two facts differ in
    code: str, rule: Rule, field: Field, message: str, pattern: Pattern, bus: BusRef, unknown: Unknown | None
) -> Fact:
    name = rule.event_bus_name
    related = (Related("the rule's bus", name.span),) if name is not None and name.span is not None else ()
    first = field.conditions[0] if field.conditions else None
    data = {"message": message, "bus": bus.name or "", "sources": () if pattern.sensitive else _names(field)}
    return Fact(
        code,
        rule.resource.address,
        "",
        data,
        _place(rule, first, field),
        related,
        undecided=unknown,
        certainty=Certainty.DOCUMENTED,
    )


def _place(rule: Rule, condition: Condition | None, field: Field) -> Span | None:
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
    declared = {reveal(s.event_source_name.value) for s in estate.event_sources if s.event_source_name is not None}
    return any(name in declared for name in names)


def _forwarded_to(forwarded: tuple[Forward, ...], bus: BusRef) -> bool | Unknown | None:
    """Tell whether a target of the estate forwards events to the bus: yes, perhaps (with why), or ``None`` for no."""
    found: Unknown | None = None
    for forward in forwarded:
        if forward.to.key is not None and forward.to.key == bus.key:
            return True
        if forward.to.key is None:
            found = forward.to.unknown or Unknown("the bus that a target forwards to is not known")
    return found


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


def _bus(rule: Rule, bus: BusRef) -> str:
    return f"the custom bus '{bus.name}'" if bus.name is not None else "a custom bus"
