"""Properties of the CEL compiler: it agrees with cel-python, and unknown values never turn a verdict."""

from typing import Any

import celpy
import pytest
from celpy import celtypes
from celpy.evaluation import CELEvalError
from hypothesis import given, settings
from hypothesis import strategies as st

from ebaudit.model.value import Sensitive, Unknown
from ebaudit.policy.cel import CelError, CelSyntaxError, State, compile_expression
from ebaudit.policy.cel.parse import parse

NAMES = ("x", "y", "z")

numbers = st.recursive(
    st.integers(-9, 9).map(str) | st.sampled_from(NAMES),
    lambda inner: st.tuples(inner, st.sampled_from("+-*/%"), inner).map(
        lambda part: f"({part[0]} {part[1]} {part[2]})"
    ),
    max_leaves=5,
)
texts = st.sampled_from(("''", "'a'", "'ab'", "'ba'"))
atoms = st.one_of(
    st.tuples(numbers, st.sampled_from(("==", "!=", "<", "<=", ">", ">=")), numbers).map(" ".join),
    st.tuples(texts, st.sampled_from(("==", "<", ">=")), texts).map(" ".join),
    st.tuples(texts, st.sampled_from(("startsWith", "endsWith", "contains")), texts).map(
        lambda part: f"({part[0]}).{part[1]}({part[2]})"
    ),
    st.tuples(numbers, st.lists(numbers, max_size=3)).map(lambda part: f"{part[0]} in [{', '.join(part[1])}]"),
    st.sampled_from(("true", "false")),
)


def grow(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    lists = st.lists(numbers, max_size=3).map(lambda items: f"[{', '.join(items)}]")
    return st.one_of(
        st.tuples(inner, st.sampled_from(("&&", "||")), inner).map(lambda part: f"({part[0]} {part[1]} {part[2]})"),
        inner.map(lambda part: f"!({part})"),
        st.tuples(inner, inner, inner).map(lambda part: f"(({part[0]}) ? ({part[1]}) : ({part[2]}))"),
        st.tuples(lists, st.sampled_from(("all", "exists", "exists_one")), inner).map(
            lambda part: f"{part[0]}.{part[1]}(x, {part[2]})"
        ),
        st.tuples(lists, inner, numbers).map(lambda part: f"size({part[0]}.filter(y, {part[1]})) > {part[2]}"),
    )


conditions = st.recursive(atoms, grow, max_leaves=5)


def ours(expression: str, values: list[Any]) -> Any:
    program = compile_expression(expression, dict.fromkeys(NAMES))
    try:
        return program.run([State(), *values, *[None] * program.slots])
    except CelError as error:
        return error


def theirs(expression: str, values: list[int]) -> Any:
    environment = celpy.Environment()
    bindings = {name: celtypes.IntType(value) for name, value in zip(NAMES, values, strict=True)}
    try:
        return bool(environment.program(environment.compile(expression)).evaluate(bindings))
    except CELEvalError as error:
        return error


@pytest.mark.filterwarnings("ignore")
@settings(max_examples=120, deadline=None)
@given(conditions, st.lists(st.integers(-5, 5), min_size=3, max_size=3))
def test_conditions_give_what_cel_python_gives(expression: str, values: list[int]) -> None:
    found, wanted = ours(expression, values), theirs(expression, values)
    if isinstance(wanted, Exception):
        assert isinstance(found, CelError)
    else:
        assert found is wanted


@settings(max_examples=150, deadline=None)
@given(
    conditions,
    st.lists(st.integers(-5, 5), min_size=3, max_size=3),
    st.lists(st.booleans(), min_size=3, max_size=3),
)
def test_learning_an_unknown_never_turns_a_verdict(expression: str, values: list[int], hidden: list[bool]) -> None:
    partly = [
        Unknown("later", (name,)) if hide else value for name, value, hide in zip(NAMES, values, hidden, strict=True)
    ]
    verdict = ours(expression, partly)
    learnt = ours(expression, [*values])
    if isinstance(verdict, bool) and isinstance(learnt, bool):
        assert learnt is verdict


@settings(max_examples=60, deadline=None)
@given(conditions, st.lists(st.integers(-5, 5), min_size=3, max_size=3))
def test_what_is_sensitive_is_judged_like_what_is_not(expression: str, values: list[int]) -> None:
    found, wanted = ours(expression, [Sensitive(value) for value in values]), ours(expression, [*values])
    assert found is wanted if isinstance(wanted, bool) else isinstance(found, CelError)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="abxyz01.'\"\\+-*/%!<>=&|?:,()[]{}` \nrb", max_size=40))
def test_no_text_breaks_the_parser(text: str) -> None:
    assert complaint(text) is None or complaint(text)


def complaint(text: str) -> str | None:
    try:
        parse(text)
    except CelSyntaxError as error:
        return error.message if 0 <= error.start < error.end else ""
    return None
