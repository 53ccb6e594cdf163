"""How a live resource other than a rule differs from its declaration."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ebaudit.differences.arguments import Differ
from ebaudit.differences.folds import Folds
from ebaudit.differences.pairing import NAMES, PREFIX
from ebaudit.drift.changes import Drifted, Repair, What
from ebaudit.model.change import ArgumentChange
from ebaudit.model.resources import Block, Resource
from ebaudit.model.source import Span
from ebaudit.model.value import Unknown

if TYPE_CHECKING:
    from ebaudit.catalog import Catalog

SHARED = ("event_bus_name", "description", "linked_external_source")
"""What two ways to declare one kind of thing have in common beside the name."""


def compare_other(declared: Resource, live: Resource, folds: Folds, catalog: "Catalog") -> Iterator[Drifted]:
    """Yield every argument that is not as declared; the names by which the two were paired are equal."""
    of = declared.type.removeprefix(PREFIX).removesuffix("_v2")
    differ = Differ(of, folds)
    mine, theirs = _without_names(declared), _without_names(live)
    if declared.type != live.type:
        folds.add(f"one-kind {of}", declared.address)
        mine, theirs = _shared(mine), _shared(theirs)
    changes = list(differ.blocks(mine, theirs, catalog.resource(declared.type), place=declared.address))
    replacing = set(differ.replacing)
    for change in changes:
        yield _drifted(declared, live, change, _repair(change.path, replacing))


def _drifted(declared: Resource, live: Resource, change: ArgumentChange, repair: Repair) -> Drifted:
    why = Unknown(f"what is declared is not known: {change.before or 'nothing is set'}") if change.undecided else None
    return Drifted(
        What.CHANGED,
        declared,
        declared.address,
        change.path,
        live,
        change.before,
        change.after,
        change.says,
        repair,
        span=_place(declared.block, change.path.split(".")) or declared.span,
        undecided=why,
    )


def _repair(path: str, replacing: set[str]) -> Repair:
    fixed = any(path == each or path.startswith((f"{each}.", f"{each}[")) for each in replacing)
    return Repair.REPLACE if fixed else Repair.IN_PLACE


def _without_names(resource: Resource) -> Block:
    names = NAMES.get(resource.type, ())
    block = resource.block
    return block._replace(attributes={name: each for name, each in block.attributes.items() if name not in names})


def _shared(block: Block) -> Block:
    return Block({name: each for name, each in block.attributes.items() if name in SHARED}, {}, block.span)


def _place(block: Block, steps: list[str]) -> Span | None:
    """Return where an argument, or the block around it, is written."""
    name, _, index = steps[0].partition("[")
    found = block.attributes.get(name)
    if found is not None:
        return found.span
    items = block.blocks.get(name, ())
    at = int(index[:-1]) if index else 0
    if len(steps) > 1 and at < len(items):
        return _place(items[at], steps[1:]) or items[at].span
    return None
