"""Time that does not pass by itself, and services that answer from a list: for tests of calls to live accounts."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ebaudit.readers.live.actions import Action
from ebaudit.readers.live.clock import Clock
from ebaudit.readers.live.replies import Reply


class Time:
    """A clock that only sleeping moves; ``slept`` is what was slept, ``chance`` what chance always is."""

    def __init__(self, chance: float = 1.0) -> None:
        self.now = 0.0
        self.slept: list[float] = []
        self.clock = Clock(lambda: self.now, self.sleep, lambda: chance)

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 6))
        self.now += seconds


def good(data: Any) -> Reply:
    """Return the reply of a call that went well."""
    return Reply(200, {"Code": "Success", "Success": True, "RequestId": "R", "Data": data})


def bad(code: str, status: int = 400, **more: Any) -> Reply:
    """Return the reply of a call that did not."""
    return Reply(status, {"Code": code, "Message": f"said {code}", "RequestId": "R-1"}, **more)


class Script:
    """Answers calls with what a function makes of them, and remembers them."""

    def __init__(self, answer: Callable[[str, Mapping[str, str]], Reply]) -> None:
        self._answer = answer
        self.asked: list[tuple[str, dict[str, str]]] = []

    def reply(self, action: Action, parameters: Mapping[str, str]) -> Reply:
        self.asked.append((action.name, dict(parameters)))
        return self._answer(action.name, parameters)


def in_turn(replies: Iterable[Reply]) -> Script:
    """Return what answers with one reply after another."""
    left = iter(replies)
    return Script(lambda _action, _parameters: next(left))
