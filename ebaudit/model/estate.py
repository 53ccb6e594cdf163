"""All EventBridge resources that one reader saw."""

from collections.abc import Mapping

from ebaudit.model.diagnostic import Diagnostic, LedgerEntry
from ebaudit.model.record import Record
from ebaudit.model.resources import (
    ApiDestination,
    Connection,
    EventBus,
    EventSource,
    Resource,
    Rule,
    ServiceLinkedRole,
)
from ebaudit.model.source import SourceText
from ebaudit.model.value import Path


class Unread(Record):
    """A part of a live account that could not be read: what lies in it is unknown, never absent.

    ``type`` is a resource type and ``bus`` a bus's name; an empty text stands for all of them, so that one with
    neither is the whole account in the region. ``reason`` is a sentence part for people.
    """

    type: str
    bus: str
    region: str
    account: str
    reason: str


class Estate(Record):
    """One reader's view, in the order of addresses.

    ``resources`` has every instance, typed nouns refer into it; ``references`` are data sources of
    the family. ``unread`` are the parts of a live account that could not be read. ``streams`` are its event
    streams, which Terraform cannot declare.
    """

    reader: str
    root: str
    resources: tuple[Resource, ...] = ()
    references: tuple[Resource, ...] = ()
    event_buses: tuple[EventBus, ...] = ()
    rules: tuple[Rule, ...] = ()
    event_sources: tuple[EventSource, ...] = ()
    connections: tuple[Connection, ...] = ()
    api_destinations: tuple[ApiDestination, ...] = ()
    service_linked_roles: tuple[ServiceLinkedRole, ...] = ()
    unread: tuple[Unread, ...] = ()
    streams: tuple[Resource, ...] = ()


class PlannedChange(Record):
    """What a plan does to one resource.

    ``actions`` are Terraform's words in their order: ``("delete", "create")`` is a replacement that leaves a gap.
    ``reason`` is Terraform's word for why (``replace_because_cannot_update``), ``replace_paths`` are the
    arguments that cannot be changed in place, and ``moved_from`` is the address that the resource had before.
    """

    address: str
    type: str
    actions: tuple[str, ...]
    reason: str = ""
    replace_paths: tuple[Path, ...] = ()
    moved_from: str = ""
    imported: bool = False


class Move(Record):
    """What a configuration says of an address that something had before.

    ``after`` is the one that it has now: a resource's or a module's, with or without a key. It is empty for what
    Terraform no longer manages but leaves where it is.
    """

    before: str
    after: str = ""


class Opened(Record):
    """What a reader returns: the estate, what it could not read, what it covered, and the texts it read.

    ``changes`` is what a plan does to the family's resources; other readers know of none.
    ``drift`` is what a plan found to be changed outside of Terraform. ``moves`` is what modules say
    of former addresses; ``created_first`` are the addresses with ``create_before_destroy``.
    ``secrets`` are texts marked as sensitive, which must not be shown wherever they occur. Plans and states
    have none: they mark whole sets of blocks when one argument in them is sensitive.
    """

    estate: Estate
    diagnostics: tuple[Diagnostic, ...] = ()
    ledger: tuple[LedgerEntry, ...] = ()
    sources: Mapping[str, SourceText] = {}
    changes: tuple[PlannedChange, ...] = ()
    secrets: tuple[str, ...] = ()
    drift: tuple[PlannedChange, ...] = ()
    moves: tuple[Move, ...] = ()
    created_first: frozenset[str] = frozenset()
