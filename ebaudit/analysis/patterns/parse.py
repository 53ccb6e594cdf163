"""JSON text or a Terraform value to a :class:`Pattern`, with every reason why the service would refuse it.

What is refused, and in which words, is the open-source engine's: ``PatternEvaluatorBuilder`` of
https://github.com/apache/rocketmq-eventbridge. ``contains`` is documented for the hosted service.
"""

from ebaudit.analysis.patterns import foreign
from ebaudit.analysis.patterns.conditions import parse_element
from ebaudit.analysis.patterns.pattern import (
    ATTRIBUTES,
    EXTENSIONS,
    OPERATORS,
    OR_KEY,
    UNKNOWN,
    Condition,
    Field,
    Pattern,
)
from ebaudit.analysis.patterns.problems import DOCUMENTED, EMPTY_ERROR, SCHEMA_ERROR, PatternProblem, ProblemKind
from ebaudit.analysis.patterns.tree import UNKNOWN_KIND, UnknownNode, from_value
from ebaudit.jsontext import JsonNode, JsonProblem, parse
from ebaudit.model.finding import Certainty
from ebaudit.model.record import Record
from ebaudit.model.source import SourceText
from ebaudit.model.value import Path, Sensitive, Unknown, Value, has_sensitive, reveal
from ebaudit.suggest import closest

_NOT_OBJECT = "the pattern should be a JSON object"
_NOT_JSON = "the pattern isn't a valid json format string"
_NO_DATA = "the data pattern doesn't have any pattern key"


class Reading(Record):
    """A pattern being read: its source text (empty without one) and the problems so far."""

    text: str
    problems: list[PatternProblem]

    def refuse(  # noqa: PLR0913  what a problem is made of
        self,
        node: JsonNode,
        path: Path,
        code: str,
        reason: str,
        message: str,
        *,
        kind: ProblemKind = ProblemKind.INVALID,
        key: bool = False,
        advice: str = "",
        service_code: str = SCHEMA_ERROR,
        extra: tuple[tuple[str, str], ...] = (),
    ) -> None:
        """Record a problem at a node."""
        problem = PatternProblem(
            kind, code, message, reason, service_code, path, node.start, node.end, key, advice,
            certainty=Certainty.DOCUMENTED if code in DOCUMENTED else Certainty.MODELLED, extra=dict(extra),
        )  # fmt: skip
        self.problems.append(problem)


def parse_pattern(source: Value) -> tuple[Pattern | None, list[PatternProblem]]:
    """Parse a pattern from its JSON text, or from an unknown text whose structure is known; never raises.

    Without a pattern, a problem says why; no pattern and no problem means that the text is unknown.
    """
    sensitive = isinstance(source, Sensitive)
    value = reveal(source)
    if isinstance(value, Unknown):
        if value.json is None:
            return None, []
        sensitive = sensitive or has_sensitive(value.json)
        return _build(from_value(value.json), "", sensitive=sensitive, problems=[])
    if not isinstance(value, str):
        value = ""
    node, json_problems = parse(value, lenient=True)
    problems = [_from_json(problem, value) for problem in json_problems if node is not None]
    if node is None:
        problems = [_unreadable(value, json_problems[-1])]
        return None, _located(problems, value)
    pattern, problems = _build(node, value, sensitive=sensitive, problems=problems)
    return pattern, _located(problems, value)


def _located(problems: list[PatternProblem], text: str) -> list[PatternProblem]:
    """Put problems into the order of the text, with line and column."""
    source = SourceText("", text)
    placed = []
    for problem in sorted(problems, key=lambda problem: problem.start):
        line, column = source.position(problem.start)
        placed.append(problem._replace(line=line, column=column))
    return placed


def _unreadable(text: str, problem: JsonProblem) -> PatternProblem:
    if problem.code == "too-deep":
        return PatternProblem(ProblemKind.UNREADABLE, "too-deep", problem.message, start=problem.start, end=problem.end)
    message = f"The pattern is not valid JSON: {_sentence_part(problem.message)}"
    code, reason = "invalid-json", _NOT_JSON
    if not text.strip():
        return PatternProblem(
            ProblemKind.INVALID, "empty-pattern", "The pattern is empty.", _NOT_OBJECT, EMPTY_ERROR, (), 0, len(text)
        )
    return PatternProblem(
        ProblemKind.INVALID, code, message, reason, SCHEMA_ERROR, (), problem.start, problem.end,
        advice="Build the pattern with jsonencode, which always prints valid JSON.",
        certainty=Certainty.DOCUMENTED, extra={"json": problem.code},
    )  # fmt: skip


def _sentence_part(message: str) -> str:
    return message if message[1:2].isupper() else message[:1].lower() + message[1:]


_CONSEQUENCES = {
    "trailing-comma": "The service reads a comma before the closing bracket as one more element, null.",
    "missing-element": "The service reads the missing element as null.",
    "duplicate-key": "The name {name} stands twice in one object, and the service silently keeps the last value only.",
}


def _from_json(problem: JsonProblem, text: str) -> PatternProblem:
    message = _CONSEQUENCES.get(problem.code, "").replace("{name}", text[problem.start : problem.end])
    if not message:
        from ebaudit.jsontext.relaxed import LENIENCIES

        message = f"The pattern is JSON only to a lenient parser: {_sentence_part(LENIENCIES[problem.code])}"
    return PatternProblem(
        ProblemKind.LENIENT,
        problem.code,
        message,
        start=problem.start,
        end=problem.end,
        key=problem.code == "duplicate-key",
    )


def _build(
    root: JsonNode, text: str, *, sensitive: bool, problems: list[PatternProblem]
) -> tuple[Pattern | None, list[PatternProblem]]:
    reading = Reading(text, problems)
    fields: list[Field] = []
    if root.kind == "object":
        for key, value in root.effective():
            fields += _top(reading, str(key.value), key, value)
    elif root.kind != UNKNOWN_KIND:
        reading.refuse(root, (), "not-an-object", _NOT_OBJECT, "The pattern is not a JSON object.")
    if root.kind == UNKNOWN_KIND or any(problem.rejected for problem in problems):
        return None, problems
    return Pattern(tuple(fields), text, sensitive), problems


def _top(reading: Reading, name: str, key: JsonNode, value: JsonNode) -> list[Field]:
    """Read one top-level member."""
    path: Path = (name,)
    if name == "data":
        return _data(reading, path, key, value)
    known = name in ATTRIBUTES or name in EXTENSIONS
    if not known:
        _unknown_key(reading, path, key, value)
        if name == "detail" and value.kind == "object":
            _data(reading, path, key, value)
        elif value.kind == "array" and name != OR_KEY:
            _leaf(reading, path, key, value)
        return []
    return _leaf(reading, path, key, value)


def _unknown_key(reading: Reading, path: Path, key: JsonNode, value: JsonNode) -> None:
    name = str(key.value)
    reason = _shape_reason(value) or f"the pattern has unrecognized pattern key: {name}"
    if name in foreign.KEYS or name == OR_KEY:
        reading.refuse(
            key, path, "foreign-key", reason, foreign.key_message(name),
            kind=ProblemKind.FOREIGN, key=True, advice=foreign.key_advice(name), extra=(("name", name),),
        )  # fmt: skip
        return
    suggestion = closest(name, (*ATTRIBUTES, *EXTENSIONS, "data"), 0.75)
    advice = f"Did you mean '{suggestion}'?" if suggestion else "Fields of the payload stand inside 'data'."
    message = f"'{name}' is not an attribute of events, so a pattern cannot name it at the top level"
    message += f"; the closest name is '{suggestion}'." if suggestion else "."
    extra = (("name", name), ("suggestion", suggestion))
    reading.refuse(key, path, "unknown-key", reason, message, key=True, advice=advice, extra=extra)


def _shape_reason(value: JsonNode) -> str:
    """Return the service's words for a member that is no array, or an empty one; an object or null has none."""
    if value.kind in ("object", "null"):
        return "UnsupportedOperationException: " + ("JsonObject" if value.kind == "object" else "JsonNull")
    if value.kind == "array":
        return "" if value.items else "the pattern has invalid pattern value: []"
    if value.kind == UNKNOWN_KIND:
        return ""
    return f"the pattern has invalid pattern value: {value.value if value.kind == 'string' else value.text}"


def _data(reading: Reading, path: Path, key: JsonNode, value: JsonNode) -> list[Field]:
    """Read ``data`` or an object inside it."""
    names = tuple(str(step) for step in path)
    if isinstance(value, UnknownNode):
        return [_unknown_field(path, key, value)]
    if value.kind != "object":
        message = f"'{'.'.join(names)}' is not an object with the fields of the payload."
        reading.refuse(value, path, "data-not-an-object", _NO_DATA, message)
        return []
    if not value.members:
        message = f"'{'.'.join(names)}' is an empty object, so there is nothing to compare."
        reading.refuse(value, path, "empty-data", _NO_DATA, message)
        return []
    fields: list[Field] = []
    for name, inner in value.effective():
        below = (*path, str(name.value))
        if name.value == OR_KEY and _holds_patterns(inner):
            _alternatives(reading, below, name, inner)
        elif inner.kind == "object" or isinstance(inner, UnknownNode):
            fields += _data(reading, below, name, inner)
        else:
            fields += _leaf(reading, below, name, inner)
    return fields


def _holds_patterns(value: JsonNode) -> bool:
    """Tell whether an array holds patterns, as AWS's alternatives do, and not conditions."""
    names = {str(name.value) for item in value.items for name, _ in item.members}
    return bool(names) and names.isdisjoint(OPERATORS) and names.isdisjoint(foreign.OPERATORS)


def _alternatives(reading: Reading, path: Path, key: JsonNode, value: JsonNode) -> None:
    """Refuse the alternatives of AWS inside ``data``, where the service takes them for conditions."""
    first = value.items[0].members
    reason = "each pattern condition should only have one condition key"
    if len(first) == 1:
        reason = f"the pattern condition is unrecognized: {first[0][0].value}"
    reading.refuse(
        key, path, "foreign-key", reason, foreign.key_message(OR_KEY),
        kind=ProblemKind.FOREIGN, key=True, advice=foreign.key_advice(OR_KEY), extra=(("name", OR_KEY),),
    )  # fmt: skip


def _unknown_field(path: Path, key: JsonNode, value: UnknownNode) -> Field:
    condition = Condition(UNKNOWN, path, unknown=value.unknown)
    return Field(tuple(str(step) for step in path), (condition,), key.start, key.end, whole=True)


def _leaf(reading: Reading, path: Path, key: JsonNode, value: JsonNode) -> list[Field]:
    """Read a field's array of conditions."""
    if isinstance(value, UnknownNode):
        return [_unknown_field(path, key, value)]
    names = tuple(str(step) for step in path)
    reason = _shape_reason(value)
    if reason:
        _refuse_shape(reading, path, value, reason)
        return []
    conditions = []
    for index, item in enumerate(value.items):
        condition = parse_element(reading, (*path, index), names[-1], item)
        if condition is not None:
            conditions.append(condition)
    return [Field(names, tuple(conditions), key.start, key.end)]


def _refuse_shape(reading: Reading, path: Path, value: JsonNode, reason: str) -> None:
    name = ".".join(str(step) for step in path)
    if value.kind == "array":
        message = f"The array of '{name}' is empty, so no event could match."
        reading.refuse(value, path, "empty-array", reason, message, advice="Leave the field out to accept any value.")
        return
    what = {"object": "an object", "null": "null"}.get(value.kind, f"a {value.kind.replace('bool', 'Boolean')}")
    message = f"'{name}' has {what} where an array of values or conditions must stand."
    advice = f"Write [{reading.text[value.start : value.end]}]." if value.text and value.start >= 0 else ""
    reading.refuse(value, path, "not-an-array", reason, message, advice=advice)
