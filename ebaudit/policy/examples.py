"""Runs a policy's own examples: each fails or passes exactly as it says."""

from collections.abc import Callable
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


def run_examples(policy: Policy, catalog: "Catalog", open_text: OpenText) -> tuple[Broken, ...]:
    """Run every example of a policy; return those that are broken."""
    if policy.page is None:
        return (Broken("pass", 0, "the policy has no examples"),)
    broken = []
    for kind, examples in (("pass", policy.page.examples_pass), ("fail", policy.page.examples_fail)):
        for number, example in enumerate(examples, start=1):
            message = _run(policy, example, catalog, open_text)
            if message:
                broken.append(Broken(kind, number, message))
    return tuple(broken)


def _run(policy: Policy, example: Example, catalog: "Catalog", open_text: OpenText) -> str:
    estate, facts, unread = open_text(example.hcl, example.live)
    if unread:
        return f"cannot be read: {'; '.join(unread)}"
    result = evaluate((policy,), estate, facts, catalog)
    return _difference(example, result)


def _difference(example: Example, result: Evaluated) -> str:
    if result.crashes:
        return f"the policy failed: {result.crashes[0].message} at {result.crashes[0].address}"
    wanted = sorted(example.at)
    flagged = sorted(finding.address for finding in result.findings)
    undecided = sorted(each.address for each in result.undecideds)
    expected = ([], wanted) if example.undecided else (wanted, [])
    if (flagged, undecided) == expected:
        return ""
    return f"expected {expected[0]} flagged and {expected[1]} undecided, got {flagged} and {undecided}"
