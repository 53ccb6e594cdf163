"""How an account is reached: calls that it takes, regions, roles, proxies, time, and who changed what."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ebaudit.catalog import load
from ebaudit.emulator import Running, running
from ebaudit.model.request import LiveInputs
from ebaudit.readers.live.actions import Action
from ebaudit.readers.live.clock import REAL, Clock
from ebaudit.readers.live.fetch import Fetched, fetch
from ebaudit.readers.live.identity import find
from ebaudit.readers.live.sdk import sender
from ebaudit.readers.live.trail import RATE, Trail, lookup
from tests.live_fakes import Time, in_turn
from tests.live_seed import ACCOUNT, REGION, SEED, many

CATALOG = load()[0]
ROLE = f"acs:ram::{ACCOUNT}:role/reader"
THERE = "6543210987654321"


@pytest.fixture(scope="module")
def served() -> Iterator[Running]:
    with running(SEED, accounts={THERE: ("AKTHERE", "SKTHERE")}, trail_delay=0) as emulator:
        yield emulator


@pytest.fixture
def emulator(served: Running) -> Running:
    served.reset()
    served.load(SEED)
    return served


def inputs(emulator: Running, **more: Any) -> LiveInputs:
    keys = {"ALICLOUD_ACCESS_KEY": emulator.access_key, "ALICLOUD_SECRET_KEY": emulator.secret}
    return LiveInputs(regions=(REGION,), endpoint=emulator.url, environment=keys, digest_key=b"key")._replace(**more)


def read(emulator: Running, **more: Any) -> Fetched:
    return fetch(inputs(emulator, **more), CATALOG)


def test_no_more_calls_than_it_takes(emulator: Running) -> None:
    emulator.load(many(12, 30))
    before = dict(emulator.stats()["calls"])
    found = read(emulator)
    assert found.calls == {
        "CheckServiceLinkedRoleForProduct": len(CATALOG.roles),
        "GetEventStreaming": 1,
        "GetRule": 12 * 30 + 2,
        "ListAliyunOfficialEventSources": 1,
        "ListApiDestinations": 1,
        "ListConnections": 1,
        "ListEventBuses": 1,
        "ListEventStreamings": 1,
        "ListRules": 13,
        "ListUserDefinedEventSources": 1,
    }
    made = {name: count - before.get(name, 0) for name, count in emulator.stats()["calls"].items()}
    assert {name: count for name, count in made.items() if count} == found.calls
    assert found.ledger[0].why == f"{sum(found.calls.values())} calls"


def test_no_more_connections_than_threads(emulator: Running) -> None:
    emulator.load(many(2, 50))
    before = emulator.stats()["connections"]
    read(emulator, concurrency=4)
    assert emulator.stats()["connections"] - before <= 4 + 1


def test_regions_are_read_each_and_roles_once(emulator: Running) -> None:
    found = read(emulator, regions=(REGION, "cn-beijing"))
    assert [answers.region for answers in found.answers] == [REGION, "cn-beijing"]
    assert found.calls["CheckServiceLinkedRoleForProduct"] == len(CATALOG.roles)
    assert [row.subject for row in found.ledger] == [f"{ACCOUNT}/{REGION}", f"{ACCOUNT}/cn-beijing"]


def test_a_role_is_assumed_at_the_endpoint(emulator: Running) -> None:
    found = read(emulator, roles=(ROLE, f"acs:ram::{THERE}:role/deeper"))
    assert (found.diagnostics, found.answers[0].account) == ((), THERE)
    assert emulator.stats()["calls"]["AssumeRole"] == 2


def test_a_role_that_may_not_be_assumed_is_said(emulator: Running) -> None:
    emulator.fault("AssumeRole", "error", times=-1, code="NoPermission", status=403, message="not you")
    found = read(emulator, roles=(ROLE,))
    (problem,) = found.diagnostics
    assert "AssumeRole failed (NoPermission, HTTP 403" in problem.detail
    assert [(cell.type, cell.bus) for cell in found.answers[0].unread] == [("", "")]


def test_a_proxy_is_not_asked_for_the_loopback(emulator: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert read(emulator).diagnostics == ()


def test_time_that_is_over_leaves_the_rest_unread(emulator: Running) -> None:
    emulator.latency(0.4, "ListRules")
    found = read(emulator, deadline=0.3)
    (answers,) = found.answers
    assert answers.rules == ()
    assert {cell.type for cell in answers.unread} == {
        "alicloud_event_bridge_rule",
        "alicloud_event_bridge_event_streaming",
    }
    assert any("--deadline gives more time." in problem.detail for problem in found.diagnostics)


def test_the_profile_of_the_command_is_used(emulator: Running, tmp_path: Path) -> None:
    key = {"access_key_id": emulator.access_key, "access_key_secret": emulator.secret}
    profiles = [
        {"name": "base", "mode": "AK", **key, "region_id": REGION},
        {
            "name": "by-role",
            "mode": "ChainableRamRoleArn",
            "source_profile": "base",
            "ram_role_arn": ROLE,
            "region_id": REGION,
        },
    ]
    (tmp_path / ".aliyun").mkdir()
    (tmp_path / ".aliyun" / "config.json").write_text(json.dumps({"current": "base", "profiles": profiles}), "utf-8")
    for name in ("base", "by-role"):
        found = read(emulator, profile=name, regions=(), environment={"HOME": str(tmp_path)})
        assert (found.diagnostics, found.answers[0].account, found.answers[0].region) == ((), ACCOUNT, REGION)


def change(emulator: Running, action: str, parameters: Mapping[str, str]) -> None:
    live = inputs(emulator)
    provider = find(live, lambda _provider: in_turn([])).provider
    reply = sender(provider, REGION, emulator.url, 1)(Action(action), parameters)
    assert reply.status == 200, reply


def recent(emulator: Running, clock: Clock = REAL) -> Trail:
    now = datetime.now(UTC) + timedelta(minutes=1)
    return lookup(inputs(emulator), REGION, (now - timedelta(days=1), now), CATALOG, clock)


def test_the_trail_tells_who_did_what(emulator: Running) -> None:
    change(emulator, "DisableRule", {"EventBusName": "orders", "RuleName": "queue"})
    change(emulator, "EnableRule", {"EventBusName": "orders", "RuleName": "queue"})
    found = recent(emulator)
    assert found.problems == ()
    told = {(each.action, each.bus, each.subject, each.actor, each.terraform, each.account) for each in found.changes}
    assert told == {(name, "orders", "queue", "root", False, ACCOUNT) for name in ("DisableRule", "EnableRule")}
    assert {each.source_address for each in found.changes} == {"127.0.0.1"}
    assert all("ebaudit" in each.user_agent for each in found.changes)


def test_the_trail_is_asked_at_its_own_pace(emulator: Running) -> None:
    passing = Time()
    assert recent(emulator, passing.clock).changes == ()
    calls = emulator.stats()["calls"]["LookupEvents"]
    assert sum(passing.slept) == pytest.approx((calls - 1) / RATE)
    emulator.fault("LookupEvents", "error", times=-1, code="NoPermission", status=403)
    assert "LookupEvents failed (NoPermission, HTTP 403" in recent(emulator).problems[0]
