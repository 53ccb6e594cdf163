"""Whether a parameter as it is sent is what a test expects, and where it first is not."""

from decimal import Decimal
from json import dumps, loads
from typing import Any

from ebaudit.analysis.transforms.render import Rendered
from ebaudit.eventtests.document import ERROR, MISSING, SCHEMA, TEXT, Expectation

LONGEST = 200


class Difference(Exception):  # noqa: N818  it carries an answer up, and is no fault
    """Where a text is not what was expected: the sentence, and the place inside JSON."""

    def __init__(self, message: str, place: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.place = place


def difference(expected: Expectation, rendered: Rendered) -> Difference | None:
    """Compare a rendered parameter with what it must be; ``None`` when it is that."""
    try:
        _compare(expected, rendered)
    except Difference as found:
        return found
    return None


def _compare(expected: Expectation, rendered: Rendered) -> None:
    if rendered.error is not None:
        if expected.kind != ERROR or expected.value != rendered.error:
            raise Difference(f"it fails: {rendered.error}: {rendered.message}")
    elif expected.kind == ERROR:
        raise Difference(f"it must fail with {expected.value}, but is sent")
    elif rendered.missing or rendered.text is None:
        if expected.kind != MISSING:
            raise Difference("it has no value: its path selects nothing in this event")
    elif expected.kind == MISSING:
        raise Difference(f"it must have no value, but is {_shown(rendered.text)}")
    elif expected.kind == TEXT:
        _texts(expected.value, rendered.text)
    else:
        _json(expected, rendered.text)


def _texts(wanted: str, got: str) -> None:
    if wanted == got:
        return
    at = next((i for i, (a, b) in enumerate(zip(wanted, got, strict=False)) if a != b), min(len(wanted), len(got)))
    raise Difference(f"it is {_shown(got)}, but must be {_shown(wanted)}; they differ from character {at + 1} on")


def _json(expected: Expectation, text: str) -> None:
    try:
        value = loads(text, parse_float=float if expected.kind == SCHEMA else Decimal)
    except (ValueError, RecursionError):
        raise Difference(f"it is not JSON: {_shown(text)}") from None
    if expected.kind == SCHEMA:
        _schema(expected.value, value)
    else:
        _part(expected.value, value, "$")


def _part(wanted: Any, got: Any, place: str) -> None:
    """Require that ``wanted`` is part of ``got``: named members of objects, arrays item by item, equal scalars."""
    if isinstance(wanted, dict) and isinstance(got, dict):
        for name, item in wanted.items():
            below = f"{place}.{name}" if name.isidentifier() else f"{place}[{dumps(name, ensure_ascii=False)}]"
            if name not in got:
                raise Difference(f"{below} is not there", below)
            _part(item, got[name], below)
    elif isinstance(wanted, list) and isinstance(got, list):
        if len(wanted) != len(got):
            raise Difference(f"{place} has {len(got)} items, but must have {len(wanted)}", place)
        for index, (item, other) in enumerate(zip(wanted, got, strict=True)):
            _part(item, other, f"{place}[{index}]")
    elif isinstance(wanted, bool) is not isinstance(got, bool) or wanted != got:
        raise Difference(f"{place} is {_plain(got)}, but must be {_plain(wanted)}", place)


def _schema(schema: Any, value: Any) -> None:
    from jsonschema.exceptions import best_match
    from jsonschema.validators import Draft202012Validator, validator_for
    from referencing import Registry
    from referencing.exceptions import Unresolvable

    kind = validator_for(schema, default=Draft202012Validator)
    try:
        # A registry of its own: without one, references to other documents are fetched.
        error = best_match(kind(schema, registry=Registry()).iter_errors(value))
    except Unresolvable as unresolved:
        raise Difference(f"the schema refers to '{unresolved.ref}', which is not in it") from None
    except (ArithmeticError, RecursionError):
        raise Difference("the schema cannot be applied: a number is too large, or it refers to itself") from None
    if error is not None:
        raise Difference(f"{error.json_path}: {_cut(error.message)}", error.json_path)


def _plain(value: Any) -> str:
    return _cut(dumps(value, ensure_ascii=False, default=float))


def _shown(text: str) -> str:
    return _cut(dumps(text, ensure_ascii=False))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}..."
