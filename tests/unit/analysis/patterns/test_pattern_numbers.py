import pytest

from ebaudit.analysis.patterns.addresses import Block, parse_block, parse_ipv4
from ebaudit.analysis.patterns.numbers import canonical, is_canonical, is_settled, number_value, printed
from ebaudit.analysis.patterns.paths import engine_steps


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("300", "300"),
        ("3.0e2", "300"),
        ("300.0", "300.0"),
        ("20.50", "20.5"),
        ("-0", "0"),
        ("-0.0", "0.0"),
        ("1e-7", "1.0E-7"),
        ("0.0000001", "1.0E-7"),
        ("0.001", "0.001"),
        ("0.00012", "1.2E-4"),
        ("12345678.5", "1.23456785E7"),
        ("1234567.5", "1234567.5"),
        ("123e-2", "1.23"),
        ("1E3", "1000"),
        ("-2.5e1", "-25"),
    ],
)
def test_how_the_engine_prints_numbers(text: str, shown: str) -> None:
    assert printed(text) == shown
    assert printed(shown) == shown
    assert is_canonical(text) == (text == shown)


def test_numbers_on_which_versions_differ_are_not_settled() -> None:
    assert [is_settled(text) for text in ("9223372036854775808", "-2147483649", "0.1234567890123456789", "1.5")] == [
        False, False, False, True,
    ]  # fmt: skip


def test_values_are_exact_and_bounded() -> None:
    assert number_value("1.5") * 2 == 3
    assert number_value("1e999999999") == 10**400
    assert number_value("-1e-999999999") == 0
    assert number_value("0e5") == 0
    assert canonical("3.0e2") == "300"
    assert canonical("20.50") == "20.5"


def test_addresses() -> None:
    assert parse_ipv4("010.0.0.1") == parse_ipv4("10.0.0.1") == 167772161
    assert [parse_ipv4(text) for text in ("10.0.0.256", "10.0.0", "10.0.0.1 ", "a.b.c.d", "1.2.3.4.5")] == [None] * 5
    assert parse_block("10.0.0.77/24") == Block(167772160, 167772415, 24, stray=True)
    assert [parse_block(text) for text in ("10.0.0.0/33", "::/8", "host", "", "1.2.3/8")] == [None] * 5
    usable = [parse_block(text) for text in ("10.0.0.0/32", "10.0.0.0/31", "10.0.0.0/30", "10.0.0.1")]
    assert [block.usable() for block in usable if block] == [
        None,
        None,
        (167772161, 167772162),
        (167772161, 167772161),
    ]


def test_names_as_paths() -> None:
    assert engine_steps(("a", "b")) == ("a", "b")
    assert engine_steps(("a.b", "c")) == ("a", "b", "c")
    assert engine_steps(("a[0]",)) == ("a", 0)
    assert engine_steps(("a['x y']",)) == ("a", "x y")
    assert [engine_steps((key,)) for key in ("*", "a b", "a..b", "", "a.", "a[", "a[*]")] == [None] * 7
