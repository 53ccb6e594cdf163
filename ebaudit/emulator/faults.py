"""Faults that a call can be given, and how often it may be made: what a client must survive."""

from collections import deque
from collections.abc import Mapping
from typing import Any

from ebaudit.emulator.errors import ApiError
from ebaudit.emulator.wire import HttpAnswer
from ebaudit.model.record import Record

KINDS = (
    "throttle",
    "error",
    "code",
    "reset",
    "truncate",
    "html",
    "empty",
    "body",
    "delay",
    "shift",
    "loop",
)
ALL = "*"
HTML = b"<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"


class Fault(Record):
    """What goes wrong with the calls of an action.

    ``action`` is a name or ``*``; ``params`` must be among the call's parameters. The first ``skip`` calls that
    fit are spared, then ``times`` of them fail (-1: all). ``kind``:

    ======== ==============================================================================
    throttle ``code`` (Throttling.User) with ``status`` (400) and, if set, ``retry_after`` (ms)
    error    ``code`` (InternalError) with ``status`` (500)
    code     ``code`` beside HTTP status 200
    reset    the connection is reset without an answer
    truncate the answer ends after half of its body
    html     a gateway's page with ``status`` (502)
    empty    HTTP 200 and no body
    body     HTTP ``status`` (200) and ``text``
    delay    the answer, ``seconds`` late
    shift    pages after the first begin ``by`` entries later: things moved between pages
    loop     the token of the next page is the page's own
    ======== ==============================================================================

    With ``executed`` the call is carried out before its answer is lost.
    """

    action: str
    kind: str
    times: int = 1
    skip: int = 0
    status: int = 0
    code: str = ""
    message: str = "made by a fault"
    retry_after: int = 0
    text: str = ""
    seconds: float = 0.0
    by: int = 1
    executed: bool = False
    params: Mapping[str, str] = {}

    @property
    def pages(self) -> bool:
        """Whether it concerns what is on a page."""
        return self.kind in ("shift", "loop")

    def error(self) -> ApiError | None:
        """Return the refusal that it is, or None when it is no refusal."""
        if self.kind == "throttle":
            return ApiError(self.status or 400, self.code or "Throttling.User", self.message, self.retry_after)
        if self.kind == "error":
            return ApiError(self.status or 500, self.code or "InternalError", self.message)
        if self.kind == "code":
            return ApiError(200, self.code or "InternalError", self.message)
        return None

    def damaged(self, answer: HttpAnswer) -> HttpAnswer:
        """Return an answer with what this does to it."""
        if self.kind == "reset":
            return answer._replace(reset=True)
        if self.kind == "truncate":
            return answer._replace(cut=len(answer.body) // 2)
        if self.kind == "html":
            return HttpAnswer(self.status or 502, HTML, content_type=b"text/html")
        return HttpAnswer(self.status or 200, self.text.encode() if self.kind == "body" else b"")


class Faults:
    """The faults that are set, in the order in which they were."""

    def __init__(self) -> None:
        self._set: list[list[Any]] = []
        self.met = 0

    def add(self, fault: Fault) -> None:
        """Set a fault; ValueError for a kind that there is not."""
        if fault.kind not in KINDS:
            raise ValueError(f"there is no fault '{fault.kind}'; choose from {', '.join(KINDS)}")
        self._set.append([fault, fault.skip, fault.times])

    def clear(self) -> None:
        """Forget all of them."""
        self._set.clear()

    def listed(self) -> list[dict[str, Any]]:
        """Return those that can still happen, with how often."""
        return [{**fault._asdict(), "skip": skip, "times": times} for fault, skip, times in self._set]

    def take(self, action: str, params: Mapping[str, str], *, pages: bool = False) -> Fault | None:
        """Return the fault that this call meets, if any, and count it."""
        for entry in self._set:
            fault: Fault = entry[0]
            fits = fault.action in (ALL, action) and all(
                params.get(name) == text for name, text in fault.params.items()
            )
            if not fits or fault.pages is not pages:
                continue
            if entry[1]:
                entry[1] -= 1
                continue
            if entry[2] == 0:
                continue
            entry[2] -= 1 if entry[2] > 0 else 0
            self.met += 1
            return fault
        return None


class Rates:
    """How many calls of an action in a second are let through; ``*`` is for each of those not named."""

    def __init__(self, limits: Mapping[str, float], *, retry_after: bool = False) -> None:
        self.limits = dict(limits)
        self.retry_after = retry_after
        self._made: dict[tuple[str, str], deque[float]] = {}

    def check(self, account: str, action: str, now: float) -> None:
        """Refuse a call beyond the limit of its account and action."""
        limit = self.limits.get(action, self.limits.get(ALL))
        if not limit:
            return
        made = self._made.setdefault((account, action), deque())
        while made and made[0] <= now - 1:
            made.popleft()
        if len(made) >= max(1, int(limit)):
            wait = max(1, int((made[0] + 1 - now) * 1000)) if self.retry_after else 0
            raise ApiError(400, "Throttling.User", "Request was denied due to user flow control.", wait)
        made.append(now)
