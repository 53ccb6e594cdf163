"""The emulator itself: from one request to one answer, whatever carries them."""

import threading
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid4

from ebaudit import catalog
from ebaudit.emulator.actions.table import ACTIONS, EVENTBRIDGE, Action
from ebaudit.emulator.actions.trail import record
from ebaudit.emulator.call import Call
from ebaudit.emulator.cell import Cell, Plain, enabled
from ebaudit.emulator.courier import Courier
from ebaudit.emulator.encoding import pairs
from ebaudit.emulator.envelope import BUG, bug, refusal, success
from ebaudit.emulator.errors import ApiError, missing
from ebaudit.emulator.faults import ALL, Fault, Faults, Rates
from ebaudit.emulator.identities import Identities
from ebaudit.emulator.settings import Settings
from ebaudit.emulator.signing import verify
from ebaudit.emulator.wire import HttpAnswer, HttpRequest, form_of


class Emulator:
    """Accounts, keys, knobs and counts; ``answer`` is called by one thread at a time, the rest by any.

    ``clock`` returns seconds since 1970; ``latency`` is in seconds by action, ``*`` for each not named.
    """

    def __init__(self, settings: Settings, clock: Callable[[], float]) -> None:
        self.settings = settings
        self.clock = clock
        self.catalog, _ = catalog.load()
        self.lock = threading.RLock()
        self.faults = Faults()
        self.rates = Rates({})
        self.latency: dict[str, float] = {}
        self.changes = 0
        self._clear()

    def _clear(self) -> None:
        self.identities = Identities(self.settings)
        self.cells: dict[str, Cell] = {}
        for account in (self.settings.account, *self.settings.accounts):
            self.cell(account)
        self.courier = Courier(self)
        self.calls: Counter[str] = Counter()
        self.codes: Counter[str] = Counter()
        self.busy = self.most_busy = 0

    def reset(self) -> None:
        """Forget everything but the settings: state, faults, limits, latency and counts."""
        with self.lock:
            self.courier.stop()
            self._clear()
            self.faults = Faults()
            self.rates = Rates({})
            self.latency = {}
            self.changes += 1

    def cell(self, account: str) -> Cell:
        """Return what an account has; one that is new has the default bus."""
        if account not in self.cells:
            created = int(self.clock() * 1000)
            activated = self.settings.activated
            self.cells[account] = Cell(account, self.settings.region, created, activated=activated)
        return self.cells[account]

    def stats(self) -> Plain:
        """Count what happened: requests, calls by action, answers by code, faults, most at once."""
        with self.lock:
            return {
                "requests": self.calls.total(),
                "calls": dict(sorted(self.calls.items())),
                "codes": dict(sorted(self.codes.items())),
                "faults": self.faults.met,
                "most_at_once": self.most_busy,
                "changes": self.changes,
            }

    def set_rates(self, limits: Mapping[str, float], *, retry_after: bool = False) -> None:
        """Limit calls a second by action; ``retry_after`` says with which header calls are refused."""
        self.rates = Rates(limits, retry_after=retry_after)

    def paging_fault(self, action: str) -> tuple[int, bool]:
        """Return by how much a page shifts, and whether its token leads nowhere."""
        fault = self.faults.take(action, {}, pages=True)
        if fault is None:
            return 0, False
        return (fault.by, False) if fault.kind == "shift" else (0, True)

    def answer(self, request: HttpRequest) -> HttpAnswer:
        """Answer one request; never raises."""
        with self.lock:
            self._late = 0.0
            request_id = str(uuid4()).upper()
            name, params = request.headers.get("x-acs-action", ""), {}
            try:
                query, form = pairs(request.query), form_of(request)
                params = {**dict(query), **dict(form)}
                name = params.get("Action") or name
                answer, code = self._answer(request, query, form, params, name, request_id)
            except ApiError as error:
                answer = refusal(error, request_id, request.headers.get("host", ""), self.settings.quirks)
                code = error.code
            except Exception as error:  # noqa: BLE001  the last guard: a client gets an answer whatever happens
                answer, code = bug(error, request_id), BUG
            self.calls[name] += 1
            self.codes[code] += 1
            delay = self._late + self.latency.get(name, self.latency.get(ALL, 0.0))
            return answer._replace(delay=delay) if delay else answer

    def _answer(  # noqa: PLR0913  the parts of a request
        self,
        request: HttpRequest,
        query: list[Any],
        form: list[Any],
        params: dict[str, str],
        name: str,
        request_id: str,
    ) -> tuple[HttpAnswer, str]:
        action, version = _action(request, params, name)
        now = self.clock()
        identity = verify(request, query, form, self.identities, now, self.settings.clock_skew)
        self.rates.check(identity.account, name, now)
        headers = request.headers
        call = Call(
            self, name, params, identity, self.cell(identity.account), now, request_id,
            headers.get("user-agent", ""), request.client, headers.get("host", ""),
        )  # fmt: skip
        fault = self.faults.take(name, params)
        if fault is None:
            return self._carried_out(call, action, version), "Success"
        return self._faulty(fault, call, action, version)

    def _faulty(self, fault: Fault, call: Call, action: Action, version: str) -> tuple[HttpAnswer, str]:
        """Let a call meet a fault; it is carried out where the answer, whole or in part, is what is lost."""
        if fault.kind == "delay":
            self._late = fault.seconds
            return self._carried_out(call, action, version), "Success"
        error = fault.error()
        carried = HttpAnswer(200, b"")
        if fault.executed or fault.kind == "truncate":
            carried = self._carried_out(call, action, version)
        if error is not None:
            raise error
        return fault.damaged(carried), f"fault:{fault.kind}"

    def _carried_out(self, call: Call, action: Action, version: str) -> HttpAnswer:
        if version == EVENTBRIDGE:
            enabled(call.cell, self.settings.quirks.not_enabled_status)
        try:
            data = action.handler(call)
        except ApiError as error:
            if action.changes:
                record(call, error)
            raise
        if action.changes:
            self.changes += 1
            record(call)
        return success(call, action, data)


def _action(request: HttpRequest, params: Mapping[str, str], name: str) -> tuple[Action, str]:
    if request.method not in ("POST", "GET"):
        raise ApiError(405, "UnsupportedHTTPMethod", "This http method is not supported.")
    version = params.get("Version") or request.headers.get("x-acs-version", "")
    if not name:
        raise missing("Action")
    found = ACTIONS.get((version, name))
    if found is None:
        raise ApiError(404, "InvalidAction.NotFound", f"Specified api is not found: {name} of version {version!r}.")
    return found, version
