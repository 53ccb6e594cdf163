"""Where the deliveries of a target end, and whether two targets deliver to one place."""

from ebaudit.analysis.routing.forwards import plain
from ebaudit.analysis.routing.identity import identity
from ebaudit.differences.values import HIDDEN, bare, describe, may_be_one, sketch
from ebaudit.model.change import Last
from ebaudit.model.record import Record
from ebaudit.model.resources import Target
from ebaudit.model.value import Unknown, has_sensitive, reveal

ALERTS = frozenset({"acs.dingtalk", "acs.mail", "acs.sms"})
AUDITS = frozenset({"acs.sls", "acs.arms.loki", "acs.eventbus.SLSCloudLens"})
"""Target types that tell people, and those that keep a record."""


class Receiver(Record):
    """What tells where deliveries end. Equal keys are one receiver; ``sure`` says that different ones are two."""

    key: tuple[object, ...]
    sure: bool
    kind: str | None
    endpoint: str | Unknown | None
    label: str

    @property
    def groups(self) -> tuple[Last, ...]:
        """What a delivery here counts as."""
        if self.kind in ALERTS:
            return (Last.DELIVERY, Last.ALERT)
        return (Last.DELIVERY, Last.AUDIT) if self.kind in AUDITS else (Last.DELIVERY,)


def receiver(target: Target) -> Receiver:
    """Return where the deliveries of a target end."""
    kind = plain(target.type)
    value = reveal(target.endpoint.value) if target.endpoint is not None else None
    endpoint = value if isinstance(value, str | Unknown) else None
    found = identity(target) if not isinstance(endpoint, Unknown) else None
    label = _label(target, kind, endpoint)
    if found is not None:
        return Receiver(found, True, kind, endpoint, label)
    described = describe(endpoint) if isinstance(endpoint, Unknown) else endpoint
    params = tuple(sorted(repr(_param(block)) for block in target.block.blocks.get("param_list", ())))
    kinds = repr(bare(target.type.value)) if target.type is not None else None
    return Receiver(("?", kinds, described, params), False, kind, endpoint, label)


def _param(block: object) -> object:
    from ebaudit.model.resources import Block

    return {name: bare(item.value) for name, item in block.attributes.items()} if isinstance(block, Block) else None


def _label(target: Target, kind: str | None, endpoint: str | Unknown | None) -> str:
    shown = endpoint if isinstance(endpoint, str) else ""
    if target.endpoint is not None and has_sensitive(target.endpoint.value):
        shown = HIDDEN
    elif isinstance(endpoint, Unknown):
        shown = sketch(endpoint)
    return f"{kind or 'a target of unknown type'} {shown}".rstrip()


def one_receiver(one: Receiver, other: Receiver) -> bool | None:
    """Tell whether two targets deliver to one place; ``None`` when something unknown decides."""
    if one.key == other.key:
        return True
    if one.sure and other.sure:
        return False
    if one.kind is not None and other.kind is not None and one.kind != other.kind:
        return False
    if one.endpoint is not None and other.endpoint is not None and not may_be_one(one.endpoint, other.endpoint):
        return None if isinstance(one.endpoint, str) and isinstance(other.endpoint, str) else False
    return None
