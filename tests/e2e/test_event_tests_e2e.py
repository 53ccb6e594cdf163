"""The installed command on the event tests beside the fixtures."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.test_estates_e2e import ESTATES, run

CASES = sorted(path.relative_to(ESTATES).as_posix() for path in ESTATES.rglob("*.events.yaml"))


@pytest.mark.parametrize("case", CASES)
def test_event_tests_pass(case: str) -> None:
    path = Path(case)
    ran = run(ESTATES / path.parent, "test", path.name, "--format", "json")
    made: dict[str, Any] = json.loads(ran.stdout)
    assert (ran.returncode, ran.stderr, made["diagnostics"]) == (0, "", [])
    assert {test["verdict"] for test in made["tests"]} == {"passed"}


def test_a_rule_without_events_is_named() -> None:
    ran = run(ESTATES / "for-each-rules", "test", "--require-coverage")
    assert ran.returncode == 1
    assert ran.stdout.splitlines()[-4:] == [
        "Coverage of .: events reach 2 of 3 rules",
        '  not reached: alicloud_event_bridge_rule.team["audit"]',
        "3 tests: 3 passed.",
        "Exit code 1.",
    ]
