"""The installed command over every estate of ``fixtures/estates`` that says what it must find.

``expect.json`` has ``argv`` (run in its directory; ``--format json`` is added), ``exit_code``, ``findings``
(policy, address and place of each, in order), and where there are any ``undecideds`` (policy, address),
``diagnostics`` (code and place) and ``waived`` (as findings).
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ESTATES = Path(__file__).parents[2] / "fixtures" / "estates"
CASES = sorted(path.parent.relative_to(ESTATES).as_posix() for path in ESTATES.rglob("expect.json"))
PLACE = ("file", "line", "column", "end_line", "end_column")
KEYS = {"exit_code", "findings", "undecideds", "diagnostics", "waived"}


def command() -> list[str]:
    """Find the installed command; a checkout that is not installed runs the module."""
    installed = Path(sys.executable).with_name("ebaudit")
    return [str(installed)] if installed.exists() else [sys.executable, "-m", "ebaudit"]


def run(directory: Path, *argv: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*command(), *argv],
        cwd=directory,
        env=dict(os.environ),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def outline(document: dict[str, Any]) -> dict[str, Any]:
    """Reduce a JSON report to what an estate expects."""

    def placed(item: dict[str, Any], *names: str) -> dict[str, Any]:
        span = item["span"] or {}
        return {**{name: item[name] for name in names}, **{name: span[name] for name in PLACE if name in span}}

    return {
        "exit_code": document["exit_code"],
        "findings": [placed(item, "policy", "address") for item in document["findings"]],
        "undecideds": [{"policy": item["policy"], "address": item["address"]} for item in document["undecideds"]],
        "diagnostics": [placed(item, "code") for item in document["diagnostics"]],
        "waived": [placed(item, "policy", "address") for item in document["waived"]],
    }


@pytest.mark.parametrize("case", CASES)
def test_estate(case: str) -> None:
    expected = json.loads((ESTATES / case / "expect.json").read_text(encoding="utf-8"))
    argv = expected.pop("argv")
    assert set(expected) <= KEYS
    ran = run(ESTATES / case, *argv, "--format", "json")
    assert ran.stderr == ""
    found = outline(json.loads(ran.stdout))
    assert found == {"undecideds": [], "diagnostics": [], "waived": [], **expected}
    assert ran.returncode == expected["exit_code"]


@pytest.mark.parametrize("case", CASES)
def test_text_says_the_same(case: str) -> None:
    expected = json.loads((ESTATES / case / "expect.json").read_text(encoding="utf-8"))
    ran = run(ESTATES / case, *expected["argv"])
    assert ran.stderr == ""
    assert ran.returncode == expected["exit_code"]
    assert f"Exit code {expected['exit_code']}: " in ran.stdout
