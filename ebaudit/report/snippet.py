"""Source frames: the lines of a span with exactly that span underlined."""

from ebaudit.model.record import Record
from ebaudit.model.source import SourceText, Span
from ebaudit.report.cells import clean, width
from ebaudit.report.redact import HIDDEN, Redactor

TAB = 4
MOST_LINES = 6
ELLIPSIS = "..."


class Row(Record):
    """One line of a frame: its number (``None`` where lines are left out), its text and the marks below it."""

    number: int | None
    code: str
    marks: str


class _Cell(Record):
    shown: str
    marked: bool


def frame(source: SourceText, span: Span, columns: int, redactor: Redactor) -> list[Row]:
    """Return the lines of ``span``, at most six, each cut to ``columns`` around what is marked."""
    last = span.end_line
    if last > span.line and span.end_column == 1:
        last -= 1  # the span ends with a line break
    numbers: list[int | None] = list(range(span.line, last + 1))
    if len(numbers) > MOST_LINES:
        numbers = [*numbers[: MOST_LINES - 2], None, last]
    rows = [
        Row(None, ELLIPSIS, "") if number is None else _row(source, number, span, columns, redactor)
        for number in numbers
    ]
    return rows if any(row.number and row.code for row in rows) else []


def _row(source: SourceText, number: int, span: Span, columns: int, redactor: Redactor) -> Row:
    line = source.line(number)
    start = span.column - 1 if number == span.line else len(line) - len(line.lstrip())
    end = span.end_column - 1 if number == span.end_line else len(line.rstrip())
    if number == span.line:
        end = max(end, start + 1)  # an empty span is a place; it still gets its mark
    cells = _window(_cells(line, start, end, redactor.ranges(source.name, number, line)), columns)
    marks = "".join(("^" if cell.marked else " ") * width(cell.shown) for cell in cells)
    return Row(number, "".join(cell.shown for cell in cells).rstrip(), marks.rstrip())


def _cells(line: str, start: int, end: int, hidden: list[tuple[int, int]]) -> list[_Cell]:
    """Return what is shown for each character, a masked stretch being one cell, with a cell for a mark past the end."""
    cells: list[_Cell] = []
    at, column = 0, 0
    for first, after in [*hidden, (len(line), len(line))]:
        for offset in range(at, first):
            shown = " " * (TAB - column % TAB) if line[offset] == "\t" else clean(line[offset])
            cells.append(_Cell(shown, start <= offset < end))
            column += width(shown)
        if after > first:
            cells.append(_Cell(HIDDEN, first < end and start < after))
            column += len(HIDDEN)
        at = max(after, at)
    if start >= len(line) and end > len(line):
        cells.append(_Cell(" ", True))
    return cells


def _window(cells: list[_Cell], columns: int) -> list[_Cell]:
    """Cut the cells to ``columns``, keeping the start of what is marked in sight."""
    if sum(width(cell.shown) for cell in cells) <= columns:
        return cells
    mark = next((index for index, cell in enumerate(cells) if cell.marked), 0)
    marked = sum(width(cell.shown) for cell in cells if cell.marked)
    after = sum(width(cell.shown) for cell in cells[mark:])
    lead = max(columns // 4, (columns - marked) // 2 - len(ELLIPSIS), columns - after - len(ELLIPSIS))
    first, before = mark, 0
    while first and before + width(cells[first - 1].shown) <= lead:
        first -= 1
        before += width(cells[first].shown)
    shown = [_Cell(ELLIPSIS, False)] if first else []
    return shown + _until(cells[first:], columns - len(ELLIPSIS) * len(shown))


def _until(cells: list[_Cell], columns: int) -> list[_Cell]:
    if sum(width(cell.shown) for cell in cells) <= columns:
        return cells
    kept: list[_Cell] = []
    room = columns - len(ELLIPSIS)
    for cell in cells:
        room -= width(cell.shown)
        if room < 0:
            break
        kept.append(cell)
    return [*kept, _Cell(ELLIPSIS, False)]
