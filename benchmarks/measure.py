"""Whole processes, timed from outside: wall time, processor time and peak memory, interleaved so that drift cancels."""

import os
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

EBAUDIT = os.fspath(Path(sys.executable).with_name("ebaudit"))
"""The installed command, which is what people run; every peer is measured as its installed command too."""

LONGEST = 1200.0
"""Seconds after which a process is ended."""


class Case(NamedTuple):
    """A command to measure at most ``runs`` times: none begins after ``seconds``, but one always does."""

    name: str
    command: Sequence[str]
    runs: int = 9
    seconds: float = 60.0
    accepted: tuple[int, ...] = (0, 1)


class Run(NamedTuple):
    """One process: seconds, seconds of all processors, MB (its parent's own peak is the least), exit code."""

    wall: float
    cpu: float
    peak: float
    code: int


class Figures(NamedTuple):
    """Medians of runs, and of the wall ratio to the baseline, pair by pair."""

    wall_seconds: float
    cpu_seconds: float
    peak_mb: float
    ratio: float
    runs: int
    exit_code: int


class FailedRunError(Exception):
    """A measured command did not do its work; says why."""


def surroundings() -> dict[str, str]:
    """Return the environment of every measured process: bytecode is cached, nobody asks for newer versions."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"CHECKPOINT_DISABLE": "1"}


def run(case: Case, directory: Path) -> Run:
    """Run a command once; raise `FailedRunError` when it crashes, takes too long or exits with another code."""
    with tempfile.TemporaryFile() as complaints:
        measured = _timed(case.command, directory, complaints.fileno())
        complaints.seek(0)
        said = complaints.read().decode(errors="replace").strip()
    if measured.code not in case.accepted or "Traceback (most recent call last)" in said:
        last = said.splitlines()[-1] if said else "nothing on standard error"
        raise FailedRunError(f"{case.name}: exit code {measured.code}: {last}")
    return measured


def _timed(command: Sequence[str], directory: Path, complaints: int) -> Run:
    started = time.perf_counter()
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=complaints,
        cwd=directory,
        env=surroundings(),
        start_new_session=True,
    ) as process:
        limit = threading.Timer(LONGEST, os.killpg, (process.pid, signal.SIGKILL))
        limit.start()
        _, status, usage = os.wait4(process.pid, 0)
        limit.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - started
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, process.returncode)


def paired(case: Case, baseline: Case, directory: Path) -> list[tuple[Run, Run]]:
    """Run the case and the baseline in turn and return the pairs."""
    pairs: list[tuple[Run, Run]] = []
    started = time.perf_counter()
    while len(pairs) < case.runs and (not pairs or time.perf_counter() - started < case.seconds):
        pairs.append((run(case, directory), run(baseline, directory)))
    return pairs


def figures(pairs: Sequence[tuple[Run, Run]]) -> Figures:
    """Return the medians of the first of each pair, and of its wall ratio to the second."""
    return Figures(
        wall_seconds=round(statistics.median(run.wall for run, _ in pairs), 4),
        cpu_seconds=round(statistics.median(run.cpu for run, _ in pairs), 4),
        peak_mb=round(statistics.median(run.peak for run, _ in pairs), 1),
        ratio=round(statistics.median(run.wall / base.wall for run, base in pairs), 2),
        runs=len(pairs),
        exit_code=pairs[-1][0].code,
    )


def measure(baseline: Case, cases: Sequence[Case], directory: Path) -> dict[str, Figures]:
    """Run each case beside the baseline, pair by pair after one warm-up, and return the medians by name."""
    measured: dict[str, Figures] = {}
    for case in cases:
        run(case, directory)
        measured[case.name] = figures(paired(case, baseline, directory))
    return measured
