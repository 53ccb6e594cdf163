"""Plans and states that real tools wrote of modules that the real provider applied: they are judged as the HCL is.

``data/plans/<case>/`` has plans and states of Terraform 1.11.4 and provider 1.289.0, and of Terraform 1.0.11, 0.14.11
and OpenTofu 1.10.6 in directories of their own; all were made of ``<case>/module``.
"""

from pathlib import Path
from typing import NamedTuple

import pytest

from ebaudit import policy
from ebaudit.analysis import facts
from ebaudit.catalog import load
from ebaudit.model.diagnostic import LedgerEntry
from ebaudit.model.estate import Opened
from ebaudit.model.finding import Finding
from ebaudit.model.request import Inputs
from ebaudit.readers import open_estates
from tests.saved import KEY, round_trip

PLANS = Path(__file__).parent / "data" / "plans"
CATALOG, _ = load()
POLICIES, _problems = policy.load(())
CASES = sorted(path.name for path in PLANS.iterdir() if (path / "module").is_dir())
ALL_PLANS = sorted(str(path.relative_to(PLANS)) for path in PLANS.rglob("*.plan.json"))
CREATES = [name for name in ALL_PLANS if name.endswith("/create.plan.json")]
FORMS = ("applied.state.json", "applied.tfstate")
STATES = sorted(str(path.parent.relative_to(PLANS)) for path in PLANS.rglob("applied.tfstate"))

UNKNOWN_UNTIL_PLANNED = {
    ("EB405", "alicloud_event_bridge_rule.audit#targets[dingtalk]"),
    ("EB307", "alicloud_event_bridge_rule.created#targets[fc]"),
}
"""Verdicts that HCL leaves open and plans decide: the account, read through a data source, has become known."""

KNOWN_SINCE_APPLIED = {
    ("EB405", "alicloud_event_bridge_rule.u#targets[a]"),
    ("EB525", "estate"),
    ("EB603", 'alicloud_event_bridge_rule.fan["a"]'),
}
"""Findings of states alone, on what HCL cannot know: account, random names, and so which bus a rule is on."""
OPEN_UNTIL_APPLIED = {
    ("EB201", 'alicloud_event_bridge_rule.fan["a"]#filter_pattern'),
    ("EB203", 'alicloud_event_bridge_rule.fan["a"]#filter_pattern'),
    ("EB405", "alicloud_event_bridge_rule.u#targets[a]"),
    ("EB525", "estate"),
}
"""Verdicts that HCL leaves open for the same reason, and states decide."""


WITHHELD = {("EB307", "alicloud_event_bridge_rule.audit#targets[dingtalk]")}
"""Verdict that a snapshot leaves open: whether an address that is sensitive as a whole is well formed."""
SET_WITHHELD = {("EB327", "alicloud_event_bridge_rule.audit#targets[dingtalk].param_list[Body]")}
"""Finding that a snapshot of a plan or state without its source lacks: these mark the whole set of parameters."""


class Verdicts(NamedTuple):
    findings: set[tuple[str, str, str]]
    undecided: set[tuple[str, str]]


def opened(name: str, *, source: bool = False, before: bool = False) -> Opened:
    module = str(PLANS / name.split("/")[0] / "module")
    (made,) = open_estates(str(PLANS / name), Inputs(source=module if source else "", before=before), CATALOG)
    return made


def judged(made: Opened) -> policy.Evaluated:
    found = facts.analyse(made.estate, CATALOG)
    return policy.evaluate(POLICIES, made.estate, found, CATALOG)


def verdicts(made: Opened) -> Verdicts:
    evaluated = judged(made)
    assert evaluated.crashes == ()
    return Verdicts(
        {(found.policy, found.address, found.message) for found in evaluated.findings},
        {(each.policy, each.address) for each in evaluated.undecideds},
    )


def places(findings: tuple[Finding, ...]) -> set[tuple[str, str, str, str]]:
    return {(f.policy, f.address, str(f.span), " ".join(call.address for call in f.calls)) for f in findings}


def rows(entries: tuple[LedgerEntry, ...], kind: str) -> set[tuple[str, str]]:
    return {(entry.subject, str(entry.outcome)) for entry in entries if entry.kind == kind}


@pytest.mark.parametrize("name", ALL_PLANS)
def test_every_plan_is_read_with_what_it_says_of_itself(name: str) -> None:
    codes = [problem.code for problem in opened(name).diagnostics]
    assert codes == (["incomplete-plan"] if name.endswith("targeted.plan.json") else [])
    assert opened(name, before=True).diagnostics == opened(name).diagnostics


@pytest.mark.parametrize("name", CREATES)
def test_a_plan_with_its_source_is_judged_and_located_as_its_source(name: str) -> None:
    written, planned = opened(f"{name.split('/')[0]}/module"), opened(name, source=True)
    expected, found = verdicts(written), verdicts(planned)
    assert found.findings == expected.findings
    assert found.undecided == expected.undecided - UNKNOWN_UNTIL_PLANNED
    assert places(judged(planned).findings) == places(judged(written).findings)


@pytest.mark.parametrize("name", CREATES)
def test_a_plan_alone_finds_what_its_source_shows(name: str) -> None:
    written, planned = verdicts(opened(f"{name.split('/')[0]}/module")), verdicts(opened(name))
    assert {f[:2] for f in planned.findings} == {f[:2] for f in written.findings}


@pytest.mark.parametrize("directory", STATES)
def test_both_forms_of_a_state_and_a_plan_without_changes_are_judged_alike(directory: str) -> None:
    noop, shown, raw = (
        verdicts(opened(f"{directory}/{name}", source=True))
        for name in ("noop.plan.json", "applied.state.json", "applied.tfstate")
    )
    assert shown == noop
    assert raw == noop


@pytest.mark.parametrize("directory", STATES)
def test_a_state_with_its_source_differs_from_it_only_by_what_became_known(directory: str) -> None:
    written = verdicts(opened(f"{directory.split('/')[0]}/module"))
    applied = verdicts(opened(f"{directory}/applied.tfstate", source=True))
    assert written.findings <= applied.findings
    assert {found[:2] for found in applied.findings - written.findings} <= KNOWN_SINCE_APPLIED
    assert written.undecided - applied.undecided <= OPEN_UNTIL_APPLIED
    assert applied.undecided <= written.undecided


def test_every_named_difference_between_states_and_their_source_occurs() -> None:
    pairs = [
        (verdicts(opened(f"{name.split('/')[0]}/module")), verdicts(opened(f"{name}/applied.tfstate", source=True)))
        for name in STATES
    ]
    assert {found[:2] for one, two in pairs for found in two.findings - one.findings} == KNOWN_SINCE_APPLIED
    assert {each for one, two in pairs for each in one.undecided - two.undecided} == OPEN_UNTIL_APPLIED


def test_a_plan_without_changes_keeps_that_status_is_not_written() -> None:
    found = {each[:2] for each in verdicts(opened("dingtalk/noop.plan.json")).findings}
    assert ("EB701", "alicloud_event_bridge_rule.audit") in found
    state = {each[0] for each in verdicts(opened("dingtalk/applied.tfstate")).findings}
    assert "EB701" not in state  # it says what is there, not what is written


@pytest.mark.parametrize("key", [None, KEY], ids=["numbered", "keyed"])
@pytest.mark.parametrize("name", [f"{case}/module" for case in CASES])
def test_a_snapshot_of_a_module_is_judged_as_the_module(name: str, key: bytes | None) -> None:
    made = opened(name)
    written, kept = verdicts(made), verdicts(round_trip(made, key))
    assert kept.findings == written.findings
    assert kept.undecided - WITHHELD == written.undecided
    assert kept.undecided >= WITHHELD or not name.startswith("dingtalk")


@pytest.mark.parametrize("source", [False, True], ids=["alone", "with its source"])
@pytest.mark.parametrize("name", [*ALL_PLANS, *(f"{each}/{form}" for each in STATES for form in FORMS)])
def test_a_snapshot_of_a_plan_or_state_is_judged_as_that(name: str, *, source: bool) -> None:
    made = opened(name, source=source)
    there, kept = verdicts(made), verdicts(round_trip(made))
    assert kept.undecided - WITHHELD == there.undecided
    assert kept.findings <= there.findings
    assert {found[:2] for found in there.findings - kept.findings} <= (set() if source else SET_WITHHELD)


def test_a_plan_keeps_what_changed_outside_of_terraform() -> None:
    found = {(change.address, change.actions) for change in opened("fleet/drift.plan.json").drift}
    assert found == {
        ('module.routes["billing"].alicloud_event_bridge_rule.by_type[0]', ("update",)),
        ('module.routes["search"].alicloud_event_bridge_rule.by_type[0]', ("delete",)),
    }


@pytest.mark.parametrize("directory", STATES)
def test_the_forms_of_a_state_are_judged_alike_without_their_source(directory: str) -> None:
    assert verdicts(opened(f"{directory}/applied.tfstate")) == verdicts(opened(f"{directory}/applied.state.json"))


@pytest.mark.parametrize("name", [name for name in ALL_PLANS if name.endswith("/noop.plan.json")])
def test_a_plan_without_changes_ends_where_it_starts(name: str) -> None:
    after, before = opened(name, source=True), opened(name, source=True, before=True)
    assert verdicts(after) == verdicts(before)


def test_what_a_plan_deletes_is_only_in_its_prior_estate() -> None:
    planned, prior = opened("replace/destroy.plan.json"), opened("replace/destroy.plan.json", before=True)
    gone = {"alicloud_event_bridge_event_bus.r", "alicloud_event_bridge_rule.r"}
    assert planned.estate.resources == ()
    assert {resource.address for resource in prior.estate.resources} == gone
    assert rows(planned.ledger, "resource") == {(address, "skipped") for address in gone}


def test_a_plan_that_only_refreshes_leaves_the_refreshed_world() -> None:
    rules = opened("replace/drift-refresh.plan.json").estate.rules
    assert [rule.resource.address for rule in rules] == ["alicloud_event_bridge_rule.r"]


def test_a_plan_for_targets_keeps_what_it_leaves_alone() -> None:
    made = opened("replace/targeted.plan.json")
    assert [rule.resource.address for rule in made.estate.rules] == ["alicloud_event_bridge_rule.r"]
    assert rows(made.ledger, "plan") == {(str(PLANS / "replace/targeted.plan.json"), "partial")}


def test_an_insertion_replaces_the_rule_with_all_targets() -> None:
    name = "replace/insert-target.plan.json"

    def targets(made: Opened) -> list[str]:
        (rule,) = made.estate.rules
        return [target.address for target in rule.targets]

    rule = "alicloud_event_bridge_rule.r"
    assert targets(opened(name, before=True)) == [f"{rule}#targets[{each}]" for each in ("a", "b")]
    assert sorted(targets(opened(name))) == [f"{rule}#targets[{each}]" for each in ("a", "b", "x")]
