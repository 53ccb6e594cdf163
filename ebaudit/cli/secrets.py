"""Which arguments hold secrets by what the catalog says of their types, so that ``show`` keeps them back."""

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from ebaudit.analysis.schema.secret_parameters import secret_parameters
from ebaudit.model.resources import Block, Resource
from ebaudit.model.value import Path, reveal

if TYPE_CHECKING:
    from ebaudit.catalog import Catalog
    from ebaudit.catalog.shapes import BodyShape


_TELLING = re.compile("password|passwd|secret|token|credential", re.IGNORECASE)
"""Names of parameters that no target type has, but that tell what their values are."""


def hidden_by(catalog: "Catalog") -> Callable[[Resource], frozenset[Path]]:
    """Return what tells the secret paths of a resource."""

    def hidden(resource: Resource) -> frozenset[Path]:
        find = catalog.data_source if resource.mode == "data" else catalog.resource
        shape = find(resource.type)
        if shape is None:
            return frozenset()
        return frozenset((*_marked(resource.block, shape, ()), *_params(resource.block, catalog)))

    return hidden


def _marked(block: Block, shape: "BodyShape", path: Path) -> Iterator[Path]:
    for name in block.attributes:
        declared = shape.attributes.get(name)
        if declared is not None and (declared.secret or (name == "value" and _is_called_secret(block))):
            yield (*path, name)
    for name, blocks in block.blocks.items():
        nested = shape.blocks.get(name)
        for index, item in enumerate(blocks if nested is not None else ()):
            yield from _marked(item, nested.shape, (*path, name, index))  # type: ignore[union-attr]  # not None here


def _is_called_secret(block: Block) -> bool:
    """Tell whether a parameter of an OAuth request says that its value is a secret."""
    flag = block.attributes.get("is_value_secret")
    return flag is not None and reveal(flag.value) in ("true", True)


def _params(block: Block, catalog: "Catalog") -> Iterator[Path]:
    """Yield the parameters that the target's type calls secret, whatever the case in which they are spelt.

    Of a target whose type is unknown, those that any type calls so.
    """
    for index, target in enumerate(block.blocks.get("targets", ())):
        kind = reveal(target.attributes["type"].value) if "type" in target.attributes else None
        secret = secret_parameters(kind if isinstance(kind, str) else "", catalog)
        for place, param in enumerate(target.blocks.get("param_list", ())):
            key = reveal(param.attributes["resource_key"].value) if "resource_key" in param.attributes else None
            if isinstance(key, str) and (key.casefold() in secret or _TELLING.search(key)):
                yield from ((("targets", index, "param_list", place, name)) for name in ("value", "template"))
