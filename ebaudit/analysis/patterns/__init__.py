"""Event patterns: parse, judge, match, and compare as sets of events.

``parse_pattern`` reads one; ``match_text`` and ``match`` send an event through it; ``relate``,
``implies``, ``overlap`` and their kin compare two, with events as proof; ``analyse`` finds what is
wrong in an estate.

| fact | the pattern |
|---|---|
| ``invalid-pattern`` | is refused by the service |
| ``foreign-dialect`` | is refused because it uses a name or operator of AWS |
| ``ambiguous-pattern`` | has several operators in one object, which sources read differently |
| ``lenient-pattern`` | is JSON only to the service's lenient parser, or names something twice |
| ``unreadable-pattern`` | nests too deep to be read here |
| ``pattern-selects-everything`` | selects every event |
| ``pattern-without-source`` | names neither ``source`` nor ``type`` |
| ``pattern-selects-nothing`` | selects no event |
| ``condition-never-matches`` | has a condition that never holds beside others that can |
| ``ineffective-exclusion`` | excludes values one by one in alternatives that together exclude none |
| ``field-always-matches`` | accepts a field whether it is there or not |
| ``redundant-condition`` | has a condition that another one of the field includes |
| ``too-many-conditions`` | has more condition objects on a field than the service allows |
| ``too-many-values`` | has more values on a field than one page allows |
| ``exclusion-needs-presence`` | leaves out events without the field that it only excludes values of |
| ``non-canonical-number`` | spells a number in a way that equals none |
| ``questionable-cidr`` | has a block without a mask, with bits beyond it, or too small |
| ``path-like-key`` | has a name that the engine reads as a path |
| ``value-too-long`` | asks for a longer value than the attribute can have |
| ``long-pattern`` | is longer than known limits |
| ``unknown-event-source`` | names an official source in another case, or one of AWS |
| ``unknown-event-type`` | names a type that its official sources do not have |
| ``type-not-of-source`` | names a type of another service than its sources |
| ``partial-event-types`` | selects one of two types that report the same thing |
| ``read-call-selected`` | selects audited calls that only read, of which there are no events |
| ``source-not-in-region`` | selects a source that sends no events in the region |
| ``field-not-in-schema`` | asks for a field that the declared events do not have |
| ``condition-on-object`` | has a condition on a field that is an object in the declared events |
| ``numeric-on-text`` | compares as a number what is none in the declared events |
| ``value-not-in-schema`` | asks for a text that the declared events list without |
"""

from importlib import import_module
from typing import TYPE_CHECKING

from ebaudit.analysis.patterns.parse import parse_pattern
from ebaudit.analysis.patterns.pattern import Condition, Field, Pattern
from ebaudit.analysis.patterns.rules import analyse

if TYPE_CHECKING:
    from ebaudit.analysis.patterns.algebra import (
        Proof,
        difference,
        equivalent,
        implies,
        is_empty,
        is_universal,
        may_exist,
        overlap,
    )
    from ebaudit.analysis.patterns.constraint import Constraint
    from ebaudit.analysis.patterns.event import Event, read_event
    from ebaudit.analysis.patterns.matching import Answer, FieldMatch, Match, match, match_text, matches
    from ebaudit.analysis.patterns.problems import PatternProblem, ProblemKind
    from ebaudit.analysis.patterns.relation import Relation, RelationKind, relate, relation_kind

__all__ = [
    "Answer",
    "Condition",
    "Constraint",
    "Event",
    "Field",
    "FieldMatch",
    "Match",
    "Pattern",
    "PatternProblem",
    "ProblemKind",
    "Proof",
    "Relation",
    "RelationKind",
    "analyse",
    "difference",
    "equivalent",
    "implies",
    "is_empty",
    "is_universal",
    "match",
    "match_text",
    "matches",
    "may_exist",
    "overlap",
    "parse_pattern",
    "read_event",
    "relate",
    "relation_kind",
]

_LATER = {
    "Proof": "algebra",
    "difference": "algebra",
    "equivalent": "algebra",
    "implies": "algebra",
    "is_empty": "algebra",
    "is_universal": "algebra",
    "may_exist": "algebra",
    "overlap": "algebra",
    "Constraint": "constraint",
    "Event": "event",
    "read_event": "event",
    "Answer": "matching",
    "FieldMatch": "matching",
    "Match": "matching",
    "match": "matching",
    "match_text": "matching",
    "matches": "matching",
    "PatternProblem": "problems",
    "ProblemKind": "problems",
    "Relation": "relation",
    "RelationKind": "relation",
    "relate": "relation",
    "relation_kind": "relation",
}
"""What is imported only when it is asked for, because checking an estate seldom needs it, and from where."""


def __getattr__(name: str) -> object:
    """Import one of the names above when it is first asked for."""
    if name not in _LATER:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
