"""Resources against the JSON Schema of their type."""

from collections.abc import Iterator
from typing import Any

from ebaudit.analysis.schema.instance import Walk
from ebaudit.analysis.schema.places import Places
from ebaudit.analysis.schema.recognise import recogniser
from ebaudit.analysis.schema.structure import (
    declared_facts,
    deprecated_resource,
    remarkable,
    unknown_names,
    unknown_resource,
)
from ebaudit.catalog import Catalog
from ebaudit.catalog.shapes import ResourceShape
from ebaudit.model.estate import Estate
from ebaudit.model.finding import Fact
from ebaudit.model.resources import Resource, Rule


class Judge:
    """One resource type: what recognises a valid resource fast, and what explains one that is not."""

    __slots__ = ("_recognise", "_walk", "shape")

    def __init__(self, shape: ResourceShape) -> None:
        self.shape = shape
        self._recognise = recogniser(shape.schema)
        self._walk = Walk(shape, remarkable)

    def facts(self, resource: Resource, rule: Rule | None) -> Iterator[Fact]:
        """Yield what the schema says of one resource."""
        if self.shape.deprecated is not None:
            yield deprecated_resource(resource, self.shape.deprecated)
        data = self._walk.instance(resource.block)
        irregular, says_more = self._walk.irregular, self._walk.remarkable
        if irregular:
            for place in Places(resource, self.shape, rule).walk():
                yield from unknown_names(place, self.shape)
        if says_more:
            for place in Places(resource, self.shape, rule).walk():
                yield from declared_facts(place)
        if self._recognise(data) is not True:
            yield from self._explained(resource, rule, data)

    def _explained(self, resource: Resource, rule: Rule | None, data: dict[str, Any]) -> Iterator[Fact]:
        from ebaudit.analysis.schema.explain import explain, leading
        from ebaudit.analysis.schema.wording import facts_of

        places = Places(resource, self.shape, rule)
        for fault in leading(explain(self.shape.schema, data)):
            yield from facts_of(places, fault)


def resource_facts(estate: Estate, catalog: Catalog) -> Iterator[Fact]:
    """Yield what the schemas say of every managed resource and every data source."""
    judges: dict[tuple[str, str], Judge | None] = {}
    rules = {rule.resource.address: rule for rule in estate.rules}
    for resource in (*estate.resources, *estate.references):
        kind = (resource.mode, resource.type)
        if kind not in judges:
            shape = (catalog.data_source if resource.mode == "data" else catalog.resource)(resource.type)
            judges[kind] = Judge(shape) if shape is not None else None
        judge = judges[kind]
        if judge is None:
            yield unknown_resource(resource, catalog)
        else:
            yield from judge.facts(resource, rules.get(resource.address))
