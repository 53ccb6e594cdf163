"""Whether two texts are one JSON value, which is quick to tell and never wrong."""

from typing import Any


def same_json(one: str, other: str) -> bool:
    """Tell whether two texts are one JSON value but for blanks and the order of members.

    Numbers are compared as they are spelled, and a text that names a member twice equals nothing.
    """
    from json import loads

    try:
        read = [loads(text, parse_int=_number, parse_float=_number, object_pairs_hook=_object) for text in (one, other)]
    except (ValueError, RecursionError):
        return False
    return bool(read[0] == read[1])


def _number(text: str) -> tuple[str]:
    return (text,)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise ValueError("a name is given twice")
    return made
