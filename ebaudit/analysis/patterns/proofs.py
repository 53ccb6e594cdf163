"""Facts about what a pattern selects that take the algebra of patterns to prove."""

from collections.abc import Iterator

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
from ebaudit.analysis.patterns.selection import MANY, is_possible
from ebaudit.analysis.patterns.solve import solve_scalar, solve_string
from ebaudit.analysis.patterns.strings import NOT_EMPTY, BeyondBudgetError
from ebaudit.analysis.patterns.words import describe, shorten
from ebaudit.model.finding import Certainty, Fact
from ebaudit.model.types import STRING
from ebaudit.model.value import Value


def everything(about: About) -> tuple[list[Fact], bool]:
    """Return that the pattern selects, or may select, every event; and whether it surely leaves one out."""
    pattern = about.pattern
    missed = may_exist((), pattern)
    unknown = next((one for one in pattern.unknowns if one.type != STRING), None)
    if missed or (missed is None and unknown is None):
        return [], bool(missed)
    message = "The pattern selects every event on the bus."
    undecided, span = None if missed is False else unknown, about.attribute.place()
    certainty = certainty_of(pattern)
    return [about.fact("pattern-selects-everything", message, span, certainty=certainty, undecided=undecided)], False


def nothing(about: About) -> Iterator[Fact]:
    """Yield that the pattern selects no event, when it is so."""
    if may_exist((about.pattern,), None) is False:
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


def field_facts(about: About, field: Field) -> Iterator[Fact]:
    """Yield conditions of one field that never hold, exclude nothing, or accept nothing more than another."""
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
    suspects = [one for one in field.conditions if one.unknown is None and not is_possible(one, field)]
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
    if len(field.conditions) > MANY or all(condition.operator == EQUALS for condition in field.conditions):
        yield from _repeated(about, field)
        return
    sets = [of_condition(condition, generous=True) for condition in field.conditions]
    dropped: set[int] = set()
    for index, one in enumerate(field.conditions):
        if not is_possible(one, field) and _is_empty(sets[index], field):
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
