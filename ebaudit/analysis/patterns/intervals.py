"""Sets of numbers as unions of intervals with exact ends."""

from typing import TYPE_CHECKING

from ebaudit.model.record import Record

if TYPE_CHECKING:
    from fractions import Fraction

    Number = int | Fraction

_MOST_DECIMALS = 40


class Interval(Record):
    """From ``low`` to ``high``, ``None`` for no bound; an end marked open is not in it."""

    low: "Number | None" = None
    high: "Number | None" = None
    low_open: bool = False
    high_open: bool = False

    def is_empty(self) -> bool:
        """Tell whether no number is in it."""
        if self.low is None or self.high is None:
            return False
        return self.low > self.high or (self.low == self.high and (self.low_open or self.high_open))

    def meet(self, other: "Interval") -> "Interval":
        """Return the numbers in both."""
        low, low_open = self.low, self.low_open
        if low is None or (other.low is not None and (other.low, other.low_open) > (low, low_open)):
            low, low_open = other.low, other.low_open
        high, high_open = self.high, self.high_open
        if high is None or (other.high is not None and (other.high, not other.high_open) < (high, not high_open)):
            high, high_open = other.high, other.high_open
        return Interval(low, high, low_open, high_open)


Intervals = tuple[Interval, ...]
NONE: Intervals = ()
ALL: Intervals = (Interval(),)


def point(value: "Number") -> Intervals:
    """Return the set of one number."""
    return (Interval(value, value),)


def meet(one: Intervals, other: Intervals) -> Intervals:
    """Return the numbers in both sets."""
    if one == ALL:
        return other
    if other == ALL:
        return one
    return tuple(part for a in one for b in other if not (part := a.meet(b)).is_empty())


def complement(intervals: Intervals) -> Intervals:
    """Return the numbers outside the set."""
    result = ALL
    for interval in intervals:
        outside = []
        if interval.low is not None:
            outside.append(Interval(high=interval.low, high_open=not interval.low_open))
        if interval.high is not None:
            outside.append(Interval(low=interval.high, low_open=not interval.high_open))
        result = meet(result, tuple(outside))
    return result


def join(one: Intervals, other: Intervals) -> Intervals:
    """Return the numbers in either set; the parts may overlap."""
    if ALL in (one, other):
        return ALL
    return one + other


def integer(intervals: Intervals) -> int | None:
    """Return a whole number in the set, or ``None``."""
    for interval in intervals:
        value = _decimal(interval, 0)
        if value is not None:
            return int(value)
    return None


def shortest(intervals: Intervals) -> "Number | None":
    """Return the number in the set with the fewest decimals, or ``None``."""
    for decimals in range(_MOST_DECIMALS):
        for interval in intervals:
            value = _decimal(interval, decimals)
            if value is not None:
                return value
    return None


def _decimal(interval: Interval, decimals: int) -> "Number | None":
    """Return the number with that many decimals in the interval that is next to an end, or to zero."""
    from fractions import Fraction

    scale = 10**decimals
    if interval.low is not None:
        scaled = interval.low * scale
        value = -(-scaled.numerator // scaled.denominator)
        value += interval.low_open and value == scaled
    elif interval.high is not None:
        scaled = interval.high * scale
        value = scaled.numerator // scaled.denominator
        value -= interval.high_open and value == scaled
    else:
        value = 0
    found = Fraction(value, scale)
    return None if Interval(found, found).meet(interval).is_empty() else found
