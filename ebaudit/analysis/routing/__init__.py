"""What only the whole estate shows: buses, references, loops, double delivery, coverage.

``analyse`` finds what is wrong; :mod:`ebaudit.analysis.routing.delivery` sends one event through an estate.

| fact | about | what it says |
|---|---|---|
| ``bus-not-declared`` | rule, event source | its bus is neither ``default`` nor declared |
| ``official-source-on-custom-bus`` | rule | selects Alibaba Cloud's sources only, on a custom bus |
| ``custom-source-on-default-bus`` | rule | selects custom sources only, on ``default`` |
| ``event-source-on-default-bus`` | event source | is on ``default`` |
| ``source-not-selected`` | event source | no rule on its bus selects it |
| ``source-not-on-bus`` | rule | selects a source that its bus does not have |
| ``shared-consumer-group`` | event source | reads as the same consumer group as one on another bus |
| ``reference-not-declared`` | target, API destination | names a destination, connection or bus that nothing declares |
| ``endpoint-other-region``, ``endpoint-other-account`` | target | its endpoint is not where the rule is |
| ``dlq-other-region``, ``dlq-other-account`` | target | its dead-letter queue is not where the rule is |
| ``dlq-is-target`` | target | its dead-letter queue is the target |
| ``dlq-feeds-back`` | target | its dead-letter queue comes back to the rule's bus |
| ``catch-all-to-outside`` | target | gets every event of the bus and is outside the account |
| ``event-loop`` | target | forwards events, or sends what becomes events, that come back to it; the evidence is one |
| ``duplicate-rule`` | rule | selects the same events for the same targets as another |
| ``subsumed-rule`` | rule | another delivers all its events to the same targets too |
| ``duplicate-target`` | target | delivers to the receiver of another target of its rule |
| ``double-delivery`` | target | gets some events from another rule too; the evidence is one |
| ``equal-patterns`` | rule | has the pattern of another rule on its bus |
| ``jsonpath-never-there`` | parameter | reads what no event that the rule selects can have |
| ``quota-exceeded``, ``quota-near`` | event bus, rule | use of a quota |
| ``missing-service-linked-role`` | target, event source | needs a role that nothing declares |
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from ebaudit.analysis.patterns.pattern import Pattern
from ebaudit.analysis.routing.buses import Buses, undeclared_facts
from ebaudit.analysis.routing.endpoints import arn_facts
from ebaudit.analysis.routing.exposure import exposure_facts
from ebaudit.analysis.routing.forwards import FORWARDER, plain
from ebaudit.analysis.routing.limits import quota_facts, role_facts
from ebaudit.analysis.routing.sources import source_facts
from ebaudit.model.estate import Estate
from ebaudit.model.finding import Fact

if TYPE_CHECKING:
    from ebaudit.catalog import Catalog

__all__ = ["analyse"]


def analyse(estate: Estate, catalog: "Catalog", patterns: Mapping[str, Pattern]) -> list[Fact]:
    """Find what is wrong with the estate as a whole; ``patterns`` are the valid ones by rule address."""
    buses = Buses(estate)
    found = [
        *undeclared_facts(estate, buses),
        *source_facts(estate, catalog, buses, patterns),
        *arn_facts(estate, buses),
        *exposure_facts(estate, patterns),
        *quota_facts(estate, catalog, buses),
        *role_facts(estate, catalog),
    ]
    if estate.event_sources:
        from ebaudit.analysis.routing.coverage import coverage_facts

        found += coverage_facts(estate, buses, patterns)
    found += _between_rules(estate, catalog, buses, patterns)
    return found


def _between_rules(estate: Estate, catalog: "Catalog", buses: Buses, patterns: Mapping[str, Pattern]) -> Iterator[Fact]:
    """Run what needs more than one plain rule, each imported only where there is something to look at."""
    kinds = {plain(target.type) for rule in estate.rules for target in rule.targets}
    if estate.api_destinations or kinds & {FORWARDER, "acs.api.destination"}:
        from ebaudit.analysis.routing.names import reference_facts

        yield from reference_facts(estate, buses)
    if FORWARDER in kinds or estate.event_sources:
        from ebaudit.analysis.routing.loops import loop_facts

        yield from loop_facts(estate, catalog, buses, patterns)
    if sum(len(rule.targets) for rule in estate.rules) > 1:
        from ebaudit.analysis.routing.overlaps import overlap_facts

        yield from overlap_facts(estate, catalog, buses, patterns)
    from ebaudit.analysis.routing.reads import read_facts

    yield from read_facts(estate, catalog, patterns)
