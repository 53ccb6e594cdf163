"""Paths of transforms against what a rule's pattern admits and what is known of the events it selects."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from ebaudit.analysis.patterns.pattern import ANYTHING_BUT, EQUALS, EXISTS, Field, Pattern
from ebaudit.analysis.routing.forwards import plain
from ebaudit.analysis.routing.sources import place_of
from ebaudit.analysis.transforms.context import Context
from ebaudit.analysis.transforms.path import PROPERTY, JsonPath, parse_path
from ebaudit.model.estate import Estate
from ebaudit.model.finding import Certainty, Fact, Related
from ebaudit.model.record import Record
from ebaudit.model.resources import Rule
from ebaudit.model.source import Span
from ebaudit.model.value import Value

if TYPE_CHECKING:
    from ebaudit.catalog import Catalog


class _Read(Record):
    """A path that a parameter reads, the variable that it stands for, and where it is written."""

    context: Context
    variable: str
    path: JsonPath
    span: Span | None
    hidden: bool

    @property
    def keys(self) -> tuple[str, ...]:
        """The names of the path up to the first step that is no name."""
        keys: list[str] = []
        for step in self.path.steps:
            if step.kind != PROPERTY:
                break
            keys.append(step.names[0])
        return tuple(keys)


def read_facts(estate: Estate, catalog: "Catalog", patterns: Mapping[str, Pattern]) -> Iterator[Fact]:
    """Find paths that have no value in any event that their rule selects."""
    for rule in estate.rules:
        pattern = patterns.get(rule.resource.address)
        if pattern is None:
            continue
        schemas = list(_schemas(pattern, catalog))
        if not schemas and not any(field.keys[0] == "data" or _is_absent(field) for field in pattern.fields):
            continue
        for read in _reads(rule):
            yield from _judge(rule, pattern, schemas, read)


def _reads(rule: Rule) -> Iterator[_Read]:
    for target in rule.targets:
        for param in target.params:
            if plain(param.form) not in ("JSONPATH", "TEMPLATE"):
                continue
            context = Context(rule, target, param)
            hidden = context.value is not None and context.value.hidden
            for variable in context.variables.items:
                if isinstance(variable.path, JsonPath):
                    yield _Read(context, variable.name, variable.path, variable.span, hidden)
            if context.form == "JSONPATH" and context.value is not None and context.value.text:
                path = parse_path(context.value.text)
                if isinstance(path, JsonPath):
                    yield _Read(context, "", path, context.value.attribute.span, hidden)


def _judge(rule: Rule, pattern: Pattern, schemas: list[Mapping[str, Any]], read: _Read) -> Iterator[Fact]:
    for field in pattern.fields:
        why = _excluded(field, read)
        if why is not None:
            related = place_of(rule, field.conditions[0], field) if field.conditions else None
            yield _fact(read, why, related, hidden=pattern.sensitive)
            return
    if schemas and read.keys[:1] == ("data",) and not any(_may_have(schema, read.keys[1:]) for schema in schemas):
        yield _fact(read, "the schema of the events has no such property", None, hidden=pattern.sensitive)


def _excluded(field: Field, read: _Read) -> str | None:
    """Tell why no event that satisfies a field has a value at the path."""
    keys = read.keys
    if _is_absent(field) and keys[: len(field.keys)] == field.keys:
        return f"the pattern selects events without '{field.name}' only"
    below = len(read.path.steps) > len(field.keys) and keys[: len(field.keys)] == field.keys
    next_is_name = below and read.path.steps[len(field.keys)].kind == PROPERTY
    if next_is_name and all(condition.operator in (EQUALS, ANYTHING_BUT) for condition in field.conditions):
        return f"the pattern asks for '{field.name}' to be a value with nothing below it"
    return None


def _is_absent(field: Field) -> bool:
    return bool(field.conditions) and all(c.operator == EXISTS and not c.flag for c in field.conditions)


def _schemas(pattern: Pattern, catalog: "Catalog") -> Iterator[Mapping[str, Any]]:
    """Yield the schemas of all events that the pattern selects; nothing when one of them has none."""
    sources, types = _texts(pattern, "source"), _texts(pattern, "type")
    found = [catalog.event_schema(source, kind) for source in sources for kind in types]
    known = [schema.data for schema in found if schema is not None]
    if len(known) == len(found):
        yield from known


def _texts(pattern: Pattern, name: str) -> list[str]:
    field = pattern.field(name)
    if field is None or any(c.operator != EQUALS or c.unknown is not None for c in field.conditions):
        return []
    return [condition.scalars[0].text for condition in field.conditions]


def _may_have(schema: Any, keys: tuple[str, ...]) -> bool:
    """Tell whether a value of the schema may have something at the names; only closed objects say no."""
    for key in keys:
        if not isinstance(schema, Mapping) or any(word in schema for word in ("$ref", "allOf", "anyOf", "oneOf", "if")):
            return True
        properties = schema.get("properties", {})
        if isinstance(properties, Mapping) and key in properties:
            schema = properties[key]
            continue
        return schema.get("additionalProperties") is not False or "patternProperties" in schema
    return True


def _fact(read: _Read, why: str, related: Span | None, *, hidden: bool) -> Fact:
    secret = hidden or read.hidden
    shown = "A path" if secret else f"The path '{read.path.text}'"
    because = "" if secret else f": {why}"
    message = f"{shown} of the {read.context.name} never has a value{because}."
    data: dict[str, Value] = {"variable": "" if secret else read.variable}
    return read.context.fact(
        "jsonpath-never-there",
        message,
        read.span,
        key="" if secret else read.variable,
        data=data,
        related=(Related("the pattern", related),) if related is not None else (),
        certainty=Certainty.MODELLED,
    )
