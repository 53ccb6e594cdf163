"""The grammar of CEL: recursive descent with precedence climbing, macros expanded on the way.

Message construction is left out: there are no messages here.
"""

from ebaudit.policy.cel.errors import CelSyntaxError
from ebaudit.policy.cel.lex import RESERVED, Lexer, Token
from ebaudit.policy.cel.tree import Call, Ident, ListNode, Literal, Loop, MapNode, Node, Select, depth
from ebaudit.policy.cel.values import INT_MAX

_BINARY = {
    "||": 1, "&&": 2,
    "==": 3, "!=": 3, "<": 3, "<=": 3, ">": 3, ">=": 3, "in": 3,
    "+": 4, "-": 4, "*": 5, "/": 5, "%": 5,
}  # fmt: skip
_CONSTANTS = {"true": True, "false": False, "null": None}
_LOOPS = {"all": (2,), "exists": (2,), "exists_one": (2,), "map": (2, 3), "filter": (2,)}
LONGEST, DEEPEST, NESTING = 20_000, 200, 60


def parse(text: str) -> Node:
    """Parse a whole text as one expression; :class:`CelSyntaxError` when it is none."""
    node, end = parse_prefix(text, 0)
    rest = Lexer(text, end).next()
    if rest.kind != "end":
        raise CelSyntaxError(f"'{rest.text}' does not belong here", rest.start, rest.end)
    return node


def parse_prefix(text: str, at: int) -> tuple[Node, int]:
    """Parse one expression from ``at`` on, and return it with the offset of the token after it."""
    if len(text) > LONGEST:
        raise CelSyntaxError(f"the expression is longer than {LONGEST:,} characters", 0, 1)
    parser = _Parser(text, at)
    node = parser.expression()
    if depth(node) > DEEPEST:
        raise CelSyntaxError(f"the expression is more than {DEEPEST} levels deep", node.at, node.at + 1)
    return node, parser.token.start


class _Parser:
    def __init__(self, text: str, at: int) -> None:
        self.lexer = Lexer(text, at)
        self.token = self.lexer.next()
        self.level = 0

    def take(self) -> Token:
        token = self.token
        self.token = self.lexer.next()
        return token

    def at_op(self, *texts: str) -> bool:
        return self.token.kind == "op" and self.token.text in texts

    def accept(self, text: str) -> bool:
        if self.at_op(text):
            self.take()
            return True
        return False

    def expect(self, text: str) -> Token:
        if not self.at_op(text):
            raise self.unexpected(f"'{text}'")
        return self.take()

    def unexpected(self, wanted: str) -> CelSyntaxError:
        token = self.token
        found = "the end of the expression" if token.kind == "end" else f"'{token.text}'"
        return CelSyntaxError(f"expected {wanted}, found {found}", token.start, token.end)

    def expression(self) -> Node:
        self.level += 1
        if self.level > NESTING:
            raise CelSyntaxError(f"more than {NESTING} levels of nesting", self.token.start, self.token.end)
        node = self.binary(1)
        if self.at_op("?"):
            at = self.take().start
            first = self.binary(1)
            self.expect(":")
            node = Call(at, "_?_:_", (node, first, self.expression()), receiver=False)
        self.level -= 1
        return node

    def binary(self, least: int) -> Node:
        left = self.unary()
        while (rank := self.rank()) >= least:
            operator = self.take()
            right = self.binary(rank + 1)
            left = Call(operator.start, f"_{operator.text}_", (left, right), receiver=False)
        return left

    def rank(self) -> int:
        token = self.token
        if token.kind == "op" or (token.kind == "ident" and token.text == "in"):
            return _BINARY.get(token.text, 0)
        return 0

    def unary(self) -> Node:
        signs: list[Token] = []
        while self.at_op("!", "-") and (not signs or signs[0].text == self.token.text):
            signs.append(self.take())
        negative = bool(signs) and signs[-1].text == "-" and self.token.kind in {"int", "double"}
        node = self.negative_literal(signs.pop()) if negative else self.member(self.primary())
        for sign in reversed(signs):
            node = Call(sign.start, f"{sign.text}_", (node,), receiver=False)
        return node

    def negative_literal(self, sign: Token) -> Node:
        token = self.take()
        assert isinstance(token.value, (int, float))  # noqa: S101  the lexer gives numbers their value
        return self.member(Literal(sign.start, -token.value))

    def member(self, node: Node) -> Node:
        while True:
            if self.at_op("."):
                self.take()
                node = self.field(node)
            elif self.at_op("["):
                at = self.take().start
                index = self.expression()
                self.expect("]")
                node = Call(at, "_[_]", (node, index), receiver=False)
            else:
                return node

    def field(self, operand: Node) -> Node:
        if self.token.kind not in {"ident", "quoted"} or self.token.text in {*_CONSTANTS, "in"}:
            raise self.unexpected("a field or function name")
        name = self.take()
        if name.kind == "quoted" or not self.at_op("("):
            return Select(name.start, operand, name.text, test=False)
        if name.text in _LOOPS:
            return self.loop(operand, name)
        return Call(name.start, name.text, (operand, *self.arguments()), receiver=True)

    def arguments(self) -> tuple[Node, ...]:
        self.expect("(")
        return tuple(self.items(")"))

    def items(self, close: str, *, trailing: bool = False) -> list[Node]:
        found: list[Node] = []
        while not self.at_op(close):
            found.append(self.expression())
            if not self.accept(","):
                break
            if self.at_op(close) and not trailing:
                raise self.unexpected("an expression")
        self.expect(close)
        return found

    def primary(self) -> Node:
        token = self.token
        if token.kind in {"int", "uint", "double", "string", "bytes"}:
            return self.literal()
        if token.kind == "ident":
            return self.name()
        if self.accept("("):
            node = self.expression()
            self.expect(")")
            return node
        if self.accept("["):
            return ListNode(token.start, tuple(self.items("]", trailing=True)))
        if self.accept("{"):
            return self.map_display(token)
        if self.accept("."):
            return self.name()
        raise self.unexpected("an expression")

    def literal(self) -> Node:
        token = self.take()
        if token.kind == "int" and isinstance(token.value, int) and token.value > INT_MAX:
            raise CelSyntaxError(f"{token.text} is beyond 64 bits", token.start, token.end)
        return Literal(token.start, token.value)

    def name(self) -> Node:
        if self.token.kind != "ident":
            raise self.unexpected("a name")
        token = self.take()
        if token.text in _CONSTANTS:
            return Literal(token.start, _CONSTANTS[token.text])
        if token.text in RESERVED or token.text == "in":
            raise CelSyntaxError(f"'{token.text}' is a reserved word", token.start, token.end)
        if self.at_op("{"):
            raise CelSyntaxError("messages cannot be made here", token.start, token.end)
        if not self.at_op("("):
            return Ident(token.start, token.text)
        return self.has(token) if token.text == "has" else Call(token.start, token.text, self.arguments(), False)

    def has(self, name: Token) -> Node:
        arguments = self.arguments()
        if len(arguments) != 1 or not isinstance(arguments[0], Select) or arguments[0].test:
            raise CelSyntaxError("has() takes one field selection, such as has(rule.status)", name.start, name.end)
        return arguments[0]._replace(test=True)

    def map_display(self, opening: Token) -> Node:
        entries: list[tuple[Node, Node]] = []
        while not self.at_op("}"):
            key = self.expression()
            self.expect(":")
            entries.append((key, self.expression()))
            if not self.accept(","):
                break
        self.expect("}")
        return MapNode(opening.start, tuple(entries))

    def loop(self, domain: Node, name: Token) -> Node:
        arguments = self.arguments()
        if len(arguments) not in _LOOPS[name.text]:
            wanted = " or ".join(str(number) for number in _LOOPS[name.text])
            raise CelSyntaxError(f"{name.text}() takes {wanted} arguments", name.start, name.end)
        variable = arguments[0]
        if not isinstance(variable, Ident):
            raise CelSyntaxError(f"the first argument of {name.text}() is a variable name", variable.at, variable.at)
        if name.text == "map":
            condition = arguments[1] if len(arguments) == 3 else None
            return Loop(name.start, "map", domain, variable.name, condition, arguments[-1])
        return Loop(name.start, name.text, domain, variable.name, arguments[1], None)
