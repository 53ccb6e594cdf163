"""Nouns as the maps that expressions see.

An argument that is not set is absent, so that ``has()`` tells. Nested blocks are lists, whatever
their number, except ``target.dead_letter_queue`` (a map) and ``target.params`` (a map by parameter
name). An argument whose value has the wrong type, and a required one that is not set, decide nothing
here: the schema policies report them.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ebaudit.model.estate import Estate
from ebaudit.model.resources import ApiDestination, Block, EventSource, Param, Resource, Rule, Target
from ebaudit.model.types import STRING
from ebaudit.model.value import Unknown, Value, reveal
from ebaudit.policy.cel.values import Absent, PartialList, PartialMap
from ebaudit.policy.kinds import NO_KINDS, Kinds, bring, kinds_of

if TYPE_CHECKING:
    from ebaudit.catalog import Catalog

View = dict[str, Any]
LEFT = "left_to_provider"
"""The field that names arguments of which the configuration says nothing, so that the provider keeps what is there."""


class Views:
    """Makes the views of one estate, each once."""

    def __init__(self, estate: Estate, catalog: "Catalog") -> None:
        self._estate = estate
        self._catalog = catalog
        self._kinds: dict[str, Kinds] = {}
        self._target_kinds = self.kinds("alicloud_event_bridge_rule").blocks.get("targets", NO_KINDS)
        self._param_kinds = self._target_kinds.blocks.get("param_list", NO_KINDS)
        self._buses: tuple[View, ...] | None = None
        self._by_name: dict[Any, View] = {}
        self._connections: dict[str, View] | None = None
        self._rules: list[View] | None = None
        self._whole: View | None = None
        self._quotas: View | None = None

    def kinds(self, type_name: str) -> Kinds:
        """Return the declared types of a resource type."""
        found = self._kinds.get(type_name)
        if found is None:
            found = self._kinds[type_name] = kinds_of(self._catalog.resource(type_name))
        return found

    def resource(self, resource: Resource) -> View:
        """Return the view of a resource: its address, arguments and blocks."""
        view = block_view(resource.block, self.kinds(resource.type))
        view["address"] = resource.address
        if self._estate.reader != "hcl":
            left = tuple(name for name, each in resource.block.attributes.items() if each.by_provider)
            if left:
                view[LEFT] = left
        return view

    def any_resource(self, resource: Resource) -> View:
        """Return the view of a resource of any type, with ``resource_type``."""
        view = self.resource(resource)
        view["resource_type"] = resource.type
        return view

    def rules(self) -> list[View]:
        """Return the views of all rules, in the order of the estate, linked to their buses."""
        if self._rules is None:
            self._rules = [self._rule(rule) for rule in self._estate.rules]
            on_bus: dict[str, list[View]] = {}
            for view in self._rules:
                bus = view.get("bus")
                if isinstance(bus, dict):
                    on_bus.setdefault(bus["address"], []).append(view)
            for bus in self.bus_views():
                bus["rules"] = tuple(on_bus.get(bus["address"], ()))
        return self._rules

    def _rule(self, rule: Rule) -> View:
        view = self.resource(rule.resource)
        targets = tuple(self._target(target, view) for target in rule.targets)
        why = rule.resource.block.unknown_blocks.get("targets")
        view["targets"] = targets if why is None else PartialList(targets, Unknown(why, (rule.resource.address,)))
        bus = self._bus(view.get("event_bus_name"))
        if bus is not None:
            view["bus"] = bus
        return view

    def _target(self, target: Target, rule: View) -> View:
        view = block_view(target.block, self._target_kinds)
        params = view.pop("param_list", ())
        queue = view.pop("dead_letter_queue", None)
        if queue is not None:
            view["dead_letter_queue"] = _first(queue)
        view["params"] = _params(target, () if isinstance(params, Unknown) else params)
        view["address"] = target.address
        view["rule"] = rule
        return view

    def param(self, param: Param) -> View:
        """Return the view of one parameter."""
        view = block_view(param.block, self._param_kinds)
        view["address"] = param.address
        return view

    def params(self, target: Target, view: View) -> Iterator[tuple[Param, View]]:
        """Yield every parameter of a target with its view, which also has the ``target``."""
        for param in target.params:
            made = self.param(param)
            made["target"] = view
            yield param, made

    def bus_views(self) -> tuple[View, ...]:
        """Return the views of the declared buses in the order of the estate, their rules not yet filled in."""
        if self._buses is None:
            self._buses = tuple(self.resource(bus.resource) for bus in self._estate.event_buses)
            for view in self._buses:
                self._by_name.setdefault(reveal(view.get("event_bus_name")), view)
        return self._buses

    def linked_buses(self) -> tuple[View, ...]:
        """Return the views of the buses in the order of the estate, with their rules."""
        self.rules()
        return self.bus_views()

    def _bus(self, name: Value) -> View | Unknown | None:
        known = reveal(name)
        if isinstance(known, Unknown):
            return known
        unnamed = [view for view in self.bus_views() if isinstance(reveal(view.get("event_bus_name")), Unknown)]
        if known in self._by_name or known in {None, "default"} or not unnamed:
            return self._by_name.get(known)
        return Unknown("the name of a bus is not known", (unnamed[0]["address"],))

    def event_source(self, source: EventSource) -> View:
        """Return the view of an event source: also ``version`` and ``kind``."""
        view = self.resource(source.resource)
        view["version"] = source.version
        if source.kind is not None:
            view["kind"] = source.kind
        return view

    def api_destination(self, destination: ApiDestination) -> View:
        """Return the view of an API destination, with its ``connection`` when the estate declares it."""
        view = self.resource(destination.resource)
        name = reveal(view.get("connection_name"))
        if self._connections is None:
            self._connections = {}
            for each in self._estate.connections:
                made = self.resource(each.resource)
                self._connections[str(reveal(made.get("connection_name")))] = made
        if isinstance(name, Unknown):
            view["connection"] = name
        elif isinstance(name, str) and name in self._connections:
            view["connection"] = self._connections[name]
        return view

    def quotas(self) -> View:
        """Return the limits of the service by name."""
        if self._quotas is None:
            self._quotas = {name: quota.value for name, quota in self._catalog.quotas.items()}
        return self._quotas

    def whole(self) -> View:
        """Return the view of the whole estate."""
        if self._whole is None:
            estate = self._estate
            self._whole = {
                "reader": estate.reader,
                "buses": self.linked_buses(),
                "rules": tuple(self.rules()),
                "event_sources": tuple(self.event_source(each) for each in estate.event_sources),
                "connections": tuple(self.resource(each.resource) for each in estate.connections),
                "api_destinations": tuple(self.api_destination(each) for each in estate.api_destinations),
                "roles": tuple(self.resource(each.resource) for each in estate.service_linked_roles),
                "resources": tuple(self.any_resource(each) for each in estate.resources),
            }
        return self._whole


def block_view(block: Block, kinds: Kinds) -> View:
    """Return arguments and nested blocks as a map, the arguments in their declared types."""
    view: View = {}
    wanted = kinds.arguments
    for name, attribute in block.attributes.items():
        value = attribute.value
        if value is not None:
            kind = wanted.get(name)
            view[name] = value if value.__class__ is str and kind is STRING else bring(name, value, kind)
    for name in kinds.required:
        if name not in view:
            view[name] = Absent(f"the required argument '{name}' is not set")
    for name, blocks in block.blocks.items():
        if blocks:
            inner = kinds.blocks.get(name, NO_KINDS)
            view[name] = tuple([block_view(each, inner) for each in blocks])
    for name, why in block.unknown_blocks.items():
        view[name] = PartialList(view[name], Unknown(why)) if name in view else Unknown(why)
    return view


def _first(blocks: Any) -> Any:
    return blocks[0] if isinstance(blocks, tuple) else blocks


def _params(target: Target, views: tuple[View, ...]) -> View:
    params: View = {}
    causes = [Unknown(why) for name, why in target.block.unknown_blocks.items() if name == "param_list"]
    for param, view in zip(target.params, views, strict=True):
        view["address"] = param.address
        key = reveal(view.get("resource_key"))
        if isinstance(key, str):
            params.setdefault(key, view)
        elif isinstance(key, Unknown):
            causes.append(key)
    return PartialMap(params, causes[0]) if causes else params
