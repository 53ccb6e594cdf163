"""Every fact that the analyses document is judged by a policy, or has a reason not to be."""

import re

from ebaudit.analysis import patterns, routing, schema, transforms
from ebaudit.drift import facts as drift
from ebaudit.policy import load
from ebaudit.policy.policy import UNJUDGED_FACTS

UNJUDGED = {
    "deprecated-argument": "no argument of the catalog is deprecated, only resource types are",
    "duplicate-target-id": "EB308 compares the ids itself",
    "template-value-too-long": "EB109 reports the same limit as too-long",
    "too-many-targets": "EB801 counts the targets itself",
}


def _documented() -> set[str]:
    found: set[str] = set()
    for package in (patterns, routing, transforms, drift):
        rows = re.findall(r"^\| ((?:``[a-z-]+``(?:, )?)+) \|", package.__doc__ or "", re.MULTILINE)
        found |= {code for row in rows for code in re.findall(r"[a-z-]+", row)}
    rows = re.findall(r"^([a-z]+-[a-z-]+(?:, [a-z-]+)*) {2,}[a-z]", schema.__doc__ or "", re.MULTILINE)
    return found | {code for row in rows for code in row.split(", ")}


def test_every_documented_fact_has_a_policy_or_a_reason() -> None:
    judged = {policy.fact for policy in load()[0] if policy.fact}
    assert _documented() == judged | UNJUDGED.keys()
    assert judged & UNJUDGED.keys() == set()
    assert UNJUDGED.keys() == UNJUDGED_FACTS
