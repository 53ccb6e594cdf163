"""The JSON syntax of the language (``.tf.json``): the same tree as the native syntax gives.

Source: https://developer.hashicorp.com/terraform/language/syntax/json and
https://github.com/hashicorp/hcl/blob/main/json/spec.md
"""

from collections.abc import Callable, Iterator

from ebaudit.jsontext import JsonNode, parse
from ebaudit.model.diagnostic import Diagnostic, Level
from ebaudit.model.record import Record
from ebaudit.model.source import SourceText
from ebaudit.model.value import Value
from ebaudit.readers.hcl.errors import EvalError
from ebaudit.readers.hcl.json_shapes import DYNAMIC, FILE, OPEN, NestedBlocks, Shape, none
from ebaudit.readers.hcl.json_strings import plain, reference, template
from ebaudit.readers.hcl.numbers import parse_number
from ebaudit.readers.hcl.tree import AttributeNode, Bad, BlockNode, Body, Expr, Literal, ObjectCons, TupleCons

Strings = Callable[[SourceText, JsonNode], tuple[Expr, list[Diagnostic]]]
_COMMENT = "//"
_DYNAMIC = Shape({"content": (0, OPEN)}, DYNAMIC)


def parse_json_file(source: SourceText, nested: NestedBlocks = none) -> tuple[Body, list[Diagnostic]]:
    """Return the tree of a ``.tf.json`` file and what is wrong with it.

    ``nested`` tells the blocks of resources, data sources and providers, which only their schemas know.
    """
    reader = _Reader(source, nested)
    root = reader.root()
    body = Body(0, len(source.text), {}, [])
    if root is not None:
        reader.body(body, root, _Place("", (), (), FILE))
    return body, reader.problems


def parse_json_value(source: SourceText) -> tuple[Value, list[Diagnostic]]:
    """Return the value of a ``.tfvars.json`` file, in which strings are just text; None if it cannot be read."""
    reader = _Reader(source, none)
    root = reader.root()
    if root is None:
        return None, reader.problems
    if root.kind != "object":
        reader.wrong(root, "A file of variable values holds one JSON object: a value for each variable's name.")
        return None, reader.problems
    return {
        str(key.value): reader.value(item) for key, item in root.effective() if key.value != _COMMENT
    }, reader.problems


class _Place(Record):
    """Where a body stands: the top-level block's type and labels, nested block names, and what may be there."""

    type: str
    labels: tuple[str, ...]
    path: tuple[str, ...]
    shape: Shape


class _Label(Record):
    """A label and its key in the file."""

    text: str
    key: JsonNode


class _Reader:
    """Turns JSON nodes into tree nodes."""

    def __init__(self, source: SourceText, nested: NestedBlocks) -> None:
        self.source = source
        self.nested = nested
        self.problems: list[Diagnostic] = []

    def wrong(self, node: JsonNode, detail: str, summary: str = "Wrong kind of JSON value") -> None:
        """Note a mistake at ``node``; of something long only its first character is marked."""
        end = node.start + 1 if node.kind in {"object", "array"} else node.end
        self.problems.append(Diagnostic(Level.ERROR, "syntax", summary, detail, self.source.span(node.start, end)))

    def root(self) -> JsonNode | None:
        """Parse the text."""
        text = self.source.text
        node, problems = parse(" " + text[1:] if text.startswith("\ufeff") else text)
        for problem in problems:
            if problem.code != "duplicate-key":
                span = self.source.span(problem.start, problem.end)
                self.problems.append(Diagnostic(Level.ERROR, "syntax", "Invalid JSON", problem.message, span))
        return node

    def body(self, body: Body, node: JsonNode, place: _Place) -> None:
        """Read a body's properties into ``body``."""
        provided = self.nested(place.type, place.labels, place.path) if place.shape.open else ()
        for key, value in self._properties(node, "Arguments and blocks are the properties of a JSON object."):
            name = str(key.value)
            if name == _COMMENT:
                continue
            if name in place.shape.blocks:
                self._blocks(body, key, value, place, place.shape.blocks[name])
            elif place.shape.open and name == "dynamic":
                self._blocks(body, key, value, place, (1, _DYNAMIC))
            elif name in provided:
                self._blocks(body, key, value, place, (0, OPEN))
            elif place.shape is FILE:
                detail = f'There is no top-level block {name}. For a comment use the property "//".'
                self.wrong(key, detail, "Unknown block")
            else:
                self._argument(body, key, value, _strings(place, name))

    def _properties(self, node: JsonNode, why: str) -> Iterator[tuple[JsonNode, JsonNode]]:
        """Yield the properties of an object, or of all objects of an array."""
        for item in node.items if node.kind == "array" else (node,):
            if item.kind == "object":
                yield from item.members
            elif item.kind != "null" or node.kind == "array":
                self.wrong(item, f"{why} Found a JSON {item.kind}.")

    def _argument(self, body: Body, key: JsonNode, value: JsonNode, strings: Strings) -> None:
        name = str(key.value)
        if name in body.attributes:
            line = self.source.position(body.attributes[name].start)[0]
            self.wrong(
                key, f"The argument {name} is set on line {line} already. Keep one of the two.", "Argument set twice"
            )
            return
        expr = self.expression(value, strings)
        body.attributes[name] = AttributeNode(key.start, value.end, name, key.end, expr)

    def _blocks(self, body: Body, key: JsonNode, value: JsonNode, place: _Place, kind: tuple[int, Shape]) -> None:
        """Read the blocks that one property stands for; ``kind`` is their number of labels and shape."""
        labels, shape = kind
        for used, content in self._labelled(key, value, labels, ()):
            for item in content.items if content.kind == "array" else (content,):
                if item.kind == "null":
                    continue
                if item.kind != "object":
                    self.wrong(item, f"A block {key.value} is a JSON object, several are an array of objects.")
                    continue
                head = _opening(key, item) if content.kind == "array" else key
                body.blocks.append(self._block(head, used, item, place, shape))

    def _labelled(
        self, key: JsonNode, value: JsonNode, left: int, used: tuple[_Label, ...]
    ) -> Iterator[tuple[tuple[_Label, ...], JsonNode]]:
        """Yield labels and content, after peeling ``left`` labels off."""
        if left == 0:
            yield used, value
            return
        why = f"The next label of the block {key.value} is the name of a property here."
        if value.kind in {"object", "array"} and not (value.members or value.items):
            self.wrong(value, why, "Label missing")
        for label, content in self._properties(value, why):
            yield from self._labelled(key, content, left - 1, (*used, _Label(str(label.value), label)))

    def _block(
        self, key: JsonNode, labels: tuple[_Label, ...], node: JsonNode, place: _Place, shape: Shape
    ) -> BlockNode:
        texts = tuple(label.text for label in labels)
        name = str(key.value)
        last = labels[-1].key if labels else key
        ranges = [(label.key.start, label.key.end) for label in labels]
        body = Body(node.start + 1, node.end - 1, {}, [])
        self.body(body, node, _inside(place, name, texts, shape))
        # What tells a block from those that share its property is its last label, or where its object opens.
        return BlockNode(last.start, node.end, name, list(texts), ranges, last.end, body)

    def expression(self, node: JsonNode, strings: Strings) -> Expr:
        """Return a JSON value as an expression; ``strings`` reads its strings."""
        kind = node.kind
        if kind == "string":
            expr, problems = strings(self.source, node)
            self.problems += problems
            return expr
        if kind == "object":
            self._check_names(node)
            items = [(self.expression(key, strings), self.expression(item, strings)) for key, item in node.members]
            return ObjectCons(node.start, node.end, items)
        if kind == "array":
            return TupleCons(node.start, node.end, [self.expression(item, strings) for item in node.items])
        return self._scalar(node)

    def _scalar(self, node: JsonNode) -> Expr:
        if node.kind != "number":
            return Literal(node.start, node.end, node.value if isinstance(node.value, bool) else None)
        try:
            return Literal(node.start, node.end, parse_number(node.text))
        except EvalError as error:
            self.wrong(node, f"The number cannot be read: {error.message}.", "Invalid number")
            return Bad(node.start, node.end)

    def _check_names(self, node: JsonNode) -> None:
        seen: set[object] = set()
        for key, _ in node.members:
            if key.value in seen:
                self.wrong(
                    key, f"The name {key.value} is used twice in this object. Keep one of the two.", "Name used twice"
                )
            seen.add(key.value)

    def value(self, node: JsonNode) -> Value:
        """Return a JSON value with its strings as they are."""
        if node.kind == "object":
            return {str(key.value): self.value(item) for key, item in node.effective()}
        if node.kind == "array":
            return tuple(self.value(item) for item in node.items)
        if node.kind == "number":
            literal = self._scalar(node)
            return literal.value if isinstance(literal, Literal) else None
        return node.value


def _strings(place: _Place, name: str) -> Strings:
    """Return what reads the strings of an argument: Terraform evaluates a default without names or functions."""
    if place.type == "variable" and name == "default":
        return plain
    return reference if name in place.shape.bare else template


def _opening(key: JsonNode, item: JsonNode) -> JsonNode:
    """Return the property's name as if it stood where one of its objects opens."""
    return JsonNode(key.kind, item.start, item.start + 1, key.text, key.value)


def _inside(place: _Place, name: str, labels: tuple[str, ...], shape: Shape) -> _Place:
    """Return the place of the body of a block ``name`` that stands at ``place``."""
    if place.shape is FILE or name == "data":
        return _Place(name, labels, (), shape)
    if name == "dynamic":
        return place._replace(path=(*place.path, *labels), shape=shape)
    if place.shape is _DYNAMIC:
        return place._replace(shape=shape)
    return place._replace(path=(*place.path, name), shape=shape)
