"""JSON Schemas compiled to Python functions that recognise what is valid, in about ten microseconds.

The subset of draft 2020-12 that the catalog uses; :mod:`ebaudit.analysis.schema.explain` says with
``jsonschema`` what is wrong with what they do not recognise, and a property test holds the two to one
verdict. A verdict is true, false, or ``None`` where it depends on a condition (``if``, ``not``,
``anyOf``) over something unknown; anything else that is unknown satisfies every keyword.
Source: https://json-schema.org/draft/2020-12/json-schema-validation
"""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

from ebaudit.model.value import Unknown

Verdict = bool | None
Check = Callable[[Any], Verdict]
Schema = Mapping[str, Any] | bool
NUMERIC = ("int", "Fraction")


def recogniser(schema: Schema) -> Check:
    """Compile a schema; what the function is given is plain data with unknown leaves, tuples for arrays."""
    return _compile(schema, True)


def condition(schema: Schema) -> Check:
    """Compile a schema that is used as a condition: an unknown leaf makes its verdict ``None``."""
    return _compile(schema, False)


@lru_cache(maxsize=256)
def ecma(pattern: str) -> re.Pattern[str]:
    """Compile a pattern as JSON Schema means it: ``$`` is the very end, not also before a last newline."""
    pieces = re.findall(r"\\.|\[(?:\\.|[^\]\\])*\]|.", pattern, re.DOTALL)
    return re.compile("".join(r"\Z" if piece == "$" else piece for piece in pieces))


def is_type(value: object, name: str) -> bool:
    """Tell whether a value is of a JSON type; a number may be a fraction."""
    return name in _types(value)


def same(left: object, right: object) -> bool:
    """Compare two scalars as JSON does: a Boolean is not a number."""
    return isinstance(left, bool) == isinstance(right, bool) and left == right


def is_json(text: object) -> bool:
    """Tell whether a text is JSON; anything but text is left to other keywords."""
    import json

    if not isinstance(text, str):
        return True
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _types(value: object) -> tuple[str, ...]:
    kind = type(value)
    if kind is str:
        return ("string",)
    if kind is bool:
        return ("boolean",)
    if isinstance(value, dict):
        return ("object",)
    if isinstance(value, (tuple, list)):
        return ("array",)
    if kind is int:
        return ("number", "integer")
    if kind.__name__ in NUMERIC:
        return ("number",)
    return ("null",) if value is None else ()


def _compile(schema: Schema, accept: bool) -> Check:
    if isinstance(schema, bool):
        return _ALWAYS if schema else _NEVER
    fast = _fast(schema) if accept else None
    if fast is not None:
        return fast
    checks = tuple(_checks(schema, accept))
    if not checks:
        return _ALWAYS
    unknown: Verdict = True if accept else None

    def check(value: Any) -> Verdict:
        if type(value) is Unknown:
            return unknown
        return _all(checks, value)

    return check


def _fast(schema: Mapping[str, Any]) -> Check | None:
    """Compile the shapes that nearly every argument has in a way that costs one call."""
    kind = schema.get("type")
    asserted = schema.keys() & _ASSERTIONS - {"type"}
    if kind == "string" and asserted <= _ABOUT_TEXT:
        return _texts(tuple(_SIMPLE[keyword](schema[keyword]) for keyword in asserted)) if asserted else _text
    if kind == "object" and asserted <= _ABOUT_OBJECTS:
        return _object(schema, True, strict=True)
    return None


def _texts(checks: tuple[Check, ...]) -> Check:
    if len(checks) == 1:
        only = checks[0]
        return lambda value: only(value) if value.__class__ is str else type(value) is Unknown

    def check(value: Any) -> Verdict:
        if type(value) is not str:
            return type(value) is Unknown
        for each in checks:  # noqa: SIM110  a generator costs as much as the checks
            if not each(value):
                return False
        return True

    return check


def _checks(schema: Mapping[str, Any], accept: bool) -> Iterable[Check]:
    for keyword, make in _SIMPLE.items():
        if keyword in schema:
            yield make(schema[keyword])
    if not schema.keys().isdisjoint(_ABOUT_OBJECTS):
        yield _object(schema, accept)
    if "items" in schema:
        yield _items(_compile(schema["items"], accept))
    yield from _compound(schema, accept)


def _compound(schema: Mapping[str, Any], accept: bool) -> Iterable[Check]:
    for part in schema.get("allOf", ()):
        yield _compile(part, accept)
    if "anyOf" in schema:
        yield _any_of(tuple(_compile(part, False) for part in schema["anyOf"]))
    if "not" in schema:
        yield _not(_compile(schema["not"], False))
    if "if" in schema:
        then, otherwise = (_compile(schema.get(name, True), accept) for name in ("then", "else"))
        yield _if(_compile(schema["if"], False), then, otherwise)


def _all(checks: tuple[Check, ...], value: Any) -> Verdict:
    verdict: Verdict = True
    for check in checks:
        found = check(value)
        if found is False:
            return False
        if found is None:
            verdict = None
    return verdict


def _ALWAYS(_: Any) -> Verdict:  # noqa: N802  a constant that happens to be a function
    return True


def _NEVER(value: Any) -> Verdict:  # noqa: N802  a constant that happens to be a function
    return type(value) is Unknown


def _text(value: Any) -> Verdict:
    return type(value) is str or type(value) is Unknown


_CLASSES: Mapping[str, tuple[type, ...]] = {"string": (str,), "array": (tuple, list), "object": (dict,)}


def _type(names: str | list[str]) -> Check:
    wanted = frozenset((names,) if isinstance(names, str) else names)
    usual = frozenset(kind for name in wanted for kind in _CLASSES.get(name, ()))
    return lambda value: value.__class__ in usual or not wanted.isdisjoint(_types(value))


def _enum(values: list[Any]) -> Check:
    texts = frozenset(value for value in values if isinstance(value, str))
    others = tuple(value for value in values if not isinstance(value, str))

    def check(value: Any) -> Verdict:
        if type(value) is str:
            return value in texts
        return any(same(value, other) for other in others)

    return check


def _min_length(limit: int) -> Check:
    return lambda value: type(value) is not str or len(value) >= limit


def _max_length(limit: int) -> Check:
    return lambda value: type(value) is not str or len(value) <= limit


def _pattern(pattern: str) -> Check:
    search = ecma(pattern).search
    return lambda value: type(value) is not str or search(value) is not None


def _minimum(limit: int) -> Check:
    return lambda value: not is_type(value, "number") or value >= limit


def _maximum(limit: int) -> Check:
    return lambda value: not is_type(value, "number") or value <= limit


def _min_items(limit: int) -> Check:
    return lambda value: not isinstance(value, (tuple, list)) or len(value) >= limit


def _max_items(limit: int) -> Check:
    return lambda value: not isinstance(value, (tuple, list)) or len(value) <= limit


def _media(kind: str) -> Check:
    return is_json if kind == "application/json" else _ALWAYS


_SIMPLE: Mapping[str, Callable[[Any], Check]] = {
    "type": _type,
    "enum": _enum,
    "const": lambda value: _enum([value]),
    "minLength": _min_length,
    "maxLength": _max_length,
    "pattern": _pattern,
    "minimum": _minimum,
    "maximum": _maximum,
    "minItems": _min_items,
    "maxItems": _max_items,
    "contentMediaType": _media,
}
_ABOUT_TEXT = frozenset(("enum", "const", "minLength", "maxLength", "pattern", "contentMediaType"))
_ABOUT_OBJECTS = frozenset(("properties", "required", "additionalProperties"))
_ASSERTIONS = frozenset((*_SIMPLE, *_ABOUT_OBJECTS, "items", "allOf", "anyOf", "not", "if"))


def _object(schema: Mapping[str, Any], accept: bool, *, strict: bool = False) -> Check:
    """Compile what is said of objects; ``strict`` refuses what is not one, which otherwise passes."""
    known = {name: _compile(part, accept) for name, part in schema.get("properties", {}).items()}
    other = _compile(schema.get("additionalProperties", True), accept)
    plain = frozenset(name for name, check in known.items() if check is _text)
    required = frozenset(schema.get("required", ()))

    def check(value: Any) -> Verdict:
        if not isinstance(value, dict):
            return not strict or type(value) is Unknown
        if not required <= value.keys():
            return False
        verdict: Verdict = True
        for name, item in value.items():
            if type(item) is str and name in plain:
                continue
            found = known.get(name, other)(item)
            if found is False:
                return False
            if found is None:
                verdict = None
        return verdict

    return check


def _items(item: Check) -> Check:
    def check(value: Any) -> Verdict:
        if not isinstance(value, (tuple, list)):
            return True
        verdict: Verdict = True
        for each in value:
            found = item(each)
            if found is False:
                return False
            if found is None:
                verdict = None
        return verdict

    return check


def _not(inner: Check) -> Check:
    def check(value: Any) -> Verdict:
        found = inner(value)
        return None if found is None else not found

    return check


def _any_of(parts: tuple[Check, ...]) -> Check:
    def check(value: Any) -> Verdict:
        found = [part(value) for part in parts]
        return True if True in found else None if None in found else False

    return check


def _if(test: Check, then: Check, otherwise: Check) -> Check:
    def check(value: Any) -> Verdict:
        holds = test(value)
        if holds is not None:
            return (then if holds else otherwise)(value)
        found = {then(value), otherwise(value)}
        return None if len(found) > 1 else found.pop()

    return check
