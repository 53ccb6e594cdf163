"""``count`` and ``for_each``: how many instances a block has, and what each sees."""

from ebaudit.model.record import Record
from ebaudit.model.types import NUMBER
from ebaudit.model.value import SetValue, Unknown, Value
from ebaudit.readers.hcl.convert import convert, type_of, type_text
from ebaudit.readers.hcl.core import evaluate, evaluate_lazily
from ebaudit.readers.hcl.declarations import Declared
from ebaudit.readers.hcl.errors import EvalError
from ebaudit.readers.hcl.faults import Fault
from ebaudit.readers.hcl.lazy import LazyObject
from ebaudit.readers.hcl.marks import blend, unmark
from ebaudit.readers.hcl.scope import Scope
from ebaudit.readers.hcl.tree import AttributeNode, Expr

MAX_INSTANCES = 100_000
"""More instances of one block are refused: no service has quotas near it."""

UNKNOWN_KEY = "[(unknown)]"
"""What the address of the one instance ends with that stands for an unknown number of them."""

Key = int | str | None


class Expansion(Record):
    """The instances of one block: ``kind`` is ``single``, ``count`` or ``for_each``.

    ``instances`` has for each key what ``each`` and ``count`` mean there. ``unknown`` is set when the keys cannot
    be known; then there is one instance, with the key ``None``.
    """

    kind: str
    instances: list[tuple[Key, dict[str, Value]]]
    origin: tuple[Expr, Scope] | None = None
    unknown: Unknown | None = None


SINGLE = Expansion("single", [(None, {})])


def is_single(declared: Declared) -> bool:
    """Tell whether a block has neither ``count`` nor ``for_each``."""
    arguments = declared.body.attributes
    return "count" not in arguments and "for_each" not in arguments


def suffix(key: Key, expansion: Expansion) -> str:
    """Return what Terraform puts after an address for an instance key."""
    if expansion.unknown is not None:
        return UNKNOWN_KEY
    return key_text(key)


def key_text(key: Key) -> str:
    """Return an instance key as Terraform prints it."""
    if key is None:
        return ""
    if isinstance(key, int):
        return f"[{key}]"
    escaped = key.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'["{escaped.replace("${", "$${").replace("%{", "%%{")}"]'


def expand(declared: Declared, scope: Scope) -> Expansion:
    """Return the instances of a block; what is wrong with ``count`` or ``for_each`` is reported to ``scope``."""
    for_each = declared.attribute("for_each")
    count = declared.attribute("count")
    if for_each is not None and count is not None:
        message = 'A block has either "count" or "for_each", not both.'
        source = declared.source_of(for_each)
        return _unknown("for_each", scope.within(source).fail(for_each, EvalError(message, code="count-and-for-each")))
    if for_each is not None:
        return _guarded(for_each, scope.within(declared.source_of(for_each)), "for_each")
    if count is not None:
        return _guarded(count, scope.within(declared.source_of(count)), "count")
    return SINGLE


def _guarded(node: AttributeNode, scope: Scope, kind: str) -> Expansion:
    try:
        return _for_each(node.expr, scope) if kind == "for_each" else _count(node.expr, scope)
    except EvalError as error:
        return _unknown(kind, scope.fail(node.expr, error))


def _unknown(kind: str, why: Unknown, value: Value = None) -> Expansion:
    if kind == "count":
        index: dict[str, Value] = {"count.index": blend((why,), type=NUMBER, not_null=True)}
        return Expansion(kind, [(None, index)], unknown=why)
    each: dict[str, Value] = {"each.key": blend((why,)), "each.value": blend((why,)) if value is None else value}
    return Expansion(kind, [(None, each)], unknown=why)


def _count(expr: Expr, scope: Scope) -> Expansion:
    value, marks = unmark(evaluate(expr, scope))
    if marks:
        raise Fault("A sensitive value cannot be a count: the addresses of the instances would show it.", expr)
    if value is None:
        raise Fault("The count is null; it must be a whole number.", expr)
    number = convert(value, NUMBER)
    if isinstance(number, Unknown):
        return _unknown("count", number)
    if not isinstance(number, int) or number < 0:
        raise Fault("The count must be a whole number of zero or more.", expr)
    if number > MAX_INSTANCES:
        raise Fault(f"The count is {number:,}; more than {MAX_INSTANCES:,} is refused.", expr, code="too-large")
    return Expansion("count", [(index, {"count.index": index}) for index in range(number)])


def _for_each(expr: Expr, scope: Scope) -> Expansion:
    value, marks = unmark(evaluate_lazily(expr, scope))
    if marks:
        raise Fault("A sensitive value cannot be a for_each: the addresses of the instances would show it.", expr)
    if isinstance(value, LazyObject):
        value = value.whole()
    if isinstance(value, Unknown):
        return _unknown("for_each", value)
    if isinstance(value, SetValue):
        return _for_each_set(expr, value, scope)
    if not isinstance(value, dict):
        kind = "null" if value is None else f"of type {type_text(type_of(value))}"
        raise Fault(f"The for_each is {kind}; it must be a map or a set of strings.", expr, code="invalid-value")
    pairs: list[tuple[Key, dict[str, Value]]] = [
        (key, {"each.key": key, "each.value": value[key]}) for key in sorted(value)
    ]
    return Expansion("for_each", pairs, (expr, scope))


def _for_each_set(expr: Expr, value: SetValue, scope: Scope) -> Expansion:
    pairs: list[tuple[Key, dict[str, Value]]] = []
    for item in value:
        if isinstance(item, Unknown):
            return _unknown("for_each", item, blend((item,)))
        if not isinstance(item, str):
            raise Fault("The for_each is a set of other things than strings.", expr, code="invalid-value")
        pairs.append((item, {"each.key": item, "each.value": item}))
    return Expansion("for_each", pairs, (expr, scope))
