"""Which live resource is which of the declaration: by its name in the cloud, else by the one structure that fits.

A name that is not known pairs only when exactly one live resource is alike in all that is known, and is alike to
nothing else that was declared. What remains open is undecided: neither missing nor unmanaged.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from ebaudit.differences.pairing import NAMES, PREFIX
from ebaudit.differences.values import same
from ebaudit.model.estate import Estate, Unread
from ebaudit.model.record import Record
from ebaudit.model.resources import Resource
from ebaudit.model.value import Unknown, Value, is_known, reveal

ONE_KIND: Mapping[str, str] = {
    f"{PREFIX}event_source_v2": f"{PREFIX}event_source",
    f"{PREFIX}slr": f"{PREFIX}service_linked_role",
}
"""Resource types that are two ways to declare one kind of thing."""
DEFAULT_BUS = "default"
Key = tuple[str, ...]
Alike = Callable[[Resource, Resource], bool]


class Pairing(Record):
    """The outcome: pairs, what has no twin on either side, and what cannot be told, with the reason.

    ``open`` are declared resources of which nobody can tell whether they are there; ``maybe`` are the addresses
    of live resources that may be one of those.
    """

    pairs: tuple[tuple[Resource, Resource], ...]
    missing: tuple[Resource, ...]
    unmanaged: tuple[Resource, ...]
    open: tuple[tuple[Resource, Unknown], ...]
    maybe: frozenset[str]


def kind_of(resource: Resource) -> str:
    """Return the type of a resource, the same for types that declare one kind of thing."""
    return ONE_KIND.get(resource.type, resource.type)


def names_of(resource: Resource) -> tuple[Value, ...]:
    """Return the values of the arguments that name a resource; ``None`` for one that is not set."""
    found = (resource.attribute(name) for name in NAMES.get(resource.type, ()))
    return tuple(reveal(attribute.value) if attribute is not None else None for attribute in found)


def pair(declared: Estate, live: Estate, limits: Mapping[str, int], alike: Alike) -> Pairing:
    """Pair the resources of the two sides.

    ``limits`` has, by kind, after how many characters the service cuts names off. ``alike`` compares two
    resources by all that is known of them, but for their names.
    """
    return _Pairer(declared, live, limits, alike).all()


class _Pairer:
    def __init__(self, declared: Estate, live: Estate, limits: Mapping[str, int], alike: Alike) -> None:
        self.live = live
        self.alike = alike
        self.limits = limits
        self.mine = [each for each in declared.resources if not _is_default_bus(each)]
        self.theirs = [each for each in live.resources if not _is_default_bus(each)]
        self.table: dict[Key, list[Resource]] = {}
        for each in self.theirs:
            key = self.key(each)
            if key is not None:
                self.table.setdefault(key, []).append(each)
        self.pairs: list[tuple[Resource, Resource]] = []
        self.missing: list[Resource] = []
        self.open: list[tuple[Resource, Unknown]] = []
        self.maybe: set[str] = set()
        self.taken: set[str] = set()

    def key(self, resource: Resource) -> Key | None:
        """Return what names a resource in the cloud, ``None`` when that is not known."""
        names = names_of(resource)
        texts = [name for name in names if isinstance(name, str)]
        if not names or len(texts) < len(names):
            return None
        kind = kind_of(resource)
        limit = self.limits.get(kind)
        return (kind, *(text[:limit] for text in texts)) if limit else (kind, *texts)

    def all(self) -> Pairing:
        unnamed = [each for each in self.mine if not self.named(each)]
        self.unnamed(unnamed)
        left = [each for each in self.theirs if each.address not in self.taken and each.address not in self.maybe]
        return Pairing(
            tuple(self.pairs), tuple(self.missing), tuple(left), tuple(self.open), frozenset(self.maybe - self.taken)
        )

    def named(self, resource: Resource) -> bool:
        """Pair a resource by its name; false when its name is not known."""
        key = self.key(resource)
        if key is None:
            return False
        found = [each for each in self.table.get(key, ()) if _one_place(resource, each)]
        if len(found) == 1:
            self.took(resource, found[0])
        elif found:
            self.maybe.update(each.address for each in found)
            where = ", ".join(sorted(each.address for each in found)[:3])
            self.open.append((resource, Unknown(f"several live resources have its name: {where}")))
        else:
            self.absent(resource)
        return True

    def took(self, resource: Resource, live: Resource) -> None:
        self.pairs.append((resource, live))
        self.taken.add(live.address)

    def absent(self, resource: Resource) -> None:
        cell = unread_cell(resource, self.live.unread)
        if cell is None:
            self.missing.append(resource)
        else:
            self.open.append((resource, unread_reason(cell)))

    def unnamed(self, resources: Sequence[Resource]) -> None:
        """Pair resources whose names are not known, where only one thing can be meant."""
        fitting = {each.address: list(self.candidates(each)) for each in resources}
        wanted: dict[str, int] = {}
        for found in fitting.values():
            for other in found:
                wanted[other.address] = wanted.get(other.address, 0) + 1
        for resource in resources:
            found = fitting[resource.address]
            exact = [other for other in found if self.alike(resource, other)]
            if len(exact) == 1 and wanted[exact[0].address] == 1:
                self.took(resource, exact[0])
                continue
            self.maybe.update(other.address for other in found)
            self.open.append((resource, self.why(resource)))

    def candidates(self, resource: Resource) -> Iterable[Resource]:
        """Yield the live resources that may be the one, by what is known of its names."""
        kind, names = kind_of(resource), names_of(resource)
        for other in self.theirs:
            if other.address in self.taken or kind_of(other) != kind or not _one_place(resource, other):
                continue
            if all(same(one, two) is not False for one, two in zip(names, names_of(other), strict=True)):
                yield other

    @staticmethod
    def why(resource: Resource) -> Unknown:
        unknown = next((name for name in names_of(resource) if isinstance(name, Unknown)), None)
        if unknown is None:
            return Unknown("it has no name, so that nobody can tell which live resource it is")
        return Unknown(
            f"its name is not known, so that nobody can tell which live resource it is: {unknown.reason}", unknown.refs
        )


def unread_reason(cell: Unread) -> Unknown:
    """Return why what lies in a cell is not known."""
    return Unknown(f"that part of the account could not be read: {cell.reason}")


def unread_cell(resource: Resource, cells: Sequence[Unread]) -> Unread | None:
    """Return the part of the account that could not be read and that a resource lies in."""
    if not cells:
        return None
    bus = resource.attribute("event_bus_name")
    name = reveal(bus.value) if bus is not None else None
    region, account = reveal(resource.provider.region), reveal(resource.provider.account_id)
    for cell in cells:
        if (
            cell.type not in {"", resource.type}
            or not _may_be(cell.region, region)
            or not _may_be(cell.account, account)
        ):
            continue
        if not cell.bus or not isinstance(name, str) or cell.bus == name:
            return cell
    return None


def _may_be(cell: str, value: Value) -> bool:
    return not cell or not isinstance(value, str) or cell == value


def _one_place(declared: Resource, live: Resource) -> bool:
    """Tell whether two resources can be in one region of one account."""
    for one, other in (
        (declared.provider.region, live.provider.region),
        (declared.provider.account_id, live.provider.account_id),
    ):
        if is_known(one) and is_known(other) and one is not None and other is not None and reveal(one) != reveal(other):
            return False
    return True


def _is_default_bus(resource: Resource) -> bool:
    """Tell whether a resource is the bus that is always there and that nobody manages."""
    return resource.type == f"{PREFIX}event_bus" and names_of(resource) == (DEFAULT_BUS,)
