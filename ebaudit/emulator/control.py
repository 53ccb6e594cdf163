"""The emulator's own address, ``/_emulator``: counts, faults, knobs, deliveries, and a fresh start.

It asks for no signature, so that a shell can use it; pages of a browser are kept out.
"""

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ebaudit.emulator.emulator import Emulator
from ebaudit.emulator.faults import Fault

PREFIX = "/_emulator"
LOCAL = {"127.0.0.1", "localhost", "::1"}
ABOUT = {
    f"GET {PREFIX}/stats": "counts of calls, answers, faults and connections",
    f"GET {PREFIX}/faults": "the faults that are set",
    f"POST {PREFIX}/faults": "set a fault: {action, kind, times, ...}",
    f"DELETE {PREFIX}/faults": "forget all faults",
    f"GET {PREFIX}/knobs": "latency in seconds and calls a second, by action",
    f"POST {PREFIX}/knobs": "set them: {latency: {action: seconds}, rates: {action: number}, retry_after: false}",
    f"GET {PREFIX}/deliveries": "what was delivered, recorded, or given up",
    f"POST {PREFIX}/reset": "forget state, faults, knobs and counts",
}
Handler = Callable[[Request], Awaitable[Response]]


def control(emulator: Emulator, host: str, count: Callable[[], dict[str, Any]]) -> Starlette:
    """Return the application below ``/_emulator`` of an emulator that listens on ``host``; ``count`` gives counts."""

    async def about(_: Request) -> Response:
        return JSONResponse(ABOUT)

    async def stats(_: Request) -> Response:
        return JSONResponse(count())

    async def faults(request: Request) -> Response:
        if request.method == "DELETE":
            emulator.faults.clear()
        problem = _set_fault(emulator, await _json(request)) if request.method == "POST" else ""
        return JSONResponse({"error": problem}, 400) if problem else JSONResponse(emulator.faults.listed())

    async def knobs(request: Request) -> Response:
        problem = _turn(emulator, await _json(request)) if request.method == "POST" else ""
        return JSONResponse({"error": problem}, 400) if problem else JSONResponse(_knobs(emulator))

    async def deliveries(_: Request) -> Response:
        return JSONResponse([each.plain() for each in emulator.courier.deliveries])

    async def start_again(_: Request) -> Response:
        emulator.reset()
        return JSONResponse(count())

    def route(path: str, handler: Handler, *methods: str) -> Route:
        return Route(f"{PREFIX}{path}", _guarded(handler, {*LOCAL, host}), methods=list(methods))

    return Starlette(
        routes=[
            route("", about, "GET"),
            route("/stats", stats, "GET"),
            route("/faults", faults, "GET", "POST", "DELETE"),
            route("/knobs", knobs, "GET", "POST"),
            route("/deliveries", deliveries, "GET"),
            route("/reset", start_again, "POST"),
        ]
    )


def _guarded(handler: Handler, hosts: set[str]) -> Handler:
    """Keep out what a page in a browser sends: from another origin, or under a name that was bent to this machine."""

    async def guarded(request: Request) -> Response:
        named = urlsplit(f"//{request.headers.get('host', '')}").hostname
        if "origin" in request.headers or (named not in hosts and not hosts & {"0.0.0.0", "::"}):  # noqa: S104  compared
            return JSONResponse({"error": "not for browsers"}, 403)
        return await handler(request)

    return guarded


async def _json(request: Request) -> Any:
    try:
        return await request.json()
    except (ValueError, RecursionError):
        return None


def _set_fault(emulator: Emulator, given: Any) -> str:
    """Set a fault from its JSON; return what is wrong with it."""
    if not isinstance(given, dict) or not {"action", "kind"} <= set(given):
        return "a fault is a JSON object with action and kind"
    unknown = sorted(set(given) - set(Fault._fields))
    if unknown:
        return f"a fault has no {', '.join(unknown)}; it has {', '.join(Fault._fields)}"
    wrong = [name for name, value in given.items() if not _is_like(value, Fault("", "")._asdict()[name])]
    if wrong:
        return f"of another type: {', '.join(wrong)}"
    try:
        emulator.faults.add(Fault(**given))
    except ValueError as error:
        return str(error)
    return ""


def _is_like(value: Any, default: Any) -> bool:
    if isinstance(default, float):
        return isinstance(value, int | float)
    return isinstance(value, type(default)) and isinstance(value, bool) is isinstance(default, bool)


def _knobs(emulator: Emulator) -> dict[str, Any]:
    rates = emulator.rates
    return {"latency": emulator.latency, "rates": rates.limits, "retry_after": rates.retry_after}


def _turn(emulator: Emulator, given: Any) -> str:
    """Set latency and limits from their JSON; return what is wrong with it."""
    if not isinstance(given, dict) or set(given) - {"latency", "rates", "retry_after"}:
        return "knobs are a JSON object with latency, rates and retry_after"
    for name in ("latency", "rates"):
        found = given.get(name, {})
        if not isinstance(found, dict) or not all(
            isinstance(each, int | float) and each >= 0 for each in found.values()
        ):
            return f"{name} is a JSON object of numbers by action"
    if "latency" in given:
        emulator.latency = dict(given["latency"])
    if "rates" in given or "retry_after" in given:
        limits = given.get("rates", emulator.rates.limits)
        emulator.set_rates(limits, retry_after=given.get("retry_after") is True)
    return ""
