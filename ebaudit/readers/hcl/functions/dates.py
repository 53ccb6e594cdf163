"""Functions of dates.

Source: https://developer.hashicorp.com/terraform/language/functions/formatdate
"""

import re
from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction

from ebaudit.model.value import Value
from ebaudit.readers.hcl.errors import EvalError
from ebaudit.readers.hcl.functions.arguments import text_at
from ebaudit.readers.hcl.functions.context import CallContext

_STAMP = re.compile(r"(\d{4})-(\d\d)-(\d\d)[T](\d\d):(\d\d):(\d\d)(?:[.,](\d+))?(?:Z|([+-])(\d\d):(\d\d))", re.ASCII)
_SPAN = re.compile(r"(?=\.?\d)(\d*)(?:\.(\d*))?(ns|us|µs|μs|ms|s|m|h)", re.ASCII)
_UNITS = {"ns": 1, "us": 10**3, "µs": 10**3, "μs": 10**3, "ms": 10**6, "s": 10**9, "m": 60 * 10**9, "h": 3600 * 10**9}
_PIECE = re.compile(r"'(?:[^']|'')*'|([A-Za-z])\1*|[^A-Za-z']+|'", re.DOTALL)
_MAX_NANOSECONDS = 2**63
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class Moment:
    """A time with nanoseconds; ``utc`` is true when the text said ``Z``."""

    __slots__ = ("at", "nanoseconds", "utc")

    def __init__(self, at: datetime, nanoseconds: int, *, utc: bool) -> None:
        self.at = at
        self.nanoseconds = nanoseconds
        self.utc = utc


def _parsed(text: str, argument: int) -> Moment:
    match = _STAMP.fullmatch(text)
    if match is None:
        raise EvalError(f'"{text[:60]}" is not a valid RFC 3339 timestamp', argument=argument)
    fields = [int(match[index]) for index in range(1, 7)]
    offset = timedelta(hours=int(match[9] or 0), minutes=int(match[10] or 0))
    zone = UTC if match[8] is None else timezone(-offset if match[8] == "-" else offset)
    nanoseconds = int((match[7] or "0")[:9].ljust(9, "0"))
    if int(match[9] or 0) > 23 or int(match[10] or 0) > 59:
        raise EvalError(
            f'"{text[:60]}" is not a valid RFC 3339 timestamp: the offset is out of range', argument=argument
        )
    try:
        at = datetime(*fields, tzinfo=zone)  # type: ignore[arg-type,misc]  # the six fields come in order
    except ValueError as error:
        raise EvalError(f'"{text[:60]}" is not a valid RFC 3339 timestamp: {error}', argument=argument) from None
    return Moment(at, nanoseconds, utc=match[8] is None)


def _duration(text: str) -> int:
    """Return nanoseconds."""
    sign = -1 if text.startswith("-") else 1
    body = text[1:] if text[:1] in {"-", "+"} else text
    total = Fraction(0)
    at = 0
    while at < len(body):
        match = _SPAN.match(body, at)
        if match is None or len(match[0]) > 60:
            break
        total += Fraction(int((match[1] or "") + (match[2] or "") or "0"), 10 ** len(match[2] or "")) * _UNITS[match[3]]
        at = match.end()
    if body != "0" and (not body or at < len(body)):
        raise EvalError(f'"{text[:60]}" is not a valid duration, such as "1h30m"', argument=1)
    if total >= _MAX_NANOSECONDS:
        raise EvalError("the duration is too long", argument=1)
    return sign * int(total)


def _timeadd(args: list[Value], _context: CallContext) -> Value:
    moment = _parsed(text_at(args, 0), 0)
    seconds = (moment.nanoseconds + _duration(text_at(args, 1))) // 10**9
    try:
        at = moment.at + timedelta(seconds=seconds)
    except OverflowError:
        raise EvalError("the result is outside the years 1 to 9999") from None
    return f"{at.year:04d}{at:-%m-%dT%H:%M:%S}" + ("Z" if not at.utcoffset() else _offset(at, ":"))


def _timecmp(args: list[Value], _context: CallContext) -> Value:
    a, b = _parsed(text_at(args, 0), 0), _parsed(text_at(args, 1), 1)
    left, right = (a.at, a.nanoseconds), (b.at, b.nanoseconds)
    return (left > right) - (left < right)


def _offset(at: datetime, separator: str) -> str:
    minutes = int((at.utcoffset() or timedelta()).total_seconds()) // 60
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02d}{separator}{abs(minutes) % 60:02d}"


def _formatdate(args: list[Value], _context: CallContext) -> Value:
    template = text_at(args, 0)
    moment = _parsed(text_at(args, 1), 1)
    made: list[str] = []
    for match in _PIECE.finditer(template):
        piece = match[0]
        if piece == "'":
            raise EvalError("the format has a quoted part that is not terminated", argument=0)
        if piece.startswith("'"):
            made.append(piece[1:-1].replace("''", "'") if len(piece) > 2 else "'")
        else:
            made.append(_field(piece, moment) if piece[0].isascii() and piece[0].isalpha() else piece)
    return "".join(made)


def _field(piece: str, moment: Moment) -> str:
    fields = _calendar(moment.at) | _clock(moment)
    if piece not in fields:
        raise EvalError(f'invalid date format verb "{piece}"', argument=0)
    return fields[piece]


def _calendar(at: datetime) -> dict[str, str]:
    month, day = _MONTHS[at.month - 1], _DAYS[at.weekday()]
    return {
        "YYYY": f"{at.year:04d}", "YY": f"{at.year % 100:02d}",
        "MMMM": month, "MMM": month[:3], "MM": f"{at.month:02d}", "M": str(at.month),
        "DD": f"{at.day:02d}", "D": str(at.day), "EEEE": day, "EEE": day[:3],
    }  # fmt: skip


def _clock(moment: Moment) -> dict[str, str]:
    at = moment.at
    hour = at.hour % 12 or 12
    half = "pm" if at.hour >= 12 else "am"
    zero = not at.utcoffset()
    return {
        "hh": f"{at.hour:02d}", "h": str(at.hour), "HH": f"{hour:02d}", "H": str(hour),
        "AA": half.upper(), "aa": half, "mm": f"{at.minute:02d}", "m": str(at.minute),
        "ss": f"{at.second:02d}", "s": str(at.second),
        "ZZZZZ": _offset(at, ":"), "ZZZZ": _offset(at, ""),
        "ZZZ": "UTC" if zero else _offset(at, ""), "Z": "Z" if zero else _offset(at, ":"),
    }  # fmt: skip


IMPLEMENTATIONS = {"formatdate": _formatdate, "timeadd": _timeadd, "timecmp": _timecmp}
