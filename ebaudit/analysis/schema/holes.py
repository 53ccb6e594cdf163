"""Texts with parts that are not known, against the shapes that they must have.

Where nothing that the parts could be makes a text fit, it does not fit. Where the provider fills them in, each
is taken for what its place holds, such as a region or a name; so is a secret that was taken out. Nothing is
said of a text with a variable that has no value: it may be anything.
"""

import re
from collections.abc import Sequence

from ebaudit.catalog.endpoint import EndpointForm
from ebaudit.model.digest import REASON as WITHHELD
from ebaudit.model.value import Unknown

HOLE = "\0"
"""Stands for what is not known."""
UNKNOWN = "…"
"""Stands for it in messages."""
_SAMPLES = {"region": "cn-hangzhou", "account": "1234567890123456"}
_NARROW = frozenset(("region", "account", "RegionId", "AccountId"))
"""Holes of a shape that take neither ':' nor '/'."""


def fits(value: Unknown, forms: Sequence[EndpointForm], pattern: str) -> bool | None:
    """Tell whether a partly known text has one of the shapes and fits the pattern.

    It is ``False`` when nothing that the parts could be makes it fit, and ``None`` when it cannot be told.
    """
    if not value.parts:
        return None
    if not any(_possible(_tokens(form, pattern), value.parts) for form in forms):
        return False
    if value.reason != WITHHELD and (
        not value.refs or any(ref.startswith("var.") or ".var." in ref for ref in value.refs)
    ):
        return None
    text = with_holes(value)
    filled = [made for form in forms if (made := _filled(form, text)) is not None]
    return True if any(re.search(pattern, made) for made in filled) else None


def _is_provided(value: Unknown) -> bool:
    """Tell whether the provider fills in what is not known."""
    return bool(value.refs) and not any(ref.startswith("var.") or ".var." in ref for ref in value.refs)


def _tokens(form: EndpointForm, pattern: str) -> list[tuple[str, str | None]]:
    """Return a shape as characters ``(c, None)`` and holes ``("", what they cannot hold)``."""
    wide = "/" if "[^/]" in pattern else ""
    made: list[tuple[str, str | None]] = [(each, None) for each in form.literals[0]]
    for hole, literal in zip(form.holes, form.literals[1:], strict=True):
        made.append(("", ":/" if hole in _NARROW else wide))
        made += [(each, None) for each in literal]
    return made


def _possible(tokens: list[tuple[str, str | None]], parts: tuple[str | None, ...]) -> bool:
    """Tell whether some text has the shape and consists of the parts, with any text for those not known."""
    states = _skip({0}, tokens)
    for part in parts:
        if part is None:
            states = set(range(min(states, default=len(tokens) + 1), len(tokens) + 1))
            continue
        for char in part:
            moved = {at + 1 for at in states if at < len(tokens) and tokens[at] == (char, None)}
            kept = {at for at in states if at < len(tokens) and _holds(tokens[at], char)}
            states = _skip(moved | kept, tokens)
    return len(tokens) in states


def _holds(token: tuple[str, str | None], char: str) -> bool:
    return token[1] is not None and char not in token[1]


def _skip(states: set[int], tokens: list[tuple[str, str | None]]) -> set[int]:
    """Add the places behind holes, which may be empty."""
    for at in range(len(tokens)):
        if at in states and tokens[at][1] is not None:
            states.add(at + 1)
    return states


def with_holes(value: Unknown) -> str:
    """Return what is known of the text, with a hole for each part that is not."""
    return "".join(HOLE if part is None else part for part in value.parts)


def _filled(form: EndpointForm, text: str) -> str | None:
    """Fill the holes of a text with what may stand there, by the hole of the shape that each is in."""
    found = form.parts(text)
    if found is None:
        return None
    filled = [found[name].replace(HOLE, _SAMPLES.get(name, "x")) for name in form.holes]
    return "".join(piece for pair in zip(form.literals, (*filled, ""), strict=True) for piece in pair)
