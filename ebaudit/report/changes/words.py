"""What a comparison says, in sentences that every format for people shares."""

from collections.abc import Iterator

from ebaudit.model.change import (
    Comparison,
    DeliveryChange,
    DeliveryKind,
    PatternChange,
    PatternKind,
    Presence,
    ResourceChange,
)
from ebaudit.model.report import ExitCode
from ebaudit.report.lines import plural

PATTERNS = {
    PatternKind.EQUIVALENT: "The pattern is written differently and selects the same events.",
    PatternKind.NARROWER: "The pattern is narrower: it selects some events no longer, and no others.",
    PatternKind.WIDER: "The pattern is wider: it selects all events that it did, and more.",
    PatternKind.MOVED: "The pattern has moved: it selects some events no longer, and some others instead.",
    PatternKind.UNRELATED: "The pattern is unrelated to the old one: no event is selected by both.",
    PatternKind.UNDECIDED: "How the pattern changes cannot be told",
}
ORDER = (
    DeliveryKind.LOST,
    DeliveryKind.MOVED,
    DeliveryKind.MAY_BE_LOST,
    DeliveryKind.GAINED,
    DeliveryKind.MAY_BE_GAINED,
)


def deliveries(comparison: Comparison) -> list[DeliveryChange]:
    """Return all delivery changes, what is lost for good first."""
    found = [change for pair in comparison.pairs for change in pair.deliveries]
    return sorted(found, key=lambda change: (ORDER.index(change.kind), not change.last, change.bus, change.target))


def resources(comparison: Comparison) -> list[ResourceChange]:
    """Return all resource changes, those with a gap first."""
    found = [change for pair in comparison.pairs for change in pair.resources]
    return sorted(found, key=lambda change: change.gap is None)


def verdict(comparison: Comparison) -> str:
    """Return the one sentence that counts most."""
    lost = len({(change.bus, change.rule, change.events) for change in comparison.lost})
    changes = deliveries(comparison)
    gone = sum(change.kind is DeliveryKind.LOST and not change.last for change in changes)
    maybe = sum(change.kind is DeliveryKind.MAY_BE_LOST for change in changes)
    gaps = sum(change.gap is not None for change in resources(comparison))
    parts = [
        f"{plural(lost, 'event class')} lose{'s' if lost == 1 else ''} a last delivery".replace("classs", "classes")
        if lost
        else "",
        f"{plural(gone, 'delivery')} lost, with others left".replace("deliverys", "deliveries") if gone else "",
        f"{maybe} may be lost" if maybe else "",
        plural(gaps, "delivery gap") if gaps else "",
        plural(len(comparison.new), "new finding") if comparison.new else "",
    ]
    said = ", ".join(part for part in parts if part)
    if said:
        return f"{said}."
    return (
        "Nothing changes."
        if not (changes or resources(comparison))
        else "No delivery is lost, and nothing new is found."
    )


def reason(comparison: Comparison) -> str:
    """Say what the exit code is and why."""
    code = comparison.exit_code
    if code is ExitCode.BUG:
        why = "a policy crashed, which is a bug"
    elif code is ExitCode.USAGE:
        why = "a policy of your own failed"
    elif code is ExitCode.INCOMPLETE and any(side.incomplete for side in (comparison.before, comparison.after)):
        why = "something could not be read or evaluated"
    elif code is ExitCode.INCOMPLETE:
        why = "whether events lose a last delivery cannot be told (--fail-on-lost)"
    elif code is ExitCode.CLEAN:
        why = f"nothing new that was found is {comparison.fail_on.value} or worse"
        why += " and no last delivery is lost" if comparison.fail_on_lost else ""
    elif comparison.fail_on_lost and comparison.lost:
        why = "events lose a last delivery (--fail-on-lost)"
    else:
        why = f"something new that was found is {comparison.fail_on.value} or worse"
    return f"Exit code {int(code)}: {why}."


def effect(change: DeliveryChange) -> str:
    """Say what becomes of an event class."""
    lost = "None of them reaches {} any more" if change.whole else "Some of them no longer reach {}"
    verb = {
        DeliveryKind.LOST: lost.format(change.receiver),
        DeliveryKind.GAINED: f"{'All' if change.whole else 'Some'} of them newly reach {change.receiver}",
        DeliveryKind.MOVED: f"They go to {change.to} instead of {change.receiver}",
        DeliveryKind.MAY_BE_LOST: f"Whether all of them still reach {change.receiver} cannot be told",
        DeliveryKind.MAY_BE_GAINED: f"Whether all of them reached {change.receiver} before cannot be told",
    }[change.kind]
    return f"{verb}: {change.why}." if change.why else f"{verb}."


def lasts(change: DeliveryChange) -> str:
    """Say which kinds of delivery are lost altogether, or had for the first time."""
    if not change.last:
        return ""
    named = ", ".join(last.value for last in change.last)
    if change.kind is DeliveryKind.GAINED:
        return f"These events had none before: {named}."
    return f"On this bus nothing is left for such events: last {named} lost."


def pattern(change: PatternChange) -> str:
    """Say how a pattern changes."""
    said = PATTERNS[change.kind]
    return f"{said}: {change.why or 'something is not known'}." if change.kind is PatternKind.UNDECIDED else said


def heading(change: ResourceChange) -> str:
    """Return a resource with what became of it."""
    noun = change.type.removeprefix("alicloud_event_bridge_").replace("_", " ")
    how = "replaced" if change.gap is not None and change.presence is Presence.CHANGED else change.presence.value
    return f"{how} {noun} {change.name}"


def folded(comparison: Comparison) -> Iterator[tuple[str, list[str]]]:
    """Yield the rules by which differences were folded, with the places."""
    places: dict[str, list[str]] = {}
    for pair in comparison.pairs:
        for fold in pair.folded:
            places.setdefault(fold.rule, []).append(fold.place)
    yield from sorted(places.items())
