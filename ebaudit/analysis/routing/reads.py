"""Paths of transforms against what a rule's pattern admits and what is known of the events it selects."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ebaudit.analysis.patterns.declared import declared_schemas
from ebaudit.analysis.patterns.pattern import ANYTHING_BUT, EQUALS, EXISTS, Field, Pattern
from ebaudit.analysis.routing.forwards import plain
from ebaudit.analysis.routing.sources import place_of
from ebaudit.analysis.transforms.context import Context
from ebaudit.analysis.transforms.path import INDEX, PROPERTY, JsonPath, parse_path
from ebaudit.model.estate import Estate
from ebaudit.model.finding import Certainty, Fact, Related
from ebaudit.model.record import Record
from ebaudit.model.resources import Rule
from ebaudit.model.source import Span
from ebaudit.model.value import Unknown, Value

if TYPE_CHECKING:
    from ebaudit.catalog import Catalog


_NOT_LISTED = Unknown("the schema of the events lists other names only, but does not exclude more")


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
        schemas = declared_schemas(pattern, catalog)
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


def _judge(rule: Rule, pattern: Pattern, schemas: Sequence[Mapping[str, Any]], read: _Read) -> Iterator[Fact]:
    for field in pattern.fields:
        why = _excluded(field, read)
        if why is not None:
            related = place_of(rule, field.conditions[0], field) if field.conditions else None
            yield _fact(read, why, related, hidden=pattern.sensitive)
            return
    found = _by_schema(schemas, read)
    if found is not None:
        yield _fact(read, found[0], None, hidden=pattern.sensitive)._replace(undecided=found[1])


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


def _by_schema(schemas: Sequence[Mapping[str, Any]], read: _Read) -> tuple[str, Unknown | None] | None:
    """Tell why no declared event has a value at a path, and what keeps that open; ``None`` when one has."""
    steps = [step.names[0] if step.kind == PROPERTY else step.number for step in read.path.steps]
    if not schemas or steps[:1] != ["data"] or any(step.kind not in (PROPERTY, INDEX) for step in read.path.steps):
        return None
    from ebaudit.catalog.payloads import known_at

    for end in range(2, len(steps) + 1):
        known = known_at(schemas, steps[1:end])
        if known.types and not known.unlisted:
            continue
        name = f"'{'.'.join(map(str, steps[:end]))}'"
        if known.types:
            return f"the schema of the events does not list {name}", _NOT_LISTED
        above = known_at(schemas, steps[1 : end - 1]).types
        wanted = "object" if isinstance(steps[end - 1], str) else "array"
        if end > 2 and wanted not in above:
            return f"by the schema of the events {_words(above)} stands above {name}, with nothing below it", None
        return f"the schema of the events has no {name}", None
    return None


def _words(types: frozenset[str]) -> str:
    names = sorted(types - {"integer"} if "number" in types else types)
    return " or ".join(f"{'an' if name[0] in 'aio' else 'a'} {name}" if name != "null" else name for name in names)


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
