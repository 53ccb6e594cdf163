"""What a plan does to each resource of the family.

Source: https://developer.hashicorp.com/terraform/internals/json-format#change-representation
"""

from collections.abc import Iterator, Mapping

from ebaudit.model.estate import PlannedChange
from ebaudit.model.value import Path
from ebaudit.readers.decode import PREFIX
from ebaudit.readers.jsonparts import Json, mapping, objects, sequence, text


def changes(plan: Mapping[str, Json]) -> tuple[PlannedChange, ...]:
    """Return the changes of current instances, in the plan's order; what stays as it is included."""
    return _of(plan.get("resource_changes"))


def drift(plan: Mapping[str, Json]) -> tuple[PlannedChange, ...]:
    """Return what was changed outside of Terraform since the state was written, in the plan's order."""
    return _of(plan.get("resource_drift"))


def _of(entries: Json) -> tuple[PlannedChange, ...]:
    return tuple(_change(entry) for entry in objects(entries) if _counts(entry))


def _counts(entry: Mapping[str, Json]) -> bool:
    kind = text(entry.get("type")).startswith(PREFIX) and entry.get("mode") != "data"
    return kind and bool(text(entry.get("address"))) and "deposed" not in entry


def _change(entry: Mapping[str, Json]) -> PlannedChange:
    change = mapping(entry.get("change"))
    return PlannedChange(
        text(entry["address"]),
        text(entry["type"]),
        tuple(text(action) for action in sequence(change.get("actions"))),
        text(entry.get("action_reason")),
        tuple(_paths(change.get("replace_paths"))),
        text(entry.get("previous_address")),
        isinstance(change.get("importing"), dict),
    )


def _paths(paths: Json) -> Iterator[Path]:
    for path in sequence(paths):
        yield tuple(step for step in sequence(path) if isinstance(step, str | int))
