"""The peers' virtual environments: made outside the repository, filled from the package index, reused when there."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.measure import surroundings

ENVIRONMENTS = {
    "checkov": ("checkov",),
    "c7n-left": ("c7n-left",),
    "terraform-compliance": ("terraform-compliance",),
    "libraries": ("python-hcl2", "tree-sitter", "tree-sitter-hcl", "pygohcl"),
}
"""One a program, since their requirements contradict each other; one for all libraries."""

_INSTALL_SECONDS = 900
_VERSION = "import sys, importlib.metadata; print(importlib.metadata.version(sys.argv[1]))"


class Peers(NamedTuple):
    """What could be installed: versions by package; why not, by package; where."""

    versions: dict[str, str]
    missing: dict[str, str]
    directory: Path

    def command(self, environment: str, name: str) -> str:
        """Return the path of a command of an environment."""
        return str(self.directory / environment / "bin" / name)


def prepare(directory: Path, wanted: Sequence[str] = tuple(ENVIRONMENTS)) -> Peers:
    """Make the environments that are not there yet and return what can be run; say what could not be installed."""
    peers = Peers({}, {}, directory)
    for environment, packages in ((name, ENVIRONMENTS[name]) for name in wanted):
        place = directory / environment
        if not (place / "bin" / "python").exists():
            _quietly((sys.executable, "-m", "venv", str(place)))
        for package in packages:
            _install(str(place / "bin" / "python"), package, peers)
    for package, reason in peers.missing.items():
        print(f"could not be installed: {package}: {reason}")
    return peers


def _install(python: str, package: str, peers: Peers) -> None:
    version, _ = _quietly((python, "-c", _VERSION, package))
    if not version:
        print(f"installing {package}", flush=True)
        _, reason = _quietly((python, "-m", "pip", "install", "--quiet", "--compile", package))
        version, _ = _quietly((python, "-c", _VERSION, package))
        if not version:
            peers.missing[package] = reason or "pip said nothing"
            return
    peers.versions[package] = version


def _quietly(command: Sequence[str]) -> tuple[str, str]:
    """Run a command; return its output, empty when it failed, and the last line of what it complained of."""
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, env=surroundings(), timeout=_INSTALL_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return "", str(error)
    complaints = done.stderr.strip().splitlines() or [""]
    return (done.stdout.strip() if done.returncode == 0 else ""), complaints[-1]
