from pathlib import Path

from tests.terraform_modules import arguments, opened, resource, said, shown

RULE = "alicloud_event_bridge_rule"
HEAD = f'resource "{RULE}" "r" {{\n  event_bus_name = "default"\n  rule_name = "r"\n'


def test_dynamic_blocks_repeat_their_content(tmp_path: Path) -> None:
    files = {
        "main.tf": HEAD + '  dynamic "targets" {\n    for_each = { b = ["x", "y"], a = [] }\n    iterator = t\n'
        "    content {\n"
        '      target_id = t.key\n      dynamic "param_list" {\n        for_each = t.value\n        content {\n'
        '          resource_key = "${t.key}-${param_list.key}"\n          value = param_list.value\n'
        "        }\n      }\n"
        "    }\n  }\n}\n"
    }
    found = opened(tmp_path, files)
    assert said(found) == []
    assert arguments(resource(found, f"{RULE}.r").block)["targets"] == [
        {"target_id": "a", "param_list": []},
        {
            "target_id": "b",
            "param_list": [{"resource_key": "b-0", "value": "x"}, {"resource_key": "b-1", "value": "y"}],
        },
    ]


def test_a_dynamic_block_points_at_its_own_header(tmp_path: Path) -> None:
    files = {
        "main.tf": HEAD
        + '  dynamic "targets" {\n    for_each = ["t"]\n    content {\n      target_id = "t"\n    }\n  }\n}\n'
    }
    found = opened(tmp_path, files)
    (target,) = resource(found, f"{RULE}.r").block.blocks["targets"]
    assert shown(found, target.span) == 'dynamic "targets"'


def test_dynamic_over_an_unknown_is_an_unknown_number_of_blocks(tmp_path: Path) -> None:
    files = {
        "main.tf": 'data "alicloud_mns_queues" "q" {}\n' + HEAD
        + '  targets {\n    target_id = "fixed"\n  }\n  dynamic "targets" {\n    for_each = '
        "data.alicloud_mns_queues.q.queues\n"
        "    content {\n      target_id = targets.value.id\n    }\n  }\n}\n"
    }  # fmt: skip
    found = opened(tmp_path, files)
    block = resource(found, f"{RULE}.r").block
    assert said(found) == []
    assert [arguments(item) for item in block.blocks["targets"]] == [{"target_id": "fixed"}]
    assert block.unknown_blocks == {"targets": "read from the provider when Terraform plans"}


def test_the_known_elements_of_a_set_make_blocks(tmp_path: Path) -> None:
    files = {
        "main.tf": 'resource "alicloud_vpc" "v" {}\n' + HEAD
        + '  dynamic "targets" {\n    for_each = toset(["a", alicloud_vpc.v.id])\n'
        "    content {\n      target_id = targets.value\n    }\n  }\n}\n"
    }  # fmt: skip
    block = resource(opened(tmp_path, files), f"{RULE}.r").block
    assert [arguments(item) for item in block.blocks["targets"]] == [{"target_id": "a"}]
    assert block.unknown_blocks == {"targets": "known only after apply"}


def test_arguments_get_the_types_that_the_provider_declares(tmp_path: Path) -> None:
    files = {
        "main.tf": 'resource "alicloud_event_bridge_event_source" "s" {\n  linked_external_source = "true"\n'
        "  event_source_name = 12\n  external_source_config = { A = 1 }\n  description = []\n}\n"
    }
    found = opened(tmp_path, files)
    assert said(found) == []
    assert arguments(resource(found, "alicloud_event_bridge_event_source.s").block) == {
        "linked_external_source": True,
        "event_source_name": "12",
        "external_source_config": {"A": "1"},
        "description": [],
    }


def test_what_is_configured_on_any_resource_is_known_and_the_rest_is_not(tmp_path: Path) -> None:
    files = {
        "main.tf": 'variable "n" {\n  default = "orders"\n}\nresource "alicloud_mns_queue" "q" {\n'
        '  name = "${var.n}-queue"\n'
        "  tags {\n    key = var.n\n  }\n}\n" + HEAD
        + "  description = jsonencode([alicloud_mns_queue.q.name, alicloud_mns_queue.q.tags[0].key])\n"
        "  status = alicloud_mns_queue.q.arn\n}\n"
        'resource "alicloud_event_bridge_event_bus" "b" {\n'
        "  description = alicloud_event_bridge_event_bus.c.description\n"
        "  event_bus_name = alicloud_event_bridge_event_bus.c.id\n}\n"
        'resource "alicloud_event_bridge_event_bus" "c" {\n  event_bus_name = "c"\n}\n'
    }  # fmt: skip
    found = opened(tmp_path, files)
    assert said(found) == []
    rule = arguments(resource(found, f"{RULE}.r").block)
    assert (rule["description"], rule["status"]) == ('["orders-queue","orders"]', "?alicloud_mns_queue.q.arn")
    assert arguments(resource(found, "alicloud_event_bridge_event_bus.b").block) == {
        "description": None,
        "event_bus_name": "?alicloud_event_bridge_event_bus.c.id",
    }


def test_an_attribute_that_the_catalog_does_not_know_is_an_error(tmp_path: Path) -> None:
    files = {
        "main.tf": 'resource "alicloud_event_bridge_event_bus" "b" {\n  event_bus_name = "b"\n}\n' + HEAD
        + "  description = alicloud_event_bridge_event_bus.b.event_bus_nme\n}\n"
    }  # fmt: skip
    found = opened(tmp_path, files)
    assert said(found) == [
        (
            "unsupported-attribute",
            'alicloud_event_bridge_event_bus has no attribute named "event_bus_nme". Did you mean "event_bus_name"?',
        )
    ]


def test_data_sources_of_the_family_are_references(tmp_path: Path) -> None:
    files = {"main.tf": 'data "alicloud_event_bridge_event_buses" "all" {\n  name_prefix = "a"\n}\n'}
    found = opened(tmp_path, files)
    assert [(r.address, r.mode, arguments(r.block)) for r in found.estate.references] == [
        ("data.alicloud_event_bridge_event_buses.all", "data", {"name_prefix": "a"})
    ]
