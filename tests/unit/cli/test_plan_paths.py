"""Plans and states on the command line: files, standard input, their source, what was before."""

import io
import json
from pathlib import Path

import pytest

from ebaudit.cli.main import main
from ebaudit.cli.world import World
from tests.unit.readers.plan.plan_documents import RULE, change, entry, plan, rule, values

SOURCE = 'resource "alicloud_event_bridge_rule" "r" {\n  rule_name = "r"\n}\n'
PLAN = json.dumps(
    plan(
        change(rule(rule_name="after"), before=rule(rule_name="before"), actions=("update",)),
        prior_state={"format_version": "1.0", "values": values(entry(values=rule(rule_name="before")))},
    )
)


class Piped(io.TextIOWrapper):
    """Standard input of a process: text over bytes."""


def run(directory: Path, *argv: str, piped: bytes | None = None) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    stdin = None if piped is None else Piped(io.BytesIO(piped))
    code = main(list(argv), World({}, out, err, str(directory), "2026-01-01", stdin))
    return code, out.getvalue(), err.getvalue()


@pytest.fixture
def infra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plan.json").write_text(PLAN)
    (tmp_path / "module").mkdir()
    (tmp_path / "module" / "main.tf").write_text(SOURCE)
    return tmp_path


def test_a_plan_is_shown_as_it_ends_or_as_it_starts(infra: Path) -> None:
    after, before = run(infra, "show", "plan.json"), run(infra, "show", "plan.json", "--before")
    assert ('rule_name = "after"' in after[1], after[0]) == (True, 0)
    assert ('rule_name = "before"' in before[1], before[0]) == (True, 0)


def test_the_source_says_where_findings_stand(infra: Path) -> None:
    assert "main.tf" not in run(infra, "check", "plan.json")[1]
    code, out, _ = run(infra, "check", "plan.json", "--source", "module", "-q")
    assert code == 1
    assert out.startswith("module/main.tf:1:1: ")


def test_a_plan_is_read_from_standard_input_in_any_encoding(infra: Path) -> None:
    expected = run(infra, "check", "plan.json", "-q")
    for encoding in ("utf-8", "utf-16"):
        assert run(infra, "check", "-", "-q", piped=PLAN.encode(encoding)) == expected


def test_standard_input_is_located_in_the_current_directory(infra: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(infra / "module")
    code, out, _ = run(infra, "check", "-", "-q", piped=PLAN.encode())
    assert (code, out.startswith("main.tf:1:1: ")) == (1, True)


def test_paths_are_seen_from_the_given_directory(infra: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("/")
    argv = ("check", "--chdir", str(infra), "plan.json", "--source", "module", "-q")
    assert f"{infra}/module/main.tf:1:1: " in run(infra, *argv)[1]


def test_what_is_wrong_with_the_input_makes_the_audit_incomplete(infra: Path) -> None:
    assert run(infra, "check", "-", "-q")[0] == 3
    assert run(infra, "check", "module", "--before", "-q")[0] == 3
    (infra / "plan.json").write_text('{"format_version": "9.0", "resource_changes": []}')
    code, out, _ = run(infra, "check", "plan.json", "-q")
    assert code == 3
    assert "plan.json has format version '9.0';" in out


def test_a_source_that_is_not_there_is_wrong_usage(infra: Path) -> None:
    assert run(infra, "check", "plan.json", "--source", "none") == (
        2,
        "",
        "ebaudit: error: --source 'none': no such directory\n",
    )


def test_a_secret_of_a_plan_is_not_printed(infra: Path) -> None:
    after = rule(rule_name="hush-hush")
    (infra / "plan.json").write_text(json.dumps(plan(change(after, sensitive={"rule_name": True}))))
    for argv in (("show",), ("show", "--format", "json"), ("check", "-v"), ("check", "--format", "json")):
        assert "hush-hush" not in run(infra, *argv, "plan.json")[1]
    assert RULE in run(infra, "show", "plan.json")[1]
