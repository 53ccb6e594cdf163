"""How much work expressions may make, counted in elements, so that no few lines of configuration run for long.

A value of its own (a local, an argument, an output) has an allowance, and all of one reading have one together.
"""

from ebaudit.model.value import Sensitive, Value
from ebaudit.readers.hcl.errors import EvalError

VALUE = 600_000
"""Units that one value may take: enough for any real list of rules, some tenths of a second."""
READING = 5_000_000
"""Units that all values of one reading may take together, before what each resource adds."""
RESOURCE = 500
"""Units by which each resource that is read raises that."""
TEXT = 16
"""Characters that count as one part of a value."""
STEP = 6
WIDTH = 64
"""What an element of a loop takes, and the characters of source behind it that take one unit more."""

TOO_MUCH = "too-much-work"
AGAIN = "too-much-work-again"
"""The codes of the first refusal and of those that only follow from it."""


class Effort:
    """What is left of the allowances."""

    __slots__ = ("left", "said", "said_all", "total")

    def __init__(self) -> None:
        self.total = READING
        self.left = VALUE
        self.said = False
        self.said_all = False

    def spend(self, units: int) -> None:
        """Take units from both allowances; raise ``EvalError`` when one is used up."""
        self.left -= units
        self.total -= units
        if self.left < 0 or self.total < 0:
            raise self._refusal()

    def _refusal(self) -> EvalError:
        if self.said or self.said_all:
            return EvalError("too much work", code=AGAIN)
        self.said, self.said_all = True, self.total < 0
        if self.said_all:
            message = "The expressions of this configuration take more work altogether than is allowed"
        else:
            message = f"The value takes more work than making {VALUE // STEP:,} elements in a loop, which is refused"
        return EvalError(message, code=TOO_MUCH)

    def open(self) -> tuple[int, bool]:
        """Begin a value with an allowance of its own; return what ``close`` needs."""
        before = self.left, self.said
        self.left, self.said = VALUE, False
        return before

    def close(self, before: tuple[int, bool]) -> None:
        """End a value; the one around it goes on with its allowance."""
        self.left, self.said = before

    def allow(self, units: int) -> None:
        """Raise the allowance of the reading."""
        self.total += units

    def loop(self, width: int) -> None:
        """Spend what one element of a loop takes; ``width`` is the length of the source that makes it."""
        self.spend(STEP + width // WIDTH)

    def walk(self, *values: Value, share: int = 1) -> None:
        """Spend a ``share``-th of a unit for every part of the values."""
        most = (max(self.left, 0) + 1) * share
        count = 0
        for value in values:
            count += 1 + len(value) // TEXT if isinstance(value, str) else parts(value, most)
        self.spend(count // share)


def parts(value: Value, most: int) -> int:
    """Return how many parts a value has at every depth, or some number above ``most``."""
    if isinstance(value, str):
        return 1 + len(value) // TEXT
    if not isinstance(value, (tuple, dict, Sensitive)):
        return 1
    count = 1
    todo: list[Value] = [value]
    while todo and count <= most:
        one = todo.pop()
        if isinstance(one, Sensitive):
            todo.append(one.value)
            continue
        items = one.values() if isinstance(one, dict) else one if isinstance(one, tuple) else (one,)
        for item in items:
            if isinstance(item, str):
                count += 1 + len(item) // TEXT
            elif isinstance(item, (tuple, dict, Sensitive)):
                count += 1
                todo.append(item)
            else:
                count += 1
    return count
