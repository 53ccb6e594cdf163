"""``match``, ``transform``, ``relate``, ``route`` and ``schema`` as processes: files, pipes, bytes and exit codes."""

import json
import os
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.e2e.test_estates_e2e import ESTATES, command

EVENT = '{"source": "shop.orders", "type": "order:Created", "data": {"id": 7, "name": "张"}}'


class Ran(NamedTuple):
    code: int
    out: str
    err: str


def run(*argv: str, stdin: bytes = b"", cwd: Path | None = None, **environ: str) -> Ran:
    ran = subprocess.run(
        [*command(), *argv],
        input=stdin,
        cwd=cwd,
        env={**os.environ, **environ},
        capture_output=True,
        timeout=60,
        check=False,
    )
    return Ran(ran.returncode, ran.stdout.decode(), ran.stderr.decode())


@pytest.mark.parametrize(
    ("pattern", "code"), [('{"source": ["shop.orders"]}', 0), ('{"source": ["x"]}', 1), ('{"source": []}', 2)]
)
def test_match_takes_files_and_pipes(pattern: str, code: int, tmp_path: Path) -> None:
    (tmp_path / "event.json").write_text(EVENT, encoding="utf-8-sig")
    ran = run("match", "--pattern", "-", "--event", "event.json", stdin=pattern.encode(), cwd=tmp_path)
    assert (ran.code, ran.err) == (code, "")
    assert ran.out.split("  ")[0] == {0: "match", 1: "no match", 2: "error"}[code]


@pytest.mark.parametrize("locale", ["C", "C.UTF-8", "POSIX"])
def test_standard_input_is_utf8_in_every_locale(locale: str) -> None:
    pattern = '{"data": {"name": ["张"]}}'
    ran = run("match", "--pattern", pattern, "--event", "-", stdin=EVENT.encode(), LC_ALL=locale, PYTHONUTF8="0")
    assert (ran.code, ran.err) == (0, "")


@pytest.mark.parametrize("argv", [("match", "--pattern", "{}", "--event", "-"), ("match", "--jsonl", "-")])
def test_bytes_that_are_no_text(argv: tuple[str, ...]) -> None:
    ran = run(*argv, stdin=b"\xff\xfe{}")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("ebaudit: error: --")
    assert "UTF-8" in ran.err


def test_a_reader_of_answers_that_goes_away_is_no_error(tmp_path: Path) -> None:
    row = json.dumps({"pattern": "{}", "event": EVENT}) + "\n"
    (tmp_path / "rows").write_text(row * 5000, encoding="utf-8")
    with subprocess.Popen(
        [*command(), "match", "--jsonl", "rows"], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as ran:
        assert ran.stdout is not None
        assert ran.stderr is not None
        ran.stdout.readline()
        ran.stdout.close()
        assert ran.stderr.read() == b""
        assert ran.wait(60) == 141


def test_transform_prints_the_text_alone() -> None:
    value, template = '{"id": "$.data.id", "name": "$.data.name"}', "${id}: ${name}"
    argv = ("transform", "--form", "TEMPLATE", "--value", value, "--template", template, "--event", "-")
    assert run(*argv, stdin=EVENT.encode()) == Ran(0, "7: 张\n", "")


def test_relate(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"source": ["shop.orders"]}', encoding="utf-8")
    ran = run("relate", "a.json", "{}", "--format", "json", cwd=tmp_path)
    assert (ran.code, ran.err, json.loads(ran.out)["relation"]) == (0, "", "narrower")


def test_route() -> None:
    there = json.dumps({**json.loads(EVENT), "aliyuneventbusname": "orders"})
    ran = run("route", str(ESTATES / "custom-bus-to-function" / "clean"), "--event", "-", stdin=there.encode())
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[2:4] == [
        "target alicloud_event_bridge_rule.created#targets[function]  acs.fc.function",
        "  serviceName (CONSTANT): order-handling",
    ]


def test_schema() -> None:
    ran = run("schema", "acs.dingtalk")
    assert (ran.code, ran.err, json.loads(ran.out)["title"]) == (0, "", "DingTalk robot")


@pytest.mark.parametrize("name", ["create.plan.json", "applied.tfstate", "module"])
def test_route_keeps_the_secrets_of_plans_and_states(name: str) -> None:
    path = Path(__file__).parents[1] / "conformance" / "data" / "plans" / "dingtalk" / name
    event = '{"source": "acs.oss", "type": "oss:ActionTrail:ApiCall", "data": {"eventName": "PutBucket"}}'
    ran = run("route", str(path), "--event", event, "--why")
    assert (ran.code, ran.err) == (0, "")
    assert "the event reaches 1 target" in ran.out
    assert "  SecretKey (CONSTANT): (sensitive)\n" in ran.out
    assert [secret for secret in ("access_token=0000", "SEC0000") if secret in ran.out] == []
