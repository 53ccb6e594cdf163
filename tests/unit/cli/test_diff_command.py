import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from ebaudit.cli.revisions import Range, parse_range
from tests.unit.cli.test_main import Ran, run

MODULE = """
resource "alicloud_event_bridge_rule" "paid" {
  event_bus_name = "default"
  rule_name      = "paid"
  status         = "ENABLE"
  filter_pattern = jsonencode({ source = ["shop"], type = [TYPES] })
  targets {
    target_id = "ledger"
    type      = "acs.mns.queue"
    endpoint  = "acs:mns:cn-hangzhou:1:queues/ledger"
    param_list {
      resource_key = "queue"
      form         = "CONSTANT"
      value        = "ledger"
    }
    param_list {
      resource_key = "Body"
      form         = "ORIGINAL"
    }
  }
}
"""
WIDE, NARROW = '"order:Paid", "order:Refunded"', '"order:Paid"'
SELECT = ("--select", "EB1")


def module(directory: Path, types: str, more: str = "") -> Path:
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "main.tf").write_text(MODULE.replace("TYPES", types) + more, encoding="utf-8")
    return directory


def git(directory: Path, *words: str) -> str:
    name = ("-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "init.defaultBranch=main")
    ran = subprocess.run(["git", "-C", str(directory), *name, *words], capture_output=True, text=True, check=True)
    return ran.stdout


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository whose first revision has the wide pattern and whose last has the narrow one."""
    root = tmp_path / "repository"
    module(root / "infra", WIDE)
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "one")
    git(root, "tag", "first")
    module(root / "infra", NARROW)
    git(root, "commit", "-qam", "two")
    return root


def deliveries(ran: Ran) -> list[tuple[str, str]]:
    document: dict[str, Any] = json.loads(ran.out)
    return [(change["kind"], change["target"]) for pair in document["estates"] for change in pair["deliveries"]]


LOST = [("lost", "alicloud_event_bridge_rule.paid#targets[ledger]")]


def test_two_modules(tmp_path: Path) -> None:
    paths = (str(module(tmp_path / "a", WIDE)), str(module(tmp_path / "b", NARROW)))
    ran = run("diff", *paths, "--format", "json", *SELECT)
    assert (ran.code, ran.err, deliveries(ran)) == (0, "", LOST)
    assert run("diff", *paths, "--fail-on-lost", *SELECT).code == 1
    assert run("diff", *paths, "--fail-on-lost", "--exit-zero", *SELECT).code == 0
    assert run("diff", *reversed(paths), "--fail-on-lost", *SELECT).code == 0


def test_a_module_and_itself(tmp_path: Path) -> None:
    path = str(module(tmp_path / "a", WIDE))
    ran = run("diff", path, path, *SELECT)
    assert ran == Ran(0, "Nothing changes.\n\nExit code 0: nothing new that was found is medium or worse.\n", "")


def test_new_findings_fail(tmp_path: Path) -> None:
    paths = (str(module(tmp_path / "a", WIDE)), str(module(tmp_path / "b", "[]")))
    policy = ("--select", "invalid-pattern")
    assert run("diff", *paths, *policy).code == 1
    assert run("diff", *reversed(paths), *policy).code == 0
    assert run("diff", *paths, *policy, "--fail-on-lost").code == 1


def test_what_cannot_be_read_makes_the_comparison_incomplete(tmp_path: Path) -> None:
    paths = (str(module(tmp_path / "a", WIDE)), str(module(tmp_path / "b", WIDE, "resource {")))
    ran = run("diff", *paths, *SELECT)
    assert ran.code == 3
    assert "Exit code 3: something could not be read or evaluated." in ran.out
    assert run("diff", *paths, "--allow-incomplete", *SELECT).code == 0


def test_revisions(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository)
    before = git(repository, "status", "--porcelain=v2", "--branch")
    ran = run("diff", "first..HEAD", "infra", "--format", "json", *SELECT)
    assert (ran.code, ran.err, deliveries(ran)) == (0, "", LOST)
    pair = json.loads(ran.out)["estates"][0]
    assert (pair["before"], pair["after"]) == ("first:infra", "HEAD:infra")
    assert pair["resources"][0]["span"]["file"] == "HEAD:infra/main.tf"
    assert "ebaudit-" not in ran.out
    assert git(repository, "status", "--porcelain=v2", "--branch") == before


def test_revisions_leave_the_work_tree_out(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module(repository / "infra", '"something else"')
    monkeypatch.chdir(repository / "infra")
    assert deliveries(run("diff", "first..", "--format", "json", *SELECT)) == LOST
    assert deliveries(run("diff", "main...first", "--format", "json", *SELECT)) == []
    assert (repository / "infra/main.tf").read_text(encoding="utf-8").count("something else") == 1


def test_revisions_are_judged_by_the_configuration_of_the_new_one(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (repository / "ebaudit.toml").write_text('select = ["EB1"]\n', encoding="utf-8")
    git(repository, "add", "-A")
    git(repository, "commit", "-qm", "three")
    monkeypatch.chdir(repository)
    assert json.loads(run("diff", "first..HEAD", "infra", "--format", "json").out)["findings"]["kept"] == []
    assert json.loads(run("diff", "first..HEAD~1", "infra", "--format", "json").out)["findings"]["kept"] != []


def test_a_path_that_only_one_revision_has(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module(repository / "more", WIDE)
    git(repository, "add", "-A")
    git(repository, "commit", "-qm", "three")
    monkeypatch.chdir(repository)
    gained = [("gained", target) for _, target in LOST]
    assert deliveries(run("diff", "first..HEAD", "more", "--format", "json", *SELECT)) == gained


@pytest.mark.parametrize(
    ("argv", "problem"),
    [
        ((), "diff takes two estates, one plan, or a range of revisions and a path"),
        (("a", "b", "c"), "diff takes two estates, one plan, or a range of revisions and a path"),
        (("-", "-"), "only one argument can be '-', standard input"),
        ((".",), "'.' is a module, so there is nothing to compare it with; give a second estate"),
        (("nowhere", "."), "path 'nowhere': no such file or directory"),
        (("nowhere..HEAD",), "there is no revision 'nowhere' here"),
        (("first..HEAD", "infra", "more"), "a range of revisions takes one path"),
    ],
)
def test_wrong_usage(argv: tuple[str, ...], problem: str, repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository)
    assert run("diff", *argv) == Ran(2, "", f"ebaudit: error: {problem}\n")


def test_a_range_outside_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    ran = run("diff", "a..b")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("ebaudit: error: git rev-parse fails: fatal: not a git repository")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("main..HEAD", Range("main", "HEAD")),
        ("main..", Range("main", "HEAD")),
        ("..topic", Range("HEAD", "topic")),
        ("main...topic", Range("main", "topic", forked=True)),
        ("plan.json", None),
        ("..", None),
        ("../infra", None),
        ("./a..b", None),
        ("--output=x..y", None),
        ("a..b..c", None),
    ],
)
def test_ranges(text: str, expected: Range | None) -> None:
    assert parse_range(text) == expected


def test_what_may_be_lost_is_no_pass_with_fail_on_lost(tmp_path: Path) -> None:
    pattern = 'filter_pattern = jsonencode({{ source = ["shop"], type = [{}] }})'
    sides = []
    for name, kind in (("before", '"x"'), ("after", "var.type")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "main.tf").write_text(
            'variable "type" {\n  type = string\n}\n'
            'resource "alicloud_event_bridge_rule" "r" {\n  event_bus_name = "default"\n  rule_name = "r"\n'
            f'  status = "ENABLE"\n  {pattern.format(kind)}\n'
            '  targets {\n    target_id = "q"\n    type = "acs.mns.queue"\n'
            '    endpoint = "acs:mns:cn-hangzhou:1234567890123456:queues/q"\n  }\n}\n'
        )
        sides.append(str(tmp_path / name))
    quiet = ("--select", "EB101")
    assert run("diff", *sides, *quiet).code == 0
    asked = run("diff", *sides, *quiet, "--fail-on-lost")
    assert asked.code == 3
    assert "whether events lose a last delivery cannot be told (--fail-on-lost)" in " ".join(asked.out.split())
    assert run("diff", *sides, *quiet, "--fail-on-lost", "--allow-incomplete").code == 0
