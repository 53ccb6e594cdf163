"""Plans of any size, and what checking them takes: ``python -m benchmarks.plans [CHANGES]...``.

Renews the key ``plans`` of ``results.json`` and nothing else. A plan has one EventBridge rule in each ``SHARE``
changes, the rest are disks, which checkov has checks for; each change stands in
``planned_values``, ``resource_changes``, ``prior_state`` and ``configuration``, as Terraform writes it. The file
is written in pieces, so that a plan of any size needs no memory. Each command runs in a process of its own.
"""

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks import machine
from benchmarks.environments import Peers, prepare
from benchmarks.measure import EBAUDIT, surroundings

SHARE = 20
SIZES = (1_000, 10_000, 100_000)
LARGE, PEERS_SIZE = 100_000, 1_000
CHECKOV = ("--framework", "terraform_plan", "--quiet", "--compact", "--skip-download")
DIRECTORY = Path.home() / ".cache" / "ebaudit-peers"
FEATURE = """\
Feature: EventBridge rules
  Scenario: Rules have targets
    Given I have alicloud_event_bridge_rule defined
    Then it must contain targets

  Scenario: Rules are enabled
    Given I have alicloud_event_bridge_rule defined
    Then it must contain status
    And its value must be ENABLE
"""
LOAD = "import gc, json, sys; gc.disable(); json.load(open(sys.argv[1], encoding='utf-8'))"
"""A program that does nothing with a plan but read it."""


def _rule(number: int) -> dict[str, Any]:
    return {
        "event_bus_name": "shop",
        "rule_name": f"orders-{number}",
        "description": None,
        "filter_pattern": json.dumps({"source": ["shop"], "type": [f"order:Created{number}"]}),
        "status": "ENABLE",
        "targets": [
            {
                "target_id": f"queue-{number}",
                "type": "acs.mns.queue",
                "endpoint": f"acs:mns:cn-hangzhou:123456789:queues/orders-{number}",
                "push_retry_strategy": "EXPONENTIAL_DECAY_RETRY",
                "dead_letter_queue": [{"arn": "acs:mns:cn-hangzhou:123456789:/queues/undelivered"}],
                "param_list": [
                    {"resource_key": "queue", "form": "CONSTANT", "value": f"orders-{number}", "template": ""},
                    {"resource_key": "Body", "form": "ORIGINAL", "value": "", "template": ""},
                ],
            }
        ],
        "timeouts": None,
    }


def _disk(number: int) -> dict[str, Any]:
    return {
        "disk_name": f"data-{number}",
        "category": "cloud_essd",
        "size": 40,
        "encrypted": number % 2 == 0,
        "zone_id": "cn-hangzhou-i",
        "description": "Holds what the shop writes.\n" * 12,
        "tags": {f"tag-{index}": f"a value of some length, number {number}" for index in range(16)},
        "encrypt_algorithm": None,
        "kms_key_id": "",
    }


class _Change(NamedTuple):
    type: str
    number: int
    values: dict[str, Any]

    def identity(self) -> dict[str, Any]:
        return {
            "address": f"{self.type}.r{self.number}",
            "mode": "managed",
            "type": self.type,
            "name": f"r{self.number}",
        }

    def resource(self) -> dict[str, Any]:
        return {**self.identity(), "schema_version": 0, "values": self.values, "sensitive_values": {}}

    def change(self) -> dict[str, Any]:
        inside = {
            "actions": ["no-op"],
            "before": self.values,
            "after": self.values,
            "after_unknown": {},
            "before_sensitive": {},
            "after_sensitive": {},
        }
        return {**self.identity(), "provider_name": "registry.terraform.io/aliyun/alicloud", "change": inside}

    def configured(self) -> dict[str, Any]:
        plain = {name: {"constant_value": value} for name, value in self.values.items() if isinstance(value, str)}
        return {**self.identity(), "provider_config_key": "alicloud", "expressions": plain, "schema_version": 0}


def _changes(count: int, share: int) -> Iterator[_Change]:
    for number in range(count):
        if number % share:
            yield _Change("alicloud_disk", number, _disk(number))
        else:
            yield _Change("alicloud_event_bridge_rule", number, _rule(number))


def _listed(count: int, share: int, method: str) -> Iterator[str]:
    for index, change in enumerate(_changes(count, share)):
        yield ("," if index else "") + json.dumps(getattr(change, method)())


def write(path: Path, count: int, share: int = SHARE) -> None:
    """Write a plan with ``count`` changes, one in ``share`` of which is EventBridge's."""
    head = '{"format_version":"1.2","terraform_version":"1.11.4","planned_values":{"root_module":{"resources":['
    with path.open("w", encoding="utf-8") as file:
        file.write(head)
        file.writelines(_listed(count, share, "resource"))
        file.write(']}},"resource_changes":[')
        file.writelines(_listed(count, share, "change"))
        file.write('],"prior_state":{"format_version":"1.0","values":{"root_module":{"resources":[')
        file.writelines(_listed(count, share, "resource"))
        file.write(']}}},"configuration":{"provider_config":{},"root_module":{"resources":[')
        file.writelines(_listed(count, share, "configured"))
        file.write("]}}}")


class Taken(NamedTuple):
    """What one process took: seconds, seconds of processors, and MB that are its own, without the mapped file."""

    wall_seconds: float
    cpu_seconds: float
    own_mb: float

    def rounded(self) -> dict[str, float]:
        """Return the figures for the record."""
        return {name: round(value, 3) for name, value in self._asdict().items()}


def taken(command: Sequence[str], directory: Path) -> Taken:
    """Run a command and watch how much anonymous memory it has at most."""
    start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, stdout=quiet, stderr=quiet, cwd=directory, env=surroundings())
    most = 0.0
    status = Path(f"/proc/{process.pid}/status")
    while process.poll() is None:
        try:
            lines = dict(line.split(":", 1) for line in status.read_text().splitlines() if ":" in line)
        except OSError:
            break
        most = max(most, int(lines.get("RssAnon", "0 kB").split()[0]) / 1024)
        time.sleep(0.002)
    process.wait()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Taken(time.perf_counter() - start, cpu, most)


def compared(theirs: Sequence[str], name: str, directory: Path, pairs: int) -> dict[str, Any]:
    """Run a peer and ``check`` on a plan in turn; the ratios are medians of the pairs, above 1 in our favour."""
    ours = (EBAUDIT, "check", name)
    taken(ours, directory)
    runs = [(taken(theirs, directory), taken(ours, directory)) for _ in range(pairs)]
    return {
        "wall_ratio": round(statistics.median(one.wall_seconds / two.wall_seconds for one, two in runs), 2),
        "cpu_ratio": round(statistics.median(one.cpu_seconds / two.cpu_seconds for one, two in runs), 2),
        "memory_ratio": round(statistics.median(one.own_mb / two.own_mb for one, two in runs), 2),
        "ebaudit": min(two for _, two in runs).rounded(),
        "peer": min(one for one, _ in runs).rounded(),
    }


def record(sizes: Sequence[int], peers: Peers, directory: Path) -> dict[str, Any]:
    """Measure reading plans of each size, and judging one of ``PEERS_SIZE`` beside the peers."""
    made: dict[str, Any] = {"machine": machine.describe(), "versions": {}}
    for size in sizes:
        name = f"plan_{size}.json"
        write(directory / name, size)
        found = compared((sys.executable, "-c", LOAD, name), name, directory, 3 if size < LARGE else 1)
        made[f"json.load, {size}"] = {"plan_mb": round((directory / name).stat().st_size / 1e6, 1), **found}
        print(name, made[f"json.load, {size}"], flush=True)
    largest = max(sizes)
    write(directory / "few.json", largest, SHARE * 10)
    made[f"a tenth of the rules, {largest}"] = taken((EBAUDIT, "check", "few.json"), directory).rounded()
    (directory / "features").mkdir()
    (directory / "features" / "rules.feature").write_text(FEATURE, encoding="utf-8")
    write(directory / "peers.json", PEERS_SIZE)
    commands = {
        "checkov": ("-f", "peers.json", *CHECKOV),
        "terraform-compliance": ("-p", "peers.json", "-f", "features"),
    }
    for peer, arguments in commands.items():
        if peer in peers.versions:
            made["versions"][peer] = peers.versions[peer]
            made[f"{peer}, {PEERS_SIZE}"] = compared(
                (peers.command(peer, peer), *arguments), "peers.json", directory, 2
            )
            print(peer, made[f"{peer}, {PEERS_SIZE}"], flush=True)
    return made


def main(sizes: Sequence[int]) -> None:
    """Measure and record."""
    peers = prepare(DIRECTORY, ("checkov", "terraform-compliance"))
    with tempfile.TemporaryDirectory() as directory:
        figures = record(sizes, peers, Path(directory))
    output = Path(__file__).parent / "results.json"
    recorded = json.loads(output.read_text(encoding="utf-8"))
    recorded["plans"] = figures
    output.write_text(json.dumps(recorded, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(tuple(map(int, sys.argv[1:])) or SIZES)
