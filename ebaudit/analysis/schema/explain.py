"""What is wrong with an object that a schema does not accept, in ``jsonschema``'s words.

``jsonschema`` is imported only when something is invalid. It is extended in three ways: our tuples are
arrays and our fractions numbers, something unknown satisfies every keyword, and a condition over something
unknown makes what follows from it undecided.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from ebaudit.analysis.schema.recognise import condition, ecma, is_json, is_type, same
from ebaudit.model.record import Record
from ebaudit.model.value import Path, Unknown, unknowns

if TYPE_CHECKING:
    from jsonschema.protocols import Validator

Schema = Mapping[str, Any]
Keyword = Callable[[Any, Any, Any, Any], Iterator[Any] | None]


class Fault(Record):
    """One keyword that does not hold.

    ``path`` leads to the value, ``schema`` is what was applied there and ``limit`` the keyword's value.
    ``clause`` is the conditional clause that asked for it, if one did; ``undecided`` is the unknown that
    the clause's condition depends on.
    """

    keyword: str
    limit: Any
    path: Path
    value: Any
    schema: Schema
    clause: Schema | None = None
    undecided: Unknown | None = None


class _Conditional(Exception):  # noqa: N818  carried as the cause of an error, never raised
    def __init__(self, clause: Schema, unknown: Unknown | None) -> None:
        super().__init__()
        self.clause = clause
        self.unknown = unknown


def explain(schema: Schema, instance: Any) -> list[Fault]:
    """Return every keyword of ``schema`` that ``instance`` breaks or may break, in the order of places."""
    validator = _validator()(schema)
    found = [_fault(error) for error in validator.iter_errors(instance)]
    return sorted(found, key=lambda fault: [(isinstance(step, str), str(step)) for step in fault.path])


def leading(faults: list[Fault]) -> list[Fault]:
    """Leave out what follows from another fault of the same value: its type is wrong, or it is empty."""
    decisive = {fault.path: fault for fault in faults if _decides(fault)}
    return [fault for fault in faults if decisive.get(fault.path, fault) is fault]


def _decides(fault: Fault) -> bool:
    return fault.keyword == "type" or (fault.keyword == "minLength" and not fault.value)


def _fault(error: Any) -> Fault:
    cause = error.cause if isinstance(error.cause, _Conditional) else None
    applied = error.schema if isinstance(error.schema, Mapping) else {}
    return Fault(
        error.validator or "false",
        error.validator_value,
        tuple(error.absolute_path),
        error.instance,
        applied,
        cause.clause if cause else None,
        cause.unknown if cause else None,
    )


@cache
def _validator() -> "type[Validator]":
    from jsonschema import Draft202012Validator
    from jsonschema.validators import extend

    ours: dict[str, Keyword] = {
        "pattern": _pattern,
        "required": _required,
        "not": _not,
        "anyOf": _any_of,
        "if": _if,
        "contentMediaType": _media,
        "enum": _enum,
        "const": lambda validator, value, instance, schema: _enum(validator, [value], instance, schema),
    }
    keywords = {name: _known_only(found) for name, found in {**Draft202012Validator.VALIDATORS, **ours}.items()}
    checker = Draft202012Validator.TYPE_CHECKER
    for name in ("array", "object", "string", "number", "integer", "boolean", "null"):
        checker = checker.redefine(name, _checker(name))
    made: type[Validator] = extend(  # type: ignore[no-untyped-call]  # the stubs leave it untyped
        Draft202012Validator, validators=keywords, type_checker=checker
    )
    return made


def _checker(name: str) -> Callable[[Any, object], bool]:
    return lambda _, instance: is_type(instance, name)


def _known_only(keyword: Keyword) -> Keyword:
    def checked(validator: Any, value: Any, instance: Any, schema: Any) -> Iterator[Any]:
        if not isinstance(instance, Unknown):
            found = keyword(validator, value, instance, schema)
            yield from found if found is not None else ()

    return checked


def _error(text: str) -> Any:
    from jsonschema.exceptions import ValidationError

    return ValidationError(text)


def _pattern(_: Any, value: str, instance: Any, __: Any) -> Iterator[Any]:
    if isinstance(instance, str) and ecma(value).search(instance) is None:
        yield _error("pattern")


def _required(_: Any, value: list[str], instance: Any, __: Any) -> Iterator[Any]:
    """Yield one error for all names that are missing, not one for each."""
    if isinstance(instance, dict) and not instance.keys() >= set(value):
        yield _error("required")


def _media(_: Any, value: str, instance: Any, __: Any) -> Iterator[Any]:
    if value == "application/json" and not is_json(instance):
        yield _error("contentMediaType")


def _enum(_: Any, value: list[Any], instance: Any, __: Any) -> Iterator[Any]:
    if not any(same(instance, each) for each in value):
        yield _error("enum")


def _not(_: Any, value: Schema, instance: Any, __: Any) -> Iterator[Any]:
    if condition(value)(instance) is True:
        yield _error("not")


def _any_of(_: Any, value: list[Schema], instance: Any, __: Any) -> Iterator[Any]:
    if all(condition(part)(instance) is False for part in value):
        yield _error("anyOf")


def _if(validator: Any, value: Schema, instance: Any, schema: Schema) -> Iterator[Any]:
    holds = condition(value)(instance)
    if holds is not None:
        yield from _branch(validator, instance, schema, "then" if holds else "else")
        return
    unknown = _first_unknown(value, instance)
    then, otherwise = (list(_branch(validator, instance, schema, name)) for name in ("then", "else"))
    if not (_decided(then) and _decided(otherwise)):
        for error in then + otherwise:
            error.cause.unknown = error.cause.unknown or unknown
    yield from then + otherwise


def _branch(validator: Any, instance: Any, schema: Schema, name: str) -> Iterator[Any]:
    for error in validator.descend(instance, schema.get(name, True), schema_path=name):
        inner = error.cause.unknown if isinstance(error.cause, _Conditional) else None
        error.cause = _Conditional(schema, inner)
        yield error


def _decided(errors: list[Any]) -> bool:
    return any(error.cause.unknown is None for error in errors)


def _first_unknown(test: Schema, instance: Any) -> Unknown:
    """Return what keeps a condition undecided: the first unknown below a property that it tests."""
    tested = test.get("properties", {})
    values = [instance[name] for name in tested if name in instance] if isinstance(instance, dict) else []
    for value in (*values, instance):
        for _, unknown in unknowns(value):
            return unknown
    return Unknown("a condition over it cannot be told")
