"""Our parser beside the peers' in fresh processes on the same files: processor seconds, in interleaved rounds."""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.environments import Peers
from benchmarks.measure import LONGEST, surroundings

OURS = "ebaudit"
PEERS = ("python-hcl2", "pygohcl", "tree-sitter-hcl")
CORPORA = ("rules_100", "rules_1000", "monorepo")
ROUNDS, SLOW_ROUNDS, SLOW_SECONDS, CORPUS_SECONDS = 9, 2, 2.0, 60.0
"""A parser that is slow on a corpus gets fewer rounds; no round begins after the corpus's time."""


class Parse(NamedTuple):
    """One run of ``parse_once.py``."""

    cpu: float
    peak: float
    bytes: int
    files: int
    rejected: int


def compare(directory: Path, peers: Peers) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the figures of every parser that is there, by corpus, and why a parser that is there does not run."""
    theirs = peers.command("libraries", "python")
    pythons = {OURS: sys.executable}
    failed: dict[str, str] = {}
    for name in PEERS:
        if name in peers.versions:
            try:
                _once(theirs, name, directory / CORPORA[0])
                pythons[name] = theirs
            except subprocess.SubprocessError as error:
                failed[name] = str(error)
    return {corpus: _corpus(directory / corpus, pythons) for corpus in CORPORA}, failed


def _corpus(directory: Path, pythons: Mapping[str, str]) -> dict[str, Any]:
    runs: dict[str, list[Parse]] = {name: [] for name in pythons}
    started = time.perf_counter()
    print(f"parsing {directory.name}", flush=True)
    for number in range(ROUNDS):
        if number and time.perf_counter() - started > CORPUS_SECONDS:
            break
        for name, python in pythons.items():
            if number < SLOW_ROUNDS or runs[name][0].cpu < SLOW_SECONDS:
                runs[name].append(_once(python, name, directory))
    return {name: _figures(theirs, runs[OURS]) for name, theirs in runs.items()}


def _once(python: str, name: str, directory: Path) -> Parse:
    script = Path(__file__).with_name("parse_once.py")
    done = subprocess.run(
        (python, str(script), name, str(directory)),
        capture_output=True,
        check=True,
        env=surroundings(),
        timeout=LONGEST,
    )
    return Parse(**json.loads(done.stdout))


def _figures(theirs: Sequence[Parse], ours: Sequence[Parse]) -> dict[str, Any]:
    cpu = statistics.median(run.cpu for run in theirs)
    first = theirs[0]
    return {
        "cpu_seconds": round(cpu, 4),
        "kb_per_second": round(first.bytes / 1000 / cpu),
        "peak_mb": round(statistics.median(run.peak for run in theirs), 1),
        "times_ours": round(statistics.median(a.cpu / b.cpu for a, b in zip(theirs, ours, strict=False)), 2),
        "rounds": len(theirs),
        "files": first.files,
        "rejected": first.rejected,
    }
