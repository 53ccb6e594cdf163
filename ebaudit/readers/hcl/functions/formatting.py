"""``format`` and ``formatlist``.

Source: https://developer.hashicorp.com/terraform/language/functions/format
"""

from ebaudit.model.types import STRING, CollectionType
from ebaudit.model.value import ListValue, Unknown, Value, is_wholly_known
from ebaudit.readers.hcl.equality import unsettled
from ebaudit.readers.hcl.errors import EvalError
from ebaudit.readers.hcl.fragments import fragments, known_parts
from ebaudit.readers.hcl.functions import MAX_TEXT
from ebaudit.readers.hcl.functions.arguments import open_parts, text_at
from ebaudit.readers.hcl.functions.context import CallContext
from ebaudit.readers.hcl.functions.verbs import Verb, pieces, rendered
from ebaudit.readers.hcl.kinds import is_sequence, type_of
from ebaudit.readers.hcl.marks import blend

_PLAIN = frozenset(("%s", "%v"))
_UNTYPED_NULL = "Terraform formats a null only when it knows its type"


def _format(args: list[Value], _context: CallContext) -> Value:
    nulls = [Unknown(_UNTYPED_NULL, type=STRING) for value in args[1:] if value is None]
    if nulls:
        return blend(nulls, type=STRING)
    return _formatted(text_at(args, 0), args[1:])


def _formatted(template: str, values: list[Value]) -> Value:
    """Return the text, or an unknown that keeps the texts around the unknown parts."""
    parts = pieces(template)
    _check_used(parts, values)
    made: list[str | None] = []
    unknown: list[Unknown] = []
    size = 0
    for part in parts:
        pieces_of = (part,) if isinstance(part, str) else _written(part, values[part.argument - 1], unknown)
        made += pieces_of
        size += sum(len(piece) for piece in pieces_of if piece is not None)
        if size > MAX_TEXT:
            raise EvalError("the resulting text is larger than 16 MiB", code="too-large")
    if unknown:
        prefix, known = fragments(made)
        return blend(unknown, type=STRING, prefix=prefix, parts=known, not_null=True)
    return "".join(map(str, made))


def _written(verb: Verb, value: Value, unknown: list[Unknown]) -> tuple[str | None, ...]:
    """Return the text of one value, with ``None`` for what is not known of it, which is added to ``unknown``.

    Terraform stops at the first unknown value, so that what it would refuse behind it is not known either.
    """
    if not is_wholly_known(value):
        unknown += open_parts(value)
        return known_parts(value) if isinstance(value, Unknown) and verb.text in _PLAIN else (None,)
    try:
        return (rendered(verb, value),)
    except EvalError:
        if unknown:
            return (None,)
        raise


def _check_used(parts: list[str | Verb], values: list[Value]) -> None:
    verbs = [part for part in parts if isinstance(part, Verb)]
    highest = max((verb.argument for verb in verbs), default=0)
    for verb in verbs:
        if verb.argument > len(values):
            raise EvalError(
                f'not enough arguments for "{verb.text}" at {verb.at}: '
                f"need index {verb.argument} but have {len(values)} total",
                argument=0,
            )
    if highest < len(values):
        used = "no verbs in format string" if not verbs else f"only {highest} used by format string"
        raise EvalError(f"too many arguments; {used}", argument=highest + 1)


def _formatlist(args: list[Value], _context: CallContext) -> Value:
    template, values = text_at(args, 0), args[1:]
    kind = CollectionType("list", STRING)
    if any(value is None for value in values):
        return Unknown(_UNTYPED_NULL, type=kind)
    unknown = [value for value in values if isinstance(value, Unknown)]
    if any(is_sequence(value.type) or value.type == type_of(None) for value in unknown):
        return blend(unknown, type=kind, not_null=True)
    pending = [found for value in values for found in unsettled(value)]
    if pending:
        return blend(pending, type=kind, not_null=True)
    count = _length(values)
    return ListValue((_row(template, values, index) for index in range(count)), STRING)


def _row(template: str, values: list[Value], index: int) -> Value:
    picked = [value[index] if isinstance(value, tuple) else value for value in values]
    try:
        if any(value is None for value in picked):
            return Unknown(_UNTYPED_NULL, type=STRING)
        return _formatted(template, picked)
    except EvalError as error:
        message = f"error on format iteration {index}: {error.message}"
        raise EvalError(message, argument=error.argument, code=error.code) from None


def _length(values: list[Value]) -> int:
    lengths = [(index, len(value)) for index, value in enumerate(values, 1) if isinstance(value, tuple)]
    for index, length in lengths[1:]:
        if length != lengths[0][1]:
            raise EvalError(
                f"argument {index} has length {length}, which is inconsistent with argument {lengths[0][0]} "
                f"of length {lengths[0][1]}",
                argument=index,
            )
    return lengths[0][1] if lengths else 1


IMPLEMENTATIONS = {"format": _format, "formatlist": _formatlist}
