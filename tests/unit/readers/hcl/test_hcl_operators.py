"""Operators, conversions, numbers: unknowns, marks and the edges that no expression of the corpora reaches."""

import random
from fractions import Fraction

import pytest

from ebaudit.model.types import BOOL, DYNAMIC, NUMBER, STRING, CollectionType, ObjectType, TupleType, Type
from ebaudit.model.value import ListValue, MapValue, Sensitive, SetValue, Unknown, Value
from ebaudit.readers.hcl.convert import convert, equal, make_set, type_of, type_text, unify
from ebaudit.readers.hcl.errors import EvalError
from ebaudit.readers.hcl.numbers import divide, from_float, number_text, parse_number, rounded
from ebaudit.readers.hcl.operators import binary, unary

LATER = Unknown("known only after apply", ("r.a.id",))


def settled(type: Type) -> Unknown:
    return Unknown("known only after apply", ("r.a.id",), type=type, not_null=True)


@pytest.mark.parametrize(
    ("operator", "left", "right", "expected"),
    [
        ("&&", LATER, False, False),
        ("&&", False, LATER, False),
        ("&&", LATER, True, settled(BOOL)),
        ("||", LATER, "true", True),
        ("||", LATER, False, settled(BOOL)),
        ("+", LATER, 1, settled(NUMBER)),
        ("<", LATER, 1, settled(BOOL)),
        ("==", LATER, 1, settled(BOOL)),
        ("==", settled(STRING), None, False),
        ("==", Unknown("u", type=STRING), 1, False),
        ("==", Unknown("u", type=STRING, prefix="acs:"), "x", False),
        ("!=", 1, "1", True),
        ("==", (1, LATER), (2, LATER), False),
        ("==", None, None, True),
        ("==", True, 1, False),
        ("+", Sensitive(1), 2, Sensitive(3)),
        ("==", (Sensitive(1),), (2,), Sensitive(False)),
        ("||", Sensitive(True), True, Sensitive(True)),
        ("%", -7, 3, -1),
        ("%", 1, 0, 1),
        ("-", "5", "1", 4),
    ],
)
def test_binary(operator: str, left: Value, right: Value, expected: Value) -> None:
    assert binary(operator, left, right) == expected


@pytest.mark.parametrize(
    ("operator", "left", "right", "argument"),
    [("+", "a", 1, 0), ("+", 1, None, 1), ("&&", True, "x", 1), ("<", True, 1, 0), ("||", None, True, 0)],
)
def test_binary_names_the_operand_at_fault(operator: str, left: Value, right: Value, argument: int) -> None:
    with pytest.raises(EvalError) as caught:
        binary(operator, left, right)
    assert caught.value.argument == argument


def test_division_by_zero_is_refused() -> None:
    with pytest.raises(EvalError, match="division by zero"):
        binary("/", 1, 0)


def test_unary() -> None:
    assert (unary("!", "true"), unary("-", "5"), unary("-", Sensitive(1))) == (False, -5, Sensitive(-1))
    assert unary("!", LATER) == settled(BOOL)
    with pytest.raises(EvalError, match="null"):
        unary("-", None)


OPTIONAL = ObjectType((("a", STRING), ("b", NUMBER)), frozenset("b"))


@pytest.mark.parametrize(
    ("value", "type", "expected"),
    [
        ((1, "a", True), CollectionType("list", DYNAMIC), ListValue(("1", "a", "true"), STRING)),
        (("b", "a", "b"), CollectionType("set", STRING), SetValue(("a", "b"), STRING)),
        ({"b": 1, "a": "x"}, CollectionType("map", STRING), MapValue({"a": "x", "b": "1"}, STRING)),
        ({"a": 1, "c": 2}, OPTIONAL, {"a": "1", "b": None}),
        (MapValue({"a": "x", "b": "2"}, STRING), OPTIONAL, {"a": "x", "b": 2}),
        ("1e3", NUMBER, 1000),
        ("0", BOOL, False),
        (Fraction(3, 2), STRING, "1.5"),
        (None, BOOL, None),
        (Sensitive("true"), BOOL, Sensitive(True)),
        ((Sensitive("b"), "a"), CollectionType("set", STRING), Sensitive(SetValue(("a", "b"), STRING))),
        (Unknown("u", type=NUMBER), STRING, Unknown("u", type=STRING)),
    ],
)
def test_convert(value: Value, type: Type, expected: Value) -> None:
    got = convert(value, type)
    assert got == expected
    assert type_of(got) == type_of(expected)


@pytest.mark.parametrize(
    ("value", "type"),
    [
        ("x", NUMBER),
        ("True", BOOL),
        (1, BOOL),
        ((1,), STRING),
        ({}, OPTIONAL),
        ((1, (2,)), CollectionType("list", DYNAMIC)),
        (Unknown("u", type=STRING), CollectionType("list", STRING)),
        ((1,), TupleType((NUMBER, NUMBER))),
    ],
)
def test_convert_refuses(value: Value, type: Type) -> None:
    with pytest.raises(EvalError):
        convert(value, type)


@pytest.mark.parametrize(
    ("types", "expected"),
    [
        ([NUMBER, STRING, BOOL], STRING),
        ([NUMBER, BOOL], None),
        ([TupleType((NUMBER,)), TupleType((STRING,))], TupleType((STRING,))),
        ([TupleType((NUMBER,)), TupleType(())], CollectionType("list", NUMBER)),
        ([ObjectType((("a", NUMBER),)), ObjectType((("b", STRING),))], CollectionType("map", STRING)),
        ([ObjectType(()), TupleType(())], None),
        ([DYNAMIC, STRING], STRING),
    ],
)
def test_unify(types: list[Type], expected: Type | None) -> None:
    assert unify(types) == expected


def test_type_text() -> None:
    assert type_text(CollectionType("list", OPTIONAL)) == "list(object({a=string, b=optional(number)}))"


def test_sets_keep_unknowns_apart_and_order_by_type() -> None:
    assert make_set([10, 9, 9, LATER, LATER, 1], NUMBER) == SetValue((1, 9, 10, LATER, LATER), NUMBER)
    assert equal(SetValue((1,), NUMBER), SetValue((1,), NUMBER)) is True


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.1", "0.1"),
        ("1e3", "1000"),
        ("1e-7", "0.0000001"),
        ("1p3", "8"),
        (".5", "0.5"),
        ("0.0", "0"),
        ("-2.50", "-2.5"),
    ],
)
def test_numbers_print_as_terraform_prints_them(text: str, expected: str) -> None:
    assert number_text(parse_number(text)) == expected


def test_numbers_round_to_512_bits() -> None:
    third = number_text(divide(1, 3))
    assert third == "0." + "3" * 154 + "5"
    assert number_text(from_float(2.0**200)) == "16069380442589903" + "0" * 44


def test_number_text_means_the_same_number() -> None:
    draw = random.Random(7)  # noqa: S311  test data
    for _ in range(200):
        value = rounded(Fraction(draw.getrandbits(600), draw.getrandbits(draw.randint(1, 580)) + 1))
        assert parse_number(number_text(value)) == value
