"""One instance of a plan or state as a resource, and its row in the ledger."""

from collections.abc import Callable

from ebaudit.catalog import Catalog
from ebaudit.model.diagnostic import LedgerEntry, Outcome
from ebaudit.model.resources import Provider, Resource
from ebaudit.readers.blocks import left_out, to_block
from ebaudit.readers.instances import Instance
from ebaudit.readers.jsonparts import Json, mapping
from ebaudit.readers.unknowns import unknown_names

Join = Callable[[Resource], Resource]
"""Adds to a resource what its source says of it."""


def assemble(instance: Instance, expressions: Json, provider: Provider, catalog: Catalog) -> tuple[Resource, list[str]]:
    """Make a resource; the second result names what it holds that the catalog does not know.

    ``expressions`` are those of its configuration, ``None`` where they cannot be told.
    """
    find = catalog.data_source if instance.mode == "data" else catalog.resource
    shape = find(instance.type)
    block = to_block(instance.marked._replace(configured=expressions), shape)
    made = Resource(instance.address, instance.type, instance.mode, block, provider)
    return made, left_out(mapping(instance.marked.value), shape)


def row(resource: Resource, beyond: list[str]) -> LedgerEntry:
    """Say how much of a resource is known."""
    names = list(unknown_names(resource.block))
    reasons = []
    if names:
        reasons.append(f"not known: {', '.join(names)}")
    if beyond:
        reasons.append(f"not in the catalog, so not judged: {', '.join(beyond)}")
    outcome = Outcome.PARTIAL if reasons else Outcome.EVALUATED
    return LedgerEntry("resource", resource.address, outcome, "; ".join(reasons), resource.span)
