"""Values of two estates side by side: whether they are the same, and how they may be shown."""

from typing import Any

from ebaudit.model.value import Sensitive, Unknown, Value, has_sensitive, reveal

HIDDEN = "(sensitive)"


def bare(value: Value) -> Value:
    """Return a value without its marks, all the way down; what it returns must not be printed."""
    value = reveal(value)
    if isinstance(value, tuple):
        return tuple(bare(item) for item in value)
    if isinstance(value, dict):
        return {key: bare(item) for key, item in value.items()}
    return value


def text_of(value: Value) -> Value:
    """Return a scalar as the text that Terraform makes of it; anything else as it is."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else value


def same(one: Value, other: Value) -> bool | None:
    """Tell whether two values are one; ``None`` when something unknown decides.

    Unknowns of one description are taken to be one: nothing about them has changed.
    """
    one, other = text_of(bare(one)), text_of(bare(other))
    if one == other:
        return True
    if isinstance(one, Unknown | str) and isinstance(other, Unknown | str):
        return None if may_be_one(one, other) else False
    return None if _has_unknown(one) or _has_unknown(other) else False


def may_be_one(one: Unknown | str, other: Unknown | str) -> bool:
    """Tell whether two texts, of which at least one is not known, can be one, by what is known of them."""
    if isinstance(one, str) and isinstance(other, str):
        return one == other
    if isinstance(one, str) or isinstance(other, str):
        known, unknown = (one, other) if isinstance(one, str) else (other, one)
        return isinstance(known, str) and isinstance(unknown, Unknown) and _fits(unknown, known)
    (start, end), (other_start, other_end) = _edges(one), _edges(other)
    return (start.startswith(other_start) or other_start.startswith(start)) and (
        end.endswith(other_end) or other_end.endswith(end)
    )


def _fits(unknown: Unknown, text: str) -> bool:
    if not text.startswith(unknown.prefix):
        return False
    if not unknown.parts:
        return True
    import re

    return (
        re.fullmatch("".join(".*" if p is None else re.escape(p) for p in unknown.parts), text, re.DOTALL) is not None
    )


def _edges(unknown: Unknown) -> tuple[str, str]:
    """Return what the text begins and ends with, as far as that is known."""
    first, last = (unknown.parts[0], unknown.parts[-1]) if unknown.parts else (None, None)
    return first or unknown.prefix, last or ""


def sketch(unknown: Unknown) -> str:
    """Return what is known of a text, with a note where it is not."""
    if not unknown.parts:
        return f"{unknown.prefix}(not known)"
    return "".join("(not known)" if part is None else part for part in unknown.parts)


def _has_unknown(value: Value) -> bool:
    if isinstance(value, dict):
        return any(_has_unknown(item) for item in value.values())
    if isinstance(value, tuple):
        return any(_has_unknown(item) for item in value)
    return isinstance(value, Unknown)


def describe(unknown: Unknown) -> tuple[Any, ...]:
    """Return all that is said of an unknown, as a key."""
    return tuple(repr(getattr(unknown, name)) for name in Unknown.__slots__)


def shown(value: Value, *, secret: bool = False) -> str | None:
    """Return a value as it may be printed; ``None`` for one that is not set."""
    if value is None:
        return None
    if secret or has_sensitive(value):
        return HIDDEN
    if isinstance(value, Unknown):
        said = sketch(value) if value.prefix or value.parts else ""
        return f"{said}: {value.reason}" if said else f"(not known: {value.reason})"
    value = text_of(value)
    if isinstance(value, str):
        return value
    from json import dumps

    return dumps(_plain(value), ensure_ascii=False)


def _plain(value: Value) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, Unknown | Sensitive):
        return shown(value)
    return value if value is None or isinstance(value, bool | int | str) else float(value)
