import pytest

from ebaudit.report.cells import clean, width, wrap


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("a\nb\tc", "a b c"),
        ("\x1b[31mred\x1b[0m", "�[31mred�[0m"),
        ("\u202eabc", "�abc"),
        ("\ud800", "�"),
        ("a\u3000b", "a b"),
    ],
)
def test_clean(text: str, shown: str) -> None:
    assert clean(text) == shown


@pytest.mark.parametrize(("text", "columns"), [("abc", 3), ("订单", 4), ("e\u0301", 1), ("", 0), ("🎉", 2)])
def test_width(text: str, columns: int) -> None:
    assert width(text) == columns


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", []),
        ("one two  three", ["one two", "three"]),
        ("alicloud_event_bridge_rule.r x", ["alicloud_event_bridge_rule.r", "x"]),
        ("订单订单订单", ["订单订单", "订单"]),
    ],
)
def test_wrap(text: str, lines: list[str]) -> None:
    assert wrap(text, 8) == lines
