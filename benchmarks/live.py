"""Measure how a live account is read, beside an emulator in its own process: ``python -m benchmarks.live``.

Renews the key ``live`` of ``results.json`` and nothing else. The emulator verifies every signature and runs on the
same machine, so that wall time holds its work too; processor time and memory are ebaudit's alone.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks import machine
from benchmarks.measure import EBAUDIT, Case, Run, run
from ebaudit.emulator import running

HERE = Path(__file__).parent
ACCOUNT, REGION = "1234567890123456", "cn-hangzhou"
RUNS = 3
REGION_SIZE, THOUSAND = (51, 50), (20, 50)
"""Buses, and rules on each: all that the default quotas of a region allow, and a thousand."""
KEYS = {"ALIBABA_CLOUD_ACCESS_KEY_ID": "AKTEST", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "SKTEST"}


def _rule(bus: str, name: str) -> dict[str, Any]:
    targets = [
        {
            "Id": f"target-{place}",
            "Type": "acs.mns.queue",
            "Endpoint": f"acs:mns:{REGION}:{ACCOUNT}:queues/queue-{place}",
            "PushRetryStrategy": "BACKOFF_RETRY",
            "ParamList": [
                {"ResourceKey": "queue", "Form": "CONSTANT", "Value": f"queue-{place}"},
                {
                    "ResourceKey": "Body",
                    "Form": "TEMPLATE",
                    "Value": '{"id": "$.id", "at": "$.time", "what": "$.data.name"}',
                    "Template": "order ${id} at ${at}: ${what}",
                },
            ],
        }
        for place in range(2)
    ]
    pattern = {"source": ["shop.orders"], "type": [f"order.{name}"], "data": {"amount": [{"numeric": [">", 10]}]}}
    return {
        "EventBusName": bus,
        "RuleName": name,
        "Description": f"the rule {name} of {bus}",
        "Status": "ENABLE",
        "FilterPattern": json.dumps(pattern),
        "Targets": targets,
    }


def account(buses: int, rules: int) -> dict[str, Any]:
    """Return a live account with so many buses and so many rules on each."""
    names = ["default", *(f"bus-{place:02}" for place in range(1, buses))]
    return {
        "buses": {name: {"bus": {}, "rules": [_rule(name, f"rule-{n:03}") for n in range(rules)]} for name in names}
    }


def serve(buses: int, rules: int, latency: float) -> None:
    """Serve an emulator; print where, and at each line on standard input the calls since the last one."""
    with running(account(buses, rules), quotas=False) as emulator:
        if latency:
            emulator.latency(latency)
        print(emulator.url, flush=True)
        before: Mapping[str, int] = {}
        for _ in sys.stdin:
            calls: Mapping[str, int] = dict(emulator.stats()["calls"])
            since = {name: count - before.get(name, 0) for name, count in calls.items()}
            print(json.dumps({name: count for name, count in sorted(since.items()) if count}), flush=True)
            before = calls


@contextmanager
def _emulator(size: tuple[int, int], latency: float) -> Iterator["subprocess.Popen[str]"]:
    command = (sys.executable, "-m", "benchmarks.live", "serve", *map(str, (*size, latency)))
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=HERE.parent
    ) as process:
        try:
            yield process
        finally:
            process.terminate()


def _line(process: "subprocess.Popen[str]", *, ask: bool = False) -> str:
    assert process.stdin is not None  # noqa: S101  both are pipes
    assert process.stdout is not None  # noqa: S101
    if ask:
        process.stdin.write("\n")
        process.stdin.flush()
    return process.stdout.readline().strip()


def _measure(size: tuple[int, int], latency: float, directory: Path, *, drift: bool) -> dict[str, Any]:
    """Read an account so often, and compare it with a snapshot of itself; return the medians and the calls of one."""
    with _emulator(size, latency) as process:
        reach = ("--endpoint", _line(process), "--region", REGION)
        saved = str(directory / "saved.json")
        cases: dict[str, tuple[str, ...]] = {"snapshot": ("snapshot", "live:", "--output", saved, *reach)}
        if drift:
            cases["drift"] = ("drift", saved, "--live", "--output", str(directory / "drift.txt"), *reach)
        measured: dict[str, Any] = {"rules": size[0] * size[1], "latency_ms": round(latency * 1000)}
        _line(process, ask=True)
        for name, words in cases.items():
            runs: list[Run] = []
            calls: dict[str, int] = {}
            for _ in range(RUNS):
                runs.append(run(Case(name, (EBAUDIT, *words), accepted=(0,)), directory))
                calls = json.loads(_line(process, ask=True))
            middle = sorted(runs)[RUNS // 2]
            measured[name] = {
                "wall_seconds": round(middle.wall, 3),
                "cpu_seconds": round(min(each.cpu for each in runs), 3),
                "cpu_seconds_per_thousand_rules": round(min(each.cpu for each in runs) * 1000 / measured["rules"], 3),
                "peak_mb": round(middle.peak, 1),
                "calls": calls,
                "calls_in_all": sum(calls.values()),
            }
        return measured


def main() -> None:
    """Measure and record."""
    os.environ.update(KEYS)
    output = HERE / "results.json"
    with tempfile.TemporaryDirectory() as made:
        directory = Path(made)
        figures = {
            "machine": machine.describe(),
            "full region": _measure(REGION_SIZE, 0.0, directory, drift=False),
            "1000 rules": _measure(THOUSAND, 0.0, directory, drift=True),
            "1000 rules, 30 ms": _measure(THOUSAND, 0.03, directory, drift=True),
        }
    recorded = json.loads(output.read_text(encoding="utf-8"))
    recorded["live"] = figures
    output.write_text(json.dumps(recorded, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    if sys.argv[1:2] == ["serve"]:
        serve(int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4]))
    else:
        main()
