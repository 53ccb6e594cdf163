import pytest
from hypothesis import given
from hypothesis import strategies as st

from ebaudit.model.source import SourceText, Span
from ebaudit.report.cells import width
from ebaudit.report.redact import Redactor
from ebaudit.report.snippet import Row, frame


def rows(text: str, span: tuple[int, int, int, int], columns: int = 40, masked: tuple[Span, ...] = ()) -> list[Row]:
    return frame(SourceText("f", text), Span("f", *span), columns, Redactor(masked))


@pytest.mark.parametrize(
    ("text", "span", "expected"),
    [
        pytest.param("ab cd ef", (1, 4, 1, 6), [Row(1, "ab cd ef", "   ^^")], id="exact"),
        pytest.param("\tab\tcd", (1, 5, 1, 6), [Row(1, "    ab  cd", "        ^")], id="tabs"),
        pytest.param("\tab", (1, 1, 1, 2), [Row(1, "    ab", "^^^^")], id="a tab itself"),
        pytest.param("订单 = 1", (1, 1, 1, 3), [Row(1, "订单 = 1", "^^^^")], id="wide"),
        pytest.param("e\u0301x = 1", (1, 3, 1, 4), [Row(1, "e\u0301x = 1", " ^")], id="combining"),
        pytest.param("abc", (1, 2, 1, 2), [Row(1, "abc", " ^")], id="empty span"),
        pytest.param("abc", (1, 4, 1, 4), [Row(1, "abc", "   ^")], id="end of line"),
        pytest.param("", (1, 1, 1, 1), [], id="empty file"),
        pytest.param("abc", (9, 1, 9, 2), [], id="line beyond the file"),
        pytest.param("abc", (1, 50, 1, 60), [Row(1, "abc", "   ^")], id="column beyond the line"),
        pytest.param("a {\n\n  b\n}\n", (1, 1, 4, 2), [
            Row(1, "a {", "^^^"), Row(2, "", ""), Row(3, "  b", "  ^"), Row(4, "}", "^"),
        ], id="several lines"),
        pytest.param("abc\ndef\n", (1, 2, 2, 1), [Row(1, "abc", " ^^")], id="ends with the line break"),
        pytest.param("a\r\nb\r\n", (2, 1, 2, 2), [Row(2, "b", "^")], id="crlf"),
        pytest.param("a\x1b[2Jb", (1, 2, 1, 3), [Row(1, "a�[2Jb", " ^")], id="escape sequence"),
        pytest.param("".join(f"{n}\n" for n in range(1, 10)), (1, 1, 9, 2), [
            Row(1, "1", "^"), Row(2, "2", "^"), Row(3, "3", "^"), Row(4, "4", "^"), Row(None, "...", ""),
            Row(9, "9", "^"),
        ], id="many lines"),
    ],
)  # fmt: skip
def test_frames(text: str, span: tuple[int, int, int, int], expected: list[Row]) -> None:
    assert rows(text, span) == expected


def test_cuts_a_long_line_around_the_span() -> None:
    text = "a" * 100 + "XY" + "b" * 100
    assert rows(text, (1, 101, 1, 103), 22) == [Row(1, "..." + "a" * 7 + "XY" + "b" * 7 + "...", " " * 10 + "^^")]


def test_cuts_a_span_that_is_longer_than_the_line() -> None:
    assert rows("x = " + "a" * 100, (1, 5, 1, 105), 20) == [Row(1, "x = aaaaaaaaaaaaa...", "    ^^^^^^^^^^^^^")]


def test_masks_a_secret_on_every_line_that_it_covers() -> None:
    secret = Span("f", 1, 5, 2, 4)
    assert rows('x = "abc\nde"\ny = 1', (1, 1, 3, 6), masked=(secret,)) == [
        Row(1, "x = (sensitive)", "^" * 15),
        Row(2, "(sensitive)", "^" * 11),
        Row(3, "y = 1", "^^^^^"),
    ]


def test_masks_a_credential_in_an_address() -> None:
    assert rows('u = "https://h/r?access_token=abc&x=1"', (1, 1, 1, 2)) == [
        Row(1, 'u = "https://h/r?access_token=...', "^")
    ]


@given(st.text(max_size=120), st.data())
def test_marks_stand_under_what_is_shown(text: str, data: st.DataObject) -> None:
    source = SourceText("f", text)
    start = data.draw(st.integers(0, len(text)))
    span = source.span(start, data.draw(st.integers(start, len(text))))
    for row in frame(source, span, 30, Redactor()):
        assert row.code.isprintable()
        assert width(row.code) <= 30
        assert len(row.marks) <= 30
        assert set(row.marks) <= {" ", "^"}
