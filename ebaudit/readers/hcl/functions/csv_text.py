"""``csvdecode``.

Source: https://developer.hashicorp.com/terraform/language/functions/csvdecode
"""

import csv

from ebaudit.model.types import STRING, ObjectType
from ebaudit.model.value import ListValue, Value
from ebaudit.readers.hcl.errors import EvalError
from ebaudit.readers.hcl.functions.arguments import text_at
from ebaudit.readers.hcl.functions.context import CallContext

_MAX_FIELD = 16 * 1024 * 1024


def _csvdecode(args: list[Value], _context: CallContext) -> Value:
    rows = _rows(text_at(args, 0))
    if not rows:
        raise EvalError("missing header line", argument=0)
    header, *records = rows
    for name in header:
        if header.count(name) > 1:
            raise EvalError(f'duplicate column name "{name}"', argument=0)
    for number, record in enumerate(records, 2):
        if len(record) != len(header):
            message = f"record {number} has {len(record)} fields, but the header has {len(header)}"
            raise EvalError(message, argument=0)
    row = ObjectType(tuple((name, STRING) for name in sorted(header)))
    return ListValue((dict(sorted(zip(header, record, strict=True))) for record in records), row)


def _rows(text: str) -> list[list[str]]:
    _check_quotes(text)
    csv.field_size_limit(_MAX_FIELD)
    try:
        return [row for row in csv.reader(_lines(text), strict=True) if row]
    except csv.Error as error:
        raise EvalError(f"the CSV text is malformed: {error}", argument=0) from None


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").splitlines(keepends=True) if text.isascii() else _only_newlines(text)


def _only_newlines(text: str) -> list[str]:
    parts = text.replace("\r\n", "\n").split("\n")
    return [part + "\n" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])


def _check_quotes(text: str) -> None:
    """Refuse a quote inside a field that does not start with one; Python's reader would take it."""
    if '"' not in text:
        return
    inside, closed, start = False, False, True
    for char in text:
        if char == '"':
            if not (inside or start or closed):
                raise EvalError('the CSV text is malformed: bare " in a field without quotes', argument=0)
            closed = inside
            inside = not inside
            start = False
            continue
        closed = False
        start = not inside and char in ",\n"
    if inside:
        raise EvalError('the CSV text is malformed: a " is not closed', argument=0)


IMPLEMENTATIONS = {"csvdecode": _csvdecode}
