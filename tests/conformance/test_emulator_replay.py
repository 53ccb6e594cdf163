"""The Terraform provider's own calls, replayed: what is read afterwards is what Terraform wrote into its state.

``requests.json`` has the calls that provider 1.289.0 made under Terraform 1.11.4 at each stage of a scenario,
``applied.tfstate`` the state that it then wrote, ``drifted.live.json`` what GetRule answered after changes by hand.
"""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from ebaudit.emulator import Running, running
from tests.emulators import Plain, raw, rpc, rpc_query, sdk, send

DATA = Path(__file__).parent / "data" / "plans"
CASES = sorted(path.parent.name for path in DATA.glob("*/requests.json"))
AGENT = (
    "AlibabaCloud (linux; amd64) Golang/1.26.8 Core/0.01 TeaDSL/1 HashiCorp-Terraform/1.11.4 "
    "Terraform-Provider/1.289.0 Terraform-Module/Default/6e7ee300 TerraformTraceId/6e7ee300"
)
MADE_BY_SERVICE = {"create_time", "id", "timeouts"}
VERSIONS = {"GetCallerIdentity": "2015-04-01"}


def loaded(case: str, name: str) -> Any:
    return json.loads((DATA / case / name).read_text(encoding="utf-8"))


def repeat(emulator: Running, call: Plain) -> Plain:
    """Make one recorded call, signed and shaped as the provider did."""
    version = VERSIONS.get(call["action"], "2020-04-01")
    if call["in"] == "query":
        query = rpc_query(emulator, call["action"], {}, Version=version, **call["params"])
        status, body = send(emulator, query, agent=AGENT)
    else:
        status, body = rpc(emulator, call["action"], call["params"], AGENT, Version=version)
    assert status == 200, (call, body)
    return body


def good(body: Plain) -> bool:
    """Judge an answer as the provider does."""
    return str(body.get("Code", "")).lower() in {"success", "ok", "200", "0"} or body.get("Success") is True


def apply(emulator: Running, case: str, stages: Iterable[str] = ("create", "apply")) -> None:
    for stage in stages:
        for call in loaded(case, "requests.json").get(stage, ()):
            body = repeat(emulator, call)
            assert good(body) or "AccountId" in body, (call, body)


def asked(emulator: Running, action: str, **params: str) -> Plain:
    found: Plain = rpc(emulator, action, params)[1]["Data"]
    return found


def instances(case: str) -> list[tuple[str, Plain]]:
    """Return type and attributes of what the state has of EventBridge."""
    return [
        (resource["type"].removeprefix("alicloud_event_bridge_"), instance["attributes"])
        for resource in loaded(case, "applied.tfstate")["resources"]
        if resource["mode"] == "managed" and resource["type"].startswith("alicloud_event_bridge_")
        for instance in resource["instances"]
    ]


def by_key(params: list[Plain]) -> list[Plain]:
    return sorted(params, key=lambda param: param["resource_key"])


def rule(emulator: Running, state: Plain) -> Plain:
    """Read a rule as the provider does: without the parameter that the service adds, an unset text is empty."""
    found = asked(emulator, "GetRule", EventBusName=state["event_bus_name"], RuleName=state["rule_name"])
    return {
        "description": found["Description"],
        "event_bus_name": found["EventBusName"],
        "filter_pattern": found["FilterPattern"],
        "rule_name": found["RuleName"],
        "status": found["Status"],
        "targets": [
            {
                "dead_letter_queue": [{"arn": queue["Arn"]} for queue in [target.get("DeadLetterQueue")] if queue],
                "endpoint": target["Endpoint"],
                "param_list": by_key(
                    [
                        {
                            "form": param["Form"],
                            "resource_key": param["ResourceKey"],
                            "template": param.get("Template", ""),
                            "value": param.get("Value", ""),
                        }
                        for param in target["ParamList"]
                        if (param["ResourceKey"], param.get("Value")) != ("IsBase64Encode", "false")
                    ]
                ),
                "push_retry_strategy": target["PushRetryStrategy"],
                "target_id": target["Id"],
                "type": target["Type"],
            }
            for target in found["Targets"]
        ],
    }


def bus(emulator: Running, state: Plain) -> Plain:
    found = asked(emulator, "GetEventBus", EventBusName=state["event_bus_name"])
    return {"event_bus_name": found["EventBusName"], "description": found["Description"]}


def source(emulator: Running, state: Plain) -> Plain:
    listed = asked(emulator, "ListUserDefinedEventSources", Limit="50")["EventSourceList"]
    (found,) = [each for each in listed if each["Name"] == state["event_source_name"]]
    return {
        "description": found["Description"],
        "event_bus_name": found["EventBusName"],
        "event_source_name": found["Name"],
        "external_source_config": found["ExternalSourceConfig"],
        "external_source_type": found["ExternalSourceType"],
        "linked_external_source": state["linked_external_source"],
    }


def source_v2(emulator: Running, state: Plain) -> Plain:
    listed = asked(emulator, "ListUserDefinedEventSources", Limit="50")["EventSourceList"]
    (found,) = [each for each in listed if each["Name"] == state["event_source_name"]]
    http, scheduled = found.get("SourceHttpEventParameters"), found.get("SourceScheduledEventParameters")
    unset = ("kafka", "mns", "oss_event", "rabbit_mq", "rocketmq", "sls")
    return {
        "description": found["Description"],
        "event_bus_name": found["EventBusName"],
        "event_source_name": found["Name"],
        "linked_external_source": state["linked_external_source"],
        "source_http_event_parameters": [
            {
                "ip": each["Ip"],
                "method": each["Method"],
                "public_web_hook_url": each.get("PublicWebHookUrl", []),
                "referer": each["Referer"],
                "security_config": each["SecurityConfig"],
                "type": each["Type"],
                "vpc_web_hook_url": each.get("VpcWebHookUrl", []),
            }
            for each in [http]
            if each
        ],
        "source_scheduled_event_parameters": [
            {"schedule": each["Schedule"], "time_zone": each["TimeZone"], "user_data": each["UserData"]}
            for each in [scheduled]
            if each
        ],
        **{f"source_{kind}_parameters": [] for kind in unset},
    }


def connection(emulator: Running, state: Plain) -> Plain:
    (found,) = asked(emulator, "GetConnection", ConnectionName=state["connection_name"])["Connections"]
    auth, network = found["AuthParameters"], found["NetworkParameters"]
    basic = auth.get("BasicAuthParameters")
    return {
        "auth_parameters": [
            {
                "api_key_auth_parameters": [],
                "authorization_type": auth["AuthorizationType"],
                "basic_auth_parameters": [
                    {"password": each["Password"], "username": each["Username"]} for each in [basic] if each
                ],
                "oauth_parameters": [],
            }
        ],
        "connection_name": found["ConnectionName"],
        "description": found["Description"],
        "network_parameters": [
            {
                "network_type": network["NetworkType"],
                "security_group_id": network["SecurityGroupId"],
                "vpc_id": network["VpcId"],
                "vswitche_id": network["VswitcheId"],
            }
        ],
    }


def destination(emulator: Running, state: Plain) -> Plain:
    found = asked(emulator, "GetApiDestination", ApiDestinationName=state["api_destination_name"])
    http = found["HttpApiParameters"]
    return {
        "api_destination_name": found["ApiDestinationName"],
        "connection_name": found["ConnectionName"],
        "description": found["Description"],
        "http_api_parameters": [{"endpoint": http["Endpoint"], "method": http["Method"]}],
    }


READ: dict[str, Callable[[Running, Plain], Plain]] = {
    "rule": rule,
    "event_bus": bus,
    "event_source": source,
    "event_source_v2": source_v2,
    "connection": connection,
    "api_destination": destination,
}


def as_refreshed(state: Plain) -> Plain:
    """Return attributes as every refresh after the apply reads them: unset collections are empty, sets sorted."""
    kept = {name: value for name, value in state.items() if name not in MADE_BY_SERVICE}
    if "external_source_config" in kept:
        kept["external_source_config"] = kept["external_source_config"] or {}
    for target in kept.get("targets", ()):
        target["param_list"] = by_key(target["param_list"])
    for each in kept.get("source_http_event_parameters", ()):
        each["referer"] = each["referer"] or []
    return kept


@pytest.mark.parametrize("case", CASES)
def test_what_was_applied_reads_back_as_the_state(case: str) -> None:
    with running() as emulator:
        apply(emulator, case)
        expected = [(kind, as_refreshed(state)) for kind, state in instances(case)]
        assert expected
        assert [(kind, READ[kind](emulator, state)) for kind, state in instances(case)] == expected


@pytest.mark.parametrize("case", CASES)
def test_every_later_stage_is_answered(case: str) -> None:
    with running() as emulator:
        apply(emulator, case, loaded(case, "requests.json"))
        trail = raw(sdk(emulator), "LookupEvents", "2020-07-06", EventRW="Write", MaxResults="50")["Events"]
    changes = [
        call for call in loaded(case, "requests.json")["apply"] if not call["action"].startswith(("Get", "List"))
    ]
    assert [event["eventName"] for event in reversed(trail)] == [call["action"] for call in changes]
    assert {event["userAgent"] for event in trail} == {AGENT}


def queue(name: str) -> Plain:
    """Return a target as somebody adds it in the console."""
    return {
        "Id": name,
        "Type": "acs.mns.queue",
        "Endpoint": f"acs:mns:cn-hangzhou:123456789:queues/{name}",
        "ParamList": [
            {"ResourceKey": "queue", "Form": "CONSTANT", "Value": name},
            {"ResourceKey": "Body", "Form": "ORIGINAL"},
        ],
    }


def without_queue(emulator: Running) -> Plain:
    """Return the DingTalk target as somebody saves it in the console without its dead-letter queue."""
    (found,) = asked(emulator, "GetRule", EventBusName="default", RuleName="audit-notify")["Targets"]
    return {name: found[name] for name in ("Id", "Type", "Endpoint", "ParamList")}


BY_HAND: dict[str, Callable[[Running], list[tuple[str, Plain]]]] = {
    "apidest": lambda _: [("DeleteApiDestination", {"ApiDestinationName": "crm-contacts"})],
    "dingtalk": lambda emulator: [
        ("DisableRule", {"EventBusName": "default", "RuleName": "audit-notify"}),
        ("PutTargets", {"EventBusName": "default", "RuleName": "audit-notify",
                        "Targets": json.dumps([without_queue(emulator)])}),
    ],
    "fleet": lambda _: [
        ("PutTargets", {"EventBusName": "team-billing", "RuleName": "billing-0",
                        "Targets": json.dumps([queue("q-shadow")])}),
        ("DeleteRule", {"EventBusName": "team-search", "RuleName": "search-0"}),
        ("CreateRule", {"EventBusName": "team-search", "RuleName": "by-hand", "FilterPattern":
                        '{"source":["shop.search"]}', "EventTargets": json.dumps([queue("q-hand")])}),
    ],
    "function": lambda _: [
        ("UpdateEventBus", {"EventBusName": "orders-bus", "Description": "edited by hand"}),
        ("UpdateRule", {"EventBusName": "orders-bus", "RuleName": "order-created",
                        "FilterPattern": '{"source":["orders.app"],"type":["order:Created"]}'}),
    ],
    "replace": lambda _: [
        ("DeleteTargets", {"EventBusName": "replace-bus", "RuleName": "orders", "TargetIds": '["b"]'}),
    ],
    "sources": lambda _: [
        ("UpdateRule", {"EventBusName": "inbound", "RuleName": "hook-to-sls",
                        "FilterPattern": '{"source":["github.hook"]}'}),
    ],
}  # fmt: skip
"""What somebody changed in the console after the apply of each scenario."""
WHEN = {"CreateTimestamp", "CreatedTimestamp"}


def without_times(entry: Plain) -> Plain:
    return {name: value for name, value in entry.items() if name not in WHEN}


@pytest.mark.parametrize("case", BY_HAND)
def test_what_was_changed_by_hand_reads_back_as_recorded(case: str) -> None:
    recorded = loaded(case, "drifted.live.json")["buses"]
    with running() as emulator:
        apply(emulator, case)
        client = sdk(emulator)
        for action, params in BY_HAND[case](emulator):
            assert good(raw(client, action, **params))
        buses = raw(client, "ListEventBuses", Limit="100")["Data"]["EventBuses"]
        listed = {
            each["EventBusName"]: raw(client, "ListRules", EventBusName=each["EventBusName"])["Data"]["Rules"]
            for each in buses
        }
        found = {
            each["EventBusName"]: {
                "bus": without_times(each),
                "rules": [
                    without_times(raw(client, "GetRule", EventBusName=name, RuleName=row["RuleName"])["Data"])
                    for name, rows in listed.items()
                    if name == each["EventBusName"]
                    for row in rows
                ],
            }
            for each in buses
        }
    assert found == {
        name: {"bus": without_times(entry["bus"]), "rules": [without_times(each) for each in entry["rules"]]}
        for name, entry in recorded.items()
    }
