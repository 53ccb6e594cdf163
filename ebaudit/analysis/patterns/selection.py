"""Facts about what a pattern selects as a whole, field by field and condition by condition."""

from collections.abc import Iterator
from typing import NamedTuple

from ebaudit.analysis.patterns.about import About, path_key
from ebaudit.analysis.patterns.algebra import may_exist
from ebaudit.analysis.patterns.certainty import certainty_of, condition_certainty, field_certainty, weakest
from ebaudit.analysis.patterns.fieldset import PRESENT, FieldSet, of_condition, of_conditions
from ebaudit.analysis.patterns.pattern import (
    ANYTHING_BUT,
    CIDR,
    EQUALS,
    EXISTS,
    NUMERIC,
    REQUIRED_ATTRIBUTES,
    Condition,
    Field,
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
    certainty = certainty_of(pattern)
    missed = may_exist((), pattern)
    if not missed:
        unknown = next((one for one in pattern.unknowns if one.type != STRING), None)
        if missed is False or unknown is not None:
            message = "The pattern selects every event on the bus."
            undecided = None if missed is False else unknown
            span = about.attribute.place()
            yield about.fact("pattern-selects-everything", message, span, certainty=certainty, undecided=undecided)
        return
    if not any(field.keys[0] in ("source", "type") for field in pattern.fields):
        message = "The pattern names neither a 'source' nor a 'type', so it selects events of every application."
        yield about.fact("pattern-without-source", message, about.attribute.place(), certainty=Certainty.DOCUMENTED)
    if may_exist((pattern,), None) is False:
        yield _nothing(about)


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


class _Judged(NamedTuple):
    condition: Condition
    accepted: FieldSet
    never: bool


def _field(about: About, field: Field) -> Iterator[Fact]:
    try:
        judged = [_judge(field, condition) for condition in field.conditions if condition.unknown is None]
        yield from _never(about, field, judged)
        if len(judged) == len(field.conditions):
            always = _always(about, field)
            yield from always
            if not always:
                yield from _redundant(about, field, judged)
    except BeyondBudgetError:
        return


def _judge(field: Field, condition: Condition) -> _Judged:
    accepted = of_condition(condition, generous=True)
    return _Judged(condition, accepted, _is_empty(accepted, field))


def _is_empty(accepted: FieldSet, field: Field) -> bool:
    """Tell whether a field can never have a value in the set."""
    if field.keys[0] == "data":
        return not accepted.missing and solve_scalar([accepted], []) is None
    required = field.keys[0] in REQUIRED_ATTRIBUTES
    if accepted.missing and not required:
        return False
    return solve_string([accepted], [], (), (NOT_EMPTY,) if required else ()) is None


def _never(about: About, field: Field, judged: list[_Judged]) -> Iterator[Fact]:
    """Yield conditions that never hold beside others that can."""
    if all(one.never for one in judged) and len(judged) == len(field.conditions):
        return
    attribute = field.keys[0] != "data"
    for one in judged:
        if one.never and not _is_misspelt(one.condition):
            why = _why_never(one.condition, attribute=attribute, name=field.name)
            message = f"One of the conditions on {field.name} never holds: it {why}."
            yield about.fact(
                "condition-never-matches", message, about.at_condition(one.condition),
                key=path_key(one.condition.path), data={"field": field.name},
                certainty=condition_certainty(one.condition, attribute=attribute),
            )  # fmt: skip


def _is_misspelt(condition: Condition) -> bool:
    """Tell whether a condition is a number in a spelling that never matches, which has a fact of its own."""
    scalar = condition.scalars[0] if condition.operator == EQUALS else None
    if scalar is None or scalar.kind != "number":
        return False
    from ebaudit.analysis.patterns.numbers import is_canonical

    return not is_canonical(scalar.text)


def _always(about: About, field: Field) -> list[Fact]:
    """Return that a field's conditions exclude nothing although they look as if they did."""
    accepted = of_conditions(field.conditions, generous=True)
    exists = {condition.flag for condition in field.conditions if condition.operator == EXISTS}
    excluding = [
        condition for condition in field.conditions if condition.operator == ANYTHING_BUT and _excludes(condition)
    ]
    if solve_scalar([PRESENT], [accepted]) is not None:
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


def _redundant(about: About, field: Field, judged: list[_Judged]) -> Iterator[Fact]:
    """Yield conditions that accept nothing which another condition of the field does not."""
    if len(judged) > _MANY:
        yield from _repeated(about, field)
        return
    dropped: set[int] = set()
    for index, one in enumerate(judged):
        for other_index, other in enumerate(judged):
            if other_index == index or other_index in dropped or one.never:
                continue
            if _within(one.accepted, other.accepted):
                dropped.add(index)
                yield _redundancy(about, field, one.condition, other.condition)
                break


def _within(one: FieldSet, other: FieldSet) -> bool:
    return (other.missing or not one.missing) and solve_scalar([one], [other]) is None


def _repeated(about: About, field: Field) -> Iterator[Fact]:
    seen: dict[tuple[object, ...], Condition] = {}
    for condition in field.conditions:
        identity = tuple(condition._replace(path=(), start=0, end=0))
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
