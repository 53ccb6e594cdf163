"""Faults, latency and limits as a client meets them, and the address that sets them."""

import json
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from typing import Any

import pytest
from alibabacloud_eventbridge20200401 import models
from alibabacloud_tea_openapi.exceptions import ClientException, ServerException, ThrottlingException
from darabonba.exceptions import UnretryableException

from ebaudit.emulator import Fault, Running, running
from ebaudit.emulator.actions import ACTIONS
from ebaudit.emulator.faults import KINDS
from tests.emulators import Plain, raw, sdk


@pytest.fixture
def emulator() -> Iterator[Running]:
    with running() as found:
        yield found


def bus(emulator: Running) -> Any:
    return sdk(emulator).get_event_bus(models.GetEventBusRequest(event_bus_name="default")).body


def test_a_throttled_call_tells_its_code(emulator: Running) -> None:
    emulator.fault("GetEventBus", "throttle")
    with pytest.raises(ClientException) as caught:
        bus(emulator)
    assert (caught.value.code, caught.value.status_code) == ("Throttling.User", 400)
    assert bus(emulator).code == "Success"


def test_a_throttled_call_can_tell_when_to_come_back(emulator: Running) -> None:
    emulator.fault("*", "throttle", code="Throttling.Api", status=429, retry_after=1500)
    with pytest.raises(ThrottlingException) as caught:
        bus(emulator)
    assert (caught.value.code, caught.value.status_code, caught.value.retry_after) == ("Throttling.Api", 429, 1500)


@pytest.mark.parametrize("status", [500, 503])
def test_an_error_of_the_server(emulator: Running, status: int) -> None:
    emulator.fault("GetEventBus", "error", status=status, code="ServiceUnavailable")
    with pytest.raises(ServerException) as caught:
        bus(emulator)
    assert (caught.value.code, caught.value.status_code) == ("ServiceUnavailable", status)


def test_a_code_beside_success(emulator: Running) -> None:
    emulator.fault("GetEventBus", "code", code="InternalError")
    found = bus(emulator)
    assert (found.code, found.success, found.data) == ("InternalError", False, None)


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("reset", "Connection"),
        ("truncate", "Connection broken"),
        ("html", "502 Bad Gateway"),
        ("empty", 'Value: ""'),
    ],
)
def test_what_the_client_cannot_read(emulator: Running, kind: str, said: str) -> None:
    emulator.fault("GetEventBus", kind)
    with pytest.raises(UnretryableException, match=said):
        bus(emulator)
    assert bus(emulator).code == "Success"


def test_a_body_of_another_shape(emulator: Running) -> None:
    emulator.fault("ListRules", "body", text='{"Code":"Success","Data":{"Rules":[null]}}')
    assert raw(sdk(emulator), "ListRules", EventBusName="default") == {"Code": "Success", "Data": {"Rules": [None]}}


def test_faults_are_for_the_calls_that_they_name(emulator: Running) -> None:
    client = sdk(emulator)
    raw(client, "CreateEventBus", EventBusName="orders")
    emulator.fault("GetEventBus", "code", times=-1, skip=1, params={"EventBusName": "orders"})
    names = ["orders", "default", "orders", "orders"]
    codes = [raw(client, "GetEventBus", EventBusName=name)["Code"] for name in names]
    assert codes == ["Success", "Success", "InternalError", "InternalError"]


@pytest.mark.parametrize("kind", ["reset", "truncate", "html", "empty", "error"])
@pytest.mark.parametrize("executed", [False, True])
def test_a_lost_answer_may_be_that_of_a_call_that_was_made(emulator: Running, kind: str, *, executed: bool) -> None:
    client = sdk(emulator)
    emulator.fault("CreateEventBus", kind, executed=executed)
    with pytest.raises((UnretryableException, ServerException)):
        raw(client, "CreateEventBus", EventBusName="orders")
    there = raw(client, "GetEventBus", EventBusName="orders")["Code"] == "Success"
    assert there is (executed or kind == "truncate")


def test_pages_that_shift_and_loop(emulator: Running) -> None:
    client = sdk(emulator)
    for n in range(4):
        raw(client, "CreateEventSource", form=True, EventBusName="default", EventSourceName=f"s{n}")

    def page(token: str | None) -> tuple[list[str], str | None]:
        data = raw(client, "ListUserDefinedEventSources", Limit="2", NextToken=token)["Data"]
        return [each["Name"] for each in data["EventSourceList"]], data.get("NextToken")

    emulator.fault("ListUserDefinedEventSources", "shift")
    assert [page(None), page("2")] == [(["s0", "s1"], "2"), (["s3"], None)]
    emulator.fault("ListUserDefinedEventSources", "shift", by=-1)
    assert [page(None), page("2")] == [(["s0", "s1"], "2"), (["s1", "s2"], "3")]
    emulator.fault("ListUserDefinedEventSources", "loop")
    assert [page(None), page("2"), page("2")] == [(["s0", "s1"], "2"), (["s2", "s3"], None), (["s2", "s3"], None)]
    emulator.fault("ListUserDefinedEventSources", "loop")
    assert raw(client, "ListUserDefinedEventSources", Limit="1", NextToken="1")["Data"]["NextToken"] == "1"


def test_latency_of_one_action_or_all(emulator: Running) -> None:
    client = sdk(emulator)

    def seconds(action: str, **params: Any) -> float:
        start = time.perf_counter()
        raw(client, action, **params)
        return time.perf_counter() - start

    seconds("ListEventBuses")
    emulator.latency(0.2, "GetEventBus")
    assert seconds("GetEventBus", EventBusName="default") >= 0.2
    assert seconds("ListEventBuses") < 0.2
    emulator.fault("ListEventBuses", "delay", seconds=0.3)
    assert seconds("ListEventBuses") >= 0.3


def test_more_calls_in_a_second_than_the_limit_are_throttled(emulator: Running) -> None:
    client = sdk(emulator)
    emulator.rates({"GetEventBus": 3}, retry_after=True)
    errors: list[Any] = []
    for _ in range(5):
        try:
            raw(client, "GetEventBus", EventBusName="default")
        except ThrottlingException as error:
            errors.append(error)
    assert [error.code for error in errors] == ["Throttling.User"] * 2
    assert all(0 < error.retry_after <= 1000 for error in errors)
    assert raw(client, "ListEventBuses")["Success"] is True


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"shift", "loop"}))
def test_every_action_meets_every_fault(kind: str) -> None:
    fault = Fault("*", kind, -1, seconds=0.001, text="x")
    with running() as emulator:
        emulator.emulator.faults.add(fault)
        client = sdk(emulator)
        for version, action in sorted(ACTIONS):
            try:
                raw(client, action, version)
            except (ClientException, ServerException, UnretryableException):
                continue
            assert kind in ("code", "delay"), action
        assert emulator.stats()["faults"] == len(ACTIONS)


def asked(emulator: Running, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
    connection = HTTPConnection(emulator.endpoint, timeout=10)
    try:
        text = None if body is None else body if isinstance(body, str) else json.dumps(body)
        connection.request(method, f"/_emulator{path}", text, headers)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read() or b"null")
    finally:
        connection.close()


def test_the_emulator_has_an_address_of_its_own(emulator: Running) -> None:
    assert asked(emulator, "POST", "/faults", {"action": "GetEventBus", "kind": "code", "times": 1})[0] == 200
    status, faults = asked(emulator, "GET", "/faults")
    assert (status, [(each["action"], each["kind"], each["times"]) for each in faults]) == (
        200,
        [("GetEventBus", "code", 1)],
    )
    assert bus(emulator).code == "InternalError"
    assert bus(emulator).code == "Success"
    assert asked(emulator, "DELETE", "/faults") == (200, [])
    knobs: Plain = {"latency": {"*": 0.01}, "rates": {"GetRule": 5}, "retry_after": True}
    assert asked(emulator, "POST", "/knobs", knobs) == (200, knobs)
    status, stats = asked(emulator, "GET", "/stats")
    assert (status, stats["calls"], stats["codes"], stats["faults"]) == (
        200,
        {"GetEventBus": 2},
        {"InternalError": 1, "Success": 1},
        1,
    )
    assert asked(emulator, "GET", "/deliveries") == (200, [])
    assert asked(emulator, "POST", "/reset")[0] == 200
    assert asked(emulator, "GET", "/knobs") == (200, {"latency": {}, "rates": {}, "retry_after": False})
    assert "GET /_emulator/stats" in asked(emulator, "GET", "")[1]


@pytest.mark.parametrize(
    ("path", "body", "said"),
    [
        ("/faults", "{", "a fault is a JSON object with action and kind"),
        ("/faults", {"action": "GetRule"}, "a fault is a JSON object with action and kind"),
        ("/faults", {"action": "GetRule", "kind": "rset"}, "there is no fault 'rset'"),
        ("/faults", {"action": "GetRule", "kind": "reset", "time": 1}, "a fault has no time"),
        ("/faults", {"action": "GetRule", "kind": "reset", "times": "1"}, "of another type: times"),
        ("/faults", {"action": "GetRule", "kind": "reset", "times": True}, "of another type: times"),
        ("/knobs", {"latncy": {}}, "knobs are a JSON object"),
        ("/knobs", {"latency": {"*": "1"}}, "latency is a JSON object of numbers by action"),
    ],
)
def test_what_is_wrong_with_a_knob_is_said(emulator: Running, path: str, body: Any, said: str) -> None:
    status, answer = asked(emulator, "POST", path, body)
    assert status == 400
    assert answer["error"].startswith(said)


def test_pages_of_a_browser_are_kept_out(emulator: Running) -> None:
    refused = (403, {"error": "not for browsers"})
    assert asked(emulator, "POST", "/reset", origin="https://example.com") == refused
    assert asked(emulator, "POST", "/reset", host="rebound.example.com") == refused
