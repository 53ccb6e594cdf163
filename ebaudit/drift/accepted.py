"""Drift that is expected: by where it is, what it is and who did it, with a reason and an end.

What is ignored is waived; what is recorded stays in the report, as information that fails nothing.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from ebaudit.model.diagnostic import Diagnostic, Level
from ebaudit.model.finding import Finding, Severity
from ebaudit.model.record import Record
from ebaudit.model.request import AcceptedDrift

ACTOR = "who"
"""What the evidence of a finding has about who caused it."""


class Sorted(Record):
    """Findings that count, findings that are accepted, and what is to be said about the rules."""

    findings: tuple[Finding, ...]
    waived: tuple[Finding, ...]
    diagnostics: tuple[Diagnostic, ...]


def accept(findings: Sequence[Finding], rules: Sequence[AcceptedDrift], today: str) -> Sorted:
    """Apply the rules for expected drift; one that has expired no longer applies, and is reported."""
    kept: list[Finding] = []
    waived: list[Finding] = []
    used: set[AcceptedDrift] = set()
    for found in findings:
        fitting = [rule for rule in rules if _fits(rule, found)]
        used.update(fitting)
        valid = next((rule for rule in fitting if not _expired(rule, today)), None)
        if valid is None:
            kept.append(found)
        elif valid.record:
            evidence = {**(found.evidence or {}), "recorded": _account(valid)}
            kept.append(found._replace(severity=Severity.INFO, evidence=evidence))
        else:
            waived.append(found._replace(waived_by=_account(valid)))
    return Sorted(tuple(kept), tuple(waived), tuple(_complaints(rules, used, today)))


def _fits(rule: AcceptedDrift, found: Finding) -> bool:
    actor = str((found.evidence or {}).get(ACTOR, ""))
    return (
        _glob(rule.address, inside=True).fullmatch(found.address) is not None
        and (not rule.attribute or _glob(rule.attribute).fullmatch(found.key) is not None)
        and (not rule.actor or _glob(rule.actor).fullmatch(actor) is not None)
    )


def _glob(pattern: str, *, inside: bool = False) -> re.Pattern[str]:
    """Compile a pattern: ``*`` is any text, all else itself; an address also covers what is inside the resource."""
    body = re.escape(pattern).replace(r"\*", ".*")
    return re.compile(f"{body}(?:#.*)?" if inside and "#" not in pattern else body, re.DOTALL)


def _expired(rule: AcceptedDrift, today: str) -> bool:
    return rule.expires is not None and today > rule.expires


def _account(rule: AcceptedDrift) -> str:
    owner = f" ({rule.owner})" if rule.owner else ""
    return f"{rule.reason}{owner}{f', until {rule.expires}' if rule.expires else ''}"


def _complaints(rules: Iterable[AcceptedDrift], used: set[AcceptedDrift], today: str) -> Iterator[Diagnostic]:
    for rule in dict.fromkeys(rules):
        if rule in used and _expired(rule, today):
            owner = f" Its owner is {rule.owner}." if rule.owner else ""
            detail = (
                f"The drift accepted for '{rule.address}' was accepted until {rule.expires}, so it counts again."
                f"{owner} Renew it or undo the drift."
            )
            yield Diagnostic(Level.WARNING, "drift-expired", "Accepted drift has expired", detail)
