"""Which instances a plan's two estates have, and what a plan says of itself."""

from typing import Any

import pytest

from ebaudit.catalog import load
from ebaudit.model.diagnostic import Level, Outcome
from ebaudit.model.estate import Opened, PlannedChange
from ebaudit.readers.plan.read import read
from tests.unit.readers.plan.plan_documents import RULE, change, entry, plan, rule, values

CATALOG, _problems = load()


def opened(document: dict[str, Any], *, before: bool = False) -> Opened:
    return read("plan.json", document, CATALOG, lambda resource: resource, before=before)


def names(document: dict[str, Any], *, before: bool = False) -> dict[str, Any]:
    """Return the rule names by address."""
    found = opened(document, before=before).estate.rules
    return {each.resource.address: each.rule_name.value for each in found if each.rule_name is not None}


def state(*resources: dict[str, Any]) -> dict[str, Any]:
    return {"format_version": "1.0", "values": values(*resources)}


OLD = entry(values=rule(rule_name="old"))


def test_a_replacement_ends_with_the_new_one_and_starts_with_the_old_one() -> None:
    made = change(rule(rule_name="new"), before=rule(rule_name="old"), actions=("delete", "create"))
    document = plan(made, prior_state=state(OLD))
    assert names(document) == {f"{RULE}.r": "new"}
    assert names(document, before=True) == {f"{RULE}.r": "old"}


def test_what_is_deleted_or_forgotten_is_not_planned() -> None:
    gone = change(None, before=rule(), actions=("delete",))
    forgotten = change(None, before=rule(), actions=("forget",), address=f"{RULE}.f")
    document = plan(gone, forgotten, prior_state=state(OLD, entry(f"{RULE}.f", values=rule(rule_name="f"))))
    assert names(document) == {}
    assert names(document, before=True) == {f"{RULE}.r": "old", f"{RULE}.f": "f"}
    rows = {each.subject: each.why for each in opened(document).ledger if each.kind == "resource"}
    assert rows == {
        f"{RULE}.r": "the plan deletes it",
        f"{RULE}.f": "the plan forgets it without deleting it, so it stays in the account as it is",
    }


def test_one_that_is_created_while_the_old_one_is_forgotten() -> None:
    made = change(rule(rule_name="new"), before=rule(rule_name="old"), actions=("create", "forget"))
    document = plan(made, prior_state=state(OLD))
    assert names(document) == {f"{RULE}.r": "new"}
    rows = {each.subject: each.why for each in opened(document).ledger if each.outcome is Outcome.SKIPPED}
    assert rows == {
        f"{RULE}.r (the old one)": "the plan creates it anew and forgets the old one without deleting it, "
        "which stays in the account"
    }


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({}, ""),
        ({"applyable": True}, ""),
        ({"applyable": False}, "; there is nothing to apply"),
        ({"applyable": False, "errored": True}, "; it cannot be applied"),
    ],
)
def test_whether_a_plan_can_be_applied(said: dict[str, Any], expected: str) -> None:
    assert [row.why for row in opened(plan(**said)).ledger if row.kind == "plan"] == [
        f"what will be after it is applied; planned by version 1.11.4{expected}"
    ]


def test_a_move_leaves_nothing_at_the_old_address() -> None:
    made = change(rule(rule_name="old"), address=f"{RULE}.new", actions=("no-op",), previous_address=f"{RULE}.r")
    assert names(plan(made, prior_state=state(OLD))) == {f"{RULE}.new": "old"}


def test_an_import_and_a_deposed_instance() -> None:
    imported = change(rule(rule_name="live"), before=rule(rule_name="live"), actions=("no-op",))
    imported["change"]["importing"] = {"id": "x"}
    deposed = change(None, before=rule(rule_name="dead"), actions=("delete",), deposed="ab12")
    assert names(plan(imported, deposed)) == {f"{RULE}.r": "live"}
    assert names(plan(imported, deposed), before=True) == {f"{RULE}.r": "live"}


def test_what_a_plan_does_not_mention_stays() -> None:
    document = plan(
        change(rule(rule_name="b"), address=f"{RULE}.b"),
        prior_state=state(OLD),
        planned_values=values(entry(f"{RULE}.c", values=rule(rule_name="c"))),
    )
    assert names(document) == {f"{RULE}.r": "old", f"{RULE}.b": "b", f"{RULE}.c": "c"}


def test_modules_keys_and_data_sources_keep_their_addresses() -> None:
    module = {
        "address": 'module.m["x"]',
        "resources": [entry(f'module.m["x"].{RULE}.r[0]', values=rule())],
        "child_modules": [{"address": 'module.m["x"].module.n', "resources": [entry(index="a b", values=rule())]}],
    }
    data = {"address": "data.alicloud_event_bridge_rules.all", "mode": "data", "type": "alicloud_event_bridge_rules"}
    prior = state(data | {"name": "all", "values": {"event_bus_name": "default"}})
    document = plan(planned_values={"root_module": {"child_modules": [module]}}, prior_state=prior)
    estate = opened(document).estate
    assert [each.address for each in estate.resources] == [
        f'module.m["x"].{RULE}.r[0]',
        f'module.m["x"].module.n.{RULE}.r["a b"]',
    ]
    assert [each.address for each in estate.references] == ["data.alicloud_event_bridge_rules.all"]


def test_changes_say_what_terraform_does_and_why() -> None:
    replaced = change(rule(), actions=("delete", "create"), action_reason="replace_because_cannot_update")
    replaced["change"]["replace_paths"] = [["targets", 2, "target_id"]]
    moved = change(rule(), address=f"{RULE}.new", actions=("no-op",), previous_address=f"{RULE}.old")
    imported = change(rule(), address=f"{RULE}.live", actions=("no-op",))
    imported["change"]["importing"] = {"id": "default:live"}
    other = change({"name": "x"}, address="alicloud_instance.x") | {"type": "alicloud_instance"}
    assert opened(plan(replaced, moved, imported, other)).changes == (
        PlannedChange(
            f"{RULE}.r",
            RULE,
            ("delete", "create"),
            "replace_because_cannot_update",
            (("targets", 2, "target_id"),),
        ),
        PlannedChange(f"{RULE}.new", RULE, ("no-op",), moved_from=f"{RULE}.old"),
        PlannedChange(f"{RULE}.live", RULE, ("no-op",), imported=True),
    )


def test_what_changed_outside_of_terraform_is_kept_apart() -> None:
    gone = change(rule(), address=f"{RULE}.gone", actions=("delete",))
    other = change({"name": "x"}, address="alicloud_instance.x") | {"type": "alicloud_instance"}
    made = opened(plan() | {"resource_drift": [gone, other]})
    assert made.drift == (PlannedChange(f"{RULE}.gone", RULE, ("delete",)),)
    assert made.changes == ()


def test_other_families_are_left_out() -> None:
    other = change({"name": "x"}, address="alicloud_instance.x") | {"type": "alicloud_instance"}
    assert opened(plan(other)).estate.resources == ()


def test_an_unknown_major_format_is_an_error_that_says_so() -> None:
    for version in ("2.0", "", None, 1):
        made = opened({**plan(change(rule())), "format_version": version})
        assert [(each.level, each.code) for each in made.diagnostics] == [(Level.ERROR, "plan-format")]
        assert made.estate.resources == ()
    assert "'2.0'" in opened({**plan(), "format_version": "2.0"}).diagnostics[0].detail


def test_later_minor_formats_are_read() -> None:
    for version in ("0.1", "0.2", "1.0", "1.99"):
        assert opened({**plan(change(rule())), "format_version": version}).diagnostics == ()


def test_an_errored_plan_makes_the_audit_incomplete_and_a_partial_one_is_said() -> None:
    errored = opened(plan(change(rule()), errored=True, complete=False, applyable=False))
    assert [(each.level, each.code) for each in errored.diagnostics] == [(Level.ERROR, "errored-plan")]
    partial = opened(plan(change(rule()), complete=False))
    assert [(each.level, each.code) for each in partial.diagnostics] == [(Level.WARNING, "incomplete-plan")]
    assert [each.outcome for each in partial.ledger if each.kind == "plan"] == [Outcome.PARTIAL]
    assert opened(plan(change(rule()), applyable=False)).diagnostics == ()


def test_deferred_changes_and_failed_checks_are_in_the_ledger() -> None:
    deferred = {"reason": "provider_config_unknown", "resource_change": change(rule(), address=f"{RULE}.d")}
    check = {"address": {"to_display": "check.x"}, "status": "fail"}
    made = opened(plan(deferred_changes=[deferred], checks=[check]))
    assert [(each.kind, each.subject, each.outcome, each.why) for each in made.ledger[1:]] == [
        ("resource", f"{RULE}.d", Outcome.SKIPPED, "Terraform deferred it: provider_config_unknown"),
        ("check", "check.x", Outcome.FAILED, "a check of the configuration itself does not hold"),
    ]


def test_parts_that_terraform_does_not_write_are_said() -> None:
    assert [each.code for each in opened(plan(planned_values=[])).diagnostics] == ["malformed-plan"]
    made = opened(plan(change(rule()), {"change": {}}))
    assert [(each.code, each.level) for each in made.diagnostics] == [("malformed-plan", Level.ERROR)]
    assert "resource_changes[1]" in made.diagnostics[0].detail
    assert len(made.estate.rules) == 1


def test_what_changed_outside_is_undone_in_the_recorded_state() -> None:
    drifted = change(rule(rule_name="live"), before=rule(rule_name="recorded"), actions=("update",))
    deleted = change(None, before=rule(rule_name="gone"), actions=("delete",), address=f"{RULE}.g")
    document = plan(prior_state=state(entry(values=rule(rule_name="live"))), resource_drift=[drifted, deleted])
    found = read("plan.json", document, CATALOG, lambda resource: resource, recorded=True)
    recorded = {each.resource.address: each.rule_name.value for each in found.estate.rules if each.rule_name}
    assert recorded == {f"{RULE}.r": "recorded", f"{RULE}.g": "gone"}
    assert names(document, before=True) == {f"{RULE}.r": "live"}
    assert found.ledger[0].why.startswith("the state before it was refreshed")


def test_what_the_configuration_leaves_to_the_provider() -> None:
    resource = {
        "address": f"{RULE}.r",
        "mode": "managed",
        "type": RULE,
        "name": "r",
        "expressions": {"rule_name": {"constant_value": "r"}, "event_bus_name": {"constant_value": "default"}},
    }
    made = change(rule(status="DISABLE"), before=rule(status="DISABLE"), actions=("no-op",))
    document = plan(made, configuration={"root_module": {"resources": [resource]}})
    (found,) = opened(document).estate.rules
    assert found.status is not None
    assert found.rule_name is not None
    assert (found.status.by_provider, found.rule_name.by_provider) == (True, False)
