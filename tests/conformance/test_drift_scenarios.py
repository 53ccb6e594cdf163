"""Drift of the recorded scenarios, found in every way in which it can be looked for.

``data/plans/<case>/drifted.live.json`` is what GetRule and GetEventBus answer after somebody changed things by hand,
``drift.plan.json`` and ``drift-refresh.plan.json`` what Terraform makes of that, ``applied.state.json`` the state
before. What the live files lack (event sources, connections, API destinations) is added here as the service answers
it, after the calls in ``requests.json`` and what the plans say was changed: one API destination is gone.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from ebaudit.catalog import load
from ebaudit.drifting import Drifted, drift
from ebaudit.model.diagnostic import Level
from ebaudit.model.finding import Severity
from ebaudit.model.request import Inputs, Request
from ebaudit.readers import open_estates
from ebaudit.readers.snapshot import write

PLANS = Path(__file__).parent / "data" / "plans"
CATALOG, _problems = load()
RULE, BUS = "alicloud_event_bridge_rule", "alicloud_event_bridge_event_bus"
Expected = tuple[str, str, str, str]
"""Policy, severity, address and message of a finding."""

SOURCES: list[dict[str, Any]] = [
    {
        "Name": "github.hook",
        "EventBusName": "inbound",
        "Description": "Webhook",
        "Ctime": 1795539307000.0,
        "SourceHttpEventParameters": {
            "Type": "HTTPS",
            "SecurityConfig": "ip",
            "Method": ["POST"],
            "Ip": ["203.0.113.0/24"],
            "Referer": [],
        },
    },
    {
        "Name": "clock.hourly",
        "EventBusName": "inbound",
        "SourceScheduledEventParameters": {
            "Schedule": "0 0 * * * *",
            "TimeZone": "GMT+8:00",
            "UserData": '{"kind":"tick"}',
        },
    },
    {
        "Name": "legacy.queue",
        "EventBusName": "inbound",
        "ExternalSourceType": "MNS",
        "ExternalSourceConfig": {"QueueName": "legacy"},
    },
]
MORE: dict[str, dict[str, Any]] = {
    "apidest": {
        "connections": [
            {
                "ConnectionName": "crm",
                "Description": "CRM",
                "NetworkParameters": {"NetworkType": "PublicNetwork", "VpcId": "", "VswitcheId": ""},
                "AuthParameters": {
                    "AuthorizationType": "BASIC_AUTH",
                    "BasicAuthParameters": {"Username": "svc", "Password": "********"},
                    "ApiKeyAuthParameters": {},
                },
            }
        ],
        "api_destinations": [],
    },
    "function": {
        "event_sources": [{"Name": "orders.app", "EventBusName": "orders-bus", "Description": "The shop"}],
    },
    "sources": {"event_sources": SOURCES},
}
GAP = (
    "Terraform repairs this at a price: the next apply deletes the rule and creates it again, and events that arrive "
    "in between reach none of its targets."
)
OFF = (
    'Since this drift, events with type that ends with ":ActionTrail:ApiCall" no longer reach acs.dingtalk (sensitive) '
    "(their last target). 'status' of the rule 'default/audit-notify' is 'DISABLE'; declared is "
)
UNTOLD = "Terraform repairs this only where the code sets '{}', which a state does not tell."
RETRY = (
    "'push_retry_strategy' of the target 'dingtalk' of the rule 'default/audit-notify' is 'BACKOFF_RETRY'; declared is "
    "'EXPONENTIAL_DECAY_RETRY': failed deliveries are repeated for a minute, not for a day."
)
SEARCH = 'module.routes["search"].alicloud_event_bridge_rule.by_type[0]'
SEARCH_LOST = (
    "Since this drift, events with source shop.search, type product:Changed no longer reach acs.mns.queue 'indexer'"
)
BY_HAND: Expected = (
    "EB903",
    "medium",
    "live:1234567890123456/cn-hangzhou/team-search/by-hand",
    "Since this drift, events with source shop.search now also reach acs.mns.queue 'q-hand'. The rule "
    "'team-search/by-hand' is there, but nothing declares it. Terraform does not see it: no plan mentions it, and no "
    "apply removes it.",
)
"""Only who looks at the account sees it."""


def audit_notify(*, state: bool) -> list[Expected]:
    status = f"'ENABLE'. {UNTOLD.format('status')}"
    if not state:
        status = (
            "no status, which means 'ENABLE'. Terraform will not repair this: the code does not set 'status', so that "
            "the next refresh takes it over."
        )
    target = f"{RULE}.audit#targets[dingtalk]"
    return [
        ("EB905", "high", f"{RULE}.audit", f"{OFF}{status}"),
        (
            "EB910",
            "medium",
            target,
            "'dead_letter_queue' of the target 'dingtalk' of the rule 'default/audit-notify' is not set; declared is "
            "'acs:mns:cn-hangzhou:1234567890123456:/queues/audit-dlq': what the target does not take is lost from now "
            "on; it was kept.",
        ),
        ("EB910", "medium", target, f"{RETRY} {UNTOLD.format('push_retry_strategy')}" if state else RETRY),
    ]


def fleet(*, live: bool) -> list[Expected]:
    shadow: Expected = (
        "EB908",
        "medium",
        'module.routes["billing"].alicloud_event_bridge_rule.by_type[0]#targets[q-shadow]',
        "Since this drift, events with source shop.billing, type order:Paid now also reach acs.mns.queue 'q-shadow'. "
        f"The target 'q-shadow' of the rule 'team-billing/billing-0' is there, but nothing declares it. {GAP}",
    )
    gone = "The rule 'team-search/search-0' is gone."
    if live:  # what was made by hand still delivers them somewhere
        return [BY_HAND, shadow, ("EB901", "medium", SEARCH, f"{SEARCH_LOST}. {gone}")]
    return [shadow, ("EB901", "high", SEARCH, f"{SEARCH_LOST} (their last target). {gone}")]


APIDEST: list[Expected] = [
    (
        "EB902",
        "high",
        "alicloud_event_bridge_api_destination.contacts",
        "The API destination 'crm-contacts' is gone.",
    )
]
FUNCTION: list[Expected] = [
    (
        "EB913",
        "low",
        f"{BUS}.orders",
        "'description' of the bus 'orders-bus' is 'edited by hand'; declared is 'Order events'.",
    ),
    (
        "EB906",
        "high",
        f"{RULE}.created",
        'Since this drift, events with source orders.app, type that equals "order:Created" or that starts with '
        "\"order:Changed\" and conditions on data.total no longer reach acs.fc.function 'handle-orders' (their last "
        "target); events with source orders.app, type order:Created now also reach acs.fc.function 'handle-orders'. "
        "The pattern of the rule 'orders-bus/order-created' was changed. It selects some events that are not declared, "
        "and leaves out some that are.",
    ),
]
REPLACE: list[Expected] = [
    (
        "EB907",
        "medium",
        f"{RULE}.r#targets[b]",
        "Since this drift, events with source shop, type order:Created or order:Paid no longer reach acs.mns.queue "
        f"'b'. The target 'b' of the rule 'replace-bus/orders' is gone. {GAP}",
    )
]
INBOUND: list[Expected] = [
    (
        "EB906",
        "medium",
        f"{RULE}.hook",
        "Since this drift, events with source github.hook now also reach acs.sls 'github'. The pattern of the rule "
        "'inbound/hook-to-sls' was changed. It selects more events than declared.",
    )
]
CASES = ("apidest", "dingtalk", "fleet", "function", "replace", "sources")
LIVE_WAYS = ("module", "plan", "joined", "state", "raw state", "joined state", "snapshot")
PLAN_WAYS = ("drift.plan.json", "drift-refresh.plan.json")


def expected(case: str, way: str) -> list[Expected]:
    table = {
        "apidest": APIDEST,
        "dingtalk": audit_notify(state=way in {"state", "raw state", "snapshot"}),
        "fleet": fleet(live=way in LIVE_WAYS),
        "function": FUNCTION,
        "replace": REPLACE,
        "sources": INBOUND,
    }
    return sorted(table[case])


def findings(found: Drifted) -> list[Expected]:
    return sorted((each.policy, each.severity.value, each.address, each.message) for each in found.report.findings)


def completed(case: str, directory: Path) -> Path:
    """Write the live file with what it lacks."""
    document = json.loads((PLANS / case / "drifted.live.json").read_text(encoding="utf-8"))
    nothing: dict[str, Any] = {"event_sources": [], "connections": [], "api_destinations": [], "streams": []}
    path = directory / "account.live.json"
    path.write_text(json.dumps({**document, **nothing, "roles": {}, **MORE.get(case, {})}), encoding="utf-8")
    return path


def saved(path: Path) -> Path:
    """Save a live account as a snapshot."""
    opened = open_estates(str(path), Inputs(), CATALOG)
    snapshot = path.with_name("snapshot.json")
    snapshot.write_text(write(opened, CATALOG, b"a key for this test"), encoding="utf-8")
    return snapshot


def asked(path: Path, **inputs: Any) -> Request:
    return Request((str(path),), Inputs(**inputs), fail_on=Severity.INFO)


def looked(case: str, way: str, directory: Path) -> Drifted:
    """Look for drift in one way."""
    files = {"plan": "drift.plan.json", "joined": "drift.plan.json", "raw state": "applied.tfstate", "module": "module"}
    declared = PLANS / case / files.get(way, "applied.state.json")
    live = completed(case, directory)
    source = {"source": str(PLANS / case / "module")} if way.startswith("joined") else {}
    return drift(asked(declared, **source), asked(saved(live) if way == "snapshot" else live))


@pytest.mark.parametrize("way", LIVE_WAYS)
@pytest.mark.parametrize("case", CASES)
def test_drift_is_found_in_the_account(case: str, way: str, tmp_path: Path) -> None:
    found = looked(case, way, tmp_path)
    assert findings(found) == expected(case, way)
    assert found.report.undecideds == ()
    assert [each for each in found.report.diagnostics if each.level is Level.ERROR] == []


@pytest.mark.parametrize("way", PLAN_WAYS)
@pytest.mark.parametrize("case", CASES)
def test_a_plan_alone_tells_what_its_refresh_found(case: str, way: str) -> None:
    found = drift(asked(PLANS / case / way), None)
    assert findings(found) == expected(case, way)
    assert (found.report.undecideds, found.report.diagnostics) == ((), ())


@pytest.mark.parametrize(
    ("case", "path"),
    [("dingtalk", "terraform-1.0/drift.plan.json"), ("replace", "terraform-1.0/drift.plan.json")],
)
def test_plans_of_other_versions_tell_the_same(case: str, path: str) -> None:
    assert findings(drift(asked(PLANS / case / path), None)) == expected(case, path)


@pytest.mark.parametrize("path", sorted(PLANS.rglob("noop.plan.json")), ids=lambda path: str(path.relative_to(PLANS)))
def test_what_only_looks_like_drift_is_none(path: Path) -> None:
    """Refreshing right after an apply reports empty collections where there was null."""
    assert findings(drift(asked(path), None)) == []


@pytest.mark.parametrize(
    ("case", "addresses"),
    [
        ("apidest", ["alicloud_event_bridge_api_destination.contacts", "alicloud_event_bridge_connection.crm"]),
        ("dingtalk", []),
        ("fleet", []),
        ("function", ["alicloud_event_bridge_event_source.app"]),
        ("replace", []),
        (
            "sources",
            [
                "alicloud_event_bridge_event_source.queue",
                "alicloud_event_bridge_event_source_v2.hook",
                "alicloud_event_bridge_event_source_v2.tick",
            ],
        ),
    ],
)
def test_what_was_not_read_is_undecided(case: str, addresses: list[str]) -> None:
    """The live files as they are have buses and rules only."""
    found = drift(asked(PLANS / case / "module"), asked(PLANS / case / "drifted.live.json"))
    assert sorted(each.address for each in found.report.undecideds) == addresses
    assert findings(found) == ([] if case == "apidest" else expected(case, "module"))
    assert found.report.incomplete is bool(addresses)


def test_the_evidence_is_an_event_that_shows_the_consequence(tmp_path: Path) -> None:
    (found,) = looked("sources", "module", tmp_path).report.findings
    assert found.evidence is not None
    assert found.evidence["declared"] == '{"data":{"body":{"action":["opened","closed"]}},"source":["github.hook"]}'
    assert found.evidence["live"] == '{"source":["github.hook"]}'
    assert found.evidence["event"]["source"] == "github.hook"
    assert found.evidence["event"]["data"].get("body", {}).get("action") not in ("opened", "closed")


def test_findings_point_at_what_is_written(tmp_path: Path) -> None:
    found = {each.key: each.span for each in looked("dingtalk", "module", tmp_path).report.findings}
    lines = {key: span.line if span is not None else 0 for key, span in found.items()}
    assert lines == {
        "status": 15,
        "targets[dingtalk].dead_letter_queue": 29,
        "targets[dingtalk].push_retry_strategy": 27,
    }
