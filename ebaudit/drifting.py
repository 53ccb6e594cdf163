"""Looking for drift on one screen: from two requests to a report."""

from ebaudit import __version__, catalog, pipeline, policy, triage
from ebaudit.analysis import facts
from ebaudit.drift import changes
from ebaudit.drift import compare as comparing
from ebaudit.drift import facts as facts_of
from ebaudit.drift.accepted import accept
from ebaudit.drift.attribution import Cause, between, causes
from ebaudit.drift.compare import Drift
from ebaudit.drift.known import Known
from ebaudit.model.diagnostic import Diagnostic, Level
from ebaudit.model.estate import Estate, Opened
from ebaudit.model.record import Record
from ebaudit.model.report import Report
from ebaudit.model.request import Inputs, Request, RequestError
from ebaudit.model.trail import Change
from ebaudit.model.value import reveal
from ebaudit.readers import open_estates
from ebaudit.readers.settle import settle


class Asked(Record):
    """What else is wanted: who did it, from the account (``until`` is now, ISO 8601), a trail's file, or scans.

    ``scans`` are saved estates of the live side, the oldest first.
    """

    until: str = ""
    trail: bytes | None = None
    scans: tuple[str, ...] = ()

    @property
    def anything(self) -> bool:
        """Whether it is asked who did it."""
        return bool(self.until or self.trail is not None or self.scans)


NOTHING_ELSE = Asked()


class Drifted(Record):
    """The outcome of looking for drift: the report, what drifted, and the two sides that were compared."""

    report: Report
    drift: Drift
    declared: Estate
    live: Estate
    catalog: catalog.Catalog

    @property
    def standing(self) -> tuple[changes.Drifted, ...]:
        """What drifted and is reported: what was accepted, waived or not asked for is left out."""
        reported = {(found.address, found.key) for found in self.report.findings}
        return tuple(each for each in self.drift.drifted if (each.address, each.part) in reported)


class _Attributed(Record):
    causes: tuple[Cause | None, ...] = ()
    problems: tuple[Diagnostic, ...] = ()


def _attributed(found: Drift, sides: "_Sides", against: Request | None, asked: Asked, key: bytes) -> _Attributed:
    """Say who did it: by the records of what was done, else by the scans between which it came about."""
    if not asked.anything or not found.drifted:
        return _Attributed()
    done, problems = _done(found, sides, against, asked)
    known = causes(found.drifted, done)
    scans = [(path.rpartition("/")[2], _drifted_then(path, sides, key)) for path in asked.scans]
    keys = [(each.address, each.part) for each in found.drifted]
    second = between(keys, scans)
    joined = tuple(one or other for one, other in zip(known, second, strict=True))
    return _Attributed(joined, tuple(_no_trail(problem) for problem in problems))


def _no_trail(problem: str) -> Diagnostic:
    detail = f"Who did some of it is not known: {problem}."
    return Diagnostic(Level.WARNING, "trail-incomplete", "The trail could not be read to its end", detail)


def _done(
    found: Drift, sides: "_Sides", against: Request | None, asked: Asked
) -> tuple[tuple[Change, ...], tuple[str, ...]]:
    """Return what was done in the regions in which something drifted, the latest first, and what is not known."""
    from ebaudit.readers.live.trail import Window, from_text, lookup

    if asked.trail is not None:
        made = from_text(asked.trail)
        return made.changes, made.problems
    if not asked.until or against is None:
        return (), ()
    from datetime import datetime, timedelta

    until = datetime.fromisoformat(asked.until)
    window: Window = (until - timedelta(days=90), until)
    regions = {reveal((each.live or each.resource).provider.region) for each in found.drifted}
    trails = [
        lookup(against.inputs.live, region, window, sides.catalog)
        for region in sorted(each for each in regions if isinstance(each, str))
    ]
    changes = sorted((each for trail in trails for each in trail.changes), key=lambda each: each.time, reverse=True)
    return tuple(changes), tuple(problem for trail in trails for problem in trail.problems)


def _drifted_then(path: str, sides: "_Sides", key: bytes) -> frozenset[tuple[str, str]]:
    """Return what had drifted when a scan was made."""
    live = _together(tuple(open_estates(path, Inputs(), sides.catalog))).estate
    declared = settle(sides.declared.estate, Known(sides.declared.estate, live))
    found = comparing.compare(declared, live, sides.catalog, key)
    return frozenset((each.address, each.part) for each in found.drifted if each.undecided is None)


class _Sides(Record):
    catalog: catalog.Catalog
    declared: Opened
    live: Opened
    problems: tuple[Diagnostic, ...]


def drift(request: Request, against: Request | None, key: bytes = b"", asked: Asked = NOTHING_ELSE) -> Drifted:
    """Compare what a request's path declares with what is live, and judge the difference.

    ``against`` opens the live side; without it, a plan is compared with what its refresh found. ``key`` is what
    digests of secrets are made with. Raises RequestError for what the requests themselves get wrong.
    """
    chosen = tuple(each for each in pipeline.policies(request) if each.fact.startswith(pipeline.DRIFT))
    sides = _sides(request, against)
    live = sides.live.estate
    declared = settle(sides.declared.estate, Known(sides.declared.estate, live))
    found = comparing.compare(declared, live, sides.catalog, key)
    attributed = _attributed(found, sides, against, asked, key)
    facts_found = facts.gather(facts_of.facts(found, attributed.causes), {})
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
        diagnostics=(
            *sides.problems,
            *decided.diagnostics,
            *sorted_out.diagnostics,
            *facts_of.unread(found),
            *attributed.problems,
        ),
        ledger=(*sides.declared.ledger, *sides.live.ledger, *judged.ledger),
        crashes=judged.crashes,
        fail_on=request.fail_on,
        allow_incomplete=request.allow_incomplete,
        sources={**sides.live.sources, **sides.declared.sources},
        secrets=tuple(secret),
    )
    return Drifted(report, found, declared, live, sides.catalog)


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
