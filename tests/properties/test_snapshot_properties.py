"""What a snapshot says is what was written, whatever the estate; and whatever is made of it, reading never raises."""

import json
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

import ebaudit.readers.snapshot as package
from ebaudit.model.estate import Move, Opened, PlannedChange, Unread
from ebaudit.model.resources import Attribute, Block, Provider, Resource
from ebaudit.model.types import BOOL, DYNAMIC, NUMBER, STRING, CollectionType, ObjectType, TupleType, Type
from ebaudit.model.value import (
    EPHEMERAL,
    SENSITIVE,
    ListValue,
    MapValue,
    Sensitive,
    SetValue,
    Unknown,
    Value,
)
from ebaudit.readers.decode import PREFIX, decode
from ebaudit.readers.snapshot import read, write
from tests.properties.test_plan_safety import JUNK, places, replaced
from tests.saved import CATALOG, KEY, kept, read_back, round_trip, saved

NAMES = st.sampled_from(["name", "value", "token", "$list", "endpoint", "key", "type", "password"])
TEXTS = st.text(max_size=6) | st.sampled_from(
    ["a\nb", "$.data", "https://x.example/?token=abc", "hunter2hunter2", "\n"]
)
TYPES: st.SearchStrategy[Type] = st.recursive(
    st.sampled_from([STRING, NUMBER, BOOL, DYNAMIC]),
    lambda inner: st.one_of(
        st.builds(CollectionType, st.sampled_from(["list", "set", "map"]), inner),
        st.builds(lambda items: TupleType(tuple(items)), st.lists(inner, max_size=2)),
        st.builds(
            lambda members, optional: ObjectType(
                tuple(members.items()), frozenset(members) if optional else frozenset()
            ),
            st.dictionaries(NAMES, inner, max_size=2),
            st.booleans(),
        ),
    ),
    max_leaves=4,
)
SCALARS: st.SearchStrategy[Any] = (
    st.none() | st.booleans() | st.integers() | TEXTS | st.fractions().filter(lambda made: made.denominator > 1)
)


def _unknown(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.builds(
        Unknown,
        TEXTS,
        st.lists(TEXTS, max_size=2).map(tuple),
        type=TYPES,
        prefix=TEXTS,
        parts=st.lists(st.none() | TEXTS.filter(bool), max_size=3).map(tuple),
        json=inner,
        not_null=st.booleans(),
        identity=TEXTS,
        length=st.none() | st.tuples(st.integers(0, 3), st.none() | st.integers(3, 9)),
    )


def _compound(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    items, members = st.lists(inner, max_size=2), st.dictionaries(NAMES, inner, max_size=2)
    marks = st.sampled_from([frozenset((SENSITIVE,)), frozenset((EPHEMERAL,)), frozenset((SENSITIVE, EPHEMERAL))])
    return st.one_of(
        items.map(tuple),
        members,
        st.builds(ListValue, items, TYPES),
        st.builds(SetValue, items, TYPES),
        st.builds(MapValue, members, TYPES),
        _unknown(inner),
        st.builds(Sensitive, inner, marks),
    )


VALUES: st.SearchStrategy[Any] = st.recursive(SCALARS, _compound, max_leaves=6)
ATTRIBUTES = st.dictionaries(
    NAMES, st.builds(Attribute, VALUES, provided=st.booleans(), by_provider=st.booleans()), max_size=3
)
BLOCKS: st.SearchStrategy[Block] = st.recursive(
    st.builds(Block, ATTRIBUTES, st.just({}), st.none(), st.dictionaries(NAMES, TEXTS, max_size=1)),
    lambda inner: st.builds(
        Block,
        ATTRIBUTES,
        st.dictionaries(st.sampled_from(["targets", "param_list"]), st.lists(inner, min_size=1, max_size=2).map(tuple)),
        st.none(),
        st.just({}),
        st.dictionaries(NAMES, VALUES, max_size=1),
    ),
    max_leaves=3,
)
RESOURCES = st.builds(
    Resource,
    st.text("ab[]\"'.", min_size=1, max_size=4),
    st.sampled_from(["rule", "event_bus", "connection", "unheard_of"]).map(lambda kind: PREFIX + kind),
    st.sampled_from(["managed", "data"]),
    BLOCKS,
    st.builds(Provider, TEXTS, VALUES, VALUES),
)
OPENED = st.builds(
    lambda resources, streams, unread, changes, moves: Opened(
        decode("hcl", "infra", resources)._replace(unread=tuple(unread), streams=tuple(streams)),
        changes=tuple(changes),
        drift=tuple(changes),
        moves=tuple(moves),
        created_first=frozenset(move.before for move in moves),
    ),
    st.lists(RESOURCES, max_size=3),
    st.lists(RESOURCES.map(lambda made: made._replace(mode="managed")), max_size=1),
    st.lists(st.builds(Unread, TEXTS, TEXTS, TEXTS, TEXTS, TEXTS), max_size=1),
    st.lists(
        st.builds(
            PlannedChange,
            TEXTS,
            TEXTS,
            st.lists(TEXTS, max_size=2).map(tuple),
            reason=TEXTS,
            replace_paths=st.lists(st.lists(TEXTS | st.integers(0, 9), max_size=2).map(tuple), max_size=1).map(tuple),
            imported=st.booleans(),
        ),
        max_size=1,
    ),
    st.lists(st.builds(Move, TEXTS, TEXTS), max_size=1),
)
SCHEMA = json.loads((Path(package.__path__[0]) / "snapshot.schema.json").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)


@settings(max_examples=60, deadline=None)
@given(OPENED)
def test_what_is_read_is_what_was_written(opened: Opened) -> None:
    made = round_trip(opened)
    assert made.estate == kept(opened.estate)
    assert (made.changes, made.drift, made.diagnostics) == (opened.changes, opened.drift, ())
    assert (made.moves, made.created_first) == (opened.moves, opened.created_first)


@settings(max_examples=40, deadline=None)
@given(OPENED)
def test_writing_what_was_read_gives_the_same_text(opened: Opened) -> None:
    text = write([opened], CATALOG, KEY)
    assert write(read_back(text), CATALOG, b"another key, which changes nothing") == text


@settings(max_examples=40, deadline=None)
@given(OPENED, st.booleans())
def test_every_snapshot_follows_its_schema(opened: Opened, keyed: bool) -> None:
    document = saved([opened], KEY if keyed else None)
    assert [error.message for error in VALIDATOR.iter_errors(document)] == []


@settings(max_examples=40, deadline=None)
@given(st.text("xyz", min_size=8, max_size=12), st.lists(NAMES, min_size=1, max_size=2), st.booleans())
def test_no_secret_is_in_the_text(secret: str, names: list[str], keyed: bool) -> None:
    shapes: list[Value] = [
        Sensitive(secret),
        Sensitive((secret,)),
        (f"https://h/?token={secret}",),
        {"t": Sensitive(secret)},
    ]
    for shape in shapes:
        block = Block({name: Attribute(shape) for name in names}, {})
        elsewhere = Block({"note": Attribute(f"it is {secret}!"), "password": Attribute(secret)}, {})
        made = [
            Resource(each, PREFIX + "unheard_of", "managed", body) for each, body in (("a", block), ("b", elsewhere))
        ]
        assert secret not in write([Opened(decode("hcl", "infra", made))], CATALOG, KEY if keyed else None)


KEYS = st.sampled_from(["$map", "$set", "of", "x"])
SHAPES = st.recursive(
    st.none() | st.sampled_from(["string", "x"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(KEYS, inner, max_size=2),
    max_leaves=5,
)
EXAMPLE = saved([Opened(decode("hcl", "infra", [Resource("a", f"{PREFIX}rule", "managed", Block({}, {}))]))])


@settings(max_examples=60, deadline=None)
@given(OPENED, st.data())
def test_any_part_may_be_anything(opened: Opened, data: st.DataObject) -> None:
    document = saved([opened])
    junk = JUNK | st.sampled_from([{"$list": 1}, {"$unknown": {}}, {"$secret": {"digest": 1}}, {"$number": "1/0"}])
    changed = replaced(document, data.draw(st.sampled_from(list(places(document)))), data.draw(junk))
    assert read_back(changed)


@settings(max_examples=40, deadline=None)
@given(SHAPES)
def test_any_value_is_read_or_refused(value: Any) -> None:
    document = json.loads(json.dumps(EXAMPLE))
    document["estates"][0]["resources"][0]["arguments"]["x"] = value
    for opened in read("name", document):
        assert [problem.code for problem in opened.diagnostics] in ([], ["malformed-snapshot"])
