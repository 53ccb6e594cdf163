"""Groups of nodes that reach each other, and ways through them."""

from collections import deque
from collections.abc import Collection, Iterator, Mapping
from typing import Generic, TypeVar

Key = TypeVar("Key")
Graph = Mapping[Key, Collection[Key]]


def circular(graph: Graph[Key]) -> list[list[Key]]:
    """Return each group of nodes that all reach each other, and each node that reaches itself in one step.

    Targets that are no nodes of the graph are passed over.
    Source: Tarjan, Depth-first search and linear graph algorithms (1972), here without recursion.
    """
    search = _Search(graph)
    for node in graph:
        if node not in search.order:
            search.run(node)
    return [group for group in search.groups if len(group) > 1 or group[0] in graph[group[0]]]


class _Search(Generic[Key]):
    """One search: ``low`` is the earliest node of the stack that a node reaches."""

    def __init__(self, graph: Graph[Key]) -> None:
        self.graph = graph
        self.order: dict[Key, int] = {}
        self.low: dict[Key, int] = {}
        self.stack: list[Key] = []
        self.open: set[Key] = set()
        self.groups: list[list[Key]] = []

    def run(self, start: Key) -> None:
        """Search from a node."""
        todo = [self._enter(start)]
        while todo:
            node, targets = todo[-1]
            following = self._next(node, targets)
            if following is not None:
                todo.append(self._enter(following))
                continue
            todo.pop()
            if todo:
                self.low[todo[-1][0]] = min(self.low[todo[-1][0]], self.low[node])
            if self.low[node] == self.order[node]:
                self._leave(node)

    def _enter(self, node: Key) -> tuple[Key, Iterator[Key]]:
        self.order[node] = self.low[node] = len(self.order)
        self.stack.append(node)
        self.open.add(node)
        return node, iter(self.graph[node])

    def _next(self, node: Key, targets: Iterator[Key]) -> Key | None:
        for target in targets:
            if target in self.open:
                self.low[node] = min(self.low[node], self.order[target])
            elif target in self.graph and target not in self.order:
                return target
        return None

    def _leave(self, node: Key) -> None:
        group: list[Key] = []
        while not group or group[-1] != node:
            group.append(self.stack.pop())
        self.open.difference_update(group)
        self.groups.append(group[::-1])


def way_round(graph: Graph[Key], start: Key) -> list[Key]:
    """Return a shortest way from a node back to itself, which must exist; the node is its first and last."""
    came_from: dict[Key, Key] = {}
    todo = deque([start])
    while todo:
        node = todo.popleft()
        for target in graph[node]:
            if target == start:
                return [*_back(came_from, start, node), start]
            if target in graph and target not in came_from:
                came_from[target] = node
                todo.append(target)
    return [start]


def _back(came_from: dict[Key, Key], start: Key, node: Key) -> list[Key]:
    way = [node]
    while way[-1] != start:
        way.append(came_from[way[-1]])
    return way[::-1]
