"""One element of a field's array: a value to equal, or a condition object."""

from typing import TYPE_CHECKING

from ebaudit.analysis.patterns.pattern import (
    ALL_OF,
    ANYTHING_BUT,
    CIDR,
    CONTAINS,
    EQUALS,
    EXISTS,
    NUMERIC,
    OPERATORS,
    PREFIX,
    SUFFIX,
    UNKNOWN,
    Comparison,
    Condition,
    Scalar,
)
from ebaudit.analysis.patterns.problems import ProblemKind
from ebaudit.analysis.patterns.tree import UnknownNode
from ebaudit.jsontext import JsonNode
from ebaudit.model.value import Path, Unknown
from ebaudit.suggest import closest

if TYPE_CHECKING:
    from ebaudit.analysis.patterns.parse import Reading

_ONE_KEY = "each pattern condition should only have one condition key"
_CIDR = "the prefix condition only support string value"
_COMPARE = (">", "<", ">=", "<=", "=", "!=")
_SCALARS = ("string", "number", "bool", "null")


def scalar_of(node: JsonNode) -> Scalar:
    """Return a JSON scalar as equality sees it."""
    return Scalar(node.kind, str(node.value) if node.kind == "string" else node.text or "null")


def first_unknown(node: JsonNode) -> Unknown | None:
    """Return something unknown inside the node."""
    if isinstance(node, UnknownNode):
        return node.unknown
    for item in (*node.items, *(value for _, value in node.members)):
        found = first_unknown(item)
        if found is not None:
            return found
    return None


def parse_element(reading: "Reading", path: Path, name: str, node: JsonNode) -> Condition | None:
    """Read one element of the array of the field ``name``; ``None`` when the service would refuse it."""
    if isinstance(node, UnknownNode):
        return Condition(UNKNOWN, path, unknown=node.unknown)
    if node.kind == "array":
        reason = f"nested pattern value isn't supported, pattern key: {name}"
        message = f"An array stands inside the array of '{name}'; its elements must be values or conditions."
        reading.refuse(node, path, "nested-array", reason, message, advice="Put its elements into the outer array.")
        return None
    if node.kind == "object":
        return _condition(reading, path, node)
    return Condition(EQUALS, path, node.start, node.end, scalars=(scalar_of(node),))


def _condition(reading: "Reading", path: Path, node: JsonNode) -> Condition | None:
    members = list(node.effective())
    if not members:
        message = "A condition object is empty; it needs one operator."
        reading.refuse(node, path, "empty-condition", _ONE_KEY, message)
        return None
    parts = [_operator(reading, path, node, key, value) for key, value in members]
    if len(parts) == 1:
        return parts[0]
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    names = " and ".join(f"'{part.operator}'" for part in known)
    reading.refuse(
        node, path, "several-operators", _ONE_KEY,
        f"One condition object has {names}: the documentation shows such objects, the open-source engine refuses them.",
        kind=ProblemKind.AMBIGUOUS, service_code="",
        advice="Put each operator into an object of its own (either may then match), or make two rules.",
    )  # fmt: skip
    return Condition(ALL_OF, path, node.start, node.end, parts=tuple(known))


def _operator(reading: "Reading", path: Path, node: JsonNode, key: JsonNode, value: JsonNode) -> Condition | None:
    name, at = str(key.value), (*path, str(key.value))
    if name not in OPERATORS:
        _unknown_operator(reading, at, key, value)
        return None
    unknown = first_unknown(value)
    if unknown is not None:
        return Condition(UNKNOWN, path, node.start, node.end, text=name, unknown=unknown)
    if name in (PREFIX, SUFFIX, CONTAINS):
        text = _text(reading, at, name, value)
        return None if text is None else Condition(name, path, node.start, node.end, text=text)
    if name == EXISTS:
        return _exists(reading, path, node, value)
    if name == CIDR:
        return _cidr(reading, path, node, value)
    if name == NUMERIC:
        return _numeric(reading, path, node, value)
    return _anything_but(reading, path, node, value)


def _unknown_operator(reading: "Reading", path: Path, key: JsonNode, value: JsonNode) -> None:
    from ebaudit.analysis.patterns import foreign

    name = str(key.value)
    reason = f"the pattern condition is unrecognized: {name}"
    if name in foreign.OPERATORS:
        operand = str(value.value) if value.kind == "string" else None
        message = f"'{name}' is an operator of AWS event patterns that does not exist here."
        advice = foreign.operator_advice(name, operand)
        reading.refuse(
            key, path, "foreign-operator", reason, message,
            kind=ProblemKind.FOREIGN, key=True, advice=advice, extra=(("operator", name),),
        )  # fmt: skip
        return
    suggestion = closest(name, OPERATORS)
    advice = f"Did you mean '{suggestion}'?" if suggestion else f"The operators are {', '.join(OPERATORS)}."
    extra = (("operator", name), ("suggestion", suggestion))
    message = f"'{name}' is not an operator of event patterns"
    message += f"; the closest is '{suggestion}'." if suggestion else "."
    reading.refuse(key, path, "unknown-operator", reason, message, key=True, advice=advice, extra=extra)


def _text(reading: "Reading", path: Path, name: str, node: JsonNode) -> str | None:
    """Read the operand of prefix, suffix or contains."""
    if node.kind != "string":
        reason = f"the {name} condition only support string value"
        from ebaudit.analysis.patterns import foreign

        case = node.kind == "object" and node.get("equals-ignore-case") is not None
        message = f"The operand of '{name}' is {_article(node.kind)}; it must be a string."
        kind = ProblemKind.FOREIGN if case else ProblemKind.INVALID
        advice = foreign.operator_advice("equals-ignore-case", None) if case else ""
        reading.refuse(node, path, f"{name}-not-a-string", reason, message, kind=kind, advice=advice)
        return None
    if not node.value:
        reason = f"the {name} condition doesn't support empty string value"
        message = f"The operand of '{name}' is empty."
        advice = 'Write {"exists": true} to accept any value.'
        reading.refuse(node, path, f"empty-{name}", reason, message, advice=advice)
        return None
    return str(node.value)


def _article(kind: str) -> str:
    return {"object": "an object", "array": "an array", "null": "null", "bool": "a Boolean"}.get(kind, f"a {kind}")


def _exists(reading: "Reading", path: Path, node: JsonNode, value: JsonNode) -> Condition | None:
    if value.kind == "bool":
        return Condition(EXISTS, path, node.start, node.end, flag=value.value is True)
    reason = "the exists condition only support boolean value"
    message = f"The operand of 'exists' is {_article(value.kind)}; it must be true or false."
    advice = f"Write {value.value} without quotes." if value.value in ("true", "false") else ""
    reading.refuse(value, (*path, EXISTS), "exists-not-a-boolean", reason, message, advice=advice)
    return None


def _cidr(reading: "Reading", path: Path, node: JsonNode, value: JsonNode) -> Condition | None:
    from ebaudit.analysis.patterns.addresses import parse_block

    if value.kind == "string" and parse_block(str(value.value)) is not None:
        return Condition(CIDR, path, node.start, node.end, text=str(value.value))
    if value.kind != "string":
        message, advice = f"The operand of 'cidr' is {_article(value.kind)}; it must be a string.", ""
    elif ":" in str(value.value):
        message = "The operand of 'cidr' is an IPv6 block; only IPv4 blocks are supported."
        advice = "Use 'prefix' on the text of the address."
    else:
        message = "The operand of 'cidr' is not an IPv4 block such as 10.0.0.0/24."
        advice = ""
    reading.refuse(value, (*path, CIDR), "invalid-cidr", _CIDR, message, advice=advice)
    return None


def _anything_but(reading: "Reading", path: Path, node: JsonNode, value: JsonNode) -> Condition | None:
    at = (*path, ANYTHING_BUT)
    if value.kind == "object":
        return _anything_but_object(reading, path, node, value)
    items = value.items if value.kind == "array" else (value,)
    fine = True
    for index, item in enumerate(items):
        if item.kind not in _SCALARS:
            fine = False
            reason = "the anything-but condition only support null or primitive values"
            message = f"The list of 'anything-but' holds {_article(item.kind)}; only plain values can be excluded."
            reading.refuse(item, (*at, index), "anything-but-not-plain", reason, message)
    if not fine:
        return None
    return Condition(ANYTHING_BUT, path, node.start, node.end, scalars=tuple(scalar_of(item) for item in items))


def _anything_but_object(reading: "Reading", path: Path, node: JsonNode, value: JsonNode) -> Condition | None:
    at = (*path, ANYTHING_BUT)
    members = list(value.effective())
    if len(members) != 1:
        message = "The object of 'anything-but' must have exactly one operator, 'prefix' or 'suffix'."
        reading.refuse(value, at, "anything-but-operators", _ONE_KEY, message)
        return None
    key, operand = members[0]
    name = str(key.value)
    if name in (PREFIX, SUFFIX):
        text = _text(reading, (*at, name), name, operand)
        made = Condition(ANYTHING_BUT, path, node.start, node.end, inner=name, text=text or "")
        return None if text is None else made
    from ebaudit.analysis.patterns import foreign

    reason = "anything but condition only support prefix or suffix"
    message = f"'anything-but' can negate values, a 'prefix' or a 'suffix', but not '{name}'."
    kind = ProblemKind.FOREIGN if name in foreign.OPERATORS else ProblemKind.INVALID
    code = "foreign-operator" if name in foreign.OPERATORS else "anything-but-operator"
    reading.refuse(key, (*at, name), code, reason, message, kind=kind, key=True, extra=(("operator", name),))
    return None


def _numeric(reading: "Reading", path: Path, node: JsonNode, value: JsonNode) -> Condition | None:
    at = (*path, NUMERIC)
    if value.kind != "array":
        reason = "the numeric condition needs an array value"
        message = f"The operand of 'numeric' is {_article(value.kind)}; it must be an array such as [\">\", 0]."
        reading.refuse(value, at, "numeric-not-an-array", reason, message)
        return None
    if len(value.items) not in (2, 4):
        reason = "the numeric array value should have 2 or 4 elements"
        count = len(value.items)
        has = "1 element" if count == 1 else f"{count} elements"
        message = f"'numeric' has {has}; it takes one or two pairs of operator and number."
        reading.refuse(value, at, "numeric-length", reason, message)
        return None
    halves = [_comparison(reading, at, value.items, index) for index in range(0, len(value.items), 2)]
    comparisons = tuple(half for half in halves if half is not None)
    if len(comparisons) < len(halves):
        return None
    return Condition(NUMERIC, path, node.start, node.end, comparisons=comparisons)


def _comparison(reading: "Reading", path: Path, items: tuple[JsonNode, ...], index: int) -> Comparison | None:
    from ebaudit.analysis.patterns.numbers import BOUND, number_value

    operator, bound = items[index], items[index + 1]
    if operator.kind != "string" or bound.kind != "number":
        wrong, at = (operator, index) if operator.kind != "string" else (bound, index + 1)
        reason = "the numeric value should contains an operator and a number"
        quoted = wrong is bound and bound.kind == "string"
        message = f"'numeric' pairs an operator with a number, but here stands {_article(wrong.kind)}."
        advice = f"Write {bound.value} without quotes." if quoted else ""
        reading.refuse(wrong, (*path, at), "numeric-pair", reason, message, advice=advice)
        return None
    if not -BOUND <= number_value(bound.text) <= BOUND:
        reason = "the numeric value must be between -1.0E9 and 1.0E9 inclusive"
        message = f"The bound {bound.text} of 'numeric' lies outside -1000000000 to 1000000000."
        reading.refuse(bound, (*path, index + 1), "numeric-bound", reason, message)
        return None
    if operator.value not in _COMPARE:
        reason = "the numeric exp only support >,<,>=,<=,=,!="
        message = f"'{operator.value}' is not an operator of 'numeric'; those are {', '.join(_COMPARE)}."
        advice = "Write '='." if operator.value in ("==", "===") else "Write '!='." if operator.value == "<>" else ""
        reading.refuse(operator, (*path, index), "numeric-operator", reason, message, advice=advice)
        return None
    return Comparison(str(operator.value), bound.text)
