"""What an expression is worth: known, unknown with a reason, or sensitive.

Known values are plain Python: ``None``, ``bool``, ``int`` or ``Fraction`` (the exact value of
Terraform's 512-bit number), ``str``, ``tuple`` and ``dict``. A bare ``tuple`` is a Terraform tuple
and a bare ``dict`` an object; the subclasses below are list, set and map, which differ in how the
language converts and compares them. A consumer that does not care sees tuples and dicts.
Containers may hold unknown and sensitive leaves.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Union

from ebaudit.model.types import DYNAMIC, Type

if TYPE_CHECKING:
    from fractions import Fraction

    Number = int | Fraction
    Bounds = tuple[Number | None, Number | None]

SENSITIVE = "sensitive"
EPHEMERAL = "ephemeral"


class ListValue(tuple["Value", ...]):
    """A Terraform ``list(element)``."""

    element: Type = DYNAMIC

    def __new__(cls, items: Iterable["Value"] = (), element: Type = DYNAMIC) -> "ListValue":
        """Make a list of ``items`` whose element type is ``element``."""
        made = super().__new__(cls, items)
        made.element = element
        return made


class SetValue(tuple["Value", ...]):
    """A Terraform ``set(element)``: no duplicates, in Terraform's iteration order."""

    element: Type = DYNAMIC

    def __new__(cls, items: Iterable["Value"] = (), element: Type = DYNAMIC) -> "SetValue":
        """Make a set of ``items``, which must be free of duplicates and in order already."""
        made = super().__new__(cls, items)
        made.element = element
        return made


class MapValue(dict[str, "Value"]):
    """A Terraform ``map(element)``; its keys stand in lexical order."""

    __slots__ = ("element",)

    def __init__(self, items: dict[str, "Value"], element: Type = DYNAMIC) -> None:
        super().__init__(items)
        self.element = element


class Unknown:
    """A value that cannot be known here, with why and what it depends on.

    ``reason`` is a sentence part for people ("known only after apply").
    ``refs`` are the addresses it depends on, such as ``data.alicloud_account.me.id``.
    ``type`` is the Terraform type as far as it is known.
    ``prefix`` is text that the string is known to start with.
    ``parts`` are the texts that a string is made of, with ``None`` for each that is not known: of a
    template with some text around what it fills in.
    ``json`` is set when the value is JSON text whose structure is known although leaves are not:
    ``jsonencode`` of a partly unknown argument.
    ``not_null`` is true when the value is known not to be null.
    ``length`` bounds the length of a collection, as (least, most or None).
    ``bounds`` are those of a number, inclusive, each None where there is none.
    ``identity`` is a text that two unknowns have in common only when they are surely equal: known text with
    the :func:`hole` of each attribute or variable that it is made of. It is empty where nothing can be said.
    """

    __slots__ = ("bounds", "identity", "json", "length", "not_null", "parts", "prefix", "reason", "refs", "type")

    def __init__(  # noqa: PLR0913  one keyword for each refinement
        self,
        reason: str,
        refs: tuple[str, ...] = (),
        *,
        type: Type = DYNAMIC,
        prefix: str = "",
        parts: tuple[str | None, ...] = (),
        json: "Value | None" = None,
        not_null: bool = False,
        length: tuple[int, int | None] | None = None,
        identity: str = "",
        bounds: "Bounds | None" = None,
    ) -> None:
        self.reason = reason
        self.refs = refs
        self.type = type
        self.prefix = prefix
        self.parts = parts
        self.json = json
        self.not_null = not_null
        self.length = length
        self.identity = identity
        self.bounds = bounds

    def __repr__(self) -> str:
        """Show the reason and what it depends on."""
        return f"Unknown({self.reason!r}, {self.refs!r})"

    def __eq__(self, other: object) -> bool:
        """Compare all that is said of the two; this is identity of description, not of value."""
        if not isinstance(other, Unknown):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in Unknown.__slots__)

    def __hash__(self) -> int:
        """Hash the description."""
        return hash((self.reason, self.refs))


class Sensitive:
    """A value (known or not) that must not be shown; ``marks`` are ``sensitive`` and/or ``ephemeral``."""

    __slots__ = ("marks", "value")

    def __init__(self, value: "Value", marks: frozenset[str] = frozenset((SENSITIVE,))) -> None:
        self.value = value
        self.marks = marks

    def __repr__(self) -> str:
        """Never show the value."""
        return "Sensitive(...)"

    def __eq__(self, other: object) -> bool:
        """Compare value and marks."""
        if not isinstance(other, Sensitive):
            return NotImplemented
        return self.value == other.value and self.marks == other.marks

    def __hash__(self) -> int:
        """Hash the marks only, so that the hash tells nothing."""
        return hash(self.marks)


Value = Union[None, bool, int, "Fraction", str, tuple["Value", ...], dict[str, "Value"], Unknown, Sensitive]
PathStep = int | str
Path = tuple[PathStep, ...]


def hole(address: str) -> str:
    """Return what stands for the unknown value of an attribute or variable in an identity."""
    return f"\0{address}\0"


def reveal(value: Value) -> Value:
    """Return the value inside a sensitive one, for judging; what it returns must not be printed."""
    while isinstance(value, Sensitive):
        value = value.value
    return value


def is_known(value: Value) -> bool:
    """Tell whether the value, looked at through sensitivity, is known at its top level."""
    return not isinstance(reveal(value), Unknown)


def leaves(value: Value, path: Path = ()) -> Iterator[tuple[Path, Value]]:
    """Yield every scalar, unknown and sensitive leaf with its path; empty containers count as leaves."""
    if isinstance(value, tuple) and value:
        for index, item in enumerate(value):
            yield from leaves(item, (*path, index))
    elif isinstance(value, dict) and value:
        for key, item in value.items():
            yield from leaves(item, (*path, key))
    else:
        yield path, value


def unknowns(value: Value, path: Path = ()) -> Iterator[tuple[Path, Unknown]]:
    """Yield every unknown inside the value, looking through sensitivity, with its path."""
    for at, leaf in leaves(value, path):
        inner = reveal(leaf)
        if isinstance(inner, Unknown):
            yield at, inner
        elif isinstance(leaf, Sensitive) and isinstance(inner, (tuple, dict)):
            yield from unknowns(inner, at)


def is_wholly_known(value: Value) -> bool:
    """Tell whether nothing inside the value is unknown."""
    return not _holds(value, Unknown)


def has_sensitive(value: Value) -> bool:
    """Tell whether anything inside the value is sensitive."""
    return _holds(value, Sensitive)


def _holds(value: Value, kind: type) -> bool:
    """Tell whether there is something of a class in a value; a part that occurs many times is looked at once."""
    if not isinstance(value, (tuple, dict, Sensitive)):
        return isinstance(value, kind)
    todo: list[Value] = [value]
    seen: set[int] = set()
    while todo:
        one = todo.pop()
        if isinstance(one, kind):
            return True
        if isinstance(one, Sensitive):
            todo.append(one.value)
        elif isinstance(one, (tuple, dict)) and id(one) not in seen:
            seen.add(id(one))
            todo.extend(one.values() if isinstance(one, dict) else one)
    return False
