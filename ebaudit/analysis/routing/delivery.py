"""Where one event goes in an estate: every delivery, and what decided against each rule that missed."""

from collections import deque
from collections.abc import Iterable, Mapping

from ebaudit.analysis.patterns.event import Event
from ebaudit.analysis.patterns.matching import Match, match
from ebaudit.analysis.patterns.pattern import Pattern
from ebaudit.analysis.routing.buses import DEFAULT, Buses, BusRef
from ebaudit.analysis.routing.forwards import Forward, forwards, plain
from ebaudit.analysis.routing.identity import is_disabled
from ebaudit.analysis.routing.places import Home, Spot, differ, home
from ebaudit.analysis.transforms.render import Rendered, render
from ebaudit.model.estate import Estate
from ebaudit.model.record import Record
from ebaudit.model.resources import Attribute, Param, Rule, Target
from ebaudit.model.value import Unknown, has_sensitive, reveal


class Parameter(Record):
    """One parameter as it is sent; ``rendered`` is ``None`` when something unknown decides, with ``unknown``.

    ``sensitive`` says that the text must not be shown.
    """

    address: str
    key: str
    form: str
    rendered: Rendered | None
    unknown: Unknown | None = None
    sensitive: bool = False


class Delivery(Record):
    """An event that reaches a target.

    ``via`` are the addresses of the forwarding targets before it. ``match`` says how sure the match is;
    its ``matches`` is ``None`` when the delivery depends on something unknown.
    """

    rule: str
    target: str
    type: str
    endpoint: str
    match: Match
    parameters: tuple[Parameter, ...]
    via: tuple[str, ...] = ()


class Miss(Record):
    """A rule on the event's bus that does not take it: why, and the field that decided.

    With ``unknown`` it may take the event after all; ``rule`` is then that of a rule, or the address of
    a target that forwards to a bus that nobody can tell.
    """

    rule: str
    why: str
    field: str = ""
    match: Match | None = None
    via: tuple[str, ...] = ()
    unknown: Unknown | None = None


class Routed(Record):
    """All deliveries and misses of one event; ``buses`` are the buses that it reached."""

    buses: tuple[str, ...]
    deliveries: tuple[Delivery, ...]
    misses: tuple[Miss, ...]


def deliveries(estate: Estate, patterns: Mapping[str, Pattern], event: Event, bus: str | None = None) -> Routed:
    """Send an event to a bus and follow it through targets that forward to other buses of the estate.

    ``bus`` defaults to the event's ``aliyuneventbusname``, else ``default``. Where the estate has that bus in several
    regions or accounts, the event's ``aliyunregionid`` and ``aliyunaccountid`` say which; without them it is sent
    to each. Each bus is visited once.
    """
    return _Router(estate, patterns, event).run(bus or _attribute(event, "aliyuneventbusname") or DEFAULT)


def _attribute(event: Event, name: str) -> str | None:
    node = event.node.get(name)
    return str(node.value) if node is not None and node.kind == "string" else None


class _Router:
    def __init__(self, estate: Estate, patterns: Mapping[str, Pattern], event: Event) -> None:
        self.estate = estate
        self.patterns = patterns
        self.event = event
        self.buses = Buses(estate)
        self.onward = {forward.target.address: forward for forward in forwards(estate, self.buses)}
        self.found: list[Delivery] = []
        self.missed: list[Miss] = []

    def run(self, bus: str) -> Routed:
        starts: list[Spot] = [(where, f"name:{bus}") for where in self._homes()]
        visited = dict.fromkeys(starts)
        queue: deque[tuple[Spot, tuple[str, ...]]] = deque((start, ()) for start in starts)
        while queue:
            spot, via = queue.popleft()
            for target in self.visit(spot, via):
                onward = self.onward.get(target)
                if onward is None:
                    continue
                if onward.end is None or onward.unsure is not None:
                    self.missed.append(_lost(target, onward, via))
                elif onward.end not in visited:
                    visited[onward.end] = None
                    queue.append((onward.end, (*via, target)))
        return Routed(_shown(visited), tuple(self.found), tuple(self.missed))

    def _homes(self) -> list[Home]:
        """Return the places that the event may come from."""
        homes = list(dict.fromkeys(home(rule.resource) for rule in self.estate.rules))
        own = Home(_attribute(self.event, "aliyunregionid") or "?", _attribute(self.event, "aliyunaccountid") or "?")
        same = [where for where in homes if not differ(where, own)]
        return same or homes or [own]

    def visit(self, spot: Spot, via: tuple[str, ...]) -> list[str]:
        """Try every rule of a bus; return the addresses of the targets that get the event for sure."""
        reached = []
        for rule in self.estate.rules:
            ref, where = self.buses.resolve(rule.event_bus_name), home(rule.resource)
            if (where, ref.token) == spot:
                reached += self.offer(rule, via)
            elif not differ(where, spot[0]) and _may_be(ref, spot[1]):
                unknown = ref.unknown or Unknown("the name of its bus is not known")
                self.missed.append(
                    Miss(rule.resource.address, "The rule's bus is not known.", via=via, unknown=unknown)
                )
        return reached

    def offer(self, rule: Rule, via: tuple[str, ...]) -> list[str]:
        address = rule.resource.address
        pattern = self.patterns.get(address)
        if is_disabled(rule):
            self.missed.append(Miss(address, "The rule is switched off.", via=via))
            return []
        if pattern is None:
            self.missed.append(_without_pattern(rule, via))
            return []
        found = _if_enabled(rule, match(pattern, self.event))
        if found.matches is False:
            self.missed.append(_miss(address, pattern, found, via))
            return []
        self.found.extend(_deliver(address, target, found, self.event, via) for target in rule.targets)
        return [target.address for target in rule.targets] if found.matches else []


def _may_be(ref: BusRef, key: str) -> bool:
    """Tell whether a bus that is not known by name may be the one called ``key``."""
    unnamed = ref.key is None or ref.key.startswith("resource:")
    return unnamed and key.startswith("name:") and not (ref.custom and key == f"name:{DEFAULT}")


def _shown(visited: Iterable[Spot]) -> tuple[str, ...]:
    """Return the names of buses, with their places where they are in several."""
    spots = list(visited)
    several = len({where for where, _ in spots}) > 1
    names = []
    for where, token in spots:
        kind, _, name = token.partition(":")
        shown = "a bus of unknown name" if kind == "same" else name
        place = " ".join(part for part in where if not part.startswith("?"))
        names.append(f"{shown} ({place})" if several and place else shown)
    return tuple(sorted(names))


def _lost(target: str, forward: Forward, via: tuple[str, ...]) -> Miss:
    if forward.end is not None:
        why = "Whether the target forwards to a bus of another region or account is not known."
        return Miss(target, why, via=via, unknown=forward.unsure)
    unknown = forward.to.unknown or Unknown("no bus is named")
    return Miss(target, "The bus that the target forwards to is not known.", via=via, unknown=unknown)


def _without_pattern(rule: Rule, via: tuple[str, ...]) -> Miss:
    address = rule.resource.address
    value = reveal(rule.filter_pattern.value) if rule.filter_pattern is not None else None
    if isinstance(value, Unknown) and value.json is None:
        return Miss(address, "The rule's pattern is not known.", via=via, unknown=value)
    return Miss(address, "The rule's pattern is not valid, so the service refuses the rule.", via=via)


def _if_enabled(rule: Rule, found: Match) -> Match:
    """Make a match undecided when nobody can tell whether the rule is switched on."""
    status = reveal(rule.status.value) if rule.status is not None else None
    if isinstance(status, Unknown) and found.matches is not False:
        return found._replace(matches=None, unknowns=(status, *found.unknowns))
    return found


def _miss(address: str, pattern: Pattern, found: Match, via: tuple[str, ...]) -> Miss:
    decisive = found.decisive
    if decisive is None or pattern.sensitive:
        return Miss(address, "The pattern does not select the event.", "", None if pattern.sensitive else found, via)
    return Miss(address, decisive.explanation, decisive.field.name, found, via)


def _deliver(rule: str, target: Target, found: Match, event: Event, via: tuple[str, ...]) -> Delivery:
    endpoint = target.endpoint
    shown = "" if endpoint is None or has_sensitive(endpoint.value) else plain(endpoint) or ""
    parameters = tuple(_parameter(param, event) for param in target.params)
    return Delivery(rule, target.address, plain(target.type) or "", shown, found, parameters, via)


def _parameter(param: Param, event: Event) -> Parameter:
    key, form = plain(param.resource_key) or "", plain(param.form)
    used = [found for found in (param.value, param.template) if found is not None]
    sensitive = any(has_sensitive(found.value) for found in used)
    unknown = next((value for found in used if isinstance(value := reveal(found.value), Unknown)), None)
    if form == "ORIGINAL":
        unknown = None
    if form is None or unknown is not None:
        unknown = unknown or Unknown("the form is not known")
        return Parameter(param.address, key, form or "", None, unknown, sensitive)
    rendered = render(form, _text(param.value), _text(param.template), event.text)
    return Parameter(param.address, key, form, rendered, sensitive=sensitive)


def _text(attribute: Attribute | None) -> str | None:
    """Return an argument as Terraform sends it: Booleans and whole numbers become text."""
    value = reveal(attribute.value) if attribute is not None else None
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value is None or isinstance(value, Unknown) else str(value)
