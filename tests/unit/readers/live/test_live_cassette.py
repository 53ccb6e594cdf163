import json
from pathlib import Path

import pytest

from ebaudit.catalog import load as load_catalog
from ebaudit.readers.live.actions import GET_RULE, LIST_BUSES, LIST_RULES
from ebaudit.readers.live.calls import ask
from ebaudit.readers.live.cassette import CassetteError, Recorder, load
from ebaudit.readers.live.redact import Redactor
from ebaudit.readers.live.replies import CallError, Kind, Reply
from tests.live_fakes import bad, good, in_turn

SECRET = {"Password": "pw", "Endpoint": "https://h/?token=tok&x=1", "Text": "plain"}


def recorded(directory: Path) -> list[str]:
    redacted = Redactor(load_catalog()[0], b"k")(SECRET)
    replies = [good(redacted), good({"n": 1}), good({"n": 2}), bad("NoPermission", 403), Reply(0, problem="broken")]
    recorder = Recorder(in_turn(replies))
    for action, parameters in (
        (LIST_RULES, {"EventBusName": "b"}),
        (LIST_BUSES, {"Limit": "100"}),
        (LIST_BUSES, {"Limit": "100"}),
        (GET_RULE, {"RuleName": "b", "EventBusName": "b"}),
        (GET_RULE, {"RuleName": "a", "EventBusName": "b"}),
    ):
        recorder.reply(action, parameters)
    recorder.save(str(directory), "123", "cn-hangzhou")
    return (directory / "123-cn-hangzhou.jsonl").read_text(encoding="utf-8").splitlines()


def test_calls_are_kept_in_an_order_that_stays_without_secrets(tmp_path: Path) -> None:
    lines = [json.loads(line) for line in recorded(tmp_path)]
    assert lines[0] == {"format": "ebaudit-calls", "version": 1, "account": "123", "region": "cn-hangzhou"}
    assert [(line["action"], line["parameters"]) for line in lines[1:]] == [
        ("GetRule", {"EventBusName": "b", "RuleName": "a"}),
        ("GetRule", {"EventBusName": "b", "RuleName": "b"}),
        ("ListEventBuses", {"Limit": "100"}),
        ("ListEventBuses", {"Limit": "100"}),
        ("ListRules", {"EventBusName": "b"}),
    ]
    assert [line["body"]["Data"]["n"] for line in lines[3:5]] == [1, 2]
    text = "\n".join(recorded(tmp_path))
    assert ("pw" in text, "tok&" in text, "=tok" in text, "plain" in text) == (False, False, False, True)


def test_what_was_recorded_is_answered_again(tmp_path: Path) -> None:
    recorded(tmp_path)
    (cassette,) = load(str(tmp_path))
    assert (cassette.account, cassette.region) == ("123", "cn-hangzhou")
    calls = cassette.calls
    assert ask(calls, LIST_RULES, {"EventBusName": "b"}) == Redactor(load_catalog()[0], b"k")(SECRET)
    assert [ask(calls, LIST_BUSES, {"Limit": "100"})["n"] for _ in range(3)] == [1, 2, 2]
    with pytest.raises(
        CallError, match=r"GetRule failed \(NoPermission, HTTP 403, request id R-1\): said NoPermission"
    ):
        ask(calls, GET_RULE, {"EventBusName": "b", "RuleName": "b"})
    with pytest.raises(CallError, match=r"GetRule failed \(unavailable\): broken"):
        ask(calls, GET_RULE, {"EventBusName": "b", "RuleName": "a"})


def test_a_call_that_was_not_recorded_is_loud(tmp_path: Path) -> None:
    recorded(tmp_path)
    (cassette,) = load(str(tmp_path))
    with pytest.raises(CallError) as caught:
        ask(cassette.calls, GET_RULE, {"EventBusName": "b", "RuleName": "c"})
    assert caught.value.failure.kind is Kind.NOT_RECORDED
    assert "the call GetRule(EventBusName=b, RuleName=c) is not in the recording" in str(caught.value)


WRONG = {
    "empty": ("", "is no recording of calls"),
    "another version": ('{"format": "ebaudit-calls", "version": 9}', "is no recording of calls"),
    "another file": ("[1]", "is no recording of calls"),
    "not JSON": ("{", "holds a line that is not JSON"),
    "broken line": ('{"format": "ebaudit-calls", "version": 1}\n{', "holds a line that is not JSON"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_no_recording_is_said(name: str, tmp_path: Path) -> None:
    text, said = WRONG[name]
    (tmp_path / "x.jsonl").write_text(text, encoding="utf-8")
    with pytest.raises(CassetteError, match=said):
        load(str(tmp_path))


def test_a_directory_without_recordings_is_said(tmp_path: Path) -> None:
    with pytest.raises(CassetteError, match=r"holds no recorded calls"):
        load(str(tmp_path))
    with pytest.raises(CassetteError, match="No such file"):
        load(str(tmp_path / "none"))
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(CassetteError, match="cannot be written"):
        Recorder(in_turn([])).save(str(tmp_path / "file"), "1", "r")
