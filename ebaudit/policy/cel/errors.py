"""What can go wrong with an expression: before it runs, and while it runs."""


class CelSyntaxError(Exception):
    """An expression that cannot be compiled; ``start`` and ``end`` are character offsets in its text."""

    def __init__(self, message: str, start: int, end: int) -> None:
        super().__init__(message)
        self.message = message
        self.start = start
        self.end = max(end, start + 1)


class CelError(Exception):
    """An expression that failed while it ran, by the rules of CEL ("no such key", "divide by zero")."""


class MissingKeyError(CelError):
    """A field or key that is not there: an argument that is not set."""
