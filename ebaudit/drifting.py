"""Looking for drift on one screen: from two requests to a report."""

from ebaudit import __version__, catalog, pipeline, policy, triage
from ebaudit.analysis import facts
from ebaudit.drift import compare as comparing
from ebaudit.drift import facts as facts_of
from ebaudit.drift.accepted import accept
from ebaudit.drift.compare import Drift
from ebaudit.drift.known import Known
from ebaudit.model.diagnostic import Diagnostic
from ebaudit.model.estate import Estate, Opened
from ebaudit.model.record import Record
from ebaudit.model.report import Report
from ebaudit.model.request import Request, RequestError
from ebaudit.model.value import reveal
from ebaudit.readers.settle import settle


class Drifted(Record):
    """The outcome of looking for drift: the report, what drifted, and the two sides that were compared."""

    report: Report
    drift: Drift
    declared: Estate
    live: Estate


class _Sides(Record):
    catalog: catalog.Catalog
    declared: Opened
    live: Opened
    problems: tuple[Diagnostic, ...]


def drift(request: Request, against: Request | None, key: bytes = b"") -> Drifted:
    """Compare what a request's path declares with what is live, and judge the difference.

    ``against`` opens the live side; without it, a plan is compared with what its refresh found. ``key`` is what
    digests of secrets are made with. Raises RequestError for what the requests themselves get wrong.
    """
    chosen = tuple(each for each in pipeline.policies(request) if each.fact.startswith(pipeline.DRIFT))
    sides = _sides(request, against)
    live = sides.live.estate
    declared = settle(sides.declared.estate, Known(sides.declared.estate, live))
    found = comparing.compare(declared, live, sides.catalog, key)
    facts_found = facts.gather(facts_of.facts(found), {})
    judged = policy.evaluate(chosen, declared, facts_found, sides.catalog)
    decided = triage.triage(judged.findings, judged.undecideds, request)
    sorted_out = accept(decided.findings, request.accepted_drift, request.today)
    secret = [*sides.declared.secrets, *sides.live.secrets, *facts_of.secrets(found, declared, live, sides.catalog)]
    report = Report(
        version=__version__,
        roots=(declared.root, live.root),
        findings=sorted_out.findings,
        undecideds=decided.undecideds,
        waived=(*decided.waived, *sorted_out.waived),
        diagnostics=(*sides.problems, *decided.diagnostics, *sorted_out.diagnostics, *facts_of.unread(found)),
        ledger=(*sides.declared.ledger, *sides.live.ledger, *judged.ledger),
        crashes=judged.crashes,
        fail_on=request.fail_on,
        allow_incomplete=request.allow_incomplete,
        sources={**sides.live.sources, **sides.declared.sources},
        secrets=tuple(secret),
    )
    return Drifted(report, found, declared, live)


def _sides(request: Request, against: Request | None) -> _Sides:
    """Open what is declared and what is live; the live side is asked for the regions that are declared."""
    if against is None:
        return _plan_sides(request)
    estates = pipeline.open_all(request)
    declared = _one(estates.opened, request.paths[0])
    regions = {reveal(each.provider.region) for each in declared.estate.resources}
    wanted = tuple(sorted(each for each in regions if isinstance(each, str)))
    reaching = against.inputs.live._replace(declared_regions=wanted)
    there = pipeline.open_all(against._replace(inputs=against.inputs._replace(live=reaching)))
    live = _together(there.opened)
    return _Sides(estates.catalog, declared, live, (*estates.problems, *declared.diagnostics, *live.diagnostics))


def _plan_sides(request: Request) -> _Sides:
    """Open the state that a plan started from, before and after it was refreshed."""
    planned = pipeline.open_all(request)
    if any(each.estate.reader != "plan" for each in planned.opened):
        raise RequestError(
            (f"'{request.paths[0]}' is not a plan; say what is live: --live, --against FILE or --state FILE",)
        )
    recorded, found = (
        pipeline.open_all(request._replace(inputs=request.inputs._replace(recorded=recorded, before=not recorded)))
        for recorded in (True, False)
    )
    declared, live = (_one(each.opened, request.paths[0]) for each in (recorded, found))
    return _Sides(planned.catalog, declared, live, (*planned.problems, *declared.diagnostics))


def _one(opened: tuple[Opened, ...], path: str) -> Opened:
    """Return the one estate that has something in it; drift of several at once has no one live side."""
    filled = pipeline.worth(opened)
    if len(filled) > 1:
        roots = ", ".join(each.estate.root for each in filled[:3])
        raise RequestError((f"'{path}' holds several root modules ({roots}); drift compares one at a time",))
    return filled[0]


def _together(opened: tuple[Opened, ...]) -> Opened:
    """Return the estates of several accounts or regions as one; their addresses differ."""
    first, *others = opened
    estate = first.estate
    for each in (other.estate for other in others):
        estate = estate._replace(
            resources=(*estate.resources, *each.resources),
            references=(*estate.references, *each.references),
            event_buses=(*estate.event_buses, *each.event_buses),
            rules=(*estate.rules, *each.rules),
            event_sources=(*estate.event_sources, *each.event_sources),
            connections=(*estate.connections, *each.connections),
            api_destinations=(*estate.api_destinations, *each.api_destinations),
            service_linked_roles=(*estate.service_linked_roles, *each.service_linked_roles),
            unread=(*estate.unread, *each.unread),
            streams=(*estate.streams, *each.streams),
        )
    return Opened(
        estate,
        tuple(item for each in opened for item in each.diagnostics),
        tuple(item for each in opened for item in each.ledger),
        {name: text for each in opened for name, text in each.sources.items()},
        secrets=tuple(item for each in opened for item in each.secrets),
    )
