"""Facts about what a pattern selects as a whole, field by field and condition by condition."""

from collections.abc import Iterator

from ebaudit.analysis.patterns.about import About, path_key
from ebaudit.analysis.patterns.algebra import may_exist
from ebaudit.analysis.patterns.certainty import certainty_of, condition_certainty, field_certainty, weakest
from ebaudit.analysis.patterns.fieldset import PRESENT, FieldSet, of_condition, of_conditions
from ebaudit.analysis.patterns.paths import is_plain
from ebaudit.analysis.patterns.pattern import (
    ANYTHING_BUT,
    CIDR,
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
from ebaudit.analysis.patterns.solve import solve_scalar, solve_string
from ebaudit.analysis.patterns.strings import NOT_EMPTY, BeyondBudgetError
from ebaudit.analysis.patterns.words import describe, shorten
from ebaudit.model.finding import Certainty, Fact
from ebaudit.model.types import STRING
from ebaudit.model.value import Value

_MANY = 40


def selection_facts(about: About) -> Iterator[Fact]:
    """Yield facts about the whole pattern and each of its fields."""
    yield from _whole(about)
    for field in about.pattern.fields:
        if not field.whole:
            yield from _field(about, field)


def _whole(about: About) -> Iterator[Fact]:
    pattern = about.pattern
    if _may_be_universal(pattern):
        missed = may_exist((), pattern)
        unknown = next((one for one in pattern.unknowns if one.type != STRING), None)
        if missed is False or (missed is None and unknown is not None):
            message = "The pattern selects every event on the bus."
            undecided, span = None if missed is False else unknown, about.attribute.place()
            certainty = certainty_of(pattern)
            yield about.fact("pattern-selects-everything", message, span, certainty=certainty, undecided=undecided)
        if not missed:
            return
    if not any(field.keys[0] in ("source", "type") for field in pattern.fields):
        message = "The pattern names neither a 'source' nor a 'type', so it selects events of every application."
        yield about.fact("pattern-without-source", message, about.attribute.place(), certainty=Certainty.DOCUMENTED)
    if _may_be_empty(pattern) and may_exist((pattern,), None) is False:
        yield _nothing(about)


def _may_be_universal(pattern: Pattern) -> bool:
    """Tell quickly that some event is surely not selected: one with another text, or an object in the payload."""
    return not any(
        field.conditions and all(condition.operator == EQUALS for condition in field.conditions)
        for field in pattern.fields
    ) and not any(field.keys[0] == "data" and not field.whole for field in pattern.fields)


def _may_be_empty(pattern: Pattern) -> bool:
    """Tell quickly that each field can surely be satisfied, and none lies inside another."""
    for field in pattern.fields:
        if field.whole or not any(_is_possible(condition, field) for condition in field.conditions):
            return True
    names = [field.keys for field in pattern.fields if len(field.keys) > 1]
    return not all(is_plain(key) for keys in names for key in keys)


def _is_possible(condition: Condition, field: Field) -> bool:
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


def _nothing(about: About) -> Fact:
    """Say why no event can match: one field of itself, or fields that exclude each other."""
    for field in about.pattern.fields:
        if may_exist((about.pattern._replace(fields=(field,)),), None) is False:
            why = _why_nothing(field)
            message = f"No event can match the pattern: {field.name} {why}."
            certainty = weakest([_why_certainty(field), field_certainty(field)])
            data: dict[str, Value] = {"field": field.name}
            place = about.at_condition(field.conditions[0])
            return about.fact("pattern-selects-nothing", message, place, certainty=certainty, data=data)
    message = "No event can match the pattern: its fields exclude each other."
    return about.fact(
        "pattern-selects-nothing", message, about.attribute.place(), certainty=certainty_of(about.pattern)
    )


def _why_nothing(field: Field) -> str:
    attribute = field.keys[0] != "data"
    whys = dict.fromkeys(_why_never(condition, attribute=attribute, name=field.name) for condition in field.conditions)
    return ", and ".join(whys)


def _why_certainty(field: Field) -> Certainty:
    attribute = field.keys[0] != "data"
    return weakest([condition_certainty(condition, attribute=attribute) for condition in field.conditions])


def _why_never(condition: Condition, *, attribute: bool, name: str) -> str:
    """Say why a condition never holds, as a verb phrase."""
    operator = condition.operator
    if operator == NUMERIC and attribute:
        return "is text, and 'numeric' compares numbers only"
    if operator == NUMERIC:
        return f"would have to be a number {' and '.join(' '.join(half) for half in condition.comparisons)}"
    if operator == CIDR:
        return f"would have to be in {condition.text}, a block too small to hold more than its edge addresses"
    if operator == EXISTS and not condition.flag:
        return "is in every event, so it cannot be absent"
    if operator == EQUALS:
        scalar = condition.scalars[0]
        if scalar.kind == "null":
            return "is never null"
        return "is never empty" if not scalar.text and name in REQUIRED_ATTRIBUTES else f"never {describe(condition)}"
    return f"cannot be one that {describe(condition)}"


def _field(about: About, field: Field) -> Iterator[Fact]:
    try:
        yield from _never(about, field)
        if any(condition.unknown is not None for condition in field.conditions) or len(field.conditions) == 1:
            return
        always = _always(about, field)
        yield from always or _redundant(about, field)
    except BeyondBudgetError:
        return


def _is_empty(accepted: FieldSet, field: Field) -> bool:
    """Tell whether a field can never have a value in the set."""
    if field.keys[0] == "data":
        return not accepted.missing and solve_scalar([accepted], []) is None
    required = field.keys[0] in REQUIRED_ATTRIBUTES
    if accepted.missing and not required:
        return False
    return solve_string([accepted], [], (), (NOT_EMPTY,) if required else ()) is None


def _never(about: About, field: Field) -> Iterator[Fact]:
    """Yield conditions that never hold beside others that can."""
    suspects = [one for one in field.conditions if one.unknown is None and not _is_possible(one, field)]
    never = [one for one in suspects if _is_empty(of_condition(one, generous=True), field)]
    if len(never) == len(field.conditions):
        return
    attribute = field.keys[0] != "data"
    for condition in never:
        why = _why_never(condition, attribute=attribute, name=field.name)
        message = f"One of the conditions on {field.name} never holds: it {why}."
        yield about.fact(
            "condition-never-matches", message, about.at_condition(condition),
            key=path_key(condition.path), data={"field": field.name},
            certainty=condition_certainty(condition, attribute=attribute),
        )  # fmt: skip


def _always(about: About, field: Field) -> list[Fact]:
    """Return that a field's conditions exclude nothing although they look as if they did."""
    exists = {condition.flag for condition in field.conditions if condition.operator == EXISTS}
    excluding = [
        condition for condition in field.conditions if condition.operator == ANYTHING_BUT and _excludes(condition)
    ]
    if not excluding and len(exists) < 2:
        return []
    if solve_scalar([PRESENT], [of_conditions(field.conditions, generous=True)]) is not None:
        return []
    certainty = field_certainty(field)
    data: dict[str, Value] = {"field": field.name}
    if excluding and True not in exists:
        message = (
            f"The conditions on {field.name} are alternatives, so together they exclude no value: "
            f"{shorten(', or '.join(describe(condition) for condition in field.conditions))}."
        )
        span = about.at_condition(excluding[0])
        return [about.fact("ineffective-exclusion", message, span, key=field.name, certainty=certainty, data=data)]
    if exists == {True, False}:
        message = f"The conditions on {field.name} accept it whether it is there or not, so they leave nothing out."
        span = about.at_field(field)
        return [about.fact("field-always-matches", message, span, key=field.name, certainty=certainty, data=data)]
    return []


def _excludes(condition: Condition) -> bool:
    return bool(condition.inner or condition.scalars)


def _redundant(about: About, field: Field) -> Iterator[Fact]:
    """Yield conditions that accept nothing which another condition of the field does not."""
    if len(field.conditions) > _MANY or all(condition.operator == EQUALS for condition in field.conditions):
        yield from _repeated(about, field)
        return
    sets = [of_condition(condition, generous=True) for condition in field.conditions]
    dropped: set[int] = set()
    for index, one in enumerate(field.conditions):
        if not _is_possible(one, field) and _is_empty(sets[index], field):
            continue
        for other_index, other in enumerate(field.conditions):
            if other_index not in (index, *dropped) and _within(sets[index], sets[other_index]):
                dropped.add(index)
                yield _redundancy(about, field, one, other)
                break


def _within(one: FieldSet, other: FieldSet) -> bool:
    return (other.missing or not one.missing) and solve_scalar([one], [other]) is None


def _repeated(about: About, field: Field) -> Iterator[Fact]:
    seen: dict[object, Condition] = {}
    for condition in field.conditions:
        scalar = condition.scalars[0] if condition.operator == EQUALS else None
        identity = (scalar.kind == "null", scalar.text) if scalar else condition._replace(path=(), start=0, end=0)
        if identity in seen:
            yield _redundancy(about, field, condition, seen[identity])
        seen.setdefault(identity, condition)


def _redundancy(about: About, field: Field, condition: Condition, other: Condition) -> Fact:
    message = (
        f"A condition on {field.name} is redundant: what {shorten(describe(condition))} "
        f"is accepted already because it {shorten(describe(other))}."
    )
    if describe(condition) == describe(other):
        message = f"A condition on {field.name} is written twice: {shorten(describe(condition))}."
    return about.fact(
        "redundant-condition", message, about.at_condition(condition),
        key=path_key(condition.path), data={"field": field.name}, certainty=field_certainty(field),
    )  # fmt: skip
