"""What an event test file says, and what came of it."""

from enum import StrEnum
from typing import Any

from ebaudit.analysis.patterns.event import Event
from ebaudit.model.record import Record
from ebaudit.model.source import Span

TEXT, JSON, SCHEMA, MISSING, ERROR = "text", "json", "schema", "missing", "error"
KINDS = (TEXT, JSON, SCHEMA, MISSING, ERROR)


class Expectation(Record):
    """What one parameter must be when it is sent.

    ``kind`` says how ``value`` is compared: ``text`` exactly; ``json`` as part of JSON (every member that is
    named, arrays item by item); ``schema`` is a JSON Schema; ``missing`` has no value; ``error`` is the code
    with which the parameter fails. ``key`` is the parameter's, in any case of letters.
    """

    key: str
    kind: str
    value: Any


class ExpectedDelivery(Record):
    """A delivery that an event must have: the rule by its address or name, the target by its id or any."""

    rule: str
    target: str | None
    parameters: tuple[Expectation, ...]


class Slot(Record):
    """Where the deliveries of a test stand in the text, or would: characters ``start`` to ``end``, at ``column``."""

    start: int
    end: int
    column: int


class EventTest(Record):
    """One event and what must become of it.

    ``deliveries`` is ``None`` when they are yet to be recorded. Unless ``exact``, others are welcome beside them.
    """

    name: str
    event: Event
    bus: str | None
    deliveries: tuple[ExpectedDelivery, ...] | None
    exact: bool
    span: Span
    slot: Slot


class EventFile(Record):
    """The tests of one file, its text, and the other files that it reads."""

    path: str
    text: str
    tests: tuple[EventTest, ...]
    reads: tuple[str, ...] = ()


class Verdict(StrEnum):
    """What came of a test."""

    PASSED = "passed"
    FAILED = "failed"
    UNDECIDED = "undecided"


class Remark(Record):
    """One reason for a verdict: a sentence, the rule or target it is about, and the event field that decided."""

    message: str
    about: str = ""
    field: str = ""


class Result(Record):
    """The verdict on one test with its reasons; ``notes`` change nothing. ``reached`` are the rules that took it."""

    test: EventTest
    verdict: Verdict
    failures: tuple[Remark, ...] = ()
    undecided: tuple[Remark, ...] = ()
    notes: tuple[Remark, ...] = ()
    reached: tuple[str, ...] = ()
