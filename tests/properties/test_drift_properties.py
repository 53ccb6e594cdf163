"""An estate does not drift from itself; spelling is no drift; one change is one finding of its kind."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from ebaudit.catalog import load
from ebaudit.drift.compare import Drift, compare
from ebaudit.drift.facts import facts
from ebaudit.drift.known import Known
from ebaudit.model.estate import Estate
from ebaudit.model.request import Inputs
from ebaudit.readers import open_estates
from ebaudit.readers.live.offline import read
from ebaudit.readers.settle import settle

ROOT = Path(__file__).parents[2]
CATALOG, _ = load()
ESTATES = sorted((ROOT / "fixtures/estates").glob("*/")) + sorted((ROOT / "fixtures/changes").glob("*/*/"))
PLANS = sorted((ROOT / "tests/conformance/data/plans").rglob("*.plan.json"))
OTHERS = sorted((ROOT / "tests/conformance/data/plans").rglob("applied.*state*"))
OTHERS += sorted((ROOT / "tests/conformance/data/plans").rglob("drifted.live.json"))
SEEN = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
ACCOUNT = "1234567890123456"
Json = dict[str, Any]


def drifted(declared: Estate, live: Estate) -> Drift:
    return compare(settle(declared, Known(declared, live)), live, CATALOG)


@pytest.mark.parametrize("path", [*ESTATES, *PLANS, *OTHERS], ids=lambda path: path.relative_to(ROOT).as_posix())
def test_an_estate_does_not_drift_from_itself(path: Path) -> None:
    """What is not known may still be undecided; nothing known ever drifts.

    What a plan leaves to the provider is no declaration: a rule that it finds switched off has drifted.
    """
    for opened in open_estates(str(path), Inputs(), CATALOG):
        found = drifted(opened.estate, settle(opened.estate, Known(opened.estate, opened.estate)))
        assert [each for each in found.drifted if each.undecided is None] == []
        assert all(changes == () for changes in found.deliveries)


names = st.sampled_from(["orders", "audit", "hook", "tick"])
texts = st.sampled_from(["", "what it is for", "Übersicht"])
conditions = st.sampled_from([["a"], ["a", "b"], [{"prefix": "x"}], [{"anything-but": "y"}, "z"]])
params = st.sampled_from(
    [
        {"ResourceKey": "Body", "Form": "ORIGINAL"},
        {"ResourceKey": "Body", "Form": "JSONPATH", "Value": "$.data"},
        {"ResourceKey": "Body", "Form": "TEMPLATE", "Value": '{"a":"$.data.a","b":"$.id"}', "Template": "${a} ${b}"},
    ]
)


@st.composite
def targets(draw: st.DrawFn, name: str) -> Json:
    queue = {"ResourceKey": "queue", "Form": "CONSTANT", "Value": name}
    target: Json = {
        "Id": name,
        "Type": "acs.mns.queue",
        "Endpoint": f"acs:mns:cn-hangzhou:{ACCOUNT}:queues/{name}",
        "PushRetryStrategy": draw(st.sampled_from(["BACKOFF_RETRY", "EXPONENTIAL_DECAY_RETRY"])),
        "ErrorsTolerance": "ALL",
        "ParamList": [queue, draw(params)],
    }
    if draw(st.booleans()):
        target["DeadLetterQueue"] = {"Arn": f"acs:mns:cn-hangzhou:{ACCOUNT}:/queues/lost"}
    return target


@st.composite
def rules(draw: st.DrawFn, name: str) -> Json:
    pattern = {"source": ["shop"], "type": draw(conditions), "data": {"kind": draw(conditions)}}
    ids = draw(st.lists(st.sampled_from(["one", "two", "three"]), min_size=1, max_size=3, unique=True))
    return {
        "EventBusName": "shop",
        "RuleName": name,
        "Description": draw(texts),
        "Status": draw(st.sampled_from(["ENABLE", "DISABLE"])),
        "FilterPattern": json.dumps(pattern),
        "Targets": [draw(targets(each)) for each in ids],
    }


@st.composite
def accounts(draw: st.DrawFn) -> Json:
    arn = f"acs:eventbridge:cn-hangzhou:{ACCOUNT}:eventbus/shop"
    bus = {"EventBusName": "shop", "EventBusARN": arn, "Description": draw(texts)}
    found = draw(st.lists(names, min_size=1, max_size=3, unique=True))
    destination = {"Endpoint": "https://crm.example.com", "Method": "POST"}
    return {
        "buses": {"shop": {"bus": bus, "rules": [draw(rules(name)) for name in found]}},
        "event_sources": [{"Name": "app", "EventBusName": "shop", "Description": draw(texts)}],
        "connections": [],
        "api_destinations": [{"ApiDestinationName": "d", "ConnectionName": "c", "HttpApiParameters": destination}],
        "streams": [],
        "roles": {},
    }


def estate(account: Json) -> Estate:
    return read("account.live.json", account, CATALOG).estate


def respelled(draw: st.DrawFn, account: Json) -> Json:
    """Write an account in another way that says the same."""
    made = copy.deepcopy(account)
    bus = made["buses"]["shop"]
    bus["rules"] = draw(st.permutations(bus["rules"]))
    for rule in bus["rules"]:
        rule["Targets"] = draw(st.permutations(rule["Targets"]))
        pattern = json.loads(rule["FilterPattern"])
        keys = draw(st.permutations(list(pattern)))
        pattern["type"] = draw(st.permutations(pattern["type"]))
        rule["FilterPattern"] = json.dumps({key: pattern[key] for key in keys}, indent=draw(st.sampled_from([None, 2])))
        for target in rule["Targets"]:
            target["ParamList"] = draw(st.permutations(target["ParamList"]))
            if draw(st.booleans()):
                added = {"ResourceKey": "IsBase64Encode", "Form": "CONSTANT", "Value": "false", "Template": ""}
                target["ParamList"] = [*target["ParamList"], added]
            if draw(st.booleans()):
                target["Endpoint"] = target["Endpoint"].replace(":queues/", ":/queues/")
            if draw(st.booleans()):
                target.setdefault("DeadLetterQueue", {})
            if draw(st.booleans()) and target["PushRetryStrategy"] == "BACKOFF_RETRY":
                del target["PushRetryStrategy"]
            for param in target["ParamList"]:
                if draw(st.booleans()):
                    param.setdefault("Template", "")
        if draw(st.booleans()) and rule["Status"] == "ENABLE":
            del rule["Status"]
    return made


@SEEN
@given(st.data())
def test_spelling_and_order_are_no_drift(data: st.DataObject) -> None:
    account = data.draw(accounts())
    other = data.draw(st.composite(lambda draw: respelled(draw, account))())
    assert facts(drifted(estate(account), estate(other))) == []


def switch(account: Json) -> tuple[str, str]:
    rule = account["buses"]["shop"]["rules"][0]
    rule["Status"] = "DISABLE" if rule["Status"] == "ENABLE" else "ENABLE"
    return "drift-status", "status"


def describe(account: Json) -> tuple[str, str]:
    account["buses"]["shop"]["rules"][-1]["Description"] += " edited"
    return "drift-description", "description"


def describe_bus(account: Json) -> tuple[str, str]:
    account["buses"]["shop"]["bus"]["Description"] += " edited"
    return "drift-description", "description"


def select_otherwise(account: Json) -> tuple[str, str]:
    rule = account["buses"]["shop"]["rules"][0]
    rule["FilterPattern"] = json.dumps({**json.loads(rule["FilterPattern"]), "subject": ["new"]})
    return "drift-pattern", "filter_pattern"


def delete_rule(account: Json) -> tuple[str, str]:
    account["buses"]["shop"]["rules"].pop()
    return "drift-missing-rule", ""


def add_rule(account: Json) -> tuple[str, str]:
    rules = account["buses"]["shop"]["rules"]
    rules.append({**copy.deepcopy(rules[0]), "RuleName": "by-hand"})
    return "drift-unmanaged-rule", ""


def delete_bus(account: Json) -> tuple[str, str]:
    account["buses"] = {}
    account["event_sources"] = []
    return "drift-missing", ""


def remove_target(account: Json) -> tuple[str, str]:
    gone = account["buses"]["shop"]["rules"][0]["Targets"].pop()
    return "drift-missing-target", f"targets[{gone['Id']}]"


def add_target(account: Json) -> tuple[str, str]:
    targets = account["buses"]["shop"]["rules"][0]["Targets"]
    targets.append({**copy.deepcopy(targets[0]), "Id": "hand"})
    return "drift-unmanaged-target", "targets[hand]"


def send_elsewhere(account: Json) -> tuple[str, str]:
    target = account["buses"]["shop"]["rules"][0]["Targets"][0]
    target["Endpoint"] += "-other"
    return "drift-receiver", f"targets[{target['Id']}].endpoint"


def change_retry(account: Json) -> tuple[str, str]:
    target = account["buses"]["shop"]["rules"][0]["Targets"][0]
    back = target["PushRetryStrategy"] == "BACKOFF_RETRY"
    target["PushRetryStrategy"] = "EXPONENTIAL_DECAY_RETRY" if back else "BACKOFF_RETRY"
    return "drift-safety", f"targets[{target['Id']}].push_retry_strategy"


def change_queue(account: Json) -> tuple[str, str]:
    target = account["buses"]["shop"]["rules"][0]["Targets"][0]
    if not target.pop("DeadLetterQueue", None):
        target["DeadLetterQueue"] = {"Arn": f"acs:mns:cn-hangzhou:{ACCOUNT}:/queues/new"}
    return "drift-safety", f"targets[{target['Id']}].dead_letter_queue"


def stop_on_errors(account: Json) -> tuple[str, str]:
    target = account["buses"]["shop"]["rules"][0]["Targets"][0]
    target["ErrorsTolerance"] = "NONE"
    return "drift-console-setting", f"targets[{target['Id']}].(errors_tolerance)"


def send_otherwise(account: Json) -> tuple[str, str]:
    target = account["buses"]["shop"]["rules"][0]["Targets"][0]
    target["ParamList"][1] = {"ResourceKey": "Body", "Form": "CONSTANT", "Value": "nothing"}
    return "drift-parameter", f"targets[{target['Id']}].param_list[Body]"


def delete_source(account: Json) -> tuple[str, str]:
    account["event_sources"] = []
    return "drift-missing", ""


def call_elsewhere(account: Json) -> tuple[str, str]:
    account["api_destinations"][0]["HttpApiParameters"] = {"Endpoint": "https://crm.example.com/2", "Method": "POST"}
    return "drift-argument", "http_api_parameters.endpoint"


def add_destination(account: Json) -> tuple[str, str]:
    parameters = {"Endpoint": "https://x.example.com", "Method": "GET"}
    account["api_destinations"].append(
        {"ApiDestinationName": "e", "ConnectionName": "c", "HttpApiParameters": parameters}
    )
    return "drift-unmanaged", ""


def add_stream(account: Json) -> tuple[str, str]:
    account["streams"].append({"EventStreamingName": "s", "Status": "RUNNING"})
    return "drift-stream", ""


CHANGES = (
    switch,
    describe,
    describe_bus,
    select_otherwise,
    delete_rule,
    add_rule,
    delete_bus,
    remove_target,
    add_target,
    send_elsewhere,
    change_retry,
    change_queue,
    stop_on_errors,
    send_otherwise,
    delete_source,
    call_elsewhere,
    add_destination,
    add_stream,
)


@SEEN
@given(accounts(), st.sampled_from(CHANGES))
def test_one_change_is_one_finding_of_its_kind(account: Json, change: Any) -> None:
    live = copy.deepcopy(account)
    kind, part = change(live)
    assume(live != account)
    found = facts(drifted(estate(account), estate(live)))
    assert [(each.code, each.key, each.undecided) for each in found] == [(kind, part, None)]


@SEEN
@given(accounts(), st.lists(st.sampled_from(CHANGES), min_size=2, max_size=4, unique=True))
def test_several_changes_never_fail_and_undoing_them_leaves_nothing(account: Json, changes: list[Any]) -> None:
    live = copy.deepcopy(account)
    for change in changes:
        rules = live["buses"]["shop"]["rules"] if live["buses"] else []
        if rules and rules[0]["Targets"]:
            change(live)
    assert facts(drifted(estate(account), estate(live))) != [] or live == account
    assert facts(drifted(estate(live), estate(live))) == []
