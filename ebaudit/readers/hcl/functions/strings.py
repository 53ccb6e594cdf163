"""Functions of text.

Source: https://developer.hashicorp.com/terraform/language/functions#string-functions
"""

from ebaudit.model.types import BOOL, STRING
from ebaudit.model.value import ListValue, SetValue, Unknown, Value
from ebaudit.readers.hcl.errors import EvalError
from ebaudit.readers.hcl.fragments import fragments, known_parts
from ebaudit.readers.hcl.functions import MAX_TEXT, graphemes
from ebaudit.readers.hcl.functions.arguments import items_of, open_parts, text_at, whole_at
from ebaudit.readers.hcl.functions.context import CallContext
from ebaudit.readers.hcl.marks import blend


def _chomp(args: list[Value], _context: CallContext) -> Value:
    return text_at(args, 0).rstrip("\r\n")


def _endswith(args: list[Value], _context: CallContext) -> Value:
    return text_at(args, 0).endswith(text_at(args, 1))


def _startswith(args: list[Value], _context: CallContext) -> Value:
    text, prefix = args[0], text_at(args, 1)
    if isinstance(text, Unknown):
        if text.prefix.startswith(prefix):
            return True
        if not prefix.startswith(text.prefix):
            return False
        return blend((text,), type=BOOL, not_null=True)
    return text_at(args, 0).startswith(prefix)


def _strcontains(args: list[Value], _context: CallContext) -> Value:
    return text_at(args, 1) in text_at(args, 0)


def _indent(args: list[Value], _context: CallContext) -> Value:
    spaces, text = whole_at(args, 0), text_at(args, 1)
    if spaces < 0:
        raise EvalError("the number of spaces must not be negative", argument=0)
    if spaces * text.count("\n") > MAX_TEXT:
        raise EvalError("the resulting text is larger than 16 MiB", code="too-large")
    return text.replace("\n", "\n" + " " * spaces)


def _join(args: list[Value], _context: CallContext) -> Value:
    if len(args) < 2:
        raise EvalError("at least one list is required")
    pending = open_parts(*args[1:])
    if pending:
        return _partly_joined(args, pending)
    separator = text_at(args, 0)
    texts = [_joined(item, index) for index, value in enumerate(args[1:], 1) for item in items_of(value)]
    if sum(map(len, texts)) + len(separator) * len(texts) > MAX_TEXT:
        raise EvalError("the resulting text is larger than 16 MiB", code="too-large")
    return separator.join(texts)


def _partly_joined(args: list[Value], pending: list[Unknown]) -> Unknown:
    """Return the unknown text, with what is known of it where number and order of the elements are."""
    pieces: list[str | None] = []
    for value in args[1:]:
        if not isinstance(value, tuple) or isinstance(value, SetValue):
            return blend(pending, type=STRING, not_null=True)
        for item in value:
            known = known_parts(item) if isinstance(item, (str, Unknown)) else (None,)
            pieces += (args[0] if isinstance(args[0], str) else None, *known)
    prefix, parts = fragments(pieces[1:])
    return blend(pending, type=STRING, prefix=prefix, parts=parts, not_null=True)


def _joined(item: Value, index: int) -> str:
    if not isinstance(item, str):
        raise EvalError("an element is null; null values cannot be joined", argument=index)
    return item


def _lower(args: list[Value], _context: CallContext) -> Value:
    return graphemes.lower(text_at(args, 0))


def _upper(args: list[Value], _context: CallContext) -> Value:
    return graphemes.upper(text_at(args, 0))


def _title(args: list[Value], _context: CallContext) -> Value:
    return graphemes.title(text_at(args, 0))


def _split(args: list[Value], _context: CallContext) -> Value:
    separator, text = text_at(args, 0), text_at(args, 1)
    return ListValue(text.split(separator) if separator else list(text), STRING)


def _strrev(args: list[Value], _context: CallContext) -> Value:
    return "".join(reversed(graphemes.graphemes(text_at(args, 0))))


def _substr(args: list[Value], _context: CallContext) -> Value:
    clusters = graphemes.graphemes(text_at(args, 0))
    offset, length = whole_at(args, 1), whole_at(args, 2)
    if offset < 0:
        offset = max(0, offset + len(clusters))
    end = len(clusters) if length < 0 else offset + length
    return "".join(clusters[offset:end])


def _trim(args: list[Value], _context: CallContext) -> Value:
    return text_at(args, 0).strip(text_at(args, 1))


def _trimprefix(args: list[Value], _context: CallContext) -> Value:
    return text_at(args, 0).removeprefix(text_at(args, 1))


def _trimsuffix(args: list[Value], _context: CallContext) -> Value:
    return text_at(args, 0).removesuffix(text_at(args, 1))


def _trimspace(args: list[Value], _context: CallContext) -> Value:
    return graphemes.trim_space(text_at(args, 0))


IMPLEMENTATIONS = {
    "chomp": _chomp,
    "endswith": _endswith,
    "indent": _indent,
    "join": _join,
    "lower": _lower,
    "split": _split,
    "startswith": _startswith,
    "strcontains": _strcontains,
    "strrev": _strrev,
    "substr": _substr,
    "title": _title,
    "trim": _trim,
    "trimprefix": _trimprefix,
    "trimspace": _trimspace,
    "trimsuffix": _trimsuffix,
    "upper": _upper,
}
