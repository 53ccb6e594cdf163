"""Everything that the analyses computed about one estate, by code and by address."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from ebaudit.analysis import patterns, routing, schema, transforms
from ebaudit.analysis.patterns.pattern import Pattern
from ebaudit.model.estate import Estate
from ebaudit.model.finding import Fact
from ebaudit.model.record import Record

if TYPE_CHECKING:
    from ebaudit.catalog import Catalog


class Facts(Record):
    """The facts twice, in the order of computation: by code and by address; and the patterns by rule address."""

    by_code: Mapping[str, tuple[Fact, ...]]
    by_address: Mapping[str, tuple[Fact, ...]]
    patterns: Mapping[str, Pattern]


def analyse(estate: Estate, catalog: "Catalog") -> Facts:
    """Run every analysis over the estate; never raises on what the estate holds."""
    found = schema.analyse(estate, catalog)
    about_patterns, parsed = patterns.analyse(estate, catalog)
    found += about_patterns
    found += transforms.analyse(estate, catalog, _schemas(parsed, catalog))
    found += routing.analyse(estate, catalog, parsed)
    return gather(found, parsed)


def _schemas(parsed: Mapping[str, Pattern], catalog: "Catalog") -> Mapping[str, tuple[Mapping[str, Any], ...]]:
    """Return the schemas of the payloads that rules select, where the user declares any."""
    if not catalog.declares_events:
        return {}
    from ebaudit.analysis.patterns.declared import declared_schemas

    return {address: declared_schemas(pattern, catalog) for address, pattern in parsed.items()}


def gather(found: Iterable[Fact], parsed: Mapping[str, Pattern]) -> Facts:
    """Sort facts into the two tables."""
    by_code: dict[str, list[Fact]] = {}
    by_address: dict[str, list[Fact]] = {}
    for fact in found:
        by_code.setdefault(fact.code, []).append(fact)
        by_address.setdefault(fact.address, []).append(fact)
    return Facts(_frozen(by_code), _frozen(by_address), parsed)


def _frozen(table: Mapping[str, list[Fact]]) -> dict[str, tuple[Fact, ...]]:
    return {key: tuple(facts) for key, facts in table.items()}
