"""One region read from scripted answers: what vanishes, what comes, and what cannot be read."""

from collections.abc import Callable, Mapping
from typing import Any

from ebaudit.model.estate import Unread
from ebaudit.readers.live.answers import Answers
from ebaudit.readers.live.cell import CellReader
from ebaudit.readers.live.replies import Reply
from tests.live_fakes import Script, bad, good

Answer = Callable[[str, Mapping[str, str]], Reply | None]
TYPE = "alicloud_event_bridge_"
EMPTY = {
    "ListUserDefinedEventSources": "EventSourceList",
    "ListAliyunOfficialEventSources": "EventSourceList",
    "ListConnections": "Connections",
    "ListApiDestinations": "ApiDestinations",
    "ListEventStreamings": "EventStreamings",
}


def rule(bus: str, name: str) -> dict[str, Any]:
    return {"EventBusName": bus, "RuleName": name, "Targets": []}


def usual(action: str, parameters: Mapping[str, str]) -> Reply:
    if action == "ListEventBuses":
        arn = "acs:eventbridge:cn-x:77:eventbus/"
        return good({"EventBuses": [{"EventBusName": name, "EventBusARN": arn + name} for name in ("default", "b")]})
    if action == "ListRules":
        return good({"Rules": [{"RuleName": name} for name in ("one", "two")]})
    if action == "GetRule":
        return good(rule(parameters["EventBusName"], parameters["RuleName"]))
    return good({EMPTY[action]: []})


def read(changed: Answer = lambda _action, _parameters: None) -> tuple[Answers, Script]:
    script = Script(lambda action, parameters: changed(action, parameters) or usual(action, parameters))
    reader = CellReader("cn-x", script)
    reader.start()
    for job in reader.lists():
        job()
    for step in (reader.gets, reader.settle):
        for job in step():
            job()
    return reader.answers(reader.account), script


def rules(answers: Answers) -> list[str]:
    return [f"{each['EventBusName']}/{each['RuleName']}" for each in answers.rules]


def unread(kind: str, bus: str, why: str) -> Unread:
    return Unread(TYPE + kind if kind else "", bus, "cn-x", "77", why)


def test_everything_is_read_with_the_calls_that_it_takes() -> None:
    answers, script = read()
    assert rules(answers) == ["default/one", "default/two", "b/one", "b/two"]
    assert (answers.account, answers.unread, answers.activated) == ("77", (), True)
    assert len(script.asked) == 1 + 2 + 4 + len(EMPTY)


def test_a_rule_that_vanishes_was_deleted_meanwhile() -> None:
    lists = iter([["one", "two"], ["one", "two"], ["two", "new"]])

    def vanishing(action: str, parameters: Mapping[str, str]) -> Reply | None:
        if action == "ListRules":
            return good({"Rules": [{"RuleName": name} for name in next(lists)]})
        gone = action == "GetRule" and parameters == {"EventBusName": "b", "RuleName": "one"}
        return bad("EventRuleNotExisted", 200) if gone else None

    answers, _ = read(vanishing)
    assert rules(answers) == ["default/one", "default/two", "b/two", "b/new"]
    assert answers.unread == ()


def test_a_rule_that_is_listed_and_never_found_is_unread() -> None:
    def odd(action: str, parameters: Mapping[str, str]) -> Reply | None:
        gone = action == "GetRule" and parameters == {"EventBusName": "b", "RuleName": "one"}
        return bad("EventRuleNotExisted", 200) if gone else None

    answers, _ = read(odd)
    why = "GetRule failed (EventRuleNotExisted, request id R-1): said EventRuleNotExisted"
    assert rules(answers) == ["default/one", "default/two", "b/two"]
    assert answers.unread == (unread("rule", "b", why),)


def test_a_bus_that_vanishes_was_deleted_meanwhile() -> None:
    seen: list[str] = []

    def vanishing(action: str, parameters: Mapping[str, str]) -> Reply | None:
        if action == "ListEventBuses" and seen:
            return good({"EventBuses": [{"EventBusName": "default", "EventBusARN": "acs:eventbridge:cn-x:77:x"}]})
        if action == "ListRules" and parameters["EventBusName"] == "b":
            seen.append("b")
            return bad("EventBusNotExist", 200)
        return None

    answers, _ = read(vanishing)
    assert [bus["EventBusName"] for bus in answers.buses] == ["default"]
    assert (rules(answers), answers.unread) == (["default/one", "default/two"], ())


def test_rules_that_cannot_be_listed_are_unread_on_their_bus_only() -> None:
    def denied(action: str, parameters: Mapping[str, str]) -> Reply | None:
        refused = action == "ListRules" and parameters["EventBusName"] == "b"
        return bad("NoPermission", 403) if refused else None

    answers, _ = read(denied)
    why = "ListRules failed (NoPermission, HTTP 403, request id R-1): said NoPermission"
    assert rules(answers) == ["default/one", "default/two"]
    assert answers.unread == (unread("rule", "b", why),)


def test_buses_that_cannot_be_listed_leave_the_other_lists() -> None:
    answers, script = read(lambda action, _: bad("NoPermission", 403) if action == "ListEventBuses" else None)
    assert [(cell.type, cell.bus) for cell in answers.unread] == [(TYPE + "event_bus", ""), (TYPE + "rule", "")]
    assert {name for name, _ in script.asked} == {"ListEventBuses", *EMPTY}


def test_wrong_keys_end_it_after_one_call() -> None:
    answers, script = read(lambda action, _: bad("InvalidAccessKeyId.NotFound", 404))
    assert [(cell.type, cell.bus) for cell in answers.unread] == [("", "")]
    assert len(script.asked) == 1


def test_a_region_that_is_not_activated_is_a_state() -> None:
    answers, script = read(lambda action, _: bad("ServiceNotEnable", 403))
    assert (answers.activated, answers.unread, len(script.asked)) == (False, (), 1)


def test_each_list_that_fails_marks_its_own_types() -> None:
    marked = {}
    for failing in EMPTY:
        answers, _ = read(lambda action, _, failing=failing: bad("X", 400) if action == failing else None)  # type: ignore[misc]  # bound
        marked[failing] = [cell.type.removeprefix(TYPE) for cell in answers.unread]
    assert marked == {
        "ListUserDefinedEventSources": ["event_source", "event_source_v2"],
        "ListAliyunOfficialEventSources": [],
        "ListConnections": ["connection"],
        "ListApiDestinations": ["api_destination"],
        "ListEventStreamings": ["event_streaming"],
    }


MALFORMED = {
    "another rule": {"RuleName": "other", "Targets": []},
    "no object": [],
    "targets missing that are listed": {"RuleName": "one"},
    "targets no array": {"RuleName": "one", "Targets": {"Id": "t"}},
    "a target no object": {"RuleName": "one", "Targets": [None]},
    "parameters no array": {"RuleName": "one", "Targets": [{"Id": "t", "ParamList": {"a": 1}}]},
}


def test_rules_of_another_form_are_unread_and_not_empty() -> None:
    for data in MALFORMED.values():

        def odd(action: str, parameters: Mapping[str, str], data: object = data) -> Reply | None:
            if action == "ListRules":
                return good({"Rules": [{"RuleName": "one", "Targets": [{"Id": "t"}]}]})
            return (
                good(data)
                if action == "GetRule" and parameters["EventBusName"] == "b"
                else good({"RuleName": "one", "EventBusName": "default", "Targets": [{"Id": "t"}]})
                if action == "GetRule"
                else None
            )

        answers, _ = read(odd)
        assert (rules(answers), [cell.bus for cell in answers.unread]) == (["default/one"], ["b"])
