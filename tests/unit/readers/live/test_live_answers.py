"""What a live account answers, and the estate that it comes to."""

import json
from pathlib import Path
from typing import Any

import pytest

from ebaudit.catalog import load
from ebaudit.model.diagnostic import Level, Outcome
from ebaudit.model.estate import Opened, Unread
from ebaudit.model.request import Inputs
from ebaudit.model.resources import Block
from ebaudit.readers import open_estates
from ebaudit.readers.blocks import to_block
from ebaudit.readers.live.answers import STREAM, Answers, estate
from ebaudit.readers.live.offline import read
from ebaudit.readers.live.usual import rule_block
from ebaudit.readers.live.wire import Translator, beyond, fold, typed
from ebaudit.readers.marks import Marked

CATALOG, _problems = load()
ARN = "acs:eventbridge:cn-hangzhou:1234567890123456:eventbus"
WHERE = "live:1234567890123456/cn-hangzhou"
TARGET: dict[str, Any] = {
    "Id": "q",
    "Type": "acs.mns.queue",
    "Endpoint": "acs:mns:cn-hangzhou:1234567890123456:queues/q",
    "PushRetryStrategy": "BACKOFF_RETRY",
    "ErrorsTolerance": "ALL",
    "DetailMap": {},
    "DeadLetterQueue": {},
    "ParamList": [
        {"ResourceKey": "queue", "Form": "CONSTANT", "Value": "q"},
        {"ResourceKey": "Body", "Form": "ORIGINAL"},
        {"ResourceKey": "IsBase64Encode", "Form": "CONSTANT", "Value": "false"},
    ],
}
RULE: dict[str, Any] = {
    "RuleName": "r",
    "RuleARN": f"{ARN}/shop/rule/r",
    "Status": "ENABLE",
    "Description": "",
    "FilterPattern": "{}",
    "CreatedTimestamp": 1607071602000,
    "Targets": [TARGET],
}


def shop(*rules: dict[str, Any], **more: Any) -> dict[str, Any]:
    bus = {"EventBusName": "shop", "EventBusARN": f"{ARN}/shop", "Description": "Orders"}
    default = {"EventBusName": "default", "EventBusARN": f"{ARN}/default", "Description": ""}
    return {"buses": {"default": {"bus": default, "rules": []}, "shop": {"bus": bus, "rules": list(rules)}}, **more}


def opened(document: dict[str, Any]) -> Opened:
    return read("account.live.json", document, CATALOG)


def plain(block: Block) -> dict[str, Any]:
    made: dict[str, Any] = {name: attribute.value for name, attribute in block.attributes.items()}
    made.update({name: [plain(each) for each in blocks] for name, blocks in block.blocks.items()})
    return made


def test_a_rule_reads_as_the_provider_reads_it() -> None:
    made = opened(shop(RULE)).estate
    assert [resource.address for resource in made.resources] == [f"{WHERE}/shop", f"{WHERE}/shop/r"]
    (rule,) = made.rules
    assert plain(rule.resource.block) == {
        "event_bus_name": "shop",
        "rule_name": "r",
        "status": "ENABLE",
        "filter_pattern": "{}",
        "targets": [
            {
                "target_id": "q",
                "type": "acs.mns.queue",
                "endpoint": "acs:mns:cn-hangzhou:1234567890123456:queues/q",
                "push_retry_strategy": "BACKOFF_RETRY",
                "param_list": [
                    {"resource_key": "queue", "form": "CONSTANT", "value": "q"},
                    {"resource_key": "Body", "form": "ORIGINAL"},
                ],
            }
        ],
    }
    assert (rule.resource.provider.region, rule.resource.provider.account_id) == ("cn-hangzhou", "1234567890123456")
    assert rule.targets[0].block.beyond == {"param_list": ({"resource_key": "IsBase64Encode", "value": "false"},)}


def test_what_terraform_cannot_say_is_kept_beside_the_arguments() -> None:
    queue = {"Arn": "acs:mns:cn-hangzhou:1:/queues/d", "Network": "PrivateNetwork", "VSwitchIds": "vsw-1"}
    target = {**TARGET, "ErrorsTolerance": "NONE", "ConcurrentConfig": {"Concurrency": 5}, "DeadLetterQueue": queue}
    (rule,) = opened(shop({**RULE, "Targets": [{**target, "ParamList": []}]})).estate.rules
    assert rule.targets[0].block.beyond == {
        "errors_tolerance": "NONE",
        "concurrent_config": {"Concurrency": 5},
        "dead_letter_queue": {"network": "PrivateNetwork", "v_switch_ids": "vsw-1"},
    }
    assert plain(rule.targets[0].block)["dead_letter_queue"] == [{"arn": "acs:mns:cn-hangzhou:1:/queues/d"}]


def test_sources_connections_destinations_roles_and_streams() -> None:
    document = shop(
        event_sources=[
            {
                "Name": "hook",
                "EventBusName": "shop",
                "Ctime": 1.5,
                "SourceHttpEventParameters": {"Type": "HTTPS", "Method": ["POST"], "Referer": []},
            },
            {"Name": "old", "EventBusName": "shop", "ExternalSourceType": "MNS", "ExternalSourceConfig": '{"Q":"x"}'},
        ],
        connections=[
            {
                "ConnectionName": "crm",
                "NetworkParameters": {"NetworkType": "PublicNetwork", "VswitcheId": ""},
                "AuthParameters": {
                    "AuthorizationType": "BASIC_AUTH",
                    "ApiKeyAuthParameters": {},
                    "BasicAuthParameters": {"Username": "u", "Password": "********"},
                },
            }
        ],
        api_destinations=[
            {
                "ApiDestinationName": "d",
                "ConnectionName": "crm",
                "HttpApiParameters": {"Endpoint": "https://x", "Method": "GET"},
            }
        ],
        roles={"AliyunServiceRoleForEventBridgeSendToMNS": {"CheckPass": True}, "Other": {"CheckPass": False}},
        streams=[{"EventStreamingName": "s", "Status": "RUNNING"}],
    )
    made = opened(document).estate
    assert made.unread == ()
    found = {resource.address.removeprefix(WHERE): resource for resource in (*made.resources, *made.streams)}
    assert {address: resource.type.removeprefix("alicloud_event_bridge_") for address, resource in found.items()} == {
        "/shop": "event_bus",
        "/shop/event_source:hook": "event_source_v2",
        "/shop/event_source:old": "event_source",
        "/connection:crm": "connection",
        "/api_destination:d": "api_destination",
        "/role:AliyunServiceRoleForEventBridgeSendToMNS": "service_linked_role",
        "/stream:s": "event_streaming",
    }
    assert plain(found["/shop/event_source:hook"].block) == {
        "event_bus_name": "shop",
        "event_source_name": "hook",
        "source_http_event_parameters": [{"type": "HTTPS", "method": ("POST",)}],
    }
    assert plain(found["/shop/event_source:old"].block)["external_source_config"] == {"Q": "x"}
    assert "********" not in repr(plain(found["/connection:crm"].block))
    assert found["/stream:s"].type == STREAM


def test_what_the_file_does_not_have_is_unknown() -> None:
    document = shop()
    del document["buses"]["default"]["rules"]
    made = opened(document)
    assert {(cell.type.removeprefix("alicloud_event_bridge_"), cell.bus) for cell in made.estate.unread} == {
        ("rule", "default"),
        ("event_source", ""),
        ("event_source_v2", ""),
        ("connection", ""),
        ("api_destination", ""),
        ("event_streaming", ""),
        ("service_linked_role", ""),
        ("slr", ""),
    }
    assert made.diagnostics == ()
    assert made.ledger[0].outcome is Outcome.PARTIAL


def test_what_could_not_be_read_is_an_error() -> None:
    made = opened(shop(unread=[{"type": "alicloud_event_bridge_rule", "bus": "shop", "reason": "NoPermission"}]))
    cell = Unread("alicloud_event_bridge_rule", "shop", "cn-hangzhou", "1234567890123456", "NoPermission")
    assert made.estate.unread[0] == cell
    assert [(d.level, d.code) for d in made.diagnostics] == [(Level.ERROR, "unread-account")]


def test_a_region_without_eventbridge_is_a_state() -> None:
    made = opened({"account": "1", "region": "cn-heyuan", "buses": {}, "activated": False})
    assert (made.ledger[0].outcome, made.estate.resources) == (Outcome.SKIPPED, ())


def test_answered_twice_keeps_both() -> None:
    bus = {"EventBusName": "shop"}
    made = estate([Answers("1", "r", buses=(bus, bus))])
    assert [resource.address for resource in made.resources] == ["live:1/r/shop", "live:1/r/shop[2]"]


@pytest.mark.parametrize(
    "document",
    [
        {"buses": {"b": None}},
        {"buses": {"b": {"bus": 3, "rules": [None, 3, {"RuleName": 4, "Targets": {"Id": "x"}}]}}},
        {"buses": {}, "event_sources": {"a": 1}, "roles": [1], "connections": [None], "unread": [{"type": 5}]},
        {"buses": {"b": {"rules": [{"RuleName": "r", "Targets": [None, {"ParamList": "x", "DeadLetterQueue": 3}]}]}}},
    ],
)
def test_malformed_answers_are_read_as_far_as_they_go(document: dict[str, Any]) -> None:
    assert opened(document).estate.reader == "live"


def test_the_file_is_known_by_its_content(tmp_path: Path) -> None:
    path = tmp_path / "account.json"
    path.write_text(json.dumps(shop(RULE)))
    (made,) = open_estates(str(path), Inputs(), CATALOG)
    assert (made.estate.reader, len(made.estate.rules)) == ("live", 1)


def test_names_fold_whatever_their_spelling() -> None:
    assert [fold(each) for each in ("VSwitchIds", "vswitch_ids", "GroupID", "group_id")] == [
        "vswitchids",
        "vswitchids",
        "groupid",
        "groupid",
    ]
    shape = CATALOG.resource("alicloud_event_bridge_event_source_v2")
    assert shape is not None
    answer = {"SourceRocketMQParameters": {"GroupID": "g", "InstanceVSwitchIds": "vsw", "Timestamp": 7}}
    assert Translator(shape).arguments(answer) == {
        "source_rocketmq_parameters": [{"group_id": "g", "instance_vswitch_ids": "vsw", "timestamp": 7}]
    }


def test_values_come_in_the_declared_type() -> None:
    shape = CATALOG.resource("alicloud_event_bridge_event_source")
    assert shape is not None
    assert typed("true", shape.attributes["linked_external_source"].type) is True
    assert typed({"a": 1}, shape.attributes["external_source_config"].type) == {"a": "1"}
    assert typed({"a": 1}, shape.attributes["description"].type) == '{"a":1}'


def test_defaults_are_not_kept_beyond() -> None:
    assert beyond({"ErrorsTolerance": "ALL", "ConcurrentConfig": {"Concurrency": 0}}, {"errors_tolerance": "ALL"}) == {}


SCENARIOS = sorted((Path(__file__).parents[3] / "conformance" / "data" / "plans").glob("*/drifted.live.json"))
UNUSUAL: list[dict[str, Any]] = [
    {**RULE, "Targets": [{**TARGET, "DeadLetterQueue": {"Arn": "acs:mns:cn-hangzhou:1:/queues/d", "Network": "x"}}]},
    {**RULE, "Targets": [{**TARGET, "DeadLetterQueue": {"Arn": ""}}]},
    {**RULE, "Description": None, "Status": "", "FilterPattern": ""},
    {**RULE, "Targets": [{**TARGET, "ParamList": [{"ResourceKey": "Body", "Form": "CONSTANT", "Value": 5}]}]},
    {**RULE, "Targets": [{**TARGET, "ParamList": '[{"ResourceKey": "Body", "Form": "ORIGINAL"}]'}]},
    {**RULE, "filterpattern": '{"a": 1}'},
    {**RULE, "Targets": None},
]


def rules_of(path: Path) -> list[dict[str, Any]]:
    buses = json.loads(path.read_text(encoding="utf-8"))["buses"].values()
    return [rule for bus in buses for rule in bus["rules"]]


@pytest.mark.parametrize("rule", [*(rule for path in SCENARIOS for rule in rules_of(path)), RULE, *UNUSUAL])
def test_the_short_way_gives_what_the_general_one_does(rule: dict[str, Any]) -> None:
    shape = CATALOG.resource("alicloud_event_bridge_rule")
    assert shape is not None
    short = rule_block(rule)
    general = to_block(Marked(Translator(shape).arguments(rule)), shape)
    assert short is None or short == general


def test_what_is_usual_takes_the_short_way() -> None:
    assert [rule for path in SCENARIOS for rule in rules_of(path) if rule_block(rule) is None] == []
