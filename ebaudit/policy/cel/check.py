"""What can be said of an expression before it runs: its variables, fields and functions exist.

A shape says what a value has: ``None`` is anything, a mapping has exactly those fields,
:class:`Items` is a list or map whose members have a shape.
"""

from collections.abc import Iterable, Mapping
from typing import Union

from ebaudit.model.record import Record
from ebaudit.policy.cel.compile import OPERATORS
from ebaudit.policy.cel.errors import CelError, CelSyntaxError
from ebaudit.policy.cel.functions import FUNCTIONS
from ebaudit.policy.cel.tree import Call, Ident, ListNode, Literal, Loop, MapNode, Node, Select
from ebaudit.policy.cel.values import TYPE_NAMES
from ebaudit.suggest import suggest

MOST_NESTED = 4


class Items(Record):
    """A list, or a map with free keys, whose members have one shape."""

    shape: "Shape"
    keyed: bool = False


Shape = Union[None, Items, Mapping[str, "Shape"]]
Scope = Mapping[str, Shape]


def check(node: Node, scope: Scope) -> None:
    """Raise :class:`CelSyntaxError` at the first name, field or function that does not exist."""
    _Checker().visit(node, scope)


class _Checker:
    def __init__(self) -> None:
        self.loops = 0

    def visit(self, node: Node, scope: Scope) -> Shape:
        if isinstance(node, Ident):
            return self.ident(node, scope)
        if isinstance(node, Select):
            return self.select(node, scope)
        if isinstance(node, Call):
            return self.call(node, scope)
        if isinstance(node, Loop):
            return self.loop(node, scope)
        if isinstance(node, ListNode):
            shapes = [self.visit(item, scope) for item in node.items]
            return Items(shapes[0]) if shapes and all(shape == shapes[0] for shape in shapes) else Items(None)
        if isinstance(node, MapNode):
            for key, value in node.entries:
                self.visit(key, scope)
                self.visit(value, scope)
        return None

    def ident(self, node: Ident, scope: Scope) -> Shape:
        if node.name in scope:
            return scope[node.name]
        if node.name in TYPE_NAMES:
            return None
        raise CelSyntaxError(
            f"there is no variable '{node.name}' here{suggest(node.name, scope)}", node.at, node.at + len(node.name)
        )

    def select(self, node: Select, scope: Scope) -> Shape:
        shape = self.visit(node.operand, scope)
        if isinstance(shape, Items):
            return shape.shape if shape.keyed else self.no_field(node, ())
        if shape is None:
            return None
        return shape[node.field] if node.field in shape else self.no_field(node, shape)

    @staticmethod
    def no_field(node: Select, fields: Iterable[str]) -> Shape:
        hint = suggest(node.field, fields)
        raise CelSyntaxError(f"there is no field '{node.field}' here{hint}", node.at, node.at + len(node.field))

    def call(self, node: Call, scope: Scope) -> Shape:
        shapes = [self.visit(arg, scope) for arg in node.args]
        if node.name in OPERATORS:
            if node.name == "_[_]" and isinstance(shapes[0], Items):
                return shapes[0].shape
            return shapes[1] if node.name == "_?_:_" and shapes[1] == shapes[2] else None
        self.function(node)
        if node.name == "matches" and isinstance(node.args[1], Literal):
            self.regex(node.args[1])
        return None

    @staticmethod
    def function(node: Call) -> None:
        end = node.at + len(node.name)
        found = FUNCTIONS.get(node.name)
        if found is None:
            raise CelSyntaxError(f"there is no function '{node.name}'{suggest(node.name, FUNCTIONS)}", node.at, end)
        overloads = found[0 if node.receiver else 1]
        if not overloads:
            style = f"x.{node.name}(...)" if found[0] else f"{node.name}(x)"
            raise CelSyntaxError(f"'{node.name}' is called as {style}", node.at, end)
        if len(node.args) not in overloads:
            hidden = 1 if node.receiver else 0
            wanted = " or ".join(str(count - hidden) for count in sorted(overloads))
            raise CelSyntaxError(f"'{node.name}' takes {wanted} argument(s)", node.at, end)

    @staticmethod
    def regex(node: Literal) -> None:
        from ebaudit.policy.cel.regex import compile_regex

        if isinstance(node.value, str):
            try:
                compile_regex(node.value)
            except CelError as error:
                raise CelSyntaxError(str(error), node.at, node.at + len(node.value) + 2) from None

    def loop(self, node: Loop, scope: Scope) -> Shape:
        self.loops += 1
        if self.loops > MOST_NESTED:
            raise CelSyntaxError(f"more than {MOST_NESTED} loops inside each other", node.at, node.at + len(node.macro))
        domain = self.visit(node.domain, scope)
        member = domain.shape if isinstance(domain, Items) and not domain.keyed else None
        inner = {**scope, node.variable: member}
        if node.condition is not None:
            self.visit(node.condition, inner)
        result = self.visit(node.result, inner) if node.result is not None else member
        self.loops -= 1
        return None if node.macro in {"all", "exists", "exists_one"} else Items(result)
