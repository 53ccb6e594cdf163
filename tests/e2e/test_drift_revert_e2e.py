"""The calls that undo drift, made: nothing of it is left. Through the official SDK, against the emulator."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from ebaudit.cli.reverting import shown
from ebaudit.drift.revert import Way, ways
from ebaudit.drifting import Drifted, drift
from ebaudit.emulator import Running, running
from ebaudit.model.request import Inputs, LiveInputs, Request
from tests.conformance.test_drift_scenarios import CASES, PLANS, completed
from tests.emulators import raw, sdk
from tests.unit.cli.test_main import run

KEY = b"a key"
HOOK = "https://oapi.dingtalk.com/robot/send?access_token=0000"
SECRETS = {
    "RULE_AUDIT_DINGTALK_ENDPOINT": HOOK,
    "RULE_AUDIT_DINGTALK_URL": HOOK,
    "RULE_AUDIT_DINGTALK_SECRETKEY": "SEC0000",
    "CONNECTION_CRM_AUTH_PARAMETERS_BASIC_AUTH_PARAMETERS_PASSWORD": "s3cr3t-canary",
}
"""What the gaps are filled with: the defaults of the modules' variables."""
FC = "acs:fc:cn-hangzhou:1234567890123456:services/eb-orders.LATEST/functions/handle-orders"
UNKNOWN = {"RULE_CREATED_FC_ENDPOINT": FC}
"""What holds the account's id, which nothing tells where nothing is left of an account."""
SCHEMA = Path(__file__).parents[2] / "ebaudit" / "cli" / "revert.schema.json"


def looked(emulator: Running, module: Path) -> Drifted:
    keys = {
        "ALIBABA_CLOUD_ACCESS_KEY_ID": emulator.access_key,
        "ALIBABA_CLOUD_ACCESS_KEY_SECRET": emulator.secret,
        "ALIBABA_CLOUD_ECS_METADATA_DISABLED": "true",
    }
    live = LiveInputs(regions=(emulator.region,), endpoint=emulator.url, environment=keys, digest_key=KEY)
    return drift(Request((str(module),)), Request(("live:",), Inputs(live=live)), KEY)


def back(found: Drifted) -> list[Way]:
    return ways(found.standing, found.declared, found.catalog, found.report.secrets)


def make(emulator: Running, found: list[Way]) -> None:
    """Make the calls that are printed, their gaps filled."""
    client = sdk(emulator)
    document, filled = json.loads(shown(found, "json")), {**SECRETS, **UNKNOWN}
    Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(document)
    for call in (call for way in document["ways"] for call in way["calls"]):
        given = dict(call["parameters"])
        for gap in call["gaps"]:
            given = {name: text.replace(f"${{{gap['name']}}}", filled[gap["name"]]) for name, text in given.items()}
        answer = raw(client, call["action"], form=True, **given)
        assert answer["Code"] == "Success", (call, answer)


def parts(found: Drifted) -> list[tuple[str, str]]:
    return [(each.address, each.part) for each in found.standing]


@pytest.mark.parametrize("case", CASES)
def test_what_is_undone_has_not_drifted(case: str, tmp_path: Path) -> None:
    with running(json.loads(completed(case, tmp_path).read_text(encoding="utf-8"))) as emulator:
        found = looked(emulator, PLANS / case / "module")
        assert parts(found) != []
        make(emulator, back(found))
        assert parts(looked(emulator, PLANS / case / "module")) == []


Calls = list[tuple[str, Mapping[str, Any]]]
ORDERS, INBOUND, CRM = (
    {"EventBusName": "orders-bus"},
    {"EventBusName": "inbound"},
    {"ConnectionName": "crm"},
)
CREATED = {**ORDERS, "RuleName": "order-created"}
TARGET = {
    "Id": "fc",
    "Type": "acs.fc.function",
    "Endpoint": FC,
    "ErrorsTolerance": "NONE",
    "ConcurrentConfig": {"Concurrency": 2},
    "PushRetryStrategy": "EXPONENTIAL_DECAY_RETRY",
    "ParamList": [{"ResourceKey": "Body", "Form": "JSONPATH", "Value": "$.data"}],
}
BY_HAND: list[tuple[str, str, Calls]] = [
    (
        "everything on a bus",
        "function",
        [
            ("DeleteRule", CREATED),
            ("DeleteEventSource", {**ORDERS, "EventSourceName": "orders.app"}),
            ("DeleteEventBus", ORDERS),
        ],
    ),
    ("a target", "function", [("PutTargets", {**CREATED, "Targets": [TARGET]})]),
    (
        "targets",
        "function",
        [
            ("PutTargets", {**CREATED, "Targets": [{**TARGET, "Id": "more"}]}),
            ("DeleteTargets", {**CREATED, "TargetIds": ["fc"]}),
            ("DisableRule", CREATED),
        ],
    ),
    ("a source", "function", [("UpdateEventSource", {"EventSourceName": "orders.app", "Description": "by hand"})]),
    (
        "parameters of a source",
        "sources",
        [
            (
                "UpdateEventSource",
                {
                    "EventSourceName": "github.hook",
                    "SourceHttpEventParameters": {"Type": "HTTP", "Method": ["GET"], "SecurityConfig": "none"},
                },
            ),
            ("UpdateEventSource", {"EventSourceName": "legacy.queue", "ExternalSourceConfig": {"QueueName": "x"}}),
            ("DeleteEventSource", {**INBOUND, "EventSourceName": "clock.hourly"}),
        ],
    ),
    (
        "a connection",
        "apidest",
        [
            ("UpdateConnection", {**CRM, "Description": "", "AuthParameters": {}}),
            (
                "UpdateApiDestination",
                {
                    "ApiDestinationName": "crm-contacts",
                    "HttpApiParameters": {"Endpoint": "https://other.example.com", "Method": "PUT"},
                },
            ),
        ],
    ),
    (
        "what uses a connection",
        "apidest",
        [("DeleteApiDestination", {"ApiDestinationName": "crm-contacts"}), ("DeleteConnection", CRM)],
    ),
    (
        "what nobody declares",
        "apidest",
        [
            ("CreateEventBus", {"EventBusName": "more"}),
            (
                "CreateRule",
                {
                    "EventBusName": "more",
                    "RuleName": "r",
                    "FilterPattern": "{}",
                    "EventTargets": [{**TARGET, "ParamList": []}],
                },
            ),
            ("CreateEventSource", {"EventBusName": "more", "EventSourceName": "more.app"}),
        ],
    ),
]


@pytest.mark.parametrize(("what", "case", "calls"), BY_HAND, ids=[what for what, _, _ in BY_HAND])
def test_what_was_done_by_hand_is_undone(what: str, case: str, calls: Calls) -> None:
    module = PLANS / case / "module"
    with running(str(module)) as emulator:
        before = parts(looked(emulator, module))
        client = sdk(emulator)
        for action, given in calls:
            texts = {name: each if isinstance(each, str) else json.dumps(each) for name, each in given.items()}
            assert raw(client, action, form=True, **texts)["Code"] == "Success"
        found = looked(emulator, module)
        assert parts(found) != before, what
        make(emulator, back(found))
        assert parts(looked(emulator, module)) == []


def test_secrets_are_gaps_that_a_shell_insists_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(PLANS / "dingtalk" / "module", "infra")
    completed("dingtalk", tmp_path)
    ran = run("drift", "infra", "--against", "account.live.json", "--revert")
    assert ran.code == 1, ran.err
    for secret in {*SECRETS.values()}:
        assert secret not in ran.out
    assert '"Endpoint":"\'"${RULE_AUDIT_DINGTALK_ENDPOINT:?}"\'"' in ran.out
    assert (
        "# Set RULE_AUDIT_DINGTALK_SECRETKEY to what belongs there: "
        "alicloud_event_bridge_rule.audit#targets[dingtalk].param_list[SecretKey].value, at infra/main.tf:41:22."
    ) in ran.out.splitlines()
    assert "terraform apply" not in ran.out, "it would leave the rule switched off"
