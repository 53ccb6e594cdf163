"""What the files of one module declare, by kind and name."""

from collections.abc import Mapping
from typing import TypeVar

from ebaudit.model.diagnostic import Diagnostic, Level
from ebaudit.model.source import SourceText
from ebaudit.readers.hcl.faults import suggestion
from ebaudit.readers.hcl.tree import AttributeNode, BlockNode, Body, Expr, Quoted, Template, Text

IGNORED = frozenset(("moved", "import", "removed", "check", "action", "terraform", "language", "list"))
"""Block types that Terraform knows and that do not change what EventBridge resources are worth."""

MOVES = frozenset(("moved", "removed"))
"""Those that say what became of an address."""


class Declared:
    """A block with its file; ``origins`` has the file of each node that an override file brought in."""

    __slots__ = ("node", "origins", "source")

    def __init__(self, node: BlockNode, source: SourceText, origins: dict[int, SourceText] | None = None) -> None:
        self.node = node
        self.source = source
        self.origins = origins

    @property
    def body(self) -> Body:
        """The block's body."""
        return self.node.body

    def source_of(self, node: AttributeNode | BlockNode) -> SourceText:
        """Return the file in which an attribute or nested block of this block stands."""
        return self.source if self.origins is None else self.origins.get(id(node), self.source)

    def attribute(self, name: str) -> AttributeNode | None:
        """Return an attribute of the block, or None."""
        return self.node.body.attributes.get(name)


Named = dict[str, Declared]


class Declarations:
    """All that a module declares."""

    __slots__ = ("calls", "locals", "moves", "outputs", "providers", "resources", "variables")

    def __init__(self) -> None:
        self.variables: Named = {}
        self.outputs: Named = {}
        self.calls: Named = {}
        self.locals: dict[str, tuple[AttributeNode, SourceText]] = {}
        self.moves: list[Declared] = []
        self.providers: dict[tuple[str, str], Declared] = {}
        self.resources: dict[str, dict[str, Named]] = {"managed": {}, "data": {}, "ephemeral": {}}

    def table(self, block: BlockNode) -> tuple[Named, str] | None:
        """Return where a block with labels belongs and under which name, or None for blocks of other kinds."""
        labels = block.labels
        single: Mapping[str, Named] = {"variable": self.variables, "output": self.outputs, "module": self.calls}
        if block.type in single and len(labels) == 1:
            return single[block.type], labels[0]
        mode = {"resource": "managed", "data": "data", "ephemeral": "ephemeral"}.get(block.type)
        if mode is not None and len(labels) == 2:
            return self.resources[mode].setdefault(labels[0], {}), labels[1]
        return None


LABELS = {"variable": 1, "output": 1, "module": 1, "provider": 1, "resource": 2, "data": 2, "ephemeral": 2, "locals": 0}


def declare(into: Declarations, body: Body, source: SourceText) -> list[Diagnostic]:
    """Add the declarations of one file; return what is wrong with them."""
    said = [
        _problem(
            source,
            attribute.start,
            attribute.name_end,
            "unexpected-argument",
            f'An argument named "{attribute.name}" is not expected at the top of a file.',
        )
        for attribute in body.attributes.values()
    ]
    for block in body.blocks:
        said.extend(_declare_block(into, block, source))
    return said


def _declare_block(into: Declarations, block: BlockNode, source: SourceText) -> list[Diagnostic]:
    wanted = LABELS.get(block.type)
    if block.type in MOVES:
        into.moves.append(Declared(block, source))
    if wanted is None:
        return [] if block.type in IGNORED else [_unknown_block(block, source)]
    if len(block.labels) != wanted:
        detail = (
            f'A "{block.type}" block has {wanted} label{"" if wanted == 1 else "s"}; this one has {len(block.labels)}.'
        )
        return [_problem(source, block.start, block.header_end, "wrong-labels", detail)]
    if block.type == "locals":
        return _declare_locals(into, block, source)
    if block.type == "provider":
        key = (block.labels[0], alias_of(block))
        return _put(into.providers, key, Declared(block, source))
    place = into.table(block)
    return [] if place is None else _put(place[0], place[1], Declared(block, source))


Key = TypeVar("Key", str, tuple[str, str])


def _put(table: dict[Key, Declared], key: Key, made: Declared) -> list[Diagnostic]:
    had = table.get(key)
    if had is None:
        table[key] = made
        return []
    where = had.source.span(had.node.start, had.node.header_end)
    detail = f"The same {made.node.type} is declared at {where} already; the first declaration is used."
    return [_problem(made.source, made.node.start, made.node.header_end, "duplicate-declaration", detail)]


def _declare_locals(into: Declarations, block: BlockNode, source: SourceText) -> list[Diagnostic]:
    said = []
    for name, attribute in block.body.attributes.items():
        if name in into.locals:
            detail = f'The local value "{name}" is declared more than once; the first declaration is used.'
            said.append(_problem(source, attribute.start, attribute.name_end, "duplicate-declaration", detail))
        else:
            into.locals[name] = (attribute, source)
    return said


def _unknown_block(block: BlockNode, source: SourceText) -> Diagnostic:
    hint = suggestion(block.type, [*LABELS, *IGNORED])
    detail = f'Terraform has no blocks of type "{block.type}".{hint}'
    return _problem(source, block.start, block.header_end, "unknown-block-type", detail)


def _problem(source: SourceText, start: int, end: int, code: str, detail: str) -> Diagnostic:
    summary = {
        "unexpected-argument": "Unexpected argument",
        "wrong-labels": "Wrong number of labels",
        "duplicate-declaration": "Declared twice",
        "unknown-block-type": "Unknown type of block",
        "missing-base": "An override without anything to override",
    }[code]
    return Diagnostic(Level.ERROR, code, summary, detail, source.span(start, end))


def literal_text(expr: Expr | None) -> str | None:
    """Return the text of an expression that is plain text, or None."""
    if isinstance(expr, (Text, Quoted)):
        return expr.value
    if isinstance(expr, Template) and all(isinstance(part, Text) for part in expr.parts):
        return "".join(part.value for part in expr.parts if isinstance(part, Text))
    return None


def alias_of(block: BlockNode) -> str:
    """Return a provider block's alias, or the empty string."""
    attribute = block.body.attributes.get("alias")
    return (literal_text(attribute.expr) if attribute is not None else None) or ""


def override(into: Declarations, body: Body, source: SourceText) -> list[Diagnostic]:
    """Merge the declarations of an override file over those made before.

    Source: https://developer.hashicorp.com/terraform/language/files/override
    """
    said: list[Diagnostic] = []
    for block in body.blocks:
        if block.type == "locals":
            said.extend(_override_locals(into, block, source))
            continue
        if block.type == "provider" and len(block.labels) == 1:
            _merge_into(into.providers, (block.labels[0], alias_of(block)), block, source)
            continue
        place = into.table(block)
        if place is None:
            continue
        if place[1] not in place[0]:
            detail = f"There is no {block.type} with this name that this block could override."
            said.append(_problem(source, block.start, block.header_end, "missing-base", detail))
            continue
        _merge_into(place[0], place[1], block, source)
    return said


def _override_locals(into: Declarations, block: BlockNode, source: SourceText) -> list[Diagnostic]:
    said = []
    for name, attribute in block.body.attributes.items():
        if name not in into.locals:
            detail = f'There is no local value "{name}" that this could override.'
            said.append(_problem(source, attribute.start, attribute.name_end, "missing-base", detail))
        into.locals[name] = (attribute, source)
    return said


def _merge_into(table: dict[Key, Declared], key: Key, block: BlockNode, source: SourceText) -> None:
    had = table.get(key)
    if had is None:
        table[key] = Declared(block, source)
        return
    origins = dict(had.origins or {})
    body = _merge_bodies(had.body, block.body, origins, source)
    node = had.node
    merged = BlockNode(node.start, node.end, node.type, node.labels, node.label_ranges, node.header_end, body)
    table[key] = Declared(merged, had.source, origins)


def _merge_bodies(base: Body, over: Body, origins: dict[int, SourceText], source: SourceText) -> Body:
    attributes = {**base.attributes, **over.attributes}
    replaced = {block.type if block.type != "dynamic" else block.labels[0] for block in over.blocks}
    kept = [
        block for block in base.blocks if (block.type if block.type != "dynamic" else block.labels[0]) not in replaced
    ]
    origins.update({id(node): source for node in (*over.attributes.values(), *over.blocks)})
    return Body(base.start, base.end, attributes, [*kept, *over.blocks])
