"""Which resource of one estate is which of the other: by its name in the cloud, else by its address."""

from collections.abc import Iterable, Sequence

from ebaudit.differences.moves import Moves
from ebaudit.model.resources import Resource, Target
from ebaudit.model.value import reveal

NO_MOVES = Moves(())
Pairs = list[tuple[Resource | None, Resource | None]]

PREFIX = "alicloud_event_bridge_"
NAMES = {
    f"{PREFIX}event_bus": ("event_bus_name",),
    f"{PREFIX}rule": ("event_bus_name", "rule_name"),
    f"{PREFIX}event_source": ("event_source_name",),
    f"{PREFIX}event_source_v2": ("event_source_name",),
    f"{PREFIX}connection": ("connection_name",),
    f"{PREFIX}api_destination": ("api_destination_name",),
    f"{PREFIX}service_linked_role": ("product_name",),
    f"{PREFIX}slr": ("product_name",),
}
"""The arguments that name a resource in the cloud, by type."""


def name_of(resource: Resource) -> str:
    """Return a resource's name in the cloud, as far as it is known and may be shown; else its address."""
    found = [resource.attribute(name) for name in NAMES.get(resource.type, ())]
    texts = [attribute.value for attribute in found if attribute is not None and isinstance(attribute.value, str)]
    return "/".join(texts) if texts and len(texts) == len(found) else resource.address


def _identity(resource: Resource) -> tuple[str, ...] | None:
    names = NAMES.get(resource.type)
    found = [resource.attribute(name) for name in names or ()]
    values = [reveal(attribute.value) if attribute is not None else None for attribute in found]
    texts = [value for value in values if isinstance(value, str)]
    return (resource.type, *texts) if names and len(texts) == len(names) else None


def _unique(resources: Iterable[Resource]) -> dict[tuple[str, ...], Resource]:
    found: dict[tuple[str, ...], Resource] = {}
    twice: set[tuple[str, ...]] = set()
    for resource in resources:
        key = _identity(resource)
        if key is not None and found.setdefault(key, resource) is not resource:
            twice.add(key)
    return {key: resource for key, resource in found.items() if key not in twice}


def pair(before: Sequence[Resource], after: Sequence[Resource], moves: Moves = NO_MOVES) -> Pairs:
    """Pair managed resources; what has no twin stands alone. In the order of after, then what is gone."""
    there = frozenset(resource.address for resource in after)
    old, new = _unique(before), _unique(after)
    twin = {new[key].address: old[key] for key in new if key in old}
    taken = {resource.address for resource in twin.values()}
    left = {moves.to(resource.address, there): resource for resource in before if resource.address not in taken}
    for resource in after:
        other = left.get(resource.address)
        if resource.address not in twin and other is not None and other.type == resource.type:
            twin[resource.address] = left.pop(resource.address)
    pairs: Pairs = [(twin.get(resource.address), resource) for resource in after]
    gone = {resource.address for resource in twin.values()}
    return [*pairs, *((resource, None) for resource in before if resource.address not in gone)]


def target_name(target: Target) -> str:
    """Return a target's name inside its rule: its id, or its position where that is not known or not unique."""
    return target.address.partition("#")[2]


def pair_targets(before: Sequence[Target], after: Sequence[Target]) -> list[tuple[Target | None, Target | None]]:
    """Pair the targets of one rule by their names."""
    old = {target_name(target): target for target in before}
    new = {target_name(target) for target in after}
    pairs: list[tuple[Target | None, Target | None]] = [(old.get(target_name(target)), target) for target in after]
    return [*pairs, *((target, None) for target in before if target_name(target) not in new)]
