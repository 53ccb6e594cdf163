"""Expected drift: what fits, until when, and whether it stays in the report."""

import pytest

from ebaudit.drift.accepted import accept
from ebaudit.model.finding import Certainty, Finding, Severity
from ebaudit.model.request import AcceptedDrift

FOUND = Finding(
    "EB905",
    "status-changed-by-hand",
    Severity.HIGH,
    Certainty.OBSERVED,
    "The status was changed.",
    "module.a.alicloud_event_bridge_rule.r",
    key="status",
    evidence={"who": "ram-user alice"},
)


@pytest.mark.parametrize(
    ("rule", "fits"),
    [
        (AcceptedDrift("module.a.*", "why"), True),
        (AcceptedDrift("module.b.*", "why"), False),
        (AcceptedDrift("*", "why", attribute="status"), True),
        (AcceptedDrift("*", "why", attribute="description"), False),
        (AcceptedDrift("*", "why", actor="*alice"), True),
        (AcceptedDrift("*", "why", actor="*bob"), False),
    ],
)
def test_what_an_acceptance_fits(rule: AcceptedDrift, fits: bool) -> None:
    made = accept([FOUND], [rule], "2026-01-01")
    assert (made.findings, made.waived) == (((), (FOUND._replace(waived_by="why"),)) if fits else ((FOUND,), ()))
    assert made.diagnostics == ()


def test_an_address_covers_what_is_inside() -> None:
    inside = FOUND._replace(address=f"{FOUND.address}#targets[q]", key="targets[q].endpoint")
    assert accept([inside], [AcceptedDrift(FOUND.address, "why")], "").findings == ()


def test_what_is_recorded_stays_as_information() -> None:
    rule = AcceptedDrift("*", "moved by the console", owner="ops", expires="2027-01-31", record=True)
    (found,) = accept([FOUND], [rule], "2026-01-01").findings
    assert found.severity is Severity.INFO
    assert found.evidence == {"who": "ram-user alice", "recorded": "moved by the console (ops), until 2027-01-31"}


def test_what_has_expired_counts_again_and_says_so() -> None:
    rule = AcceptedDrift("*", "why", owner="ops", expires="2025-12-31")
    made = accept([FOUND], [rule], "2026-01-01")
    assert (made.findings, made.waived) == ((FOUND,), ())
    assert [each.detail for each in made.diagnostics] == [
        "The drift accepted for '*' was accepted until 2025-12-31, so it counts again. Its owner is ops. Renew it or "
        "undo the drift."
    ]
