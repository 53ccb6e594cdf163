"""What is known of the text of an argument, and where its parts are written."""

from ebaudit.jsontext import JsonNode, parse
from ebaudit.model.record import Record
from ebaudit.model.resources import Attribute
from ebaudit.model.source import Span
from ebaudit.model.value import Path, Sensitive, Unknown, Value, has_sensitive, reveal, unknowns


class Piece(Record):
    """A stretch of known text.

    ``path`` and ``key`` say where it stands in the JSON structure when only that is known;
    ``whole`` is true when it is the argument's whole text, so that offsets in it are offsets in the argument.
    ``open`` is true when unknown text follows.
    """

    text: str
    path: Path = ()
    key: bool = False
    whole: bool = False
    open: bool = False


class Written:
    """One argument of a parameter that holds text.

    ``text`` is the whole text when it is known. ``structure`` is the value that ``jsonencode`` was given
    when some of its leaves are unknown. ``unknown`` is what keeps the text from being known.
    ``hidden`` is true when the text, or a part of it, must not be shown.
    """

    __slots__ = ("_tree", "attribute", "hidden", "pieces", "structure", "text", "unknown")

    def __init__(self, attribute: Attribute) -> None:
        value = reveal(attribute.value)
        self.attribute = attribute
        self.hidden = isinstance(attribute.value, Sensitive)
        self.text: str | None = value if isinstance(value, str) else _scalar_text(value)
        self.structure: Value = None
        self.unknown: Unknown | None = None
        self._tree: JsonNode | None = None
        self.pieces: tuple[Piece, ...] = (Piece(self.text, whole=True),) if self.text is not None else ()
        if isinstance(value, Unknown):
            self._read_unknown(value)

    def _read_unknown(self, value: Unknown) -> None:
        self.unknown = value
        if value.json is not None:
            self.structure = reveal(value.json)
            self.hidden = self.hidden or has_sensitive(value.json)
            self.unknown = next((found for _, found in unknowns(value.json)), value)
            self.pieces = tuple(_pieces(self.structure, ()))
        elif value.prefix:
            self.pieces = (Piece(value.prefix, whole=True, open=True),)

    @property
    def is_empty(self) -> bool:
        """Whether the text is known to be empty."""
        return self.text == ""

    def place(self, piece: Piece, start: int, end: int) -> Span | None:
        """Return where the characters of a piece from ``start`` up to ``end`` are written."""
        if not piece.whole:
            return self.attribute.place(piece.path, (start, end), key=piece.key)
        path, key = self.path_at(start)
        return self.attribute.place(path, (start, end), key=key)

    def path_at(self, offset: int) -> tuple[Path, bool]:
        """Return the path of the innermost JSON value or name around an offset of the whole text."""
        if self.text is None or not self.text.lstrip().startswith(("{", "[")):
            return (), False
        if self._tree is None:
            self._tree = parse(self.text)[0]
        return _path_at(self._tree, offset)


def written(attribute: Attribute | None) -> Written | None:
    """Return what is known of an argument, or ``None`` when it is not set."""
    return None if attribute is None or reveal(attribute.value) is None else Written(attribute)


def _scalar_text(value: Value) -> str | None:
    """Return the text that Terraform makes of a Boolean or whole number given for a string."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else None


def _pieces(value: Value, path: Path) -> list[Piece]:
    value = reveal(value)
    if isinstance(value, dict):
        found = []
        for name, item in value.items():
            found.append(Piece(name, (*path, name), key=True))
            found.extend(_pieces(item, (*path, name)))
        return found
    if isinstance(value, tuple):
        return [piece for index, item in enumerate(value) for piece in _pieces(item, (*path, index))]
    if isinstance(value, str):
        return [Piece(value, path)]
    if isinstance(value, Unknown) and value.json is None and value.prefix:
        return [Piece(value.prefix, path, open=True)]
    return []


def _path_at(node: JsonNode | None, offset: int) -> tuple[Path, bool]:
    path: list[int | str] = []
    while node is not None:
        inner: tuple[int | str, JsonNode] | None = None
        for key, value in node.members:
            if key.start <= offset < key.end:
                return (*path, str(key.value)), True
            if value.start <= offset < value.end:
                inner = (str(key.value), value)
        for index, item in enumerate(node.items):
            if item.start <= offset < item.end:
                inner = (index, item)
        if inner is None:
            break
        path.append(inner[0])
        node = inner[1]
    return tuple(path), False
