"""The schemas of the events that a pattern selects, where all of them are declared."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ebaudit.analysis.patterns.pattern import Pattern

if TYPE_CHECKING:
    from ebaudit.catalog import Catalog

MOST_PAIRS = 50
"""How many pairs of source and type are looked up for one pattern."""


def declared_schemas(pattern: Pattern, catalog: "Catalog") -> tuple[Mapping[str, Any], ...]:
    """Return the schema of every payload that the pattern can select; none unless all of them are declared."""
    if not catalog.declares_events:
        return ()
    source, type_ = pattern.field("source"), pattern.field("type")
    sources, types = source.listed if source else None, type_.listed if type_ else None
    if not sources or not types or len(sources) * len(types) > MOST_PAIRS:
        return ()
    found = [catalog.event_schema(source, name) for source in sources for name in types]
    known = tuple(schema.data for schema in found if schema is not None)
    return known if len(known) == len(found) else ()
