"""Plans of any size, and what checking them takes: ``python -m benchmarks.plans [CHANGES]...``.

A plan has one EventBridge rule in each ``SHARE`` changes, the rest are servers; each change stands in
``planned_values``, ``resource_changes``, ``prior_state`` and ``configuration``, as Terraform writes it. The file
is written in pieces, so that a plan of any size needs no memory. Each command runs in a process of its own.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.measure import EBAUDIT

SHARE = 20
SIZES = (100, 1_000, 10_000)
_DISKS = [{"category": "cloud_essd", "size": 40 + n, "encrypted": True, "name": f"disk-{n}"} for n in range(8)]
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


def _server(number: int) -> dict[str, Any]:
    return {
        "instance_name": f"web-{number}",
        "instance_type": "ecs.g7.large",
        "image_id": "aliyun_3_x64_20G_alibase_20240528.vhd",
        "security_groups": ["sg-bp1234567890abcdefgh"],
        "user_data": "#!/bin/sh\n" + "echo start\n" * 12,
        "tags": {"team": "shop", "stage": "prod", "number": str(number)},
        "data_disks": _DISKS,
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


def _changes(count: int) -> Iterator[_Change]:
    for number in range(count):
        if number % SHARE:
            yield _Change("alicloud_instance", number, _server(number))
        else:
            yield _Change("alicloud_event_bridge_rule", number, _rule(number))


def _listed(count: int, method: str) -> Iterator[str]:
    for index, change in enumerate(_changes(count)):
        yield ("," if index else "") + json.dumps(getattr(change, method)())


def write(path: Path, count: int) -> None:
    """Write a plan with ``count`` changes."""
    head = '{"format_version":"1.2","terraform_version":"1.11.4","planned_values":{"root_module":{"resources":['
    with path.open("w", encoding="utf-8") as file:
        file.write(head)
        file.writelines(_listed(count, "resource"))
        file.write(']}},"resource_changes":[')
        file.writelines(_listed(count, "change"))
        file.write('],"prior_state":{"format_version":"1.0","values":{"root_module":{"resources":[')
        file.writelines(_listed(count, "resource"))
        file.write(']}}},"configuration":{"provider_config":{},"root_module":{"resources":[')
        file.writelines(_listed(count, "configured"))
        file.write("]}}}")


class Taken(NamedTuple):
    """What one process took: seconds, and the memory that is its own, in megabytes, without the mapped file."""

    seconds: float
    megabytes: float


def taken(command: list[str]) -> Taken:
    """Run a command and watch how much anonymous memory it has at most."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
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
    return Taken(time.perf_counter() - start, most)


def main(sizes: tuple[int, ...]) -> None:
    """Measure each size and print a row for it."""
    print(f"{'changes':>8} {'plan MB':>8} {'check s':>8} {'MB':>6} {'json.load s':>12} {'MB':>6}")
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "plan.json"
        for size in sizes:
            write(path, size)
            ours = taken([EBAUDIT, "check", os.fspath(path)])
            load = taken([sys.executable, "-c", LOAD, os.fspath(path)])
            print(
                f"{size:>8} {path.stat().st_size / 1e6:>8.1f} {ours.seconds:>8.2f} {ours.megabytes:>6.0f}"
                f" {load.seconds:>12.2f} {load.megabytes:>6.0f}"
            )


if __name__ == "__main__":
    main(tuple(map(int, sys.argv[1:])) or SIZES)
