"""Whether an event matches a pattern, and which field decided it.

Where the documentation speaks it decides; elsewhere the answer is the open-source engine's and says
*modelled*. Where sources disagree every reading is computed, and an answer that depends on the
reading names the disagreement.
"""

from collections.abc import Mapping
from typing import Any

from ebaudit.analysis.patterns.event import Event, read_event
from ebaudit.analysis.patterns.parse import parse_pattern
from ebaudit.analysis.patterns.paths import engine_steps, find, is_plain
from ebaudit.analysis.patterns.pattern import EQUALS, EXISTS, Condition, Field, Pattern, quote
from ebaudit.analysis.patterns.problems import PatternProblem
from ebaudit.analysis.patterns.verdict import (
    KEY_AS_PATH,
    NO,
    UNDECIDED,
    Verdict,
    all_of,
    any_of,
    judge,
    settled,
)
from ebaudit.analysis.patterns.words import describe, shorten
from ebaudit.jsontext import JsonNode, JsonProblem
from ebaudit.model.finding import Certainty
from ebaudit.model.record import Record
from ebaudit.model.value import Unknown

_COMPOUND = ("object", "array")


class FieldMatch(Record):
    """How one field fared: the answer, what the event has there, and a sentence that says why."""

    field: Field
    verdict: Verdict
    found: str
    satisfied: Condition | None
    explanation: str


class Match(Record):
    """The answer for one event.

    ``matches`` is ``None`` when something unknown in the pattern decides.
    ``depends`` names the disagreements between sources on which the answer depends.
    """

    matches: bool | None
    certainty: Certainty
    depends: tuple[str, ...]
    fields: tuple[FieldMatch, ...]
    unknowns: tuple[Unknown, ...] = ()

    @property
    def against(self) -> tuple[FieldMatch, ...]:
        """The fields that decide against a match, each alone enough, the nearest to the event's root first.

        Of equally near ones those come first that are against it in every reading, then the first in the pattern.
        """
        found = [field for field in self.fields if field.verdict.holds is False]
        return tuple(sorted(found, key=lambda field: (len(field.field.keys), field.verdict.yes)))

    @property
    def decisive(self) -> FieldMatch | None:
        """The nearest field that decides against a match, or ``None``."""
        return next(iter(self.against), None)


class Answer(Record):
    """What came of a pattern text and an event text: a match, or what is wrong with one of them."""

    match: Match | None
    pattern_problems: tuple[PatternProblem, ...] = ()
    event_problems: tuple[JsonProblem, ...] = ()


def match_text(pattern: str, event: str | Mapping[str, Any]) -> Answer:
    """Match an event (raw text, or a structure) against the text of a pattern; never raises on bad input."""
    parsed, problems = parse_pattern(pattern)
    read, event_problems = read_event(event)
    found = match(parsed, read) if parsed is not None and read is not None else None
    return Answer(found, tuple(problems), tuple(event_problems))


def verdict(pattern: Pattern, event: Event) -> Verdict:
    """Judge an event in every reading, without explanations: for many events."""
    data = event.data
    return all_of([verdict_of(field, event.node, data) for field in pattern.fields])


def match(pattern: Pattern, event: Event) -> Match:
    """Match an event against a pattern, with an explanation for each field."""
    fields = tuple(_field(field, event) for field in pattern.fields)
    found = all_of([field.verdict for field in fields])
    unknowns = pattern.unknowns if found.holds is None else ()
    depends = () if found.holds is None or not (found.yes and found.no) else _notes(found, fields)
    return Match(found.holds, found.certainty, depends, fields, unknowns)


def _notes(verdict: Verdict, fields: tuple[FieldMatch, ...]) -> tuple[str, ...]:
    notes = [field.verdict.note for field in fields if field.verdict.note]
    return tuple(dict.fromkeys(notes)) or (verdict.note,)


def matches(pattern: Pattern, event: Event) -> bool | None:
    """Tell whether an event matches in the engine's reading, without an explanation."""
    answer: bool | None = True
    data = event.data
    for field in pattern.fields:
        holds = _quickly(field, event.node)
        if holds is None:
            holds = verdict_of(field, event.node, data).holds
        if holds is False:
            return False
        if holds is None:
            answer = None
    return answer


def _quickly(field: Field, event: JsonNode) -> bool | None:
    """Answer for an attribute with a text and nothing but values to equal; ``None`` for anything else."""
    node = event.get(field.keys[0]) if len(field.keys) == 1 else None
    if node is None or node.kind != "string":
        return None
    for condition in field.conditions:
        if condition.operator != EQUALS:
            return None
        scalar = condition.scalars[0]
        if scalar.text == node.value and scalar.kind != "null":
            return True
    return False


def verdict_of(field: Field, event: JsonNode, data: JsonNode | None) -> Verdict:
    """Judge one field of an event, given the event and its payload."""
    if len(field.keys) == 1 and field.keys[0] != "data":
        return _state(field, event.get(field.keys[0]), attribute=True)
    if data is None:
        return settled(False, Certainty.MODELLED)
    below = field.keys[1:]
    if all(map(is_plain, below)):
        return _state(field, find(data, below), attribute=False)
    return _questionable_path(field, data, below)


def _questionable_path(field: Field, data: JsonNode, below: tuple[str, ...]) -> Verdict:
    """Judge a field whose names are read as a path by the engine, and perhaps as plain names by the service."""
    plain = _state(field, find(data, below), attribute=False)
    steps = engine_steps(below)
    if steps is None:
        return Verdict(plain.holds, plain.yes, no=True, certainty=Certainty.INFERRED, note=KEY_AS_PATH)
    path = _state(field, find(data, steps), attribute=False)
    yes, no = path.yes or plain.yes, path.no or plain.no
    note = KEY_AS_PATH if yes and no else path.note
    return Verdict(path.holds, yes, no, Certainty.MODELLED, note)


def _state(field: Field, node: JsonNode | None, *, attribute: bool) -> Verdict:
    """Judge what stands at a field: nothing, a scalar, an array, an object."""
    if field.whole:
        return UNDECIDED
    if node is None:
        return any_of([_missing(condition, attribute=attribute) for condition in field.conditions])
    if node.kind not in _COMPOUND:
        return any_of([judge(condition, node, attribute=attribute) for condition in field.conditions])
    if node.kind == "object" or not node.items or any(item.kind in _COMPOUND for item in node.items):
        return settled(False, Certainty.MODELLED)
    verdicts = [judge(condition, item, attribute=attribute) for item in node.items for condition in field.conditions]
    return any_of(verdicts)


def _missing(condition: Condition, *, attribute: bool) -> Verdict:
    if condition.unknown is not None:
        return UNDECIDED
    if condition.operator == EXISTS and not condition.flag:
        return settled(True, Certainty.MODELLED if attribute else Certainty.DOCUMENTED)
    return NO


def _field(field: Field, event: Event) -> FieldMatch:
    data = event.data
    verdict = verdict_of(field, event.node, data)
    node, found = _found(field, event.node, data)
    satisfied = (
        next((c for c in field.conditions if _satisfies(c, field, event, data)), None) if verdict.holds else None
    )
    return FieldMatch(field, verdict, found, satisfied, _explain(field, verdict, node, found, satisfied))


def _satisfies(condition: Condition, field: Field, event: Event, data: JsonNode | None) -> bool:
    return verdict_of(field._replace(conditions=(condition,)), event.node, data).holds is True


def _found(field: Field, event: JsonNode, data: JsonNode | None) -> tuple[JsonNode | None, str]:
    if field.keys[0] != "data":
        node = event.get(field.keys[0])
    else:
        steps = engine_steps(field.keys[1:])
        node = find(data, field.keys[1:] if steps is None else steps)
    if node is None:
        return None, "absent"
    text = quote(str(node.value)) if node.kind == "string" else node.text
    return node, {"object": "an object", "array": "an array"}.get(node.kind, shorten(text))


def _explain(field: Field, verdict: Verdict, node: JsonNode | None, found: str, satisfied: Condition | None) -> str:
    name = field.name
    if verdict.holds is None:
        return f"{name} is {found}; whether that satisfies the pattern is not known."
    if satisfied is not None:
        return f"{name} is {found}, as asked: it {describe(satisfied)}."
    if field.keys[0] == "data" and node is None and verdict.certainty is Certainty.MODELLED:
        return f"{name} is absent, and the pattern asks for something present or for a payload."
    asked = "; or ".join(describe(condition) for condition in field.conditions[:5])
    more = f"; or {len(field.conditions) - 5} more" if len(field.conditions) > 5 else ""
    return f"{name} is {found}, but must be one that {asked}{more}."
