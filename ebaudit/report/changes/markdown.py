"""A comparison as a comment on a change: verdict first, what is most urgent next, the rest folded."""

from collections.abc import Iterator

from ebaudit.model.change import Comparison, DeliveryChange, ResourceChange
from ebaudit.model.finding import Finding
from ebaudit.report.changes import words
from ebaudit.report.lines import plural
from ebaudit.report.look import Look
from ebaudit.report.markdown import code, escape, place, table


def render(comparison: Comparison, look: Look, *, explain: bool) -> str:
    """Return the verdict, delivery changes, gaps and new findings; all else inside folds."""
    return "".join(f"{line}\n" for line in _lines(comparison, explain=explain))


def _lines(comparison: Comparison, *, explain: bool) -> Iterator[str]:
    yield "## ebaudit diff"
    yield ""
    yield f"**{escape(words.verdict(comparison))}** {escape(words.reason(comparison))}"
    rows = [_delivery(change) for change in words.deliveries(comparison)]
    yield from table("Deliveries", ("", "events", "bus", "what becomes of them", "rule", "event"), rows)
    resources = words.resources(comparison)
    for change in resources:
        if change.gap is not None:
            yield from _gap(change)
    yield from table("New findings", ("severity", "policy", "what", "address", "place"), _findings(comparison.new))
    problems = dict.fromkeys((*comparison.before.diagnostics, *comparison.after.diagnostics))
    rows = [[p.level.value, code(p.code), escape(f"{p.summary}. {p.detail}".strip()), place(p.span)] for p in problems]
    yield from table("Diagnostics", ("level", "code", "what", "place"), rows)
    if resources:
        yield from _fold(plural(len(resources), "changed resource"), [*_resources(resources)])
    if comparison.fixed:
        lines = [*table("Fixed", ("severity", "policy", "what", "address", "place"), _findings(comparison.fixed))]
        yield from _fold(plural(len(comparison.fixed), "fixed finding"), lines)
    if comparison.kept:
        lines = [*table("Kept", ("severity", "policy", "what", "address", "place"), _findings(comparison.kept))]
        yield from _fold(f"{plural(len(comparison.kept), 'finding')} as before", lines)
    yield from _folded(comparison, explain=explain)


def _delivery(change: DeliveryChange) -> list[str]:
    last = words.lasts(change)
    said = escape(words.effect(change)) + (f" **{escape(last)}**" if last else "")
    events = [event for event in (change.witness, change.last_witness) if event is not None]
    shown = "<br>".join(code(event) for event in dict.fromkeys(events))
    return [f"**{change.kind.value}**", escape(change.events), code(change.bus), said, code(change.target), shown]


def _gap(change: ResourceChange) -> Iterator[str]:
    if change.gap is not None:
        yield from ("", f"### Delivery gap: {escape(words.heading(change))}", "")
        yield f"{code(change.address)}: {escape('; '.join(change.gap.why))}. {escape(change.gap.means)}"
        yield from ("", f"{escape(change.gap.advice)}")


def _findings(found: tuple[Finding, ...]) -> list[list[str]]:
    return [
        [f.severity.value, f"{code(f.policy)} {escape(f.name)}", escape(f.message), code(f.address), place(f.span)]
        for f in found
    ]


def _fold(title: str, lines: list[str]) -> Iterator[str]:
    yield from ("", f"<details><summary>{title}</summary>", "", *lines, "", "</details>")


def _resources(changes: list[ResourceChange]) -> Iterator[str]:
    for change in changes:
        yield f"- {escape(words.heading(change))} ({code(change.address)})"
        if change.pattern is not None:
            yield f"  - {escape(words.pattern(change.pattern))}"
            for label, event in (
                ("no longer selected", change.pattern.lost),
                ("newly selected", change.pattern.gained),
            ):
                if event is not None:
                    yield f"    - {label}: {code(event)}"
        for argument in change.arguments:
            sides = [code(text) if text is not None else "not set" for text in (argument.before, argument.after)]
            said = f": {escape(argument.says)}" if argument.says else ""
            values = "" if argument.before == argument.after else f" from {sides[0]} to {sides[1]}"
            yield f"  - {code(argument.path)}{values}{said}"
        for sample in change.samples:
            sides = [code(text) if text is not None else "nothing" for text in (sample.before, sample.after)]
            yield f"  - {code(sample.path)} sends {sides[1]}, not {sides[0]}, for {code(sample.event)}"
        yield from (f"  - {escape(note)}" for note in change.notes)


def _folded(comparison: Comparison, *, explain: bool) -> Iterator[str]:
    rules = list(words.folded(comparison))
    if not rules:
        return
    lines = []
    for rule, places in rules:
        lines.append(f"- {code(rule)}: {len(places)}")
        lines += [f"  - {code(found)}" for found in places] if explain else []
    total = plural(sum(len(places) for _, places in rules), "difference")
    yield from _fold(f"{total} without a meaning", lines)
