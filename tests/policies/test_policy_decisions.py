"""``docs/decisions.md`` speaks of policies that exist, and calls opt-in exactly those that are."""

import re
from pathlib import Path

from ebaudit.policy import load

TEXT = (Path(__file__).parents[2] / "docs/decisions.md").read_text(encoding="utf-8")
ROWS = [line for line in TEXT.splitlines() if line.startswith("| ") and not line.startswith("| considered")]
POLICIES = {policy.id: policy for policy in load()[0]}


def test_every_candidate_is_decided() -> None:
    assert len(ROWS) == 98
    assert [row for row in ROWS if not re.search(r"EB\d{3}|Declined", row)] == []


def test_every_policy_in_it_exists() -> None:
    assert set(re.findall(r"EB\d{3}", TEXT)) - POLICIES.keys() == set()


def test_opt_in_policies_are_those_that_do_not_run_by_themselves() -> None:
    opt_in = {name for row in ROWS for name in re.findall(r"(EB\d{3}), opt-in", row)}
    assert opt_in == {policy.id for policy in POLICIES.values() if not policy.enabled}
