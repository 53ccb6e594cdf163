"""Entries of the catalog that say what the service does by itself, for explanations, comparisons and live state."""

from collections.abc import Mapping
from typing import Any

from ebaudit.model.finding import Certainty
from ebaudit.model.record import Record


class NameGrammar(Record):
    """How the name of something is spelled; ``truncated`` when the service cuts longer names off."""

    pattern: str
    says: str
    min: int
    max: int
    reserved: tuple[str, ...]
    truncated: bool
    source: str
    certainty: Certainty


class Region(Record):
    """A region that has EventBridge, with the hosts of its management API."""

    endpoint: str
    vpc_endpoint: str
    mainland: bool
    source: str
    certainty: Certainty


class RetryStrategy(Record):
    """How often and for how long a delivery is repeated."""

    retries: int
    seconds: int
    says: str
    default: bool
    source: str
    certainty: Certainty


class EventTypeForm(Record):
    """A family of official event types."""

    form: str
    pattern: str
    what: str
    source: str
    certainty: Certainty


class ReceivedSource(Record):
    """A source that looks official but arrives on custom buses."""

    what: str
    types: tuple[str, ...]
    source: str
    certainty: Certainty


class Default(Record):
    """Something that the service adds or spells in its own way, which a comparison must allow for.

    ``kind`` is one of: "default" (``value`` is assumed when absent), "server" (only the service sets it),
    "added" (an entry that the service adds), "empty-is-absent", "set" (order means nothing, ``key`` tells
    entries apart), "pattern", "json", "alias" (``names``), "ignore-case", "name-prefix", "secret" (masked
    when read), "truncated" (after ``value`` characters), "write-only" (taken and never answered), "unmanageable",
    "not-in-terraform".
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
