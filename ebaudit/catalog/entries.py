"""The smaller tables of the catalog: one record for each kind of entry, every one with source and certainty."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from ebaudit.model.finding import Certainty


class Quota(NamedTuple):
    """A limit of the service: how many of ``what``."""

    value: int
    what: str
    source: str
    certainty: Certainty


class NameGrammar(NamedTuple):
    """How the name of something is spelled; ``truncated`` when the service cuts longer names off."""

    pattern: str
    says: str
    min: int
    max: int
    reserved: tuple[str, ...]
    truncated: bool
    source: str
    certainty: Certainty


class Role(NamedTuple):
    """A service-linked role: the service that assumes it and what needs it."""

    service: str
    needed_for: tuple[str, ...]
    source: str
    certainty: Certainty


class Region(NamedTuple):
    """A region that has EventBridge, with the hosts of its management API."""

    endpoint: str
    vpc_endpoint: str
    mainland: bool
    source: str
    certainty: Certainty


class RetryStrategy(NamedTuple):
    """How often and for how long a delivery is repeated."""

    retries: int
    seconds: int
    says: str
    default: bool
    source: str
    certainty: Certainty


class EventTypeForm(NamedTuple):
    """A family of official event types."""

    form: str
    pattern: str
    what: str
    source: str
    certainty: Certainty


class ReceivedSource(NamedTuple):
    """A source that looks official but arrives on custom buses."""

    what: str
    types: tuple[str, ...]
    source: str
    certainty: Certainty


class OfficialSource(NamedTuple):
    """An official event source; a type that an incomplete list lacks may exist all the same."""

    name: str
    complete: bool
    types: tuple[str, ...]
    source: str
    certainty: Certainty
    inferred_types: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    note: str = ""


class Default(NamedTuple):
    """Something that the service adds or spells in its own way, which a comparison must allow for.

    ``kind`` is one of: "default" (``value`` is assumed when absent), "server" (only the service sets it),
    "added" (an entry that the service adds), "empty-is-absent", "set" (order means nothing, ``key`` tells
    entries apart), "pattern", "json", "alias" (``names``), "ignore-case", "name-prefix", "secret" (masked
    when read), "truncated" (after ``value`` characters), "unmanageable", "not-in-terraform".
    """

    of: str
    field: str
    kind: str
    source: str
    certainty: Certainty
    value: Any = None
    key: str = ""
    names: tuple[str, ...] = ()
    when: Mapping[str, str] = {}


class EventSchema(NamedTuple):
    """The shape of ``data`` in the events of one source and type, as the user declares it."""

    event_source: str
    type: str
    data: Mapping[str, Any]
    source: str


def record(kind: type, entry: Mapping[str, Any]) -> Any:
    """Make a record of one entry of a data file: lists become tuples, the certainty an enum."""
    values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in entry.items()}
    values["certainty"] = Certainty(values["certainty"])
    return kind(**values)
