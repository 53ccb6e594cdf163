"""Ways round a graph, against every order of every choice of buses; and what is cut off on the way."""

from itertools import permutations
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ebaudit.analysis.routing.hops import Hop
from ebaudit.analysis.routing.places import Home, Spot
from ebaudit.analysis.routing.ways import components, ways_round
from tests.estates import rule, target

NODES = "abcde"
EDGES = st.lists(st.tuples(st.sampled_from(NODES), st.sampled_from(NODES)), max_size=14)


def spot(name: str) -> Spot:
    return Home("cn-hangzhou", "1"), f"name:{name}"


def graph(edges: list[tuple[str, str]]) -> dict[Spot, list[Hop]]:
    made: dict[Spot, list[Hop]] = {}
    for number, (start, end) in enumerate(edges):
        name = f"{number:02}"
        hop = Hop(rule(name), target(name), spot(start), spot(end))
        made.setdefault(spot(start), []).append(hop)
    return made


def names(way: Any) -> tuple[str, ...]:
    return tuple(hop.target.address for hop in way)


def naive(made: dict[Spot, list[Hop]]) -> set[tuple[str, ...]]:
    """Return every cycle without a repeated bus, turned so that its least target comes first."""
    found = set()
    for size in range(1, len(NODES) + 1):
        for order in permutations(NODES, size):
            ways: list[tuple[Hop, ...]] = [()]
            for at, to in zip(order, (*order[1:], order[0]), strict=True):
                ways = [(*way, hop) for way in ways for hop in made.get(spot(at), ()) if hop.end == spot(to)]
            found |= {names(way) for way in ways if names(way)[0] == min(names(way))}
    return found


@given(EDGES)
def test_every_cycle_is_found_once(edges: list[tuple[str, str]]) -> None:
    made = graph(edges)
    found = [names(way) for way in ways_round(made, lambda way: True)]
    assert len(found) == len(set(found))
    assert set(found) == naive(made)


@given(EDGES, st.sets(st.integers(0, 13), max_size=4))
def test_what_does_not_survive_is_followed_no_further(edges: list[tuple[str, str]], dead: set[int]) -> None:
    made = graph(edges)
    closed = {f"{target(f'{number:02}').address}" for number in dead}
    found = {names(way) for way in ways_round(made, lambda way: way[-1].target.address not in closed)}
    assert found == {way for way in naive(made) if closed.isdisjoint(way)}


@given(EDGES)
def test_components_are_what_leads_to_each_other(edges: list[tuple[str, str]]) -> None:
    made = graph(edges)
    reach = {start: {hop.end for hop in hops if hop.end in made} for start, hops in made.items()}
    for middle in made:
        for start in made:
            if middle in reach[start]:
                reach[start] |= reach[middle]
    expected = {frozenset({a} | {b for b in made if b in reach[a] and a in reach[b]}) for a in made}
    found = list(components(made))
    assert set(found) == expected
    assert sum(map(len, found)) == len(made)
