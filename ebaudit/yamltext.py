"""YAML documents with the place of everything in them: their mappings are strict about their keys."""

from collections.abc import Callable, Iterable

import yaml

from ebaudit.model.record import Record
from ebaudit.suggest import suggest


class Complaint(Record):
    """What is wrong, at a line and column that count from 1."""

    line: int
    column: int
    message: str

    @classmethod
    def at(cls, node: yaml.Node, message: str) -> "Complaint":
        """Make a complaint at the start of a node."""
        return cls(node.start_mark.line + 1, node.start_mark.column + 1, message)


def compose(text: str) -> tuple[yaml.Node | None, Complaint | None]:
    """Read one YAML document to its nodes, or say where it is not one; an empty document has no node."""
    try:
        return yaml.compose(text, Loader=yaml.SafeLoader), None
    except RecursionError:
        return None, Complaint(1, 1, "not YAML that can be read: it nests too deeply")
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line, column = (1, 1) if mark is None else (mark.line + 1, mark.column + 1)
        return None, Complaint(line, column, f"not YAML: {getattr(error, 'problem', None) or error}")


class Scalar(Record):
    """The text of a scalar and its node."""

    text: str
    node: yaml.ScalarNode


class Fields:
    """The keys and values of one mapping; every complaint goes to the function given."""

    def __init__(self, node: yaml.MappingNode, allowed: tuple[str, ...], report: Callable[[Complaint], None]) -> None:
        self._node = node
        self._report = report
        self._values: dict[str, yaml.Node] = {}
        for key, value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else ""
            if name not in allowed:
                report(Complaint.at(key, f"there is no key '{name}' here{suggest(name, allowed)}"))
            elif name in self._values:
                report(Complaint.at(key, f"'{name}' is here twice"))
            else:
                self._values[name] = value

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def complain(self, name: str, message: str) -> None:
        """Complain at the value of a key, or at the mapping."""
        self._report(Complaint.at(self._values.get(name, self._node), message))

    def require(self, names: Iterable[str]) -> None:
        """Complain of each key that is missing."""
        for name in names:
            if name not in self._values:
                self.complain("", f"the key '{name}' is missing")

    def node(self, name: str) -> yaml.Node | None:
        """Return the node of a value, or ``None`` when the key is not there."""
        return self._values.get(name)

    def scalar(self, name: str) -> Scalar | None:
        """Return a text with its node, or ``None`` when the key is not there or has no text."""
        node = self._values.get(name)
        if node is None:
            return None
        if not isinstance(node, yaml.ScalarNode) or not node.value.strip() or node.tag.endswith(":null"):
            self.complain(name, f"'{name}' is a text")
            return None
        return Scalar(node.value, node)

    def text(self, name: str) -> str | None:
        """Return a text."""
        scalar = self.scalar(name)
        return None if scalar is None else scalar.text

    def boolean(self, name: str, *, default: bool) -> bool:
        """Return true or false."""
        text = self.text(name)
        if text not in {None, "true", "false"}:
            self.complain(name, f"'{name}' is true or false")
        return default if text is None else text == "true"

    def items(self, name: str) -> list[yaml.Node]:
        """Return the nodes of a list; empty when the key is not there."""
        node = self._values.get(name)
        if node is None:
            return []
        if not isinstance(node, yaml.SequenceNode):
            self.complain(name, f"'{name}' is a list")
            return []
        return list(node.value)

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of texts."""
        found = []
        for node in self.items(name):
            if isinstance(node, yaml.ScalarNode):
                found.append(node.value)
            else:
                self._report(Complaint.at(node, f"'{name}' is a list of texts"))
        return tuple(found)

    def mapping(self, name: str, allowed: tuple[str, ...]) -> "Fields | None":
        """Return a nested mapping, or ``None`` when the key is not there."""
        node = self._values.get(name)
        if node is None:
            return None
        if not isinstance(node, yaml.MappingNode):
            self.complain(name, f"'{name}' is a mapping with {' and '.join(allowed)}")
            return None
        return Fields(node, allowed, self._report)


def offset_place(scalar: Scalar, offset: int) -> tuple[int, int]:
    """Return line and column of a character of a scalar, as near as its style tells: exact on its first line."""
    start = scalar.node.start_mark
    before = scalar.text[:offset]
    lines = before.count("\n")
    if scalar.node.style == "|":
        indent = _indent(scalar)
        return start.line + 2 + lines, indent + len(before) - (before.rfind("\n") + 1) + 1
    if lines or scalar.node.style == ">" or scalar.node.end_mark.line != start.line:
        return start.line + 1, start.column + 1
    quote = 1 if scalar.node.style in {"'", '"'} else 0
    return start.line + 1, start.column + 1 + quote + offset


def _indent(scalar: Scalar) -> int:
    buffer = scalar.node.start_mark.buffer or ""
    lines = str(buffer).splitlines()[scalar.node.start_mark.line + 1 :]
    first = next((line for line in lines if line.strip()), "")
    return len(first) - len(first.lstrip(" "))
