"""From a plan to the estate that it makes, or to the one that it starts from."""

from collections.abc import Callable, Mapping

from ebaudit.catalog import Catalog
from ebaudit.model.diagnostic import LedgerEntry, Outcome
from ebaudit.model.estate import Estate, Opened
from ebaudit.model.resources import Resource
from ebaudit.readers.assemble import Join, assemble, row
from ebaudit.readers.decode import decode
from ebaudit.readers.instances import Instance
from ebaudit.readers.jsonparts import Json, mapping, text
from ebaudit.readers.plan.changes import changes, drift
from ebaudit.readers.plan.configuration import Configured
from ebaudit.readers.plan.remarks import left_alone, refused, remarks
from ebaudit.readers.plan.world import before_refresh, planned, prior

NAME = "plan"
PLANNED, PRIOR, RECORDED = "planned", "prior", "recorded"


WORLDS: Mapping[str, Callable[[Mapping[str, Json]], dict[str, Instance]]] = {
    PLANNED: planned,
    PRIOR: prior,
    RECORDED: before_refresh,
}
SIDES = {
    PLANNED: "what will be after it is applied",
    PRIOR: "the state that it starts from",
    RECORDED: "the state before it was refreshed",
}


def read(  # noqa: PLR0913  which of the three worlds is asked for by name
    name: str,
    plan: Mapping[str, Json],
    catalog: Catalog,
    join: Join,
    *,
    before: bool = False,
    recorded: bool = False,
) -> Opened:
    """Read ``terraform show -json PLAN``.

    With ``before``, what was there when it was planned; with ``recorded``, what the state had before it was refreshed.
    ``name`` is what the plan is called in messages; ``join`` adds to a resource what its source says.
    What cannot be read is a diagnostic; nothing is raised.
    """
    world = RECORDED if recorded else PRIOR if before else PLANNED
    problem = refused(name, plan)
    if problem is not None:
        return Opened(Estate(NAME, name), (problem,), (LedgerEntry("plan", name, Outcome.FAILED, problem.summary),))
    configured = Configured(plan.get("configuration"))
    instances = WORLDS[world](plan)
    made = [_resource(each, configured, catalog, world) for each in instances.values()]
    made = [(join(resource), beyond) for resource, beyond in made]
    problems = tuple(remarks(name, plan))
    ledger = [_covered(name, plan, world), *(row(*each) for each in made)]
    if world == PLANNED:
        ledger.extend(left_alone(plan))
    estate = decode(NAME, name, [resource for resource, _ in made])
    return Opened(estate, problems, tuple(ledger), changes=changes(plan), drift=drift(plan))


def _covered(name: str, plan: Mapping[str, Json], world: str) -> LedgerEntry:
    """Return the plan's own row: which of its worlds was read, and what made it."""
    side = SIDES[world]
    made = text(plan.get("terraform_version"))
    whole = plan.get("errored") is not True and plan.get("complete") is not False
    said = [side, f"planned by version {made}" if made else "", _to_do(plan)]
    why = "; ".join(text for text in said if text)
    return LedgerEntry("plan", name, Outcome.EVALUATED if whole else Outcome.PARTIAL, why)


def _to_do(plan: Mapping[str, Json]) -> str:
    """Say that applying the plan does nothing, or cannot be done."""
    if plan.get("applyable") is not False:
        return ""
    return "it cannot be applied" if plan.get("errored") is True else "there is nothing to apply"


def _resource(instance: Instance, configured: Configured, catalog: Catalog, world: str) -> tuple[Resource, list[str]]:
    found = configured.resource(instance.module, instance.mode, instance.type, instance.name)
    provider = configured.provider(instance.module, found)
    expressions = None if found is None or world == PRIOR else mapping(found.get("expressions"))
    made, beyond = assemble(instance, expressions, provider, catalog)
    if world == PRIOR and found is not None:
        made = _left(made, mapping(found.get("expressions")), catalog)
    return made, beyond


def _left(resource: Resource, expressions: Mapping[str, Json], catalog: Catalog) -> Resource:
    """Mark what the configuration leaves to the provider: what it said before is not told, so it is taken to say so."""
    shape = catalog.resource(resource.type)
    if shape is None:
        return resource
    left = {name for name, declared in shape.attributes.items() if declared.computed and name not in expressions}
    attributes = {
        name: attribute._replace(by_provider=True) if name in left else attribute
        for name, attribute in resource.block.attributes.items()
    }
    return resource._replace(block=resource.block._replace(attributes=attributes))
