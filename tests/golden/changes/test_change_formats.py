"""Every format over every committed change, compared with the committed files."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

import ebaudit.report.changes as package
from ebaudit.report.changes import FORMATS
from tests.unit.cli.test_main import run

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
CHANGES = sorted(path.name for path in (ROOT / "fixtures/changes").iterdir() if path.is_dir())
PLANS = "tests/conformance/data/plans"
PLANNED = {
    "plan-insert-target": f"{PLANS}/replace/insert-target.plan.json",
    "plan-narrow": f"{PLANS}/replace/narrow.plan.json",
    "plan-disable": f"{PLANS}/replace/disable.plan.json",
    "plan-forced": f"{PLANS}/replace/forced.plan.json",
    "plan-noop": f"{PLANS}/replace/noop.plan.json",
    "plan-drop-team": f"{PLANS}/fleet/drop-team.plan.json",
    "plan-drift": f"{PLANS}/dingtalk/drift.plan.json",
    "plan-rotate-secret": f"{PLANS}/dingtalk/rotate-secret.plan.json",
}
SCHEMA = json.loads((Path(package.__path__[0]) / "diff.schema.json").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)
SUFFIXES = {"json": "json", "markdown": "md", "text": "txt"}
CASES = {
    **{case: (f"fixtures/changes/{case}/before", f"fixtures/changes/{case}/after") for case in CHANGES},
    **{case: (path,) for case, path in PLANNED.items()},
}
SECRETS = ("SECbefore", "SECafter", "feedbeef", "SEC0000", "access_token=0000")


@pytest.fixture(autouse=True)
def _at_the_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("name", FORMATS)
def test_change_format(name: str, case: str, golden: Callable[[Path, str], None]) -> None:
    ran = run("diff", *CASES[case], "--format", name, "--explain-equal")
    assert ran.err == ""
    if name == "json":
        assert [error.message for error in VALIDATOR.iter_errors(json.loads(ran.out))] == []
    golden(HERE / name / f"{case}.{SUFFIXES[name]}", ran.out)
    assert [secret for secret in SECRETS if secret in ran.out] == []


@pytest.mark.parametrize("case", CASES)
def test_the_formats_agree_on_the_exit_code(case: str) -> None:
    codes = {run("diff", *CASES[case], "--format", name).code for name in FORMATS}
    document = json.loads(run("diff", *CASES[case], "--format", "json").out)
    assert codes == {document["exit_code"]}


@pytest.mark.parametrize("case", CASES)
def test_text_is_painted_only_where_that_is_asked_for(case: str) -> None:
    assert "\x1b" not in run("diff", *CASES[case]).out
    assert "\x1b" in run("diff", *CASES[case], "--color", "always").out
