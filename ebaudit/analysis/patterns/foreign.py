"""Habits of AWS EventBridge patterns, and what Alibaba Cloud has instead.

Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
"""

from ebaudit.analysis.patterns.pattern import OR_KEY, quote

KEYS = {
    "detail": "data",
    "detail-type": "type",
    "account": "aliyunaccountid",
    "region": "aliyunregionid",
    "resources": "subject",
    "version": "specversion",
}
"""Top-level names of AWS events, and what carries the same here."""

OPERATORS = frozenset(("wildcard", "equals-ignore-case"))
"""Operators that only AWS has."""


def key_message(key: str) -> str:
    """Say that a top-level name is one of AWS."""
    means = "alternatives are rules of their own" if key == OR_KEY else f"the same is '{KEYS[key]}'"
    return f"'{key}' belongs to AWS event patterns; here {means}."


def key_advice(key: str) -> str:
    """Say what to write instead of a top-level name of AWS."""
    if key == OR_KEY:
        return "There is no '$or' here: make one rule for each alternative."
    return f"Write '{KEYS[key]}' instead of '{key}'."


def operator_advice(operator: str, operand: str | None) -> str:
    """Say what to write instead of an operator of AWS; ``operand`` is its text where it is a string."""
    if operator == "wildcard":
        return _wildcard(operand)
    return "There is no comparison that ignores case here: list the spellings that occur."


def _wildcard(operand: str | None) -> str:
    if operand is None:
        return "Use 'prefix', 'suffix' or 'contains'."
    parts = operand.split("*")
    if len(parts) == 1:
        return f"Write {quote(operand)}: it has no wildcard."
    filled = [(index, part) for index, part in enumerate(parts) if part]
    if not filled:
        return 'Write {"exists": true}: every string matches.'
    if len(filled) > 1:
        return "There is no operator for text on both sides of a wildcard: use 'prefix', 'suffix' or 'contains' alone."
    index, part = filled[0]
    operator = "prefix" if index == 0 else "suffix" if index == len(parts) - 1 else "contains"
    return f"Write {{{quote(operator)}: {quote(part)}}}."
