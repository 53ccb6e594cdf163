"""When Terraform deletes a resource before it creates it again, why, and what avoids that.

Source: https://github.com/aliyun/terraform-provider-alicloud/blob/81c43b6/alicloud/resource_alicloud_event_bridge_rule.go
(``targets`` is a list, and ``target_id`` in it cannot be changed in place).
"""

from collections.abc import Iterable, Iterator

from ebaudit.differences.targets import ids
from ebaudit.differences.values import same
from ebaudit.model.change import Gap
from ebaudit.model.estate import PlannedChange
from ebaudit.model.resources import Attribute, Rule
from ebaudit.model.value import Unknown, Value

REPLACED = ("delete", "create")
CREATED_FIRST = ("create", "delete")
RULE_MEANS = (
    "Terraform deletes the rule and then creates it again. Events that arrive in between reach none of its targets "
    "through it, and are not delivered later."
)
OTHER_MEANS = "Terraform deletes the resource and then creates it again; in between it is not there."
ADDED_ADVICE = (
    "Appending does not avoid it. Leave this rule as it is and put the new targets into a rule of their own with the "
    "same pattern: then nothing is replaced."
)
REMOVED_ADVICE = (
    "First apply a second rule, under another name, with the same pattern and the targets that are meant to be there; "
    "then remove this rule. Until then both deliver, so events may arrive twice, but none is lost. In one apply: give "
    "the rule a new name as well, and set create_before_destroy in its lifecycle block."
)
ORDER_ADVICE = "Keep the order of the targets: it means nothing to the service, but Terraform compares by position."
NAME_ADVICE = (
    "First apply a second rule with the new name or bus, then remove the old one: until then both deliver, so events "
    "may arrive twice, but none is lost. In one apply: set create_before_destroy in its lifecycle block."
)
FIRST_MEANS = (
    "Terraform creates the new rule before it deletes the old one, because of create_before_destroy; for a moment both "
    "deliver, so events may arrive twice, but none is lost."
)
REFUSED_MEANS = (
    "Terraform creates the new rule before it deletes the old one, because of create_before_destroy. A bus has one "
    "rule of a name, so the service refuses the new one: the apply fails, and the old rule stays. Give the rule a new "
    "name in the same change."
)
OTHER_ADVICE = "First apply a second resource under another name and make its users name it, then remove the old one."
ASKED_ADVICE = "Without the request, the taint or the trigger Terraform would change it in place or leave it alone."
REASONS = {
    "replace_because_tainted": "an earlier creation of it failed, so it is marked as tainted",
    "replace_by_request": "its replacement was asked for",
    "replace_by_triggers": "something that replace_triggered_by names changes",
}


def rule_gap(before: Rule, after: Rule, planned: PlannedChange | None, *, first: bool = False) -> Gap | None:
    """Return the gap that a change of a rule causes; a plan's own word counts more than what follows from values.

    With ``first`` the rule is created before the old one is deleted, so that there is none.
    """
    names = [*_names(before, after)]
    targets = targets_reason(before, after)
    why = [*names, *([targets] if targets else [])]
    if first or (planned is not None and planned.actions != REPLACED):
        return None
    if planned is not None:
        why = why if planned.reason not in REASONS else [REASONS[planned.reason]]
        why = why or [_paths(planned)]
    if not why:
        return None
    return Gap(tuple(why), RULE_MEANS, _advice(names, targets, planned))


def order_note(before: Rule, after: Rule, planned: PlannedChange | None, *, first: bool = False) -> str:
    """Say what it means that a rule is created before the old one is deleted, nothing where it is not."""
    names = [*_names(before, after)]
    if planned is not None:
        replaced = planned.actions == CREATED_FIRST
    else:
        replaced = first and bool(names or targets_reason(before, after))
    if not replaced:
        return ""
    return FIRST_MEANS if names else REFUSED_MEANS


def _paths(planned: PlannedChange) -> str:
    paths = sorted({_dotted(path) for path in planned.replace_paths})
    return f"{', '.join(paths)} cannot be changed in place" if paths else "it cannot be changed in place"


def _dotted(path: Iterable[int | str]) -> str:
    return ".".join(step for step in path if isinstance(step, str))


def _advice(names: list[str], targets: str, planned: PlannedChange | None) -> str:
    if planned is not None and planned.reason in REASONS:
        return ASKED_ADVICE
    if names:
        return NAME_ADVICE
    if targets.endswith("order"):
        return ORDER_ADVICE
    return ADDED_ADVICE if targets and "removes" not in targets else REMOVED_ADVICE


def _names(before: Rule, after: Rule) -> Iterator[str]:
    for name, one, other in (
        ("event_bus_name", before.event_bus_name, after.event_bus_name),
        ("rule_name", before.rule_name, after.rule_name),
    ):
        if same(_value(one), _value(other)) is False:
            yield f"{name} changes, and cannot be changed in place"


def _value(attribute: Attribute | None) -> Value:
    return attribute.value if attribute is not None else None


def targets_reason(before: Rule, after: Rule) -> str:
    """Say how the list of target ids changes, or nothing when it stays or cannot be told."""
    old, new = [*ids(before)], [*ids(after)]
    unknown = any("targets" in rule.resource.block.unknown_blocks for rule in (before, after))
    if old == new or unknown or any(isinstance(item, Unknown) for item in (*old, *new)):
        return ""
    added = [str(item) for item in new if item not in old]
    gone = [str(item) for item in old if item not in new]
    parts = [f"{verb} {', '.join(items)}" for verb, items in (("adds", added), ("removes", gone)) if items]
    if not parts:
        return "the list of targets changes its order"
    return f"the list of targets {' and '.join(parts)}: any change to which targets there are replaces the rule"


def may_gap(before: Rule, after: Rule) -> bool:
    """Tell whether nobody can say if the list of target ids changes."""
    old, new = [*ids(before)], [*ids(after)]
    blocks = [rule.resource.block.unknown_blocks.get("targets") for rule in (before, after)]
    if blocks[0] != blocks[1]:
        return True
    return old != new and any(isinstance(item, Unknown) for item in (*old, *new))


def other_gap(replacing: Iterable[str], planned: PlannedChange | None) -> Gap | None:
    """Return the gap that a change of any other resource causes; ``replacing`` are the paths at fault."""
    why = [f"{path} changes, and cannot be changed in place" for path in replacing]
    if planned is not None and planned.actions != REPLACED:
        return None
    if planned is not None:
        why = [REASONS[planned.reason]] if planned.reason in REASONS else why or [_paths(planned)]
    advice = ASKED_ADVICE if planned is not None and planned.reason in REASONS else OTHER_ADVICE
    return Gap(tuple(why), OTHER_MEANS, advice) if why else None
