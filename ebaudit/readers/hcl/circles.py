"""Circles of references between what a configuration declares, which Terraform refuses before it evaluates.

A search of the texts tells which kinds of things (locals, outputs, resources of one type) can be part of a
circle at all; only their expressions are then looked at. Most configurations have no such kind.
"""

from itertools import pairwise

from ebaudit.model.diagnostic import Diagnostic, Level
from ebaudit.model.source import Span
from ebaudit.readers.hcl.components import circular, way_round
from ebaudit.readers.hcl.dependencies import BEGIN, END, Dependencies, Item, Layout, Node
from ebaudit.readers.hcl.faults import summary
from ebaudit.readers.hcl.project import Project, chain
from ebaudit.readers.hcl.references import Reference

Graph = dict[Node, Dependencies]


def report_circles(project: Project) -> None:
    """Report every circle that evaluation has not met, and every resource that refers to itself."""
    layout = Layout(project)
    suspects = {group for found in circular(_rough(layout)) for group in found}
    if not suspects:
        return
    items = {item.node: item for item in layout.items if item.group in suspects}
    for item in items.values():
        _report_self(project, layout, item)
    graph: Graph = {node: layout.exact(item) for node, item in items.items()}
    for found in circular(graph):
        inside = {node: {to: why for to, why in graph[node].items() if to in found} for node in found}
        _report(project, inside, items)


def _rough(layout: Layout) -> Graph:
    graph: Graph = {}
    for item in layout.items:
        graph.setdefault(item.group, {}).update(layout.rough(item))
    return graph


def _report_self(project: Project, layout: Layout, item: Item) -> None:
    """Report a resource that uses itself, which Terraform refuses although the values may be known one by one."""
    if not item.resource:
        return
    for reference in layout.references(item):
        if not reference.free and item.node in layout.resolve(item.scope, reference.steps):
            _say(project, [_label(item.node)] * 2, [reference])
            return


def _report(project: Project, inside: Graph, items: dict[Node, Item]) -> None:
    first = min(inside, key=lambda node: _order(items[node]))
    way = way_round(inside, first)
    reasons = [inside[one].get(other) for one, other in pairwise(way)]
    labels = [_label(node) for node in way]
    distinct = [label for at, label in enumerate(labels) if not at or label != labels[at - 1]]
    every = [reason for targets in inside.values() for reason in targets.values()]
    known = [reason for reason in (*reasons, *every) if reason is not None]
    _say(project, distinct if len(distinct) > 1 else distinct * 2, known)


def _order(item: Item) -> tuple[str, int]:
    if item.start is None:
        return "\U0010ffff", 0
    source, start, _ = item.start
    return source.name, start


def _say(project: Project, labels: list[str], references: list[Reference]) -> None:
    """Report a circle at its first reference, unless evaluation has at one of them."""
    spans = [reference.source.span(reference.start, reference.end) for reference in references]
    said = [d.span for d in project.log.diagnostics if d.code == "cycle" and d.span is not None]
    if any(_within(one, span) for one in said for span in spans):
        return
    detail = f"{chain(labels)}. Terraform refuses that."
    span = spans[0] if spans else None
    project.log.add(Diagnostic(Level.ERROR, "cycle", summary("cycle"), detail, span))


def _within(one: Span, other: Span) -> bool:
    start, end = (other.line, other.column), (other.end_line, other.end_column)
    return one.file == other.file and start <= (one.line, one.column) < end


def _label(node: Node) -> str:
    path, name = node
    prefix = "".join(f"module.{call}." for call in path.split(".")) if path else ""
    if name in {BEGIN, END}:
        return prefix[:-1]
    return prefix + (f"var.{name.removeprefix('validation.')}" if name.startswith("validation.") else name)
