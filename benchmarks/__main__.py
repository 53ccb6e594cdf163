"""Measure ebaudit and write ``benchmarks/results.json``: ``python -m benchmarks [--peers]``."""

import argparse
import json
import platform
import sys
import tempfile
from pathlib import Path

from benchmarks import generate, patterns
from benchmarks.measure import Case, Figures, measure

HERE = Path(__file__).parent
SIZES = (1, 100, 1000, 10000)
EBAUDIT = (sys.executable, "-m", "ebaudit")


def _ours(directory: Path) -> list[Case]:
    cases = [Case("version", (*EBAUDIT, "version"), runs=21)]
    for size in SIZES:
        generate.rules(directory / f"rules_{size}", size)
        runs = 15 if size < 1000 else 5
        cases.append(Case(f"check {size} rules", (*EBAUDIT, "check", f"rules_{size}"), runs))
    generate.monorepo(directory / "monorepo")
    cases.append(Case("check monorepo of 2000 files", (*EBAUDIT, "check", "monorepo"), 5))
    return cases


def _print(figures: dict[str, Figures]) -> None:
    print(f"{'case':32} {'wall s':>8} {'cpu s':>8} {'MB':>7} {'ratio':>7}")
    for name, row in figures.items():
        print(f"{name:32} {row.wall_seconds:8.3f} {row.cpu_seconds:8.3f} {row.peak_mb:7.1f} {row.ratio:7.2f}")


def main() -> None:
    """Generate the inputs, measure every case against a bare interpreter, print and record the figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--output", type=Path, default=HERE / "results.json")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        directory = Path(made)
        bare = Case("python3 -c pass", (sys.executable, "-c", "pass"))
        figures = measure(bare, [bare, *_ours(directory)], directory)
    _print(figures)
    inside = patterns.figures()
    for name, seconds in inside.items():
        print(f"{name:44} {seconds * 1e6:14.1f} us")
    recorded = {
        "python": platform.python_version(),
        "baseline": bare.name,
        "cases": {name: row._asdict() for name, row in figures.items()},
        "patterns": inside,
    }
    arguments.output.write_text(json.dumps(recorded, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
