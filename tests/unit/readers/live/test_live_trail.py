import gzip
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ebaudit.model.trail import Change
from ebaudit.readers.live.replies import Reply
from ebaudit.readers.live.trail import NAMES, from_text, look_up
from tests.live_fakes import Script, bad

END = datetime(2026, 11, 24, tzinfo=UTC)


def record(action: str, time: str, **more: Any) -> dict[str, Any]:
    return {
        "eventTime": time,
        "eventName": action,
        "eventRW": "Write",
        "eventType": "ApiCall",
        "acsRegion": "cn-hangzhou",
        "serviceName": "EventBridge",
        "requestId": f"R-{action}-{time}",
        "sourceIpAddress": "10.0.0.1",
        "userAgent": "aliyun-cli/3.0",
        "userIdentity": {"type": "ram-user", "userName": "ann", "accountId": "77"},
        "requestParameters": {"EventBusName": "b", "RuleName": "r", "Targets": "[SECRET]"},
        **more,
    }


def change(action: str, time: str, **more: Any) -> Change:
    usual = Change(
        time=time,
        action=action,
        actor="ann",
        role="",
        console=False,
        request_id=f"R-{action}-{time}",
        source_address="10.0.0.1",
        user_agent="aliyun-cli/3.0",
        terraform=False,
        trace="",
        account="77",
        region="cn-hangzhou",
        bus="b",
        subject="r",
    )
    return usual._replace(**more)


TERRAFORM = "AlibabaCloud HashiCorp-Terraform/1.11.4 Terraform-Provider/1.289.0 TerraformTraceId/abc-1 x"
WHO: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({}, {}),
    ({"userAgent": TERRAFORM}, {"user_agent": TERRAFORM, "terraform": True, "trace": "abc-1"}),
    ({"eventType": "ConsoleOperation"}, {"console": True}),
    ({"userIdentity": {"type": "root-account", "userName": "root", "accountId": "77"}}, {"actor": "root"}),
    (
        {"userIdentity": {"type": "assumed-role", "userName": "deploy:ci-42", "accountId": "77"}},
        {"actor": "ci-42", "role": "deploy"},
    ),
    ({"requestParameters": '{"EventBusName": "x"}'}, {"bus": "x", "subject": ""}),
    ({"requestParameters": "{"}, {"bus": "", "subject": ""}),
    ({"requestParameters": {"ConnectionName": "c", "AuthParameters": "SECRET"}}, {"bus": "", "subject": "c"}),
]


@pytest.mark.parametrize("place", range(len(WHO)))
def test_who_did_what_from_where(place: int) -> None:
    given, found = WHO[place]
    text = json.dumps([record("UpdateRule", "2026-11-01T00:00:00Z", **given)])
    assert from_text(text.encode()).changes == (change("UpdateRule", "2026-11-01T00:00:00Z", **found),)
    assert "SECRET" not in repr(from_text(text.encode()))


ONE, TWO = record("PutTargets", "2026-11-02T00:00:00Z"), record("DisableRule", "2026-11-03T00:00:00Z")
BOTH = (change("DisableRule", "2026-11-03T00:00:00Z"), change("PutTargets", "2026-11-02T00:00:00Z"))
FILES = {
    "array": json.dumps([ONE, TWO]).encode(),
    "twice": json.dumps([ONE, TWO, ONE]).encode(),
    "lines": "\n".join(map(json.dumps, (ONE, TWO))).encode(),
    "page": json.dumps({"Events": [ONE, TWO]}).encode(),
    "wrapped": json.dumps([{"event": ONE}, {"event": json.dumps(TWO)}]).encode(),
    "gzip": gzip.compress(json.dumps([ONE, TWO]).encode()),
    "with others": json.dumps(
        [ONE, TWO, {**ONE, "errorCode": "NoPermission"}, {**ONE, "serviceName": "Ecs"}, {**ONE, "eventRW": "Read"}, 3]
    ).encode(),
}


@pytest.mark.parametrize("name", FILES)
def test_exported_files_are_read_in_every_form(name: str) -> None:
    found = from_text(FILES[name])
    assert (found.changes, found.problems) == (BOTH, ())


@pytest.mark.parametrize("data", [b"{", b"\x1f\x8bnone", b"\xff\xfe\x00", b"[" * 100_000])
def test_a_file_that_is_none_is_said(data: bytes) -> None:
    assert from_text(data).problems == ("the file holds no records of ActionTrail in JSON",)


def answering(records: Mapping[tuple[str, str], list[dict[str, Any]]]) -> Script:
    """Return what has the records of a service or action, by end of the window; pages of one."""

    def answer(_action: str, parameters: Mapping[str, str]) -> Reply:
        found = records.get((parameters["LookupAttribute.1.Value"], parameters["EndTime"][:10]), [])
        place = int(parameters.get("NextToken", "0"))
        more = {"NextToken": str(place + 1)} if place + 1 < len(found) else {}
        return Reply(200, {"RequestId": "R", "Events": found[place : place + 1], **more})

    return Script(answer)


def asked(script: Script) -> list[tuple[str, str, str]]:
    return [(p["LookupAttribute.1.Value"], p["StartTime"][:10], p["EndTime"][:10]) for _, p in script.asked]


def test_the_trail_is_asked_in_windows_and_by_every_spelling() -> None:
    script = answering({("EventBridge", "2026-11-24"): [TWO, ONE], ("Eventbridge", "2026-10-25"): [ONE]})
    found = look_up(script, (END - timedelta(days=40), END))
    assert (found.changes, found.problems) == (BOTH, ())
    assert asked(script) == [
        ("Eventbridge", "2026-10-25", "2026-11-24"),
        ("EventBridge", "2026-10-25", "2026-11-24"),
        ("EventBridge", "2026-10-25", "2026-11-24"),
        ("Eventbridge", "2026-10-15", "2026-10-25"),
    ]
    assert script.asked[0][1] == {
        "StartTime": "2026-10-25T00:00:00Z",
        "EndTime": "2026-11-24T00:00:00Z",
        "MaxResults": "50",
        "LookupAttribute.1.Key": "ServiceName",
        "LookupAttribute.1.Value": "Eventbridge",
        "LookupAttribute.2.Key": "EventRW",
        "LookupAttribute.2.Value": "Write",
    }


def test_where_no_spelling_fits_the_actions_are_asked_for() -> None:
    script = answering({("DisableRule", "2026-11-24"): [TWO], ("PutTargets", "2026-11-24"): [ONE]})
    assert look_up(script, (END - timedelta(days=1), END)).changes == BOTH
    assert [name for name, _, _ in asked(script)] == ["Eventbridge", "EventBridge", "eventbridge", *NAMES]


def test_what_lies_too_far_back_is_said() -> None:
    found = look_up(answering({}), (END - timedelta(days=100), END))
    assert found.problems == ("ActionTrail keeps 90 days; an exported file reaches further back",)


FAILING = {
    "denied": (
        bad("NoPermission", 403),
        "LookupEvents failed (NoPermission, HTTP 403, request id R-1): said NoPermission",
    ),
    "malformed": (Reply(200, {"Events": None}), "LookupEvents failed (malformed): the answer has no array 'Events'"),
    "loop": (
        Reply(200, {"Events": [], "NextToken": "1"}),
        "LookupEvents failed (malformed): the answer leads back to a page that was read already",
    ),
}


@pytest.mark.parametrize("name", FAILING)
def test_a_call_that_fails_is_said(name: str) -> None:
    reply, said = FAILING[name]
    assert look_up(Script(lambda _action, _parameters: reply), (END - timedelta(days=1), END)).problems == (said,)
