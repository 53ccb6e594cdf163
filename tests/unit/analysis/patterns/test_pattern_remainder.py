from collections.abc import Sequence

import pytest

from ebaudit.analysis.patterns import Pattern, parse_pattern, read_event
from ebaudit.analysis.patterns.matching import matches
from ebaudit.analysis.patterns.remainder import remainder
from ebaudit.model.value import Unknown, Value


def parsed(text: Value) -> Pattern:
    pattern, problems = parse_pattern(text)
    assert pattern is not None, problems
    return pattern


A, B, C = ('{"type":["%s"]}' % name for name in "abc")  # noqa: UP031  braces
AB = '{"type":["a","b"]}'
DATA = '{"data":{"x":[1]}}'
ABSENT = '{"data":{"x":[{"exists":false}]}}'


@pytest.mark.parametrize(
    ("pattern", "others", "left"),
    [
        (AB, [], True),
        (AB, [A], True),
        (AB, [A, B], False),
        (AB, [A, C], True),
        (AB, ["{}"], False),
        ("{}", [A, B], True),
        ("{}", [DATA, ABSENT], True),
        ('{"data":{"x":[{"exists":true}]}}', [DATA], True),
        (DATA, [AB, '{"type":[{"anything-but":["a","b"]}]}'], False),
        (DATA, [AB, '{"type":[{"anything-but":["a"]}],"data":{"x":[1]}}'], False),
        (DATA, ['{"type":["a"],"data":{"y":[1]}}', '{"type":[{"anything-but":"a"}]}'], True),
        ('{"type":[{"prefix":"a"}]}', ['{"type":[{"prefix":"ab"}]}', '{"type":[{"suffix":"b"}]}'], True),
    ],
)
def test_what_is_left(pattern: str, others: Sequence[str], left: bool) -> None:
    one, several = parsed(pattern), [parsed(other) for other in others]
    proof = remainder(one, several)
    assert proof.holds is left
    if left:
        event = read_event(proof.witness or "")[0]
        assert event is not None
        assert matches(one, event)
        assert [matches(other, event) for other in several] == [False] * len(several)


def test_an_unknown_part_decides_nothing() -> None:
    unknown = parsed(Unknown("who knows", json={"type": (Unknown("who knows"),)}))
    assert remainder(parsed(A), [unknown]).holds is None
    assert remainder(unknown, [parsed("{}")]).holds is False
    assert remainder(parsed(AB), [unknown, parsed(AB)]).holds is False


def test_more_than_can_be_tried_is_not_told() -> None:
    other = parsed('{"data":{"a":[1],"b":[1],"c":[1],"d":[1]}}')
    covered = parsed('{"type":["a"],"data":{"e":[1]}}')
    many = [
        parsed(f'{{"data":{{"e":[1],"k{n}":[{{"anything-but":1}}],"m{n}":[{{"anything-but":1}}]}}}}')
        for n in range(400)
    ]
    assert remainder(covered, [other, *many]).holds is None
