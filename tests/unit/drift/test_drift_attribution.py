"""Who caused what drifted: by records of what was done, or between two scans."""

import json
from pathlib import Path
from typing import Any

import pytest

from ebaudit.drift.attribution import between
from tests.unit.cli.test_main import run

PLANS = Path(__file__).parents[2] / "conformance" / "data" / "plans"
LIVE = PLANS / "fleet" / "drifted.live.json"
FLEET = (str(PLANS / "fleet" / "module"), "--against", str(LIVE), "--format", "json")


def record(action: str, time: str, **parameters: Any) -> dict[str, Any]:
    return {
        "eventName": action,
        "eventTime": time,
        "eventType": "ConsoleOperation",
        "eventRW": "Write",
        "requestId": f"REQUEST-{action}",
        "serviceName": "Eventbridge",
        "acsRegion": "cn-hangzhou",
        "sourceIpAddress": "203.0.113.9",
        "userAgent": "Mozilla/5.0",
        "userIdentity": {"type": "ram-user", "userName": "alice", "accountId": "1234567890123456"},
        "requestParameters": parameters,
    }


RECORDS = [
    record("PutTargets", "2026-11-20T09:00:00Z", EventBusName="team-billing", RuleName="billing-0"),
    record("PutTargets", "2026-11-19T09:00:00Z", EventBusName="team-billing", RuleName="billing-1"),
    record("UpdateRule", "2026-11-21T09:00:00Z", EventBusName="team-billing", RuleName="other"),
    record("DeleteRule", "2026-11-22T09:00:00Z", EventBusName="team-search", RuleName="search-0"),
    {
        **record("CreateRule", "2026-11-23T09:00:00Z", EventBusName="team-search", RuleName="by-hand"),
        "eventType": "ApiCall",
        "userAgent": "AlibabaCloud HashiCorp-Terraform/1.11.4 TerraformTraceId/abc",
    },
    {**record("DeleteRule", "2026-11-24T09:00:00Z", EventBusName="team-search", RuleName="by-hand"), "errorCode": "No"},
]


def test_what_drifted_has_its_cause(tmp_path: Path) -> None:
    trail = tmp_path / "trail.jsonl"
    trail.write_text("".join(f"{json.dumps(each)}\n" for each in RECORDS), encoding="utf-8")
    ran = run("drift", *FLEET, "--trail", str(trail))
    found = {each["policy"]: each for each in json.loads(ran.out)["findings"]}
    told = ("who", "how", "when", "action", "request", "from")
    assert {policy: tuple(each["evidence"].get(name) for name in told) for policy, each in found.items()} == {
        "EB901": ("alice", "in the console", "2026-11-22T09:00:00Z", "DeleteRule", "REQUEST-DeleteRule", "203.0.113.9"),
        "EB903": ("alice", "by Terraform", "2026-11-23T09:00:00Z", "CreateRule", "REQUEST-CreateRule", "203.0.113.9"),
        "EB908": ("alice", "in the console", "2026-11-20T09:00:00Z", "PutTargets", "REQUEST-PutTargets", "203.0.113.9"),
    }
    assert "alice did it in the console at 2026-11-22T09:00:00Z (DeleteRule)." in found["EB901"]["message"]


def test_without_records_the_scans_tell_when(tmp_path: Path) -> None:
    clean = json.loads(LIVE.read_text(encoding="utf-8"))
    clean["buses"]["team-search"]["rules"] = []
    (tmp_path / "2026-11-01.json").write_text(json.dumps(clean), encoding="utf-8")
    (tmp_path / "2026-11-02.json").write_text(LIVE.read_text(encoding="utf-8"), encoding="utf-8")
    ran = run("drift", *FLEET, "--history", str(tmp_path))
    when = {each["policy"]: each["evidence"]["when"] for each in json.loads(ran.out)["findings"]}
    assert when == {
        "EB901": "before 2026-11-01.json",
        "EB903": "between 2026-11-01.json and 2026-11-02.json",
        "EB908": "before 2026-11-01.json",
    }


def test_scans_that_are_clean_say_after() -> None:
    key = ("r", "status")
    (cause,) = between([key], [("a", frozenset([key])), ("b", frozenset())])
    assert cause is not None
    assert cause.parts == {"when": "after b"}
    assert between([key], []) == [None]


@pytest.mark.parametrize(
    ("argv", "problem"),
    [
        (("--attribute",), "--attribute asks the account, so it needs --live"),
        (("--trail", "nowhere.json"), "--trail 'nowhere.json': No such file or directory"),
        (("--history", "nowhere"), "--history 'nowhere': No such file or directory"),
    ],
)
def test_wrong_usage(argv: tuple[str, ...], problem: str) -> None:
    ran = run("drift", *FLEET, *argv)
    assert ran.code == 2
    assert problem in ran.err


def test_a_file_without_records_is_said(tmp_path: Path) -> None:
    path = tmp_path / "trail.json"
    path.write_text("no records", encoding="utf-8")
    ran = run("drift", *FLEET, "--trail", str(path))
    assert [each["code"] for each in json.loads(ran.out)["diagnostics"]] == ["trail-incomplete"]
