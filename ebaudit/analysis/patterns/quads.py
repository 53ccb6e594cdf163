"""Strings that are IPv4 addresses in a block: a breadth-first search over a small automaton.

The state after each character holds where the reading is inside the four octets and, for every
literal, all that its verdict still depends on, so equal states need to be visited once.
"""

from collections.abc import Sequence

from ebaudit.analysis.patterns.addresses import ipv4_text
from ebaudit.analysis.patterns.strings import BLOCK, ENDS, HOLDS, IN, STARTS, BeyondBudgetError, Literal, accepts
from ebaudit.model.record import Record

_BUDGET = 60_000
_TRIES = 64
_ALPHABET = "0123456789."
_OCTETS, _DIGITS, _LARGEST = 4, 3, 255


class _Place(Record):
    """Octets completed, the value and number of digits of the one being read."""

    done: int
    value: int
    digits: int


def address_example(term: Sequence[Literal]) -> str | None:
    """Return an address that satisfies every literal, of which at least one is a positive block."""
    blocks = [literal for literal in term if literal.kind == BLOCK and literal.positive]
    low, high = max(block.low for block in blocks), min(block.high for block in blocks)
    if low > high:
        return None
    for value in (*range(low, min(low + _TRIES, high + 1)), high):
        if accepts(term, ipv4_text(value)):
            return ipv4_text(value)
    return _search(term)


def _search(term: Sequence[Literal]) -> str | None:
    start = (_Place(0, 0, 0), tuple(_begin(literal) for literal in term))
    seen = {start}
    level = [(start, "")]
    while level:
        following = []
        for (place, states), text in level:
            for char in _ALPHABET:
                after = _advance(term, place, states, char)
                if after is None or after in seen:
                    continue
                if len(seen) >= _BUDGET:
                    raise BeyondBudgetError
                seen.add(after)
                if after[0].done == _OCTETS - 1 and after[0].digits and accepts(term, text + char):
                    return text + char
                following.append((after, text + char))
        level = following
    return None


_States = tuple[object, ...]


def _begin(literal: Literal) -> object:
    return (0, 0) if literal.kind == BLOCK else ""


def _advance(term: Sequence[Literal], place: _Place, states: _States, char: str) -> tuple[_Place, _States] | None:
    """Read one character; ``None`` when no address can follow."""
    moved = _move(place, char)
    if moved is None:
        return None
    after = []
    for literal, state in zip(term, states, strict=True):
        following = _follow(literal, state, place, char)
        if following is None:
            return None
        after.append(following)
    return moved, tuple(after)


def _move(place: _Place, char: str) -> _Place | None:
    if char == ".":
        return _Place(place.done + 1, 0, 0) if place.digits and place.done < _OCTETS - 1 else None
    value = place.value * 10 + int(char)
    return _Place(place.done, value, place.digits + 1) if place.digits < _DIGITS and value <= _LARGEST else None


def _follow(literal: Literal, state: object, place: _Place, char: str) -> object | None:
    """Return what a literal's verdict depends on after one more character; ``None`` when it has failed for good."""
    if isinstance(state, tuple):
        return _compare(literal, state, place, char)
    if literal.kind not in (IN, STARTS, ENDS, HOLDS) or state is True:
        return state
    text = f"{state}{char}"
    if literal.kind == IN:
        return text if any(member.startswith(text) for member in literal.texts) else True
    if literal.kind == STARTS:
        return _follow_prefix(literal, text)
    while not literal.text.startswith(text):
        text = text[1:]
    if literal.kind == HOLDS and text == literal.text:
        return True if literal.positive else None
    return text


def _follow_prefix(literal: Literal, text: str) -> object | None:
    if text == literal.text:
        return True if literal.positive else None
    if literal.text.startswith(text):
        return text
    return None if literal.positive else True


def _compare(literal: Literal, state: tuple[int, ...], place: _Place, char: str) -> tuple[int, int] | None:
    """Compare the octets so far with the ends of a block, whenever one is complete."""
    low, high = state
    if char == ".":
        shift = 8 * (_OCTETS - 1 - place.done)
        low = low or _sign(place.value - (literal.low >> shift & _LARGEST))
        high = high or _sign(place.value - (literal.high >> shift & _LARGEST))
        if literal.positive and (low < 0 or high > 0):
            return None
    return low, high


def _sign(number: int) -> int:
    return (number > 0) - (number < 0)
