"""The compiled recogniser and ``jsonschema`` come to one verdict, and unknowns never hide a certain fault."""

import copy
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from ebaudit.analysis.schema.explain import explain
from ebaudit.analysis.schema.recognise import recogniser
from ebaudit.catalog import load
from ebaudit.model.value import Unknown

CATALOG, _ = load()
SCHEMAS: list[dict[str, Any]] = [
    dict(shape.schema)
    for shape in (
        *map(CATALOG.resource, CATALOG.resource_types),
        *map(CATALOG.target, CATALOG.target_types),
    )
    if shape is not None
]
WORDS = ("", "a", "default", "ENABLE", "ip", "PublicNetwork", "PrivateNetwork", "https://x", "GMT+8:00", "a\n", "-")
SCALARS = st.one_of(st.sampled_from(WORDS), st.integers(-1, 3), st.booleans(), st.none(), st.text(max_size=3))


def values(schema: Any, depth: int = 0) -> st.SearchStrategy[Any]:
    """Values near what a schema accepts: often right, often slightly wrong."""
    if not isinstance(schema, dict) or depth > 6:
        return SCALARS
    likely: list[st.SearchStrategy[Any]] = [SCALARS]
    if "enum" in schema:
        likely.append(st.sampled_from(schema["enum"]))
    if "examples" in schema:
        likely.append(st.sampled_from(schema["examples"]))
    if "items" in schema:
        items = st.lists(values(schema["items"], depth + 1), max_size=2)
        likely = [items, items, SCALARS]
    if "properties" in schema:
        parts = {name: values(part, depth + 1) for name, part in schema["properties"].items()}
        required = {name: parts.pop(name) for name in schema.get("required", ()) if name in parts}
        full = st.fixed_dictionaries(required, optional=parts)
        wild = st.dictionaries(st.sampled_from(("a", "zz")), SCALARS, max_size=1)
        likely = [full, full, full, st.builds(lambda one, two: {**one, **two}, full, wild), SCALARS]
    return st.one_of(*likely)


CASES = st.sampled_from(SCHEMAS).flatmap(lambda schema: st.tuples(st.just(schema), values(schema)))


def leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(inner for key, item in items for inner in leaves(item, (*path, key)))]


def without(value: Any, path: tuple[Any, ...]) -> Any:
    if not path:
        return Unknown("removed")
    made = copy.copy(value)
    made[path[0]] = without(value[path[0]], path[1:])
    return made


@given(CASES)
@settings(max_examples=120, deadline=None)
def test_one_verdict_on_what_is_known(case: tuple[dict[str, Any], Any]) -> None:
    schema, value = case
    verdict = recogniser(schema)(value)
    assert verdict is (explain(schema, value) == [])
    if not _differs_on_purpose(value):
        assert verdict is Draft202012Validator(schema).is_valid(value)


def _differs_on_purpose(value: Any) -> bool:
    """Tell whether a text ends in a line break, where Python's ``$`` matches and JSON Schema's does not.

    ``contentMediaType``, which ``jsonschema`` only annotates, is left out in the same way.
    """
    if isinstance(value, dict):
        return "user_data" in value or any(_differs_on_purpose(item) for item in value.values())
    if isinstance(value, list):
        return any(_differs_on_purpose(item) for item in value)
    return isinstance(value, str) and value.endswith("\n")


@given(CASES, st.data())
@settings(max_examples=120, deadline=None)
def test_what_is_unknown_only_ever_weakens_a_verdict(case: tuple[dict[str, Any], Any], data: st.DataObject) -> None:
    schema, value = case
    hidden = without(value, data.draw(st.sampled_from(leaves(value))))
    known, partly = recogniser(schema)(value), recogniser(schema)(hidden)
    if known is True:
        assert partly is not False
    faults = explain(schema, hidden)
    decided = [fault for fault in faults if fault.undecided is None]
    assert (partly is False) is (decided != [])
    if partly is True:
        assert faults == []
