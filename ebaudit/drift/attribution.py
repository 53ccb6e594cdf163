"""Who changed it and when: what drifted beside the records of what was done, or between two scans.

Records are joined by bus, name and kind of action; the latest one that fits is the cause.
"""

from collections.abc import Mapping, Sequence

from ebaudit.differences.pairing import NAMES, PREFIX
from ebaudit.drift.changes import Drifted, What
from ebaudit.model.record import Record
from ebaudit.model.trail import Change
from ebaudit.model.value import reveal

RULE = f"{PREFIX}rule"
STATUS = frozenset({"EnableRule", "DisableRule", "CreateRule", "UpdateRule"})
TARGETS = frozenset({"PutTargets", "DeleteTargets", "CreateRule", "UpdateRule"})
VERBS = {What.MISSING: ("Delete",), What.UNMANAGED: ("Create",), What.CHANGED: ("Update", "Create")}


class Cause(Record):
    """What is known of how something drifted: a sentence, and the parts of it that are known."""

    says: str
    parts: Mapping[str, str]


def causes(drifted: Sequence[Drifted], done: Sequence[Change]) -> list[Cause | None]:
    """Return, for each drifted thing, who did it; ``done`` has the latest first."""
    by_subject: dict[tuple[str, str], list[Change]] = {}
    for each in done:
        by_subject.setdefault((each.bus, each.subject), []).append(each)
        if each.subject and each.bus:
            by_subject.setdefault(("", each.subject), []).append(each)
    return [_cause(each, by_subject) for each in drifted]


def _cause(drifted: Drifted, by_subject: Mapping[tuple[str, str], list[Change]]) -> Cause | None:
    if drifted.undecided is not None:
        return None
    for done in by_subject.get(_subject(drifted), ()):
        if _fits(drifted, done.action) and _one_region(drifted, done):
            return _told(done)
    return None


def _subject(drifted: Drifted) -> tuple[str, str]:
    resource = drifted.resource
    names = [resource.attribute(name) for name in NAMES.get(resource.type, ())]
    texts = [str(reveal(name.value)) for name in names if name is not None]
    if resource.type == f"{PREFIX}event_bus":
        return (texts[0] if texts else "", "")
    if resource.type == RULE and len(texts) == 2:
        return (texts[0], texts[1])
    return ("", texts[-1] if texts else "")


def _fits(drifted: Drifted, action: str) -> bool:
    if drifted.resource.type == RULE and drifted.part:
        if drifted.part == "status":
            return action in STATUS
        return action in (TARGETS if drifted.part.startswith("targets[") else {"UpdateRule", "CreateRule"})
    return action.startswith(VERBS[drifted.what])


def _one_region(drifted: Drifted, done: Change) -> bool:
    region = reveal((drifted.live or drifted.resource).provider.region)
    return not done.region or not isinstance(region, str) or region == done.region


def _told(done: Change) -> Cause:
    who = done.actor or "somebody"
    acting = f"{who} as {done.role}" if done.role and done.role != who else who
    how = "by Terraform" if done.terraform else "in the console" if done.console else "through the API"
    parts = {
        "who": acting,
        "how": how,
        "when": done.time,
        "action": done.action,
        "request": done.request_id,
        "from": done.source_address,
    }
    return Cause(f"{acting} did it {how} at {done.time} ({done.action}).", {k: v for k, v in parts.items() if v})


def between(
    keys: Sequence[tuple[str, str]], scans: Sequence[tuple[str, frozenset[tuple[str, str]]]]
) -> list[Cause | None]:
    """Return, for each drifted thing, between which two scans it came about.

    ``keys`` are address and part of what drifted now; ``scans``, the oldest first, have a name and the keys of what
    had drifted then.
    """
    return [_between(key, scans) for key in keys]


def _between(key: tuple[str, str], scans: Sequence[tuple[str, frozenset[tuple[str, str]]]]) -> Cause | None:
    if not scans:
        return None
    clean = [at for at, (_, found) in enumerate(scans) if key not in found]
    if not clean:
        name = scans[0][0]
        return Cause(f"It was there in the first scan, {name}.", {"when": f"before {name}"})
    last = scans[clean[-1]][0]
    if clean[-1] == len(scans) - 1:
        return Cause(f"It came about after the scan {last}.", {"when": f"after {last}"})
    first = scans[clean[-1] + 1][0]
    return Cause(f"It came about between the scans {last} and {first}.", {"when": f"between {last} and {first}"})
