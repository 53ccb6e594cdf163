"""Entries of the catalog that a check looks up: one record for each kind, every one with source and certainty."""

from collections.abc import Mapping
from typing import Any

from ebaudit.model.finding import Certainty
from ebaudit.model.record import Record


class Quota(Record):
    """A limit of the service: how many of ``what``."""

    value: int
    what: str
    source: str
    certainty: Certainty


class Role(Record):
    """A service-linked role: the service that assumes it and what needs it."""

    service: str
    needed_for: tuple[str, ...]
    source: str
    certainty: Certainty


class OfficialSource(Record):
    """An official event source; a type that an incomplete list lacks may exist all the same."""

    name: str
    complete: bool
    types: tuple[str, ...]
    source: str
    certainty: Certainty
    inferred_types: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    note: str = ""


class EventSchema(Record):
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
