"""What a plan's values, unknowns and sensitive marks become."""

from typing import Any

from ebaudit.catalog import load
from ebaudit.model.resources import Block, Provider, Resource
from ebaudit.model.types import STRING
from ebaudit.model.value import Sensitive, Unknown
from ebaudit.readers.plan.read import read
from tests.unit.readers.plan.plan_documents import change, configuration, plan, rule

CATALOG, _problems = load()
AFTER = "known only after apply"


def block(document: dict[str, Any]) -> Block:
    made = read("plan.json", document, CATALOG, lambda resource: resource)
    (resource,) = made.estate.resources
    return resource.block


def values(found: Block) -> dict[str, Any]:
    return {name: attribute.value for name, attribute in found.attributes.items()}


def target(**more: Any) -> dict[str, Any]:
    return {"target_id": "t", "type": "acs.mns.queue", "endpoint": "e", "dead_letter_queue": [], **more}


def test_what_is_not_set_is_absent_however_the_provider_writes_it() -> None:
    param = {"resource_key": "Body", "form": "ORIGINAL", "value": "", "template": ""}
    found = block(plan(change(rule(description=None, status="", timeouts=None, targets=[target(param_list=[param])]))))
    assert values(found) == rule()
    (made,) = found.blocks["targets"]
    assert made.blocks.keys() == {"param_list"}
    assert values(made.blocks["param_list"][0]) == {"resource_key": "Body", "form": "ORIGINAL"}


def test_a_required_argument_keeps_its_empty_text() -> None:
    (made,) = block(plan(change(rule(targets=[target(endpoint="")])))).blocks["targets"]
    assert values(made) == {"target_id": "t", "type": "acs.mns.queue", "endpoint": ""}


def test_what_the_configuration_sets_to_nothing_stays_set() -> None:
    expressions = {
        "targets": [
            {
                "target_id": {"constant_value": "t"},
                "param_list": [
                    {"resource_key": {"constant_value": "A"}, "value": {"constant_value": ""}},
                    {"resource_key": {"constant_value": "B"}},
                ],
            }
        ]
    }
    params = [{"resource_key": key, "form": "CONSTANT", "value": "", "template": ""} for key in ("B", "A")]
    document = plan(change(rule(targets=[target(param_list=params)])), configuration=configuration(expressions))
    (made,) = block(document).blocks["targets"]
    assert [values(param) for param in made.blocks["param_list"]] == [
        {"resource_key": "B", "form": "CONSTANT"},
        {"resource_key": "A", "form": "CONSTANT", "value": ""},
    ]


def test_an_unknown_argument_says_why_and_what_it_refers_to() -> None:
    references = ["terraform_data.x.output", "terraform_data.x"]
    expressions = {"filter_pattern": {"references": references}}
    after = {"event_bus_name": "default", "rule_name": "r"}
    document = plan(change(after, unknown={"filter_pattern": True}), configuration=configuration(expressions))
    assert values(block(document)) == {**after, "filter_pattern": Unknown(AFTER, tuple(references), type=STRING)}


def test_what_only_the_provider_decides_is_absent_until_it_is_known() -> None:
    unknown = {"id": True, "status": True}
    assert values(block(plan(change(rule(), unknown=unknown), configuration=configuration({})))) == rule()


def test_a_computed_argument_is_unknown_where_the_configuration_is_not_told() -> None:
    found = block(plan(change(rule(), unknown={"id": True, "status": True})))
    assert values(found) == rule(status=Unknown(AFTER, type=STRING))


def test_blocks_of_unknown_number_are_named() -> None:
    found = block(plan(change(rule(), unknown={"targets": True})))
    assert (dict(found.blocks), dict(found.unknown_blocks)) == ({}, {"targets": AFTER})


def test_an_unknown_inside_a_block_is_at_its_place() -> None:
    after = rule(targets=[{"target_id": "t", "type": "acs.mns.queue", "dead_letter_queue": [{}]}])
    unknown = {"targets": [{"endpoint": True, "dead_letter_queue": [{"arn": True}]}]}
    (made,) = block(plan(change(after, unknown=unknown))).blocks["targets"]
    assert values(made)["endpoint"] == Unknown(AFTER, type=STRING)
    assert values(made.blocks["dead_letter_queue"][0]) == {"arn": Unknown(AFTER, type=STRING)}


def test_marks_make_values_sensitive_and_a_set_as_a_whole_marks_all_in_it() -> None:
    param = {"resource_key": "URL", "form": "CONSTANT", "value": "https://x", "template": ""}
    sensitive = {"filter_pattern": True, "targets": [{"param_list": True}]}
    found = block(plan(change(rule(targets=[target(param_list=[param])]), sensitive=sensitive)))
    assert values(found)["filter_pattern"] == Sensitive('{"source":["a"]}')
    (made,) = found.blocks["targets"][0].blocks["param_list"]
    assert values(made) == {name: Sensitive(param[name]) for name in ("resource_key", "form", "value")}


def connection(configured: dict[str, Any] | None) -> Any:
    after = {"connection_name": "c", "auth_parameters": [{"basic_auth_parameters": [{"password": "hunter2"}]}]}
    made = change(after, address="alicloud_event_bridge_connection.c", type="alicloud_event_bridge_connection")
    made["type"] = "alicloud_event_bridge_connection"
    document = plan(made)
    if configured is not None:
        expressions = {"auth_parameters": [{"basic_auth_parameters": [{"password": configured}]}]}
        resource = {"address": "alicloud_event_bridge_connection.c", "expressions": expressions}
        document["configuration"] = {"root_module": {"resources": [resource]}}
    found = block(document).blocks["auth_parameters"][0].blocks["basic_auth_parameters"][0]
    return values(found)["password"]


def test_what_the_provider_declares_sensitive_is_so_unless_it_is_a_literal() -> None:
    assert connection(None) == Sensitive("hunter2")
    assert connection({"references": ["var.password"]}) == Sensitive("hunter2")
    assert connection({"constant_value": "hunter2"}) == "hunter2"


def test_what_comes_from_elsewhere_is_told_from_what_is_written() -> None:
    for reference, provided in (("data.external.x.result", True), ("var.x", False), ("alicloud_x.y.z", True)):
        expressions = {"filter_pattern": {"references": [reference]}}
        found = block(plan(change(rule()), configuration=configuration(expressions)))
        assert found.attributes["filter_pattern"].provided is provided


def provider(configuration_: dict[str, Any], address: str = "alicloud_event_bridge_rule.r") -> Provider:
    document = plan(change(rule(), address=address), configuration=configuration_)
    resource: Resource
    (resource,) = read("plan.json", document, CATALOG, lambda each: each).estate.resources
    return resource.provider


def test_region_and_account_come_from_constants() -> None:
    found = configuration({})
    found["provider_config"]["alicloud"]["expressions"]["assume_role"] = [
        {"role_arn": {"constant_value": "acs:ram::1234:role/x"}}
    ]
    assert provider(found) == Provider("alicloud", "cn-hangzhou", "1234")


def test_a_region_that_is_an_expression_is_not_guessed() -> None:
    found = configuration({})
    found["provider_config"]["alicloud"]["expressions"] = {"region": {"references": ["var.region"]}}
    made = provider(found)
    assert made.region == Unknown("the plan does not tell what it was worth", ("var.region",))
    assert made.account_id == Unknown("no provider block sets the account", ("provider.alicloud.account_id",))


def test_a_module_inherits_its_callers_provider() -> None:
    inner = configuration({})["root_module"]["resources"][0] | {"provider_config_key": "m:alicloud"}
    whole = configuration({}, root_module={"module_calls": {"m": {"module": {"resources": [inner]}}}})
    whole["provider_config"]["module.m:alicloud"] = {"name": "alicloud", "module_address": "module.m"}
    address = 'module.m["a.b"].alicloud_event_bridge_rule.r'
    document = plan(change(rule(), address=address, module_address='module.m["a.b"]'), configuration=whole)
    (resource,) = read("plan.json", document, CATALOG, lambda each: each).estate.resources
    assert (resource.address, resource.provider.region) == (address, "cn-hangzhou")
