"""What is wrong with an expression, where in its file, and what was probably meant."""

from collections.abc import Iterable

from ebaudit.readers.hcl.errors import EvalError
from ebaudit.readers.hcl.tree import Node
from ebaudit.suggest import closest

SUMMARIES = {
    "evaluation": "The expression cannot be evaluated",
    "undeclared-reference": "Reference to something that is not declared",
    "unsupported-attribute": "There is no such attribute",
    "unsupported-function": "There is no such function",
    "cycle": "Things refer to each other in a circle",
    "too-large": "The value is too large",
    "too-much-work": "The value takes too much work",
    "count-and-for-each": "Two arguments decide on the instances",
    "ephemeral-value": "A value that must not be kept is kept",
    "missing-argument": "An argument is missing",
    "missing-input": "A required variable has no value",
    "too-deep": "The expression is nested too deeply",
    "invalid-value": "The value is not of the kind that is needed here",
    "file-access": "The file cannot be read",
    "outside-root": "The file cannot be read",
}


class Fault(EvalError):  # noqa: N818  the word of the language for it
    """An error that knows its stretch of the file."""

    def __init__(self, message: str, node: Node, *, code: str = "evaluation", end: int | None = None) -> None:
        super().__init__(message, code=code)
        self.start = node.start
        self.end = node.end if end is None else end


def summary(code: str) -> str:
    """Return the fixed sentence that goes with a diagnostic's code."""
    return SUMMARIES.get(code, SUMMARIES["evaluation"])


def suggestion(name: str, names: Iterable[str]) -> str:
    """Return " Did you mean "x"?" for the closest of ``names``, or the empty string."""
    close = closest(name, names)
    return f' Did you mean "{close}"?' if close else ""
