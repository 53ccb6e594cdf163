"""Event test files: YAML to :class:`EventFile`, strict about every key, each complaint with its line and column."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import yaml

from ebaudit.analysis.patterns.event import read_event
from ebaudit.eventtests.document import EventFile, EventTest, ExpectedDelivery, Slot
from ebaudit.eventtests.expectations import parameters
from ebaudit.eventtests.inline import InlineError, json_text
from ebaudit.model.source import FileProblem, Span
from ebaudit.yamltext import Complaint, Fields, compose

if TYPE_CHECKING:
    from ebaudit.analysis.patterns.event import Event

ReadText = Callable[[str], str]
"""From a file's name as it stands in a test file to its text; ``OSError`` or ``ValueError`` when there is none."""
_TOP = ("bus", "tests")
_TEST = ("name", "event", "event_file", "bus", "deliveries", "exact")
_DELIVERY = ("rule", "target", "body", "parameters")


def read_file(
    text: str, path: str, read_text: ReadText, *, record: bool = False
) -> tuple[EventFile | None, tuple[FileProblem, ...]]:
    """Read the tests of one file; with ``record`` those without deliveries too.

    The file is ``None`` when there is any problem.
    """
    node, wrong = compose(text)
    if wrong is None and not isinstance(node, yaml.MappingNode):
        wrong = Complaint(1, 1, "an event test file is a mapping with the key 'tests'")
    if wrong is not None or not isinstance(node, yaml.MappingNode):
        return None, (FileProblem(path, *(wrong or Complaint(1, 1, "this is no event test file"))),)
    reader = _Reader(path, read_text, record=record)
    tests = reader.tests(node)
    if reader.problems:
        return None, tuple(sorted(reader.problems, key=lambda problem: problem[1:3]))
    return EventFile(path, text, tests, tuple(reader.reads)), ()


class _Reader:
    def __init__(self, path: str, read_text: ReadText, *, record: bool) -> None:
        self.path = path
        self.read_text = read_text
        self.record = record
        self.problems: list[FileProblem] = []
        self.reads: list[str] = []

    def complain(self, complaint: Complaint) -> None:
        self.problems.append(FileProblem(self.path, *complaint))

    def tests(self, node: yaml.MappingNode) -> tuple[EventTest, ...]:
        fields = Fields(node, _TOP, self.complain)
        fields.require(("tests",))
        bus = fields.text("bus")
        nodes = fields.items("tests")
        if not nodes and "tests" in fields:
            fields.complain("tests", "there is no test here")
        found = [test for item in nodes if (test := self.test(item, bus)) is not None]
        seen: set[str] = set()
        for test in found:
            if test.name in seen:
                self.complain(Complaint(test.span.line, test.span.column, f"the name '{test.name}' is here twice"))
            seen.add(test.name)
        return tuple(found)

    def test(self, node: yaml.Node, bus: str | None) -> EventTest | None:
        if not isinstance(node, yaml.MappingNode):
            self.complain(Complaint.at(node, "a test is a mapping with a name, an event and deliveries"))
            return None
        fields = Fields(node, _TEST, self.complain)
        fields.require(("name",))
        event = self.event(fields)
        deliveries = self.deliveries(fields)
        exact = fields.boolean("exact", default=True)
        name, own = fields.text("name"), fields.text("bus")
        if event is None or name is None:
            return None
        mark = node.start_mark
        span = Span(self.path, mark.line + 1, mark.column + 1, mark.line + 1, mark.column + 1)
        return EventTest(name.strip(), event, own or bus, deliveries, exact, span, _slot(node))

    def event(self, fields: Fields) -> "Event | None":
        if ("event" in fields) == ("event_file" in fields):
            fields.complain("", "a test has either 'event' or 'event_file'")
            return None
        text = self.file(fields, "event_file") if "event_file" in fields else self.inline(fields.node("event"))
        if text is None:
            return None
        event, problems = read_event(text)
        for problem in problems:
            fields.complain("event" if "event" in fields else "event_file", f"the event: {problem.message}")
        return event

    def file(self, fields: Fields, name: str) -> str | None:
        path = fields.text(name)
        if path is None:
            return None
        self.reads.append(path)
        try:
            return self.read_text(path)
        except OSError as error:
            fields.complain(name, f"'{path}' cannot be read: {error.strerror}")
        except ValueError:
            fields.complain(name, f"'{path}' cannot be read: it is not UTF-8 text")
        return None

    def inline(self, node: yaml.Node | None) -> str | None:
        if isinstance(node, yaml.ScalarNode) and str(node.value).lstrip().startswith("{"):
            return str(node.value)
        if not isinstance(node, yaml.MappingNode):
            if node is not None:
                self.complain(Complaint.at(node, "'event' is a mapping, or JSON text of an object"))
            return None
        try:
            return json_text(node)
        except InlineError as error:
            self.complain(error.complaint)
            return None

    def deliveries(self, fields: Fields) -> tuple[ExpectedDelivery, ...] | None:
        if "deliveries" not in fields:
            if not self.record:
                fields.complain("", "the key 'deliveries' is missing; 'ebaudit test --record' writes it")
            return None
        found = (self.delivery(node) for node in fields.items("deliveries"))
        return tuple(item for item in found if item is not None)

    def delivery(self, node: yaml.Node) -> ExpectedDelivery | None:
        if not isinstance(node, yaml.MappingNode):
            self.complain(Complaint.at(node, f"a delivery is a mapping with {', '.join(_DELIVERY)}"))
            return None
        fields = Fields(node, _DELIVERY, self.complain)
        fields.require(("rule",))
        rule, target = fields.text("rule"), fields.text("target")
        made = parameters(fields, self.complain, self.file)
        return None if rule is None else ExpectedDelivery(rule, target, made)


def _slot(node: yaml.MappingNode) -> Slot:
    """Return where the deliveries stand, or, after the last value, where they would."""
    column = node.start_mark.column
    for key, value in node.value:
        if isinstance(key, yaml.ScalarNode) and key.value == "deliveries":
            return Slot(key.start_mark.index, max(_end(value), key.end_mark.index + 1), column)
    end = max((_end(value) for _, value in node.value), default=node.start_mark.index)
    return Slot(end, end, column)


def _end(node: yaml.Node) -> int:
    """Return where a value ends; a block's own mark stands at the next thing after it."""
    while isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    return int(node.end_mark.index)
