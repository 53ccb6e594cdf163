"""Facts about the event sources and types that a pattern names, as the catalog knows them."""

from collections.abc import Iterator

from ebaudit.analysis.patterns.about import About, path_key
from ebaudit.analysis.patterns.pattern import CONTAINS, EQUALS, OFFICIAL, PREFIX, SUFFIX, Condition, Field
from ebaudit.model.finding import Certainty, Fact
from ebaudit.model.value import Value, reveal
from ebaudit.suggest import closest

_AUDITED = ":ActionTrail:"
_READS = ("Describe", "List", "Get", "Query")
_FOREIGN_SOURCE = "aws."

_COMPANIONS = {
    "oss:ObjectRemoved:DeleteObject": "oss:ObjectRemoved:DeleteObjects",
    "oss:ObjectCreated:PutObject": "oss:ObjectCreated:CompleteMultipartUpload",
}
"""Types of which the second reports the same thing done in another way.

Source: https://www.alibabacloud.com/help/en/eventbridge/user-guide/oss-events
"""


def origin_facts(about: About) -> Iterator[Fact]:
    """Yield facts about the sources and types that a pattern names."""
    source, type_ = about.pattern.field("source"), about.pattern.field("type")
    values = source.listed if source is not None else None
    if source is not None:
        yield from _sources(about, source)
    if type_ is not None and values:
        yield from _types(about, type_, values)
    if type_ is not None:
        yield from _companions(about, type_)
        yield from _reads(about, type_)
    if source is not None and values:
        yield from _regions(about, source, values)


def _literals(field: Field) -> Iterator[tuple[Condition, str]]:
    for condition in field.conditions:
        if condition.operator == EQUALS and condition.scalars[0].kind == "string":
            yield condition, condition.scalars[0].text


def _sources(about: About, field: Field) -> Iterator[Fact]:
    """Yield names of sources that are known ones in another case, or of AWS."""
    known = about.catalog.source_spellings
    for condition, text in _literals(field):
        right = text if text in about.catalog.custom_sources else known.get(text.lower())
        if text.startswith(_FOREIGN_SOURCE):
            message, suggestion = (
                f"'{text}' is an event source of AWS; official sources here begin with '{OFFICIAL}'.",
                "",
            )
        elif right is not None and right != text:
            message, suggestion = f"'{text}' is not an event source; names are case-sensitive.", right
        else:
            continue
        data: dict[str, Value] = {"event_source": text, "suggestion": suggestion}
        span, key = about.at_condition(condition), path_key(condition.path)
        yield about.fact("unknown-event-source", message, span, key=key, certainty=Certainty.DOCUMENTED, data=data)


def _types(about: About, field: Field, sources: tuple[str, ...]) -> Iterator[Fact]:
    """Yield types that the named sources do not have: official ones, or custom ones whose types are declared."""
    if all(_declared(about, source) for source in sources):
        for condition in field.conditions:
            if condition.operator == EQUALS and condition.scalars[0].kind == "string":
                yield from _unknown_type(about, condition, condition.scalars[0].text, sources)
        return
    if not all(source.startswith(OFFICIAL) for source in sources):
        return
    services = {source.removeprefix(OFFICIAL) for source in sources}
    for source in sources:
        services |= {name.partition(":")[0] for name in _known_types(about, source)}
    for condition in field.conditions:
        text = _beginning(condition)
        if text is None or ":" not in text:
            continue
        if text.partition(":")[0] not in services:
            yield _disagrees(about, condition, text, sources)
        elif condition.operator == EQUALS:
            yield from _unknown_type(about, condition, text, sources)


def _declared(about: About, source: str) -> bool:
    """Tell whether the user says which types the events of a source have."""
    custom = about.catalog.custom_sources
    return source in custom and bool(custom[source].types) and not source.startswith(OFFICIAL)


def _known_types(about: About, source: str) -> tuple[str, ...]:
    types: tuple[str, ...] = ()
    if source in about.catalog.official_sources:
        types += about.catalog.official_sources[source].types
    if source in about.catalog.received_sources:
        types += about.catalog.received_sources[source].types
    if source in about.catalog.custom_sources:
        types += tuple(about.catalog.custom_sources[source].types)
    return types


def _beginning(condition: Condition) -> str | None:
    """Return how every text that satisfies the condition begins."""
    if condition.operator == EQUALS and condition.scalars[0].kind == "string":
        return condition.scalars[0].text
    return condition.text if condition.operator == PREFIX else None


def _disagrees(about: About, condition: Condition, text: str, sources: tuple[str, ...]) -> Fact:
    service = text.partition(":")[0]
    named = " or ".join(f"'{source}'" for source in sources[:3])
    message = f"Events of {named} have no types that begin with '{service}:'."
    data: dict[str, Value] = {"type": text, "sources": sources}
    span, key = about.at_condition(condition), path_key(condition.path)
    return about.fact("type-not-of-source", message, span, key=key, certainty=Certainty.DOCUMENTED, data=data)


def _unknown_type(about: About, condition: Condition, text: str, sources: tuple[str, ...]) -> Iterator[Fact]:
    """Yield a type that no source has, when their lists are complete or it differs in case only."""
    known = [name for source in sources for name in _known_types(about, source)]
    listed = about.catalog.official_sources
    complete = all(listed[source].complete if source in listed else _declared(about, source) for source in sources)
    inferred = {name for source in sources if source in listed for name in listed[source].inferred_types}
    other_case = next((name for name in known if name.lower() == text.lower()), "")
    if text in known or text in inferred or not (complete or other_case):
        return
    suggestion = other_case or closest(text, known, 0.8)
    named = " or ".join(f"'{source}'" for source in sources[:3])
    message = f"'{text}' is not among the event types of {named}."
    data: dict[str, Value] = {"type": text, "sources": sources, "suggestion": suggestion}
    span, key = about.at_condition(condition), path_key(condition.path)
    yield about.fact("unknown-event-type", message, span, key=key, certainty=Certainty.DOCUMENTED, data=data)


def _companions(about: About, field: Field) -> Iterator[Fact]:
    listed = {text: condition for condition, text in _literals(field)}
    for text, companion in _COMPANIONS.items():
        if text in listed and about.pattern.constraint("type").admits(companion) is False:
            message = f"The pattern selects '{text}' but not '{companion}', which reports the same done in another way."
            data: dict[str, Value] = {"type": text, "companion": companion}
            span = about.at_condition(listed[text])
            yield about.fact("partial-event-types", message, span, key=text, certainty=Certainty.DOCUMENTED, data=data)


def _reads(about: About, field: Field) -> Iterator[Fact]:
    """Yield calls that only read, which ActionTrail does not send."""
    name = about.pattern.field("data", "eventName")
    if name is None or not all(_is_audited(condition) for condition in field.conditions):
        return
    for condition in name.conditions:
        text = _beginning(condition)
        if text is None or not text.startswith(_READS):
            continue
        message = f"'{text}' only reads, and ActionTrail sends events of calls that change something."
        data: dict[str, Value] = {"call": text}
        span, key = about.at_condition(condition), path_key(condition.path)
        yield about.fact("read-call-selected", message, span, key=key, certainty=Certainty.DOCUMENTED, data=data)


def _is_audited(condition: Condition) -> bool:
    if condition.operator in (PREFIX, SUFFIX, CONTAINS):
        return _AUDITED in condition.text
    return condition.operator == EQUALS and _AUDITED in condition.scalars[0].text


def _regions(about: About, field: Field, sources: tuple[str, ...]) -> Iterator[Fact]:
    """Yield official sources that send no events in the rule's region."""
    region = reveal(about.rule.resource.provider.region)
    if not isinstance(region, str):
        return
    for condition, source in _literals(field):
        entry = about.catalog.official_sources.get(source)
        if entry is None or not entry.regions or region in entry.regions or source not in sources:
            continue
        message = f"'{source}' sends events in {', '.join(entry.regions)}, but the rule is in {region}."
        data: dict[str, Value] = {"event_source": source, "region": region, "regions": entry.regions}
        span, key = about.at_condition(condition), path_key(condition.path)
        yield about.fact("source-not-in-region", message, span, key=key, certainty=entry.certainty, data=data)
