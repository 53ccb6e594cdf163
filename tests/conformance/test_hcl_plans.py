"""Modules that the real provider has applied: what we read is what Terraform planned.

``data/plans/<case>/module`` is the configuration, ``create.plan.json`` what Terraform 1.11.4 and provider
1.289.0 planned for it (``terraform show -json``).
Left out of the comparison: what only the provider decides, computed or read through data sources.
"""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from ebaudit.catalog import load
from ebaudit.catalog.shapes import BodyShape
from ebaudit.model.estate import Opened
from ebaudit.model.request import Inputs
from ebaudit.model.resources import Block
from ebaudit.model.value import Unknown, Value, reveal
from ebaudit.readers.hcl.read import read

PLANS = Path(__file__).parent / "data" / "plans"
CASES = sorted(path.name for path in PLANS.iterdir() if (path / "module").is_dir())
CATALOG, _ = load()
UNKNOWN = "(unknown)"
READ = "(read from a data source)"


def opened(case: str) -> Opened:
    return read(str(PLANS / case / "module"), Inputs(), CATALOG)


def plain(value: Value) -> Any:
    value = reveal(value)
    if isinstance(value, Unknown):
        return READ if value.refs and all(ref.startswith("data.") for ref in value.refs) else UNKNOWN
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return float(value) if isinstance(value, Fraction) else value


def ours(block: Block, shape: BodyShape) -> dict[str, Any]:
    made = {name: plain(attribute.value) for name, attribute in block.attributes.items()}
    for name, blocks in block.blocks.items():
        declared = shape.blocks[name]
        items = [ours(item, declared.shape) for item in blocks]
        made[name] = sorted(items, key=json.dumps) if declared.nesting == "set" else items
    return {name: value for name, value in sorted(made.items()) if value not in (None, "", [])}


def theirs(after: dict[str, Any], unknown: dict[str, Any], shape: BodyShape, set_: dict[str, Any]) -> dict[str, Any]:
    """Merge a plan's known and unknown parts; ``set_`` is what the configuration sets at this level."""
    made: dict[str, Any] = {}
    for name, declared in shape.blocks.items():
        known, pending = after.get(name) or [], unknown.get(name) or []
        mine = set_.get(name, [])
        count = max(len(known), len(pending))
        items = [
            theirs(
                at(known, i), at(pending, i), declared.shape, at(mine, i) if declared.nesting != "set" else union(mine)
            )
            for i in range(count)
        ]
        made[name] = sorted(items, key=json.dumps) if declared.nesting == "set" else items
    for name, attribute in shape.attributes.items():
        if unknown.get(name) is True:
            if name in set_ or not attribute.computed:
                made[name] = UNKNOWN
        else:
            made[name] = after.get(name)
    return {name: value for name, value in sorted(made.items()) if value not in (None, "", [])}


def settled(mine: Any, wanted: Any) -> Any:
    """Take from the plan what Terraform has read from data sources, which a configuration does not tell."""
    if isinstance(mine, dict) and isinstance(wanted, dict):
        return {name: settled(item, wanted.get(name)) for name, item in mine.items()}
    if isinstance(mine, list) and isinstance(wanted, list) and len(mine) == len(wanted):
        return [settled(item, other) for item, other in zip(mine, wanted, strict=True)]
    return wanted if mine == READ and isinstance(wanted, str) else mine


def at(items: list[dict[str, Any]], index: int) -> dict[str, Any]:
    return items[index] if index < len(items) else {}


def union(items: list[dict[str, Any]]) -> dict[str, Any]:
    return {name: value for item in items for name, value in item.items()}


@pytest.mark.parametrize("case", CASES)
def test_every_attribute_is_what_terraform_planned(case: str) -> None:
    estate = opened(case)
    assert estate.diagnostics == ()
    plan = json.loads((PLANS / case / "create.plan.json").read_text())
    wanted, found = {}, {}
    for resource in estate.estate.resources:
        shape = CATALOG.resource(resource.type)
        assert shape is not None
        found[resource.address] = ours(resource.block, shape)
    for change in plan["resource_changes"]:
        shape = CATALOG.resource(change["type"])
        if shape is not None:
            set_ = found.get(change["address"], {})
            inside = change["change"]
            wanted[change["address"]] = theirs(inside["after"], inside["after_unknown"], shape, set_)
    assert settled(found, wanted) == wanted


def test_structure_of_partly_unknown_json_is_kept() -> None:
    rule = next(r for r in opened("unknowns").estate.resources if r.address == "alicloud_event_bridge_rule.u")
    pattern = rule.block.attributes["filter_pattern"].value
    assert isinstance(pattern, Unknown)
    assert plain(pattern.json) == {"source": ["shop"], "subject": [UNKNOWN]}
    assert pattern.refs == ("terraform_data.suffix.id",)


def test_call_chain_and_provider_are_known_inside_modules() -> None:
    rule = next(r for r in opened("fleet").estate.resources if r.address.endswith("by_type[1]"))
    assert rule.address == 'module.routes["billing"].alicloud_event_bridge_rule.by_type[1]'
    assert [(call.address, call.span.line if call.span else 0) for call in rule.calls] == [
        ('module.routes["billing"]', 9)
    ]
    assert rule.provider.region == "cn-hangzhou"
