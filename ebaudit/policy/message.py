"""Messages of policies: text with ``{CEL}`` in it; ``{{`` and ``}}`` stand for single braces."""

from typing import TYPE_CHECKING, Any

from ebaudit.model.value import Sensitive, Unknown
from ebaudit.policy.cel import (
    CelSyntaxError,
    MissingKeyError,
    Program,
    State,
    compile_code,
)
from ebaudit.policy.cel.functions import to_string
from ebaudit.policy.cel.values import Absent, value_of_key
from ebaudit.policy.policy import Code

if TYPE_CHECKING:
    from ebaudit.policy.cel.check import Scope

HIDDEN, NOT_SET, NOT_KNOWN = "(sensitive)", "(not set)", "(not known)"
_NAMELESS = {HIDDEN, NOT_SET, NOT_KNOWN}
_NOUNS = (
    r"\b(?:[Rr]ule|[Tt]arget|[Cc]onnection|API destination|(?:HTTP )?[Ee]vent source|(?:[Ee]vent )?[Bb]us|[Pp]arameter)"
)


def parse_message(text: str, scope: "Scope") -> tuple[str | Code, ...]:
    """Split a message into literal text and encoded expressions; :class:`CelSyntaxError` with offsets."""
    from ebaudit.policy.cel.check import check
    from ebaudit.policy.cel.parse import parse_prefix
    from ebaudit.policy.cel.tree import encode

    parts: list[str | Code] = []
    literal, at = "", 0
    while at < len(text):
        char = text[at]
        if text[at : at + 2] in {"{{", "}}"}:
            literal, at = literal + char, at + 2
        elif char == "{":
            node, end = parse_prefix(text, at + 1)
            if text[end : end + 1] != "}":
                raise CelSyntaxError("expected '}' after the expression", end, end + 1)
            check(node, scope)
            parts += [literal, encode(node)] if literal else [encode(node)]
            literal, at = "", end + 1
        elif char == "}":
            raise CelSyntaxError("a lone '}': write '}}' for a brace", at, at + 1)
        else:
            literal, at = literal + char, at + 1
    return (*parts, literal) if literal else tuple(parts)


class Message:
    """A compiled message."""

    __slots__ = ("parts", "slots")

    def __init__(self, parts: tuple[str | Code, ...], variables: tuple[str, ...]) -> None:
        self.parts: list[str | Program] = [
            part if isinstance(part, str) else compile_code(part, variables) for part in parts
        ]
        self.slots = max((part.slots for part in self.parts if isinstance(part, Program)), default=0)

    def render(self, variables: list[Any]) -> str:
        """Render with the variables (slot 1 on); what is sensitive, not set or unknown is named as such.

        A thing whose name is none of these to be shown is "this rule", not "rule '(not known)'".
        """
        pieces = [part if isinstance(part, str) else _render(part, variables) for part in self.parts]
        text = "".join(pieces)
        return _without_names(text) if _NAMELESS & set(pieces) else text

    def render_whole(self, variables: list[Any]) -> str:
        """Render, or return the empty string when a part is not set, not known, sensitive or empty."""
        pieces = [part if isinstance(part, str) else _render(part, variables) for part in self.parts]
        return "" if {"", HIDDEN, NOT_SET, NOT_KNOWN} & set(pieces) else "".join(pieces)


def _without_names(text: str) -> str:
    """Say "this rule" where a rule's name would stand in quotes and cannot be shown."""
    import re

    def this(match: re.Match[str]) -> str:
        noun = match[1] if match[1][1:2].isupper() else match[1][0].lower() + match[1][1:]
        return f"{'This' if match.start() == 0 else 'this'} {noun}"

    return re.sub(rf"(?:\b[Tt]he )?({_NOUNS}) '\((?:sensitive|not set|not known)\)'", this, text)


def _render(program: Program, variables: list[Any]) -> str:
    state = State()
    env = [state, *variables, *[None] * (program.slots - len(variables) - 1)]
    try:
        value = program.run(env)
    except MissingKeyError:
        return NOT_SET
    return HIDDEN if state.sensitive else text_of(value)


def text_of(value: Any) -> str:
    """Print a value for people; parts that are sensitive stay hidden."""
    if isinstance(value, Sensitive):
        return HIDDEN
    if isinstance(value, Absent):
        return NOT_SET
    if isinstance(value, Unknown):
        return f"{value.prefix}…" if value.prefix else NOT_KNOWN
    if value is None:
        return "null"
    if isinstance(value, tuple):
        return ", ".join(text_of(item) for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{value_of_key(key)} = {text_of(item)}" for key, item in value.items())
    if isinstance(value, (str, int, float, bytes)):
        return to_string(value)
    return to_string(float(value))
