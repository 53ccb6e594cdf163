"""Drift of a live account: what could not be read, and who did it. Real calls to the emulator."""

import json
from pathlib import Path

from ebaudit.emulator import Running, running
from tests.emulators import raw, sdk
from tests.unit.cli.test_main import Ran, run

PLANS = Path(__file__).parents[1] / "conformance" / "data" / "plans"
RULE = "alicloud_event_bridge_rule.r"


def looked(emulator: Running, *more: str) -> Ran:
    keys = {
        "ALIBABA_CLOUD_ACCESS_KEY_ID": emulator.access_key,
        "ALIBABA_CLOUD_ACCESS_KEY_SECRET": emulator.secret,
        "ALIBABA_CLOUD_ECS_METADATA_DISABLED": "true",
    }
    where = ("--live", "--region", emulator.region, "--endpoint", emulator.url)
    return run("drift", str(PLANS / "replace" / "module"), *where, "--format", "json", *more, environ=keys)


def test_an_account_as_declared_has_not_drifted() -> None:
    with running(str(PLANS / "replace" / "applied.state.json")) as emulator:
        ran = looked(emulator)
    assert (ran.code, json.loads(ran.out)["findings"]) == (0, [])


def test_who_switched_it_off_is_asked_of_the_trail() -> None:
    with running(str(PLANS / "replace" / "applied.state.json"), trail_delay=0) as emulator:
        raw(sdk(emulator), "DisableRule", EventBusName="replace-bus", RuleName="orders")
        ran = looked(emulator, "--attribute")
    (found,) = json.loads(ran.out)["findings"]
    assert (found["policy"], found["address"], found["evidence"]["action"]) == ("EB905", RULE, "DisableRule")
    assert found["evidence"]["how"] == "through the API"
    assert {"who", "when", "request", "from"} <= found["evidence"].keys()


def test_what_cannot_be_read_is_undecided() -> None:
    with running(str(PLANS / "replace" / "applied.state.json")) as emulator:
        emulator.fault("ListRules", "error", status=403, code="NoPermission", times=-1)
        ran = looked(emulator)
    report = json.loads(ran.out)
    assert (ran.code, report["findings"]) == (3, [])
    assert [each["address"] for each in report["undecideds"]] == [RULE]
