"""Calls of one identity in one region: each waits for its place, is tried again where that helps, loses its secrets.

What comes back is always a reply; :func:`ask` makes of it what it holds, or raises.
"""

from collections.abc import Callable, Mapping
from threading import Lock
from typing import Protocol

from tenacity import RetryCallState, Retrying, retry_if_result, stop_after_attempt

from ebaudit.readers.jsonparts import Json
from ebaudit.readers.live.actions import Action
from ebaudit.readers.live.clock import Clock, Deadline
from ebaudit.readers.live.limits import Limits
from ebaudit.readers.live.replies import AGAIN, CallError, Failure, Kind, Reply, judge

Parameters = Mapping[str, str]
Send = Callable[[Action, Parameters], Reply]
"""Makes one call, once; never raises for what the service or the network does."""
TRIES, FIRST, LONGEST = 8, 0.2, 8.0
"""How often a call is made at most, and the bounds of the seconds before the second try and any try."""


class Calls(Protocol):
    """Whatever answers calls: the service, or a recording of it."""

    def reply(self, action: Action, parameters: Parameters) -> Reply:
        """Return what comes back in the end."""


def ask(calls: Calls, action: Action, parameters: Parameters) -> Json:
    """Return what an action answers: its ``Data``, or all of it where there is no envelope. Raises CallError."""
    found = judge(action, calls.reply(action, parameters))
    if isinstance(found, Failure):
        raise CallError(found)
    return found


class LiveCalls:
    """Calls to the service itself."""

    __slots__ = ("_clock", "_deadline", "_lock", "_redact", "_retrying", "_send", "counts", "limits")

    def __init__(
        self, send: Send, limits: Limits, deadline: Deadline, clock: Clock, redact: Callable[[Json], Json]
    ) -> None:
        self._send = send
        self._deadline = deadline
        self._clock = clock
        self._redact = redact
        self._lock = Lock()
        self.limits = limits
        self.counts: dict[str, int] = {}
        """Requests made, by action."""
        self._retrying = Retrying(
            sleep=clock.sleep,
            stop=self._is_over,
            wait=self._wait,
            retry=retry_if_result(lambda result: result[1]),
            retry_error_callback=lambda state: state.outcome.result() if state.outcome is not None else None,
        )

    def reply(self, action: Action, parameters: Parameters) -> Reply:
        """Call until there is an answer, the tries are used up, or the time is."""
        reply, _ = self._retrying(self._once, action, parameters)
        tries = int(self._retrying.statistics["attempt_number"])
        body = reply.body if reply.body is None else self._redact(reply.body)
        return reply._replace(body=body, tries=tries)

    def _once(self, action: Action, parameters: Parameters) -> tuple[Reply, bool]:
        """Make one call; tell too whether another may go better."""
        limit = self.limits.of(action.name)
        wait, epoch = limit.reserve()
        if wait >= self._deadline.left():
            problem = f"the time for the whole run, {self._deadline.seconds:g} seconds, is over"
            return Reply(0, problem=problem, kind=Kind.DEADLINE), False
        if wait:
            self._clock.sleep(wait)
        with self._lock:
            self.counts[action.name] = self.counts.get(action.name, 0) + 1
        reply = self._send(action, parameters)
        found = judge(action, reply)
        kind = found.kind if isinstance(found, Failure) else None
        if kind is Kind.THROTTLED:
            limit.refused(epoch)
        elif kind is None:
            limit.succeeded()
        return reply, kind in AGAIN

    def _wait(self, state: RetryCallState) -> float:
        """Return the seconds before the next try: any part of a doubling bound, or what the service asks for."""
        asked = state.outcome.result()[0].retry_after if state.outcome is not None else 0.0
        bound = min(LONGEST, FIRST * 2 ** (state.attempt_number - 1))
        return float(asked + self._clock.chance() * (FIRST if asked else bound))

    def _is_over(self, state: RetryCallState) -> bool:
        return stop_after_attempt(TRIES)(state) or state.upcoming_sleep >= self._deadline.left()
