"""Snapshots on the command line: written, keyed, read by other commands."""

import io
import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from ebaudit.cli.main import main
from ebaudit.cli.world import World

KEY = "0123456789abcdef-a-key"
SOURCE = """
resource "alicloud_event_bridge_rule" "r" {
  event_bus_name = "default"
  rule_name      = "r"
  filter_pattern = jsonencode({ source = ["acs.oss"] })

  targets {
    target_id = "robot"
    type      = "acs.dingtalk"
    endpoint  = "https://oapi.dingtalk.com/robot/send?access_token=4f1e77aa"

    param_list {
      resource_key = "SecretKey"
      form         = "CONSTANT"
      value        = "hunter22hunter22"
    }
  }
}
"""


def run(directory: Path, *argv: str, environ: Mapping[str, str] | None = None) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    code = main(list(argv), World(environ or {}, out, err, str(directory), "2026-01-01"))
    return code, out.getvalue(), err.getvalue()


@pytest.fixture
def infra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "infra").mkdir()
    (tmp_path / "infra" / "main.tf").write_text(SOURCE)
    (tmp_path / "key").write_text(f"{KEY}\n")
    return tmp_path


def test_a_snapshot_has_no_secrets_and_the_same_findings(infra: Path) -> None:
    assert run(infra, "snapshot", "infra", "--output", "estate.json") == (0, "", "")
    text = (infra / "estate.json").read_text()
    assert "hunter22" not in text
    assert "4f1e77aa" not in text
    found = [json.loads(run(infra, "check", path, "--format", "json")[1]) for path in ("infra", "estate.json")]
    keys = [{(f["policy"], f["address"], f["message"], f["fingerprint"]) for f in each["findings"]} for each in found]
    assert keys[0] == keys[1]
    assert [each["undecideds"] for each in found] == [[], []]
    assert "EB501" in {key[0] for key in keys[0]}


def test_the_key_is_in_a_file_or_in_the_environment(infra: Path) -> None:
    keyed = run(infra, "snapshot", "infra", "--key-file", "key")
    assert run(infra, "snapshot", "infra", environ={"EBAUDIT_SNAPSHOT_KEY": KEY}) == keyed
    assert json.loads(keyed[1])["secrets"] == "hmac-sha256"
    assert json.loads(run(infra, "snapshot", "infra")[1])["secrets"] == "numbered"


@pytest.mark.parametrize(
    ("argv", "environ", "says"),
    [
        (("--key-file", "none"), {}, "--key-file 'none': No such file or directory"),
        (("--key-file", "infra/main.tf", "--before"), {}, ""),
        ((), {"EBAUDIT_SNAPSHOT_KEY": "short"}, "EBAUDIT_SNAPSHOT_KEY: a key has 16 bytes or more"),
    ],
)
def test_what_is_no_key_is_refused(infra: Path, argv: tuple[str, ...], environ: Mapping[str, str], says: str) -> None:
    code, _, err = run(infra, "snapshot", "infra", *argv, environ=environ)
    assert (code, says in err) == (2 if says else 3, True)


def test_what_cannot_be_read_is_said_now_and_later(infra: Path) -> None:
    (infra / "infra" / "bad.tf").write_text("resource {")
    code, _, err = run(infra, "snapshot", "infra", "--output", "estate.json")
    assert (code, "bad.tf:1" in err) == (3, True)
    assert run(infra, "check", "estate.json")[0] == 3


def test_a_named_source_says_where_things_are_written(infra: Path) -> None:
    run(infra, "snapshot", "infra", "--output", "estate.json")
    assert "main.tf" not in run(infra, "check", "estate.json")[1]
    out = run(infra, "check", "estate.json", "--source", "infra")[1]
    assert "infra/main.tf:15:22" in out
    assert "hunter22" not in out
    assert "4f1e77aa" not in out


def test_diff_tells_with_the_key_whether_a_secret_changed(infra: Path) -> None:
    key = {"EBAUDIT_SNAPSHOT_KEY": KEY}
    quiet = ("--select", "EB101")
    run(infra, "snapshot", "infra", "--output", "estate.json", environ=key)
    alike = run(infra, "diff", "estate.json", "infra", *quiet, environ=key)[1]
    assert "the secret changes" not in alike
    assert "secret param.value" not in alike
    (infra / "infra" / "main.tf").write_text(SOURCE.replace("hunter22hunter22", "hunter23hunter23"))
    changed = run(infra, "diff", "estate.json", "infra", *quiet, environ=key)[1]
    assert "param_list[SecretKey].value: the secret changes" in changed
    assert "hunter23" not in changed
    assert "secret param.value" in run(infra, "diff", "estate.json", "infra", *quiet)[1]
