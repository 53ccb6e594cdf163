"""Event loops: ways from a bus back to it on which events set off others without end."""

from collections.abc import Iterator, Mapping
from json import loads
from typing import TYPE_CHECKING

from ebaudit.analysis.patterns.pattern import Pattern
from ebaudit.analysis.routing.buses import DEFAULT, Buses
from ebaudit.analysis.routing.forwards import Forward, forwards
from ebaudit.analysis.routing.hops import Hop, hops
from ebaudit.analysis.routing.places import Spot
from ebaudit.model.estate import Estate
from ebaudit.model.finding import Certainty, Fact, Related
from ebaudit.model.value import Unknown

if TYPE_CHECKING:
    from ebaudit.analysis.routing.passage import Passed
    from ebaudit.analysis.routing.ways import Way
    from ebaudit.catalog import Catalog

_TOO_MANY = Unknown("there are more ways round than were looked at")
_UNNAMED = Unknown("the bus that the target forwards to is not known")


def loop_facts(estate: Estate, catalog: "Catalog", buses: Buses, patterns: Mapping[str, Pattern]) -> Iterator[Fact]:
    """Find loops through targets that put events on a bus, each with an event that goes round in it."""
    known = dict(patterns)
    graph: dict[Spot, list[Hop]] = {}
    for hop in hops(estate, buses, known):
        graph.setdefault(hop.start, []).append(hop)
    if graph:
        yield from _round(graph, known, buses, catalog)
    for forward in forwards(estate, buses):
        if forward.rule.resource.address in known:
            yield from _perhaps(forward, buses)


def _round(
    graph: Mapping[Spot, list[Hop]], patterns: Mapping[str, Pattern], buses: Buses, catalog: "Catalog"
) -> Iterator[Fact]:
    from ebaudit.analysis.routing.passage import Passage, Passed
    from ebaudit.analysis.routing.ways import BeyondStepsError, ways_round

    passage = Passage(patterns, buses, catalog)
    try:
        for way in ways_round(graph, passage.may_be):
            passed = passage.judge(way)
            if passed is not None:
                yield _fact(way, passed)
    except BeyondStepsError as beyond:
        yield _fact(beyond.way, Passed(None, _TOO_MANY))


def _fact(way: "Way", passed: "Passed") -> Fact:
    first = way[0].target
    names = [name for hop in way for name in (hop.rule.resource.address, hop.key) if name]
    return Fact(
        "event-loop",
        first.address,
        "->".join(name for hop in way for name in (hop.target.address, hop.key) if name),
        {
            "message": _message(way, names),
            "rules": tuple(hop.rule.resource.address for hop in way),
            "hops": len(way),
        },
        first.type.span if first.type is not None else first.block.span,
        tuple(_related(way)),
        {"event": loads(passed.witness)} if passed.witness is not None else None,
        undecided=passed.undecided,
        certainty=Certainty.INFERRED,
    )


def _message(way: "Way", names: list[str]) -> str:
    if len(names) == 1:
        return "The target puts events on the rule's own bus again, where the rule selects them."
    circle = " -> ".join([*names, names[0]])
    if all(hop.source is None for hop in way):
        return f"Events that this target forwards come back to it: {circle}."
    return f"What this target sends comes back to it as new events: {circle}."


def _related(way: "Way") -> Iterator[Related]:
    for index, hop in enumerate(way, 1):
        if index > 1 and hop.target.block.span is not None:
            yield Related(f"hop {index}", hop.target.block.span)
        if hop.source is not None and hop.source.resource.span is not None:
            yield Related(f"hop {index} comes back here", hop.source.resource.span)


def _perhaps(forward: Forward, buses: Buses) -> Iterator[Fact]:
    """Say of a target whose bus is not known that it may be the rule's own."""
    own = buses.resolve(forward.rule.event_bus_name)
    if forward.end is not None or (forward.to.custom and own.name == DEFAULT):
        return
    target = forward.target
    yield Fact(
        "event-loop",
        target.address,
        target.address,
        {
            "message": "The target may put events on the rule's own bus again.",
            "rules": (forward.rule.resource.address,),
            "hops": 1,
        },
        target.type.span if target.type is not None else target.block.span,
        undecided=forward.to.unknown or _UNNAMED,
        certainty=Certainty.INFERRED,
    )
