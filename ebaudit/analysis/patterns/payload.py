"""Facts about a pattern's fields as the event schemas that the user declares know them."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ebaudit.analysis.patterns.about import About, path_key
from ebaudit.analysis.patterns.declared import declared_schemas
from ebaudit.analysis.patterns.pattern import EQUALS, EXISTS, NUMERIC, Condition, Field
from ebaudit.model.finding import Certainty, Fact
from ebaudit.model.value import Unknown, Value

if TYPE_CHECKING:
    from ebaudit.catalog.payloads import Known

_NUMBERS = frozenset(("number", "integer", "array"))
_NOT_LISTED = Unknown("the schema of the events lists other names only, but does not exclude more")


def payload_facts(about: About) -> Iterator[Fact]:
    """Yield fields that the declared events of the pattern do not have, or have as something else."""
    schemas = declared_schemas(about.pattern, about.catalog)
    if not schemas:
        return
    from ebaudit.catalog.payloads import known_at

    for field in about.pattern.fields:
        if field.keys[0] == "data" and len(field.keys) > 1 and not field.whole:
            yield from _field(about, field, known_at(schemas, field.keys[1:]))


def _field(about: About, field: Field, known: "Known") -> Iterator[Fact]:
    wants_absence = any(condition.operator == EXISTS and not condition.flag for condition in field.conditions)
    if not known.types or known.unlisted:
        if not wants_absence:
            message = f"The declared events that the pattern selects have no field {field.name}."
            yield _fact(about, "field-not-in-schema", message, field, None, _NOT_LISTED if known.types else None)
        return
    if known.types == {"object"}:
        message = f"{field.name} is an object in the declared events, and no condition accepts an object."
        yield _fact(about, "condition-on-object", message, field, None)
        return
    for condition in field.conditions:
        if condition.operator == NUMERIC and known.types.isdisjoint(_NUMBERS):
            message = f"{field.name} is no number in the declared events, and 'numeric' compares numbers only."
            yield _fact(about, "numeric-on-text", message, field, condition)
        if condition.operator == EQUALS:
            yield from _enumerated(about, field, condition, known)


def _enumerated(about: About, field: Field, condition: Condition, known: "Known") -> Iterator[Fact]:
    """Yield a text that is not among the values that the schemas list."""
    scalar = condition.scalars[0]
    if scalar.kind != "string" or known.texts is None or not known.types <= {"string", "null", "object"}:
        return
    if scalar.text not in known.texts:
        message = f"'{scalar.text}' is not among the values that {field.name} has in the declared events."
        yield _fact(about, "value-not-in-schema", message, field, condition)


def _fact(  # noqa: PLR0913  what the fact is about
    about: About,
    code: str,
    message: str,
    field: Field,
    condition: Condition | None,
    undecided: Unknown | None = None,
) -> Fact:
    span = about.at_field(field) if condition is None else about.at_condition(condition)
    key = field.name if condition is None else path_key(condition.path)
    data: dict[str, Value] = {"field": field.name}
    return about.fact(code, message, span, key=key, certainty=Certainty.DOCUMENTED, data=data, undecided=undecided)
