"""CEL, the Common Expression Language, compiled to Python closures: without messages, with unknown values.

>>> program = compile_expression("size(name) > 2 && name.startsWith('a')", {"name": None})
>>> program.run([State(), "abc"])
True

``text -> lex -> parse (macros) -> check (names, fields, functions) -> compile -> run``
"""

from typing import TYPE_CHECKING

from ebaudit.policy.cel.compile import Program, State, compile_code
from ebaudit.policy.cel.errors import CelError, CelSyntaxError, MissingKeyError

if TYPE_CHECKING:
    from ebaudit.policy.cel.check import Scope

__all__ = [
    "CelError",
    "CelSyntaxError",
    "MissingKeyError",
    "Program",
    "State",
    "compile_code",
    "compile_expression",
]


def compile_expression(text: str, scope: "Scope") -> Program:
    """Compile a text whose variables are those of ``scope``, in slots 1, 2, ... in its order.

    Raises :class:`CelSyntaxError` with the offsets of what is wrong.
    """
    from ebaudit.policy.cel.check import check
    from ebaudit.policy.cel.parse import parse
    from ebaudit.policy.cel.tree import encode

    node = parse(text)
    check(node, scope)
    return compile_code(encode(node), tuple(scope))
