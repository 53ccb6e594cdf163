"""Values that are worked out only as far as an expression looks into them.

``resource.q.name`` must not evaluate the rest of ``resource.q``, and the rest of a resource whose type
is not in the catalog cannot be known at all. A reference therefore yields one of these, and the
evaluator makes it whole where something other than an attribute access or index takes it.
"""

from collections.abc import Callable

from ebaudit.model.types import DYNAMIC
from ebaudit.model.value import Unknown, Value

Attributes = Callable[[str], Value]


class LazyObject(Unknown):
    """An object, attribute by attribute; an unknown to whoever needs all of it and cannot have it.

    ``attribute`` gives one attribute's value and raises ``EvalError`` for one that does not exist.
    ``names`` lists all attributes, or is ``None`` where they cannot be listed.
    """

    __slots__ = ("attribute", "names")

    def __init__(
        self, reason: str, refs: tuple[str, ...], attribute: Attributes, names: tuple[str, ...] | None
    ) -> None:
        super().__init__(reason, refs, type=DYNAMIC, not_null=True)
        self.attribute = attribute
        self.names = names

    def whole(self) -> Value:
        """Return the object with all its attributes, or itself as an unknown where they cannot be listed."""
        if self.names is None:
            return self
        return {name: self.attribute(name) for name in self.names}


class LazyInstances(Unknown):
    """The instances of something whose ``count`` or ``for_each`` is unknown; ``instance`` stands for each."""

    __slots__ = ("instance",)

    def __init__(self, reason: str, refs: tuple[str, ...], instance: Value) -> None:
        super().__init__(reason, refs, type=DYNAMIC, not_null=True)
        self.instance = instance

    def whole(self) -> Value:
        """Return itself: how many there are is unknown."""
        return self


class LazyTuple(tuple[Value, ...]):
    """The instances of something with ``count``."""

    __slots__ = ()

    def whole(self) -> Value:
        """Return the tuple of whole objects."""
        return tuple(whole(item) for item in self)


class LazyMap(dict[str, Value]):
    """The instances of something with ``for_each``, by key."""

    __slots__ = ()

    def whole(self) -> Value:
        """Return the object of whole objects."""
        return {key: whole(item) for key, item in self.items()}


LAZY = frozenset((LazyObject, LazyInstances, LazyTuple, LazyMap))


def whole(value: Value) -> Value:
    """Return the value with nothing left to be worked out."""
    if isinstance(value, (LazyObject, LazyInstances, LazyTuple, LazyMap)):
        return value.whole()
    return value
