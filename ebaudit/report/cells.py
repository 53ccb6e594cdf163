"""Text as a terminal shows it: nothing that moves the cursor, widths in columns, words wrapped."""

from collections.abc import Iterator


def clean(text: str) -> str:
    """Return ``text`` on one line, with every character that does not print replaced by U+FFFD or a space.

    Names and values come from files that we do not trust; an escape sequence in them must not reach a terminal.
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else " " if c.isspace() else "�" for c in text)


def width(text: str) -> int:
    """Count the terminal columns of printable text: wide East Asian characters take two, combining ones none."""
    if text.isascii():
        return len(text)
    from unicodedata import category, east_asian_width

    return sum(0 if category(c) in {"Mn", "Me"} else 2 if east_asian_width(c) in {"W", "F"} else 1 for c in text)


def wrap(text: str, columns: int) -> list[str]:
    """Break cleaned text at spaces into lines of at most ``columns``; runs of white space become one space.

    A longer word stays whole, so that addresses and links can be copied, unless its characters are
    wide: such scripts do not separate words.
    """
    lines: list[str] = []
    line, used = "", 0
    for word in _words(clean(text), columns):
        taken = width(word)
        if line and used + 1 + taken > columns:
            lines.append(line)
            line, used = word, taken
        else:
            line, used = (f"{line} {word}", used + 1 + taken) if line else (word, taken)
    return [*lines, line] if line else lines


def _words(text: str, columns: int) -> Iterator[str]:
    for word in text.split():
        if word.isascii() or width(word) <= columns:
            yield word
        else:
            yield from _pieces(word, columns)


def _pieces(word: str, columns: int) -> Iterator[str]:
    piece, used = "", 0
    for character in word:
        taken = width(character)
        if piece and used + taken > columns:
            yield piece
            piece, used = "", 0
        piece, used = piece + character, used + taken
    yield piece
