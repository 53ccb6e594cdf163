"""A pattern as sets by path, bounded from below and above where parts of it are unknown."""

from collections.abc import Mapping

from ebaudit.analysis.patterns.fieldset import FieldSet, of_conditions
from ebaudit.analysis.patterns.paths import engine_steps
from ebaudit.analysis.patterns.pattern import Field, Pattern
from ebaudit.analysis.patterns.strings import IN
from ebaudit.model.record import Record

Place = tuple[str, ...]
"""A field of an event: an attribute's name, or ``data`` and the names below it."""


class Compiled(Record):
    """One bound of a pattern.

    ``fields`` are all the sets that an event must be in, by place (two spellings may lead to one).
    ``payload`` says that ``data`` must be there; ``nothing`` that this bound admits no event.
    ``texts`` are the finite sets of attributes, which are quick to compare. ``above`` are the objects
    of the payload that the places stand in, ``at`` the sets by place.
    """

    fields: tuple[tuple[Place, FieldSet], ...]
    payload: bool
    nothing: bool = False
    texts: Mapping[str, frozenset[str]] = {}
    at: Mapping[Place, tuple[FieldSet, ...]] = {}
    above: frozenset[Place] = frozenset()


def compile_pattern(pattern: Pattern, *, generous: bool) -> Compiled:
    """Return the least (or, when ``generous``, the most) that the pattern may select."""
    fields: list[tuple[Place, FieldSet]] = []
    nothing, payload = False, False
    for field in pattern.fields:
        payload = payload or field.keys[0] == "data"
        place = place_of(field)
        if place is None or field.whole:
            nothing = nothing or not generous
        else:
            fields.append((place, of_conditions(field.conditions, generous=generous)))
    texts = {place[0]: found for place, accepted in fields if (found := _texts(place, accepted)) is not None}
    above = frozenset(place[:end] for place, _ in fields for end in range(2, len(place)))
    at: dict[Place, tuple[FieldSet, ...]] = {}
    for place, accepted in fields:
        at[place] = (*at.get(place, ()), accepted)
    return Compiled(tuple(fields), payload, nothing, texts, at, above)


def _texts(place: Place, accepted: FieldSet) -> frozenset[str] | None:
    """Return an attribute's finite set, when it is one and absence is not in it."""
    return None if place[0] == "data" or accepted.missing else finite(accepted)


def finite(accepted: FieldSet) -> frozenset[str] | None:
    """Return the texts of a field when they are few, whatever else the field can be."""
    if len(accepted.strings) != 1 or len(accepted.strings[0]) != 1:
        return None
    literal = accepted.strings[0][0]
    return literal.texts if literal.kind == IN and literal.positive else None


def are_apart(one: Compiled, other: Compiled) -> bool:
    """Tell quickly that no event is in both; false says nothing."""
    return any(name in other.texts and texts.isdisjoint(other.texts[name]) for name, texts in one.texts.items())


def place_of(field: Field) -> Place | None:
    """Return where in an event the field stands; ``None`` when its names are no path of plain names."""
    if field.keys[0] != "data":
        return field.keys
    steps = engine_steps(field.keys[1:])
    if steps is None or not all(isinstance(step, str) for step in steps):
        return ("data",) if field.whole and len(field.keys) == 1 else None
    return ("data", *(str(step) for step in steps))


def are_tangled(one: Compiled, other: Compiled) -> bool:
    """Tell whether a place of one lies inside a place of the other, so that their fields depend on each other."""
    return not (one.above.isdisjoint(other.at) and other.above.isdisjoint(one.at))
