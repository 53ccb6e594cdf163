from pathlib import Path
from typing import Any

import pytest

from benchmarks import generate, targets
from ebaudit.model.source import SourceText
from ebaudit.readers.hcl.parse import parse_file


@pytest.mark.parametrize("power", [0.5, 1, 2])
def test_exponent_is_the_power_of_the_size(power: float) -> None:
    assert targets.exponent({size: 3 * size**power for size in (100, 1000, 10000)}) == pytest.approx(power)


def test_growth_is_told_with_and_without_the_start() -> None:
    cases = {f"check {size} rules": {"cpu_seconds": 1 + size / 1000} for size in targets.SIZES}
    growth = targets.growth(cases)
    assert growth["exponent"] < 0.8
    assert growth["exponent_without_start"] == pytest.approx(1, abs=0.01)


def test_a_target_is_met_missed_or_not_measured() -> None:
    cases = {"version": {"ratio": 2.5}, "check 1 rules": {"ratio": 5.1}}
    judged = {row["target"]: (row["got"], row["met"]) for row in targets.judge({"processes": {"cases": cases}})}
    assert judged["ebaudit version, wall, to a bare interpreter"] == (2.5, True)
    assert judged["check 1 rule, wall, to a bare interpreter"] == (5.1, False)
    assert judged["check 1,000 rules, times as fast as checkov"] == (None, None)


def test_losses_are_said() -> None:
    parsers = {
        "ebaudit": {"peak_mb": 20, "times_ours": 1.0},
        "pygohcl": {"peak_mb": 10, "times_ours": 0.9},
        "python-hcl2": {"peak_mb": 30, "times_ours": 30.0},
    }
    recorded: dict[str, Any] = {
        "peers": {
            "programs": {"fast, rules_1": {"wall_ratio": 0.5, "cpu_ratio": 2.0, "memory_ratio": 3.0}},
            "parsers": {"rules_100": parsers},
        }
    }
    assert targets.losses(recorded) == [
        "fast, rules_1: the peer takes 0.5 of our time",
        "parsing rules_100: pygohcl takes 0.9 of our processor time",
        "parsing rules_100: pygohcl takes 10 MB, ours 20",
    ]


def test_generated_modules_are_good_terraform(tmp_path: Path) -> None:
    generate.rules(tmp_path / "rules", 45)
    generate.builtin(tmp_path / "builtin", 45)
    generate.monorepo(tmp_path / "monorepo", files=40, event_bridge=2)
    files = sorted(tmp_path.rglob("*.tf"))
    assert len(files) == 4 + 3 + 42
    assert [path for path in files if parse_file(SourceText(path.name, path.read_text(encoding="utf-8")))[1]] == []
