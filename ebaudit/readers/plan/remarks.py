"""What a plan says of itself: whether it is whole, and what it left out."""

from collections.abc import Iterator, Mapping

from ebaudit.model.diagnostic import Diagnostic, LedgerEntry, Level, Outcome
from ebaudit.readers.decode import PREFIX
from ebaudit.readers.jsonparts import Json, mapping, objects, sequence, text
from ebaudit.readers.plan.changes import changes

PARTS = {
    "planned_values": dict,
    "prior_state": dict,
    "configuration": dict,
    "variables": dict,
    "resource_changes": list,
    "resource_drift": list,
    "deferred_changes": list,
    "checks": list,
}
"""Members of a plan that are read, and what each has to be."""
GOES = {
    ("delete",): "the plan deletes it",
    ("forget",): "the plan forgets it without deleting it, so it stays in the account as it is",
}
STAYS = "the plan creates it anew and forgets the old one without deleting it, which stays in the account"


def refused(name: str, plan: Mapping[str, Json]) -> Diagnostic | None:
    """Return why a plan cannot be read at all."""
    version = text(plan.get("format_version"))
    if version.partition(".")[0] not in {"0", "1"}:
        shown = f"has format version {version!r}" if version else "does not say its format version"
        detail = (
            f"{name} {shown}; the versions 0.1 and later and 1.x are understood. Nothing in it was checked. "
            "Make the JSON with a Terraform or OpenTofu that writes one of these."
        )
        return Diagnostic(Level.ERROR, "plan-format", "The plan's format is not known", detail)
    for part, kind in PARTS.items():
        if plan.get(part) is not None and not isinstance(plan[part], kind):
            detail = f"In {name}, {part} is not what Terraform writes there. Nothing in it was checked."
            return Diagnostic(Level.ERROR, "malformed-plan", "The plan is malformed", detail)
    return None


def remarks(name: str, plan: Mapping[str, Json]) -> Iterator[Diagnostic]:
    """Yield what makes a plan less than a whole one."""
    if plan.get("errored") is True:
        yield Diagnostic(
            Level.ERROR,
            "errored-plan",
            "Terraform failed while it made the plan",
            f"{name} holds only what had been planned when Terraform failed. What is missing was not checked. "
            "Plan again without errors.",
        )
    elif plan.get("complete") is False:
        yield Diagnostic(
            Level.WARNING,
            "incomplete-plan",
            "The plan covers a part of the configuration",
            f"{name} was made with -target or -exclude, or defers changes. What it leaves alone was judged as it is "
            "now, and what has not been created was not judged.",
        )
    for entry in _malformed(plan):
        detail = f"In {name}, {entry} lacks an address or a type. It was not checked."
        yield Diagnostic(Level.ERROR, "malformed-plan", "The plan is malformed", detail)


def _malformed(plan: Mapping[str, Json]) -> Iterator[str]:
    for index, entry in enumerate(sequence(plan.get("resource_changes"))):
        if not text(mapping(entry).get("address")) or not text(mapping(entry).get("type")):
            yield f"resource_changes[{index}]"


def left_alone(plan: Mapping[str, Json]) -> Iterator[LedgerEntry]:
    """Yield what the plan names and the planned estate does not have, with the reason."""
    for change in changes(plan):
        if change.actions in GOES:
            yield LedgerEntry("resource", change.address, Outcome.SKIPPED, GOES[change.actions])
        elif change.actions == ("create", "forget"):
            yield LedgerEntry("resource", f"{change.address} (the old one)", Outcome.SKIPPED, STAYS)
    for entry in objects(plan.get("deferred_changes")):
        deferred = mapping(entry.get("resource_change"))
        if text(deferred.get("type")).startswith(PREFIX):
            why = f"Terraform deferred it: {text(entry.get('reason')) or 'no reason given'}"
            yield LedgerEntry("resource", text(deferred.get("address")), Outcome.SKIPPED, why)
    for entry in objects(plan.get("checks")):
        if text(entry.get("status")) in {"fail", "error"}:
            subject = text(mapping(entry.get("address")).get("to_display"))
            yield LedgerEntry("check", subject, Outcome.FAILED, "a check of the configuration itself does not hold")
