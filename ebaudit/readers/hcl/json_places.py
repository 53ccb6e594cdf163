"""Where the parts of a JSON text stand in it, and what characters its strings have there."""

from ebaudit.jsontext import JsonNode, parse
from ebaudit.model.value import Path


def node_at(node: JsonNode | None, path: Path, *, key: bool) -> JsonNode | None:
    """Return the value at a path, or with ``key`` its name; None where there is none."""
    for index, step in enumerate(path):
        if node is None:
            return None
        if key and index == len(path) - 1:
            return next((name for name, _ in node.members if name.value == step), None)
        node = node.get(str(step)) if node.members else _item_at(node, step)
    return node


def path_to(node: JsonNode | None, offset: int) -> tuple[Path, bool]:
    """Return the path of the innermost value or name around an offset, and whether it is a name."""
    path: list[int | str] = []
    while node is not None:
        for key, _ in node.members:
            if key.start <= offset < key.end:
                return (*path, str(key.value)), True
        inner: list[tuple[int | str, JsonNode]] = [
            *((str(key.value), value) for key, value in node.members),
            *enumerate(node.items),
        ]
        step, node = next((found for found in inner if found[1].start <= offset < found[1].end), (0, None))
        if node is not None:
            path.append(step)
    return tuple(path), False


def _item_at(node: JsonNode, step: int | str) -> JsonNode | None:
    return node.items[step] if isinstance(step, int) and 0 <= step < len(node.items) else None


def characters(node: JsonNode, start: int, end: int) -> tuple[int, int] | None:
    """Return which characters of a string a stretch of its JSON text stands for; None for the whole string."""
    if node.kind != "string" or (start <= node.start and end >= node.end):
        return None
    before, upto = start - node.start, min(end, node.end - 1) - node.start
    return (_decoded_length(node.text[1:before]), _decoded_length(node.text[1:upto])) if before > 0 else None


def _decoded_length(raw: str) -> int:
    node = parse(f'"{raw}"')[0]
    return len(str(node.value)) if node is not None else 0
