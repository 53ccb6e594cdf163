import pytest

from ebaudit.model.credentials import credentials
from ebaudit.model.source import SourceText, Span
from ebaudit.report.redact import Redactor


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("value is hunter22!", "value is (sensitive)!"),
        ('{"a": "x\\"y\\\\z"}', '{"a": "(sensitive)"}'),
        ("https://oapi.dingtalk.com/robot/send?access_token=abc", "https://oapi.dingtalk.com/robot/send?access_token=(sensitive)"),
        ("nothing to see", "nothing to see"),
    ],
)  # fmt: skip
def test_text(text: str, shown: str) -> None:
    assert Redactor(secrets=("hunter22", 'x"y\\z')).text(text) == shown


def test_a_longer_secret_goes_first() -> None:
    assert Redactor(secrets=("abcd", "abcdef")).text("abcdef abcd") == "(sensitive) (sensitive)"


def test_a_short_secret_is_masked_only_where_it_stands() -> None:
    redactor = Redactor((Span("f", 1, 1, 1, 4),), ("abc",))
    assert redactor.text("abc") == "abc"
    assert redactor.ranges("f", 1, "abc abc") == [(0, 3)]


def test_what_a_masked_string_says_is_a_secret_everywhere() -> None:
    source = SourceText("f", 'x = "hunter22"\ny = var.name\nz = "${var.name}"\n')
    spans = (source.span(4, 14), source.span(19, 27), source.span(32, 45))
    redactor = Redactor(spans, (), {"f": source})
    assert redactor.value({"a": ["hunter22", 1, None], "var.name": "${var.name}"}) == {
        "a": ["(sensitive)", 1, None],
        "var.name": "${var.name}",
    }


def test_ranges_join_what_touches() -> None:
    redactor = Redactor((Span("f", 1, 1, 1, 5), Span("f", 1, 4, 2, 3)), ("wxyz",))
    assert redactor.ranges("f", 1, "abcdefwxyz") == [(0, 10)]
    assert redactor.ranges("f", 2, "abcdef") == [(0, 2)]
    assert redactor.ranges("f", 3, "wxyz wxyz") == [(0, 4), (5, 9)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("https://h/?access_token=abc", ["abc"]),
        ("https://h/?a=1&sign=abc&b=2", ["abc"]),
        ("https://user:pass@h/", ["pass"]),
        ("amqp://u:p@h https://x:y@z", ["p", "y"]),
        ("https://h/?access_token=${var.token}", []),
        ("https://${var.user}:${var.password}@h/", []),
        ("https://h/?page=1", []),
        ("a@b.c = 1", []),
    ],
)
def test_credentials(text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in credentials(text)] == found
