"""What calls need of time and chance, so that tests have their own."""

import random
import time
from collections.abc import Callable

from ebaudit.model.record import Record


class Clock(Record):
    """``now`` counts seconds from anywhere, ``sleep`` waits as many, ``chance`` is a number from 0 up to 1."""

    now: Callable[[], float]
    sleep: Callable[[float], None]
    chance: Callable[[], float]


REAL = Clock(time.monotonic, time.sleep, random.random)


class Deadline:
    """When the whole run has to be over."""

    __slots__ = ("_end", "_now", "seconds")

    def __init__(self, seconds: float, clock: Clock) -> None:
        self.seconds = seconds
        self._now = clock.now
        self._end = clock.now() + seconds

    def left(self) -> float:
        """Return the seconds that are left, 0 when there are none."""
        return max(0.0, self._end - self._now())
