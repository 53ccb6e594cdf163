"""Facts about paths into events of HTTP sources, whose payload lies below ``$.data.body``.

Source: https://help.aliyun.com/en/eventbridge/user-guide/create-a-custom-event-source-of-the-http-or-https-events-type
"""

from collections.abc import Iterator

from ebaudit.analysis.transforms.context import Context
from ebaudit.analysis.transforms.path import PROPERTY, JsonPath, parse_path
from ebaudit.jsontext import JsonNode, parse
from ebaudit.model.estate import Estate
from ebaudit.model.finding import Certainty, Fact
from ebaudit.model.resources import Rule
from ebaudit.model.source import Span
from ebaudit.model.value import Unknown, Value, reveal

_REQUEST_PARTS = frozenset(("body", "headers", "path", "queryString", "httpMethod", "method"))
_EVENT_TYPE = "eventbridge:Events:HTTPEvent"


def http_sources(estate: Estate) -> frozenset[str]:
    """Return the names of the estate's HTTP event sources, as far as they are known."""
    names = (
        reveal(source.event_source_name.value)
        for source in estate.event_sources
        if source.event_source_name is not None and source.kind is not None and "http" in source.kind.lower()
    )
    return frozenset(name for name in names if isinstance(name, str))


def reads_http_only(rule: Rule, sources: frozenset[str]) -> bool:
    """Tell whether the rule's pattern names HTTP sources, or their event type, and nothing else."""
    if not sources and not _may_name_type(rule):
        return False
    chosen = _exact(rule, "source")
    if chosen and all(name in sources for name in chosen):
        return True
    return _exact(rule, "type") == [_EVENT_TYPE]


def http_facts(context: Context) -> Iterator[Fact]:
    """Find paths that look for the request's payload beside ``body`` and not in it."""
    value = context.value
    if context.form == "JSONPATH" and value is not None and value.text:
        path = parse_path(value.text)
        if isinstance(path, JsonPath) and len(path.steps) > 1:
            yield from _judge(context, "", path, value.attribute.place((), (path.steps[1].start, path.steps[1].end)))
    for variable in context.variables.items:
        found = variable.path
        if isinstance(found, JsonPath):
            yield from _judge(context, variable.name, found, variable.span)


def _judge(context: Context, name: str, path: JsonPath, span: Span | None) -> Iterator[Fact]:
    steps = path.steps
    if path.root_name() != "data" or len(steps) < 2 or steps[1].kind != PROPERTY:
        return
    if steps[1].names[0] in _REQUEST_PARTS:
        return
    hidden = context.value is not None and context.value.hidden
    shown = "A path" if hidden else f"The path '{path.text}'"
    suggestion = "" if hidden else "$.data.body" + path.text[steps[0].end :]
    message = (
        f"{shown} of the {context.name} misses: an HTTP source's event holds the request's content in 'data.body'."
    )
    data: dict[str, Value] = {"variable": "" if hidden else name, "suggestion": suggestion}
    yield context.fact("jsonpath-misses-body", message, span, key=name, data=data, certainty=Certainty.DOCUMENTED)


def _may_name_type(rule: Rule) -> bool:
    value = reveal(rule.filter_pattern.value) if rule.filter_pattern is not None else None
    return isinstance(value, Unknown) or (isinstance(value, str) and _EVENT_TYPE in value)


def _exact(rule: Rule, key: str) -> list[str] | None:
    """Return the texts that the pattern lists for an attribute; ``None`` when it lists anything else."""
    value = reveal(rule.filter_pattern.value) if rule.filter_pattern is not None else None
    if isinstance(value, Unknown) and value.json is not None:
        return _texts(reveal(value.json), key)
    if not isinstance(value, str):
        return None
    node = parse(value)[0]
    found = node.get(key) if node is not None else None
    return _node_texts(found)


def _node_texts(node: JsonNode | None) -> list[str] | None:
    if node is None or node.kind != "array" or any(item.kind != "string" for item in node.items):
        return None
    return [str(item.value) for item in node.items]


def _texts(structure: Value, key: str) -> list[str] | None:
    found = reveal(structure.get(key)) if isinstance(structure, dict) else None
    if not isinstance(found, tuple):
        return None
    texts = [text for text in map(reveal, found) if isinstance(text, str)]
    return texts if len(texts) == len(found) else None
