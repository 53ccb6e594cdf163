"""The ASGI application: the API at ``/``, everything about the emulator below ``/_emulator``.

There is one route that matters and it is called thousands of times, so it is served without a router.
"""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from ebaudit.emulator.cell import Plain
from ebaudit.emulator.connection import Transports
from ebaudit.emulator.control import PREFIX, control
from ebaudit.emulator.emulator import Emulator
from ebaudit.emulator.wire import HttpAnswer, HttpRequest

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
MOST_BYTES = 8 * 1024 * 1024
"""The largest body that is read."""


class App:
    """Carries requests to an emulator and its answers back."""

    def __init__(self, emulator: Emulator, host: str) -> None:
        self.emulator = emulator
        self.transports = Transports()
        self.control = control(emulator, host, self.stats)

    def stats(self) -> Plain:
        """Count what happened, connections included; see :meth:`Emulator.stats`."""
        return {**self.emulator.stats(), "connections": self.transports.opened}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["path"].startswith(PREFIX):
            await self.control(scope, receive, send)
            return
        body = await _body(receive)
        emulator = self.emulator
        emulator.busy += 1
        emulator.most_busy = max(emulator.most_busy, emulator.busy)
        try:
            answer = emulator.answer(_request(scope, body))
            if answer.delay:
                await asyncio.sleep(answer.delay)
        finally:
            emulator.busy -= 1
        if answer.reset or answer.cut is not None:
            await self._break(answer, scope, receive, send)
        else:
            await _start(answer, send)
            await send({"type": "http.response.body", "body": answer.body})

    async def _break(self, answer: HttpAnswer, scope: Scope, receive: Receive, send: Send) -> None:
        """Send a part of an answer or nothing of it, and reset the connection."""
        if answer.cut is not None:
            await _start(answer, send)
            await send({"type": "http.response.body", "body": answer.body[: answer.cut], "more_body": True})
        self.transports.reset(scope["client"])
        while (await receive())["type"] != "http.disconnect":
            pass


async def _body(receive: Receive) -> bytes:
    message = await receive()
    body: bytes = message.get("body", b"")
    if not message.get("more_body"):
        return body
    parts = [body]
    size = len(body)
    while message.get("more_body") and size <= MOST_BYTES:
        message = await receive()
        parts.append(message.get("body", b""))
        size += len(parts[-1])
    return b"".join(parts)


def _request(scope: Scope, body: bytes) -> HttpRequest:
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    client = scope["client"]
    query = scope["query_string"].decode("latin-1")
    return HttpRequest(scope["method"], scope["path"], query, headers, body, client[0] if client else "")


async def _start(answer: HttpAnswer, send: Send) -> None:
    length = str(len(answer.body)).encode()
    headers = [(b"content-type", answer.content_type), (b"content-length", length), *answer.headers]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
