"""Which targets an event goes to and what each is sent: the account's rules, patterns and transforms."""

from collections.abc import Iterator
from typing import Any

from ebaudit.analysis.patterns import matches, parse_pattern
from ebaudit.analysis.patterns.event import Event
from ebaudit.analysis.patterns.pattern import Pattern
from ebaudit.analysis.transforms.render import render
from ebaudit.emulator.cell import Cell, Plain

DELIVERED = "delivered"
RECORDED = "recorded"
FORWARDED = "forwarded"
PENDING = "pending"
DEAD_LETTERED = "dead-lettered"
DROPPED = "dropped"
"""What became of a delivery: sent; written down only, since the target is not on this machine; put on another bus;
under way; failed for good, with a dead-letter queue and without."""


class Delivery:
    """One event on its way to one target: what is sent, and what became of it."""

    __slots__ = ("attempts", "bus", "event", "failure", "id", "params", "rule", "status", "target")

    def __init__(self, id: int, bus: str, rule: str, target: Plain, event: Plain) -> None:
        self.id = id
        self.bus = bus
        self.rule = rule
        self.target = target
        self.event = event
        self.params: dict[str, str] = {}
        self.failure = ""
        self.attempts: list[Plain] = []
        self.status = PENDING

    @property
    def queue(self) -> str:
        """The dead-letter queue's ARN, or empty."""
        found = self.target.get("DeadLetterQueue") or {}
        return str(found.get("Arn", ""))

    def failed(self, why: str) -> None:
        """End it without success."""
        self.failure = why
        self.status = DEAD_LETTERED if self.queue else DROPPED

    def plain(self) -> Plain:
        """Return it as JSON."""
        return {
            "id": self.id,
            "eventId": self.event.get("id"),
            "bus": self.bus,
            "rule": self.rule,
            "target": self.target["Id"],
            "type": self.target["Type"],
            "endpoint": self.target.get("Endpoint", ""),
            "parameters": self.params,
            "status": self.status,
            "attempts": self.attempts,
            "failure": self.failure,
            "deadLetterQueue": self.queue,
        }


class Router:
    """Sends events through rules; patterns are parsed once."""

    def __init__(self) -> None:
        self._patterns: dict[str, Pattern | None] = {}
        self.made = 0

    def pattern(self, text: str) -> Pattern | None:
        """Return a pattern, or None for one that cannot be read."""
        if text not in self._patterns:
            self._patterns[text] = parse_pattern(text)[0]
        return self._patterns[text]

    def deliveries(self, cell: Cell, bus: str, event: Event, plain: Plain) -> Iterator[Delivery]:
        """Yield a delivery for each target of each rule of the bus that selects the event."""
        for rule in cell.rules.get(bus, {}).values():
            pattern = self.pattern(rule["FilterPattern"])
            if rule["Status"] != "ENABLE" or pattern is None or not matches(pattern, event):
                continue
            for target in rule["Targets"]:
                self.made += 1
                made = Delivery(self.made, bus, rule["RuleName"], target, plain)
                _render(made, event)
                yield made


def _render(delivery: Delivery, event: Event) -> None:
    for param in delivery.target.get("ParamList", ()):
        sent = render(str(param.get("Form")), _text(param.get("Value")), _text(param.get("Template")), event.text)
        if sent.error is not None:
            delivery.failed(f"parameter {param['ResourceKey']}: {sent.message}")
        elif sent.text is not None:
            delivery.params[param["ResourceKey"]] = sent.text


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
