"""Where resources are: the region and account of their provider, which tell two buses of one name apart.

Providers that do not say their account are taken to have one and the same; those that do not say their region are told
apart by their names.
"""

from collections.abc import Iterable

from ebaudit.model.record import Record
from ebaudit.model.resources import Resource
from ebaudit.model.value import Unknown, Value, reveal

_STANDS_FOR = "?"


class Home(Record):
    """The region and account of a resource; what is not known starts with ``?`` and names what stands for it.

    Two homes that are equal are one place. Others may still be one when something in them is not known.
    """

    region: str
    account: str

    @property
    def known_region(self) -> str:
        """The region, or nothing when it is not known."""
        return "" if self.region.startswith(_STANDS_FOR) else self.region


Spot = tuple[Home, str]
"""One bus: where it is, and what is equal for all that mean it."""

NOT_TOLD = Unknown("whether the two are in one region and account is not known")


def home(resource: Resource) -> Home:
    """Return where a resource is."""
    provider = resource.provider
    return Home(_known(provider.region, provider.name), _known(provider.account_id, ""))


def _known(value: Value, otherwise: str) -> str:
    value = reveal(value)
    if isinstance(value, str) and value:
        return value
    same = value.identity if isinstance(value, Unknown) else ""
    return f"{_STANDS_FOR}{same or otherwise}"


def differ(one: Home, other: Home) -> bool | None:
    """Tell whether two homes are surely different places; ``None`` when that cannot be told."""
    if one == other:
        return False
    pairs = ((one.region, other.region), (one.account, other.account))
    known = [pair for pair in pairs if not any(part.startswith(_STANDS_FOR) for part in pair)]
    if any(first != second for first, second in known):
        return True
    return None


def given(text: str | None, own: str, others: frozenset[str]) -> str:
    """Return a region or account that is named, or one's own when that is not known and nothing else has it."""
    if not text or (own.startswith(_STANDS_FOR) and text not in others):
        return own
    return text


def scope(resource: Resource) -> str:
    """Return what tells one region's buses from another's: the region when it is known, else the provider."""
    region = reveal(resource.provider.region)
    return region if isinstance(region, str) else resource.provider.name


def certain(value: Value) -> str | None:
    """Return a text that is equal for two values exactly when they surely are; ``None`` when nobody can tell."""
    value = reveal(value)
    if isinstance(value, Unknown):
        return value.identity or None
    return value if isinstance(value, str) else None


Named = tuple[Value, Home]
"""The name of a declared thing, known or not, and where it is."""


def declared(name: str, where: Home, things: Iterable[Named]) -> bool | Unknown:
    """Tell whether one of the things is called ``name`` in a place; an unknown when one may be."""
    perhaps: Unknown | None = None
    for value, there in things:
        apart = differ(there, where)
        if apart or not _may_be(value, name):
            continue
        if isinstance(value, Unknown):
            perhaps = perhaps or value
        elif apart is False:
            return True
        else:
            perhaps = perhaps or NOT_TOLD
    return perhaps or False


def _may_be(value: Value, name: str) -> bool:
    """Tell whether a name may be the one that is asked for; of one that is partly known, its start and end speak."""
    if not isinstance(value, Unknown):
        return value == name
    end = value.parts[-1] if value.parts else None
    return name.startswith(value.prefix) and name.endswith(end or "")
