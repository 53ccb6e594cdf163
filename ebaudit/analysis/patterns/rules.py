"""From the rules of an estate to facts about their patterns."""

from typing import TYPE_CHECKING

from ebaudit.analysis.patterns.about import About
from ebaudit.analysis.patterns.origins import origin_facts
from ebaudit.analysis.patterns.parse import parse_pattern
from ebaudit.analysis.patterns.pattern import Pattern
from ebaudit.analysis.patterns.payload import payload_facts
from ebaudit.analysis.patterns.refusals import partly_unknown_facts, problem_facts, unknown_facts
from ebaudit.analysis.patterns.selection import selection_facts
from ebaudit.analysis.patterns.spelling import spelling_facts
from ebaudit.model.estate import Estate
from ebaudit.model.finding import Fact
from ebaudit.model.resources import Rule
from ebaudit.model.value import Sensitive, Unknown, has_sensitive, reveal

if TYPE_CHECKING:
    from ebaudit.catalog import Catalog

_CHECKS = (selection_facts, spelling_facts, origin_facts, payload_facts)


def analyse(estate: Estate, catalog: "Catalog") -> tuple[list[Fact], dict[str, Pattern]]:
    """Find what is wrong with every rule's pattern; return the valid patterns by rule address too. Never raises."""
    facts: list[Fact] = []
    patterns: dict[str, Pattern] = {}
    for rule in estate.rules:
        found, pattern = _rule(rule, catalog)
        facts += found
        if pattern is not None:
            patterns[rule.resource.address] = pattern
    return facts, patterns


def _rule(rule: Rule, catalog: "Catalog") -> tuple[list[Fact], Pattern | None]:
    attribute = rule.filter_pattern
    if attribute is None:
        return [], None
    value = reveal(attribute.value)
    unknown = value if isinstance(value, Unknown) else None
    if unknown is not None and unknown.json is None:
        return list(unknown_facts(rule, attribute, unknown)), None
    if unknown is None and not isinstance(value, str):
        return [], None
    sensitive = isinstance(attribute.value, Sensitive) or (unknown is not None and has_sensitive(unknown.json))
    pattern, problems = parse_pattern(attribute.value)
    facts = list(problem_facts(rule, attribute, problems, sensitive=sensitive))
    if pattern is None:
        return facts, None
    facts += partly_unknown_facts(rule, attribute, pattern.unknowns)
    about = About(rule, attribute, pattern, catalog, sensitive)
    for check in _CHECKS:
        facts += check(about)
    return facts, pattern
