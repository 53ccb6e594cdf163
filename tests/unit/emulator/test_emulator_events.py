"""PutEvents to real receivers on this machine, retries, dead letters, and what can be read of it afterwards."""

import base64
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from alibabacloud_eventbridge20200401 import models

from ebaudit.emulator import Running, running
from tests.emulators import Plain, raw, sdk


class Receiver:
    """A real HTTP server that keeps what it is sent; ``answers`` are the statuses of the next requests, then 200."""

    def __init__(self) -> None:
        self.got: list[Plain] = []
        self.answers: list[int] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"])).decode()
                receiver.got.append({"path": self.path, "body": body, "headers": dict(self.headers)})
                status = receiver.answers.pop(0) if receiver.answers else 200
                reply = b'{"access_token": "t-1"}' if self.path == "/token" else b""
                self.send_response(status)
                self.send_header("content-length", str(len(reply)))
                self.end_headers()
                self.wfile.write(reply)

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self) -> "Receiver":
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as found:
        yield found


@pytest.fixture
def emulator() -> Iterator[Running]:
    with running(retry_scale=0.0001) as found:
        yield found


def param(key: str, form: str, value: str | None = None, template: str | None = None) -> Plain:
    return {"ResourceKey": key, "Form": form, "Value": value, "Template": template}


def target(id: str, kind: str, endpoint: str, *params: Plain, **more: Any) -> Plain:
    return {"Id": id, "Type": kind, "Endpoint": endpoint, "ParamList": list(params), **more}


def webhook(receiver: Receiver, id: str = "hook", **more: Any) -> Plain:
    url = f"{receiver.url}/in?q=1"
    body = param("Body", "TEMPLATE", '{"n": "$.data.total"}', '{"text": "total ${n}"}')
    return target(id, "http", url, param("url", "CONSTANT", url), param("Token", "CONSTANT", "tok"), body, **more)


def rule(emulator: Running, *targets: Plain, bus: str = "orders", name: str = "r", pattern: Any = None) -> None:
    client = sdk(emulator)
    if bus not in str(raw(client, "ListEventBuses")):
        raw(client, "CreateEventBus", EventBusName=bus)
    made = raw(
        client, "CreateRule", EventBusName=bus, RuleName=name, EventTargets=json.dumps(list(targets)),
        FilterPattern=json.dumps(pattern or {"source": ["shop"]}),
    )  # fmt: skip
    assert made["Code"] == "Success", made


def put(emulator: Running, *events: Plain, bus: str = "orders") -> Plain:
    given = [models.PutEventsRequestEventList(**event) for event in events]
    answer = sdk(emulator).put_events(models.PutEventsRequest(event_bus_name=bus, event_list=given))
    found: Plain = answer.body.data.to_map()
    return found


EVENT = {"id": "e-1", "source": "shop", "type": "order:Paid", "data": {"total": 3}, "time": "2026-11-24T00:00:00Z"}


def test_an_event_reaches_a_receiver_as_the_template_says(emulator: Running, receiver: Receiver) -> None:
    rule(emulator, webhook(receiver))
    answer = put(emulator, EVENT)
    assert answer["FailedEntryCount"] == 0
    assert [entry["EventId"] for entry in answer["EntryList"]] == ["e-1"]
    (delivery,) = emulator.deliveries()
    assert delivery["status"] == "delivered"
    assert [attempt["status"] for attempt in delivery["attempts"]] == [200]
    (got,) = receiver.got
    assert (got["path"], got["body"]) == ("/in?q=1", '{"text": "total 3"}')
    assert got["headers"]["x-eventbridge-signature-token"] == "tok"
    assert got["headers"]["content-type"] == "application/json; charset=utf-8"


def test_the_original_event_has_what_the_service_adds(emulator: Running, receiver: Receiver) -> None:
    rule(emulator, target("hook", "http", receiver.url, param("Body", "ORIGINAL")))
    put(emulator, EVENT)
    emulator.deliveries()
    event = json.loads(receiver.got[0]["body"])
    assert event.pop("aliyunpublishtime").endswith("Z")
    assert event == {
        "id": "e-1",
        "source": "shop",
        "type": "order:Paid",
        "data": {"total": 3},
        "time": "2026-11-24T00:00:00Z",
        "specversion": "1.0",
        "datacontenttype": "application/json; charset=utf-8",
        "aliyunaccountid": emulator.account,
        "aliyunoriginalaccountid": emulator.account,
        "aliyunregionid": "cn-hangzhou",
        "aliyuneventbusname": "orders",
    }


def test_events_that_no_rule_selects_go_nowhere(emulator: Running, receiver: Receiver) -> None:
    rule(emulator, webhook(receiver))
    put(emulator, {**EVENT, "source": "other"})
    raw(sdk(emulator), "DisableRule", EventBusName="orders", RuleName="r")
    put(emulator, EVENT)
    assert emulator.deliveries() == []
    assert receiver.got == []


QUEUE = "acs:mns:cn-hangzhou:1234567890123456:/queues/dlq"


@pytest.mark.parametrize(
    ("more", "failures", "attempts", "status"),
    [
        ({}, 2, 3, "delivered"),
        ({}, 4, 4, "dropped"),
        ({"DeadLetterQueue": {"Arn": QUEUE}}, 4, 4, "dead-lettered"),
        ({"PushRetryStrategy": "EXPONENTIAL_DECAY_RETRY"}, 6, 7, "delivered"),
    ],
)
def test_a_failed_delivery_is_tried_again(
    emulator: Running, receiver: Receiver, more: Plain, failures: int, attempts: int, status: str
) -> None:
    receiver.answers = [503] * failures
    rule(emulator, webhook(receiver, **more))
    put(emulator, EVENT)
    (delivery,) = emulator.deliveries()
    assert (len(delivery["attempts"]), delivery["status"], len(receiver.got)) == (attempts, status, attempts)
    assert delivery["deadLetterQueue"] == (more.get("DeadLetterQueue") or {"Arn": ""})["Arn"]


def test_a_receiver_that_is_not_there_is_an_error_of_each_attempt(emulator: Running) -> None:
    rule(emulator, target("hook", "http", "http://127.0.0.1:1/", param("Body", "ORIGINAL")))
    put(emulator, EVENT)
    (delivery,) = emulator.deliveries()
    assert [attempt["error"] for attempt in delivery["attempts"]] == ["ConnectionRefusedError"] * 4
    assert (delivery["status"], delivery["failure"]) == ("dropped", "the last retry failed")


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/x",
        "http://192.0.2.1/x",
        "http://example.com/",
        "http://[::1/",
        "x",
        "http://127.0.0.1:x/",
        "http://127.0.0.1@192.0.2.1/",
        "http://127.0.0.1\\@192.0.2.1/",
        "http://127.0.0.1.example.com/",
    ],
)
def test_what_is_not_on_this_machine_is_written_down_only(emulator: Running, url: str) -> None:
    rule(emulator, target("hook", "http", url, param("Body", "CONSTANT", "hello")))
    put(emulator, EVENT)
    (delivery,) = emulator.deliveries()
    assert (delivery["status"], delivery["attempts"], delivery["parameters"]) == ("recorded", [], {"Body": "hello"})


def test_a_template_that_fails_is_a_dead_letter(emulator: Running) -> None:
    body = param("Body", "JSONPATH", "$.data.total.length()")
    rule(emulator, target("q", "acs.mns.queue", "acs:mns:x", body, DeadLetterQueue={"Arn": QUEUE}))
    put(emulator, EVENT)
    (delivery,) = emulator.deliveries()
    assert (delivery["status"], delivery["attempts"]) == ("dead-lettered", [])
    assert delivery["failure"].startswith("parameter Body: ")


def test_a_bus_forwards_to_another_and_never_in_a_circle(emulator: Running, receiver: Receiver) -> None:
    account = emulator.account
    for bus, to in (("orders", "second"), ("second", "orders")):
        endpoint = f"acs:eventbridge:cn-hangzhou:{account}:eventbus/{to}"
        rule(emulator, target("on", "acs.eventbridge", endpoint, param("Body", "ORIGINAL")), bus=bus)
    put(emulator, EVENT)
    assert [(each["bus"], each["status"]) for each in emulator.deliveries()] == [
        ("orders", "forwarded"), ("second", "forwarded"), ("orders", "forwarded"), ("second", "forwarded"),
        ("orders", "forwarded"), ("second", "dropped"),
    ]  # fmt: skip


def authorized(emulator: Running, receiver: Receiver, auth: Plain) -> None:
    client = sdk(emulator)
    network = json.dumps({"NetworkType": "PublicNetwork"})
    raw(client, "CreateConnection", ConnectionName="crm", NetworkParameters=network, AuthParameters=json.dumps(auth))
    http = json.dumps({"Endpoint": f"{receiver.url}/api", "Method": "POST"})
    raw(client, "CreateApiDestination", ApiDestinationName="crm", ConnectionName="crm", HttpApiParameters=http)
    rule(
        emulator,
        target(
            "api", "acs.api.destination", f"acs:api-destination:cn-hangzhou:{emulator.account}:name/crm",
            param("Name", "CONSTANT", "crm"),
            param("HeaderParameters", "TEMPLATE", '{"id": "$.id"}', '{"x-id": "${id}"}'),
            param("QueryStringParameters", "TEMPLATE", '{"n": "$.data.total"}', '{"n": ${n}}'),
            param("BodyParameters", "TEMPLATE", '{"n": "$.data.total"}', '{"total": ${n}}'),
        ),
    )  # fmt: skip


BASIC = base64.b64encode(b"svc:pw").decode()


@pytest.mark.parametrize(
    ("auth", "header", "value"),
    [
        (
            {"AuthorizationType": "BASIC_AUTH", "BasicAuthParameters": {"Username": "svc", "Password": "pw"}},
            "authorization",
            f"Basic {BASIC}",
        ),
        (
            {"AuthorizationType": "API_KEY_AUTH", "ApiKeyAuthParameters": {"ApiKeyName": "X-K", "ApiKeyValue": "v"}},
            "X-K",
            "v",
        ),
    ],
)
def test_an_api_destination_is_called_with_its_connection(
    emulator: Running, receiver: Receiver, auth: Plain, header: str, value: str
) -> None:
    authorized(emulator, receiver, auth)
    put(emulator, EVENT)
    assert [each["status"] for each in emulator.deliveries()] == ["delivered"]
    (got,) = receiver.got
    assert (got["path"], got["body"], got["headers"]["x-id"]) == ("/api?n=3", '{"total": 3}', "e-1")
    assert got["headers"][header] == value


def test_an_oauth_connection_gets_its_token_first(emulator: Running, receiver: Receiver) -> None:
    oauth = {
        "AuthorizationEndpoint": f"{receiver.url}/token",
        "HttpMethod": "POST",
        "ClientParameters": {"ClientID": "c", "ClientSecret": "s"},
        "OAuthHttpParameters": {"BodyParameters": [{"Key": "scope", "Value": "all", "IsValueSecret": "false"}]},
    }
    authorized(emulator, receiver, {"AuthorizationType": "OAUTH_AUTH", "OAuthParameters": oauth})
    put(emulator, EVENT)
    assert [each["status"] for each in emulator.deliveries()] == ["delivered"]
    token, call = receiver.got
    assert (token["path"], token["body"]) == (
        "/token",
        "grant_type=client_credentials&client_id=c&client_secret=s&scope=all",
    )
    assert call["headers"]["authorization"] == "Bearer t-1"


@pytest.mark.parametrize(
    ("event", "code"),
    [
        ({**EVENT, "id": None}, "EventIdEmpty"),
        ({**EVENT, "source": None}, "EventSourceInvalid"),
        ({**EVENT, "type": "x" * 65}, "EventTypeInvalid"),
        ({**EVENT, "id": "a b"}, "EventIdInvalid"),
        ({**EVENT, "data": "x" * 300_000}, "EventSizeExceed"),
    ],
)
def test_an_event_is_refused_by_itself(emulator: Running, event: Plain, code: str) -> None:
    answer = put(emulator, event, EVENT, bus="default")
    assert [entry.get("ErrorCode") for entry in answer["EntryList"]] == [code, None]
    assert answer["FailedEntryCount"] == 1


def test_events_can_be_looked_up(emulator: Running, receiver: Receiver) -> None:
    rule(emulator, webhook(receiver))
    put(emulator, EVENT, {**EVENT, "id": "e-2", "type": "order:Made"})
    emulator.deliveries()
    client = sdk(emulator)
    assert raw(client, "QueryEvent", EventBusName="orders", EventId="e-1")["Data"]["type"] == "order:Paid"
    traces = raw(client, "QueryEventTraces", EventBusName="orders", EventId="e-1")["Data"]
    assert [(row["Action"], row.get("RuleName"), row.get("NotifyStatus")) for row in traces] == [
        ("PUT", None, None),
        ("PUSH", "r", "200"),
    ]
    found = raw(client, "QueryTracedEvents", EventBusName="orders", EventType="order:Made", MatchedRule="r")["Data"]
    assert [row["EventId"] for row in found["Events"]] == ["e-2"]
    found = raw(client, "QueryTracedEventByEventId", EventBusName="orders", EventId="e-1")["Data"]
    assert ([row["EventId"] for row in found["Events"]], found["Total"]) == (["e-1"], 1)


def test_a_pattern_is_tested_by_the_matcher(emulator: Running) -> None:
    client = sdk(emulator)

    def asked(pattern: Any, event: Any) -> Any:
        request = models.TestEventPatternRequest(event=json.dumps(event), event_pattern=json.dumps(pattern))
        body = client.test_event_pattern(request).body
        return body.data.result if body.code == "Success" else body.code

    assert asked({"source": [{"prefix": "sh"}]}, EVENT) is True
    assert asked({"data": {"total": [{"numeric": [">", 3]}]}}, EVENT) is False
    assert asked({"source": "shop"}, EVENT) == "EventRuleFilterPatternSchemaError"
    assert asked({"source": ["shop"]}, ["no event"]) == "EventInvalid"
