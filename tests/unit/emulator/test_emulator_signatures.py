"""Both signature schemes over real HTTP: what is let in, and with which code the rest is refused."""

import asyncio
import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from typing import Any

import pytest
from alibabacloud_eventbridge20200401 import models
from alibabacloud_tea_openapi.exceptions import ClientException

from ebaudit.emulator import Running, running
from tests.emulators import raw, rpc, rpc_query, sdk, send


@pytest.fixture(scope="module")
def emulator() -> Iterator[Running]:
    with running() as found:
        yield found


WRONG = "wrong"
NAMES = ["plain", "a b", "a*b~c", "ä+ö=ü&?/", "", "%25", "quote'\"", "日本"]


@pytest.mark.parametrize("text", NAMES)
def test_every_character_survives_both_schemes(emulator: Running, text: str) -> None:
    description = f"x{text}"
    found = raw(sdk(emulator), "UpdateEventBus", EventBusName="default", Description=description)
    assert found["Code"] == "Success"
    read = rpc(emulator, "GetEventBus", {"EventBusName": "default", "Description": text})
    assert read[1]["Data"]["Description"] == description


def refusal(emulator: Running, **settings: Any) -> tuple[int, str]:
    with pytest.raises(ClientException) as caught:
        raw(sdk(emulator, **settings), "ListEventBuses")
    return caught.value.status_code, caught.value.code


def test_a_wrong_secret_is_refused(emulator: Running) -> None:
    assert refusal(emulator, access_key_secret=WRONG) == (400, "SignatureDoesNotMatch")


def test_an_unknown_key_is_refused(emulator: Running) -> None:
    assert refusal(emulator, access_key_id="AKOTHER") == (404, "InvalidAccessKeyId.NotFound")


def test_a_token_without_temporary_key_is_refused(emulator: Running) -> None:
    assert refusal(emulator, security_token=WRONG) == (400, "InvalidSecurityToken.MismatchWithAccessKey")


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        (14, (200, "Success")),
        (-14, (200, "Success")),
        (16, (400, "InvalidTimeStamp.Expired")),
        (-16, (400, "InvalidTimeStamp.Expired")),
    ],
)
def test_a_clock_may_be_a_quarter_of_an_hour_off(emulator: Running, minutes: int, expected: tuple[int, str]) -> None:
    then = (datetime.now(UTC) - timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%SZ")
    status, body = rpc(emulator, "GetEventBus", {"EventBusName": "default"}, Timestamp=then)
    assert (status, body["Code"]) == expected


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"Timestamp": "yesterday"}, (400, "InvalidTimeStamp.Format")),
        ({"Timestamp": "2026-13-40T00:00:00Z"}, (400, "InvalidTimeStamp.Format")),
        ({"AccessKeyId": "AKOTHER"}, (404, "InvalidAccessKeyId.NotFound")),
        ({"SignatureMethod": "MD5"}, (400, "IncompleteSignature")),
        ({"SignatureNonce": ""}, (400, "MissingSignatureNonce")),
        ({"Version": "1999-01-01"}, (404, "InvalidAction.NotFound")),
        ({"SecurityToken": "t"}, (400, "InvalidSecurityToken.MismatchWithAccessKey")),
    ],
)
def test_what_the_older_scheme_refuses(emulator: Running, changed: dict[str, str], expected: tuple[int, str]) -> None:
    status, body = rpc(emulator, "GetEventBus", {"EventBusName": "default"}, **changed)
    assert (status, body["Code"]) == expected


def test_a_request_with_everything_in_the_query(emulator: Running) -> None:
    """The provider asks for roles so, and every client for temporary keys."""
    query = rpc_query(
        emulator, "CheckRoleForProduct", {}, "GET", ProductName="AliyunServiceRoleForEventBridgeSendToMNS"
    )
    status, body = send(emulator, query, method="GET")
    assert (status, body["Data"]["CheckPass"]) == (200, False)
    assert send(emulator, query, method="PUT")[0] == 405


def test_the_asynchronous_client_is_let_in_too(emulator: Running) -> None:
    request = models.GetEventBusRequest(event_bus_name="default")
    found = asyncio.run(sdk(emulator).get_event_bus_async(request))
    assert found.body.data.event_bus_name == "default"


def test_a_request_sent_twice_is_refused(emulator: Running) -> None:
    query = rpc_query(emulator, "GetEventBus", {"EventBusName": "default"})
    codes = [send(emulator, query, "EventBusName=default")[1]["Code"] for _ in range(2)]
    assert codes == ["Success", "SignatureNonceUsed"]


def test_a_changed_parameter_is_refused(emulator: Running) -> None:
    query = rpc_query(emulator, "GetEventBus", {"EventBusName": "default"})
    assert send(emulator, query, "EventBusName=other")[1]["Code"] == "SignatureDoesNotMatch"


def test_an_unsigned_request_is_refused(emulator: Running) -> None:
    status, body = send(emulator, "Action=ListEventBuses&Version=2020-04-01")
    assert body.pop("RequestId")
    assert (status, body) == (
        400,
        {
            "Code": "MissingAccessKeyId",
            "Message": "AccessKeyId is mandatory for this action.",
            "HostId": emulator.endpoint,
        },
    )


def acs3(emulator: Running, **changed: str) -> tuple[int, str]:
    """Send a request by the newer scheme with other headers than were signed."""
    headers = {
        "host": emulator.endpoint,
        "x-acs-action": "ListEventBuses",
        "x-acs-version": "2020-04-01",
        "x-acs-date": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "x-acs-signature-nonce": "n",
        "x-acs-content-sha256": "0",
        "Authorization": "ACS3-HMAC-SHA256 Credential=AKTEST,SignedHeaders=host;x-acs-action;x-acs-content-sha256;"
        f"x-acs-date;x-acs-signature-nonce;x-acs-version,Signature={'0' * 64}",
        **changed,
    }
    connection = HTTPConnection(emulator.endpoint, timeout=10)
    try:
        connection.request("POST", "/", None, headers)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())["Code"]
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, (400, "SignatureDoesNotMatch")),
        ({"Authorization": "Bearer x"}, (400, "IncompleteSignature")),
        (
            {"Authorization": f"ACS3-HMAC-SHA256 Credential=AKTEST,SignedHeaders=host,Signature={'0' * 64}"},
            (400, "IncompleteSignature"),
        ),
        ({"x-acs-date": "2020-01-01T00:00:00Z"}, (400, "InvalidTimeStamp.Expired")),
        ({"x-acs-action": "ListNothing"}, (404, "InvalidAction.NotFound")),
    ],
)
def test_what_the_newer_scheme_refuses(emulator: Running, changed: dict[str, str], expected: tuple[int, str]) -> None:
    assert acs3(emulator, **changed) == expected
