"""Patterns and events over a small alphabet, and a matcher written again from the documents alone."""

import json
from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from typing import Any

from hypothesis import strategies as st

TEXTS = st.text("ab1", min_size=1, max_size=3)
NUMBERS = st.sampled_from(["0", "1", "2", "1.5", "-1", "11"])
SCALARS = st.one_of(TEXTS.map(json.dumps), NUMBERS, st.sampled_from(["null", "true", "false", '""']))
ADDRESSES = st.sampled_from(["10.0.0.0/24", "10.0.0.0/30", "10.0.0.0/31", "10.0.0.1", "0.0.0.0/0", "10.0.0.128/25"])


def _object(name: str, operand: str) -> str:
    return f'{{"{name}":{operand}}}'


def _numeric(halves: list[tuple[str, str]]) -> str:
    return _object("numeric", "[" + ",".join(f'"{operator}",{bound}' for operator, bound in halves) + "]")


COMPARISONS = st.tuples(st.sampled_from(["=", "!=", "<", "<=", ">", ">="]), NUMBERS)
CONDITIONS = st.one_of(
    SCALARS,
    st.tuples(st.sampled_from(["prefix", "suffix", "contains"]), TEXTS).map(
        lambda pair: _object(pair[0], json.dumps(pair[1]))
    ),
    SCALARS.map(lambda scalar: _object("anything-but", scalar)),
    st.lists(SCALARS, max_size=3).map(lambda items: _object("anything-but", "[" + ",".join(items) + "]")),
    st.tuples(st.sampled_from(["prefix", "suffix"]), TEXTS).map(
        lambda pair: _object("anything-but", _object(pair[0], json.dumps(pair[1])))
    ),
    st.lists(COMPARISONS, min_size=1, max_size=2).map(_numeric),
    ADDRESSES.map(lambda block: _object("cidr", json.dumps(block))),
    st.sampled_from(['{"exists":true}', '{"exists":false}']),
)
LEAVES = st.lists(CONDITIONS, min_size=1, max_size=3).map(lambda items: "[" + ",".join(items) + "]")


@st.composite
def patterns(draw: st.DrawFn) -> str:
    """The text of a valid pattern."""
    members = [f'"{name}":{draw(LEAVES)}' for name in ("source", "subject") if draw(st.booleans())]
    data = []
    if draw(st.booleans()):
        data.append(f'"x":{draw(LEAVES)}')
    shape = draw(st.sampled_from(["none", "leaf", "nested"]))
    if shape != "none":
        data.append(f'"y":{draw(LEAVES)}' if shape == "leaf" else f'"y":{{"z":{draw(LEAVES)}}}')
    if data:
        members.append('"data":{' + ",".join(data) + "}")
    return "{" + ",".join(members) + "}"


VALUES = (
    None, "null", "true", "false", "0", "1", "1.5", "2", "11", "1.0", '""', '"a"', '"b"', '"ab"', '"aba"', '"1"',
    '"11b"', '"10.0.0.1"', '"10.0.0.255"', '"true"', "{}", "[]", '["a","b"]', '["a",1]', "[1,null]", '["a",{}]',
    '{"z":"a"}', '{"z":1}', '{"z":null}', '{"z":["a","ab"]}',
)  # fmt: skip
"""What may stand at a field of a payload; ``None`` for nothing."""


def _members(pairs: dict[str, str | None]) -> str:
    return "{" + ",".join(f'"{name}":{text}' for name, text in pairs.items() if text is not None) + "}"


def event_text(source: str, subject: str | None, x: str | None, y: str | None) -> str:
    payload = _members({"x": x, "y": y})
    return _members(
        {"id": '"1"', "source": source, "specversion": '"1.0"', "type": '"t"', "subject": subject, "data": payload}
    )


EVENTS = st.builds(
    event_text,
    TEXTS.map(json.dumps),
    st.one_of(st.none(), st.text("ab1", max_size=3).map(json.dumps)),
    st.one_of(st.sampled_from(VALUES), SCALARS),
    st.one_of(st.sampled_from(VALUES), SCALARS),
)


def small_world() -> Iterator[str]:
    """Every event with few values at each field."""
    few = VALUES[::3]
    for source, subject, x, y in product(
        ('"a"', '"ab"', '"1"'), (None, '""', '"b"', '"aba"'), few, VALUES[::2] + VALUES[-4:]
    ):
        yield event_text(source, subject, x, y)


class Number(str):
    """A number's spelling."""

    __slots__ = ()


def plain(text: str) -> Any:
    return json.loads(text, parse_int=Number, parse_float=Number)


def naive(pattern: str, event: str) -> bool:
    """Match by the table of the documents, one case after the other."""
    wanted, given = plain(pattern), plain(event)
    fields = list(_flat((), wanted))
    if any(keys[0] == "data" for keys, _ in fields) and given.get("data") is None:
        return False
    return all(_field(conditions, _lookup(given, keys)) for keys, conditions in fields)


MISSING = object()


def _flat(keys: tuple[str, ...], node: dict[str, Any]) -> Iterator[tuple[tuple[str, ...], list[Any]]]:
    for key, value in node.items():
        if isinstance(value, dict):
            yield from _flat((*keys, key), value)
        else:
            yield (*keys, key), value


def _lookup(node: Any, keys: tuple[str, ...]) -> Any:
    for key in keys:
        if not isinstance(node, dict) or key not in node:
            return MISSING
        node = node[key]
    return node


def _field(conditions: list[Any], value: Any) -> bool:
    if value is MISSING:
        return {"exists": False} in conditions
    if isinstance(value, dict):
        return False
    if isinstance(value, list):
        if any(isinstance(item, dict | list) for item in value):
            return False
        return any(_scalar(condition, item) for item in value for condition in conditions)
    return any(_scalar(condition, value) for condition in conditions)


def _text(value: Any) -> Any:
    """What equality compares; events here hold numbers in canonical spelling only."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value


def _is_string(value: Any) -> bool:
    return isinstance(value, str) and not isinstance(value, Number)


def _scalar(condition: Any, value: Any) -> bool:
    if not isinstance(condition, dict):
        return bool(_text(condition) == _text(value))
    ((operator, operand),) = condition.items()
    if operator == "exists":
        return bool(operand)
    if operator == "numeric":
        return isinstance(value, Number) and all(
            _compare(operand[at], Fraction(value), Fraction(operand[at + 1])) for at in range(0, len(operand), 2)
        )
    if operator == "anything-but":
        if isinstance(operand, dict):
            return not _scalar(operand, value)
        return all(_text(item) != _text(value) for item in (operand if isinstance(operand, list) else [operand]))
    if not _is_string(value):
        return False
    if operator == "cidr":
        return _in_block(operand, value)
    return bool(
        {"prefix": value.startswith, "suffix": value.endswith, "contains": value.__contains__}[operator](operand)
    )


def _compare(operator: str, one: Fraction, other: Fraction) -> bool:
    equal = abs(one - other) <= Fraction(1, 10**7)
    return {
        "=": equal, "!=": not equal, "<": one < other and not equal, ">": one > other and not equal,
        "<=": one < other or equal, ">=": one > other or equal,
    }[operator]  # fmt: skip


def _in_block(block: str, value: str) -> bool:
    from ipaddress import AddressValueError, IPv4Address, IPv4Network

    try:
        address = IPv4Address(".".join(str(int(part)) for part in value.split(".")))
    except (AddressValueError, ValueError):
        return False
    if "/" not in block:
        return address == IPv4Address(block)
    network = IPv4Network(block)
    return network.network_address < address < network.broadcast_address
