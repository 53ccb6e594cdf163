"""A comparison for people."""

from collections.abc import Iterator

from ebaudit.model.change import ArgumentChange, Comparison, DeliveryChange, DeliveryKind, ResourceChange
from ebaudit.model.finding import Finding
from ebaudit.report.cells import clean
from ebaudit.report.changes import words
from ebaudit.report.lines import BLANK, Line, Page, located, plural
from ebaudit.report.look import Look
from ebaudit.report.redact import Redactor
from ebaudit.report.summary import diagnostics
from ebaudit.report.text import paint

ROLES = {
    DeliveryKind.LOST: "high",
    DeliveryKind.MOVED: "medium",
    DeliveryKind.MAY_BE_LOST: "medium",
    DeliveryKind.GAINED: "good",
    DeliveryKind.MAY_BE_GAINED: "info",
}


def render(comparison: Comparison, look: Look, *, explain: bool) -> str:
    """Return the verdict, delivery changes, changed resources, findings, and what was folded."""
    page = Page(look, {}, Redactor())
    lines: list[Line] = [(("strong", words.verdict(comparison)),), BLANK]
    for section in (_deliveries, _resources, _findings, _problems):
        lines += section(comparison, page)
    lines += _folded(comparison, page, explain=explain)
    lines += page.paragraph(words.reason(comparison), indent=0)
    return paint(lines, look)


def _deliveries(comparison: Comparison, page: Page) -> Iterator[Line]:
    for change in words.deliveries(comparison):
        yield from _delivery(change, page)
        yield BLANK


def _delivery(change: DeliveryChange, page: Page) -> Iterator[Line]:
    role = "critical" if change.last and change.kind in {DeliveryKind.LOST, DeliveryKind.MOVED} else ROLES[change.kind]
    yield (
        (role, change.kind.value),
        ("", "  "),
        ("strong", clean(change.events)),
        ("dim", clean(f"  bus {change.bus}")),
    )
    yield from page.paragraph(words.effect(change))
    yield from page.paragraph(words.lasts(change))
    yield (("", "  "), ("label", "rule: "), ("", clean(change.target)))
    for label, event in (("event", change.witness), ("event without any", change.last_witness)):
        if event is not None and (label == "event" or event != change.witness):
            yield (("", "  "), ("label", f"{label}: "), ("dim", clean(event)))


def _resources(comparison: Comparison, page: Page) -> Iterator[Line]:
    for change in words.resources(comparison):
        yield from _resource(change, page)
        yield BLANK


def _resource(change: ResourceChange, page: Page) -> Iterator[Line]:
    role = "high" if change.gap is not None else "info"
    yield (
        (role, words.heading(change).partition(" ")[0]),
        ("strong", clean(f" {words.heading(change).partition(' ')[2]}")),
    )
    yield from located(change.address, change.span, page.look.width)
    if change.gap is not None:
        yield from page.paragraph(f"{'; '.join(change.gap.why)}.", label="gap")
        yield from page.paragraph(change.gap.means, indent=7)
        yield from page.paragraph(change.gap.advice, label="instead")
    if change.pattern is not None:
        yield from page.paragraph(words.pattern(change.pattern))
        for label, event in (("no longer selected", change.pattern.lost), ("newly selected", change.pattern.gained)):
            if event is not None:
                yield (("", "    "), ("label", f"{label}: "), ("dim", clean(event)))
    for argument in change.arguments:
        yield from _argument(argument, page)
    for sample in change.samples:
        yield (("", f"  {clean(sample.path)} for "), ("dim", clean(sample.event)))
        yield from page.paragraph(_or_nothing(sample.before), label="before", indent=4)
        yield from page.paragraph(_or_nothing(sample.after), label="after", indent=4)
    for note in change.notes:
        yield from page.paragraph(note, label="note")


def _or_nothing(text: str | None) -> str:
    return "(nothing)" if text is None else text


def _argument(change: ArgumentChange, page: Page) -> Iterator[Line]:
    if change.before is not None and change.before == change.after:
        yield from page.paragraph(f"{change.path}: {change.says or 'changes'}")
        return
    yield (("", f"  {clean(change.path)}"),)
    for sign, role, text in (("-", "high", change.before), ("+", "good", change.after)):
        if text is not None:
            yield (("", "    "), (role, f"{sign} {clean(text)}"))
    yield from page.paragraph(change.says, indent=4)


def _findings(comparison: Comparison, page: Page) -> Iterator[Line]:
    for title, found in (("New findings", comparison.new), ("Fixed findings", comparison.fixed)):
        if found:
            yield (("strong", title),)
            for finding in found:
                yield from _finding(finding, page)
            yield BLANK
    if comparison.kept:
        yield from page.paragraph(f"{plural(len(comparison.kept), 'finding')} as before.", indent=0)
        yield BLANK


def _finding(found: Finding, page: Page) -> Iterator[Line]:
    yield (("", "  "), (found.severity.value, found.severity.value), ("", f"  {found.policy} {found.name}"))
    yield from page.paragraph(found.message, indent=4)
    yield from located(found.address, found.span, page.look.width, indent=4)


def _problems(comparison: Comparison, page: Page) -> Iterator[Line]:
    found = tuple(dict.fromkeys((*comparison.before.diagnostics, *comparison.after.diagnostics)))
    if found:
        yield from diagnostics(found, page)
        yield BLANK
    for crash in dict.fromkeys((*comparison.before.crashes, *comparison.after.crashes)):
        yield from page.paragraph(f"{crash.policy} on {crash.address}: {crash.message}", label="crash", indent=0)


def _folded(comparison: Comparison, page: Page, *, explain: bool) -> Iterator[Line]:
    rules = list(words.folded(comparison))
    if not rules:
        return
    total = plural(sum(len(places) for _, places in rules), "difference")
    listed = ", ".join(f"{rule} ({len(places)})" for rule, places in rules)
    yield from page.paragraph(f"Folded as {total} without a meaning: {listed}.", indent=0)
    if explain:
        for rule, places in rules:
            yield (("label", f"  {rule}"),)
            yield from ((("", f"    {clean(place)}"),) for place in places)
    yield BLANK
