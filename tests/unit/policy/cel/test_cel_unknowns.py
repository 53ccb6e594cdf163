"""Three-valued logic: what is unknown decides nothing, and hides nothing that is decided without it."""

from typing import Any

import pytest

from ebaudit.model.value import Sensitive, Unknown
from ebaudit.policy.cel import CelError, State, compile_expression
from ebaudit.policy.cel.values import PartialList, PartialMap

LATER = Unknown("known only after apply", ("a.id",))
OTHER = Unknown("depends on the provider", ("b.arn",))
PREFIXED = Unknown("known only after apply", ("a.id",), prefix="acs:mns:")
MORE = PartialList(("a", "b"), LATER)
KEYS = PartialMap({"a": 1}, LATER)
VALUES = {"u": LATER, "v": OTHER, "p": PREFIXED, "xs": MORE, "m": KEYS, "n": {"k": LATER, "s": Sensitive("x")}}


def run(expression: str) -> Any:
    program = compile_expression(expression, dict.fromkeys(VALUES))
    return program.run([State(), *VALUES.values(), *[None] * program.slots])


DECIDED = [
    ("false && u", False),
    ("u && false", False),
    ("true || u", True),
    ("u || true", True),
    ("u && 1 / 0 > 0", LATER),
    ("1 / 0 > 0 && u", LATER),
    ("true && u", LATER),
    ("false || u", LATER),
    ("!u", LATER),
    ("u == 1", LATER),
    ("u + 1", LATER),
    ("u ? 1 : 2", LATER),
    ("u.anything.below", LATER),
    ("has(u.anything)", LATER),
    ("has(n.k)", LATER),
    ("has(n.s)", True),
    ("size(u)", LATER),
    ("[1, u].exists(x, x == 1)", True),
    ("[2, u].exists(x, x == 1)", LATER),
    ("[2, u].all(x, x == 1)", False),
    ("[1, u].all(x, x == 1)", LATER),
    ("[1, 1, u].exists_one(x, x == 1)", False),
    ("[1, u].exists_one(x, x == 1)", LATER),
    ("1 in [1, u]", True),
    ("2 in [1, u]", LATER),
    ("[1, u] == [2, 3]", False),
    ("[1, u] == [1, 2, 3]", False),
    ("[1, u] == [1, 2]", LATER),
    ("{'a': u} == {'b': 1}", False),
    ("p.startsWith('acs:')", True),
    ("p.startsWith('http://')", False),
    ("p.startsWith('acs:mns:cn')", PREFIXED),
    ("p.contains('mns')", True),
    ("p.contains('queues')", PREFIXED),
    ("p == 'http://x'", False),
    ("p == 'acs:mns:x'", PREFIXED),
    ("p != null", True),
    ("'a' in xs", True),
    ("'c' in xs", LATER),
    ("xs.exists(x, x == 'b')", True),
    ("xs.all(x, x == 'a')", False),
    ("xs.all(x, x != '')", LATER),
    ("xs[1]", "b"),
    ("xs[2]", LATER),
    ("size(xs) > 1", True),
    ("size(xs) == 1", False),
    ("size(xs) < 2", False),
    ("m.a", 1),
    ("m.b", LATER),
    ("has(m.a)", True),
    ("has(m.b)", LATER),
    ("'b' in m", LATER),
    ("[1, u, 3].filter(x, x > 2).size() >= 1", True),
    ("[1, u, 3].filter(x, x > 2).size() >= 4", LATER),
    ("[u].map(x, 1)", (1,)),
    ("['a', u].join()", LATER),
]


@pytest.mark.parametrize(("expression", "wanted"), DECIDED, ids=[expression for expression, _ in DECIDED])
def test_what_is_unknown_decides_nothing(expression: str, wanted: Any) -> None:
    found = run(expression)
    if isinstance(wanted, Unknown):
        assert isinstance(found, Unknown)
        assert (found.reason, found.refs) == (wanted.reason, wanted.refs)
    else:
        assert found == wanted


def test_two_causes_are_told_together() -> None:
    found = run("u && v")
    assert (found.reason, found.refs) == ("known only after apply; depends on the provider", ("a.id", "b.arn"))


def test_an_error_beside_nothing_unknown_stays_an_error() -> None:
    with pytest.raises(CelError, match="divide by zero"):
        run("false || 1 / 0 > 0")


def test_looking_at_something_sensitive_is_remembered() -> None:
    program = compile_expression("n.s == 'x'", {"n": None})
    state = State()
    assert program.run([state, VALUES["n"]]) is True
    assert state.sensitive


def test_looking_beside_something_sensitive_is_not() -> None:
    program = compile_expression("has(n.s) && has(n.t)", {"n": None})
    state = State()
    assert program.run([state, VALUES["n"]]) is False
    assert not state.sensitive
