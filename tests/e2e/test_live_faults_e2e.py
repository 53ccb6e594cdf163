"""Every action that reading takes meets every fault: nothing is lost, nothing invented, secrets are nowhere."""

import random
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from ebaudit.catalog import Catalog
from ebaudit.catalog.entries import Role
from ebaudit.emulator import Running, running
from ebaudit.model.diagnostic import Level
from ebaudit.model.estate import Estate, Unread
from ebaudit.model.request import LiveInputs
from ebaudit.readers.live.actions import LIST_OFFICIAL, READS
from ebaudit.readers.live.answers import estate
from ebaudit.readers.live.clock import Clock
from ebaudit.readers.live.fetch import Fetched, fetch
from tests.live_seed import ACCOUNT, CANARY, REGION, SEED

AT_ONCE = Clock(time.monotonic, lambda _seconds: None, random.random)


class FewRoles(Catalog):
    """The catalog with three of the roles: each is a call in each of hundreds of runs."""

    @property
    def roles(self) -> Mapping[str, Role]:
        return dict(list(super().roles.items())[:3])


CATALOG = FewRoles()
PASSING: dict[str, dict[str, Any]] = {
    "throttle": {},
    "throttle with a time": {"kind": "throttle", "retry_after": 1500},
    "throttle with 429": {"kind": "throttle", "status": 429, "code": "TooManyRequests"},
    "throttle beside 200": {"kind": "code", "code": "Throttling.Api"},
    "error": {},
    "unavailable": {"kind": "error", "code": "ServiceUnavailable", "status": 503},
    "error beside 200": {"kind": "code", "code": "InternalError"},
    "reset": {},
    "truncate": {},
    "html": {},
    "html beside 200": {"kind": "html", "status": 200},
    "empty": {},
    "half of JSON": {"kind": "body", "text": '{"Code": "Success", "Data": {"'},
}
"""Faults that another try gets over."""
LASTING: dict[str, dict[str, Any]] = {
    **PASSING,
    "denied": {"kind": "error", "code": "NoPermission", "status": 403},
    "denied beside 200": {"kind": "code", "code": "Forbidden.RAM"},
    "unknown code": {"kind": "error", "code": "NobodyKnows", "status": 400},
    "array": {"kind": "body", "text": "[]"},
    "null": {"kind": "body", "text": "null"},
    "no data": {"kind": "body", "text": '{"Code": "Success", "Success": true}'},
    "null data": {"kind": "body", "text": '{"Code": "Success", "Success": true, "Data": null}'},
    "data is a list": {"kind": "body", "text": '{"Code": "Success", "Success": true, "Data": []}'},
    "data is empty": {"kind": "body", "text": '{"Code": "Success", "Success": true, "Data": {}}'},
    "nothing but a request id": {"kind": "body", "text": '{"RequestId": "R"}'},
    "expired": {"kind": "error", "code": "InvalidSecurityToken.Expired", "status": 400},
}


@pytest.fixture(scope="module")
def served() -> Iterator[Running]:
    with running(SEED) as emulator:
        yield emulator


@pytest.fixture
def emulator(served: Running) -> Running:
    served.reset()
    served.load(SEED)
    return served


def inputs(emulator: Running, **more: Any) -> LiveInputs:
    keys = {"ALIBABA_CLOUD_ACCESS_KEY_ID": emulator.access_key, "ALIBABA_CLOUD_ACCESS_KEY_SECRET": emulator.secret}
    usual = LiveInputs(regions=(REGION,), endpoint=emulator.url, environment=keys, digest_key=b"key")
    return usual._replace(**more)


def read(emulator: Running, **more: Any) -> Fetched:
    return fetch(inputs(emulator, **more), CATALOG, AT_ONCE)


def things(found: Fetched) -> Estate:
    return estate(found.answers, "live:", CATALOG)._replace(unread=())


@pytest.fixture(scope="module")
def whole(served: Running) -> Estate:
    served.reset()
    served.load(SEED)
    found = read(served)
    assert found.diagnostics == ()
    made = things(found)
    assert len(made.resources) == 1 + 3 + 2 + 1 + 1 + 1
    assert len(made.streams) == 1
    return made


def fault(emulator: Running, action: str, name: str, details: Mapping[str, Any], times: int) -> None:
    given = {"kind": name, **details}
    emulator.fault(action, str(given.pop("kind")), times=times, **given)


def covers(cell: Unread, type: str, bus: str) -> bool:
    return (cell.region, cell.account) in {(REGION, ACCOUNT), (REGION, "")} and (
        cell.type in ("", type) and cell.bus in ("", bus)
    )


@pytest.mark.parametrize("action", [action.name for action in READS])
def test_what_passes_leaves_no_trace(action: str, emulator: Running, whole: Estate) -> None:
    for name, details in PASSING.items():
        fault(emulator, action, name, details, times=2)
        found = read(emulator)
        assert (name, found.diagnostics, things(found)) == (name, (), whole)


@pytest.mark.parametrize("action", [action.name for action in READS])
def test_what_lasts_is_unread_and_not_missing(action: str, emulator: Running, whole: Estate) -> None:
    for name, details in LASTING.items():
        emulator.emulator.faults.clear()
        fault(emulator, action, name, details, times=-1)
        found = read(emulator)
        made, (answers,) = things(found), found.answers
        level = Level.WARNING if action == LIST_OFFICIAL.name else Level.ERROR
        assert (name, {problem.level for problem in found.diagnostics}) == (name, {level})
        read_of = {resource.address: resource for resource in (*made.resources, *made.streams)}
        for resource in (*whole.resources, *whole.streams):
            got = read_of.pop(resource.address.replace(ACCOUNT, answers.account), None)
            if got is not None:
                assert got.block == resource.block
                continue
            bus = resource.attribute("event_bus_name")
            name_of_bus = str(bus.value) if bus is not None else ""
            assert any(covers(cell, resource.type, name_of_bus) for cell in answers.unread), (name, resource.address)
        assert (name, read_of) == (name, {})
        assert CANARY not in repr(found)


@pytest.mark.parametrize("code", ["EventBusNotExist", "EventRuleNotExisted"])
def test_a_rule_that_is_only_sometimes_there_is_unread(code: str, emulator: Running) -> None:
    emulator.fault("GetRule", "code", times=-1, code=code, params={"RuleName": "store"})
    (answers,) = read(emulator).answers
    assert [rule["RuleName"] for rule in answers.rules] == ["talk", "queue"]
    assert [(cell.type, cell.bus) for cell in answers.unread] == [("alicloud_event_bridge_rule", "orders")]


def test_a_region_that_is_not_activated_is_a_state(emulator: Running) -> None:
    emulator.fault("*", "error", times=-1, code="ServiceNotEnable", status=403)
    found = read(emulator)
    (answers,) = found.answers
    assert (answers.activated, answers.unread, found.diagnostics) == (False, (), ())
    assert found.calls == {"GetCallerIdentity": 1, "ListEventBuses": 1}


def test_wrong_keys_are_one_call_and_say_so(emulator: Running) -> None:
    keys = {"ALIBABA_CLOUD_ACCESS_KEY_ID": emulator.access_key, "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "wrong"}
    found = read(emulator, environment=keys)
    assert found.calls == {"ListEventBuses": 1}
    (problem,) = found.diagnostics
    assert "SignatureDoesNotMatch" in problem.detail
    assert "'ebaudit live whoami' shows which credentials are used." in problem.detail


def test_nobody_at_home_is_told_after_one_action(emulator: Running) -> None:
    found = read(emulator, endpoint="http://127.0.0.1:9")
    assert set(found.calls) == {"ListEventBuses"}
    assert "the connection was refused" in found.diagnostics[0].detail
    assert [(cell.type, cell.bus) for cell in found.answers[0].unread] == [("", "")]


@pytest.mark.parametrize(("kind", "details"), [("loop", {}), ("shift", {"by": 1})])
def test_pages_that_loop_or_move(kind: str, details: dict[str, Any], emulator: Running) -> None:
    names = [f"bus-{place:03}" for place in range(250)]
    emulator.load({"buses": {name: {"bus": {}, "rules": []} for name in names}})
    emulator.fault("ListEventBuses", kind, times=-1, **details)
    (answers,) = read(emulator, max_qps=0).answers
    found = {str(bus["EventBusName"]) for bus in answers.buses}
    assert found < {*names, "default", "orders"}
    assert len(found) >= 100
    assert {cell.type for cell in answers.unread} == {"alicloud_event_bridge_event_bus", "alicloud_event_bridge_rule"}


def test_a_shift_that_passes_is_read_once_more(emulator: Running) -> None:
    names = [f"bus-{place:03}" for place in range(250)]
    emulator.load({"buses": {name: {"bus": {}, "rules": []} for name in names}})
    emulator.fault("ListEventBuses", "shift", times=1)
    found = read(emulator)
    assert (found.diagnostics, found.calls["ListEventBuses"]) == ((), 6)
    assert len(found.answers[0].buses) == 252


def test_every_list_is_read_to_its_last_page(emulator: Running) -> None:
    names = [f"n{place:03}" for place in range(205)]
    emulator.load(
        {
            "buses": {"orders": {"bus": {}, "rules": [{"RuleName": name, "Targets": []} for name in names[:101]]}},
            "event_sources": [{"Name": name, "EventBusName": "orders"} for name in names],
            "connections": [{"ConnectionName": name, "AuthParameters": {}} for name in names],
            "api_destinations": [{"ApiDestinationName": name, "ConnectionName": "partner"} for name in names],
            "streams": [{"EventStreamingName": name} for name in names],
        }
    )
    found = read(emulator)
    (answers,) = found.answers
    assert found.diagnostics == ()
    assert {str(rule["RuleName"]) for rule in answers.rules} == {"talk", *names[:101]}
    for key, items, own in (
        ("Name", answers.event_sources, {"hook", "mq"}),
        ("ConnectionName", answers.connections, {"partner"}),
        ("ApiDestinationName", answers.api_destinations, {"partner"}),
        ("EventStreamingName", answers.streams, {"flow"}),
    ):
        assert {str(item[key]) for item in items} == {*own, *names}


def test_a_limit_of_the_service_is_kept_to(emulator: Running) -> None:
    emulator.rates({"CheckServiceLinkedRoleForProduct": 8.0, "GetRule": 8.0})
    found = fetch(inputs(emulator, max_qps=6.0), CATALOG)
    assert found.diagnostics == ()
    assert "throttled" not in found.ledger[0].why


def test_secrets_are_in_no_recording(emulator: Running, tmp_path: Path, whole: Estate) -> None:
    found = read(emulator, record=str(tmp_path))
    (file,) = tmp_path.iterdir()
    text = file.read_text(encoding="utf-8")
    assert (file.name, CANARY in text) == (f"{ACCOUNT}-{REGION}.jsonl", False)
    again = fetch(LiveInputs(replay=str(tmp_path)), CATALOG, AT_ONCE)
    assert (again.answers, again.diagnostics) == (found.answers, ())
    assert things(again) == whole
    read(emulator, record=str(tmp_path / "again"))
    assert (tmp_path / "again" / file.name).read_text(encoding="utf-8").splitlines()[0] == text.splitlines()[0]
