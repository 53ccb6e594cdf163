"""The one exception of evaluation; the evaluator turns it into a diagnostic at the right place."""


class EvalError(Exception):
    """Terraform would refuse this: the message says why; ``argument`` is the index of the argument at fault.

    ``code`` becomes the diagnostic's code.
    """

    def __init__(self, message: str, *, argument: int | None = None, code: str = "evaluation") -> None:
        super().__init__(message)
        self.message = message
        self.argument = argument
        self.code = code
