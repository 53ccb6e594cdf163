"""Starts the emulator on a port: for a command until it ends, for tests in a thread."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import uvicorn

from ebaudit.emulator.app import App
from ebaudit.emulator.cell import Plain
from ebaudit.emulator.connection import Connection
from ebaudit.emulator.emulator import Emulator
from ebaudit.emulator.faults import Fault
from ebaudit.emulator.seed import seed_from
from ebaudit.emulator.settings import Settings
from ebaudit.model.request import Inputs

LOOPBACK = "127.0.0.1"
KEPT_OPEN = 75
"""Seconds that an idle connection stays open: longer than a client's pool is likely to wait."""
PATIENCE = 10.0
"""Seconds that a start or an end may take."""


class Running:
    """An emulator that serves.

    ``endpoint`` is ``host:port``, as the SDK's ``Config(endpoint=...)`` and the provider take it; ``url`` has
    the scheme in front.
    """

    def __init__(self, app: App, host: str, port: int) -> None:
        self.app = app
        self.emulator = emulator = app.emulator
        self.endpoint = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        self.url = f"http://{self.endpoint}"
        self.access_key = emulator.settings.access_key
        self.secret = emulator.settings.secret
        self.account = emulator.settings.account
        self.region = emulator.settings.region

    def stats(self) -> Plain:
        """Count what happened; see :meth:`Emulator.stats`."""
        return self.app.stats()

    def fault(self, action: str, kind: str, **details: Any) -> None:
        """Set a fault; see :class:`Fault` for kinds and details."""
        self.emulator.faults.add(Fault(action, kind, **details))

    def latency(self, seconds: float, action: str = "*") -> None:
        """Answer later."""
        self.emulator.latency[action] = seconds

    def rates(self, limits: Mapping[str, float], *, retry_after: bool = False) -> None:
        """Limit calls a second by action."""
        self.emulator.set_rates(limits, retry_after=retry_after)

    def load(self, saved: Plain, account: str = "") -> None:
        """Add the offline form of a live account to an account."""
        with self.emulator.lock:
            self.emulator.cell(account or self.account).load(saved)

    def deliveries(self, patience: float = PATIENCE) -> list[Plain]:
        """Return every delivery, once none is under way any more or ``patience`` seconds have passed."""
        end = time.monotonic() + patience
        while self.emulator.courier.under_way and time.monotonic() < end:
            time.sleep(0.005)
        return [each.plain() for each in self.emulator.courier.deliveries]

    def reset(self) -> None:
        """Forget state, faults, knobs and counts."""
        self.emulator.reset()


class Server(uvicorn.Server):
    """Uvicorn without hold on the process's signals, on a socket that is open already."""

    def __init__(self, app: App, sock: socket.socket) -> None:
        config = uvicorn.Config(
            app,
            http=Connection,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=False,
            proxy_headers=False,
            loop="asyncio",
            timeout_keep_alive=KEPT_OPEN,
        )
        super().__init__(config)
        self.emulators_app = app
        self.sock = sock

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to whoever started the server."""
        yield

    def serve_until_stopped(self) -> None:
        """Serve until ``stop`` is called."""
        self.run(sockets=[self.sock])

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, ready to be stopped."""
        self.loop = asyncio.get_running_loop()
        self.ended = asyncio.Event()
        await super().startup(sockets)

    async def main_loop(self) -> None:
        """Wait for the end instead of asking for it ten times a second."""
        await self.on_tick(0)
        await self.ended.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End at once: whoever stops an emulator waits for no answer of it."""
        for server in self.servers:
            server.close()
        for transport in list(self.emulators_app.transports.by_client.values()):
            transport.abort()
        self.emulators_app.emulator.courier.stop()
        await asyncio.sleep(0)

    def stop(self) -> None:
        """Let ``serve_until_stopped`` return; any thread may call this."""
        self.loop.call_soon_threadsafe(self.ended.set)


def listen(host: str, port: int) -> socket.socket:
    """Open the socket; port 0 takes a free one. OSError when that cannot be."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named, so that the event loop knows to switch Nagle's algorithm off: answers are headers and a body.
    sock = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((host, port))
    except OSError:
        sock.close()
        raise
    return sock


@contextmanager
def running(seed: Plain | str | None = None, *, settings: Settings | None = None, **knobs: Any) -> Iterator[Running]:
    """Serve an emulator on a free loopback port, in a thread, for as long as the context lasts.

    ``seed`` is the offline form of a live account, or the path of anything that a reader opens. ``knobs`` are
    fields of :class:`Settings`.
    """
    chosen = (settings or Settings())._replace(**knobs)
    with listen(LOOPBACK, 0) as sock, serving(emulator(chosen), LOOPBACK, sock) as found:
        if isinstance(seed, str):
            seed_from(found.emulator, seed, Inputs())
        elif seed is not None:
            found.load(seed)
        yield found


def emulator(settings: Settings) -> Emulator:
    """Make an emulator that goes by the machine's clock."""
    return Emulator(settings, time.time)  # noqa: TID251  a server needs the hour


@contextmanager
def serving(emulator: Emulator, host: str, sock: socket.socket) -> Iterator[Running]:
    """Serve an emulator in a thread for as long as the context lasts, on a socket bound to ``host``."""
    app = App(emulator, host)
    server = Server(app, sock)
    thread = threading.Thread(target=server.serve_until_stopped, name="ebaudit-emulator", daemon=True)
    thread.start()
    try:
        _wait(server, thread)
        yield Running(app, host, sock.getsockname()[1])
    finally:
        server.stop()
        thread.join(PATIENCE)


def _wait(server: Server, thread: threading.Thread) -> None:
    end = time.monotonic() + PATIENCE
    while not server.started:
        if not thread.is_alive() or time.monotonic() > end:
            raise RuntimeError("the emulator did not start")
        time.sleep(0.005)
