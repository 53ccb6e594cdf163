"""``ebaudit drift`` from its command line."""

from pathlib import Path

import pytest

from tests.unit.cli.test_main import run

PLANS = Path(__file__).parents[2] / "conformance" / "data" / "plans"
FLEET = (str(PLANS / "fleet" / "module"), "--against", str(PLANS / "fleet" / "drifted.live.json"))


def test_drift_is_exit_code_one() -> None:
    ran = run("drift", *FLEET, "-q")
    assert ran.code == 1
    assert [line.split(" ")[1:3] for line in ran.out.splitlines() if "EB908" in line] == [["medium", "EB908"]]


def test_only_what_is_asked_for_counts() -> None:
    assert run("drift", *FLEET, "--select", "EB913").code == 0
    assert run("drift", *FLEET, "--fail-on", "high").code == 0
    assert run("drift", *FLEET, "--exit-zero").code == 0


def test_what_was_not_read_is_exit_code_three() -> None:
    ran = run("drift", str(PLANS / "apidest" / "module"), "--against", str(PLANS / "apidest" / "drifted.live.json"))
    assert ran.code == 3
    assert "the file has no api destinations" in " ".join(ran.out.split())


def test_differences_that_mean_nothing_are_listed_by_rule() -> None:
    out = run("drift", *FLEET, "--explain-equal").out
    assert "Differences that mean nothing:\n  added target.param_list (2)\n" in out


@pytest.mark.parametrize(
    ("argv", "problem"),
    [
        ([], "drift takes one DECLARED: a module, plan, state or snapshot"),
        ([FLEET[0]], f"'{FLEET[0]}' is not a plan; say what is live: --live, --against FILE or --state FILE"),
        ([*FLEET, "--live"], "--live, --against and --state exclude each other"),
        ([*FLEET, "--explain-equal", "--format", "json"], "--explain-equal is printed with --format text only"),
        ([FLEET[0], "--against", "nowhere.json"], "path 'nowhere.json': no such file or directory"),
    ],
)
def test_wrong_usage(argv: list[str], problem: str) -> None:
    ran = run("drift", *argv)
    assert ran.code == 2
    assert problem in ran.err


@pytest.mark.parametrize("name", ["json", "sarif", "junit", "markdown", "github"])
def test_every_format_has_the_findings(name: str) -> None:
    ran = run("drift", *FLEET, "--format", name)
    assert ran.code == 1
    assert "q-shadow" in ran.out


def config(directory: Path, text: str) -> tuple[str, str, str]:
    for file in (PLANS / "fleet" / "module").rglob("*.tf"):
        to = directory / file.relative_to(PLANS / "fleet" / "module")
        to.parent.mkdir(parents=True, exist_ok=True)
        to.write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    (directory / "ebaudit.toml").write_text(text, encoding="utf-8")
    return (str(directory), *FLEET[1:])


def test_accepted_drift_does_not_count(tmp_path: Path) -> None:
    text = '[[drift]]\naddress = "*"\nreason = "being moved"\nowner = "ops"\nexpires = 2999-01-01\n'
    ran = run("drift", *config(tmp_path, text))
    assert ran.code == 0
    assert "3 waived" in ran.out


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('[[drift]]\naddress = "*"\n', "1: accepted drift needs its 'reason'"),
        (
            '[[drift]]\naddress = "*"\nreason = "r"\ndo = "recrod"\n',
            "4: 'do' is ignore or record (did you mean 'record'?)",
        ),
        (
            '[[drift]]\naddress = "*"\nreason = "r"\nactr = "x"\n',
            "4: accepted drift has no 'actr' (did you mean 'actor'?)",
        ),
        ("drift = 3\n", "1: 'drift' must be an array of tables: [[drift]]"),
    ],
)
def test_what_is_wrong_with_the_configuration(tmp_path: Path, text: str, problem: str) -> None:
    ran = run("drift", *config(tmp_path, text))
    assert ran.code == 2
    assert problem in ran.err


def test_a_secret_that_changed_is_found_and_never_shown(tmp_path: Path) -> None:
    text = (PLANS / "dingtalk" / "drifted.live.json").read_text(encoding="utf-8")
    changed = tmp_path / "account.live.json"
    changed.write_text(text.replace("SEC0000", "canary-of-a-secret"), encoding="utf-8")
    module = str(PLANS / "dingtalk" / "module")
    for more in ((), ("--format", "json"), ("--explain-equal",), ("--adopt",), ("--revert",)):
        ran = run("drift", module, "--against", str(changed), *more)
        assert "canary-of-a-secret" not in ran.out + ran.err
        assert "SEC0000" not in ran.out + ran.err
    out = run("drift", module, "--against", str(changed), "-q").out
    assert "The parameter 'SecretKey' of the target 'dingtalk'" in out
    assert "the secret changes" in out
