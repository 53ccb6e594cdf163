"""The calls that undo drift, made: nothing of it is left. Through the official SDK, against the emulator."""

import json
from pathlib import Path
from typing import Any

import pytest

from ebaudit.drift.revert import Step, script, steps
from ebaudit.drifting import Drifted, drift
from ebaudit.emulator import Running, running
from ebaudit.model.request import Inputs, LiveInputs, Request
from tests.emulators import raw, sdk

PLANS = Path(__file__).parents[1] / "conformance" / "data" / "plans"


def looked(emulator: Running, case: str) -> Drifted:
    keys = {
        "ALIBABA_CLOUD_ACCESS_KEY_ID": emulator.access_key,
        "ALIBABA_CLOUD_ACCESS_KEY_SECRET": emulator.secret,
        "ALIBABA_CLOUD_ECS_METADATA_DISABLED": "true",
    }
    live = LiveInputs(regions=(emulator.region,), endpoint=emulator.url, environment=keys, digest_key=b"a key")
    declared = Request((str(PLANS / case / "module"),))
    return drift(declared, Request(("live:",), Inputs(live=live)), b"a key")


def make(emulator: Running, found: list[Step]) -> None:
    client = sdk(emulator)
    for step in found:
        if not step.command:
            given: dict[str, Any] = {
                name: value if isinstance(value, str) else json.dumps(value) for name, value in step.parameters.items()
            }
            answer = raw(client, step.action, **given)
            assert answer["Code"] == "Success", (step, answer)


def keys(found: Drifted) -> list[tuple[str, str]]:
    return [(each.address, each.part) for each in found.standing]


def seeded(case: str, **more: Any) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((PLANS / case / "drifted.live.json").read_text(encoding="utf-8"))
    return {**document, **more}


@pytest.mark.parametrize(
    ("case", "more", "left"),
    [
        ("fleet", {}, []),
        ("replace", {}, []),
        (
            "function",
            {"event_sources": [{"Name": "orders.app", "EventBusName": "orders-bus", "Description": "The shop"}]},
            [],
        ),
        # Its targets hold secrets, which only Terraform can put back.
        (
            "dingtalk",
            {},
            [
                ("alicloud_event_bridge_rule.audit#targets[dingtalk]", "targets[dingtalk].dead_letter_queue"),
                ("alicloud_event_bridge_rule.audit#targets[dingtalk]", "targets[dingtalk].push_retry_strategy"),
            ],
        ),
    ],
)
def test_what_is_undone_has_not_drifted(case: str, more: dict[str, Any], left: list[tuple[str, str]]) -> None:
    with running(seeded(case, **more)) as emulator:
        found = looked(emulator, case)
        assert keys(found) != []
        make(emulator, steps(found.standing, found.declared))
        assert sorted(keys(looked(emulator, case))) == left


def test_what_holds_secrets_is_left_to_terraform() -> None:
    with running(seeded("dingtalk")) as emulator:
        found = looked(emulator, "dingtalk")
    assert script(steps(found.standing, found.declared)) == (
        "# What undoes the drift. Read it before you run it.\n\n"
        "# alicloud_event_bridge_rule.audit\n"
        "aliyun eventbridge EnableRule --EventBusName default --RuleName audit-notify\n"
        "terraform apply -target=alicloud_event_bridge_rule.audit\n"
    )
