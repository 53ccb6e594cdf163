"""Decides what becomes of what was found: severity overrides, waivers, duplicates, and one total order."""

import re
from collections.abc import Iterable, Mapping
from typing import TypeVar

from ebaudit.model.diagnostic import Diagnostic, Level
from ebaudit.model.finding import Finding, Severity, Undecided
from ebaudit.model.record import Record
from ebaudit.model.request import Request, Waiver, selects
from ebaudit.model.source import Span

Judged = TypeVar("Judged", Finding, Undecided)
Key = tuple[str | int, ...]


class Triaged(Record):
    """What is left after triage, each in order, and what is to be said about the waivers."""

    findings: tuple[Finding, ...]
    undecideds: tuple[Undecided, ...]
    waived: tuple[Finding, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


def triage(findings: Iterable[Finding], undecideds: Iterable[Undecided], request: Request) -> Triaged:
    """Apply the request's severities and waivers, drop duplicates, and sort.

    A waiver counts up to and including the day on which it expires. One that has expired does not apply,
    and is reported when it would have applied; one that fits nothing is reported when all policies ran.
    """
    unique: dict[tuple[str, str, str, str], Finding] = {}
    for found in sorted(findings, key=_finding_key):
        unique.setdefault((found.root, found.policy, found.address, found.key), found)
    rated = _rated(unique.values(), request.severities)
    waivers = [(waiver, _glob(waiver.address)) for waiver in request.waivers]
    kept: list[Finding] = []
    waived: list[Finding] = []
    used: dict[Waiver, bool] = {}
    for found in rated:
        fitting = [waiver for waiver, glob in waivers if _fits(waiver, glob, found)]
        used.update((waiver, True) for waiver in fitting)
        valid = next((waiver for waiver in fitting if not _expired(waiver, request.today)), None)
        if valid is None:
            kept.append(found)
        else:
            waived.append(found._replace(waived_by=_account(valid)))
    open_questions = sorted(dict.fromkeys(undecideds), key=_undecided_key)
    return Triaged(
        tuple(kept),
        tuple(_rated(open_questions, request.severities)),
        tuple(waived),
        tuple(_complaints(request, used)),
    )


def _rated(items: Iterable[Judged], severities: Mapping[str, Severity]) -> list[Judged]:
    """Give each item the severity of the selector that fits it best: the longest one."""
    if not severities:
        return list(items)
    longest_first = sorted(severities, key=lambda selector: (-len(selector), selector))

    def rate(item: Judged) -> Judged:
        best = next((s for s in longest_first if selects(s, item.policy, item.name)), None)
        return item if best is None else item._replace(severity=severities[best])

    return [rate(item) for item in items]


def _glob(pattern: str) -> re.Pattern[str]:
    """Compile an address pattern: ``*`` is any text, ``?`` one character, all else itself.

    One without ``#`` also covers what is inside the resource.
    """
    body = re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")
    return re.compile(body if "#" in pattern else f"{body}(?:#.*)?")


def _fits(waiver: Waiver, glob: re.Pattern[str], found: Finding) -> bool:
    return selects(waiver.policy, found.policy, found.name) and glob.fullmatch(found.address) is not None


def _expired(waiver: Waiver, today: str) -> bool:
    return waiver.expires is not None and today > waiver.expires


def _account(waiver: Waiver) -> str:
    """Return why a finding is waived, by whom, and until when, in one line."""
    owner = f" ({waiver.owner})" if waiver.owner else ""
    until = f", until {waiver.expires}" if waiver.expires else ""
    return f"{waiver.reason}{owner}{until}"


def _complaints(request: Request, used: Mapping[Waiver, bool]) -> Iterable[Diagnostic]:
    for waiver in dict.fromkeys(request.waivers):
        what = f"The waiver of {waiver.policy} for '{waiver.address}'"
        if waiver in used and _expired(waiver, request.today):
            owner = f" Its owner is {waiver.owner}." if waiver.owner else ""
            detail = f"{what} expired on {waiver.expires}, so its findings count again.{owner} Renew it or fix them."
            yield Diagnostic(Level.WARNING, "waiver-expired", "A waiver has expired", detail)
        elif waiver not in used and not (request.select or request.ignore):
            detail = f"{what} fits no finding of this run. Remove it if what it accepted was fixed."
            yield Diagnostic(Level.WARNING, "waiver-unused", "A waiver fits nothing", detail)


def _place(span: Span | None) -> Key:
    """Order by file and line; what has no place comes last."""
    return (1, "", 0, 0, 0, 0) if span is None else (0, *span)


def _finding_key(found: Finding) -> Key:
    return (*_place(found.span), found.policy, found.address, found.key, found.message)


def _undecided_key(item: Undecided) -> Key:
    return (*_place(item.span), item.policy, item.address, item.reason)
