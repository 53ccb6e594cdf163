"""Measure ebaudit and write ``benchmarks/results.json``: ``python -m benchmarks [--peers]``.

README.md in this directory says how it measures and how to read the record.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import ebaudit
from benchmarks import environments, generate, machine, parsing, peers, targets
from benchmarks.measure import EBAUDIT, Case, FailedRunError, measure, surroundings

HERE = Path(__file__).parent
RUNS = {1: 15, 100: 15, 1000: 5, 10000: 2}


def _generate(directory: Path) -> None:
    for size in targets.SIZES:
        generate.rules(directory / f"rules_{size}", size)
    generate.monorepo(directory / "monorepo")


def _processes(directory: Path) -> dict[str, Any]:
    """Measure our own commands, each beside a bare interpreter."""
    bare = Case("python3 -c pass", (sys.executable, "-c", "pass"))
    cases = [bare, Case("version", (EBAUDIT, "version"), runs=21)]
    cases += [Case(f"check {n} rules", (EBAUDIT, "check", f"rules_{n}"), RUNS[n]) for n in targets.SIZES]
    cases.append(Case("check monorepo of 2000 files", (EBAUDIT, "check", "monorepo"), 7))
    described = machine.describe()
    figures = {name: row._asdict() for name, row in measure(bare, cases, directory).items()}
    return {"machine": described, "baseline": bare.name, "cases": figures, "growth": targets.growth(figures)}


def _peers(directory: Path, place: Path, *, largest: bool) -> dict[str, Any]:
    """Measure our commands and our parser beside the peers that can be installed."""
    ready = environments.prepare(place)
    described = machine.describe()
    programs, failed = peers.compare(directory, ready, largest=largest)
    parsers, broken = parsing.compare(directory, ready)
    return {
        "machine": described,
        "versions": ready.versions,
        "not_installed": ready.missing,
        "failed": failed | broken,
        "programs": programs,
        "parsers": parsers,
    }


def _patterns() -> dict[str, float]:
    from benchmarks import patterns  # earlier it would raise the least peak memory that other processes can show

    return patterns.figures()


def _print(recorded: Mapping[str, Any]) -> None:
    print(f"{'case':32} {'wall s':>8} {'cpu s':>8} {'MB':>7} {'ratio':>7}")
    for name, row in recorded["processes"]["cases"].items():
        print(
            f"{name:32} {row['wall_seconds']:8.3f} {row['cpu_seconds']:8.3f} {row['peak_mb']:7.1f} {row['ratio']:7.2f}"
        )
    for name, row in recorded.get("peers", {}).get("programs", {}).items():
        print(f"{name:32} {row['wall_ratio']:8.1f} {row['cpu_ratio']:8.1f} {row['memory_ratio']:7.1f}  times ours")
    for corpus, parsers in recorded.get("peers", {}).get("parsers", {}).items():
        for name, row in parsers.items():
            print(f"{f'parse {corpus}, {name}':32} {row['cpu_seconds']:8.3f} s, {row['times_ours']} times ours")
    for name, seconds in recorded["patterns"].items():
        print(f"{name:44} {seconds * 1e6:14.1f} us")
    for row in recorded["targets"]:
        word = {True: "met", False: "MISSED", None: "not measured"}[row["met"]]
        print(f"{row['target']:56} {row['limit']!s:>6} {row['got']!s:>8}  {word}")
    for line in recorded["losses"]:
        print(f"lost: {line}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--output", type=Path, default=HERE / "results.json")
    parser.add_argument("--peers", action="store_true", help="install other programs and measure beside them")
    parser.add_argument("--peers-directory", type=Path, default=Path.home() / ".cache" / "ebaudit-peers")
    parser.add_argument("--largest", action="store_true", help="checkov on 10,000 rules too: minutes, and over 10 GB")
    return parser.parse_args()


def main() -> None:
    """Generate the inputs, measure, judge, print and record; what is not measured this time stays as it was."""
    arguments = _arguments()
    package = Path(ebaudit.__file__).parent
    subprocess.run((sys.executable, "-m", "compileall", "-q", str(package)), env=surroundings(), check=False)
    output: Path = arguments.output
    recorded: dict[str, Any] = json.loads(output.read_text(encoding="utf-8")) if output.exists() else {}
    with tempfile.TemporaryDirectory() as made:
        directory = Path(made)
        _generate(directory)
        recorded["processes"] = _processes(directory)
        if arguments.peers:
            recorded["peers"] = _peers(directory, arguments.peers_directory.absolute(), largest=arguments.largest)
    recorded["patterns"] = _patterns()
    recorded |= {"targets": targets.judge(recorded), "losses": targets.losses(recorded)}
    output.write_text(json.dumps(recorded, indent=2) + "\n", encoding="utf-8")
    _print(recorded)


if __name__ == "__main__":
    try:
        main()
    except FailedRunError as error:
        raise SystemExit(f"nothing recorded: {error}") from None
