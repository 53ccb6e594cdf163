"""Every fact that the analyses document is judged by a policy, or has a reason not to be."""

from ebaudit.policy import load
from ebaudit.policy.policy import UNJUDGED_FACTS
from tests.facts import documented

UNJUDGED = {
    "deprecated-argument": "no argument of the catalog is deprecated, only resource types are",
    "duplicate-target-id": "EB308 compares the ids itself",
    "template-value-too-long": "EB109 reports the same limit as too-long",
    "too-many-targets": "EB801 counts the targets itself",
}


def _documented() -> set[str]:
    return {code for found in documented().values() for codes, _ in found for code in codes}


def test_every_documented_fact_has_a_policy_or_a_reason() -> None:
    judged = {policy.fact for policy in load()[0] if policy.fact}
    assert _documented() == judged | UNJUDGED.keys()
    assert judged & UNJUDGED.keys() == set()
    assert UNJUDGED.keys() == UNJUDGED_FACTS
