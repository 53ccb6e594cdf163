"""The two worlds of a plan: what was there before it, and what will be after it is applied."""

from collections.abc import Iterator, Mapping

from ebaudit.readers.instances import Instance, identify, walk
from ebaudit.readers.jsonparts import Json, mapping, objects, text
from ebaudit.readers.marks import Marked


def prior(plan: Mapping[str, Json]) -> dict[str, Instance]:
    """Return what the plan started from, refreshed, by address."""
    found = {each.address: each for each in walk(mapping(plan.get("prior_state")).get("values")) if each.in_family}
    for made, change in _changes(plan, "before"):
        if made.address not in found and change.get("before") is not None and isinstance(change.get("importing"), dict):
            found[made.address] = made  # it is there already, although no state has had it
        if made.address in found and made.marked.sensitive and change.get("before") is not None:
            found[made.address] = _with_marks(found[made.address], made.marked.sensitive)
    return found


def before_refresh(plan: Mapping[str, Json]) -> dict[str, Instance]:
    """Return what the state had before it was refreshed, by address: what was changed outside Terraform undone."""
    found = prior(plan)
    for entry in objects(plan.get("resource_drift")):
        change = mapping(entry.get("change"))
        made = identify(entry, "", Marked(change.get("before"), None, change.get("before_sensitive")))
        if made is not None and made.in_family and "deposed" not in entry:
            found.pop(text(entry.get("previous_address")), None)
            if change.get("before") is None:
                found.pop(made.address, None)
            else:
                found[made.address] = made
    return found


def planned(plan: Mapping[str, Json]) -> dict[str, Instance]:
    """Return what will be, by address: what the plan changes, and what it leaves as it is.

    A plan that is limited to targets, or that only refreshes, does not repeat what it leaves alone.
    """
    found = {each.address: each for each in walk(mapping(plan.get("prior_state")).get("values")) if each.in_family}
    for each in walk(plan.get("planned_values")):
        if each.in_family:
            found[each.address] = each
    changes = list(_changes(plan, "after"))
    for made, change in changes:
        if change.get("after") is None and not change.get("after_unknown"):
            found.pop(made.address, None)
    for entry in objects(plan.get("resource_changes")):
        found.pop(text(entry.get("previous_address")), None)
    for made, change in changes:
        if change.get("after") is not None or change.get("after_unknown"):
            found[made.address] = made
    return found


def _changes(plan: Mapping[str, Json], side: str) -> Iterator[tuple[Instance, Mapping[str, Json]]]:
    """Yield the changes of current instances of the family with their values on one side."""
    for entry in objects(plan.get("resource_changes")):
        change = mapping(entry.get("change"))
        marked = Marked(
            change.get(side), change.get("after_unknown") if side == "after" else None, change.get(f"{side}_sensitive")
        )
        made = identify(entry, "", marked)
        if made is not None and made.in_family and "deposed" not in entry:
            yield made, change


def _with_marks(instance: Instance, sensitive: Json) -> Instance:
    if instance.marked.sensitive:
        return instance
    return instance._replace(marked=instance.marked._replace(sensitive=sensitive))
