"""Event loops: ways from a bus back to it that one and the same event can take."""

from collections.abc import Iterator, Mapping
from itertools import islice
from json import loads
from typing import TYPE_CHECKING

from ebaudit.analysis.patterns.pattern import Pattern
from ebaudit.analysis.patterns.verdict import any_of, judge
from ebaudit.analysis.routing.buses import DEFAULT, Buses, scope
from ebaudit.analysis.routing.forwards import Forward, forwards
from ebaudit.analysis.routing.identity import is_disabled
from ebaudit.analysis.routing.unlikely import by_array
from ebaudit.jsontext import JsonNode
from ebaudit.model.estate import Estate
from ebaudit.model.finding import Certainty, Fact, Related
from ebaudit.model.value import Unknown

if TYPE_CHECKING:
    from ebaudit.analysis.patterns.algebra import Proof
    from ebaudit.catalog import Catalog

HOP_LIMIT = 6
"""The longest way that is followed."""

WAY_LIMIT = 500
"""How many ways are looked at in one estate."""

_BUS_ATTRIBUTE = "aliyuneventbusname"
_TOO_MANY = Unknown(f"there are more than {WAY_LIMIT} ways round, and only these were looked at")
_NOT_TOLD = Unknown("whether one event passes every pattern on the way cannot be told")

Place = tuple[str, str]
Way = tuple[Forward, ...]


def loop_facts(estate: Estate, catalog: "Catalog", buses: Buses, patterns: Mapping[str, Pattern]) -> Iterator[Fact]:
    """Find loops through targets that forward to a bus, each with an event that goes round in it."""
    active = [f for f in forwards(estate, buses) if not is_disabled(f.rule) and f.rule.resource.address in patterns]
    if not active:
        return
    edges: dict[Place, list[Forward]] = {}
    for forward in active:
        start = _start(forward, buses)
        if start is not None:
            edges.setdefault(start, []).append(forward)
    ways = _ways(edges, buses)
    for way in islice(ways, WAY_LIMIT):
        yield from _judge(way, catalog, buses, patterns)
    for way in islice(ways, 1):
        yield _not_judged(way)
    for forward in active:
        yield from _perhaps(forward, buses)


def _start(forward: Forward, buses: Buses) -> Place | None:
    key = buses.resolve(forward.rule.event_bus_name).key
    return None if key is None else (scope(forward.rule.resource), key)


def _end(forward: Forward) -> Place | None:
    return None if forward.to.key is None else (scope(forward.rule.resource), forward.to.key)


def _ways(edges: Mapping[Place, list[Forward]], buses: Buses) -> Iterator[Way]:
    """Yield every way round that visits no bus twice, once: from its first forward in the order of addresses."""
    stack: list[Way] = [(forward,) for found in edges.values() for forward in found]
    while stack:
        way = stack.pop()
        end = _end(way[-1])
        if end is None:
            continue
        if end == _start(way[0], buses):
            yield way
        elif len(way) < HOP_LIMIT and end not in {_start(forward, buses) for forward in way}:
            first = way[0].target.address
            stack.extend((*way, forward) for forward in edges.get(end, ()) if forward.target.address > first)


def _judge(way: Way, catalog: "Catalog", buses: Buses, patterns: Mapping[str, Pattern]) -> Iterator[Fact]:
    hops = [_hop(forward, buses, patterns[forward.rule.resource.address]) for forward in way]
    asked = tuple(hop for hop in hops if hop is not None)
    if len(asked) < len(way):
        return
    from ebaudit.analysis.patterns.algebra import find

    proof = find(asked, None, catalog)
    if proof.holds is False:
        return
    yield _fact(way, proof, asked)


def _not_judged(way: Way) -> Fact:
    from ebaudit.analysis.patterns.algebra import Proof

    return _fact(way, Proof(None, None), ())._replace(undecided=_TOO_MANY)


def _hop(forward: Forward, buses: Buses, pattern: Pattern) -> Pattern | None:
    """Return what a rule asks of events that stay the same from hop to hop; ``None`` when it takes none on its bus."""
    field = pattern.field(_BUS_ATTRIBUTE)
    if field is None:
        return pattern
    name = buses.resolve(forward.rule.event_bus_name).name
    if name is not None:
        node = JsonNode("string", 0, 0, name, name)
        if any_of([judge(condition, node, attribute=True) for condition in field.conditions]).holds is False:
            return None
    return pattern._replace(fields=tuple(other for other in pattern.fields if other is not field))


def _fact(way: Way, proof: "Proof", asked: tuple[Pattern, ...]) -> Fact:
    first = way[0].target
    names = [forward.rule.resource.address for forward in way]
    message = "The target puts events on the rule's own bus again, where the rule selects them."
    if len(way) > 1:
        message = f"Events that this target forwards come back to it: {' -> '.join([*names, names[0]])}."
    unknown = next((unknown for pattern in asked for unknown in pattern.unknowns), _NOT_TOLD)
    hidden = any(pattern.sensitive for pattern in asked)
    return Fact(
        "event-loop",
        first.address,
        "->".join(forward.target.address for forward in way),
        {"message": message, "rules": tuple(names), "hops": len(way), **by_array(proof.witness)},
        first.type.span if first.type is not None else first.block.span,
        tuple(
            Related(f"hop {index}", forward.target.block.span)
            for index, forward in enumerate(way[1:], 2)
            if forward.target.block.span is not None
        ),
        {"event": loads(proof.witness)} if proof.witness is not None and not hidden else None,
        undecided=None if proof.holds else unknown,
        certainty=Certainty.INFERRED,
    )


def _perhaps(forward: Forward, buses: Buses) -> Iterator[Fact]:
    """Say of a target whose bus is not known that it may be the rule's own."""
    own = buses.resolve(forward.rule.event_bus_name)
    if forward.to.key is not None or (forward.to.custom and own.name == DEFAULT):
        return
    target = forward.target
    message = "The target may put events on the rule's own bus again."
    span = target.type.span if target.type is not None else target.block.span
    unknown = forward.to.unknown or Unknown("the bus that the target forwards to is not known")
    yield Fact(
        "event-loop",
        target.address,
        target.address,
        {"message": message, "rules": (forward.rule.resource.address,), "hops": 1},
        span,
        undecided=unknown,
        certainty=Certainty.INFERRED,
    )
