"""Records behave as the standard library's named tuples do."""

import pickle
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ebaudit.model.record import Record


class Point(Record):
    """A record with a default, a property and a method."""

    x: int
    y: int = 2
    label: "str | None" = None

    @property
    def sum(self) -> int:
        return self.x + self.y

    def moved(self, by: int) -> "Point":
        return self._replace(x=self.x + by)


class Same(NamedTuple):
    x: int
    y: int = 2
    label: "str | None" = None


class Empty(Record):
    pass


def described(kind: Any, x: int, y: int) -> list[object]:
    made = kind(x, y=y)
    return [
        tuple(made),
        made == kind(x, y, None),
        hash(made),
        made._asdict(),
        made._replace(label="a"),
        made[1:],
        repr(made).partition("(")[2],
        kind._fields,
        kind._field_defaults,
        kind.__match_args__,
        kind._make([x, y, "b"]),
        kind(x),
    ]


@given(st.integers(), st.integers())
def test_as_a_named_tuple(x: int, y: int) -> None:
    assert described(Point, x, y) == described(Same, x, y)


def test_methods_and_properties() -> None:
    assert Point(1).moved(2) == (3, 2, None)
    assert Point(1).sum == 3
    assert isinstance(Point(1), Point)
    assert not hasattr(Point(1), "__dict__")
    match Point(1, 5):
        case Point(x, y):
            assert (x, y) == (1, 5)
    assert Empty() == ()


def test_survives_pickling() -> None:
    assert type(pickle.loads(pickle.dumps(Point(1, 2, "c")))) is Point  # noqa: S301  our own bytes


@pytest.mark.parametrize("arguments", [(), (1, 2, 3, 4)])
def test_refuses_the_wrong_number_of_fields(arguments: tuple[int, ...]) -> None:
    kind: Any = Point
    with pytest.raises(TypeError):
        kind(*arguments)
    with pytest.raises(TypeError):
        Point._make(arguments)


def test_refuses_names_that_are_no_fields() -> None:
    made: Any = Point(1)
    with pytest.raises(ValueError, match="'z'"):
        made._replace(z=1)
    kind: Any = Point
    with pytest.raises(TypeError, match="z"):
        kind(1, z=2)
    with pytest.raises(AttributeError):
        made.x = 3


def test_refuses_a_field_without_default_after_one_with() -> None:
    base: Any = Record
    with pytest.raises(TypeError, match="without default"):
        type(base)("Wrong", (base,), {"__annotations__": {"a": int, "b": int}, "a": 1})
