"""Resources: their instances, each with what is configured known and what the provider decides unknown."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from ebaudit.catalog.shapes import AttributeShape, BodyShape
from ebaudit.model.resources import Block
from ebaudit.model.types import DYNAMIC, STRING, Type
from ebaudit.model.value import Unknown, Value, hole
from ebaudit.readers.hcl.blocks import META_ARGUMENTS, block_value, build_block, build_blocks, by_type, typed
from ebaudit.readers.hcl.core import evaluate
from ebaudit.readers.hcl.declarations import Declared
from ebaudit.readers.hcl.errors import EvalError
from ebaudit.readers.hcl.expansion import UNKNOWN_KEY, Expansion, Key, suffix
from ebaudit.readers.hcl.faults import suggestion
from ebaudit.readers.hcl.kinds import type_of
from ebaudit.readers.hcl.lazy import LazyInstances, LazyMap, LazyObject, LazyTuple
from ebaudit.readers.hcl.marks import mark, unmark
from ebaudit.readers.hcl.scope import Scope

if TYPE_CHECKING:
    from ebaudit.readers.hcl.tree import BlockNode

REASONS = {
    "managed": "known only after apply",
    "data": "read from the provider when Terraform plans",
    "ephemeral": "exists only while Terraform runs",
}


_BUILT_IN = {
    "terraform_data": {
        "input": AttributeShape("input", DYNAMIC, optional=True),
        "triggers_replace": AttributeShape("triggers_replace", DYNAMIC, optional=True),
        "output": AttributeShape("output", DYNAMIC, computed=True),
        "id": AttributeShape("id", STRING, computed=True),
    }
}


class Once(Protocol):
    """Works something out once, and tells circles."""

    def __call__(self, label: str, compute: Callable[[], Value]) -> Value:
        """Return what ``compute`` returned the first time; raise ``EvalError`` when it needs itself."""


class ResourceInstance:
    """One instance of a resource or data source."""

    __slots__ = ("_once", "address", "declared", "mode", "nested", "scope", "shape", "type")

    def __init__(  # noqa: PLR0913  what an instance is made of
        self,
        address: str,
        mode: str,
        type: str,
        declared: Declared,
        scope: Scope,
        shape: BodyShape | None,
        once: Once,
    ) -> None:
        self.address = address
        self.mode = mode
        self.type = type
        self.declared = declared
        self.scope = scope
        self.shape = shape
        self.nested: dict[str, list[BlockNode]] | None = None
        self._once = once

    def lazy(self) -> LazyObject:
        """Return the instance as the object that a reference sees."""
        names = _names(self.type, self.shape)
        return LazyObject(REASONS[self.mode], (self.address,), self.attribute, names)

    def attribute(self, name: str) -> Value:
        """Return one attribute as known before the provider has been asked."""
        body = self.declared.body
        if name in body.attributes and name not in META_ARGUMENTS:
            return self._once(f"{self.address}.{name}", lambda: self._configured(name))
        if self.nested is None:
            self.nested = by_type(body, top=True)
        if name in self.nested:
            return self._once(f"{self.address}.{name}", lambda: self._blocks(name))
        return self._unset(name)

    def _configured(self, name: str) -> Value:
        node = self.declared.body.attributes[name]
        shape = self._declared(name)
        value = evaluate(node.expr, self.scope.within(self.declared.source_of(node)))
        value = typed(value, None if shape is None else shape.type)
        return self._unset(name) if value is None else self._identified(name, value)

    def _identified(self, name: str, value: Value) -> Value:
        """Give a value that is not known the identity of the attribute, unless it has one or the instance is any."""
        inner, marks = unmark(value)
        same = self._identity(name)
        if not isinstance(inner, Unknown) or isinstance(inner, (LazyObject, LazyInstances)):
            return value
        if inner.identity or not same:
            return value
        named = Unknown(
            inner.reason,
            inner.refs,
            type=inner.type,
            prefix=inner.prefix,
            parts=inner.parts,
            json=inner.json,
            not_null=inner.not_null,
            length=inner.length,
            bounds=inner.bounds,
            identity=same,
        )
        return mark(named, marks)

    def _identity(self, name: str) -> str:
        return "" if UNKNOWN_KEY in self.address else hole(f"{self.address}.{name}")

    def _blocks(self, name: str) -> Value:
        nested = self.nested or {}
        blocks, unknown = build_blocks(nested[name], self.shape, self.scope, self.declared)
        if unknown is not None:
            return Unknown(unknown.reason, unknown.refs)
        shape = self.shape.blocks.get(name) if self.shape is not None else None
        below = None if shape is None else shape.shape
        return tuple(
            block_value(block, below, f"{name}[{index}]", self._undecided) for index, block in enumerate(blocks)
        )

    def _declared(self, name: str) -> AttributeShape | None:
        built_in = _BUILT_IN.get(self.type)
        if built_in is not None:
            return built_in.get(name)
        return None if self.shape is None else self.shape.attributes.get(name)

    def _unset(self, name: str) -> Value:
        names = _names(self.type, self.shape)
        declared = self._declared(name)
        if names is not None and name not in names:
            detail = f'{self.type} has no attribute named "{name}".{suggestion(name, names)}'
            raise EvalError(detail, code="unsupported-attribute")
        if declared is not None and not declared.computed and self.mode == "managed":
            return None
        if declared is None and names is not None:
            return ()
        known = DYNAMIC if declared is None else declared.type
        if self.type == "terraform_data" and name == "output":
            known = type_of(self.attribute("input"))
        not_null = self.type == "terraform_data" and name == "id"
        return self._unknown(name, known, not_null=not_null)

    def _undecided(self, path: str, declared: AttributeShape) -> Value:
        """Return what an argument of a block is worth that the configuration does not set."""
        return self._unknown(path, declared.type) if declared.computed or self.mode != "managed" else None

    def _unknown(self, name: str, known: Type, *, not_null: bool = False) -> Unknown:
        refs = (f"{self.address}.{name}",)
        return Unknown(REASONS[self.mode], refs, type=known, not_null=not_null, identity=self._identity(name))

    def block(self) -> Block:
        """Return the whole configuration of the instance."""
        node = self.declared.node
        return build_block(node, node.body, self.shape, self.scope, self.declared)


def _names(type: str, shape: BodyShape | None) -> tuple[str, ...] | None:
    if type in _BUILT_IN:
        return tuple(_BUILT_IN[type])
    if shape is None:
        return None
    return tuple(dict.fromkeys(("id", *shape.attributes, *shape.blocks)))


Make = Callable[[Key, dict[str, Value], str], ResourceInstance]


def instances(expansion: Expansion, make: Make) -> dict[Key, ResourceInstance]:
    """Return the instances of an expansion, made by ``make(key, what each and count mean, address suffix)``."""
    return {key: make(key, meaning, suffix(key, expansion)) for key, meaning in expansion.instances}


def referenced(expansion: Expansion, made: dict[Key, Value], address: str) -> Value:
    """Return what a reference to the resource or module call as a whole sees."""
    if expansion.unknown is not None:
        refs = (*expansion.unknown.refs, address)
        return LazyInstances(f"its instances depend on something {expansion.unknown.reason}", refs, made[None])
    if expansion.kind == "single":
        return made[None]
    if expansion.kind == "count":
        return LazyTuple(made.values())
    return LazyMap({str(key): value for key, value in made.items()})


__all__ = ["ResourceInstance", "instances", "referenced"]
