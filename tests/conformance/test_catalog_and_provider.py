"""The catalog's resource types and data sources against what the provider declares.

``data/provider-schema.json`` is what ``terraform providers schema -json`` says of version 1.289.0 of
aliyun/alicloud, cut to the EventBridge family.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from ebaudit.catalog import load
from ebaudit.catalog.shapes import BodyShape, read_type

DECLARED = json.loads((Path(__file__).parent / "data" / "provider-schema.json").read_text())
RESOURCES: Mapping[str, Any] = DECLARED["resource_schemas"]
DATA_SOURCES: Mapping[str, Any] = DECLARED["data_source_schemas"]
FLAGS = ("required", "optional", "computed", "sensitive")
CATALOG, _ = load()


def declared(block: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    for name, attribute in block.get("attributes", {}).items():
        flags = tuple(bool(attribute.get(flag)) for flag in FLAGS)
        yield path + name, (read_type(attribute["type"]), *flags, bool(attribute.get("deprecated")))
    for name, nested in block.get("block_types", {}).items():
        most = 1 if nested["nesting_mode"] == "single" else nested.get("max_items")
        yield path + name, (nested["nesting_mode"], nested.get("min_items", 0), most)
        yield from declared(nested["block"], f"{path}{name}.")


def ours(shape: BodyShape, path: str = "") -> Iterator[tuple[str, Any]]:
    for name, attribute in shape.attributes.items():
        flags = tuple(getattr(attribute, flag) for flag in FLAGS)
        yield path + name, (attribute.type, *flags, attribute.deprecated is not None)
    for name, block in shape.blocks.items():
        yield path + name, (block.nesting, block.min, block.max)
        yield from ours(block.shape, f"{path}{name}.")


def test_the_catalog_has_exactly_the_provider_types() -> None:
    assert CATALOG.resource_types == tuple(sorted(RESOURCES))
    assert CATALOG.data_source_types == tuple(sorted(DATA_SOURCES))


@pytest.mark.parametrize("name", sorted(RESOURCES))
def test_a_resource_type_has_the_declared_attributes_and_blocks(name: str) -> None:
    shape = CATALOG.resource(name)
    assert shape is not None
    assert dict(ours(shape)) == dict(declared(RESOURCES[name]["block"]))


@pytest.mark.parametrize("name", sorted(DATA_SOURCES))
def test_a_data_source_has_the_declared_attributes(name: str) -> None:
    shape = CATALOG.data_source(name)
    assert shape is not None
    assert dict(ours(shape)) == dict(declared(DATA_SOURCES[name]["block"]))


@pytest.mark.parametrize("name", sorted(RESOURCES))
def test_what_the_provider_requires_the_schema_requires(name: str) -> None:
    def check(block: Mapping[str, Any], schema: Mapping[str, Any]) -> None:
        wanted = {key for key, attribute in block.get("attributes", {}).items() if attribute.get("required")}
        wanted |= {key for key, nested in block.get("block_types", {}).items() if nested.get("min_items")}
        assert wanted <= set(schema.get("required", ()))
        for key, nested in block.get("block_types", {}).items():
            check(nested["block"], schema["properties"][key]["items"])

    shape = CATALOG.resource(name)
    assert shape is not None
    check(RESOURCES[name]["block"], shape.schema)


def test_the_provider_deprecates_one_type_and_the_catalog_also_the_renamed_one() -> None:
    deprecated = {name for name in RESOURCES if RESOURCES[name]["block"].get("deprecated")}
    shapes = {name: CATALOG.resource(name) for name in RESOURCES}
    replaced = {name: shape.deprecated.name for name, shape in shapes.items() if shape and shape.deprecated}
    assert deprecated == {"alicloud_event_bridge_event_source"}
    assert replaced == {
        "alicloud_event_bridge_event_source": "alicloud_event_bridge_event_source_v2",
        "alicloud_event_bridge_slr": "alicloud_event_bridge_service_linked_role",
    }
