"""From blocks as configured to the plain data that a JSON Schema judges.

Sensitive values are looked through, values are converted to the type that the provider declares as
Terraform converts them, arguments that are null are left out and nested blocks are always arrays.
Source: https://developer.hashicorp.com/terraform/language/expressions/types#type-conversion
"""

from collections.abc import Callable, Mapping
from typing import Any

from ebaudit.catalog.shapes import BodyShape
from ebaudit.model.resources import Block
from ebaudit.model.types import BOOL, NUMBER, STRING, CollectionType, ObjectType, Type
from ebaudit.model.value import Sensitive, Unknown, Value, reveal

BOOLS = {"true": True, "1": True, "false": False, "0": False}
TEXTS = {True: "true", False: "false"}


class Walk:
    """Makes plain data of resources of one type, and notices in the same walk what else is to be said of one.

    ``irregular`` becomes true at a name that the shape does not know, ``remarkable`` at an argument of which
    the shape itself says something, by the tests that ``tests`` gives for a shape.
    """

    __slots__ = ("_body", "irregular", "remarkable")

    def __init__(self, shape: BodyShape, tests: "Tests") -> None:
        self._body = _Body(shape, tests)
        self.irregular = self.remarkable = False

    def instance(self, block: Block) -> dict[str, Any]:
        """Return the arguments and blocks that the shape knows, as plain data with unknown leaves.

        A kind of block of which an unknown number exists is unknown when none is known.
        """
        self.irregular = self.remarkable = False
        return self._read(block, self._body)

    def _read(self, block: Block, body: "_Body") -> dict[str, Any]:
        texts = body.texts
        made: dict[str, Any] = {}
        for name, attribute in block.attributes.items():
            value = attribute.value
            if value.__class__ is str and name in texts:
                made[name] = value
            else:
                self._argument(name, value, body, made)
        for name, blocks in block.blocks.items():
            inner = body.blocks.get(name)
            if inner is None:
                self.irregular = True
            else:
                made[name] = tuple([self._read(each, inner) for each in blocks])
        for name, reason in block.unknown_blocks.items():
            if not made.get(name) and name in body.blocks:
                made[name] = Unknown(reason)
        return made

    def _argument(self, name: str, value: Value, body: "_Body", made: dict[str, Any]) -> None:
        declared = body.types.get(name)
        if declared is None:
            self.irregular = True
            return
        test = body.tests.get(name)
        if test is not None and test(value):
            self.remarkable = True
        converted = convert(value, declared)
        if converted is not None:
            made[name] = converted


Test = Callable[[Value], bool]
Tests = Callable[[BodyShape], Mapping[str, Test]]


class _Body:
    """A shape in the form that a walk needs; ``texts`` are the arguments of which a text needs no look."""

    __slots__ = ("blocks", "tests", "texts", "types")

    def __init__(self, shape: BodyShape, tests: Tests) -> None:
        self.types = {name: each.type for name, each in shape.attributes.items()}
        self.tests = tests(shape)
        self.texts = frozenset(name for name, kind in self.types.items() if kind is STRING and name not in self.tests)
        self.blocks = {name: _Body(each.shape, tests) for name, each in shape.blocks.items()}


def convert(value: Value, declared: Type) -> Any:
    """Return a value as Terraform passes it to an argument of a type; one that does not convert stays as it is."""
    value = reveal(value)
    if isinstance(value, Unknown) or value is None:
        return value
    if isinstance(declared, (CollectionType, ObjectType)):
        return _container(value, declared)
    if declared is STRING:
        return _text(value)
    if declared is NUMBER and isinstance(value, str):
        return _number(value)
    if declared is BOOL and isinstance(value, str):
        return BOOLS.get(value, value)
    return _plain(value)


def _container(value: Value, declared: CollectionType | ObjectType) -> Any:
    if isinstance(declared, ObjectType):
        if not isinstance(value, dict):
            return _plain(value)
        types: Mapping[str, Type] = dict(declared.attributes)
        made = {name: convert(item, types[name]) if name in types else _plain(item) for name, item in value.items()}
    elif declared.kind == "map":
        if not isinstance(value, dict):
            return _plain(value)
        made = {name: convert(item, declared.element) for name, item in value.items()}
    else:
        return tuple([convert(item, declared.element) for item in value]) if isinstance(value, tuple) else _plain(value)
    return {name: item for name, item in made.items() if item is not None}


def _text(value: Value) -> Any:
    if isinstance(value, bool):
        return TEXTS[value]
    if isinstance(value, (str, tuple, dict)):
        return _plain(value)
    if isinstance(value, int):
        return str(value)
    return str(float(value))  # type: ignore[arg-type]  # only a fraction is left


def _number(text: str) -> Any:
    from fractions import Fraction

    try:
        found = Fraction(text)
    except (ValueError, ZeroDivisionError):
        return text
    return int(found) if found.denominator == 1 else found


def _plain(value: Value) -> Any:
    """Look through everything sensitive inside a value."""
    if isinstance(value, Sensitive):
        return _plain(reveal(value))
    if isinstance(value, tuple):
        return tuple([_plain(item) for item in value])
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    return value
