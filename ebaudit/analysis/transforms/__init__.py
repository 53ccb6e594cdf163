"""Event transforms: how a target parameter is made from an event, and what can be said of it beforehand.

``analyse`` finds what is wrong in an estate; ``render.render`` makes one parameter for one event.

| fact | the parameter |
|---|---|
| ``missing-value`` | has a form that needs a value and no value |
| ``missing-template`` | has the form TEMPLATE and no template |
| ``ignored-value`` | has a value or template that its form ignores |
| ``template-value-too-long`` | has a value or template of more than 10,240 characters |
| ``malformed-variables`` | has variables that are not a flat JSON object |
| ``duplicate-variable`` | names a variable twice |
| ``undefined-variable`` | uses a variable that is not defined |
| ``unused-variable`` | defines a variable that is not used |
| ``unclosed-variable`` | has ``${`` without ``}`` |
| ``unknown-function`` | calls a function that does not exist |
| ``invalid-jsonpath`` | has a path that is not well-formed |
| ``indefinite-jsonpath`` | has a path that can select several values |
| ``jsonpath-function`` | has a path that calls a function |
| ``jsonpath-foreign-root`` | has a path into an attribute that events do not have |
| ``jsonpath-misses-body`` | reads an HTTP source's event beside ``data.body`` |
| ``constant-looks-like-path`` | is a constant that looks like a path |
| ``constant-holds-variable`` | is a constant with a variable in it |
| ``broken-json-output`` | sends text that looks like JSON and is not |
| ``unescaped-string-in-json`` | puts event data into a JSON string without ``jsonEscape`` |
| ``quoted-object-in-json`` | puts an object into a JSON string |
| ``unquoted-string-in-json`` | puts a string into JSON without quotes |
| ``unescaped-in-html`` | puts event data into HTML without ``htmlEscape`` |
| ``event-data-in-sql`` | puts event data into a statement |
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ebaudit.analysis.transforms.checks import argument_facts, constant_facts, path_facts
from ebaudit.analysis.transforms.context import Context
from ebaudit.analysis.transforms.http_source import http_facts, http_sources, reads_http_only
from ebaudit.analysis.transforms.names import variable_facts
from ebaudit.analysis.transforms.output import output_facts
from ebaudit.model.estate import Estate
from ebaudit.model.finding import Fact
from ebaudit.model.resources import Rule

if TYPE_CHECKING:
    from ebaudit.catalog import Catalog

    Schemas = Mapping[str, Sequence[Mapping[str, Any]]]

__all__ = ["analyse"]

_CHECKS = (argument_facts, variable_facts, path_facts, constant_facts, output_facts)


def analyse(estate: Estate, catalog: "Catalog", schemas: "Schemas | None" = None) -> list[Fact]:
    """Find what is wrong with the parameters of every target of the estate; never raises.

    ``schemas`` are those of the payloads that a rule selects, by its address, where all of them are declared.
    """
    sources = http_sources(estate)
    known = schemas or {}
    return [fact for rule in estate.rules for fact in _rule_facts(rule, sources, known.get(rule.resource.address, ()))]


def _rule_facts(rule: Rule, sources: frozenset[str], schemas: Sequence[Mapping[str, Any]]) -> Iterator[Fact]:
    reads_http = bool(rule.targets) and reads_http_only(rule, sources)
    for target in rule.targets:
        for param in target.params:
            context = Context(rule, target, param, schemas)
            for check in _CHECKS:
                yield from check(context)
            if reads_http:
                yield from http_facts(context)
