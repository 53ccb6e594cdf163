"""The nouns: EventBridge's resources as one reader saw them, addressed and located.

A field that is not set (absent or null) is ``None``; one that is set is an :class:`Attribute`.
Nested blocks are always tuples, whatever their number.
"""

from collections.abc import Mapping
from typing import Protocol

from ebaudit.model.diagnostic import ModuleCall
from ebaudit.model.record import Record
from ebaudit.model.source import Span
from ebaudit.model.value import Path, Value


class Locate(Protocol):
    """From a part of an attribute's value to where it is written, or None where that cannot be told."""

    def __call__(self, path: Path, offsets: tuple[int, int] | None = None, *, key: bool = False) -> Span | None:
        """Locate the part of the value at ``path``; its key rather than its value with ``key``.

        A value that is JSON text has both an outside and an inside: pass the path inside the JSON
        structure and the character offsets in the text, and the reader uses what applies (offsets for
        a literal or heredoc, both for ``jsonencode``). Where the whole text is not known, the offsets count
        in the string at the path.
        """


class Attribute(Record):
    """One argument of a resource or block: its value, where the value and its name stand.

    ``provided`` is true for a value that is known although nothing written gives it: a plan or state has it
    from another resource or a data source. ``by_provider`` is true for one that the configuration certainly
    leaves to the provider, which keeps whatever is there.
    """

    value: Value
    span: Span | None = None
    name_span: Span | None = None
    locate: Locate | None = None
    provided: bool = False
    by_provider: bool = False

    def place(self, path: Path = (), offsets: tuple[int, int] | None = None, *, key: bool = False) -> Span | None:
        """Locate a part of the value, or the whole value where the part cannot be told."""
        found = self.locate(path, offsets, key=key) if self.locate is not None else None
        return found if found is not None else self.span


class Block(Record):
    """Arguments and nested blocks as configured; ``span`` is the block's header.

    ``beyond`` is what the live service has of it that Terraform has no argument for, by snake-case name.
    """

    attributes: Mapping[str, Attribute]
    blocks: Mapping[str, tuple["Block", ...]]
    span: Span | None = None
    unknown_blocks: Mapping[str, str] = {}
    """Block types of which an unknown number exists (``dynamic`` over an unknown), with the reason."""
    beyond: Mapping[str, Value] = {}


class Provider(Record):
    """The provider configuration that a resource uses: region and account id as far as they are known."""

    name: str = "alicloud"
    region: Value = None
    account_id: Value = None


class Resource(Record):
    """One resource or data source instance, whatever its type."""

    address: str
    type: str
    mode: str
    block: Block
    provider: Provider = Provider()
    calls: tuple[ModuleCall, ...] = ()
    span: Span | None = None

    def attribute(self, name: str) -> Attribute | None:
        """Return the argument with that name, or ``None`` when it is not set or null."""
        found = self.block.attributes.get(name)
        return None if found is None or found.value is None else found


class EventBus(Record):
    """An event bus."""

    resource: Resource
    event_bus_name: Attribute | None
    description: Attribute | None


class Param(Record):
    """One ``param_list`` entry of a target: how one parameter is made from the event."""

    address: str
    block: Block
    resource_key: Attribute | None
    form: Attribute | None
    value: Attribute | None
    template: Attribute | None


class DeadLetterQueue(Record):
    """Where events go that a target did not take."""

    block: Block
    arn: Attribute | None


class Target(Record):
    """A target of a rule."""

    address: str
    block: Block
    target_id: Attribute | None
    type: Attribute | None
    endpoint: Attribute | None
    push_retry_strategy: Attribute | None
    dead_letter_queue: DeadLetterQueue | None
    params: tuple[Param, ...]


class Rule(Record):
    """A rule: which events of a bus go to which targets."""

    resource: Resource
    event_bus_name: Attribute | None
    rule_name: Attribute | None
    status: Attribute | None
    filter_pattern: Attribute | None
    description: Attribute | None
    targets: tuple[Target, ...]


class EventSource(Record):
    """A custom event source; ``version`` is 1 or 2 after the provider's two resources."""

    resource: Resource
    version: int
    event_bus_name: Attribute | None
    event_source_name: Attribute | None
    description: Attribute | None
    kind: str | None
    """What feeds it: the v2 parameter block's or v1 ``external_source_type``'s name; None for an SDK source."""


class Connection(Record):
    """How an API destination is reached and authorised."""

    resource: Resource
    connection_name: Attribute | None
    description: Attribute | None


class ApiDestination(Record):
    """An HTTP endpoint that a target can name."""

    resource: Resource
    api_destination_name: Attribute | None
    connection_name: Attribute | None
    description: Attribute | None
    endpoint: Attribute | None
    method: Attribute | None


class ServiceLinkedRole(Record):
    """A role that lets EventBridge use another service."""

    resource: Resource
    product_name: Attribute | None
