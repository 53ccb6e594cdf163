"""Facts about what a pattern selects as a whole, field by field and condition by condition.

Most patterns are plain enough to see that nothing is wrong; :mod:`ebaudit.analysis.patterns.proofs` judges the others.
"""

from collections.abc import Iterator, Sequence

from ebaudit.analysis.patterns.about import About
from ebaudit.analysis.patterns.paths import is_plain
from ebaudit.analysis.patterns.pattern import (
    ANYTHING_BUT,
    CONTAINS,
    EQUALS,
    EXISTS,
    NUMERIC,
    PREFIX,
    REQUIRED_ATTRIBUTES,
    SUFFIX,
    Comparison,
    Condition,
    Field,
    Pattern,
)
from ebaudit.model.finding import Certainty, Fact

MANY = 40
"""Of more conditions on one field, not every two are compared."""


def selection_facts(about: About) -> Iterator[Fact]:
    """Yield facts about the whole pattern and each of its fields."""
    yield from _whole(about)
    for field in about.pattern.fields:
        if not field.whole and not _is_settled(field):
            from ebaudit.analysis.patterns.proofs import field_facts

            yield from field_facts(about, field)


def _whole(about: About) -> Iterator[Fact]:
    pattern = about.pattern
    if _may_be_universal(pattern):
        from ebaudit.analysis.patterns.proofs import everything

        found, goes_on = everything(about)
        yield from found
        if not goes_on:
            return
    if not any(field.keys[0] in ("source", "type") for field in pattern.fields):
        message = "The pattern names neither a 'source' nor a 'type', so it selects events of every application."
        yield about.fact("pattern-without-source", message, about.attribute.place(), certainty=Certainty.DOCUMENTED)
    if _may_be_empty(pattern):
        from ebaudit.analysis.patterns.proofs import nothing

        yield from nothing(about)


def _may_be_universal(pattern: Pattern) -> bool:
    """Tell quickly that some event is surely not selected: one with another text, or an object in the payload."""
    return not any(
        field.conditions and all(map(_leaves_texts_out, field.conditions)) for field in pattern.fields
    ) and not any(field.keys[0] == "data" and not field.whole for field in pattern.fields)


def _leaves_texts_out(condition: Condition) -> bool:
    """Tell that a text of new characters is surely not accepted."""
    return condition.operator == EQUALS or (condition.operator in (PREFIX, SUFFIX, CONTAINS) and bool(condition.text))


def _may_be_empty(pattern: Pattern) -> bool:
    """Tell quickly that each field can surely be satisfied, and none lies inside another."""
    for field in pattern.fields:
        if field.whole or not any(is_possible(condition, field) for condition in field.conditions):
            return True
    names = [field.keys for field in pattern.fields if len(field.keys) > 1]
    return not all(is_plain(key) for keys in names for key in keys)


def is_possible(condition: Condition, field: Field) -> bool:
    """Tell quickly that a condition can surely hold."""
    operator = condition.operator
    if operator == EQUALS:
        return field.keys[0] == "data" or (condition.scalars[0].kind != "null" and bool(condition.scalars[0].text))
    if operator == EXISTS:
        return condition.flag or field.keys[0] not in REQUIRED_ATTRIBUTES
    if operator == NUMERIC:
        return field.keys[0] == "data" and _is_wide(condition.comparisons)
    return operator in (PREFIX, SUFFIX, CONTAINS, ANYTHING_BUT)


def _is_wide(comparisons: tuple[Comparison, ...]) -> bool:
    """Tell quickly that a numeric condition surely leaves room for a number."""
    if len(comparisons) == 1:
        return True
    (one, low), (other, high) = comparisons
    return one[0] == ">" and other[0] == "<" and float(high) - float(low) >= 1


def _is_settled(field: Field) -> bool:
    """Tell quickly that each condition of a field can hold and accepts something that the others do not."""
    conditions = field.conditions
    unknown = any(condition.unknown is not None for condition in conditions)
    if not all(condition.unknown is not None or is_possible(condition, field) for condition in conditions):
        return False
    return unknown or len(conditions) == 1 or (len(conditions) <= MANY and _are_apart(conditions))


def _are_apart(conditions: Sequence[Condition]) -> bool:
    """Tell quickly that texts and prefixes surely overlap in nothing."""
    if not all(
        condition.operator == PREFIX or (condition.operator == EQUALS and condition.scalars[0].kind == "string")
        for condition in conditions
    ):
        return False
    texts = [condition.scalars[0].text for condition in conditions if condition.operator == EQUALS]
    starts = [condition.text for condition in conditions if condition.operator == PREFIX]
    if len(set(texts)) < len(texts) or any(text.startswith(start) for text in texts for start in starts):
        return False
    return not any(one.startswith(other) for i, one in enumerate(starts) for j, other in enumerate(starts) if i != j)
