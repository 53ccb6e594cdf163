"""Complaints before an expression runs, with their places, and the bounds on what it may cost."""

import pytest

from ebaudit.policy.cel import CelError, CelSyntaxError, State, compile_expression
from ebaudit.policy.cel.check import Items

SCOPE = {
    "rule": {"rule_name": None, "status": None, "targets": Items({"type": None}), "params": Items({"v": None}, True)}
}

WRONG = [
    ("rul.status", "there is no variable 'rul' here (did you mean 'rule'?)", 0, 3),
    ("rule.statsu", "there is no field 'statsu' here (did you mean 'status'?)", 5, 11),
    ("has(rule.Status)", "there is no field 'Status' here (did you mean 'status'?)", 9, 15),
    ("rule.targets.exists(t, t.typ == 'x')", "there is no field 'typ' here (did you mean 'type'?)", 25, 28),
    ("rule.targets[0].typ", "there is no field 'typ' here (did you mean 'type'?)", 16, 19),
    ("rule.targets.filter(t, true)[0].kind", "there is no field 'kind' here", 32, 36),
    ("rule.targets.type", "there is no field 'type' here", 13, 17),
    ("rule.params.anything.w", "there is no field 'w' here", 21, 22),
    ("siz(rule.targets)", "there is no function 'siz' (did you mean 'size'?)", 0, 3),
    ("startsWith('a', 'b')", "'startsWith' is called as x.startsWith(...)", 0, 10),
    ("'a'.startsWith()", "'startsWith' takes 1 argument(s)", 4, 14),
    ("'a'.int()", "'int' is called as int(x)", 4, 7),
    ("rule.status ==", "expected an expression, found the end of the expression", 14, 15),
    ("rule.status = 1", "'=' does not belong here", 12, 13),
    ("rule.status == 'a", "expected an expression, found '''", 15, 16),
    (
        "'a'.matches('(a+)+')",
        "invalid regular expression: a repetition inside a repetition may run without bound",
        12,
        19,
    ),
    (r"'a'.matches(r'(a)\1')", "invalid regular expression: back-references are not supported", 12, 19),
    ("'a'.matches('(?=a)')", "invalid regular expression: '(?=' is not supported", 12, 19),
    ("[1].all(a, [1].all(b, [1].all(c, [1].all(d, [1].all(e, true)))))", "more than 4 loops inside each other", 48, 51),
]


@pytest.mark.parametrize(("text", "message", "start", "end"), WRONG, ids=[row[0][:40] for row in WRONG])
def test_a_complaint_says_what_and_where(text: str, message: str, start: int, end: int) -> None:
    with pytest.raises(CelSyntaxError) as caught:
        compile_expression(text, SCOPE)
    assert (caught.value.message, caught.value.start, caught.value.end) == (message, start, end)


@pytest.mark.parametrize("text", ["(" * 100 + "1" + ")" * 100, " + ".join(["1"] * 500), "'" + "a" * 30_000 + "'"])
def test_an_expression_has_bounds(text: str) -> None:
    with pytest.raises(CelSyntaxError):
        compile_expression(text, {})


def test_loops_have_a_bound() -> None:
    ten = "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]"
    many = f"{ten}.map(a, {ten}.map(b, {ten}.map(c, {ten}.map(d, {ten}))))"
    assert len(compile_expression(many, {}).run([State(), *[None] * 5])) == 10
    program = compile_expression("xs.all(a, xs.all(b, xs.all(c, true)))", {"xs": None})
    with pytest.raises(CelError, match="takes more than 200,000 steps"):
        program.run([State(), tuple(range(100)), None, None, None])


def test_texts_have_a_bound() -> None:
    double = "[s].map(a, a + a).map(a, a + a).map(a, a + a).map(a, a + a)"
    program = compile_expression(double, {"s": None})
    with pytest.raises(CelError, match="grows beyond"):
        program.run([State(), "x" * 100_000, None])


def test_a_loop_variable_hides_an_outer_one_only_inside() -> None:
    program = compile_expression("[1].all(x, [2].all(x, x == 2) && x == 1) && x == 0", {"x": None})
    assert program.run([State(), 0, None, None]) is True
