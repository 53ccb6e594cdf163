"""Whether a pattern's ``source`` selects an event source of the estate."""

from typing import Literal

from ebaudit.analysis.patterns.pattern import Field, Pattern
from ebaudit.analysis.patterns.verdict import judge
from ebaudit.jsontext import JsonNode
from ebaudit.model.resources import EventSource
from ebaudit.model.value import Unknown, hole, reveal

SERVICE_NAMES = {
    "source_mns_parameters": "acs.mns",
    "MNS": "acs.mns",
    "source_rocketmq_parameters": "acs.mq",
    "RocketMQ": "acs.mq",
}
"""What the source attribute of pulled messages may be instead of the event source's name."""

Answer = Literal[True] | Unknown | None
"""Yes; perhaps, with why; or ``None`` for no."""

_NOT_VALID = Unknown("the pattern of a rule on the bus is not valid or not known")
_PARTLY = Unknown("a part of the pattern is not known")


def selects(pattern: Pattern | None, source: EventSource) -> Answer:
    """Tell whether a pattern selects what an event source publishes, by its ``source`` alone."""
    if pattern is None:
        return _NOT_VALID
    field = pattern.field("source")
    return True if field is None else field_takes(field, source)


def field_takes(field: Field, source: EventSource) -> Answer:
    """Tell whether the conditions on ``source`` take an event source's name."""
    value = reveal(source.event_source_name.value) if source.event_source_name is not None else None
    service = SERVICE_NAMES.get(source.kind or "")
    names = {name for name in (value, service) if isinstance(name, str)}
    holds = [judge(condition, text(name), attribute=True).holds for name in names for condition in field.conditions]
    unknowns = [condition.unknown for condition in field.conditions if condition.unknown is not None]
    same = identities(source)
    if True in holds or any(unknown.identity in same for unknown in unknowns):
        return True
    if unknowns:
        return unknowns[0]
    return value if isinstance(value, Unknown) else _PARTLY if None in holds else None


def identities(source: EventSource) -> frozenset[str]:
    """Return the identities of unknown values that surely are the source's name."""
    address = source.resource.address
    value = reveal(source.event_source_name.value) if source.event_source_name is not None else None
    own = {value.identity} if isinstance(value, Unknown) and value.identity else set()
    return frozenset(own | {hole(f"{address}.{end}") for end in ("id", "event_source_name")})


def text(value: str) -> JsonNode:
    """Return a text as an event has it."""
    return JsonNode("string", 0, 0, value, value)
