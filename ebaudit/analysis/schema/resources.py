"""Resources against the JSON Schema of their type."""

from collections.abc import Iterator

from ebaudit.analysis.schema.explain import explain
from ebaudit.analysis.schema.instance import instance
from ebaudit.analysis.schema.places import Places
from ebaudit.analysis.schema.recognise import recogniser
from ebaudit.analysis.schema.structure import (
    declared_facts,
    deprecated_resource,
    is_regular,
    unknown_names,
    unknown_resource,
)
from ebaudit.analysis.schema.wording import facts_of
from ebaudit.catalog import Catalog
from ebaudit.catalog.shapes import BodyShape, ResourceShape
from ebaudit.model.estate import Estate
from ebaudit.model.finding import Fact
from ebaudit.model.resources import Block, Resource, Rule


class Judge:
    """One resource type: what recognises a valid resource fast, and what explains one that is not."""

    __slots__ = ("_recognise", "_remarkable", "shape")

    def __init__(self, shape: ResourceShape) -> None:
        self.shape = shape
        self._recognise = recogniser(shape.schema)
        self._remarkable: dict[int, frozenset[str]] = {}

    def facts(self, resource: Resource, rule: Rule | None) -> Iterator[Fact]:
        """Yield what the schema says of one resource."""
        if self.shape.deprecated is not None:
            yield deprecated_resource(resource, self.shape.deprecated)
        if not is_regular(resource.block, self.shape):
            for place in Places(resource, self.shape, rule).walk():
                yield from unknown_names(place, self.shape)
        if self._has_remarkable(resource.block, self.shape):
            for place in Places(resource, self.shape, rule).walk():
                yield from declared_facts(place)
        data = instance(resource.block, self.shape)
        if self._recognise(data) is not True:
            places = Places(resource, self.shape, rule)
            for fault in explain(self.shape.schema, data):
                yield from facts_of(places, fault)

    def _has_remarkable(self, block: Block, shape: BodyShape) -> bool:
        """Tell fast whether an argument is set of which the shape itself says something."""
        names = self._remarkable.get(id(shape))
        if names is None:
            names = self._remarkable[id(shape)] = _remarkable(shape)
        if not names.isdisjoint(block.attributes):
            return True
        return any(
            self._has_remarkable(each, shape.blocks[name].shape)
            for name, blocks in block.blocks.items()
            if name in shape.blocks
            for each in blocks
        )


def _remarkable(shape: BodyShape) -> frozenset[str]:
    return frozenset(
        name
        for name, declared in shape.attributes.items()
        if declared.read_only or declared.deprecated or "x-advice" in declared.schema
    )


def resource_facts(estate: Estate, catalog: Catalog) -> Iterator[Fact]:
    """Yield what the schemas say of every managed resource."""
    judges: dict[str, Judge | None] = {}
    rules = {rule.resource.address: rule for rule in estate.rules}
    for resource in estate.resources:
        if resource.type not in judges:
            shape = catalog.resource(resource.type)
            judges[resource.type] = Judge(shape) if shape is not None else None
        judge = judges[resource.type]
        if judge is None:
            yield unknown_resource(resource, catalog)
        else:
            yield from judge.facts(resource, rules.get(resource.address))
