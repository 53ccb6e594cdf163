from collections.abc import Mapping
from typing import Any

import pytest

from ebaudit.readers.live.actions import GET_RULE, Action
from ebaudit.readers.live.calls import LONGEST, TRIES, LiveCalls, ask
from ebaudit.readers.live.clock import Deadline
from ebaudit.readers.live.limits import Limits
from ebaudit.readers.live.replies import CallError, Failure, Kind, Reply
from tests.live_fakes import Time, bad, good, in_turn

RULE = {"RuleName": "r"}


def calls(time: Time, *replies: Reply, seconds: float = 600, qps: float = 0) -> LiveCalls:
    script = in_turn(replies)

    def send(action: Action, parameters: Mapping[str, str]) -> Reply:
        return script.reply(action, parameters)

    return LiveCalls(send, Limits(qps, time.clock), Deadline(seconds, time.clock), time.clock, lambda answer: answer)


def outcome(made: LiveCalls) -> Any:
    try:
        return ask(made, GET_RULE, RULE)
    except CallError as error:
        return error.failure


def test_an_answer_comes_without_waiting() -> None:
    time = Time()
    made = calls(time, good({"a": 1}))
    assert outcome(made) == {"a": 1}
    assert (time.slept, made.counts) == ([], {"GetRule": 1})


AGAIN = [
    bad("Throttling.User"),
    bad("Throttling"),
    bad("Rejected.Throttling", 200),
    bad("TooManyRequests", 429),
    bad("ServiceUnavailable", 503),
    bad("InternalError", 500),
    bad("", 502),
    bad("Whatever", 503),
    Reply(0, problem="the connection broke", kind=Kind.UNAVAILABLE),
    Reply(200, problem="the answer is not JSON", kind=Kind.UNAVAILABLE),
]


@pytest.mark.parametrize("reply", AGAIN, ids=lambda reply: str(reply.body or reply.problem)[:30])
def test_what_may_pass_is_tried_again(reply: Reply) -> None:
    time = Time()
    made = calls(time, reply, good(RULE))
    assert outcome(made) == RULE
    assert made.counts == {"GetRule": 2}
    assert len([slept for slept in time.slept if slept]) >= 1


ONCE = [
    (bad("EventRuleNotExisted", 200), Kind.GONE),
    (bad("EventBusNotExist", 200), Kind.GONE),
    (bad("ConnectionNotExist", 409), Kind.GONE),
    (bad("ServiceNotEnable", 403), Kind.NOT_ACTIVATED),
    (bad("NoPermission", 403), Kind.DENIED),
    (bad("Forbidden.RAM", 403), Kind.DENIED),
    (bad("SomethingElse", 403), Kind.DENIED),
    (bad("SignatureDoesNotMatch", 400), Kind.CREDENTIALS),
    (bad("InvalidAccessKeyId.NotFound", 404), Kind.CREDENTIALS),
    (bad("InvalidSecurityToken.Expired", 400), Kind.CREDENTIALS),
    (bad("RequestParameterException", 409), Kind.OTHER),
    (bad("InvalidAction.NotFound", 400), Kind.OTHER),
    (Reply(200, {"RequestId": "R"}), Kind.MALFORMED),
    (Reply(200, [1]), Kind.MALFORMED),
    (Reply(200, None), Kind.MALFORMED),
]


@pytest.mark.parametrize(("reply", "kind"), ONCE, ids=lambda value: str(getattr(value, "body", value))[:40])
def test_what_will_not_pass_is_tried_once(reply: Reply, kind: Kind) -> None:
    time = Time()
    made = calls(time, reply)
    found = outcome(made)
    assert isinstance(found, Failure)
    assert (found.kind, found.tries, made.counts, time.slept) == (kind, 1, {"GetRule": 1}, [])


@pytest.mark.parametrize("code", ["Success", "SUCCESS", "ok", "200", "0", 200])
def test_success_has_many_names(code: object) -> None:
    made = calls(Time(), Reply(200, {"Code": code, "Message": "EventBusNotExist", "Data": RULE}))
    assert outcome(made) == RULE


def test_success_may_stand_in_its_own_member_only() -> None:
    assert outcome(calls(Time(), Reply(200, {"Success": True, "Data": RULE}))) == RULE


def test_waits_double_up_to_a_bound_and_tries_end() -> None:
    time = Time()
    made = calls(time, *[bad("InternalError", 500)] * TRIES)
    found = outcome(made)
    assert isinstance(found, Failure)
    assert time.slept == [0.2, 0.4, 0.8, 1.6, 3.2, 6.4, LONGEST]
    assert str(found) == "GetRule failed (InternalError, HTTP 500, request id R-1, after 8 tries): said InternalError"


def test_waits_are_any_part_of_their_bound() -> None:
    time = Time(chance=0.25)
    outcome(calls(time, *[bad("InternalError", 500)] * 3, good(RULE)))
    assert time.slept == [0.05, 0.1, 0.2]


def test_what_the_service_asks_to_wait_is_waited() -> None:
    time = Time(chance=0.0)
    outcome(calls(time, bad("Throttling.User", retry_after=2.5), good(RULE)))
    assert sum(time.slept) == pytest.approx(2.5)


def test_a_request_to_wait_is_throttling_whatever_the_code() -> None:
    made = calls(Time(), bad("Odd", 400, retry_after=1.0), good(RULE))
    assert outcome(made) == RULE
    assert made.limits.throttled == 1


def test_no_call_begins_after_the_deadline() -> None:
    time = Time()
    made = calls(time, *[bad("InternalError", 500)] * 8, seconds=1.0)
    found = outcome(made)
    assert isinstance(found, Failure)
    assert (found.code, time.slept) == ("InternalError", [0.2, 0.4])
    time.now = 2.0
    late = outcome(made)
    assert isinstance(late, Failure)
    assert str(late) == "GetRule failed (deadline): the time for the whole run, 1 seconds, is over"
    assert made.counts == {"GetRule": 3}


def test_a_place_beyond_the_deadline_is_not_waited_for() -> None:
    time = Time()
    made = calls(time, good(1), good(2), seconds=1.0, qps=0.5)
    assert outcome(made) == 1
    found = outcome(made)
    assert isinstance(found, Failure)
    assert (found.kind, time.slept) == (Kind.DEADLINE, [])
