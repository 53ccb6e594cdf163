"""Identity, temporary keys, several accounts, and who changed what."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from alibabacloud_tea_openapi.exceptions import ClientException

from ebaudit.emulator import Emulator, Running, Settings, running
from ebaudit.emulator.cell import Plain
from tests.emulators import raw, sdk

STS, TRAIL = "2015-04-01", "2020-07-06"
THIRD = ("AK3", "SK3")
OTHER = "2222222222222222"
ROLE = f"acs:ram::{OTHER}:role/auditor"


@pytest.fixture
def emulator() -> Iterator[Running]:
    with running(accounts={"3333333333333333": THIRD}) as found:
        yield found


def assume(emulator: Running, **more: str) -> Plain:
    params: dict[str, Any] = {"RoleArn": ROLE, "RoleSessionName": "ebaudit", **more}
    return raw(sdk(emulator), "AssumeRole", STS, **params)


def as_role(emulator: Running, **changed: str) -> Any:
    keys = assume(emulator)["Credentials"]
    given = {
        "access_key_id": keys["AccessKeyId"],
        "access_key_secret": keys["AccessKeySecret"],
        "security_token": keys["SecurityToken"],
    }
    return sdk(emulator, **{**given, **changed})


def test_who_calls(emulator: Running) -> None:
    found = raw(sdk(emulator), "GetCallerIdentity", STS)
    assert found.pop("RequestId")
    account = emulator.account
    assert found == {
        "AccountId": account, "Arn": f"acs:ram::{account}:root", "IdentityType": "Account", "PrincipalId": account,
        "UserId": account,
    }  # fmt: skip
    found = raw(as_role(emulator), "GetCallerIdentity", STS)
    assert (found["AccountId"], found["Arn"], found["IdentityType"]) == (
        OTHER, f"acs:ram::{OTHER}:assumed-role/auditor/ebaudit", "AssumedRoleUser",
    )  # fmt: skip


def test_temporary_keys_are_good_with_their_token_only(emulator: Running) -> None:
    assert raw(as_role(emulator), "ListEventBuses")["Success"] is True
    for token, code in (("x", "InvalidSecurityToken.MismatchWithAccessKey"), ("", "MissingSecurityToken")):
        with pytest.raises(ClientException) as caught:
            raw(as_role(emulator, security_token=token), "ListEventBuses")
        assert caught.value.code == code


def test_temporary_keys_expire() -> None:
    now = [1_800_000_000.0]
    made = Emulator(Settings(), lambda: now[0])
    keys = made.identities.assume(OTHER, "auditor", "s", now[0] + 900)
    assert made.identities.find(keys.access_key, keys.token, now[0] + 899) is keys
    with pytest.raises(Exception, match=r"InvalidSecurityToken\.Expired"):
        made.identities.find(keys.access_key, keys.token, now[0] + 901)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"RoleArn": "auditor"}, "InvalidParameter.RoleArn"),
        ({"DurationSeconds": "899"}, "InvalidParameter.DurationSeconds"),
        ({"DurationSeconds": "x"}, "InvalidParameter.DurationSeconds"),
        ({"RoleSessionName": ""}, "MissingRoleSessionName"),
    ],
)
def test_what_assume_role_refuses(emulator: Running, more: dict[str, str], code: str) -> None:
    with pytest.raises(ClientException) as caught:
        assume(emulator, **more)
    assert caught.value.code == code


def test_roles_can_be_limited() -> None:
    with running(roles=frozenset({"acs:ram::1:role/x"})) as emulator:
        with pytest.raises(ClientException) as caught:
            assume(emulator)
        assert (caught.value.status_code, caught.value.code) == (403, "NoPermission")


def test_accounts_have_nothing_in_common(emulator: Running) -> None:
    raw(sdk(emulator), "CreateEventBus", EventBusName="orders")
    third = sdk(emulator, access_key_id=THIRD[0], access_key_secret=THIRD[1])
    names = [
        [each["EventBusName"] for each in raw(client, "ListEventBuses")["Data"]["EventBuses"]]
        for client in (sdk(emulator), third, as_role(emulator))
    ]
    assert names == [["default", "orders"], ["default"], ["default"]]
    listed = raw(sdk(emulator), "ListAccounts", "2020-03-31", PageSize="100")
    assert [each["AccountId"] for each in listed["Accounts"]["Account"]] == [
        emulator.account, OTHER, "3333333333333333",
    ]  # fmt: skip


RULE: dict[str, Any] = {"EventBusName": "default", "RuleName": "r"}


def changes(emulator: Running) -> None:
    """Let an owner create a rule, a role switch it off, and somebody fail to delete another."""
    raw(sdk(emulator, user_agent="console"), "CreateRule", **RULE, FilterPattern='{"source":["a"]}')
    raw(sdk(emulator, user_agent="console"), "DisableRule", **RULE)
    raw(sdk(emulator), "DeleteRule", EventBusName="default", RuleName="none")
    raw(sdk(emulator), "GetRule", **RULE)
    raw(as_role(emulator), "CreateEventBus", EventBusName="theirs")


def looked_up(emulator: Running, **params: Any) -> list[Plain]:
    found: list[Plain] = raw(sdk(emulator), "LookupEvents", TRAIL, **params)["Events"]
    return found


def test_every_change_is_recorded(emulator: Running) -> None:
    changes(emulator)
    found = looked_up(emulator, Direction="FORWARD")
    assert [(each["eventName"], each.get("errorCode")) for each in found] == [
        ("CreateRule", None),
        ("DisableRule", None),
        ("DeleteRule", "EventRuleNotExisted"),
    ]
    event = found[1]
    assert event.pop("userAgent").endswith("console")
    for name in ("eventId", "requestId", "eventTime"):
        assert event.pop(name)
    account = emulator.account
    assert event == {
        "eventVersion": "1",
        "eventName": "DisableRule",
        "eventRW": "Write",
        "eventType": "ApiCall",
        "acsRegion": "cn-hangzhou",
        "serviceName": "Eventbridge",
        "eventSource": emulator.endpoint,
        "apiVersion": "2020-04-01",
        "sourceIpAddress": "127.0.0.1",
        "userIdentity": {
            "type": "root-account", "principalId": account, "accountId": account, "userName": "root",
            "accessKeyId": "AKTEST",
        },
        "requestParameters": {"EventBusName": "default", "RuleName": "r"},
        "resourceName": "r",
        "resourceType": "ACS::EventBridge::Rule",
        "referencedResources": {"ACS::EventBridge::Rule": ["r"]},
    }  # fmt: skip


def test_a_role_is_named_with_its_session(emulator: Running) -> None:
    client = as_role(emulator)
    raw(client, "CreateEventBus", EventBusName="theirs")
    (event,) = raw(client, "LookupEvents", TRAIL)["Events"]
    assert event["userIdentity"]["type"] == "assumed-role"
    assert event["userIdentity"]["userName"] == "auditor:ebaudit"
    assert event["userIdentity"]["sessionContext"]["sessionIssuer"]["userName"] == "auditor"


def condition(*pairs: tuple[str, str]) -> dict[str, Any]:
    return {
        f"LookupAttribute.{number}.{part}": text
        for number, pair in enumerate(pairs, 1)
        for part, text in zip(("Key", "Value"), pair, strict=True)
    }


@pytest.mark.parametrize(
    ("pairs", "names"),
    [
        ([("ServiceName", "Eventbridge"), ("EventName", "DisableRule")], ["DisableRule"]),
        ([("ServiceName", "eventbridge")], []),
        ([("ResourceName", "none")], ["DeleteRule"]),
        ([("EventRW", "Write"), ("User", "root")], ["DeleteRule", "DisableRule", "CreateRule"]),
        ([("EventRW", "Write"), ("User", "root"), ("EventName", "DisableRule")],
         ["DeleteRule", "DisableRule", "CreateRule"]),
        ([("EventName", "CreateRule"), ("EventName", "DisableRule")], ["DisableRule"]),
        ([("RoleName", "auditor")], []),
    ],
)  # fmt: skip
def test_records_by_condition(emulator: Running, pairs: list[tuple[str, str]], names: list[str]) -> None:
    changes(emulator)
    assert [each["eventName"] for each in looked_up(emulator, **condition(*pairs))] == names


def test_records_by_page(emulator: Running) -> None:
    client = sdk(emulator)
    for n in range(5):
        raw(client, "CreateEventBus", EventBusName=f"bus-{n}")
    first = raw(client, "LookupEvents", TRAIL, MaxResults="2")
    second = raw(client, "LookupEvents", TRAIL, MaxResults="2", NextToken=first["NextToken"])
    names = [event["requestParameters"]["EventBusName"] for page in (first, second) for event in page["Events"]]
    assert names == ["bus-4", "bus-3", "bus-2", "bus-1"]
    with pytest.raises(ClientException) as caught:
        raw(client, "LookupEvents", TRAIL, MaxResults="3", NextToken=first["NextToken"])
    assert caught.value.code == "InvalidNextToken"


def instant(**ago: float) -> str:
    return (datetime.now(UTC) - timedelta(**ago)).strftime("%Y-%m-%dT%H:%M:%SZ")


def test_records_by_time(emulator: Running) -> None:
    raw(sdk(emulator), "CreateEventBus", EventBusName="orders")
    assert looked_up(emulator, StartTime=instant(hours=2), EndTime=instant(hours=1)) == []
    assert len(looked_up(emulator, StartTime=instant(hours=2))) == 1
    for params in ({"StartTime": instant(hours=-2)}, {"StartTime": "x"}, {"MaxResults": "51"}, condition(("X", "y"))):
        with pytest.raises(ClientException, match="code: 400"):
            looked_up(emulator, **params)


def test_records_come_later_if_asked() -> None:
    with running(trail_delay=600.0, trail_service="EventBridge") as emulator:
        raw(sdk(emulator), "CreateEventBus", EventBusName="orders")
        assert looked_up(emulator) == []
        (event,) = emulator.emulator.cell(emulator.account).trail
        assert event["serviceName"] == "EventBridge"


def test_secrets_of_connections_are_in_no_record(emulator: Running) -> None:
    auth = {"AuthorizationType": "BASIC_AUTH", "BasicAuthParameters": {"Username": "u", "Password": "canary-1"}}
    raw(
        sdk(emulator), "CreateConnection", ConnectionName="crm", NetworkParameters='{"NetworkType":"PublicNetwork"}',
        AuthParameters=json.dumps(auth),
    )  # fmt: skip
    found = json.dumps(looked_up(emulator))
    assert "CreateConnection" in found
    assert "canary-1" not in found


def test_the_site_of_an_account_can_be_asked_for(emulator: Running) -> None:
    found = raw(sdk(emulator), "QueryAvailableInstances", "2017-12-14", ProductCode="x")
    assert (found["Code"], found["Success"], found["Data"]["TotalCount"]) == ("Success", True, 0)
