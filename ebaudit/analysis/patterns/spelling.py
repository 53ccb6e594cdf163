"""Facts about how a pattern's parts are written: numbers, blocks, names, lengths, counts."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ebaudit.analysis.patterns.about import About, path_key
from ebaudit.analysis.patterns.paths import is_plain
from ebaudit.analysis.patterns.pattern import ANYTHING_BUT, CIDR, EQUALS, EXISTS, Condition, Field, Scalar
from ebaudit.model.finding import Certainty, Fact
from ebaudit.model.value import Value

if TYPE_CHECKING:
    from ebaudit.analysis.patterns.addresses import Block

_TEST_LIMIT = 2048
"""Characters that TestEventPattern takes.

Source: https://github.com/aliyun/alibabacloud-eventbridge-sdk ``main.tea``
"""

_STORED_LIMIT = 4096
"""Characters that the open-source engine stores.

Source: https://github.com/apache/rocketmq-eventbridge, the table of rules.
"""

_LENGTHS = {"id": 128, "source": 128, "subject": 512}
_CUSTOM_TYPE_LENGTH = 64
"""Longest values of attributes. Source: https://www.alibabacloud.com/help/en/eventbridge/product-overview/limits"""

_SMALLEST_BLOCK = 31


def spelling_facts(about: About) -> Iterator[Fact]:
    """Yield facts about the pattern's text and the spelling of its parts."""
    yield from _length(about)
    for field in about.pattern.fields:
        yield from _names(about, field)
        yield from _counts(about, field)
        yield from _exclusion(about, field)
        for condition in field.conditions:
            for part in condition.parts or (condition,):
                yield from _numbers(about, field, condition, part)
                yield from _too_long(about, field, condition, part)
                if part.operator == CIDR:
                    yield from _cidr(about, field, condition, part.text)


def _length(about: About) -> Iterator[Fact]:
    length = len(about.pattern.text)
    if length > _TEST_LIMIT:
        limit = _STORED_LIMIT if length > _STORED_LIMIT else _TEST_LIMIT
        what = "the open-source engine stores" if limit == _STORED_LIMIT else "TestEventPattern takes"
        message = f"The pattern has {length} characters, more than the {limit} that {what}."
        data: dict[str, Value] = {"length": length, "limit": limit}
        yield about.fact("long-pattern", message, about.attribute.place(), certainty=Certainty.MODELLED, data=data)


def _names(about: About, field: Field) -> Iterator[Fact]:
    for key in field.keys[1:]:
        if is_plain(key):
            continue
        message = f"The name '{key}' is read as a path by the open-source engine, not as one name."
        yield about.fact(
            "path-like-key", message, about.at_field(field),
            key=path_key(field.keys), data={"field": field.name, "name": key}, certainty=Certainty.MODELLED,
        )  # fmt: skip
        return


def _counts(about: About, field: Field) -> Iterator[Fact]:
    limit = about.catalog.quotas["expressions_per_field"].value
    if len(field.conditions) <= limit:
        return
    objects = [condition for condition in field.conditions if condition.operator != EQUALS and not field.whole]
    plain = [condition for condition in field.conditions if condition.operator == EQUALS]
    if len(objects) > limit:
        message = f"{field.name} has {len(objects)} condition objects; the service allows {limit} on one field."
        data: dict[str, Value] = {"field": field.name, "count": len(objects), "limit": limit}
        place = about.at_condition(objects[limit])
        yield about.fact(
            "too-many-conditions", message, place, key=field.name, certainty=Certainty.DOCUMENTED, data=data
        )
    elif plain:
        message = f"{field.name} has {len(field.conditions)} values; one page allows {limit} on one field."
        data = {"field": field.name, "count": len(field.conditions), "limit": limit}
        place = about.at_condition(field.conditions[limit])
        yield about.fact("too-many-values", message, place, key=field.name, certainty=Certainty.INFERRED, data=data)


def _exclusion(about: About, field: Field) -> Iterator[Fact]:
    """Yield that events without the field are left out, where a field of the payload only excludes values."""
    if field.keys[0] != "data" or field.whole:
        return
    if all(condition.operator == ANYTHING_BUT for condition in field.conditions):
        message = f"'anything-but' on {field.name} leaves out events that do not have the field at all."
        yield about.fact(
            "exclusion-needs-presence", message, about.at_condition(field.conditions[0]),
            key=field.name, data={"field": field.name}, certainty=Certainty.DOCUMENTED,
        )  # fmt: skip


def _numbers(about: About, field: Field, whole: Condition, condition: Condition) -> Iterator[Fact]:
    if field.keys[0] != "data" or condition.operator not in (EQUALS, ANYTHING_BUT):
        return
    from ebaudit.analysis.patterns.numbers import is_canonical

    for scalar in condition.scalars:
        if scalar.kind == "number" and not is_canonical(scalar.text):
            yield _number(about, field, whole, scalar)


def _number(about: About, field: Field, condition: Condition, scalar: Scalar) -> Fact:
    from ebaudit.analysis.patterns.numbers import canonical, is_settled

    text = scalar.text
    if not is_settled(text):
        message = (
            f"Whether {text} on {field.name} equals the same number in an event depends on how the service reads it."
        )
    else:
        verb = "excludes" if condition.operator == ANYTHING_BUT else "matches"
        message = (
            f"{text} on {field.name} {verb} no number: events' numbers are compared as text, here as {canonical(text)}."
        )
    data: dict[str, Value] = {"field": field.name, "number": text, "suggestion": canonical(text)}
    key = f"{path_key(condition.path)}:{text}"
    span = about.at_condition(condition)
    return about.fact("non-canonical-number", message, span, key=key, certainty=Certainty.MODELLED, data=data)


def _cidr(about: About, field: Field, condition: Condition, text: str) -> Iterator[Fact]:
    from ebaudit.analysis.patterns.addresses import parse_block

    block = parse_block(text)
    found = _block_oddity(text, block) if block is not None else None
    if found is None:
        return
    kind, message = found
    data: dict[str, Value] = {"field": field.name, "cidr": text, "kind": kind}
    span = about.at_condition(condition)
    yield about.fact(
        "questionable-cidr", message, span, key=path_key(condition.path), certainty=Certainty.MODELLED, data=data
    )


def _block_oddity(text: str, block: "Block") -> tuple[str, str] | None:
    from ebaudit.analysis.patterns.addresses import ipv4_text

    if block.six:
        return "ipv6", f"'{text}' is an IPv6 address; the documentation knows IPv4 blocks only."
    if block.bits < 0:
        return "address", f"'{text}' has no mask; the documentation knows blocks such as {text}/24 only."
    if block.bits >= _SMALLEST_BLOCK:
        return "edges", f"'{text}' matches no address in the open-source engine, which leaves out the edges of a block."
    if block.stray:
        network = f"{ipv4_text(block.low)}/{block.bits}"
        return "host-bits", f"'{text}' has bits set beyond its mask; it means {network}."
    return None


def _too_long(about: About, field: Field, whole: Condition, condition: Condition) -> Iterator[Fact]:
    name = field.keys[0]
    limit = _LENGTHS.get(name)
    if name == "type":
        limit = _CUSTOM_TYPE_LENGTH
    if limit is None or condition.unknown is not None:
        return
    texts = [condition.text] if condition.operator not in (EQUALS, ANYTHING_BUT, EXISTS) else []
    texts += [scalar.text for scalar in condition.scalars if condition.operator == EQUALS]
    for text in texts:
        if len(text) > limit:
            if name == "type" and not about.pattern.constraint("source").only_custom:
                continue
            from ebaudit.analysis.patterns.words import shorten

            message = f"'{shorten(text)}' has {len(text)} characters, but {name} has at most {limit}."
            data: dict[str, Value] = {"field": name, "length": len(text), "limit": limit}
            key = path_key(whole.path)
            span = about.at_condition(whole)
            yield about.fact("value-too-long", message, span, key=key, certainty=Certainty.DOCUMENTED, data=data)
