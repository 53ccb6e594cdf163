"""The environment of expressions that may refer to nothing: variable values, and what is outside of a module."""

from collections.abc import Callable

from ebaudit.model.diagnostic import ModuleCall
from ebaudit.model.value import Value
from ebaudit.readers.hcl.errors import EvalError
from ebaudit.readers.hcl.scope import Log, Scope
from ebaudit.readers.hcl.tree import Expr


class Nowhere:
    """Refuses every reference and every function call."""

    __slots__ = ("calls", "log")

    def __init__(self, log: Log, calls: tuple[ModuleCall, ...] = ()) -> None:
        self.log = log
        self.calls = calls

    def refer(self, root: str, name: str, scope: Scope) -> Value:
        """Refuse the reference."""
        raise EvalError(f'"{root}.{name}" cannot be used here: there is nothing named "{root}".')

    def data(self, mode: str, type: str, name: str) -> Value:
        """Refuse the reference."""
        raise EvalError(f'"{mode}.{type}.{name}" cannot be used here: there is nothing named "{mode}".')

    def roots(self) -> list[str]:
        """Return no names."""
        return []

    def definition(self, root: str, name: str) -> tuple[Expr, Scope] | None:
        """Return that nothing is defined."""
        return None

    def function(self, name: str, arguments: list[Value], scope: Scope) -> Value:
        """Refuse the call."""
        raise EvalError("Functions cannot be called here: only constant values can stand.", code="evaluation")


Functions = Callable[[str, list[Value], Scope], Value]


class Inside(Nowhere):
    """The environment of a template from a file: the names that it was given, and functions."""

    __slots__ = ("_functions",)

    def __init__(self, log: Log, calls: tuple[ModuleCall, ...], functions: Functions) -> None:
        super().__init__(log, calls)
        self._functions = functions

    def function(self, name: str, arguments: list[Value], scope: Scope) -> Value:
        """Call one of Terraform's functions."""
        return self._functions(name, arguments, scope)
