"""Event patterns: parse, judge, match, and compare as sets of events.

``parse_pattern`` reads one; ``match_text`` and ``match`` send an event through it; ``relate``,
``implies``, ``overlap`` and their kin compare two, with events as proof; ``analyse`` finds what is
wrong in an estate.
"""

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
from ebaudit.analysis.patterns.match import Answer, FieldMatch, Match, match, match_text, matches
from ebaudit.analysis.patterns.parse import parse_pattern
from ebaudit.analysis.patterns.pattern import Condition, Field, Pattern
from ebaudit.analysis.patterns.problems import PatternProblem, ProblemKind
from ebaudit.analysis.patterns.relate import Relation, RelationKind, relate, relation_kind

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
