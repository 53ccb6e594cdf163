"""Any function with any values gives a value or an EvalError, and knows no more than its arguments allow."""

from collections.abc import Callable
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from ebaudit.model.value import Sensitive, SetValue, Unknown, Value, has_sensitive, is_wholly_known, reveal
from ebaudit.readers.hcl.convert import equal
from ebaudit.readers.hcl.equality import unmark_deep
from ebaudit.readers.hcl.errors import EvalError
from ebaudit.readers.hcl.functions import FUNCTIONS, call
from ebaudit.readers.hcl.functions.context import CallContext

CONTEXT = CallContext("/nowhere", "/nowhere", lambda text, _name, _variables: text)
NAMES = sorted(name for name, function in FUNCTIONS.items() if not function.lazy and name != "rsadecrypt")
TEXTS = st.one_of(
    st.text(max_size=8),
    st.sampled_from(
        ["%s", "%5.2f|%v", "a,b\n1,2", "[1,{}]", "a: [b]", "10.0.0.0/8", "2017-11-22T00:00:00Z", "1h", "(a)|b", "16"]
    ),
)
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-40, 40), st.fractions(-5, 5, max_denominator=1).map(lambda f: f / 8), TEXTS
)
VALUES: st.SearchStrategy[Value] = st.recursive(
    SCALARS.map(lambda value: int(value) if isinstance(value, Fraction) and value.denominator == 1 else value),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(tuple),
        st.dictionaries(st.sampled_from("abc"), inner, max_size=3).map(lambda found: dict(sorted(found.items()))),
    ),
    max_leaves=6,
)
HOLE = Unknown("known later", ("r.a.id",))


def outcome(name: str, args: list[Value]) -> Value | EvalError:
    try:
        return call(name, args, CONTEXT)
    except EvalError as error:
        return error


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(NAMES), st.lists(VALUES, max_size=3))
def test_only_eval_errors_escape(name: str, args: list[Value]) -> None:
    outcome(name, args)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(NAMES), st.lists(VALUES, min_size=1, max_size=3), st.data())
def test_what_is_known_stays_when_an_unknown_becomes_known(name: str, args: list[Value], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(args) - 1))
    holed = [_holed(value, data.draw) if index == place else value for index, value in enumerate(args)]
    before, after = outcome(name, holed), outcome(name, args)
    if isinstance(before, EvalError) or isinstance(after, EvalError):
        return
    _compatible(before, after)


def _holed(value: Value, draw: Callable[[st.SearchStrategy[int]], int]) -> Value:
    if isinstance(value, tuple) and value and draw(st.integers(0, 1)):
        at = draw(st.integers(0, len(value) - 1))
        return tuple(_holed(item, draw) if index == at else item for index, item in enumerate(value))
    if isinstance(value, dict) and value and draw(st.integers(0, 1)):
        chosen = sorted(value)[draw(st.integers(0, len(value) - 1))]
        return {key: _holed(item, draw) if key == chosen else item for key, item in value.items()}
    return HOLE


def _compatible(before: Value, after: Value) -> None:
    """Check that ``after`` is one of the values that ``before`` stands for."""
    if isinstance(before, Unknown):
        if before.prefix and isinstance(after, str):
            assert after.startswith(before.prefix)
        return
    if isinstance(before, SetValue) and not is_wholly_known(before):
        return
    if not is_wholly_known(before):
        if isinstance(before, tuple) and isinstance(after, tuple) and len(before) == len(after):
            for one, other in zip(before, after, strict=True):
                _compatible(one, other)
        return
    assert equal(before, after) is True


@settings(max_examples=200, deadline=None)
@given(st.sampled_from([name for name in NAMES if name not in {"nonsensitive", "issensitive"}]), VALUES)
def test_a_secret_never_comes_out_unmarked(name: str, value: Value) -> None:
    secret = "s3cr3t-" + "x" * 5
    result = outcome(name, [Sensitive(secret), value])
    if isinstance(result, EvalError):
        return
    if not has_sensitive(result) and not isinstance(reveal(result), Unknown):
        assert secret not in repr(unmark_deep(result)[0])
