"""The emulator's own address, ``/_emulator``: counts, faults, deliveries, and a fresh start."""

from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ebaudit.emulator.emulator import Emulator
from ebaudit.emulator.faults import Fault

PREFIX = "/_emulator"


def control(emulator: Emulator) -> Starlette:
    """Return the application below ``/_emulator``."""

    async def stats(_: Request) -> Response:
        return JSONResponse(emulator.stats())

    async def faults(request: Request) -> Response:
        if request.method == "DELETE":
            emulator.faults.clear()
        if request.method == "POST":
            problem = _set(emulator, await _json(request))
            if problem:
                return JSONResponse({"error": problem}, 400)
        return JSONResponse(emulator.faults.listed())

    async def start_again(_: Request) -> Response:
        emulator.reset()
        return JSONResponse(emulator.stats())

    async def deliveries(_: Request) -> Response:
        return JSONResponse([each.plain() for each in emulator.courier.deliveries])

    return Starlette(
        routes=[
            Route(f"{PREFIX}/stats", stats),
            Route(f"{PREFIX}/faults", faults, methods=["GET", "POST", "DELETE"]),
            Route(f"{PREFIX}/deliveries", deliveries),
            Route(f"{PREFIX}/reset", start_again, methods=["POST"]),
        ]
    )


async def _json(request: Request) -> Any:
    try:
        return await request.json()
    except ValueError:
        return None


def _set(emulator: Emulator, given: Any) -> str:
    """Set a fault from its JSON; return what is wrong with it."""
    if not isinstance(given, dict) or not {"action", "kind"} <= set(given):
        return "a fault is a JSON object with action and kind"
    unknown = sorted(set(given) - set(Fault._fields))
    if unknown:
        return f"a fault has no {', '.join(unknown)}; it has {', '.join(Fault._fields)}"
    try:
        emulator.faults.add(Fault(**given))
    except ValueError as error:
        return str(error)
    return ""
