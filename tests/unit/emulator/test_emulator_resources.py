"""Every resource through the official SDK: created, read, listed, changed, deleted, and what is refused."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from alibabacloud_eventbridge20200401 import models
from alibabacloud_eventbridge20200401.client import Client
from alibabacloud_tea_openapi.exceptions import ClientException

from ebaudit.emulator import Quirks, Running, running
from tests.emulators import Plain, raw, sdk


@pytest.fixture
def emulator() -> Iterator[Running]:
    with running() as found:
        yield found


@pytest.fixture
def client(emulator: Running) -> Client:
    return sdk(emulator)


def code(client: Client, action: str, **params: Any) -> Any:
    """Return the code of an answer, or status and code of a refusal by HTTP status."""
    try:
        return raw(client, action, **params)["Code"]
    except ClientException as error:
        return error.status_code, error.code


def target(id: str = "t", kind: str = "acs.mns.queue", **more: Any) -> Plain:
    return {"Id": id, "Type": kind, "Endpoint": "acs:mns:cn-hangzhou:1:queues/q", "ParamList": [], **more}


RULE: Plain = {"EventBusName": "default", "RuleName": "r", "FilterPattern": '{"source":["shop"]}'}
DEFAULT_TARGET = {
    "Id": "t",
    "Type": "acs.mns.queue",
    "Endpoint": "acs:mns:cn-hangzhou:1:queues/q",
    "PushRetryStrategy": "BACKOFF_RETRY",
    "ErrorsTolerance": "ALL",
    "DetailMap": {},
    "ParamList": [{"ResourceKey": "IsBase64Encode", "Form": "CONSTANT", "Value": "false"}],
}


def test_a_bus_lives_through_the_typed_client(client: Client) -> None:
    made = client.create_event_bus(models.CreateEventBusRequest(event_bus_name="orders", description="a")).body
    assert made.data.event_bus_arn == "acs:eventbridge:cn-hangzhou:1234567890123456:eventbus/orders"
    assert code(client, "UpdateEventBus", EventBusName="orders", Description="b") == "Success"
    found = client.get_event_bus(models.GetEventBusRequest(event_bus_name="orders")).body.data
    assert (found.event_bus_name, found.description) == ("orders", "b")
    assert code(client, "DeleteEventBus", EventBusName="orders") == "Success"
    assert code(client, "GetEventBus", EventBusName="orders") == "EventBusNotExist"


@pytest.mark.parametrize(
    ("action", "params", "expected"),
    [
        ("CreateEventBus", {"EventBusName": "default"}, "EventBusAlreadyExist"),
        ("CreateEventBus", {"EventBusName": "x"}, "EventBusNameInvalid"),
        ("CreateEventBus", {"EventBusName": "-x"}, "EventBusNameInvalid"),
        ("CreateEventBus", {"EventBusName": "eventbridge-reserved-x"}, "EventBusNameInvalid"),
        ("CreateEventBus", {"EventBusName": "a" * 128}, "EventBusNameInvalid"),
        ("CreateEventBus", {}, (400, "MissingEventBusName")),
        ("CreateEventBus", {"EventBusName": "ok", "Description": "d" * 256}, (400, "InvalidDescription")),
        ("DeleteEventBus", {"EventBusName": "default"}, "EventBusNameInvalid"),
        ("DeleteEventBus", {"EventBusName": "none"}, "EventBusNotExist"),
        ("CreateRule", {**RULE, "EventBusName": "none"}, "EventBusNotExist"),
        ("CreateRule", {**RULE, "RuleName": "a_b"}, "EventRuleNameInvalid"),
        ("CreateRule", {**RULE, "FilterPattern": '{"source":"shop"}'}, "EventRuleFilterPatternSchemaError"),
        ("CreateRule", {**RULE, "FilterPattern": " "}, "EventRuleFilterPatternEmpty"),
        ("CreateRule", {**RULE, "FilterPattern": "{"}, "EventRuleFilterPatternSchemaError"),
        ("CreateRule", {**RULE, "Status": "ON"}, (400, "InvalidStatus")),
        ("CreateRule", {**RULE, "EventTargets": "{"}, (400, "InvalidEventTargets")),
        ("CreateRule", {**RULE, "EventTargets": "{}"}, (400, "InvalidEventTargets")),
        ("CreateRule", {**RULE, "EventTargets": "[1]"}, (400, "InvalidTargets")),
        ("CreateRule", {**RULE, "EventTargets": "[{}]"}, "EventTargetMissingAttribute"),
        ("CreateRule", {**RULE, "EventTargets": json.dumps([target(kind="acs.no")])}, "EventTargetClassNotExist"),
        ("CreateRule", {**RULE, "EventTargets": json.dumps([target(), target()])}, "EventTargetAlreadyExist"),
        ("CreateRule", {**RULE, "EventTargets": json.dumps([target(str(n)) for n in range(6)])},
         "EventTargetCountExceedLimit"),
        ("CreateRule", {**RULE, "EventTargets": json.dumps([target(ErrorsTolerance="SOME")])},
         "EventErrorsToleranceInvalid"),
        ("CreateRule", {**RULE, "EventTargets": json.dumps([target(ParamList=[{"ResourceKey": "b", "Form": "X"}])])},
         "EventTargetFormInvalid"),
        ("CreateRule", {**RULE, "EventTargets": json.dumps(
            [target(ParamList=[{"ResourceKey": "b", "Form": "CONSTANT", "Value": "v" * 10241}])])},
         "EventTargetParameterTooLong"),
        ("GetRule", {"EventBusName": "default", "RuleName": "none"}, "EventRuleNotExisted"),
        ("GetRule", {"EventBusName": "none", "RuleName": "none"}, "EventBusNotExist"),
        ("ListRules", {"EventBusName": "none"}, "EventBusNotExist"),
        ("DeleteRule", {"EventBusName": "default", "RuleName": "none"}, "EventRuleNotExisted"),
        ("EnableRule", {"EventBusName": "default", "RuleName": "none"}, "EventRuleNotExisted"),
        ("CreateEventSource", {"EventBusName": "none", "EventSourceName": "s"}, "EventBusNotExist"),
        ("CreateEventSource", {"EventBusName": "default", "EventSourceName": "a b"}, "EventSourceNameInvalid"),
        ("DeleteEventSource", {"EventSourceName": "none"}, "EventSourceNotExist"),
        ("GetConnection", {"ConnectionName": "none"}, (409, "ConnectionNotExist")),
        ("CreateConnection", {"ConnectionName": "x"}, (409, "ConnectionNameInvalid")),
        ("CreateConnection", {"ConnectionName": "crm", "NetworkParameters": "{}"},
         (409, "ConnectionNetworkParametersInvalid")),
        ("CreateConnection", {"ConnectionName": "crm", "AuthParameters": '{"AuthorizationType":"BASIC_AUTH"}'},
         (409, "BasicRequiredParameterIsEmpty")),
        ("CreateConnection", {"ConnectionName": "crm", "AuthParameters": '{"AuthorizationType":"NO"}'},
         (409, "ConnectionAuthParametersInvalid")),
        ("GetApiDestination", {"ApiDestinationName": "none"}, (409, "ApiDestinationNotExist")),
        ("CreateApiDestination", {"ApiDestinationName": "api", "ConnectionName": "none"}, (409, "ConnectionNotExist")),
        ("GetEventStreaming", {"EventStreamingName": "none"}, "EventStreamingNotExist"),
        ("CreateServiceLinkedRoleForProduct", {"ProductName": "other"}, (400, "InvalidProductName")),
        ("ListEventBuses", {"Limit": "0"}, (409, "LimitSizeInvalid")),
        ("ListEventBuses", {"Limit": "x"}, (409, "LimitSizeInvalid")),
        ("ListEventBuses", {"NextToken": "x"}, (409, "NextTokenInvalid")),
    ],
)  # fmt: skip
def test_what_is_refused(client: Client, action: str, params: Plain, expected: Any) -> None:
    assert code(client, action, **params) == expected


def test_a_rule_lives_through_the_typed_client(client: Client) -> None:
    given = models.CreateRuleRequestEventTargets(id="t", type="acs.mns.queue", endpoint=target()["Endpoint"])
    request = models.CreateRuleRequest(
        event_bus_name="default", rule_name="r", filter_pattern=RULE["FilterPattern"], event_targets=[given]
    )
    assert client.create_rule(request).body.data.rule_arn.endswith(":eventbus/default/rule/r")
    assert code(client, "CreateRule", **RULE) == "EventRuleAlreadyExist"
    assert code(client, "DisableRule", EventBusName="default", RuleName="r") == "Success"
    assert code(client, "UpdateRule", EventBusName="default", RuleName="r", Description="d") == "Success"
    added = models.PutTargetsRequestTargets(id="u", type="http", endpoint="http://x", errors_tolerance="NONE")
    client.put_targets(models.PutTargetsRequest(event_bus_name="default", rule_name="r", targets=[added]))
    found = raw(client, "GetRule", EventBusName="default", RuleName="r")["Data"]
    assert found.pop("CreatedTimestamp") > 0
    assert found == {
        "EventBusName": "default",
        "RuleName": "r",
        "RuleARN": "acs:eventbridge:cn-hangzhou:1234567890123456:eventbus/default/rule/r",
        "Description": "d",
        "Status": "DISABLE",
        "FilterPattern": '{"source":["shop"]}',
        "Targets": [
            DEFAULT_TARGET,
            {
                "Id": "u",
                "Type": "http",
                "Endpoint": "http://x",
                "PushRetryStrategy": "BACKOFF_RETRY",
                "ErrorsTolerance": "NONE",
                "DetailMap": {},
                "ParamList": [],
            },
        ],
    }
    removed = models.DeleteTargetsRequest(event_bus_name="default", rule_name="r", target_ids=["t", "none"])
    errors = client.delete_targets(removed).body.data
    assert (errors.error_entries_count, errors.error_entries[0].entry_id) == (1, "none")
    left = client.get_rule(models.GetRuleRequest(event_bus_name="default", rule_name="r")).body.data
    assert [each.id for each in left.targets] == ["u"]
    assert code(client, "DeleteRule", EventBusName="default", RuleName="r") == "Success"


def test_lists_tell_less_than_a_rule_itself(client: Client) -> None:
    raw(client, "CreateRule", **RULE, EventTargets=json.dumps([target()]))
    bare = {name: DEFAULT_TARGET[name] for name in ("Id", "Type", "Endpoint", "ErrorsTolerance")}
    (row,) = raw(client, "ListRules", EventBusName="default")["Data"]["Rules"]
    assert row["Targets"] == [bare]
    (found,) = raw(client, "ListTargets", Arn=target()["Endpoint"])["Data"]["Targets"]
    assert found == {**bare, "ParamList": DEFAULT_TARGET["ParamList"], "EventBusName": "default", "RuleName": "r"}
    assert raw(client, "ListTargets", EventBusName="default", RuleName="r", Arn="x")["Data"]["Targets"] == []


def test_a_bus_with_something_on_it_is_not_deleted(client: Client) -> None:
    raw(client, "CreateEventBus", EventBusName="orders")
    raw(client, "CreateRule", **{**RULE, "EventBusName": "orders"})
    assert code(client, "DeleteEventBus", EventBusName="orders") == "EventBusRuleNotEmptyForDelete"
    raw(client, "DeleteRule", EventBusName="orders", RuleName="r")
    raw(client, "CreateEventSource", EventBusName="orders", EventSourceName="s")
    assert code(client, "DeleteEventBus", EventBusName="orders") == "EventBusSourceNotEmptyForDelete"


def test_quotas_hold_unless_switched_off(client: Client) -> None:
    codes = [code(client, "CreateEventBus", EventBusName=f"bus-{n}") for n in range(51)]
    assert codes == ["Success"] * 50 + ["EventBusCountExceedLimit"]
    codes = [code(client, "CreateRule", **{**RULE, "RuleName": f"r{n}"}) for n in range(51)]
    assert codes == ["Success"] * 50 + ["EventRuleCountExceedLimit"]
    with running(quotas=False) as free:
        assert {code(sdk(free), "CreateEventBus", EventBusName=f"bus-{n}") for n in range(60)} == {"Success"}


@pytest.mark.parametrize("limit", [1, 7, 50, 100, 1000])
def test_pages_hold_everything_once(client: Client, limit: int) -> None:
    for n in range(30):
        raw(client, "CreateRule", **{**RULE, "RuleName": f"r{n:02}"})
    names, token, pages = [], None, 0
    while pages == 0 or token:
        data = raw(client, "ListRules", EventBusName="default", Limit=str(limit), NextToken=token)["Data"]
        assert data["Total"] == 30
        names += [rule["RuleName"] for rule in data["Rules"]]
        token = data.get("NextToken")
        pages += 1
    assert names == [f"r{n:02}" for n in range(30)]
    assert pages == -(-30 // min(limit, 100))


def test_prefixes_and_page_sizes_where_nothing_is_said(client: Client) -> None:
    for n in range(12):
        raw(client, "CreateConnection", ConnectionName=f"c-{n}")
    data = raw(client, "ListConnections", form=True)["Data"]
    assert (len(data["Connections"]), data["NextToken"], data["MaxResults"], data["Total"]) == (10, "10", 10, 12)
    data = raw(client, "ListConnections", form=True, ConnectionNamePrefix="c-1", MaxResults="100")["Data"]
    assert [each["ConnectionName"] for each in data["Connections"]] == ["c-1", "c-10", "c-11"]


def test_event_sources_of_both_kinds(client: Client) -> None:
    config = json.dumps({"QueueName": "q"})
    raw(client, "CreateEventSource", form=True, EventBusName="default", EventSourceName="one.app",
        LinkedExternalSource="true", ExternalSourceType="MNS", ExternalSourceConfig=config)  # fmt: skip
    http = models.CreateEventSourceRequestSourceHttpEventParameters(type="HTTPS", method=["POST"])
    client.create_event_source(
        models.CreateEventSourceRequest(
            event_bus_name="default", event_source_name="two.app", source_http_event_parameters=http
        )
    )
    raw(client, "UpdateEventSource", form=True, EventSourceName="two.app", EventBusName="default", Description="d")
    found = raw(client, "ListUserDefinedEventSources", EventBusName="default")["Data"]["EventSourceList"]
    kept = ("Name", "Description", "ExternalSourceType", "ExternalSourceConfig", "SourceHttpEventParameters")
    assert [{name: each.get(name) for name in kept} for each in found] == [
        {"Name": "one.app", "Description": "", "ExternalSourceType": "MNS",
         "ExternalSourceConfig": {"QueueName": "q"}, "SourceHttpEventParameters": None},
        {"Name": "two.app", "Description": "d", "ExternalSourceType": "",
         "ExternalSourceConfig": {}, "SourceHttpEventParameters": {"Type": "HTTPS", "Method": ["POST"]}},
    ]  # fmt: skip
    assert code(client, "DeleteEventSource", form=True, EventSourceName="one.app") == "Success"
    left = raw(client, "ListUserDefinedEventSources")["Data"]["EventSourceList"]
    assert [each["Name"] for each in left] == ["two.app"]


def test_official_sources_are_those_of_the_catalog(client: Client) -> None:
    found = client.list_aliyun_official_event_sources().body.data.event_source_list
    trail = next(each for each in found if each.name == "acs.actiontrail")
    assert [each.name for each in trail.event_types] == [
        "actiontrail:ActionTrail:AliyunServiceEvent",
        "actiontrail:ActionTrail:ApiCall",
        "actiontrail:ActionTrail:ConsoleOperation",
    ]


BASIC = {"AuthorizationType": "BASIC_AUTH", "BasicAuthParameters": {"Username": "u", "Password": "p"},
         "ApiKeyAuthParameters": {}, "OAuthParameters": {}}  # fmt: skip
NETWORK = {"NetworkType": "PublicNetwork", "VpcId": "", "VswitcheId": "", "SecurityGroupId": ""}


def connect(client: Client) -> Plain:
    return raw(client, "CreateConnection", ConnectionName="crm", Description="d",
               NetworkParameters=json.dumps(NETWORK), AuthParameters=json.dumps(BASIC))  # fmt: skip


def test_a_connection_and_its_destination(client: Client) -> None:
    made = connect(client)
    assert made.pop("RequestId")
    assert made == {"Code": "Success", "Message": "Success", "Data": {"ConnectionName": "crm"}}
    answer = raw(client, "GetConnection", ConnectionName="crm")
    assert (answer["HttpCode"], "Success" in answer) == ("200", False)
    (found,) = answer["Data"]["Connections"]
    assert found.pop("GmtCreate") > 0
    assert found == {
        "Id": 1, "ConnectionName": "crm", "Description": "d", "Type": "", "NetworkParameters": NETWORK,
        "AuthParameters": {name: BASIC[name] for name in ("AuthorizationType", "BasicAuthParameters")},
    }  # fmt: skip
    http = {"Endpoint": "https://crm.example.com", "Method": "POST"}
    made = raw(client, "CreateApiDestination", ConnectionName="crm", ApiDestinationName="contacts",
               HttpApiParameters=json.dumps(http))  # fmt: skip
    assert made["Date"] == {"ApiDestinationName": "contacts"}
    assert "Data" not in made
    http["Method"] = "PUT"
    raw(client, "UpdateApiDestination", ApiDestinationName="contacts", HttpApiParameters=json.dumps(http))
    found = raw(client, "GetApiDestination", ApiDestinationName="contacts")["Data"]
    assert found.pop("GmtCreate") > 0
    assert found == {
        "ApiDestinationName": "contacts", "ConnectionName": "crm", "Description": "", "HttpApiParameters": http,
    }  # fmt: skip
    assert raw(client, "ListApiDestinations", ConnectionName="crm", MaxResults="100")["Data"]["Total"] == 1
    assert code(client, "DeleteConnection", ConnectionName="crm") == (409, "ConnectionBoundApiDestination")
    assert code(client, "DeleteApiDestination", ApiDestinationName="contacts") == "Success"
    assert code(client, "DeleteConnection", ConnectionName="crm") == "Success"


def test_an_event_stream(client: Client) -> None:
    source, sink = {"SourceMNSParameters": {"QueueName": "q"}}, {"SinkFcParameters": {"ServiceName": {"Value": "s"}}}
    made = raw(client, "CreateEventStreaming", form=True, EventStreamingName="flow", FilterPattern="{}",
               Source=json.dumps(source), Sink=json.dumps(sink), RunOptions='{"ErrorsTolerance":"ALL"}')  # fmt: skip
    assert made["Data"]["EventStreamingARN"].endswith(":eventstreaming/flow")
    assert code(client, "StartEventStreaming", form=True, EventStreamingName="flow") == "Success"
    found = raw(client, "GetEventStreaming", form=True, EventStreamingName="flow")["Data"]
    assert found == {
        "EventStreamingName": "flow", "Status": "RUNNING", "Description": "", "Metadata": "", "FilterPattern": "{}",
        "Source": source, "Sink": sink, "RunOptions": {"ErrorsTolerance": "ALL"}, "Tags": [],
    }  # fmt: skip
    assert raw(client, "ListEventStreamings", form=True, NamePrefix="fl")["Data"]["Total"] == 1
    assert code(client, "PauseEventStreaming", form=True, EventStreamingName="flow") == "Success"
    assert code(client, "UpdateEventStreaming", form=True, EventStreamingName="flow", Description="d") == "Success"
    assert code(client, "DeleteEventStreaming", form=True, EventStreamingName="flow") == "Success"


def test_service_linked_roles(client: Client) -> None:
    role = "AliyunServiceRoleForEventBridgeSendToMNS"
    check: Plain = {"ProductName": "sendevent-mns.eventbridge.aliyuncs.com"}
    assert raw(client, "CheckServiceLinkedRoleForProduct", **check)["Data"] == {
        "CheckPass": False, "StsRoleName": role,
    }  # fmt: skip
    assert code(client, "CreateServiceLinkedRoleForProduct", form=True, ProductName=role) == "Success"
    assert raw(client, "CheckRoleForProduct", ProductName=role)["Data"] == {"CheckPass": True, "StsRoleName": role}
    assert raw(client, "DeleteServiceLinkedRole", "2020-03-31", RoleName=role)["DeletionTaskId"]
    with pytest.raises(ClientException, match=r"EntityNotExist.Role"):
        raw(client, "DeleteServiceLinkedRole", "2020-03-31", RoleName=role)


def test_an_account_without_the_service_says_so() -> None:
    with running(activated=False) as emulator:
        assert code(sdk(emulator), "ListEventBuses") == (403, "ServiceNotEnable")
    with running(activated=False, quirks=Quirks(not_enabled_status=409)) as emulator:
        assert code(sdk(emulator), "ListEventBuses") == (409, "ServiceNotEnable")


def test_habits_of_the_service_can_be_switched() -> None:
    other = Quirks(
        code_200=False, sample_messages=True, adds_base64=False, bare_list_rules=False, reorders=True, date=False,
        no_success=False, clear_secrets=False, missing_status=404,
    )  # fmt: skip
    with running(quirks=other) as emulator:
        client = sdk(emulator)
        buses = raw(client, "ListEventBuses")
        assert (buses["Code"], buses["Message"]) == ("Success", "EventBusNotExist")
        params = [{"ResourceKey": key, "Form": "CONSTANT", "Value": key} for key in "ab"]
        raw(client, "CreateRule", **RULE, EventTargets=json.dumps([target(ParamList=params)]))
        (row,) = raw(client, "ListRules", EventBusName="default")["Data"]["Rules"]
        assert row["Targets"][0]["ParamList"] == params
        found = raw(client, "GetRule", EventBusName="default", RuleName="r")["Data"]
        assert found["Targets"][0]["ParamList"] == params[::-1]
        assert connect(client)["Success"] is True
        (shown,) = raw(client, "GetConnection", ConnectionName="crm")["Data"]["Connections"]
        assert shown["AuthParameters"]["BasicAuthParameters"] == {"Username": "u", "Password": "******"}
        made = raw(client, "CreateApiDestination", ConnectionName="crm", ApiDestinationName="api",
                   HttpApiParameters='{"Endpoint":"https://x","Method":"GET"}')  # fmt: skip
        assert made["Data"] == {"ApiDestinationName": "api"}
        assert code(client, "GetEventBus", EventBusName="none") == (404, "EventBusNotExist")
