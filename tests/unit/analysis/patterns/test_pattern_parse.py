# ruff: noqa: E501  a table reads best one case a line
import pytest

from ebaudit.analysis.patterns.parse import parse_pattern
from ebaudit.analysis.patterns.pattern import Comparison, Condition, Field, Scalar
from ebaudit.model.types import STRING
from ebaudit.model.value import Unknown


def seen(text: str) -> list[tuple[str, str, str, str, str]]:
    """Every problem: kind, code, the text it stands at, its path, and the service's words."""
    pattern, problems = parse_pattern(text)
    assert (pattern is None) == any(p.rejected for p in problems)
    return [
        (p.kind.value, p.code, text[p.start : p.end], "/".join(map(str, p.path)) + ("#" if p.key else ""), p.reason)
        for p in problems
    ]


ONE_KEY = "each pattern condition should only have one condition key"
NO_DATA = "the data pattern doesn't have any pattern key"
CIDR = "the prefix condition only support string value"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("nope nope", ("invalid", "invalid-json", "nope", "", "the pattern isn't a valid json format string")),
        ("", ("invalid", "empty-pattern", "", "", "the pattern should be a JSON object")),
        ("[1]", ("invalid", "not-an-object", "[1]", "", "the pattern should be a JSON object")),
        ('{"source":"a"}', ("invalid", "not-an-array", '"a"', "source", "the pattern has invalid pattern value: a")),
        ('{"source":5}', ("invalid", "not-an-array", "5", "source", "the pattern has invalid pattern value: 5")),
        ('{"source":[]}', ("invalid", "empty-array", "[]", "source", "the pattern has invalid pattern value: []")),
        ('{"source":{}}', ("invalid", "not-an-array", "{}", "source", "UnsupportedOperationException: JsonObject")),
        ('{"source":null}', ("invalid", "not-an-array", "null", "source", "UnsupportedOperationException: JsonNull")),
        ('{"Source":["a"]}', ("invalid", "unknown-key", '"Source"', "Source#", "the pattern has unrecognized pattern key: Source")),
        ('{"detail-type":["a"]}', ("foreign", "foreign-key", '"detail-type"', "detail-type#", "the pattern has unrecognized pattern key: detail-type")),
        ('{"$or":[{"a":[1]}]}', ("foreign", "foreign-key", '"$or"', "$or#", "the pattern has unrecognized pattern key: $or")),
        ('{"data":[1]}', ("invalid", "data-not-an-object", "[1]", "data", NO_DATA)),
        ('{"data":{"a":{}}}', ("invalid", "empty-data", "{}", "data/a", NO_DATA)),
        ('{"data":{"a":"x"}}', ("invalid", "not-an-array", '"x"', "data/a", "the pattern has invalid pattern value: x")),
        ('{"data":{"a":null}}', ("invalid", "not-an-array", "null", "data/a", "UnsupportedOperationException: JsonNull")),
        ('{"data":{"a":[1,[2]]}}', ("invalid", "nested-array", "[2]", "data/a/1", "nested pattern value isn't supported, pattern key: a")),
        ('{"type":[{}]}', ("invalid", "empty-condition", "{}", "type/0", ONE_KEY)),
        ('{"type":[{"prefix":"a","suffix":"b"}]}', ("ambiguous", "several-operators", '{"prefix":"a","suffix":"b"}', "type/0", ONE_KEY)),
        ('{"type":[{"prefx":"a"}]}', ("invalid", "unknown-operator", '"prefx"', "type/0/prefx#", "the pattern condition is unrecognized: prefx")),
        ('{"data":{"$or":[{"a":[1]},{"b":[1]}]}}', ("foreign", "foreign-key", '"$or"', "data/$or#", "the pattern condition is unrecognized: a")),
        ('{"data":{"$or":[{"a":[1],"b":[1]}]}}', ("foreign", "foreign-key", '"$or"', "data/$or#", "each pattern condition should only have one condition key")),
        ('{"type":[{"wildcard":"a*"}]}', ("foreign", "foreign-operator", '"wildcard"', "type/0/wildcard#", "the pattern condition is unrecognized: wildcard")),
        ('{"type":[{"prefix":""}]}', ("invalid", "empty-prefix", '""', "type/0/prefix", "the prefix condition doesn't support empty string value")),
        ('{"type":[{"suffix":1}]}', ("invalid", "suffix-not-a-string", "1", "type/0/suffix", "the suffix condition only support string value")),
        ('{"type":[{"exists":"true"}]}', ("invalid", "exists-not-a-boolean", '"true"', "type/0/exists", "the exists condition only support boolean value")),
        ('{"type":[{"cidr":"10.0.0.0/33"}]}', ("invalid", "invalid-cidr", '"10.0.0.0/33"', "type/0/cidr", CIDR)),
        ('{"type":[{"cidr":"::/0"}]}', ("invalid", "invalid-cidr", '"::/0"', "type/0/cidr", CIDR)),
        ('{"type":[{"anything-but":{"contains":"a"}}]}', ("invalid", "anything-but-operator", '"contains"', "type/0/anything-but/contains#", "anything but condition only support prefix or suffix")),
        ('{"type":[{"anything-but":{"prefix":"a","suffix":"b"}}]}', ("invalid", "anything-but-operators", '{"prefix":"a","suffix":"b"}', "type/0/anything-but", ONE_KEY)),
        ('{"type":[{"anything-but":["a",{}]}]}', ("invalid", "anything-but-not-plain", "{}", "type/0/anything-but/1", "the anything-but condition only support null or primitive values")),
        ('{"type":[{"numeric":5}]}', ("invalid", "numeric-not-an-array", "5", "type/0/numeric", "the numeric condition needs an array value")),
        ('{"type":[{"numeric":[">"]}]}', ("invalid", "numeric-length", '[">"]', "type/0/numeric", "the numeric array value should have 2 or 4 elements")),
        ('{"type":[{"numeric":[">","5"]}]}', ("invalid", "numeric-pair", '"5"', "type/0/numeric/1", "the numeric value should contains an operator and a number")),
        ('{"type":[{"numeric":["==",1e99]}]}', ("invalid", "numeric-bound", "1e99", "type/0/numeric/1", "the numeric value must be between -1.0E9 and 1.0E9 inclusive")),
        ('{"type":[{"numeric":["==",1]}]}', ("invalid", "numeric-operator", '"=="', "type/0/numeric/0", "the numeric exp only support >,<,>=,<=,=,!=")),
        ('{"type":["a",]}', ("lenient", "trailing-comma", ",", "", "")),
        ('{"type":["a"],"type":["b"]}', ("lenient", "duplicate-key", '"type"', "#", "")),
        ("{'type':[\"a\"]}", ("lenient", "single-quotes", "'type'", "", "")),
    ],
)  # fmt: skip
def test_problem(text: str, problem: tuple[str, str, str, str, str]) -> None:
    assert seen(text) == [problem]


def test_all_problems_are_found_in_the_order_of_the_text() -> None:
    text = '{"detail":{"a":[]},\n "type":[{"prefix":""},{"numeric":["<",1,"~",2e9]}]}'
    _, problems = parse_pattern(text)
    assert [(p.code, p.line, p.column) for p in problems] == [
        ("foreign-key", 1, 2),
        ("empty-array", 1, 16),
        ("empty-prefix", 2, 20),
        ("numeric-bound", 2, 46),
    ]


def test_fields_and_conditions() -> None:
    text = '{"source":["a",5,null],"data":{"b":{"c":[{"numeric":[">",0,"<=",5.0]},{"anything-but":{"prefix":"x"}}]}}}'
    pattern, problems = parse_pattern(text)
    assert pattern is not None
    assert problems == []
    assert pattern.fields == (
        Field(
            ("source",),
            (
                Condition("equals", ("source", 0), 11, 14, scalars=(Scalar("string", "a"),)),
                Condition("equals", ("source", 1), 15, 16, scalars=(Scalar("number", "5"),)),
                Condition("equals", ("source", 2), 17, 21, scalars=(Scalar("null", "null"),)),
            ),
            1,
            9,
        ),
        Field(
            ("data", "b", "c"),
            (
                Condition("numeric", ("data", "b", "c", 0), 41, 69, comparisons=(Comparison(">", "0"), Comparison("<=", "5.0"))),
                Condition("anything-but", ("data", "b", "c", 1), 70, 101, inner="prefix", text="x"),
            ),
            36,
            39,
        ),
    )  # fmt: skip


def test_canonical_text() -> None:
    text = '{"data":{"b":["x",{"anything-but":[2,"a",2]},"x"]},"type":[{"exists":true}],"source":[{"prefix":"é"}]}'
    pattern, _ = parse_pattern(text)
    assert pattern is not None
    printed = pattern.canonical()
    assert printed == (
        '{"source":[{"prefix":"é"}],"type":[{"exists":true}],"data":{"b":["x",{"anything-but":["a",2]}]}}'
    )
    again, _ = parse_pattern(printed)
    assert again is not None
    assert again.canonical() == printed


def test_partly_unknown_structure() -> None:
    name = Unknown("known only after apply", ("x.y",), type=STRING)
    whole = Unknown("partly unknown", json={"source": (name,), "data": {"a": ({"prefix": name},), "b": name}})
    pattern, problems = parse_pattern(whole)
    assert pattern is not None
    assert problems == []
    assert [(f.name, f.whole, [c.operator for c in f.conditions]) for f in pattern.fields] == [
        ("data.a", False, ["unknown"]),
        ("data.b", True, ["unknown"]),
        ("source", False, ["unknown"]),
    ]
    assert pattern.unknowns == (name, name, name)
    assert parse_pattern(Unknown("nothing is known")) == (None, [])
    _, problems = parse_pattern(Unknown("partly", json={"source": (), "type": (name,)}))
    assert [(p.code, p.path) for p in problems] == [("empty-array", ("source",))]
