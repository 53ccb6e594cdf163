"""What drift does to deliveries: which events no longer reach whom, or newly do, and through which of the changes.

Only the buses on which something drifted are looked at, all their rules together.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from ebaudit.analysis.patterns.pattern import Pattern
from ebaudit.differences.deliveries import delivery_changes
from ebaudit.differences.pairing import PREFIX, target_name
from ebaudit.differences.traffic import is_scoped, traffic
from ebaudit.drift.changes import Drifted, What
from ebaudit.drift.pair import Pairing
from ebaudit.model.change import DeliveryChange, DeliveryKind
from ebaudit.model.estate import Estate
from ebaudit.model.resources import Attribute, Resource, Rule
from ebaudit.model.value import reveal

if TYPE_CHECKING:
    from ebaudit.catalog import Catalog

PatternOf = Callable[[Rule, bool], Pattern | None]
RULE = f"{PREFIX}rule"
GAINS = frozenset({DeliveryKind.GAINED, DeliveryKind.MAY_BE_GAINED})


class Consequences:
    """Gives every drifted thing the delivery changes that it causes."""

    def __init__(
        self, declared: Estate, live: Estate, pairing: Pairing, pattern: PatternOf, catalog: "Catalog"
    ) -> None:
        self.declared = declared
        self.live = live
        self.pairing = pairing
        self.pattern = pattern
        self.catalog = catalog
        self.twins = {one.address: other.address for one, other in pairing.pairs if one.type == RULE}

    def all(self, drifted: Sequence[Drifted]) -> Iterator[tuple[DeliveryChange, ...]]:
        """Yield, for each drifted thing in turn, what it does to deliveries."""
        buses = {bus for each in drifted if _moves(each) for bus in _buses(each)}
        changes = self.changes(buses, drifted) if buses else []
        claimed: dict[int, list[DeliveryChange]] = {}
        left = changes
        for index in sorted(range(len(drifted)), key=lambda at: _precedence(drifted[at])):
            if drifted[index].undecided is None and _moves(drifted[index]):
                mine = [change for change in left if self.caused(drifted[index], change)]
                claimed[index] = mine
                left = [change for change in left if all(change is not other for other in mine)]
        for index in range(len(drifted)):
            yield tuple(claimed.get(index, ()))

    def changes(self, buses: set[object], drifted: Sequence[Drifted]) -> list[DeliveryChange]:
        """Compare the deliveries of some buses."""
        mine = [rule for rule in self.declared.rules if _bus(rule) in buses]
        theirs = self.as_declared([rule for rule in self.live.rules if _bus(rule) in buses], mine, drifted)
        unread = {resource.address: why for resource, why in self.pairing.open}
        doubtful = [
            rule._replace(status=Attribute(unread[rule.resource.address]))
            for rule in mine
            if rule.resource.address in unread
        ]
        scoped = is_scoped(self.declared, self.live)
        before = self.declared._replace(rules=tuple(mine))
        after = self.live._replace(rules=(*theirs, *doubtful))
        parsed = self.patterns(mine, False), {**self.patterns(theirs, True), **self.patterns(doubtful, False)}
        sides = traffic(before, parsed[0], {}, scoped=scoped), traffic(after, parsed[1], {}, scoped=scoped)
        return delivery_changes(*sides, self.twins, self.catalog)

    def as_declared(self, live: list[Rule], declared: list[Rule], drifted: Sequence[Drifted]) -> list[Rule]:
        """Return live rules with the declared targets where these are known to be the same.

        A secret in an endpoint, or an id that is not known, would make two receivers of one.
        """
        theirs = {rule.resource.address: rule for rule in declared}
        declared_of = {live: theirs.get(declared) for declared, live in self.twins.items()}
        changed = {(each.resource.address, target) for each in drifted for target in [_elsewhere(each)] if target}
        return [_with_targets(rule, declared_of.get(rule.resource.address), changed) for rule in live]

    def patterns(self, rules: Sequence[Rule], live: bool) -> dict[str, Pattern]:
        """Return the patterns of rules by address, as far as they are known."""
        found = {rule.resource.address: self.pattern(rule, live) for rule in rules}
        return {address: pattern for address, pattern in found.items() if pattern is not None}

    def caused(self, drifted: Drifted, change: DeliveryChange) -> bool:
        """Tell whether a change of deliveries goes through what drifted."""
        rules = [each for each in (drifted.resource, *drifted.within) if each.type == RULE]
        addresses = {each.address for each in rules}
        addresses.update(self.twins[address] for address in list(addresses) if address in self.twins)
        if change.rule not in addresses:
            return False
        if not drifted.part.startswith("targets["):
            return True
        name = change.target.partition("#")[2]
        return drifted.part == name or drifted.part.startswith(f"{name}.")


def _elsewhere(drifted: Drifted) -> str:
    """Return the target whose receiver certainly changed; empty for none."""
    target, inside = _split(drifted.part)
    moved = inside in {"type", "endpoint"} or inside.startswith("param_list[")
    return target if moved and drifted.undecided is None else ""


def _split(part: str) -> tuple[str, str]:
    """Split what is in a target into the target and the rest."""
    if not part.startswith("targets["):
        return "", part
    start, inner, rest = part.partition("].param_list[")
    if inner:
        return f"{start}]", f"param_list[{rest}"
    target, _, inside = part.rpartition("].")
    return f"{target}]", inside


def _with_targets(rule: Rule, declared: Rule | None, changed: set[tuple[str, str]]) -> Rule:
    if declared is None:
        return rule
    same = {
        target_name(target): target
        for target in declared.targets
        if (declared.resource.address, target_name(target)) not in changed
    }
    targets = tuple(
        same[target_name(target)]._replace(address=target.address) if target_name(target) in same else target
        for target in rule.targets
    )
    return rule._replace(targets=targets)


def _moves(drifted: Drifted) -> bool:
    """Tell whether something can change what is delivered to whom."""
    resources = (drifted.resource, *drifted.within)
    if not any(each.type == RULE for each in resources):
        return False
    if drifted.part in {"", "status", "filter_pattern"} or drifted.what is not What.CHANGED:
        return True
    return bool(_elsewhere(drifted))


def _precedence(drifted: Drifted) -> int:
    """Order causes: a rule that is gone or off explains all, a target its own, a pattern the rest."""
    if drifted.part in {"", "status"}:
        return 0
    return 2 if drifted.part == "filter_pattern" else 1


def _buses(drifted: Drifted) -> Iterator[object]:
    for resource in (drifted.resource, *drifted.within):
        found = resource.attribute("event_bus_name")
        if found is not None and isinstance(reveal(found.value), str):
            yield reveal(found.value)


def _bus(rule: Rule) -> object:
    value: Resource = rule.resource
    found: Attribute | None = value.attribute("event_bus_name")
    inner = reveal(found.value) if found is not None else None
    return inner if isinstance(inner, str) else None
