"""Syntax trees as one line of text, for tests: every operation is bracketed, so that its shape shows."""

from ebaudit.readers.hcl.tree import (
    Binary,
    BlockNode,
    Body,
    Call,
    Conditional,
    Expr,
    For,
    ForDirective,
    GetAttr,
    IfDirective,
    Index,
    Literal,
    ObjectCons,
    Parens,
    Part,
    Quoted,
    Splat,
    SplatItem,
    Template,
    Text,
    TupleCons,
    Unary,
    Variable,
)

_WORDS = {True: "true", False: "false", None: "null"}


def dump(node: Expr) -> str:
    """Return an expression as text."""
    match node:
        case Literal():
            return _WORDS[node.value] if node.value is None or isinstance(node.value, bool) else str(node.value)
        case Text():
            return repr(node.value)
        case Template() | Quoted():
            return _string(node)
        case Variable():
            return node.name
        case SplatItem():
            return "_"
        case GetAttr():
            return f"{dump(node.object)}.{'#' if node.legacy_index else ''}{node.name}"
        case Index():
            return f"{dump(node.object)}[{dump(node.key)}]"
        case Splat():
            return f"{dump(node.object)}{'[*]' if node.full else '.*'}({dump(node.each)})"
        case Call():
            return f"{node.name}({', '.join(map(dump, node.arguments))}{'...' if node.expand else ''})"
        case _:
            return _combined(node)


def _string(node: Template | Quoted) -> str:
    if isinstance(node, Quoted):
        return f"'{_part(node.text())}'"
    mark = ("<<" if node.heredoc else "") + ("=" if node.wrapped else "")
    return f"{mark}'{parts(node.parts)}'"


def _combined(node: Expr) -> str:
    match node:
        case Unary():
            return f"({node.operator}{dump(node.operand)})"
        case Binary():
            return f"({dump(node.left)} {node.operator} {dump(node.right)})"
        case Conditional():
            return f"({dump(node.condition)} ? {dump(node.yes)} : {dump(node.no)})"
        case Parens():
            return f"<{dump(node.inner)}>"
        case TupleCons():
            return f"[{', '.join(map(dump, node.items))}]"
        case ObjectCons():
            return "{" + ", ".join(f"{dump(key)} = {dump(item)}" for key, item in node.items) + "}"
        case For():
            names = node.value if node.key is None else f"{node.key}, {node.value}"
            key = "" if node.key_result is None else f"{dump(node.key_result)} => "
            test = "" if node.condition is None else f" if {dump(node.condition)}"
            group = "..." if node.group else ""
            return f"[for {names} in {dump(node.collection)} : {key}{dump(node.result)}{group}{test}]"
        case _:
            return "BAD"


def parts(items: list[Part]) -> str:
    """Return a template's parts as text: escapes as Python writes them, sequences in braces."""
    return "".join(map(_part, items))


def _part(part: Part) -> str:
    match part:
        case Text():
            return part.value.encode("unicode_escape").decode()
        case IfDirective():
            return f"{{if {dump(part.condition)}: {parts(part.yes)}|{parts(part.no)}}}"
        case ForDirective():
            names = part.value if part.key is None else f"{part.key}, {part.value}"
            return f"{{for {names} in {dump(part.collection)}: {parts(part.body)}}}"
        case _:
            return f"{{{dump(part)}}}"


def dump_body(body: Body) -> str:
    """Return a body as text: arguments first, then blocks."""
    arguments = [f"{name} = {dump(node.expr)}" for name, node in body.attributes.items()]
    return "; ".join(arguments + [dump_block(block) for block in body.blocks])


def dump_block(block: BlockNode) -> str:
    """Return a block as text."""
    header = " ".join([block.type, *map(repr, block.labels)])
    return f"{header} {{{dump_body(block.body)}}}"
