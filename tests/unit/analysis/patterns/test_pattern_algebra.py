# ruff: noqa: E501  a table reads best one case a line
import json
from typing import Any

import pytest

from ebaudit.analysis.patterns import (
    Pattern,
    equivalent,
    implies,
    is_empty,
    is_universal,
    overlap,
    parse_pattern,
    relate,
    relation_kind,
)
from ebaudit.analysis.patterns.algebra import find
from ebaudit.analysis.patterns.intervals import ALL, Interval, complement, integer, meet, point, shortest
from ebaudit.analysis.patterns.strings import BLOCK, ENDS, HOLDS, IN, STARTS, Literal, accepts, example
from ebaudit.catalog import load
from ebaudit.model.types import STRING
from ebaudit.model.value import Unknown, Value

CATALOG = load()[0]


def pattern(source: Value) -> Pattern:
    made, problems = parse_pattern(source)
    assert made is not None, problems
    return made


def on(*conditions: str) -> Pattern:
    return pattern('{"data":{"x":[' + ",".join(conditions) + "]}}")


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ('{"source":["a"]}', '{"source":["b"]}', "disjoint"),
        ('{"source":["a","b"]}', '{"source":["b","a"]}', "equal"),
        ('{"source":["acs.oss"]}', '{"source":[{"prefix":"acs."}]}', "narrower"),
        ('{"source":[{"prefix":"acs."}]}', '{"source":["acs.oss"]}', "wider"),
        ('{"source":["a"]}', '{"type":["t"]}', "overlapping"),
        ("{}", '{"source":[{"exists":true}]}', "equal"),
        ("{}", '{"data":{"x":[{"exists":false}]}}', "wider"),
        ('{"source":[""]}', '{"source":["a"]}', "narrower"),
        ('{"source":[""]}', '{"id":[""]}', "equal"),
        ('{"data":{"x":["a"]}}', '{"data":{"x":["b"]}}', "overlapping"),
        ('{"subject":["a"]}', '{"subject":["b"]}', "disjoint"),
        ('{"data":{"x":[{"exists":true}]}}', '{"data":{"x":[{"exists":false}]}}', "disjoint"),
        ('{"data":{"x":[1]}}', '{"data":{"x":{"y":[1]}}}', "disjoint"),
        ('{"data":{"x":[{"exists":false}]}}', '{"data":{"x":{"y":[{"exists":false}]}}}', "narrower"),
        ('{"data":{"x.y":[1]}}', '{"data":{"x":{"y":[1]}}}', "equal"),
        ('{"data":{"x":[5]}}', '{"data":{"x":["5"]}}', "equal"),
        ('{"data":{"x":[5]}}', '{"data":{"x":[{"numeric":["=",5]}]}}', "overlapping"),
        ('{"data":{"x":[{"numeric":[">",5]}]}}', '{"data":{"x":[{"numeric":[">=",5.5]}]}}', "wider"),
        ('{"data":{"x":[{"cidr":"10.1.0.0/16"}]}}', '{"data":{"x":[{"cidr":"10.0.0.0/8"}]}}', "narrower"),
        ('{"data":{"x":[{"cidr":"10.1.0.0/16"}]}}', '{"data":{"x":[{"prefix":"10."}]}}', "overlapping"),
        ('{"data":{"x":[{"anything-but":"a"}]}}', '{"data":{"x":[{"anything-but":["a","b"]}]}}', "wider"),
        ('{"data":{"x":[{"prefix":"ab"}]}}', '{"data":{"x":[{"anything-but":{"prefix":"a"}}]}}', "overlapping"),
        ('{"subject":[{"prefix":"ab"}]}', '{"subject":[{"anything-but":{"prefix":"a"}}]}', "disjoint"),
        ('{"data":{"*":[1]}}', '{"source":["a"]}', "undecided"),
    ],
)
def test_relation(one: str, other: str, kind: str) -> None:
    relation = relate(pattern(one), pattern(other), CATALOG)
    assert relation.kind == kind
    assert relation_kind(pattern(one), pattern(other)) == kind
    expected = {
        "equal": (relation.both is not None, False, False),
        "narrower": (relation.both is not None, False, True),
        "wider": (relation.both is not None, True, False),
        "overlapping": (True, True, True),
        "disjoint": (False, True, True),
        "undecided": (False, False, False),
    }[kind]
    assert tuple(event is not None for event in (relation.both, relation.first, relation.second)) == expected


def witness(text: str | None) -> dict[str, Any]:
    assert text is not None
    event: dict[str, Any] = json.loads(text)
    assert {"id", "source", "specversion", "type", "datacontenttype", "time"} <= set(event)
    return event


def test_witnesses_have_official_types_where_they_can() -> None:
    both = overlap(pattern('{"source":["acs.oss"]}'), pattern('{"type":[{"prefix":"oss:ObjectRemoved:"}]}'), CATALOG)
    event = witness(both.witness)
    assert (event["source"], event["type"]) == ("acs.oss", "oss:ObjectRemoved:DeleteObject")
    alone = overlap(pattern('{"type":["ram:ActionTrail:ApiCall"]}'), pattern('{"data":{"a":{"b":[true]}}}'), CATALOG)
    event = witness(alone.witness)
    assert (event["source"], event["data"]) == ("acs.ram", {"a": {"b": "true"}})
    custom = overlap(pattern('{"source":["my.app"]}'), pattern('{"aliyunregionid":["cn-beijing"]}'), CATALOG)
    event = witness(custom.witness)
    assert (event["source"], event["type"], event["aliyunregionid"]) == ("my.app", "my:Thing:Happened", "cn-beijing")


def test_array_proves_what_no_scalar_can() -> None:
    assert witness(overlap(on('"a"'), on('"b"')).witness)["data"] == {"x": ["a", "b"]}


def test_missing_payload_is_a_way_to_miss() -> None:
    proof = implies(pattern('{"source":["a"]}'), pattern(Unknown("partly", json={"data": Unknown("later")})))
    assert proof.holds is False
    assert "data" not in witness(proof.witness)


def test_empty_and_universal() -> None:
    assert is_empty(on('{"numeric":[">",5,"<",5]}')).holds is True
    assert is_empty(on('{"numeric":[">",5,"<",5.0000003]}')).holds is False
    assert is_empty(on('{"cidr":"10.0.0.0/31"}')).holds is True
    assert is_universal(pattern('{"id":[{"anything-but":""}],"type":[{"exists":true}]}')).holds is True
    proof = is_universal(on('{"exists":true}', '{"exists":false}'))
    assert proof.holds is False
    assert witness(proof.witness)["data"] == {"x": {}}


def test_equivalent() -> None:
    assert equivalent(on('{"anything-but":[]}'), on('{"exists":true}')).holds is True
    assert equivalent(on('"a"', '{"prefix":"a"}'), on('{"prefix":"a"}')).holds is True
    assert equivalent(on('{"prefix":"a"}'), on('"a"')).holds is False


def test_unknown_parts() -> None:
    name = Unknown("known only after apply", ("x.y",), type=STRING, prefix="acs:")
    some = pattern(Unknown("partly", json={"subject": (name,)}))
    assert overlap(some, pattern('{"subject":[{"prefix":"acs:"}]}')).holds is None
    assert overlap(some, pattern('{"subject":[{"prefix":"other:"}]}')).holds is False
    assert implies(some, pattern('{"subject":[{"prefix":"acs"}]}')).holds is True
    assert implies(some, pattern('{"subject":[{"prefix":"acs:oss"}]}')).holds is None
    both = pattern(Unknown("partly", json={"subject": ("a", name)}))
    assert overlap(both, pattern('{"subject":["a"]}')).holds is True


def test_too_much_is_undecided_not_wrong() -> None:
    texts = [f'{{"contains":"{chr(97 + n)}{n}"}}' for n in range(20)]
    many = on(*texts)
    parts = [pattern('{"data":{"x":[' + ",".join(texts[at:]) + "]}}") for at in range(4)]
    assert implies(parts[3], many).holds is True
    assert overlap(many, many).holds is True


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        ((Literal(IN, texts=frozenset("ab")), Literal(STARTS, text="b")), "b"),
        ((Literal(STARTS, text="ab"), Literal(STARTS, text="b")), None),
        ((Literal(STARTS, text="ab"), Literal(ENDS, text="ba"), Literal(HOLDS, text="cc")), "abccba"),
        ((Literal(STARTS, text="ab"), Literal(HOLDS, positive=False, text="b")), None),
        ((Literal(ENDS, text="ab"), Literal(ENDS, positive=False, text="b")), None),
        ((Literal(STARTS, text="a"), Literal(STARTS, positive=False, text="a1"), Literal(IN, positive=False, texts=frozenset("a"))), "azzz"),
        ((Literal(BLOCK, low=167772161, high=167772414), Literal(ENDS, text=".77")), "10.0.0.77"),
        ((Literal(BLOCK, low=167772161, high=167772414), Literal(HOLDS, text="010")), "010.0.0.1"),
        ((Literal(BLOCK, low=167772161, high=167772414), Literal(STARTS, text="11")), None),
        ((Literal(BLOCK, low=167772161, high=167772414), Literal(BLOCK, positive=False, low=0, high=2**32 - 1)), None),
        ((Literal(BLOCK, low=167772161, high=184549374), Literal(BLOCK, positive=False, low=167772161, high=184549373)), "10.255.255.254"),
    ],
)  # fmt: skip
def test_example_of_a_conjunction(term: tuple[Literal, ...], expected: str | None) -> None:
    found = example(term)
    assert found == expected
    assert found is None or accepts(term, found)


def test_intervals() -> None:
    above, below = (Interval(low=1, low_open=True),), (Interval(high=2),)
    assert meet(above, below) == (Interval(1, 2, low_open=True),)
    assert integer(meet(above, below)) == 2
    assert integer((Interval(1, 2, low_open=True, high_open=True),)) is None
    assert shortest((Interval(1, 2, low_open=True, high_open=True),)) is not None
    assert meet(complement(point(1)), point(1)) == ()
    assert complement(complement(above)) == above
    assert complement(ALL) == ()


def test_constraint_on_an_attribute() -> None:
    def asked(source: Value) -> tuple[Any, ...]:
        found = pattern(source).constraint("source")
        return found.named, found.values, found.may_be_official, found.only_official, found.only_custom

    assert asked('{"source":["acs.oss","acs.ecs"]}') == (True, ("acs.ecs", "acs.oss"), True, True, False)
    assert asked('{"source":["acs.oss","my.app"]}') == (True, ("acs.oss", "my.app"), True, False, False)
    assert asked('{"source":["my.app"]}') == (True, ("my.app",), False, False, True)
    assert asked('{"source":[{"prefix":"acs.o"}]}') == (True, None, True, True, False)
    assert asked('{"source":[{"anything-but":{"prefix":"acs."}}]}') == (True, None, False, False, True)
    assert asked('{"type":["t"]}') == (False, None, True, False, False)
    name = Unknown("known only after apply", type=STRING)
    assert asked(Unknown("partly", json={"source": (name,)})) == (True, None, None, None, None)
    assert asked(Unknown("partly", json={"source": ("acs.oss", name)})) == (True, None, True, None, False)
    assert asked(Unknown("partly", json={"source": name})) == (True, None, None, None, None)
    official = Unknown("known only after apply", type=STRING, prefix="acs.")
    assert asked(Unknown("partly", json={"source": (official,)})) == (True, None, None, True, None)
    assert pattern('{"source":[{"prefix":"acs."}]}').constraint("source").admitted(["acs.oss", "x"]) == ("acs.oss",)


def test_beyond_the_budget_a_string_that_all_accept_is_still_found() -> None:
    texts = [f'{{"source":[{{"prefix":"a{i}"}},{{"suffix":"b{i}"}},{{"contains":"c"}}]}}' for i in range(30)]
    made = [parse_pattern(text)[0] for text in texts]
    proof = find(tuple(pattern for pattern in made if pattern is not None), None)
    assert proof.holds is True
    assert "c" in json.loads(proof.witness or "{}")["source"]
    last = parse_pattern('{"source":[{"prefix":"x"},{"suffix":"y"}]}')[0]
    assert last is not None
    assert find((*(pattern for pattern in made if pattern is not None), last), None).holds is None
