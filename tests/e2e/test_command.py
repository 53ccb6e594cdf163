"""The installed command as a process: streams, pipes and hostile surroundings."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from ebaudit import __version__
from tests.e2e.test_estates_e2e import command

RULE = """\
resource "alicloud_event_bridge_rule" "r" {
  event_bus_name = "default"
  rule_name      = "r"
  filter_pattern = "{}"
}
"""


@pytest.fixture
def module(tmp_path: Path) -> Path:
    (tmp_path / "main.tf").write_text(RULE, encoding="utf-8")
    return tmp_path


def run(module: Path, *argv: str, **environ: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **environ}
    return subprocess.run(
        [*command(), *argv], cwd=module, env=environment, capture_output=True, text=True, timeout=60, check=False
    )


def test_the_module_is_the_command(module: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "ebaudit", "version"], cwd=module, capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, f"ebaudit {__version__}\n", "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that takes nothing")
@pytest.mark.parametrize("argv", [["version"], ["check"], ["policies"], ["explain", "EB401"]], ids=" ".join)
def test_a_full_disk_is_said(argv: list[str], module: Path) -> None:
    # Unbuffered, nothing is left for the interpreter to flush at its end, which would hide what that does.
    buffered = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        ran = subprocess.run(
            [*command(), *argv],
            cwd=module,
            env=buffered,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
            check=False,
        )
    assert ran.returncode == 2
    assert ran.stderr == "ebaudit: error: standard output cannot be written: No space left on device\n"


@pytest.mark.parametrize("argv", [["version"], ["check"]], ids=" ".join)
def test_closed_streams_are_no_error(argv: list[str], module: Path) -> None:
    words = " ".join(shlex.quote(word) for word in (*command(), *argv))
    closed = subprocess.run(["sh", "-c", f"{words} >&- 2>&-"], cwd=module, timeout=60, check=False)
    assert closed.returncode == run(module, *argv).returncode


def test_a_reader_that_goes_away_is_no_error(module: Path) -> None:
    blocks = "".join(RULE.replace('"r"', f'"r{n}"') for n in range(500))
    (module / "main.tf").write_text(blocks, encoding="utf-8")
    with subprocess.Popen(
        [*command(), "check"],
        cwd=module,
        env={**os.environ, "PYTHONUNBUFFERED": ""},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as ran:
        assert ran.stdout is not None
        assert ran.stderr is not None
        ran.stdout.readline()
        ran.stdout.close()
        assert ran.stderr.read() == b""
        assert ran.wait(60) == 141


@pytest.mark.parametrize("name", ["text", "json"])
def test_output_goes_to_a_file(name: str, module: Path) -> None:
    screen = run(module, "check", "--format", name)
    ran = run(module, "check", "--format", name, "--output", "report")
    assert (ran.returncode, ran.stdout, ran.stderr) == (screen.returncode, "", "")
    assert (module / "report").read_text(encoding="utf-8") == screen.stdout


def test_output_that_cannot_be_written_is_wrong_usage(module: Path) -> None:
    ran = run(module, "check", "--output", "gone/report")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr == "ebaudit: error: --output 'gone/report': there is no directory 'gone'\n"


def test_exit_zero_is_for_uploads(module: Path) -> None:
    (module / "broken.tf").write_text("x {\n", encoding="utf-8")
    assert run(module, "check").returncode == 3
    assert run(module, "check", "--exit-zero").returncode == 0
    assert run(module, "check", "--exit-zero", "--format", "json").returncode == 0


def test_allow_incomplete_lets_findings_decide(module: Path) -> None:
    (module / "broken.tf").write_text("x {\n", encoding="utf-8")
    assert run(module, "check", "--allow-incomplete", "--select", "EB701").returncode == 1
    assert run(module, "check", "--allow-incomplete", "--select", "EB701", "--fail-on", "critical").returncode == 0


def test_a_waiver_of_the_configuration_applies(module: Path) -> None:
    waiver = '[[waiver]]\npolicy = "EB"\naddress = "*"\nreason = "a test"\n'
    (module / "ebaudit.toml").write_text(waiver, encoding="utf-8")
    ran = run(module, "check")
    assert ran.returncode == 0
    assert "waived" in ran.stdout


def test_an_unknown_setting_is_wrong_usage(module: Path) -> None:
    (module / "pyproject.toml").write_text("[tool.ebaudit]\nfail-onn = 1\n", encoding="utf-8")
    ran = run(module, "check")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr == "ebaudit: error: pyproject.toml:2: there is no setting 'fail-onn' (did you mean 'fail-on'?)\n"


def test_an_unknown_policy_is_wrong_usage(module: Path) -> None:
    ran = run(module, "check", "--select", "EB9999")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "'EB9999'" in ran.stderr


def test_equal_addresses_of_several_roots_are_each_judged(module: Path) -> None:
    for root in ("dev", "prod"):
        (module / root).mkdir()
        (module / root / "main.tf").write_text(RULE, encoding="utf-8")
    (module / "main.tf").unlink()
    there = "main.tf:1:1: medium EB701 rule-without-status: Rule 'r' does not set `status`."
    for argv in (["."], ["dev", "prod"]):
        ran = run(module, "check", "-q", "--select", "EB701", *argv)
        assert (ran.returncode, ran.stdout.splitlines()) == (1, [f"dev/{there}", f"prod/{there}"])
    (module / "old" / "dev").mkdir(parents=True)
    (module / "old" / "dev" / "main.tf").write_text(RULE, encoding="utf-8")
    (module / "new").mkdir()
    for root in ("dev", "prod"):
        (module / root).rename(module / "new" / root)
    assert "1 new finding" in run(module, "diff", "old", "new", "--select", "EB701").stdout


def test_severities_and_waivers_are_for_policies_that_exist(module: Path) -> None:
    waiver = '[[waiver]]\npolicy = "rule-without-statu5"\naddress = "*"\nreason = "r"\n'
    (module / "ebaudit.toml").write_text(f'[severity]\nEB0 = "low"\n{waiver}', encoding="utf-8")
    ran = run(module, "check")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr == (
        "ebaudit: error: no policy has the id or name 'EB0', or one that starts with it"
        " ('ebaudit policies' lists them)\n"
        "ebaudit: error: no policy has the id or name 'rule-without-statu5', or one that starts with it"
        " (did you mean 'rule-without-status'?)\n"
    )


def test_an_ascii_terminal_is_no_error(module: Path) -> None:
    (module / "main.tf").write_text(RULE.replace('"r"\n', '"订单"\n'), encoding="utf-8")
    ran = run(module, "check", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert ran.returncode == 1
    assert ran.stderr == ""


def test_colour_needs_no_terminal_when_forced(module: Path) -> None:
    assert "\x1b[" not in run(module, "check").stdout
    assert "\x1b[" in run(module, "check", "--color", "always").stdout
    assert "\x1b[" in run(module, "check", CLICOLOR_FORCE="1").stdout
    assert "\x1b[" in run(module, "check", FORCE_COLOR="1").stdout
    assert "\x1b[" not in run(module, "check", FORCE_COLOR="1", NO_COLOR="1").stdout
    assert "\x1b[" not in run(module, "check", CLICOLOR_FORCE="1", NO_COLOR="1").stdout


@pytest.mark.parametrize("argv", [["explain", "EB401"], ["explain", "target-without-dead-letter-queue"]])
def test_explain(argv: list[str], module: Path) -> None:
    ran = run(module, *argv)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.startswith("EB401 target-without-dead-letter-queue\n")


def test_explain_suggests(module: Path) -> None:
    ran = run(module, "explain", "target-without-deadletter-queue")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr == (
        "ebaudit: error: there is no policy 'target-without-deadletter-queue' "
        "(did you mean 'target-without-dead-letter-queue'?)\n"
    )


@pytest.mark.parametrize(
    ("path", "code", "said"),
    [
        ("main.tf", 1, "EB701"),
        ("notes.txt", 3, "notes.txt is not a Terraform file"),
        ("/dev/null", 3, "/dev/null is neither a file nor a directory."),
        ("-", 3, "standard input is empty."),
        ("empty", 3, "empty holds no .tf or .tf.json files."),
    ],
)
def test_a_path_may_be_a_file_and_must_hold_something(path: str, code: int, said: str, module: Path) -> None:
    (module / "notes.txt").touch()
    (module / "empty").mkdir()
    ran = run(module, "check", path)
    assert (ran.returncode, ran.stderr) == (code, "")
    assert said in ran.stdout
