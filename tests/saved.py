"""Snapshots for tests: written and read back, and estates as a snapshot keeps them."""

import json
from collections.abc import Sequence
from typing import Any

from ebaudit.catalog import Catalog, load
from ebaudit.model.diagnostic import ModuleCall
from ebaudit.model.estate import Estate, Opened
from ebaudit.model.request import Inputs
from ebaudit.model.resources import Attribute, Block, Resource
from ebaudit.readers import open_estates
from ebaudit.readers.decode import decode
from ebaudit.readers.snapshot import write
from ebaudit.readers.withhold import Withholder

CATALOG = load()[0]
KEY = b"a key for tests, never a real one"


def saved(opened: Sequence[Opened], key: bytes | None = KEY, catalog: Catalog = CATALOG) -> dict[str, Any]:
    """The document that is written."""
    made: dict[str, Any] = json.loads(write(opened, catalog, key))
    return made


def read_back(document: Any, source: str = "") -> list[Opened]:
    """What reading a document gives."""
    text = document if isinstance(document, str) else json.dumps(document)
    return open_estates("-", Inputs(source=source, standard_input=text.encode("utf-8", "surrogatepass")), CATALOG)


def round_trip(opened: Opened, key: bytes | None = KEY) -> Opened:
    (made,) = read_back(write([opened], CATALOG, key))
    return made


def kept(estate: Estate, key: bytes = KEY) -> Estate:
    """An estate as a snapshot keeps it: without secrets, and without places."""
    holder = Withholder(CATALOG, key)
    everything = [holder.resource(each) for each in (*estate.resources, *estate.references, *estate.streams)]
    swept = [bare(holder.sweep(each)) for each in everything]
    count = len(estate.resources) + len(estate.references)
    made = decode(estate.reader, estate.root, swept[:count])
    return made._replace(unread=estate.unread, streams=tuple(swept[count:]))


def bare(resource: Resource) -> Resource:
    calls = tuple(ModuleCall(call.address, None) for call in resource.calls)
    return resource._replace(block=bare_block(resource.block), calls=calls, span=None)


def bare_block(block: Block) -> Block:
    attributes = {
        name: Attribute(each.value, provided=each.provided, by_provider=each.by_provider)
        for name, each in block.attributes.items()
    }
    blocks = {name: tuple(map(bare_block, items)) for name, items in block.blocks.items() if items}
    return Block(attributes, blocks, None, dict(block.unknown_blocks), dict(block.beyond))
