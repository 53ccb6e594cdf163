"""Whole programs beside `ebaudit check` on the same directories: ratios of pairs that ran one after the other."""

import shutil
import statistics
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks import generate, plans
from benchmarks.environments import Peers
from benchmarks.measure import EBAUDIT, Case, FailedRunError, Run, figures, paired, run

_POLICIES = """\
policies:
  - name: rule-without-targets
    resource: terraform.alicloud_event_bridge_rule
    filters:
      - targets: absent
  - name: rule-not-enabled
    resource: terraform.alicloud_event_bridge_rule
    filters:
      - not:
          - status: ENABLE
"""
_CHECKOV = ("--framework", "terraform", "--quiet", "--compact", "--skip-download")
_CHECKOV_PLAN = ("--framework", "terraform_plan", "--quiet", "--compact", "--skip-download")
_FORMAT = ("fmt", "-check", "-list=false", "-recursive")


class Comparison(NamedTuple):
    """A peer's command on a directory or a plan; ``runs`` pairs at most, after a warm-up of the peer or not."""

    peer: str
    directory: str
    command: Sequence[str]
    runs: int
    warm_up: bool = True
    ours: str = ""
    accepted: tuple[int, ...] = (0, 1)


def compare(directory: Path, peers: Peers, *, largest: bool) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the figures of each comparison, and why it failed for those that did."""
    done: dict[str, Any] = {}
    failed: dict[str, str] = {}
    for wanted in _comparisons(directory, peers, largest=largest):
        name = f"{wanted.peer}, {wanted.directory}"
        print(f"comparing with {name}", flush=True)
        try:
            done[name] = _compare(wanted, directory)
        except FailedRunError as error:
            failed[name] = str(error)
    return done, failed


def _comparisons(directory: Path, peers: Peers, *, largest: bool) -> Iterator[Comparison]:
    if "checkov" in peers.versions:
        yield from _checkov(peers.command("checkov", "checkov"), largest=largest)
    yield from _plans(directory, peers, largest=largest)
    if "c7n-left" in peers.versions:
        yield from _c7n_left(peers.command("c7n-left", "c7n-left"), directory)
    terraform = shutil.which("terraform")
    if terraform:
        yield from _terraform(terraform, directory)


def _checkov(command: str, *, largest: bool) -> Iterator[Comparison]:
    sizes = {"rules_1": 5, "rules_100": 3, "rules_1000": 2, "monorepo": 1} | ({"rules_10000": 1} if largest else {})
    for place, runs in sizes.items():
        yield Comparison("checkov", place, (command, "-d", place, *_CHECKOV), runs, place == "rules_1")


def _plans(directory: Path, peers: Peers, *, largest: bool) -> Iterator[Comparison]:
    """Yield comparisons on plans: with only reading them, and with checkov on one of 1,000 changes."""
    for size, runs in ({1_000: 5, 10_000: 3} | ({100_000: 1} if largest else {})).items():
        name = f"plan_{size}.json"
        plans.write(directory / name, size)
        yield Comparison("json.load", name, (sys.executable, "-c", plans.LOAD, name), runs)
    if "checkov" in peers.versions:
        command = (peers.command("checkov", "checkov"), "-f", "plan_1000.json", *_CHECKOV_PLAN)
        yield Comparison("checkov", "plan_1000.json", command, 2, warm_up=False)


def _c7n_left(command: str, directory: Path) -> Iterator[Comparison]:
    policies = directory / "policies"
    policies.mkdir()
    (policies / "rules.yaml").write_text(_POLICIES, encoding="utf-8")
    for place, runs in {"rules_1": 5, "rules_100": 5, "rules_1000": 3}.items():
        yield Comparison("c7n-left", place, (command, "run", "-p", "policies", "-d", place), runs)


def _terraform(command: str, directory: Path) -> Iterator[Comparison]:
    for place, runs in {"rules_100": 9, "rules_1000": 5, "rules_10000": 1, "monorepo": 5}.items():
        warm_up = place != "rules_10000"
        yield Comparison("terraform fmt", place, (command, *_FORMAT, place), runs, warm_up, accepted=(0, 3))
    generate.builtin(directory / "builtin_1000", 1000)
    validate = (command, "-chdir=builtin_1000", "validate")
    yield Comparison("terraform validate", "builtin_1000", validate, 5, ours="rules_1000")


def _compare(wanted: Comparison, directory: Path) -> dict[str, Any]:
    theirs = Case(wanted.peer, wanted.command, wanted.runs, accepted=wanted.accepted)
    ours = Case("ebaudit", (EBAUDIT, "check", wanted.ours or wanted.directory))
    run(ours, directory)
    if wanted.warm_up:
        run(theirs, directory)
    pairs = paired(theirs, ours, directory)
    turned = [(mine, other) for other, mine in pairs]
    return {
        "wall_ratio": round(statistics.median(other.wall / mine.wall for mine, other in turned), 2),
        "cpu_ratio": round(statistics.median(other.cpu / mine.cpu for mine, other in turned), 2),
        "memory_ratio": round(statistics.median(other.peak / mine.peak for mine, other in turned), 2),
        "pairs": len(pairs),
        "ebaudit": _side(turned),
        wanted.peer: _side(pairs),
    }


def _side(pairs: Sequence[tuple[Run, Run]]) -> dict[str, Any]:
    side = figures(pairs)._asdict()
    return {name: side[name] for name in ("wall_seconds", "cpu_seconds", "peak_mb", "exit_code")}
