"""Whole processes, timed from outside: wall time and peak memory, interleaved so that drift cancels out."""

import os
import statistics
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple


class Case(NamedTuple):
    """A command to measure, under the name that its figures are recorded by."""

    name: str
    command: Sequence[str]
    runs: int = 9


class Figures(NamedTuple):
    """Median wall and processor seconds, peak memory in MB, and the wall ratio to the first case, run by run."""

    wall_seconds: float
    cpu_seconds: float
    peak_mb: float
    ratio: float
    exit_code: int


class _Run(NamedTuple):
    wall: float
    cpu: float
    peak: float
    code: int


def _run(command: Sequence[str], directory: Path) -> _Run:
    started = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=directory) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - started
    return _Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, process.returncode)


def measure(baseline: Case, cases: Sequence[Case], directory: Path) -> dict[str, Figures]:
    """Run each case beside the baseline, pair by pair after one warm-up, and return the medians by name."""
    figures: dict[str, Figures] = {}
    for case in cases:
        _run(case.command, directory)
        _run(baseline.command, directory)
        pairs = [(_run(case.command, directory), _run(baseline.command, directory)) for _ in range(case.runs)]
        figures[case.name] = Figures(
            wall_seconds=round(statistics.median(run.wall for run, _ in pairs), 4),
            cpu_seconds=round(statistics.median(run.cpu for run, _ in pairs), 4),
            peak_mb=round(statistics.median(run.peak for run, _ in pairs), 1),
            ratio=round(statistics.median(run.wall / base.wall for run, base in pairs), 2),
            exit_code=pairs[-1][0].code,
        )
    return figures
