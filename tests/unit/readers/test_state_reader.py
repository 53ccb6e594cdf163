"""States, shown and raw."""

from typing import Any

from ebaudit.catalog import load
from ebaudit.model.estate import Opened
from ebaudit.model.value import Sensitive, Unknown
from ebaudit.readers.state import read

CATALOG, _problems = load()
RULE = "alicloud_event_bridge_rule"
VALUES = {
    "id": "default:r",
    "event_bus_name": "default",
    "rule_name": "r",
    "filter_pattern": "{}",
    "description": "",
    "status": "DISABLE",
    "timeouts": None,
    "targets": [
        {
            "target_id": "t",
            "type": "https",
            "endpoint": "https://x",
            "push_retry_strategy": "BACKOFF_RETRY",
            "dead_letter_queue": [],
            "param_list": [{"resource_key": "Body", "form": "ORIGINAL", "value": "", "template": ""}],
        }
    ],
}


def raw(*instances: dict[str, Any], **more: Any) -> dict[str, Any]:
    resource = {"mode": "managed", "type": RULE, "name": "r", "instances": list(instances), **more}
    return {"version": 4, "terraform_version": "1.11.4", "resources": [resource]}


def opened(state: dict[str, Any]) -> Opened:
    return read("terraform.tfstate", state, CATALOG, lambda resource: resource)


def attributes(made: Opened) -> dict[str, Any]:
    (resource,) = made.estate.resources
    return {name: attribute.value for name, attribute in resource.block.attributes.items()}


def test_what_was_adopted_is_kept_and_what_is_empty_is_absent() -> None:
    made = opened(raw({"attributes": VALUES}))
    kept = ("event_bus_name", "rule_name", "filter_pattern", "status")
    assert attributes(made) == {name: VALUES[name] for name in kept}
    (rule,) = made.estate.rules
    (target,) = rule.targets
    assert (target.dead_letter_queue, target.params[0].value, target.params[0].template) == (None, None, None)
    assert isinstance(rule.resource.provider.region, Unknown)


def test_addresses_have_module_and_key() -> None:
    made = opened(
        raw(
            {"attributes": VALUES, "index_key": 'a"b${c}'},
            {"attributes": VALUES, "index_key": 0},
            module='module.m["x"]',
        )
    )
    assert [each.address for each in made.estate.resources] == [
        f'module.m["x"].{RULE}.r["a\\"b$${{c}}"]',
        f'module.m["x"].{RULE}.r[0]',
    ]


def test_deposed_instances_are_no_longer_there() -> None:
    assert opened(raw({"attributes": VALUES, "deposed": "ab12"})).estate.resources == ()


def marked(*steps: Any) -> dict[str, Any]:
    path = [
        {"type": "get_attr", "value": step}
        if isinstance(step, str)
        else {"type": "index", "value": {"value": step, "type": "number"}}
        for step in steps
    ]
    return raw({"attributes": VALUES, "sensitive_attributes": [path]})


def test_sensitive_paths_mark_what_is_below_them() -> None:
    assert attributes(opened(marked("filter_pattern")))["filter_pattern"] == Sensitive("{}")
    (rule,) = opened(marked("targets", 0, "endpoint")).estate.rules
    endpoint, kind = rule.targets[0].endpoint, rule.targets[0].type
    assert endpoint is not None
    assert kind is not None
    assert (endpoint.value, kind.value) == (Sensitive("https://x"), "https")


def test_a_path_that_is_not_understood_marks_everything_below() -> None:
    (rule,) = opened(marked("targets", {"an": "element"})).estate.rules
    assert isinstance(rule.targets[0].target_id and rule.targets[0].target_id.value, Sensitive)
    assert attributes(opened(marked("targets", 10**12, "endpoint")))["status"] == "DISABLE"


def test_an_instance_of_terraform_0_11_is_refused_by_itself() -> None:
    made = opened(raw({"attributes_flat": {"id": "x"}}, {"attributes": VALUES, "index_key": 1}))
    assert [each.address for each in made.estate.resources] == [f"{RULE}.r[1]"]
    assert [each.code for each in made.diagnostics] == ["state-instance"]


def test_older_states_are_refused_with_the_reason() -> None:
    for version in (1, 2, 3, 5):
        made = opened({"version": version, "modules": []})
        assert [each.code for each in made.diagnostics] == ["state-version"]
        assert f"version {version}" in made.diagnostics[0].detail


def test_an_empty_state_is_an_empty_estate() -> None:
    for state in ({"version": 4, "resources": []}, {"format_version": "1.0"}):
        made = opened(state)
        assert (made.diagnostics, made.estate.resources) == ((), ())


def test_what_a_newer_provider_has_added_is_said() -> None:
    made = opened(raw({"attributes": {**VALUES, "priority": 5}}))
    assert "priority" not in attributes(made)
    (row,) = [each for each in made.ledger if each.kind == "resource"]
    assert (row.outcome, row.why) == ("partial", "not in the catalog, so not judged: priority")
