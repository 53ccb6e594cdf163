"""Every committed estate as HCL, plan, state and snapshot: every policy gives the same verdict.

The plans and states are made from the module (see :mod:`tests.terraform_documents`); real ones, of other modules, are
in ``test_plans_and_states.py``.
"""

import json
from pathlib import Path

import pytest

from ebaudit.model.estate import Opened
from ebaudit.model.request import Inputs
from ebaudit.readers import open_estates
from tests.conformance.test_plans_and_states import Verdicts, verdicts
from tests.saved import CATALOG, round_trip
from tests.terraform_documents import WAYS

ROOT = Path(__file__).parents[2] / "fixtures"
BROKEN = {"estates/syntax-error": "Terraform makes no plan of a module that it cannot parse"}
PARTLY_KNOWN = {"EB307", "EB405"}
"""Left open by a plan without its source, which tells nothing of a text with something unknown in it."""
WRITTEN = {"EB701"}
"""Left out by a state without its source, which says what is there and not what is written."""
APPLIED = {(policy, "alicloud_event_bridge_rule.audit#targets[robot]") for policy in ("EB307", "EB502")}
"""Left open by the module: a state knows the address that a variable has."""
WITHHELD = {("EB307", "alicloud_event_bridge_rule.audit#targets[robot]")}
"""Left open by a snapshot: whether an address that is sensitive as a whole, once it is known, is well formed."""
ESTATES = sorted(
    str(found.parent.relative_to(ROOT))
    for pattern in ("main.tf", "*.tf.json")
    for found in ROOT.rglob(pattern)
    if str(found.parent.relative_to(ROOT)) not in BROKEN
)


def module(name: str) -> Opened:
    (made,) = open_estates(str(ROOT / name), Inputs(), CATALOG)
    return made


def as_document(name: str, way: str, *, source: bool) -> Opened:
    text = json.dumps(WAYS[way](module(name).estate.resources, CATALOG))
    inputs = Inputs(source=str(ROOT / name) if source else str(ROOT), standard_input=text.encode())
    (made,) = open_estates("-", inputs, CATALOG)
    return made


def bare(found: Verdicts) -> set[tuple[str, str]]:
    return {each[:2] for each in found.findings}


def test_what_is_left_out_exists() -> None:
    assert all((ROOT / name).is_dir() for name in BROKEN)


@pytest.mark.parametrize("name", ESTATES)
def test_a_snapshot(name: str) -> None:
    made = module(name)
    assert verdicts(round_trip(made)) == verdicts(made)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", ESTATES)
def test_with_its_source(name: str, way: str) -> None:
    written, found = verdicts(module(name)), verdicts(as_document(name, way, source=True))
    assert found.findings == written.findings
    assert found.undecided == written.undecided - (APPLIED if way == "state" else set())


@pytest.mark.parametrize("name", ESTATES)
def test_a_plan_alone(name: str) -> None:
    written, found = verdicts(module(name)), verdicts(as_document(name, "plan", source=False))
    assert bare(found) == bare(written)
    assert {each for each in found.undecided if each[0] not in PARTLY_KNOWN} == {
        each for each in written.undecided if each[0] not in PARTLY_KNOWN
    }
    assert written.undecided <= found.undecided


@pytest.mark.parametrize("name", ESTATES)
def test_a_state_alone(name: str) -> None:
    written, found = verdicts(module(name)), verdicts(as_document(name, "state", source=False))
    assert bare(found) == {each for each in bare(written) if each[0] not in WRITTEN}
    assert found.undecided <= written.undecided


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", ESTATES)
def test_a_snapshot_of_a_plan_or_state(name: str, way: str) -> None:
    made = as_document(name, way, source=True)
    there, kept = verdicts(made), verdicts(round_trip(made))
    assert kept.findings == there.findings
    assert kept.undecided - WITHHELD == there.undecided - WITHHELD


def test_every_named_exception_occurs() -> None:
    modules = {name: verdicts(module(name)) for name in ESTATES}
    plans, states = (
        {name: verdicts(as_document(name, way, source=False)) for name in ESTATES} for way in ("plan", "state")
    )
    assert {each[0] for n in ESTATES for each in plans[n].undecided - modules[n].undecided} == PARTLY_KNOWN
    assert {each[0] for n in ESTATES for each in bare(modules[n]) - bare(states[n])} == WRITTEN
    applied = [as_document(name, "state", source=True) for name in ESTATES]
    assert {each for o in applied for each in verdicts(round_trip(o)).undecided - verdicts(o).undecided} == WITHHELD
