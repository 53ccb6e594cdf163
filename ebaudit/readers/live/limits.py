"""How fast calls may follow each other: for each account, region and action its own adaptive limit.

The service does not document its limits, so they are found. A limit starts at ``--max-qps``, without it there is
none until the service throttles. Then calls go on at less than the rate that was too much, which grows again by a
little with each success and shrinks by a part with each further throttling (additive increase, multiplicative
decrease).
"""

from collections import deque
from threading import Lock

from ebaudit.readers.live.clock import Clock

GUESS, GROWTH, SHRINK, LEAST = 20.0, 0.3, 0.7, 1.0
"""Calls a second that are taken for too much where none were measured; what a success adds; what throttling leaves
of a rate; the least."""
WINDOW = 64
"""How many calls back the rate is measured that proved to be too much."""


class Limit:
    """The limit of one action: a place in the queue for each call, at least ``1 / rate`` seconds after the last."""

    __slots__ = ("_clock", "_epoch", "_lock", "_most", "_next", "_recent", "rate", "throttled")

    def __init__(self, most: float, clock: Clock) -> None:
        self._clock = clock
        self._lock = Lock()
        self._most = most
        self._next = clock.now()
        self._epoch = 0
        self._recent: deque[float] = deque(maxlen=WINDOW)
        self.rate: float = most
        """Calls a second; 0 while there is no limit."""
        self.throttled = 0
        """How many calls the service refused."""

    def reserve(self) -> tuple[float, int]:
        """Take the next place; return the seconds to wait for it and the epoch that the call belongs to."""
        with self._lock:
            now = self._clock.now()
            at = max(now, self._next)
            self._next = at + (1 / self.rate if self.rate else 0.0)
            self._recent.append(at)
            return at - now, self._epoch

    def succeeded(self) -> None:
        """Let the rate grow a little."""
        if self.rate:
            with self._lock:
                grown = self.rate + GROWTH
                self.rate = min(grown, self._most) if self._most else grown

    def refused(self, epoch: int) -> None:
        """Shrink the rate, once for all the calls that were under way at the old one."""
        with self._lock:
            self.throttled += 1
            if epoch != self._epoch:
                return
            self._epoch += 1
            self.rate = max(LEAST, (self.rate or self._measured()) * SHRINK)
            self._next = max(self._next, self._clock.now() + 1 / self.rate)

    def _measured(self) -> float:
        """Return the rate of the last calls, in calls a second."""
        took = self._clock.now() - self._recent[0] if self._recent else 0.0
        return len(self._recent) / took if took > 0 else GUESS


class Limits:
    """The limits of all actions of one account and region."""

    __slots__ = ("_clock", "_found", "_lock", "_most")

    def __init__(self, most: float, clock: Clock) -> None:
        self._most = most
        self._clock = clock
        self._found: dict[str, Limit] = {}
        self._lock = Lock()

    def of(self, action: str) -> Limit:
        """Return the limit of an action."""
        found = self._found.get(action)
        if found is None:
            with self._lock:
                found = self._found.setdefault(action, Limit(self._most, self._clock))
        return found

    @property
    def throttled(self) -> int:
        """How many calls the service refused so far."""
        return sum(each.throttled for each in self._found.values())
