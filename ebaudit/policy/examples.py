"""Runs a policy's own examples: each fails or passes exactly as it says."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from ebaudit.model.estate import Estate
from ebaudit.model.record import Record
from ebaudit.policy.engine import Evaluated, FactTable, evaluate
from ebaudit.policy.policy import Example, Policy

if TYPE_CHECKING:
    from ebaudit.catalog import Catalog

OpenText = Callable[[str, str], tuple[Estate, FactTable, tuple[str, ...]]]
"""From Terraform text, and what is live (or nothing), to the estate, its facts, and what could not be read."""


class Broken(Record):
    """An example that does not do what it says."""

    kind: str
    number: int
    message: str
    line: int = 0


def run_examples(policy: Policy, catalog: "Catalog", open_text: OpenText) -> tuple[Broken, ...]:
    """Run every example of a policy; return those that are broken."""
    if policy.page is None:
        return (Broken("pass", 0, "the policy has no examples"),)
    broken = []
    for kind, examples in (("pass", policy.page.examples_pass), ("fail", policy.page.examples_fail)):
        for number, example in enumerate(examples, start=1):
            message = _run(policy, example, catalog, open_text)
            if message:
                broken.append(Broken(kind, number, message, example.line))
    return tuple(broken)


def _run(policy: Policy, example: Example, catalog: "Catalog", open_text: OpenText) -> str:
    estate, facts, unread = open_text(example.hcl, example.live)
    if unread:
        return f"cannot be read: {'; '.join(unread)}"
    result = evaluate((policy,), estate, facts, catalog)
    return _difference(example, result)


def _difference(example: Example, result: Evaluated) -> str:
    if result.crashes:
        return f"makes the policy fail at {result.crashes[0].address}: {result.crashes[0].message}"
    wanted = _told((), example.at) if example.undecided else _told(example.at, ())
    found = _told((each.address for each in result.findings), (each.address for each in result.undecideds))
    return "" if found == wanted else f"is to give {wanted}, and gives {found}"


def _told(flagged: Iterable[str], undecided: Iterable[str]) -> str:
    """Say what is flagged and what is undecided."""
    found, open_ = (", ".join(f"'{address}'" for address in sorted(each)) for each in (flagged, undecided))
    parts = [f"a finding at {found}" if found else "no finding", f"an undecided verdict at {open_}" if open_ else ""]
    return " and ".join(part for part in parts if part)
