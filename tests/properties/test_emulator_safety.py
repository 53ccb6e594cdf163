"""Whatever a client sends, the emulator answers in JSON, refuses by a code, and never fails itself."""

import json
import time
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

from hypothesis import given, settings
from hypothesis import strategies as st

from ebaudit.emulator import Emulator, Settings
from ebaudit.emulator.actions import ACTIONS
from ebaudit.emulator.cell import Cell
from ebaudit.emulator.envelope import BUG
from ebaudit.emulator.wire import HttpRequest
from tests.emulators import Plain, rpc_query

KEYS: Any = SimpleNamespace(access_key=Settings().access_key, secret=Settings().secret)
NAMES = ["one"] * 6 + ["default", "two", ""]
scalars = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=True), st.text(max_size=5), st.sampled_from(NAMES)
)
keys = st.sampled_from(
    ["Id", "Type", "Endpoint", "ParamList", "ResourceKey", "Form", "Value", "Template", "DeadLetterQueue", "Arn",
     "Source", "source", "Data", "Subject", "AuthorizationType", "BasicAuthParameters", "OAuthParameters", "Username",
     "Password", "NetworkType", "Method", "x"]
)  # fmt: skip
anything = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4), max_leaves=8
)


def mostly(*usual: Any) -> Any:
    """Return one of the usual values most of the time, and anything at all now and then."""
    return st.integers(0, 9).flatmap(lambda number: anything if number == 0 else st.sampled_from(usual))


HERE = "acs:eventbridge:cn-hangzhou:1234567890123456:eventbus/one"
targets = st.lists(
    st.fixed_dictionaries(
        {
            "Id": mostly("a", "b"),
            "Type": mostly("http", "acs.mns.queue", "acs.eventbridge", "acs.api.destination"),
            "Endpoint": mostly("http://127.0.0.1:1/", HERE),
        },
        optional={
            "ParamList": st.lists(
                st.fixed_dictionaries(
                    {"ResourceKey": mostly("Body", "url", "Name", "HeaderParameters"),
                     "Form": mostly("ORIGINAL", "CONSTANT", "JSONPATH", "TEMPLATE")},
                    optional={"Value": mostly("one", "$.data", "{}", '{"a": "$.id"}', "\ud800"),
                              "Template": mostly("${a}", "x")},
                ),
                max_size=3,
            ),
            "DeadLetterQueue": mostly({}, {"Arn": "acs:mns:x"}, {"Arn": 3}),
            "PushRetryStrategy": mostly("BACKOFF_RETRY", ""), "ErrorsTolerance": mostly("NONE", ""),
        },
    ),
    max_size=3,
)  # fmt: skip
events = st.lists(
    st.fixed_dictionaries(
        {"Id": mostly("e"), "Source": mostly("one"), "Type": mostly("t")},
        optional={"Data": anything, "Subject": anything, "Time": anything},
    ),
    min_size=1,
    max_size=3,
)
patterns = mostly({"source": ["one"]}, {})
http = (
    st.fixed_dictionaries({"Endpoint": st.just("http://127.0.0.1:1/") | anything, "Method": st.just("POST")}) | anything
)
network = st.fixed_dictionaries({"NetworkType": mostly("PublicNetwork")})
oauth = st.fixed_dictionaries(
    {"AuthorizationEndpoint": mostly("http://127.0.0.1:1/"), "HttpMethod": mostly("POST")},
    optional={"ClientParameters": anything, "OAuthHttpParameters": anything},
)
basic = st.fixed_dictionaries({"Username": mostly("u"), "Password": mostly("p")})
auth = st.fixed_dictionaries(
    {
        "AuthorizationType": mostly("OAUTH_AUTH", "BASIC_AUTH"),
        "OAuthParameters": oauth,
        "BasicAuthParameters": basic,
    }
)
numbers = st.sampled_from(["", "", "", "1", "0", "-1", "x", "99999999999", "\u0663"])


def written(documents: Any) -> Any:
    text = documents.map(json.dumps)
    return st.integers(0, 9).flatmap(lambda number: st.text(max_size=6) if number == 0 else text)


names = st.sampled_from(NAMES)
PARAMS: dict[str, Any] = {
    **dict.fromkeys(
        ["EventBusName", "RuleName", "EventSourceName", "ConnectionName", "ApiDestinationName", "EventStreamingName",
         "EventId", "ProductName", "RoleName", "NamePrefix", "Arn", "RoleArn", "RoleSessionName"],
        names,
    ),
    **dict.fromkeys(["EventTargets", "Targets"], written(targets)),
    **dict.fromkeys(["TargetIds", "Source", "Sink", "RunOptions", "Transforms", "Parameters"], written(anything)),
    "Event": written(anything),
    **dict.fromkeys(["SourceHttpEventParameters", "ExternalSourceConfig"], written(anything)),
    **dict.fromkeys(["Limit", "MaxResults", "NextToken", "StartTime", "EndTime", "PageNumber", "PageSize"], numbers),
    **dict.fromkeys(["Description", "LookupAttribute.1.Key", "LookupAttribute.\u00b2.Key"], st.text(max_size=6)),
    "Status": st.sampled_from(["ENABLE", "DISABLE", "", "x"]),
    "FilterPattern": written(patterns),
    "EventPattern": written(patterns),
    "EventList": written(events),
    "HttpApiParameters": written(http),
    "NetworkParameters": written(network),
    "AuthParameters": written(auth),
}  # fmt: skip
RULE = ("EventBusName", "RuleName")
OTHERWISE = (*RULE, "EventSourceName", "ConnectionName", "ApiDestinationName", "EventId", "Limit", "NextToken")
USED: dict[str, tuple[str, ...]] = {
    "PutTargets": (*RULE, "Targets"),
    "DeleteTargets": (*RULE, "TargetIds"),
    "CreateRule": (*RULE, "FilterPattern", "Status", "EventTargets"),
    "UpdateRule": (*RULE, "FilterPattern", "Description"),
    "PutEvents": ("EventBusName", "EventList"),
    "TestEventPattern": ("Event", "EventPattern"),
    "CreateConnection": ("ConnectionName", "NetworkParameters", "AuthParameters", "Parameters"),
    "UpdateConnection": ("ConnectionName", "NetworkParameters", "AuthParameters"),
    "CreateApiDestination": ("ApiDestinationName", "ConnectionName", "HttpApiParameters"),
    "CreateEventSource": ("EventBusName", "EventSourceName", "SourceHttpEventParameters", "ExternalSourceConfig"),
    "CreateEventStreaming": ("EventStreamingName", "FilterPattern", "Source", "Sink", "RunOptions", "Transforms"),
    "ListConnections": ("MaxResults", "NextToken"),
    "ListAccounts": ("PageNumber", "PageSize"),
    "AssumeRole": ("RoleArn", "RoleSessionName", "PageNumber"),
    "LookupEvents": ("StartTime", "MaxResults", "NextToken", "LookupAttribute.1.Key", "LookupAttribute.\u00b2.Key"),
    "QueryTracedEvents": ("EventBusName", "StartTime", "EndTime", "Limit"),
}
OFTEN = [("2020-04-01", action) for action in ("PutTargets", "PutEvents", "CreateConnection", "CreateApiDestination")]


def one_call(action: tuple[str, str]) -> Any:
    used = USED.get(action[1], OTHERWISE)
    return st.tuples(st.just(action), st.fixed_dictionaries({name: PARAMS[name] for name in used}))


calls = st.lists(st.sampled_from([*sorted(ACTIONS), *OFTEN * 4]).flatmap(one_call), min_size=2, max_size=8)


def call(emulator: Emulator, version: str, action: str, params: dict[str, str]) -> Plain:
    """Make one signed call without a network, and read the answer as strict JSON."""
    sent = {name: text.encode("utf-8", "replace").decode() for name, text in params.items()}
    query = rpc_query(KEYS, action, sent, Version=version)
    answer = emulator.answer(HttpRequest("POST", "/", query, {"host": "h"}, urlencode(sent).encode()))
    assert answer.status in {200, 400, 403, 404, 409}, answer.body
    found: Plain = json.loads(answer.body, parse_constant=lambda name: name.index("no such constant in JSON"))
    assert found.get("Code") != BUG
    return found


def begun() -> Emulator:
    """Return an emulator with something in it already."""
    made = Emulator(Settings(), time.time)
    for action, params in (
        ("CreateEventBus", {"EventBusName": "one"}),
        ("CreateEventSource", {"EventBusName": "one", "EventSourceName": "one"}),
        ("CreateRule", {"EventBusName": "one", "RuleName": "one", "FilterPattern": '{"source":["one"]}'}),
    ):
        call(made, "2020-04-01", action, params)
    return made


def consistent(emulator: Emulator) -> None:
    """Hold what was delivered, and the state, to being JSON that can be read again."""
    for each in emulator.courier.deliveries:
        json.dumps(each.plain(), allow_nan=False)
    for name, cell in emulator.cells.items():
        again = Cell(name, cell.region, 0)
        again.load(json.loads(json.dumps(cell.saved())))
        assert again.saved() == cell.saved()


@settings(deadline=None, max_examples=150)
@given(calls)
def test_every_call_has_an_answer(made: list[tuple[tuple[str, str], dict[str, str]]]) -> None:
    emulator = begun()
    for (version, action), params in made:
        call(emulator, version, action, params)
    consistent(emulator)


@settings(deadline=None, max_examples=150)
@given(targets, events)
def test_every_target_gets_every_event_or_is_refused(given: list[Plain], put: list[Plain]) -> None:
    emulator = begun()
    made = {"EventBusName": "one", "RuleName": "one", "Targets": json.dumps(given)}
    taken = call(emulator, "2020-04-01", "PutTargets", made)
    answer = call(emulator, "2020-04-01", "PutEvents", {"EventBusName": "one", "EventList": json.dumps(put)})
    if "Data" in answer and answer["Data"]["FailedEntryCount"] == 0 and taken["Code"] == "Success":
        kept = emulator.cell(Settings().account).rules["one"]["one"]["Targets"]
        assert len(emulator.courier.deliveries) >= len(kept)
    consistent(emulator)


@settings(deadline=None, max_examples=150)
@given(auth, network, http)
def test_every_connection_is_used_or_refused(auth: Plain, network: Plain, http: Plain) -> None:
    emulator = begun()
    param = {"ResourceKey": "Name", "Form": "CONSTANT", "Value": "api"}
    target = {"Id": "a", "Type": "acs.api.destination", "Endpoint": "x", "ParamList": [param]}
    event = {"Id": "e", "Source": "one", "Type": "t"}
    connection = {"NetworkParameters": json.dumps(network), "AuthParameters": json.dumps(auth)}
    for action, params in (
        ("CreateConnection", {"ConnectionName": "crm", **connection}),
        (
            "CreateApiDestination",
            {"ApiDestinationName": "api", "ConnectionName": "crm", "HttpApiParameters": json.dumps(http)},
        ),
        ("PutTargets", {"EventBusName": "one", "RuleName": "one", "Targets": json.dumps([target])}),
        ("PutEvents", {"EventBusName": "one", "EventList": json.dumps([event])}),
        ("UpdateConnection", {"ConnectionName": "crm", **connection}),
        ("GetConnection", {"ConnectionName": "crm"}),
    ):
        call(emulator, "2020-04-01", action, params)
    assert [each.status for each in emulator.courier.deliveries] in (["recorded"], ["dropped"])
    consistent(emulator)


@settings(deadline=None, max_examples=200)
@given(
    st.sampled_from(["GET", "POST", "DELETE", ""]),
    st.text(max_size=30),
    st.dictionaries(
        st.sampled_from(["authorization", "x-acs-action", "x-acs-version", "x-acs-date", "content-type", "host"]),
        st.text(max_size=20) | st.sampled_from(["application/json", "ListEventBuses", "2020-04-01"]),
    ),
    st.binary(max_size=30),
)
def test_every_request_has_an_answer(method: str, query: str, headers: dict[str, str], body: bytes) -> None:
    emulator = Emulator(Settings(), time.time)
    answer = emulator.answer(HttpRequest(method, "/", query, headers, body))
    assert answer.status in {400, 404, 405}
    assert json.loads(answer.body)["Code"] != BUG
