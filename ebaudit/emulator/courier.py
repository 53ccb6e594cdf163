"""Carries deliveries out: sends, waits, tries again as the target's strategy says, and gives up."""

import asyncio
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ebaudit.analysis.patterns.event import read_event
from ebaudit.emulator.cell import Cell, Plain
from ebaudit.emulator.delivery import DELIVERED, FORWARDED, PENDING, RECORDED, Delivery, Router
from ebaudit.emulator.receivers import BROKEN, Outgoing, ReceiverError, outgoing, send, token_request

if TYPE_CHECKING:
    from ebaudit.emulator.emulator import Emulator

FORWARDER = "acs.eventbridge"
MOST_HOPS = 5
"""How often an event is put on another bus before it is taken for one that runs in a circle."""
KEPT = 10_000
"""How many deliveries are remembered."""
BACKOFF_WAITS = (10, 15, 20)
"""Seconds before the retries of BACKOFF_RETRY, which the service draws from 10 to 20."""
LONGEST_WAIT = 512


class Courier:
    """Everything that was or is to be delivered; without a server, nothing is sent."""

    def __init__(self, emulator: "Emulator") -> None:
        self.emulator = emulator
        self.router = Router()
        self.deliveries: list[Delivery] = []
        self.under_way: set[asyncio.Task[None]] = set()

    def put(self, cell: Cell, bus: str, event: Plain, hops: int = 0) -> list[Delivery]:
        """Send one event through the rules of a bus, and begin every delivery."""
        read, _ = read_event(json.dumps(event, ensure_ascii=False))
        if read is None:
            return []
        made = list(self.router.deliveries(cell, bus, read, event))
        for delivery in made:
            self.deliveries.append(delivery)
            if delivery.status == PENDING:
                self._begin(delivery, cell, hops)
        del self.deliveries[:-KEPT]
        return made

    def stop(self) -> None:
        """Give up what is under way."""
        for task in list(self.under_way):
            task.get_loop().call_soon_threadsafe(task.cancel)

    def _begin(self, delivery: Delivery, cell: Cell, hops: int) -> None:
        if delivery.target["Type"] == FORWARDER:
            self._forward(delivery, cell, hops)
            return
        try:
            request, token = outgoing(delivery, cell), token_request(delivery, cell)
        except ReceiverError as error:
            delivery.failed(str(error))
            return
        if request is None:
            delivery.status = RECORDED
            return
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # asked without a server
            delivery.status = RECORDED
            return
        task = loop.create_task(self._carry(delivery, request, token))
        self.under_way.add(task)
        task.add_done_callback(self.under_way.discard)

    def _forward(self, delivery: Delivery, cell: Cell, hops: int) -> None:
        """Put an event on the bus that the target names, in the account of its ARN if the emulator has it."""
        account, _, bus = delivery.target["Endpoint"].removeprefix("acs:eventbridge:").partition(":eventbus/")
        there = self.emulator.cells.get(account.rpartition(":")[2])
        if there is None or there.region != cell.region:
            delivery.status = RECORDED
        elif bus not in there.buses:
            delivery.failed(f"there is no event bus '{bus}'")
        elif hops >= MOST_HOPS:
            delivery.failed(f"the event was forwarded {MOST_HOPS} times already")
        else:
            delivery.status = FORWARDED
            self.put(there, bus, {**delivery.event, "aliyuneventbusname": bus}, hops + 1)

    async def _carry(self, delivery: Delivery, request: Outgoing, token: Outgoing | None) -> None:
        for wait in self._waits(delivery):
            await asyncio.sleep(wait * self.emulator.settings.retry_scale)
            if await self._attempt(delivery, request, token):
                delivery.status = DELIVERED
                return
        delivery.failed("the last retry failed")

    def _waits(self, delivery: Delivery) -> Iterator[float]:
        """Yield the seconds before each attempt, the first included."""
        yield 0
        if delivery.target.get("PushRetryStrategy") != "EXPONENTIAL_DECAY_RETRY":
            yield from BACKOFF_WAITS[: self.emulator.settings.retries]
            return
        retries = self.emulator.catalog.retry["EXPONENTIAL_DECAY_RETRY"].retries
        for number in range(min(retries, self.emulator.settings.retries)):
            yield min(2**number, LONGEST_WAIT)

    async def _attempt(self, delivery: Delivery, request: Outgoing, token: Outgoing | None) -> bool:
        timeout = self.emulator.settings.delivery_timeout
        attempt: Plain = {"at": int(self.emulator.clock() * 1000)}
        delivery.attempts.append(attempt)
        try:
            if token is not None:
                _, answer = await asyncio.to_thread(send, token, timeout)
                bearer = f"Bearer {json.loads(answer)['access_token']}"
                request = request._replace(headers={**request.headers, "authorization": bearer})
            status, _ = await asyncio.to_thread(send, request, timeout)
        except (*BROKEN, KeyError, TypeError) as error:
            attempt["error"] = type(error).__name__
            return False
        attempt["status"] = status
        return 200 <= status < 300
