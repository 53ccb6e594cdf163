import pytest

from ebaudit.analysis.patterns.event import read_event
from ebaudit.analysis.patterns.matching import match, match_text
from ebaudit.analysis.patterns.parse import parse_pattern
from ebaudit.analysis.patterns.verdict import BLOCK_EDGES, KEY_AS_PATH, NUMBER_SPELLING, OPERATOR_MAP
from ebaudit.model.value import Unknown

VALUES = {
    "missing": "{}",
    "null": '{"f":null}',
    "string": '{"f":"8x"}',
    "ip": '{"f":"10.0.0.5"}',
    "number": '{"f":8}',
    "bool": '{"f":true}',
    "object": '{"f":{"g":1}}',
    "empty object": '{"f":{}}',
    "array": '{"f":["z","8x",8,null]}',
    "empty array": '{"f":[]}',
    "mixed array": '{"f":["8x",8,null,{"g":1}]}',
    "array of arrays": '{"f":[["8x"]]}',
}
MATCHING = {
    '"8x"': ["string", "array"],
    "8": ["number", "array"],
    "null": ["null", "array"],
    '"true"': ["bool"],
    '{"prefix":"8"}': ["string", "array"],
    '{"suffix":"x"}': ["string", "array"],
    '{"contains":"8"}': ["string", "array"],
    '{"anything-but":"8x"}': ["null", "ip", "number", "bool", "array"],
    '{"anything-but":[]}': ["null", "string", "ip", "number", "bool", "array"],
    '{"anything-but":null}': ["string", "ip", "number", "bool", "array"],
    '{"anything-but":{"prefix":"8"}}': ["null", "ip", "number", "bool", "array"],
    '{"numeric":[">",7]}': ["number", "array"],
    '{"cidr":"10.0.0.0/24"}': ["ip"],
    '{"exists":true}': ["null", "string", "ip", "number", "bool", "array"],
    '{"exists":false}': ["missing"],
}


@pytest.mark.parametrize(("condition", "matching"), MATCHING.items())
def test_what_each_operator_makes_of_each_kind_of_value(condition: str, matching: list[str]) -> None:
    pattern, _ = parse_pattern(f'{{"data":{{"f":[{condition}]}}}}')
    assert pattern is not None
    got = []
    for name, data in VALUES.items():
        event, _ = read_event(f'{{"data":{data}}}')
        assert event is not None
        if match(pattern, event).matches:
            got.append(name)
    assert got == matching


def answer(pattern: str, event: str) -> tuple[bool | None, str, tuple[str, ...]]:
    found = match_text(pattern, event).match
    assert found is not None
    return found.matches, found.certainty.value, found.depends


@pytest.mark.parametrize(
    ("condition", "value", "expected"),
    [
        ("300", "300", (True, "documented", ())),
        ("300", "3.0e2", (True, "modelled", (NUMBER_SPELLING,))),
        ("3.0e2", "300", (False, "modelled", (NUMBER_SPELLING,))),
        ("3.0e2", "3.0e2", (False, "modelled", (NUMBER_SPELLING,))),
        ('"3.0e2"', "3.0e2", (False, "modelled", ())),
        ("20.5", "20.50", (True, "modelled", (NUMBER_SPELLING,))),
        ("20.50", "20.50", (False, "modelled", (NUMBER_SPELLING,))),
        ("300", "300.0", (False, "modelled", (NUMBER_SPELLING,))),
        ("-0", "-0", (False, "modelled", (NUMBER_SPELLING,))),
        ("1.0E-7", "0.0000001", (True, "modelled", (NUMBER_SPELLING,))),
        ("1e-7", "0.0000001", (False, "modelled", (NUMBER_SPELLING,))),
        ('"80"', "80", (True, "modelled", ())),
        ('{"numeric":["=",1.1234567]}', "1.12345678", (True, "modelled", ())),
        ('{"numeric":[">",1]}', "1.00000005", (False, "modelled", ())),
        ('{"numeric":["<",1e9]}', "1e999999999", (False, "documented", ())),
        ('{"cidr":"10.0.0.0/24"}', '"10.0.0.255"', (False, "modelled", (BLOCK_EDGES,))),
        ('{"cidr":"10.0.0.7/32"}', '"10.0.0.7"', (False, "modelled", (BLOCK_EDGES,))),
        ('{"cidr":"::1"}', '"0:0::1"', (True, "modelled", ())),
        ('{"prefix":"a","suffix":"z"}', '"a-z"', (True, "inferred", (OPERATOR_MAP,))),
        ('{"prefix":"a","suffix":"z"}', '"a-y"', (False, "documented", ())),
    ],
)
def test_answers_that_depend_on_the_reading_say_so(
    condition: str, value: str, expected: tuple[bool, str, tuple[str, ...]]
) -> None:
    assert answer(f'{{"data":{{"f":[{condition}]}}}}', f'{{"data":{{"f":{value}}}}}') == expected


def test_names_that_are_paths() -> None:
    assert answer('{"data":{"a.b":[1]}}', '{"data":{"a":{"b":1}}}') == (True, "modelled", (KEY_AS_PATH,))
    assert answer('{"data":{"a.b":[1]}}', '{"data":{"a.b":1}}') == (False, "modelled", (KEY_AS_PATH,))
    assert answer('{"data":{"a[1]":[2]}}', '{"data":{"a":[1,2]}}') == (True, "modelled", (KEY_AS_PATH,))
    assert answer('{"data":{"*":[2]}}', '{"data":{"*":2}}') == (True, "inferred", (KEY_AS_PATH,))
    assert answer('{"data":{"é-b":[2]}}', '{"data":{"é-b":2}}') == (True, "documented", ())


def test_no_payload_no_match() -> None:
    assert answer('{"data":{"a":[{"exists":false}]}}', '{"source":"a"}') == (False, "modelled", ())
    assert answer('{"data":{"a":{"b":[{"exists":false}]}}}', '{"data":{"a":"x"}}') == (True, "documented", ())


def test_explanation_of_each_field() -> None:
    found = match_text(
        '{"source":["acs.oss"],"data":{"n":[{"numeric":[">",1]},{"exists":false}]}}',
        '{"source":"acs.ecs","data":{"n":5}}',
    ).match
    assert found is not None
    assert [field.explanation for field in found.fields] == [
        'source is "acs.ecs", but must be one that equals "acs.oss".',
        "data.n is 5, as asked: it is a number > 1.",
    ]
    assert found.decisive is found.fields[0]


def test_the_nearest_field_decides_and_the_others_are_kept() -> None:
    found = match_text(
        '{"data":{"b":{"c":[1]},"a":[1.50],"ok":[1]},"subject":["x"],"source":["y"]}',
        '{"source":"y","data":{"a":1.5,"b":{"c":2},"ok":1}}',
    ).match
    assert found is not None
    assert [each.field.name for each in found.against] == ["subject", "data.a", "data.b.c"]
    assert found.decisive is not None
    assert found.decisive.field.name == "subject"


def test_unknown_parts_decide_only_where_they_matter() -> None:
    name = Unknown("known only after apply", ("x.y",))
    pattern, _ = parse_pattern(Unknown("partly", json={"source": ("a", name), "type": ("t",)}))
    event, _ = read_event({"source": "b", "type": "t"})
    other, _ = read_event({"source": "b", "type": "u"})
    known, _ = read_event({"source": "a", "type": "t"})
    assert pattern is not None
    assert event is not None
    assert other is not None
    assert known is not None
    assert (match(pattern, event).matches, match(pattern, event).unknowns) == (None, (name,))
    assert match(pattern, other).matches is False
    assert match(pattern, known).matches is True


def test_bad_texts_are_problems() -> None:
    assert [p.code for p in match_text("{", "{}").pattern_problems] == ["invalid-json"]
    assert [p.code for p in match_text("{}", "[]").event_problems] == ["not-an-object"]
    assert [p.code for p in match_text("{}", "{'a':1}").event_problems] == ["single-quotes", "unquoted-value"][:1]
