"""The whole run on one screen: from a request to a report."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from ebaudit import __version__, catalog, policy, triage
from ebaudit.analysis import facts
from ebaudit.model.diagnostic import Diagnostic, LedgerEntry, Outcome
from ebaudit.model.estate import Opened
from ebaudit.model.finding import Fact, Finding
from ebaudit.model.record import Record
from ebaudit.model.report import Report
from ebaudit.model.request import Request, RequestError
from ebaudit.model.source import SourceText
from ebaudit.readers import open_estates

if TYPE_CHECKING:
    from ebaudit.analysis.patterns.event import Event
    from ebaudit.analysis.patterns.pattern import Pattern
    from ebaudit.analysis.routing.delivery import Routed
    from ebaudit.model.change import Comparison


class Estates(Record):
    """What a request opens: the catalog, what is wrong with it, and an estate for each root module."""

    catalog: catalog.Catalog
    problems: tuple[Diagnostic, ...]
    opened: tuple[Opened, ...]


def open_all(request: Request) -> Estates:
    """Open the catalog and every estate at the request's paths."""
    known, problems = catalog.load(request.catalog_directories)
    opened = [each for path in request.paths for each in open_estates(path, request.inputs, known)]
    return Estates(known, problems, tuple(opened))


def policies(request: Request) -> tuple[policy.Policy, ...]:
    """Load the built-in policies and the request's own, and choose those that run.

    Raises RequestError when a policy file is wrong, or a selector, severity or waiver fits no policy.
    """
    loaded, problems = policy.load(request.policy_directories)
    if problems:
        raise RequestError(tuple(str(problem) for problem in problems))
    selection = policy.select(loaded, request.select, request.ignore)
    named = (*request.severities, *(waiver.policy for waiver in request.waivers))
    meaningless = (*selection.problems, *policy.meaningless(named, loaded))
    if meaningless:
        raise RequestError(meaningless)
    return selection.policies


class Routing(Record):
    """Where an event goes in one estate, and the facts that say what of it must not be shown."""

    opened: Opened
    routed: "Routed"
    secret: tuple[Fact, ...]


class Routings(Record):
    """Where an event goes in every estate of a request that has resources.

    ``problems`` are those of the catalog and of the other estates, ``sources`` the texts of the latter.
    """

    catalog: catalog.Catalog
    problems: tuple[Diagnostic, ...]
    sources: Mapping[str, SourceText]
    routings: tuple[Routing, ...]


def route(request: Request, event: "Event", bus: str | None) -> Routings:
    """Send an event to a bus (by default its own, else ``default``) of every estate at the request's paths."""
    from ebaudit.analysis.routing.delivery import deliveries

    estates = open_all(request)
    routings = []
    filled = worth(estates.opened)
    for opened in filled:
        found = facts.analyse(opened.estate, estates.catalog)
        routed = deliveries(opened.estate, found.patterns, event, bus)
        routings.append(Routing(opened, routed, tuple(_secret(found))))
    others = [opened for opened in estates.opened if all(opened is not each for each in filled)]
    problems = (*estates.problems, *(problem for opened in others for problem in opened.diagnostics))
    sources = {name: text for opened in others for name, text in opened.sources.items()}
    return Routings(estates.catalog, problems, sources, tuple(routings))


class Analysed(Record):
    """One estate, its patterns by rule address, and the facts that say what of it must not be shown."""

    opened: Opened
    patterns: "Mapping[str, Pattern]"
    secret: tuple[Fact, ...]


def analysed(request: Request) -> tuple[Estates, tuple[Analysed, ...]]:
    """Open every estate at the request's paths, and analyse those that hold something."""
    estates = open_all(request)
    made = []
    for opened in worth(estates.opened):
        found = facts.analyse(opened.estate, estates.catalog)
        made.append(Analysed(opened, found.patterns, tuple(_secret(found))))
    return estates, tuple(made)


def audit(request: Request) -> Report:
    """Judge every estate at the request's paths by the policies that it selects.

    Raises RequestError for what the request itself gets wrong; whatever is wrong with what is audited
    is in the report.
    """
    return _audit(request, _of_one_estate(request)).report


def _of_one_estate(request: Request) -> tuple[policy.Policy, ...]:
    """Return the chosen policies that one estate alone gives something to judge."""
    return tuple(each for each in policies(request) if not each.fact.startswith(DRIFT))


class _Audited(Record):
    report: Report
    catalog: catalog.Catalog
    sides: "dict[str, tuple[Opened, Mapping[str, Pattern]]]"


def _audit(request: Request, chosen: tuple[policy.Policy, ...]) -> _Audited:
    """Judge as ``audit`` does; return too what was read and analysed, by root."""
    estates = open_all(request)
    bench = policy.Bench(chosen, estates.catalog)
    filled = worth(estates.opened)
    judged = [_judge(bench, opened) for opened in filled]
    decided = triage.triage(
        [f for each, _ in judged for f in each.findings], [u for each, _ in judged for u in each.undecideds], request
    )
    report = Report(
        version=__version__,
        roots=tuple(opened.estate.root for opened in estates.opened),
        findings=decided.findings,
        undecideds=decided.undecideds,
        waived=decided.waived,
        diagnostics=(*estates.problems, *decided.diagnostics, *(d for o in estates.opened for d in o.diagnostics)),
        ledger=_ledger(judged, estates.opened),
        crashes=tuple(crash for each, _ in judged for crash in each.crashes),
        fail_on=request.fail_on,
        allow_incomplete=request.allow_incomplete,
        sources={name: text for opened in estates.opened for name, text in opened.sources.items()},
        masked=tuple(span for _, found in judged for fact in _secret(found) for span in fact.masked),
        secrets=(
            *(text for _, found in judged for fact in _secret(found) for text in fact.secrets),
            *(text for opened in filled for text in opened.secrets),
        ),
    )
    return _Audited(
        report,
        estates.catalog,
        {opened.estate.root: (opened, found.patterns) for opened, (_, found) in zip(filled, judged, strict=True)},
    )


def compare(before: Request, after: Request, *, fail_on_lost: bool = False) -> "Comparison":
    """Judge and compare the estates of two requests, each of one path.

    The roots of a directory are paired by where they lie in it; two single estates are paired as they are.
    Raises RequestError for what the requests themselves get wrong.
    """
    from ebaudit import diff
    from ebaudit.model.change import Comparison

    chosen = _of_one_estate(after)
    old, new = _audit(before, chosen), _audit(after, chosen)
    pairs = tuple(
        diff.compare(one, other, new.catalog, after.inputs.live.digest_key)
        for one, other in diff.roots(old.sides, new.sides, before.paths[0], after.paths[0])
    )
    single = len(old.sides) == len(new.sides) == 1

    def identity(found: Finding, base: str) -> tuple[str, str]:
        return "" if single else diff.relative(found.root, base), found.fingerprint

    was = {identity(found, before.paths[0]): found for found in old.report.findings}
    now = {identity(found, after.paths[0]): found for found in new.report.findings}
    return Comparison(
        old.report,
        new.report,
        pairs,
        tuple(found for each, found in now.items() if each not in was),
        tuple(found for each, found in now.items() if each in was),
        tuple(found for each, found in was.items() if each not in now),
        after.fail_on,
        fail_on_lost,
    )


_Judged = tuple[policy.Evaluated, facts.Facts]
DRIFT = "drift-"
"""What the codes of facts about drift begin with: only comparing two estates finds any."""


def worth(opened: tuple[Opened, ...]) -> list[Opened]:
    """Return the estates that hold something to judge: of a large repository few do; the first, when none does."""
    return [each for each in opened if each.estate.resources] or list(opened[:1])


def _judge(bench: policy.Bench, opened: Opened) -> _Judged:
    found = facts.analyse(opened.estate, bench.catalog)
    return bench.evaluate(opened.estate, found), found


def _secret(found: facts.Facts) -> Iterable[Fact]:
    return (fact for each in found.by_code.values() for fact in each if fact.masked or fact.secrets)


def _ledger(judged: list[_Judged], opened: tuple[Opened, ...]) -> tuple[LedgerEntry, ...]:
    """Join what the readers covered with one row a policy, failed where it failed on any estate."""
    rows: dict[str, LedgerEntry] = {}
    for each, _ in judged:
        for row in each.ledger:
            if row.outcome is Outcome.FAILED or row.subject not in rows:
                rows[row.subject] = row
    return (*(row for each in opened for row in each.ledger), *rows.values())
