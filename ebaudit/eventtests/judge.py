"""Whether an event went where its test says, and what decided where it did not."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ebaudit.analysis.patterns.pattern import Pattern
from ebaudit.analysis.routing.delivery import Delivery, Miss, Routed
from ebaudit.analysis.routing.forwards import plain
from ebaudit.catalog.secrets import secret_parameters
from ebaudit.eventtests.document import EventTest, ExpectedDelivery, Remark, Result, Verdict
from ebaudit.eventtests.parameters import check_parameters
from ebaudit.model.estate import Estate
from ebaudit.model.record import Record
from ebaudit.model.resources import Attribute, Rule
from ebaudit.model.value import Unknown, has_sensitive
from ebaudit.suggest import suggest

if TYPE_CHECKING:
    from ebaudit.catalog import Catalog

UNCOUNTED = "[(unknown)]"
"""What stands in the address of a resource or module of which an unknown number exists."""


class Ground(Record):
    """What a test runs on: the estate, whether all of it was read, and the catalog that knows what is secret.

    ``patterns`` are those of the rules, by address.
    """

    estate: Estate
    patterns: Mapping[str, Pattern]
    complete: bool
    catalog: "Catalog"


def judge(test: EventTest, routed: Routed, ground: Ground) -> Result:
    """Compare where the event of a test goes with what the test expects.

    What is certainly wrong fails the test; otherwise whatever is not known makes it undecided.
    """
    case = _Case(test, routed, ground)
    for expected in test.deliveries or ():
        case.expect(expected)
    if test.exact:
        case.others()
    if not ground.complete:
        case.undecided.append(Remark("A part of the estate could not be read, so that it may deliver otherwise."))
    verdict = Verdict.FAILED if case.failures else Verdict.UNDECIDED if case.undecided else Verdict.PASSED
    reached = tuple(dict.fromkeys(found.rule for found in case.sure))
    return Result(test, verdict, tuple(case.failures), tuple(case.undecided), tuple(case.notes), reached)


def target_name(address: str) -> str:
    """Return a target's id, or its position when its id is not known, from its address."""
    return address.rpartition("#targets[")[2].removesuffix("]")


def rules_called(estate: Estate, name: str) -> list[Rule]:
    """Return the rules with that address or, when there is none, with that name."""
    exact = [rule for rule in estate.rules if rule.resource.address == name]
    return exact or [rule for rule in estate.rules if plain(rule.rule_name) == name]


class _Case:
    def __init__(self, test: EventTest, routed: Routed, ground: Ground) -> None:
        self.test = test
        self.routed = routed
        self.ground = ground
        taken = [found if UNCOUNTED not in found.rule else _of_some(found) for found in routed.deliveries]
        self.sure = [found for found in taken if found.match.matches]
        self.maybe = [found for found in taken if found.match.matches is None]
        self.open = {rule.resource.address: why for rule in ground.estate.rules if (why := _open(rule))}
        self.partial = {
            target.address
            for rule in ground.estate.rules
            for target in rule.targets
            if "param_list" in target.block.unknown_blocks
        }
        self.expected: set[str] = set()
        self.failures: list[Remark] = []
        self.undecided: list[Remark] = []
        self.notes: list[Remark] = []

    def expect(self, expected: ExpectedDelivery) -> None:
        rules = rules_called(self.ground.estate, expected.rule)
        if not rules:
            self.no_rule(expected)
            return
        addresses = {rule.resource.address for rule in rules}
        found = [item for item in self.sure if _is(item, addresses, expected.target)]
        for item in found:
            self.delivered(expected, item)
        if not found:
            self.not_delivered(expected, rules, addresses)

    def delivered(self, expected: ExpectedDelivery, found: Delivery) -> None:
        self.expected.add(found.target)
        notes = found.match.depends
        self.notes += [
            Remark(f"Sources disagree on {note}; another reading does not deliver.", found.rule) for note in notes
        ]
        secret = secret_parameters(found.type, self.ground.catalog)
        checked = check_parameters(expected, found, secret, complete=found.target not in self.partial)
        self.failures += checked.failures
        self.undecided += checked.undecided
        self.notes += checked.notes

    def no_rule(self, expected: ExpectedDelivery) -> None:
        names = [
            (rule.resource.address, _open_name(rule.rule_name) or rule.resource.address)
            for rule in self.ground.estate.rules
        ]
        known = [name for pair in names for name in pair]
        remark = Remark(
            f"There is no rule '{expected.rule}' in the estate{suggest(expected.rule, known)}.", expected.rule
        )
        unnamed = any(rule.rule_name is not None and plain(rule.rule_name) is None for rule in self.ground.estate.rules)
        (self.undecided if unnamed or not self.ground.complete else self.failures).append(remark)

    def not_delivered(self, expected: ExpectedDelivery, rules: list[Rule], addresses: set[str]) -> None:
        maybe = [item for item in self.maybe if _is(item, addresses, expected.target)]
        for item in maybe:
            self.expected.add(item.target)
            self.undecided.append(_maybe(item, "It is not known whether"))
        missed = [miss for miss in self.routed.misses if miss.rule in addresses]
        for miss in missed:
            self.missed(expected, miss)
        if maybe or missed:
            return
        if any(item.rule in addresses for item in (*self.sure, *self.maybe)):
            self.no_target(expected, rules, addresses)
        else:
            self.elsewhere(expected, rules)

    def missed(self, expected: ExpectedDelivery, miss: Miss) -> None:
        self.expected.add(miss.rule)
        what = "The rule did not take the event." if miss.unknown is None else "The rule may or may not take the event."
        known = "" if miss.unknown is None else f" It depends on: {_reason(miss)}."
        remark = Remark(f"{what} {miss.why}{known}", miss.rule, miss.field)
        (self.failures if miss.unknown is None else self.undecided).append(remark)
        if miss.match is not None and miss.match.depends:
            self.notes += [
                Remark(f"Sources disagree on {note}; another reading delivers.", miss.rule)
                for note in miss.match.depends
            ]

    def no_target(self, expected: ExpectedDelivery, rules: list[Rule], addresses: set[str]) -> None:
        names = [target_name(target.address) for rule in rules for target in rule.targets]
        listed = f"; it has {', '.join(names)}" if names else ", and no other"
        hint = suggest(expected.target or "", names)
        message = f"The rule took the event, but has no target '{expected.target}'{listed}{hint}."
        unknown = any(address in self.open for address in addresses) or any(
            plain(target.target_id) is None for rule in rules for target in rule.targets
        )
        (self.undecided if unknown else self.failures).append(Remark(message, expected.rule))

    def elsewhere(self, expected: ExpectedDelivery, rules: list[Rule]) -> None:
        """Say why a rule that took part in nothing did not: it has no targets, or is on a bus not reached."""
        lost = any("#targets[" in miss.rule for miss in self.routed.misses)
        for rule in rules:
            address, bus = rule.resource.address, plain(rule.event_bus_name)
            if bus in self.routed.buses:
                remark = Remark(f"The rule delivers nothing: {self.open.get(address, 'it has no targets')}.", address)
                (self.undecided if address in self.open else self.failures).append(remark)
                continue
            on = f"bus '{name}'" if (name := _open_name(rule.event_bus_name)) else "another bus"
            buses = ", ".join(f"'{name}'" for name in self.routed.buses)
            message = f"The rule is on {on}; the event reaches only {buses}."
            unsure = lost or any(item.type == "acs.eventbridge" for item in self.maybe)
            (self.undecided if unsure else self.failures).append(Remark(message, address, "aliyuneventbusname"))

    def others(self) -> None:
        """Judge what no expectation speaks of."""
        for item in self.sure:
            if item.target not in self.expected:
                self.failures.append(self.unexpected(item))
        self.undecided += [
            _maybe(item, "No such delivery is expected, but it is not known whether")
            for item in self.maybe
            if item.target not in self.expected
        ]
        for miss in self.routed.misses:
            if miss.unknown is not None and miss.rule not in self.expected:
                message = f"{miss.why} The event may be delivered here too. It depends on: {_reason(miss)}."
                self.undecided.append(Remark(message, miss.rule))
        took = dict.fromkeys(rule for rule in self.open if self.took(rule))
        self.undecided += [Remark(f"The rule may have further targets: {self.open[rule]}.", rule) for rule in took]

    def unexpected(self, found: Delivery) -> Remark:
        message = "The event reaches the target, which the test does not expect."
        pattern = self.ground.patterns.get(found.rule)
        if pattern is None or pattern.sensitive:
            return Remark(message, found.target)
        why = " ".join(field.explanation for field in found.match.fields[:3]) or "The pattern selects every event."
        field = found.match.fields[0].field.name if found.match.fields else ""
        return Remark(f"{message} {why}", found.target, field)

    def took(self, rule: str) -> bool:
        """Tell whether a rule whose targets are not all known may take the event: it did not certainly miss it."""
        decided = any(miss.rule == rule and miss.unknown is None for miss in self.routed.misses)
        buses = {item.resource.address: plain(item.event_bus_name) for item in self.ground.estate.rules}
        return not decided and buses[rule] in {None, *self.routed.buses}


def _of_some(found: Delivery) -> Delivery:
    """Make a delivery undecided: of how many rules it is one, if any, nobody can tell."""
    unknown = Unknown("how many such rules there are is not known")
    return found._replace(match=found.match._replace(matches=None, unknowns=(unknown, *found.match.unknowns)))


def _open_name(attribute: Attribute | None) -> str | None:
    """Return a name that is known and may be shown."""
    return None if attribute is None or has_sensitive(attribute.value) else plain(attribute)


def _open(rule: Rule) -> str:
    """Return why not all targets of a rule are known, or nothing."""
    return rule.resource.block.unknown_blocks.get("targets", "")


def _is(found: Delivery, rules: set[str], target: str | None) -> bool:
    return found.rule in rules and (target is None or target_name(found.target) == target)


def _reason(miss: Miss) -> str:
    return "" if miss.unknown is None else ", ".join((miss.unknown.reason, *miss.unknown.refs))


def _maybe(found: Delivery, lead: str) -> Remark:
    reasons = "; ".join(", ".join((unknown.reason, *unknown.refs)) for unknown in found.match.unknowns)
    fields = [field for field in found.match.fields if field.verdict.holds is None]
    message = f"{lead} the event reaches the target. It depends on: {reasons or 'something in the pattern'}."
    return Remark(message, found.target, fields[0].field.name if fields else "")
