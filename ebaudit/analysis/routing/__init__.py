"""What only the whole estate shows: buses, references, loops, double delivery, coverage.

| fact | about | what it says |
|---|---|---|
| ``bus-not-declared`` | rule, event source | its bus is neither ``default`` nor declared |
| ``official-source-on-custom-bus`` | rule | selects Alibaba Cloud's sources only, on a custom bus |
| ``custom-source-on-default-bus`` | rule | selects custom sources only, on ``default`` |
| ``event-source-on-default-bus`` | event source | is on ``default`` |
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ebaudit.analysis.patterns.pattern import Pattern
from ebaudit.analysis.routing.buses import Buses, undeclared_facts
from ebaudit.analysis.routing.sources import source_facts
from ebaudit.model.estate import Estate
from ebaudit.model.finding import Fact

if TYPE_CHECKING:
    from ebaudit.catalog import Catalog

__all__ = ["analyse"]


def analyse(estate: Estate, catalog: "Catalog", patterns: Mapping[str, Pattern]) -> list[Fact]:
    """Find what is wrong with the estate as a whole; ``patterns`` are the valid ones by rule address."""
    buses = Buses(estate)
    return [*undeclared_facts(estate, buses), *source_facts(estate, buses, patterns)]
