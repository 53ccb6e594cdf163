"""Targets against the catalog's target types: type, number, identity, parameters and endpoint."""

from collections.abc import Callable, Iterator

from ebaudit.analysis.schema.endpoints import endpoint_facts
from ebaudit.analysis.schema.params import ParamTable, param_facts
from ebaudit.analysis.schema.queues import queue_facts
from ebaudit.analysis.schema.recognise import Check, recogniser
from ebaudit.catalog import Catalog
from ebaudit.catalog.targets import TargetShape
from ebaudit.model.estate import Estate
from ebaudit.model.finding import Certainty, Fact, Related
from ebaudit.model.resources import Attribute, Rule, Target
from ebaudit.model.value import Unknown, Value, reveal
from ebaudit.suggest import closest

Recognise = Callable[[TargetShape], Check]


def target_facts(estate: Estate, catalog: Catalog) -> Iterator[Fact]:
    """Yield what the catalog says of every target of every rule."""
    compiled: dict[str, Check] = {}

    def recognise(shape: TargetShape) -> Check:
        if shape.type not in compiled:
            compiled[shape.type] = recogniser(shape.schema)
        return compiled[shape.type]

    for rule in estate.rules:
        yield from _number(rule, catalog)
        yield from _duplicates(rule)
        for target in rule.targets:
            yield from queue_facts(target)
            yield from _target(target, catalog, recognise)


def text_of(attribute: Attribute | None) -> str | None:
    """Return the text of an argument that is set and known."""
    found = reveal(attribute.value) if attribute is not None else None
    return found if isinstance(found, str) else None


def _number(rule: Rule, catalog: Catalog) -> Iterator[Fact]:
    quota = catalog.quotas["targets_per_rule"] if len(rule.targets) > 1 or rule.resource.block.unknown_blocks else None
    if quota is None:
        return
    count, limit = len(rule.targets), quota.value
    reason = rule.resource.block.unknown_blocks.get("targets")
    if count > limit:
        message = f"The rule has {count} targets, of which there may be at most {limit}."
        data: dict[str, Value] = {"message": message, "expected": limit, "got": count}
        span = rule.targets[limit].block.span or rule.resource.span
        yield Fact("too-many-targets", rule.resource.address, "", data, span, certainty=quota.certainty)
    elif reason is not None:
        message = f"The rule may have more than {limit} targets."
        data = {"message": message, "expected": limit}
        yield Fact(
            "too-many-targets",
            rule.resource.address,
            "",
            data,
            rule.resource.span,
            undecided=Unknown(reason),
            certainty=quota.certainty,
        )


def _duplicates(rule: Rule) -> Iterator[Fact]:
    first: dict[str, Target] = {}
    for target in rule.targets:
        name = text_of(target.target_id)
        if not name or target.target_id is None:
            continue
        earlier = first.setdefault(name, target)
        if earlier is not target:
            message = f"Two targets of the rule have the id '{name}'."
            at = earlier.target_id.span if earlier.target_id else None
            yield Fact(
                "duplicate-target-id",
                target.address,
                name,
                {"message": message, "got": name},
                target.target_id.place(),
                (Related("the first target with that id", at),) if at else (),
                certainty=Certainty.DOCUMENTED,
            )


def _target(target: Target, catalog: Catalog, recognise: Recognise) -> Iterator[Fact]:
    attribute = target.type
    value = reveal(attribute.value) if attribute is not None else None
    if isinstance(value, Unknown):
        data: dict[str, Value] = {"message": "The type of the target cannot be told."}
        span = attribute.place() if attribute else target.block.span
        yield Fact("unknown-target-type", target.address, "", data, span, undecided=value)
    elif isinstance(value, str) and attribute is not None:
        shape = catalog.target(value)
        if shape is None:
            yield _unknown_type(target, attribute, value, catalog)
        else:
            yield from _known_target(target, shape, recognise(shape))


def _unknown_type(target: Target, attribute: Attribute, value: str, catalog: Catalog) -> Fact:
    meant = closest(value, catalog.target_types)
    data: dict[str, Value] = {"message": f"No target type is named '{value}'.", "got": value}
    if meant:
        data["suggestion"] = meant
    return Fact("unknown-target-type", target.address, value, data, attribute.place(), certainty=Certainty.DOCUMENTED)


def _known_target(target: Target, shape: TargetShape, recognise: Check) -> Iterator[Fact]:
    table = ParamTable(target)
    yield from table.duplicates(shape)
    endpoint = reveal(target.endpoint.value) if target.endpoint is not None else None
    data = {"endpoint": endpoint, "params": table.instance}
    faults = []
    if endpoint is None or recognise(data) is not True or table.open is not None:
        from ebaudit.analysis.schema.explain import explain

        faults = explain(shape.schema, {**data, "endpoint": Unknown("not set") if endpoint is None else endpoint})
    yield from param_facts(table, shape, faults)
    yield from endpoint_facts(table, shape, faults)
