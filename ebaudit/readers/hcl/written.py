"""Arguments as HCL has them, whose places are worked out when somebody asks for them: few ever are."""

from ebaudit.model.resources import Attribute
from ebaudit.model.source import Span
from ebaudit.model.value import Value
from ebaudit.readers.hcl.locate import Locator
from ebaudit.readers.hcl.scope import Scope
from ebaudit.readers.hcl.tree import AttributeNode

_new = tuple.__new__
"""Makes an argument without a call of Python: a large estate has very many."""


_REST = tuple(Attribute._field_defaults[name] for name in Attribute._fields[4:])
"""What follows the locator in an argument."""


class ArgumentLocator(Locator):
    """Locates one argument, its name, and parts of its value; ``scope`` is of the file that it stands in."""

    __slots__ = ("node",)

    def __init__(self, node: AttributeNode, scope: Scope) -> None:
        self.expr = node.expr
        self.scope = scope
        self.node = node


class WrittenAttribute(Attribute):
    """An argument of HCL; ``locate`` is an :class:`ArgumentLocator`."""

    __slots__ = ()

    @property
    def span(self) -> Span | None:
        """Where the value stands."""
        locate = self.locate
        if not isinstance(locate, ArgumentLocator):
            return None
        return locate.scope.source.span(locate.expr.start, locate.expr.end)

    @property
    def name_span(self) -> Span | None:
        """Where the name stands."""
        locate = self.locate
        if not isinstance(locate, ArgumentLocator):
            return None
        return locate.scope.source.span(locate.node.start, locate.node.name_end)


def written(node: AttributeNode, value: Value, scope: Scope) -> Attribute:
    """Return an argument with its value."""
    return _new(WrittenAttribute, (value, None, None, ArgumentLocator(node, scope), *_REST))
