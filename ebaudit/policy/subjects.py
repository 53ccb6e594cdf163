"""The things that policies judge: each noun with its view, its address, and where it is written."""

from collections.abc import Iterator
from typing import Any

from ebaudit.model.diagnostic import ModuleCall
from ebaudit.model.estate import Estate
from ebaudit.model.record import Record
from ebaudit.model.resources import Block, Resource
from ebaudit.model.source import Span
from ebaudit.model.value import reveal
from ebaudit.policy.views import Views


class Subject(Record):
    """One noun: its view, its block, and the resource that it is or belongs to."""

    address: str
    view: Any
    block: Block | None = None
    resource: Resource | None = None

    @property
    def calls(self) -> tuple[ModuleCall, ...]:
        """The module calls that lead to it."""
        return () if self.resource is None else self.resource.calls

    def place(self, at: str) -> Span | None:
        """Return where a part is written, or the nearest thing around it that is there.

        ``at`` names an argument or nested block, or leads on into the block (``dead_letter_queue.arn``);
        ``params.Body.value`` leads into the parameter of that name. Empty is the noun's header.
        """
        if self.block is None:
            return None
        header = self.block.span if self.block.span is not None or self.resource is None else self.resource.span
        return _place(self.block, at.split("."), header) if at else header


def _place(block: Block, steps: list[str], around: Span | None) -> Span | None:
    found = block.attributes.get(steps[0])
    if found is not None:
        return found.span or around
    inner = _param(block, steps[1]) if steps[0] == "params" else next(iter(block.blocks.get(steps[0], ())), None)
    if inner is None:
        return around
    rest = steps[2:] if steps[0] == "params" else steps[1:]
    return _place(inner, rest, inner.span or around) if rest else inner.span or around


def _param(block: Block, name: str) -> Block | None:
    for each in block.blocks.get("param_list", ()):
        key = each.attributes.get("resource_key")
        if key is not None and reveal(key.value) == name:
            return each
    return None


def subjects(noun: str, estate: Estate, views: Views) -> Iterator[Subject]:
    """Yield every noun of one kind in the order of the estate."""
    if noun == "estate":
        yield Subject("estate", views.whole())
    elif noun in {"rule", "target", "param"}:
        yield from _of_rules(noun, estate, views)
    else:
        yield from _resources(noun, estate, views)


def _of_rules(noun: str, estate: Estate, views: Views) -> Iterator[Subject]:
    for rule, view in zip(estate.rules, views.rules(), strict=True):
        if noun == "rule":
            yield _subject(rule.resource, view)
            continue
        for target, target_view in zip(rule.targets, view["targets"], strict=True):
            if noun == "target":
                yield Subject(target.address, target_view, target.block, rule.resource)
                continue
            for param, param_view in views.params(target, target_view):
                yield Subject(param.address, param_view, param.block, rule.resource)


def _subject(resource: Resource, view: Any) -> Subject:
    return Subject(resource.address, view, resource.block, resource)


def _resources(noun: str, estate: Estate, views: Views) -> Iterator[Subject]:
    if noun == "bus":
        buses = zip(estate.event_buses, views.linked_buses(), strict=True)
        return (_subject(bus.resource, view) for bus, view in buses)
    if noun == "event_source":
        return (_subject(each.resource, views.event_source(each)) for each in estate.event_sources)
    if noun == "api_destination":
        return (_subject(each.resource, views.api_destination(each)) for each in estate.api_destinations)
    if noun == "connection":
        return (_subject(each.resource, views.resource(each.resource)) for each in estate.connections)
    if noun == "role":
        return (_subject(each.resource, views.resource(each.resource)) for each in estate.service_linked_roles)
    return (_subject(each, views.any_resource(each)) for each in estate.resources)
