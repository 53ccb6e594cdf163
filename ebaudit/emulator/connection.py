"""HTTP connections that can be reset: what uvicorn gives, and a way to the transport behind a request."""

import asyncio
import socket
import struct
from typing import Any, cast

from uvicorn.protocols.http.h11_impl import H11Protocol

_NO_LINGER = struct.pack("ii", 1, 0)
"""Makes the system send a reset instead of closing in order."""


class Connection(H11Protocol):
    """A connection that the application counts, and finds by the address of its client."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Tell the application of the transport."""
        super().connection_made(cast("asyncio.Transport", transport))
        transports = self.transports
        transports.opened += 1
        if self.client is not None:
            transports.by_client[self.client] = self.transport

    def connection_lost(self, exc: Exception | None) -> None:
        """Let the application forget the transport."""
        if self.client is not None:
            self.transports.by_client.pop(self.client, None)
        super().connection_lost(exc)

    @property
    def transports(self) -> "Transports":
        """What the application keeps of its connections; it is always the emulator's."""
        found: Transports = cast("Any", self.config.app).transports
        return found


class Transports:
    """The connections that are open, and how many were opened."""

    def __init__(self) -> None:
        self.by_client: dict[tuple[str, int], asyncio.Transport] = {}
        self.opened = 0

    def reset(self, client: Any) -> None:
        """Reset the connection of a client, as a broken network would."""
        transport = self.by_client.get(client)
        if transport is None:
            return
        sock = transport.get_extra_info("socket")
        if sock is not None:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
        transport.abort()
