"""The targets, how near the recorded figures come to them, and what peers do faster or in less memory."""

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

Recorded = Mapping[str, Any]
SIZES = (1, 100, 1000, 10000)


class Target(NamedTuple):
    """A figure, found in the record, that shall be at most or at least ``limit``."""

    name: str
    limit: float
    figure: Callable[[Recorded], float]
    at_least: bool = False


def exponent(costs: Mapping[int, float]) -> float:
    """Return the slope of the straight line nearest to the logarithms of size and cost."""
    points = [(math.log(size), math.log(cost)) for size, cost in costs.items()]
    x_mean = sum(x for x, _ in points) / len(points)
    y_mean = sum(y for _, y in points) / len(points)
    return sum((x - x_mean) * (y - y_mean) for x, y in points) / sum((x - x_mean) ** 2 for x, _ in points)


def growth(cases: Recorded) -> dict[str, float]:
    """Return how processor time grows from 100 to 10,000 rules, whole and without what one rule costs."""
    costs = {size: cases[f"check {size} rules"]["cpu_seconds"] for size in SIZES}
    start = costs.pop(1)
    without = {size: max(cost - start, 0.001) for size, cost in costs.items()}
    return {"exponent": round(exponent(costs), 3), "exponent_without_start": round(exponent(without), 3)}


def _case(name: str, key: str) -> Callable[[Recorded], float]:
    return lambda recorded: float(recorded["processes"]["cases"][name][key])


def _growth(key: str) -> Callable[[Recorded], float]:
    return lambda recorded: float(recorded["processes"]["growth"][key])


def _program(name: str) -> Callable[[Recorded], float]:
    return lambda recorded: float(recorded["peers"]["programs"][name]["wall_ratio"])


def _parser(name: str, corpus: str) -> Callable[[Recorded], float]:
    return lambda recorded: float(recorded["peers"]["parsers"][corpus][name]["times_ours"])


TARGETS = (
    Target("ebaudit version, wall, to a bare interpreter", 2.5, _case("version", "ratio")),
    Target("check 1 rule, wall, to a bare interpreter", 5, _case("check 1 rules", "ratio")),
    Target("check 1,000 rules, wall seconds", 1, _case("check 1000 rules", "wall_seconds")),
    Target("check 1,000 rules, peak MB", 100, _case("check 1000 rules", "peak_mb")),
    Target("check 10,000 rules, peak MB", 400, _case("check 10000 rules", "peak_mb")),
    Target("growth exponent of processor time, 100 to 10,000 rules", 1.05, _growth("exponent")),
    Target("the same without the cost of one rule", 1.05, _growth("exponent_without_start")),
    Target("check monorepo, wall seconds", 0.5, _case("check monorepo of 2000 files", "wall_seconds")),
    Target("check 1,000 rules, times as fast as checkov", 25, _program("checkov, rules_1000"), at_least=True),
    Target("check 1,000 rules, times as fast as c7n-left", 6, _program("c7n-left, rules_1000"), at_least=True),
    Target("parse 1,000 rules, times as fast as python-hcl2", 20, _parser("python-hcl2", "rules_1000"), at_least=True),
    Target("parse monorepo, times as fast as python-hcl2", 20, _parser("python-hcl2", "monorepo"), at_least=True),
    Target("parse 1,000 rules, times as fast as pygohcl", 1, _parser("pygohcl", "rules_1000"), at_least=True),
    Target("parse monorepo, times as fast as pygohcl", 1, _parser("pygohcl", "monorepo"), at_least=True),
)


def judge(recorded: Recorded) -> list[dict[str, Any]]:
    """Return each target with the figure, null when it was not measured, and whether it is met."""
    judged = []
    for target in TARGETS:
        try:
            got = target.figure(recorded)
        except KeyError:
            judged.append({"target": target.name, "limit": target.limit, "got": None, "met": None})
            continue
        met = got >= target.limit if target.at_least else got <= target.limit
        bound = "at least" if target.at_least else "at most"
        judged.append({"target": target.name, "bound": bound, "limit": target.limit, "got": got, "met": met})
    return judged


def losses(recorded: Recorded) -> list[str]:
    """Return, in words, each comparison that a peer wins."""
    peers = recorded.get("peers", {})
    return [*_program_losses(peers.get("programs", {})), *_parser_losses(peers.get("parsers", {}))]


def _program_losses(programs: Recorded) -> Iterator[str]:
    for name, row in programs.items():
        for key, what in (("wall_ratio", "time"), ("cpu_ratio", "processor time"), ("memory_ratio", "memory")):
            if row[key] < 1:
                yield f"{name}: the peer takes {row[key]} of our {what}"


def _parser_losses(corpora: Recorded) -> Iterator[str]:
    for corpus, parsers in corpora.items():
        mine = parsers["ebaudit"]["peak_mb"]
        for name, row in parsers.items():
            if row["times_ours"] < 1:
                yield f"parsing {corpus}: {name} takes {row['times_ours']} of our processor time"
            if row["peak_mb"] < mine:
                yield f"parsing {corpus}: {name} takes {row['peak_mb']} MB, ours {mine}"
