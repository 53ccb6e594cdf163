"""A live account as a file: ``{"buses": {name: {"bus": {...}, "rules": [...]}}}`` and what else was asked for.

The objects are those that the service answers. Beside the buses there may be ``event_sources``, ``connections``,
``api_destinations``, ``streams`` and ``official_sources`` (arrays), ``roles`` (by product), ``account``,
``region`` and ``unread``. What the file does not have was not asked for, so it is unknown.
"""

from collections.abc import Iterator, Mapping

from ebaudit.catalog import Catalog
from ebaudit.model.diagnostic import Diagnostic, Level
from ebaudit.model.estate import Opened, Unread
from ebaudit.readers.decode import PREFIX
from ebaudit.readers.jsonparts import Json, mapping, objects, text
from ebaudit.readers.live.answers import Answers, estate, ledger
from ebaudit.readers.live.redact import Redactor

SECTIONS: Mapping[str, tuple[str, ...]] = {
    "event_sources": ("event_source", "event_source_v2"),
    "connections": ("connection",),
    "api_destinations": ("api_destination",),
    "streams": ("event_streaming",),
    "roles": ("service_linked_role", "slr"),
}
"""The parts of the file beside its buses, and the resource types that each is about."""


def is_offline(document: Mapping[str, Json]) -> bool:
    """Tell whether a JSON document has this form."""
    return isinstance(document.get("buses"), dict) and "format_version" not in document


def read(name: str, document: Mapping[str, Json], catalog: Catalog, key: bytes = b"") -> Opened:
    """Read a live account from a file. What could not be read of the account is an error among the diagnostics.

    Secrets are taken out as of a live account; ``key`` is what their digests are made with.
    """
    answers = _without_secrets(offline(document), Redactor(catalog, key))
    problems = [_unread_problem(name, cell) for cell in _told(document, answers.account, answers.region)]
    problems.extend(_malformed(name, document))
    return Opened(estate((answers,), name, catalog), tuple(problems), ledger((answers,)))


def offline(document: Mapping[str, Json]) -> Answers:
    """Return what a file says that the account answered."""
    buses = mapping(document.get("buses"))
    account, region = _place(document)
    return Answers(
        account,
        region,
        tuple(_bus(name, mapping(entry)) for name, entry in buses.items()),
        tuple(_in_bus(name, rule) for name, entry in buses.items() for rule in objects(mapping(entry).get("rules"))),
        tuple(objects(document.get("event_sources"))),
        tuple(objects(document.get("connections"))),
        tuple(objects(document.get("api_destinations"))),
        tuple(objects(document.get("streams"))),
        {product: mapping(answer) for product, answer in mapping(document.get("roles")).items()},
        tuple(objects(document.get("official_sources"))),
        (*_told(document, account, region), *_absent(document, account, region)),
        document.get("activated") is not False,
    )


def _without_secrets(answers: Answers, redact: Redactor) -> Answers:
    return answers._replace(
        rules=tuple(map(redact, answers.rules)),
        event_sources=tuple(map(redact, answers.event_sources)),
        connections=tuple(map(redact, answers.connections)),
        api_destinations=tuple(map(redact, answers.api_destinations)),
        streams=tuple(map(redact, answers.streams)),
    )


def _bus(name: str, entry: Mapping[str, Json]) -> Mapping[str, Json]:
    return {"EventBusName": name, **mapping(entry.get("bus"))}


def _in_bus(name: str, rule: Mapping[str, Json]) -> Mapping[str, Json]:
    return rule if rule.get("EventBusName") else {**rule, "EventBusName": name}


def _place(document: Mapping[str, Json]) -> tuple[str, str]:
    """Return the account and the region, from the ARN of a bus where the file does not name them."""
    account, region = text(document.get("account")), text(document.get("region"))
    for entry in mapping(document.get("buses")).values():
        parts = text(mapping(mapping(entry).get("bus")).get("EventBusARN")).split(":")
        if len(parts) > 4:
            return account or parts[3], region or parts[2]
    return account, region


def _told(document: Mapping[str, Json], account: str, region: str) -> Iterator[Unread]:
    """Yield what the file itself says could not be read."""
    for cell in objects(document.get("unread")):
        yield Unread(
            text(cell.get("type")),
            text(cell.get("bus")),
            text(cell.get("region")) or region,
            text(cell.get("account")) or account,
            text(cell.get("reason")) or "it could not be read",
        )


def _absent(document: Mapping[str, Json], account: str, region: str) -> Iterator[Unread]:
    """Yield what the file does not have."""
    for bus, entry in mapping(document.get("buses")).items():
        if not isinstance(mapping(entry).get("rules"), list):
            yield Unread(PREFIX + "rule", bus, region, account, f"the file has no rules of the bus '{bus}'")
    for section, types in SECTIONS.items():
        if section not in document:
            for kind in types:
                yield Unread(PREFIX + kind, "", region, account, f"the file has no {section.replace('_', ' ')}")


def _unread_problem(name: str, cell: Unread) -> Diagnostic:
    what = f"resources of type {cell.type}" if cell.type else "resources"
    where = f"the bus '{cell.bus}'" if cell.bus else f"{cell.account}/{cell.region}"
    detail = f"In {name}, {what} of {where} could not be read: {cell.reason}. They were not judged."
    return Diagnostic(Level.ERROR, "unread-account", "A part of the account could not be read", detail)


def _malformed(name: str, document: Mapping[str, Json]) -> Iterator[Diagnostic]:
    for bus, entry in mapping(document.get("buses")).items():
        rules = mapping(entry).get("rules")
        for index, rule in enumerate(rules if isinstance(rules, list) else ()):
            if not text(mapping(rule).get("RuleName")):
                detail = f"In {name}, rule {index} of the bus '{bus}' has no name. It was not judged as one."
                yield Diagnostic(Level.ERROR, "malformed-live", "The file is malformed", detail)
