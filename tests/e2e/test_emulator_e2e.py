"""``ebaudit emulator`` as a process: it starts, serves, keeps its state, and ends when it is asked to."""

import io
import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from alibabacloud_tea_openapi.exceptions import ClientException

from ebaudit.cli.main import main
from ebaudit.cli.world import World
from tests.emulators import raw, sdk

PLANS = Path(__file__).parents[1] / "conformance" / "data" / "plans"


@contextmanager
def emulator(*argv: str, by: int = signal.SIGINT) -> Iterator[Any]:
    """Run the command; yield how it is reached, and what it said at its start."""
    command = [sys.executable, "-m", "ebaudit", "emulator", "--port", "0", *argv]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        lines = [process.stdout.readline() for _ in range(4)]
        found = re.search(r"account (\d+) in ([a-z0-9-]+): http://(\S+)", lines[0])
        assert found is not None, process.stderr.read()
        key, secret = lines[1].split()[1:3]
        running = SimpleNamespace(account=found[1], region=found[2], endpoint=found[3], lines=lines)
        running.access_key, running.secret = key, secret.rstrip(";")
        yield running
        process.send_signal(by)
        assert process.wait(10) == 0
        running.errors = process.stderr.read()


def test_it_says_what_it_is_and_ends_when_asked() -> None:
    for by in (signal.SIGINT, signal.SIGTERM):
        with emulator("--account", "42", "--region", "cn-beijing", by=by) as running:
            bus = raw(sdk(running), "GetEventBus", EventBusName="default")["Data"]
            assert bus["EventBusARN"] == "acs:eventbridge:cn-beijing:42:eventbus/default"
        assert running.lines == [
            f"EventBridge of account 42 in cn-beijing: http://{running.endpoint}\n",
            f"keys AKTEST SKTEST; faults, counts and deliveries: http://{running.endpoint}/_emulator\n",
            "in it: event buses 1, rules 0, event sources 0, connections 0, API destinations 0, event streams 0\n",
            "Ctrl-C ends it\n",
        ]
        assert running.errors == ""


def test_its_state_is_there_again_at_the_next_start(tmp_path: Path) -> None:
    state, seed = str(tmp_path / "state.json"), str(PLANS / "fleet" / "applied.tfstate")
    with emulator("--state", state, "--seed", seed) as running:
        assert running.lines[2].startswith(f"in it from {seed}: event buses 3, rules 3,")
        raw(sdk(running), "CreateEventBus", EventBusName="orders")
    assert json.loads(Path(state).read_text(encoding="utf-8"))["format"] == 1
    with emulator("--state", state, "--seed", seed) as running:
        assert running.lines[2].startswith(f"in it from {state}: event buses 4, rules 3,")
        assert raw(sdk(running), "GetEventBus", EventBusName="orders")["Code"] == "Success"


def test_faults_and_knobs_of_the_command_line() -> None:
    argv = ["--fault", "GetRule=throttle:Throttling.Api*1", "--fault", "ListRules=error:503", "--rate",
            "GetEventBus=1", "--latency", "5", "--quirk", "missing-status=404", "--not-activated"]  # fmt: skip
    with emulator(*argv) as running:
        client = sdk(running)
        codes = []
        for action in ("GetRule", "GetRule", "ListRules", "GetEventBus", "GetEventBus"):
            try:
                codes.append(raw(client, action, EventBusName="default", RuleName="r")["Code"])
            except Exception as error:  # noqa: BLE001  of which class is the client's matter
                codes.append(getattr(error, "code", ""))
    assert codes == ["Throttling.Api", "ServiceNotEnable", "InternalError", "ServiceNotEnable", "Throttling.User"]


def test_another_host_is_warned_of() -> None:
    with emulator("--host", "0.0.0.0") as running:  # noqa: S104  the case in question
        pass
    assert running.errors.startswith("ebaudit: warning: 0.0.0.0 can be reached from other machines")


def test_what_could_not_be_seeded_is_said(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(
        'resource "random_id" "r" {}\n'
        'resource "alicloud_event_bridge_event_bus" "b" { event_bus_name = random_id.r.hex }\n'
    )
    with emulator("--seed", str(tmp_path)) as running:
        pass
    assert running.errors == (
        "ebaudit: alicloud_event_bridge_event_bus.b is not in the emulator: its event_bus_name is not known here\n"
    )


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["--port", "65536"], "--port 65536: a port is 0 to 65535"),
        (["--fault", "GetRul=reset"], "--fault: there is no action 'GetRul' (did you mean 'GetRule'?)"),
        (["--fault", "GetRule=rset"], "--fault GetRule=rset: there is no fault 'rset' (did you mean 'reset'?)"),
        (["--fault", "GetRule=delay:x"], "--fault GetRule=delay:x: it is ACTION=KIND[:DETAIL][*TIMES]"),
        (["--fault", "GetRule=reset:1"], "--fault GetRule=reset:1: it is ACTION=KIND[:DETAIL][*TIMES]"),
        (["--fault", "GetRule=reset*x"], "--fault GetRule=reset*x: it is ACTION=KIND[:DETAIL][*TIMES]"),
        (["--quirk", "dat=true"], "--quirk: there is no quirk 'dat' (did you mean 'date'?)"),
        (["--quirk", "date=1"], "--quirk date=1: that is true or false"),
        (["--quirk", "missing_status=x"], "--quirk missing_status=x: that is a number"),
        (["--rate", "GetRule=x"], "--rate GetRule=x: 'x' is no number from 0 to 1,000,000"),
        (["--latency", "nan"], "--latency nan: 'nan' is no number from 0 to 1,000,000"),
        (["--seed", "/nowhere"], "path '/nowhere': no such file or directory"),
        (["--seed", "live:"], "--seed live:: save it with 'ebaudit snapshot' first, and seed the snapshot"),
        (["--state", "/nowhere/x"], "--state '/nowhere/x': No such file or directory"),
        (["--state", __file__], f"'{__file__}' is no state of an emulator"),
        (["--host", "203.0.113.9"], "cannot listen on 203.0.113.9, port 0: Cannot assign requested address"),
    ],
)
def test_what_makes_no_sense_is_said(argv: list[str], said: str) -> None:
    errors = io.StringIO()
    world = World({}, io.StringIO(), errors, str(PLANS), "2026-11-24")
    assert main(["emulator", "--port", "0", *argv], world) == 2
    assert errors.getvalue().splitlines()[0] == f"ebaudit: error: {said}"


def test_a_wrong_key_is_no_way_in() -> None:
    with emulator() as running, pytest.raises(ClientException, match="InvalidAccessKeyId"):
        raw(sdk(running, access_key_id="AKOTHER"), "ListEventBuses")
