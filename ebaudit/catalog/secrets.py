"""Which arguments hold secrets by what the catalog says of their types, so that nothing shows or keeps them."""

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from ebaudit.model.resources import Block, Resource
from ebaudit.model.value import Path, Value, reveal

if TYPE_CHECKING:
    from ebaudit.catalog import Catalog
    from ebaudit.catalog.shapes import BodyShape


_TELLING = re.compile("password|passwd|secret|token|credential", re.IGNORECASE)
"""Names that no type may know, but that tell what their values are."""


def is_telling(name: str) -> bool:
    """Tell whether a name says by itself that its value is a secret."""
    return _TELLING.search(name) is not None


def secret_parameters(type: str, catalog: "Catalog") -> frozenset[str]:
    """Return, in lower case, the secret parameters of a target type; of an unknown type, those of any."""
    types = (type,) if catalog.target(type) is not None else catalog.target_types
    return frozenset(key.casefold() for name in types for key in _secret_keys(catalog, name))


def _secret_keys(catalog: "Catalog", target_type: str) -> list[str]:
    shape = catalog.target(target_type)
    return [] if shape is None else [param.key for param in shape.params.values() if param.secret]


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
    return _text(block, "is_value_secret") in ("true", True)


def _params(block: Block, catalog: "Catalog") -> Iterator[Path]:
    """Yield the parameters that the target's type calls secret, whatever the case in which they are spelt.

    Of a target whose type is unknown, those that any type calls so. Where in the event a value is found is none.
    """
    for index, target in enumerate(block.blocks.get("targets", ())):
        kind = _text(target, "type")
        secret = secret_parameters(kind if isinstance(kind, str) else "", catalog)
        for place, param in enumerate(target.blocks.get("param_list", ())):
            key = _text(param, "resource_key")
            if isinstance(key, str) and (key.casefold() in secret or is_telling(key)) and not _is_path(param):
                yield from ((("targets", index, "param_list", place, name)) for name in ("value", "template"))


def _is_path(param: Block) -> bool:
    value = _text(param, "value")
    return _text(param, "form") == "JSONPATH" and isinstance(value, str) and value.startswith("$")


def _text(block: Block, name: str) -> Value:
    found = block.attributes.get(name)
    return reveal(found.value) if found is not None else None
