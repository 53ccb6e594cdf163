"""Facts about a pattern's fields as the event schemas that the user declares know them."""

from collections.abc import Iterator, Mapping
from typing import Any

from ebaudit.analysis.patterns.about import About, path_key
from ebaudit.analysis.patterns.pattern import EQUALS, EXISTS, NUMERIC, Condition, Field
from ebaudit.model.finding import Certainty, Fact
from ebaudit.model.value import Value

_NUMBERS = frozenset(("number", "integer"))
_MOST_PAIRS = 50


def payload_facts(about: About) -> Iterator[Fact]:
    """Yield fields that the declared events of the pattern do not have, or have as something else."""
    schemas = _schemas(about) if about.catalog.declares_events else ()
    if not schemas:
        return
    for field in about.pattern.fields:
        if field.keys[0] == "data" and len(field.keys) > 1 and not field.whole:
            yield from _field(about, field, [_resolve(schema, field.keys[1:]) for schema in schemas])


def _schemas(about: About) -> list[Mapping[str, Any]]:
    """Return the schema of every event that the pattern can select; none unless all of them are declared."""
    source, type_ = about.pattern.field("source"), about.pattern.field("type")
    sources, types = source.listed if source else None, type_.listed if type_ else None
    if not sources or not types or len(sources) * len(types) > _MOST_PAIRS:
        return []
    found = [about.catalog.event_schema(source, name) for source in sources for name in types]
    known = [schema.data for schema in found if schema is not None]
    return known if len(known) == len(found) else []


def _resolve(schema: Mapping[str, Any], keys: tuple[str, ...]) -> Mapping[str, Any] | None:
    """Return the schema of a field; ``None`` when the events surely lack it, an empty one when nothing is said."""
    inner: Any = schema
    for key in keys:
        if not isinstance(inner, Mapping):
            return {}
        properties = inner.get("properties", {})
        if key in properties:
            inner = properties[key]
        elif inner.get("additionalProperties") is False and "patternProperties" not in inner:
            return None
        else:
            return {}
    return inner if isinstance(inner, Mapping) else {}


def _field(about: About, field: Field, schemas: list[Mapping[str, Any] | None]) -> Iterator[Fact]:
    wants_absence = any(condition.operator == EXISTS and not condition.flag for condition in field.conditions)
    if all(schema is None for schema in schemas):
        if not wants_absence:
            message = f"The declared events that the pattern selects have no field {field.name}."
            yield _fact(about, "field-not-in-schema", message, field, None)
        return
    types = {name for schema in schemas for name in _types(schema)}
    if types == {"object"}:
        message = f"{field.name} is an object in the declared events, and no condition accepts an object."
        yield _fact(about, "condition-on-object", message, field, None)
        return
    for condition in field.conditions:
        if condition.operator == NUMERIC and types and types.isdisjoint({*_NUMBERS, "array", "?"}):
            message = f"{field.name} is no number in the declared events, and 'numeric' compares numbers only."
            yield _fact(about, "numeric-on-text", message, field, condition)
        if condition.operator == EQUALS and types and "?" not in types:
            yield from _enumerated(about, field, condition, schemas)


def _types(schema: Mapping[str, Any] | None) -> tuple[str, ...]:
    if schema is None:
        return ()
    declared = schema.get("type", "?")
    return (declared,) if isinstance(declared, str) else tuple(str(name) for name in declared)


def _enumerated(
    about: About, field: Field, condition: Condition, schemas: list[Mapping[str, Any] | None]
) -> Iterator[Fact]:
    """Yield a text that is not among the values that the schemas list."""
    scalar = condition.scalars[0]
    lists = [schema.get("enum") for schema in schemas if schema is not None]
    if scalar.kind != "string" or not all(isinstance(values, list) for values in lists):
        return
    allowed = [value for values in lists for value in values or () if isinstance(value, str)]
    if scalar.text not in allowed:
        message = f"'{scalar.text}' is not among the values that {field.name} has in the declared events."
        yield _fact(about, "value-not-in-schema", message, field, condition)


def _fact(about: About, code: str, message: str, field: Field, condition: Condition | None) -> Fact:
    span = about.at_field(field) if condition is None else about.at_condition(condition)
    key = field.name if condition is None else path_key(condition.path)
    data: dict[str, Value] = {"field": field.name}
    return about.fact(code, message, span, key=key, certainty=Certainty.DOCUMENTED, data=data)
