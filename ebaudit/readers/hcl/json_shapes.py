"""Which properties of a JSON configuration are blocks, how many labels they have, and which strings are references.

JSON writes arguments and blocks alike, so the reader has to know. What providers define comes from their schema.
Source: https://developer.hashicorp.com/terraform/language/syntax/json#block-type-specific-exceptions
"""

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Final, Protocol

from ebaudit.model.record import Record

if TYPE_CHECKING:
    from ebaudit.catalog.shapes import BodyShape

NestedBlocks = Callable[[str, tuple[str, ...], tuple[str, ...]], Collection[str]]
"""From a block's type, its labels and the path of nested block names to the names of blocks that may stand there."""


class Shape(Record):
    """What a body may hold.

    ``blocks`` gives label count and shape by block name; ``bare`` names arguments whose strings are
    expressions rather than templates; ``open``: the provider's schema adds blocks, and ``dynamic`` is allowed.
    """

    blocks: "dict[str, tuple[int, Shape]]" = {}  # noqa: RUF012  never written to
    bare: frozenset[str] = frozenset()
    open: bool = False


_PLAIN: Final = Shape()
OPEN: Final = Shape(open=True)
_REFERENCES = frozenset({"depends_on"})
_LIFECYCLE = Shape(
    {"precondition": (0, _PLAIN), "postcondition": (0, _PLAIN)}, frozenset({"ignore_changes", "replace_triggered_by"})
)
_PROVISIONER = Shape({"connection": (0, _PLAIN)})
_RESOURCE = Shape(
    {"lifecycle": (0, _LIFECYCLE), "connection": (0, _PLAIN), "provisioner": (1, _PROVISIONER)},
    frozenset({"depends_on", "provider"}),
    open=True,
)
_TERRAFORM = Shape(
    {
        "required_providers": (0, _PLAIN),
        "backend": (1, _PLAIN),
        "cloud": (0, Shape({"workspaces": (0, _PLAIN)})),
        "provider_meta": (1, _PLAIN),
    }
)
_REMOVED = Shape({"lifecycle": (0, _PLAIN), "provisioner": (1, _PROVISIONER)}, frozenset({"from"}))
DYNAMIC: Final = frozenset({"iterator"})

FILE: Final = Shape(
    {
        "terraform": (0, _TERRAFORM),
        "provider": (1, OPEN),
        "variable": (1, Shape({"validation": (0, _PLAIN)}, frozenset({"type"}))),
        "locals": (0, _PLAIN),
        "output": (1, Shape({"precondition": (0, _PLAIN)}, _REFERENCES)),
        "module": (1, Shape({}, frozenset({"depends_on", "providers"}))),
        "resource": (2, _RESOURCE),
        "data": (2, _RESOURCE),
        "ephemeral": (2, _RESOURCE),
        "action": (2, Shape({"config": (0, OPEN)}, frozenset({"provider"}))),
        "check": (1, Shape({"data": (2, _RESOURCE), "assert": (0, _PLAIN)})),
        "moved": (0, Shape({}, frozenset({"from", "to"}))),
        "import": (0, Shape({}, frozenset({"to", "provider"}))),
        "removed": (0, _REMOVED),
    }
)


class Schemas(Protocol):
    """What is asked of the catalog."""

    def resource(self, type: str) -> "BodyShape | None":
        """Return the shape of a resource type."""

    def data_source(self, type: str) -> "BodyShape | None":
        """Return the shape of a data source."""


_PROVIDER = frozenset({"assume_role", "assume_role_with_oidc", "endpoints", "sign_version"})


def provided(schemas: Schemas) -> NestedBlocks:
    """Return the nested blocks that the catalog's schemas know."""

    def nested(type: str, labels: tuple[str, ...], path: tuple[str, ...]) -> Collection[str]:
        if type == "provider":
            return _PROVIDER if not path else ()
        shape = schemas.resource(labels[0]) if type == "resource" else schemas.data_source(labels[0])
        for name in path:
            if shape is None or name not in shape.blocks:
                return ()
            shape = shape.blocks[name].shape
        return () if shape is None else shape.blocks

    return nested


def none(_type: str, _labels: tuple[str, ...], _path: tuple[str, ...]) -> Collection[str]:
    """Know of no blocks that providers define."""
    return ()
