"""Ways round: every cycle of a graph of buses that passes no bus twice, as long as what goes round survives."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from ebaudit.analysis.routing.hops import Hop
from ebaudit.analysis.routing.places import Spot

Graph = Mapping[Spot, Sequence[Hop]]
Way = tuple[Hop, ...]

STEP_LIMIT = 5_000
"""How many steps are tried in one estate: what is looked for is bounded by work, not by length."""


class BeyondStepsError(Exception):
    """More ways would have to be followed than are worth it; ``way`` is the one that was not finished."""

    def __init__(self, way: Way) -> None:
        super().__init__()
        self.way = way


def ways_round(graph: Graph, survives: Callable[[Way], bool]) -> Iterator[Way]:
    """Yield every cycle once, from its first target in the order of addresses.

    ``survives`` tells whether anything can go a way so far; a way that nothing can go is followed no further.
    Raises BeyondStepsError.
    """
    steps = 0
    for group in components(graph):
        inside = {start: [hop for hop in graph[start] if hop.end in group] for start in group}
        for first in sorted((hop for hops in inside.values() for hop in hops), key=_address):
            stack: list[Way] = [(first,)]
            while stack:
                way = stack.pop()
                steps += 1
                if steps > STEP_LIMIT:
                    raise BeyondStepsError(way)
                if not survives(way):
                    continue
                if way[-1].end == first.start:
                    yield way
                else:
                    stack.extend(_onward(inside, way))


def _address(hop: Hop) -> tuple[str, str]:
    return hop.target.address, hop.key


def _onward(graph: Graph, way: Way) -> Iterator[Way]:
    """Yield the way with each hop that comes after the first one in order and can still lead back to the start."""
    first, at = way[0], way[-1].end
    passed = {hop.start for hop in way}
    home = _leading_to(graph, first, passed)
    if at in home:
        for hop in sorted(graph.get(at, ()), key=_address, reverse=True):
            if _address(hop) > _address(first) and (hop.end == first.start or (hop.end in home)):
                yield (*way, hop)


def _leading_to(graph: Graph, first: Hop, passed: set[Spot]) -> set[Spot]:
    """Return the buses from which the start can be reached by later hops without passing a bus again."""
    before: dict[Spot, list[Spot]] = {}
    for start, hops in graph.items():
        if start not in passed:
            for hop in hops:
                if _address(hop) > _address(first):
                    before.setdefault(hop.end, []).append(start)
    found: set[Spot] = set()
    todo = [first.start]
    while todo:
        for start in before.get(todo.pop(), ()):
            if start not in found:
                found.add(start)
                todo.append(start)
    return found


def components(graph: Graph) -> Iterator[frozenset[Spot]]:
    """Yield the groups of buses that each lead to each other, in the order in which the graph names them.

    Source: R. Tarjan, Depth-first search and linear graph algorithms, 1972.
    """
    state = _Search(graph)
    for start in graph:
        if start not in state.index:
            yield from state.visit(start)


class _Search:
    """Tarjan's search without recursion."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.index: dict[Spot, int] = {}
        self.low: dict[Spot, int] = {}
        self.path: list[Spot] = []
        self.on_path: set[Spot] = set()

    def visit(self, root: Spot) -> Iterator[frozenset[Spot]]:
        """Yield the groups that are finished on the way from a bus and back."""
        work = [(root, self._enter(root))]
        while work:
            at, ends = work[-1]
            following = next(ends, None)
            if following is None:
                work.pop()
                if work:
                    above = work[-1][0]
                    self.low[above] = min(self.low[above], self.low[at])
                if self.low[at] == self.index[at]:
                    yield self._group(at)
            elif following not in self.index:
                work.append((following, self._enter(following)))
            elif following in self.on_path:
                self.low[at] = min(self.low[at], self.index[following])

    def _enter(self, at: Spot) -> Iterator[Spot]:
        self.index[at] = self.low[at] = len(self.index)
        self.path.append(at)
        self.on_path.add(at)
        return (hop.end for hop in self.graph.get(at, ()) if hop.end in self.graph)

    def _group(self, at: Spot) -> frozenset[Spot]:
        cut = self.path.index(at)
        group = frozenset(self.path[cut:])
        del self.path[cut:]
        self.on_path -= group
        return group
