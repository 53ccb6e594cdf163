"""What drift and its consequences are called, for people."""

from collections.abc import Iterable, Sequence

from ebaudit.differences.pairing import PREFIX
from ebaudit.drift.changes import Drifted, Repair, What
from ebaudit.model.change import DeliveryChange, DeliveryKind, Last, PatternKind

NOUNS = {
    f"{PREFIX}event_bus": "bus",
    f"{PREFIX}rule": "rule",
    f"{PREFIX}event_source": "event source",
    f"{PREFIX}event_source_v2": "event source",
    f"{PREFIX}connection": "connection",
    f"{PREFIX}api_destination": "API destination",
    f"{PREFIX}service_linked_role": "service-linked role",
    f"{PREFIX}slr": "service-linked role",
    f"{PREFIX}event_streaming": "event stream",
}
LASTS = {
    Last.DELIVERY: "their last target",
    Last.AUDIT: "their last audit target",
    Last.ALERT: "their last alerting target",
}
SAYS = {
    DeliveryKind.LOST: "{events} no longer reach {receivers}",
    DeliveryKind.MAY_BE_LOST: "{events} may no longer reach {receivers}",
    DeliveryKind.MOVED: "{events} go to {to} instead of {receivers}",
    DeliveryKind.GAINED: "{events} now also reach {receivers}",
    DeliveryKind.MAY_BE_GAINED: "{events} may now also reach {receivers}",
}
PATTERNS = {
    PatternKind.EQUIVALENT: "It selects the same events",
    PatternKind.NARROWER: "It selects fewer events than declared",
    PatternKind.WIDER: "It selects more events than declared",
    PatternKind.MOVED: "It selects some events that are not declared, and leaves out some that are",
    PatternKind.UNRELATED: "It selects none of the declared events",
    PatternKind.UNDECIDED: "How it relates to the declared one cannot be told",
}
SETTINGS = {
    "errors_tolerance": "error tolerance",
    "concurrent_config": "concurrency",
    "dead_letter_queue": "network of the dead-letter queue",
}
SHOWN, LONGEST = 3, 100
REPLACED = "deletes the rule and creates it again, and events that arrive in between reach none of its targets"


def noun(type: str) -> str:
    """Return what a resource of a type is called."""
    return NOUNS.get(type, "resource")


def quoted(text: str | None) -> str:
    """Return a value in quotes, cut where it is long; what is not set in words."""
    if text is None:
        return "not set"
    line = " ".join(text.split())
    if line.startswith("("):
        return line
    return f"'{line}'" if len(line) <= LONGEST else f"'{line[: LONGEST - 3]}...'"


def receiver_text(label: str) -> str:
    """Return the short name of a receiver: its type, and the last part of its endpoint."""
    kind, _, endpoint = label.partition(" ")
    if not endpoint or endpoint.startswith("("):
        return label
    if "://" in endpoint:
        short = endpoint.partition("://")[2].partition("/")[0].rpartition("@")[2]
    else:
        short = endpoint.rpartition("/")[2] or endpoint
    return f"{kind} '{short}'"


def consequence(changes: Sequence[DeliveryChange]) -> str:
    """Say what becomes of events, in one sentence without its end; empty when nothing does."""
    groups: dict[tuple[DeliveryKind, str, str, str], list[DeliveryChange]] = {}
    for change in changes:
        groups.setdefault((change.kind, change.events, change.to, change.why), []).append(change)
    parts = [_sentence(found) for found in groups.values()]
    shown = parts[:SHOWN]
    if len(parts) > SHOWN:
        shown.append(f"{len(parts) - SHOWN} more changes of deliveries")
    return "; ".join(shown)


def _sentence(changes: Sequence[DeliveryChange]) -> str:
    first = changes[0]
    names = list(dict.fromkeys(receiver_text(change.receiver) for change in changes))
    listed = ", ".join(names[:SHOWN]) + (f" and {len(names) - SHOWN} more" if len(names) > SHOWN else "")
    if 1 < len(names) <= SHOWN:
        listed = f"{', '.join(names[:-1])} and {names[-1]}"
    lasts = [last for last in LASTS if any(last in change.last for change in changes)]
    said = SAYS[first.kind].format(events=_events(first.events), receivers=listed, to=receiver_text(first.to))
    if lasts and first.kind in {DeliveryKind.LOST, DeliveryKind.MOVED}:
        said += f" ({LASTS[lasts[0]]}{'s' if len(names) > 1 else ''})"
    return f"{said}, because {first.why}" if first.why else said


def _events(text: str) -> str:
    if text.startswith(("events", "all events")):
        return text
    said = [part for part in text.split("; ") if not part.startswith("by ")]
    fields = [part.removeprefix("by ") for part in text.split("; ") if part.startswith("by ")]
    conditions = f"conditions on {', '.join(fields)}" if fields else ""
    listed = ", ".join(said)
    return f"events with {listed} and {conditions}" if listed and conditions else f"events with {listed or conditions}"


def subject(drifted: Drifted, name: str) -> str:
    """Name what drifted: a resource, or a part of one."""
    what = f"the {noun(drifted.resource.type)} '{name}'"
    if not drifted.part:
        return what
    if drifted.part.startswith("targets[") and drifted.part.endswith("]") and ".param_list[" not in drifted.part:
        return f"the target '{drifted.part[8:-1]}' of {what}"
    if drifted.part.startswith("targets["):
        target, _, inside = drifted.part.partition("].")
        return f"{_inside(inside)} of the target '{target[8:]}' of {what}"
    return f"'{drifted.part}' of {what}"


def _inside(inside: str) -> str:
    if inside.startswith("("):
        return f"the {SETTINGS.get(inside[1:-1], inside[1:-1].replace('_', ' '))}"
    if inside.startswith("param_list["):
        return f"the parameter '{inside[11:-1]}'"
    return f"'{inside}'"


def change_text(drifted: Drifted, name: str) -> str:
    """Say what became of something, in one sentence."""
    about = subject(drifted, name)
    start = about[0].upper() + about[1:]
    if drifted.what is What.MISSING:
        return f"{start} is gone{_with(drifted, 'everything on it: ')}."
    if drifted.what is What.UNMANAGED:
        return f"{start} is there, but nothing declares it{_with(drifted, 'what is on it: ')}."
    if drifted.pattern is not None:
        return (
            f"The pattern of the {noun(drifted.resource.type)} '{name}' was changed. {PATTERNS[drifted.pattern.kind]}."
        )
    says = f": {drifted.says}" if drifted.says else ""
    return f"{start} is {quoted(drifted.found)}; declared is {_declared(drifted)}{says}."


def _declared(drifted: Drifted) -> str:
    if drifted.declared is None and drifted.part == "status":
        return "no status, which means 'ENABLE'"
    return quoted(drifted.declared) if drifted.declared is not None else "none"


def _with(drifted: Drifted, what: str) -> str:
    if not drifted.within:
        return ""
    counts: dict[str, int] = {}
    for each in drifted.within:
        counts[noun(each.type)] = counts.get(noun(each.type), 0) + 1
    listed = ", ".join(f"{count} {each}{'s' if count > 1 else ''}" for each, count in counts.items())
    return f" with {what}{listed}"


def repair_text(drifted: Drifted) -> str:
    """Say what Terraform does about it, where that is not what one expects; empty otherwise."""
    if drifted.repair is Repair.REPLACE and drifted.part.startswith("targets["):
        return f"Terraform repairs this at a price: the next apply {REPLACED}."
    if drifted.repair is Repair.REPLACE:
        return "Terraform repairs this at a price: the next apply deletes the resource and creates it again."
    if drifted.repair is Repair.UNKNOWN:
        name = drifted.part.rpartition(".")[2]
        return f"Terraform repairs this only where the code sets '{name}', which a state does not tell."
    if drifted.repair is not Repair.NEVER:
        return ""
    if drifted.what is What.UNMANAGED:
        return "Terraform does not see it: no plan mentions it, and no apply removes it."
    if "(" in drifted.part:
        return "Terraform has no argument for it: no plan shows it, and no apply changes it back."
    name = drifted.part.rpartition(".")[2]
    return f"Terraform will not repair this: the code does not set '{name}', so that the next refresh takes it over."


def way_back(drifted: Drifted) -> str:
    """Say how it is undone or taken over."""
    if drifted.repair in {Repair.CREATE, Repair.IN_PLACE}:
        verb = "creates it again" if drifted.repair is Repair.CREATE else "changes it back"
        return f"The next 'terraform apply' {verb}; 'ebaudit drift --revert' prints the calls, '--adopt' takes it over."
    if drifted.what is What.UNMANAGED:
        return "Delete it, or take it over with 'ebaudit drift --adopt', which writes the code and an import block."
    return "Undo it with the calls that 'ebaudit drift --revert' prints, or take it over with 'ebaudit drift --adopt'."


def sentences(parts: Iterable[str]) -> str:
    """Join what is there."""
    return " ".join(part for part in parts if part)
