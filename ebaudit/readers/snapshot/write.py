"""From estates to the text of a snapshot."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from ebaudit.model.credentials import credentials
from ebaudit.model.diagnostic import Diagnostic
from ebaudit.model.estate import Opened, PlannedChange, Unread
from ebaudit.model.resources import Block, Resource
from ebaudit.readers.jsonparts import SNAPSHOT
from ebaudit.readers.snapshot.values import encode
from ebaudit.readers.withhold import Withholder

if TYPE_CHECKING:
    from ebaudit.catalog import Catalog
    from ebaudit.model.source import Span
    from ebaudit.readers.jsonparts import Json

SCHEMA_VERSION = "1.0"
KEYED, NUMBERED = "hmac-sha256", "numbered"
HIDDEN = "(sensitive)"
SHORTEST = 4
"""Shorter secrets are left in messages: as texts they would blank out ordinary words."""
NO_KEY = b"ebaudit numbers secrets"
"""Makes digests that are numbered before they are written."""


def write(estates: Sequence[Opened], catalog: "Catalog", key: bytes | None) -> str:
    """Return the text of a snapshot of ``estates``.

    With a ``key``, a secret leaves a digest that tells, in any snapshot with the same key, whether it changed.
    Without one, secrets are numbered: equal ones have equal numbers in this snapshot, and nothing more is told.
    """
    from json import dumps

    made = _Writer(catalog, key)
    document = {
        "kind": SNAPSHOT,
        "schema_version": SCHEMA_VERSION,
        "secrets": NUMBERED if key is None else KEYED,
        "estates": [made.estate(each) for each in estates],
    }
    return dumps(document, indent=1, ensure_ascii=False) + "\n"


class _Writer:
    def __init__(self, catalog: "Catalog", key: bytes | None) -> None:
        self.withholder = Withholder(catalog, NO_KEY if key is None else key)
        self.numbers: dict[str, str] | None = {} if key is None else None

    def estate(self, opened: Opened) -> dict[str, "Json"]:
        estate = opened.estate
        for each in (*estate.resources, *estate.references, *estate.streams):
            self.withholder.resource(each)
        made: dict[str, Json] = {
            "reader": estate.reader,
            "root": estate.root,
            "resources": self.resources(estate.resources),
            "references": self.resources(estate.references),
            "streams": self.resources(estate.streams),
            "unread": [_unread(each) for each in estate.unread],
            "changes": [_change(each) for each in opened.changes],
            "drift": [_change(each) for each in opened.drift],
            "moves": [{"before": move.before, "after": move.after} for move in opened.moves],
            "created_first": sorted(opened.created_first),
            "diagnostics": [_diagnostic(each, opened.secrets) for each in opened.diagnostics],
        }
        return {name: item for name, item in made.items() if item != [] or name == "resources"}

    def resources(self, resources: Iterable[Resource]) -> list[dict[str, "Json"]]:
        return [self.resource(self.withholder.sweep(self.withholder.resource(each))) for each in resources]

    def resource(self, kept: Resource) -> dict[str, "Json"]:
        provider = {"name": kept.provider.name}
        for name, value in (("region", kept.provider.region), ("account_id", kept.provider.account_id)):
            if value is not None:
                provider[name] = encode(value, self.spell)
        made: dict[str, Json] = {"address": kept.address, "type": kept.type, "provider": provider}
        if kept.calls:
            made["calls"] = [call.address for call in kept.calls]
        return {**made, **self.block(kept.block)}

    def block(self, block: Block) -> dict[str, "Json"]:
        made: dict[str, Json] = {"arguments": self.values({n: a.value for n, a in block.attributes.items()})}
        made["provided"] = sorted(name for name, each in block.attributes.items() if each.provided)
        made["left_to_provider"] = sorted(name for name, each in block.attributes.items() if each.by_provider)
        made["blocks"] = {
            name: [self.block(item) for item in items] for name, items in sorted(block.blocks.items()) if items
        }
        made["unknown_blocks"] = dict(sorted(block.unknown_blocks.items()))
        made["beyond"] = self.values(block.beyond)
        return {name: item for name, item in made.items() if item or name == "arguments"}

    def values(self, values: "Mapping[str, Json]") -> dict[str, "Json"]:
        return {name: encode(values[name], self.spell) for name in sorted(values)}

    def spell(self, digest: str) -> str:
        """Return a digest as it is, or its number, in the order in which they come."""
        if self.numbers is None:
            return digest
        return self.numbers.setdefault(digest, str(len(self.numbers) + 1))


def _unread(cell: Unread) -> dict[str, "Json"]:
    return dict(zip(Unread._fields, cell, strict=True))


def _change(change: PlannedChange) -> dict[str, "Json"]:
    made: dict[str, Json] = {"address": change.address, "type": change.type, "actions": list(change.actions)}
    made |= {
        name: value for name, value in zip(PlannedChange._fields, change, strict=True) if value and name not in made
    }
    if change.replace_paths:
        made["replace_paths"] = [list(path) for path in change.replace_paths]
    return made


def _diagnostic(problem: Diagnostic, secrets: Iterable[str]) -> dict[str, "Json"]:
    made: dict[str, Json] = {
        "level": str(problem.level),
        "code": problem.code,
        "summary": _clean(problem.summary, secrets),
        "detail": _clean(problem.detail, secrets),
        "calls": [call.address for call in problem.calls],
        "span": _span(problem.span),
    }
    return {name: item for name, item in made.items() if item}


def _span(span: "Span | None") -> "Json":
    return None if span is None else list(span)


def _clean(text: str, secrets: Iterable[str]) -> str:
    """Return a message without the secrets that it may quote."""
    longest_first = sorted((each for each in secrets if len(each) >= SHORTEST), key=len, reverse=True)
    if longest_first:
        text = re.sub("|".join(map(re.escape, longest_first)), HIDDEN, text)
    for start, end in reversed(credentials(text)):
        text = f"{text[:start]}{HIDDEN}{text[end:]}"
    return text
