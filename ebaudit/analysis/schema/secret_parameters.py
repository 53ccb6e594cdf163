"""Which parameters of a target type hold secrets, by what the catalog says."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ebaudit.catalog import Catalog


def secret_parameters(type: str, catalog: "Catalog") -> frozenset[str]:
    """Return, in lower case, the secret parameters of a target type; of an unknown type, those of any."""
    types = (type,) if catalog.target(type) is not None else catalog.target_types
    return frozenset(key.casefold() for name in types for key in _secret_keys(catalog, name))


def _secret_keys(catalog: "Catalog", target_type: str) -> list[str]:
    shape = catalog.target(target_type)
    return [] if shape is None else [param.key for param in shape.params.values() if param.secret]
