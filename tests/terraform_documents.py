"""Plans and states of an estate that was read from a module, as Terraform and the provider write them.

For modules of which no real plan or state is kept. As in real ones (``tests/conformance/data/plans``), unset arguments
are null in a plan and empty in a state, sets are sorted and marked as a whole, what is unknown is left out and has
``true`` in ``after_unknown``, and computed arguments have values in a state.
"""

import json
from collections.abc import Callable
from typing import Any

from ebaudit.catalog import Catalog
from ebaudit.catalog.shapes import BlockShape, BodyShape
from ebaudit.model.resources import Block, Resource
from ebaudit.model.types import BOOL, NUMBER, STRING, Type
from ebaudit.model.value import Sensitive, Unknown, Value, reveal

Json = Any
COMPUTED = {"status": "ENABLE", "push_retry_strategy": "BACKOFF_RETRY"}
EMPTY: dict[Type, Json] = {STRING: "", NUMBER: 0, BOOL: False}
APPLIED = "known-since-applied"
FILLINGS = {"account": "1234567890123456", "webhook": "https://oapi.dingtalk.com/robot/send?access_token=0a1b2c"}
"""What becomes known, by a word in what it depends on."""


class Written:
    """One block as JSON: its values, and the marks for what is unknown and sensitive."""

    def __init__(self, block: Block, shape: BodyShape, *, applied: bool, top: bool = True) -> None:
        self.applied = applied
        self.values: dict[str, Json] = {}
        self.unknown: dict[str, Json] = {}
        self.sensitive: dict[str, Json] = {}
        for name, declared in shape.attributes.items():
            found = block.attributes.get(name)
            if found is not None and found.value is not None:
                self.argument(name, found.value)
            elif applied:
                self.values[name] = COMPUTED.get(name, EMPTY.get(declared.type)) if not top or name != "id" else "id"
            elif declared.computed:
                self.unknown[name] = True
            else:
                self.values[name] = None
        for name, nested in shape.blocks.items():
            self.blocks(name, block.blocks.get(name, ()), nested)
        if not applied:
            self.unknown |= dict.fromkeys(block.unknown_blocks, True)

    def argument(self, name: str, value: Value) -> None:
        made, unknown = plain(value, self.applied)
        if unknown is not True:
            self.values[name] = made
        if unknown:
            self.unknown[name] = unknown
        if isinstance(value, Sensitive):
            self.sensitive[name] = True

    def blocks(self, name: str, blocks: tuple[Block, ...], nested: BlockShape) -> None:
        made = [Written(each, nested.shape, applied=self.applied, top=False) for each in blocks]
        if nested.nesting == "set":
            made.sort(key=lambda each: json.dumps(each.values, sort_keys=True))
        self.values[name] = [each.values for each in made]
        if any(each.unknown for each in made):
            self.unknown[name] = [each.unknown for each in made]
        if any(each.sensitive for each in made):
            self.sensitive[name] = True if nested.nesting == "set" else [each.sensitive for each in made]


def plain(value: Value, applied: bool) -> tuple[Json, Json]:
    """Return a value as JSON, and what of it is unknown."""
    inner = reveal(value)
    if isinstance(inner, Unknown):
        return (known(inner) if applied else None), not applied
    if isinstance(inner, tuple):
        items = [plain(each, applied) for each in inner]
        unknown = [mark for _, mark in items] if any(mark for _, mark in items) else None
        return [made for made, _ in items], unknown
    if isinstance(inner, dict):
        members = {name: plain(each, applied) for name, each in inner.items()}
        return {n: made for n, (made, _) in members.items()}, {n: mark for n, (_, mark) in members.items() if mark}
    return inner, None


def known(value: Unknown) -> str:
    """Return what an unknown text may be once it is applied."""
    if value.identity:
        pieces = value.identity.split("\0")
        return "".join(piece if at % 2 == 0 else filling(piece) for at, piece in enumerate(pieces))
    if value.parts:
        return "".join(filling("".join(value.refs)) if part is None else part for part in value.parts)
    return value.prefix + filling("".join(value.refs))


def filling(what: str) -> str:
    return next((text for word, text in FILLINGS.items() if word in what), APPLIED)


def paths(marks: Json, path: tuple[Json, ...] = ()) -> list[list[Json]]:
    """Return marks as the paths that a raw state has."""
    if marks is True:
        return [list(path)]
    if isinstance(marks, dict):
        steps = [({"type": "get_attr", "value": name}, below) for name, below in marks.items()]
    else:
        index = [{"type": "index", "value": {"value": at, "type": "number"}} for at in range(len(marks))]
        steps = list(zip(index, marks, strict=True))
    return [found for step, below in steps for found in paths(below, (*path, step))]


def expressions(block: Block) -> Json:
    """Return a block as the configuration inside a plan has it: constants, and references for all else."""
    made: dict[str, Json] = {}
    for name, attribute in block.attributes.items():
        value = attribute.value
        constant = not isinstance(value, Unknown | Sensitive) and not isinstance(value, tuple | dict)
        refs = list(value.refs) if isinstance(value, Unknown) else ["var.given"]
        made[name] = {"constant_value": value} if constant else {"references": refs}
    return made | {name: [expressions(each) for each in blocks] for name, blocks in block.blocks.items()}


def plan(resources: tuple[Resource, ...], catalog: Catalog) -> Json:
    """Return the plan that creates the resources, with a configuration for those without a key in their address."""
    changes = [
        identity(each)
        | {
            "change": {
                "actions": ["create"],
                "before": None,
                "after": written.values,
                "after_unknown": written.unknown,
                "before_sensitive": False,
                "after_sensitive": written.sensitive,
            }
        }
        for each, written in of(resources, catalog, applied=False)
    ]
    configured = [
        identity(each) | {"provider_config_key": "alicloud", "expressions": expressions(each.block)}
        for each in resources
        if not each.address.startswith("module.") and not each.address.endswith("]")
    ]
    return {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "resource_changes": changes,
        "configuration": {"root_module": {"resources": configured}},
        "applyable": True,
        "complete": True,
        "errored": False,
    }


def state(resources: tuple[Resource, ...], catalog: Catalog) -> Json:
    """Return the raw state once the resources are created."""
    entries: list[Json] = []
    for each, written in of(resources, catalog, applied=True):
        module, _, local = each.address.rpartition(f"{each.type}.")
        name, _, key = local.partition("[")
        instance: Json = {
            "schema_version": 0,
            "attributes": written.values,
            "sensitive_attributes": paths(written.sensitive),
        }
        if key:
            instance["index_key"] = json.loads(key.removesuffix("]"))
        entries.append(
            {"mode": "managed", "type": each.type, "name": name, "instances": [instance]}
            | ({"module": module.removesuffix(".")} if module else {})
        )
    return {"version": 4, "terraform_version": "1.11.4", "resources": entries}


def of(resources: tuple[Resource, ...], catalog: Catalog, *, applied: bool) -> list[tuple[Resource, Written]]:
    made = []
    for each in resources:
        shape = catalog.resource(each.type)
        assert shape is not None
        made.append((each, Written(each.block, shape, applied=applied)))
    return made


def identity(resource: Resource) -> dict[str, Json]:
    name = resource.address.rpartition(f"{resource.type}.")[2].partition("[")[0]
    return {"address": resource.address, "mode": "managed", "type": resource.type, "name": name}


WAYS: dict[str, Callable[[tuple[Resource, ...], Catalog], Json]] = {"plan": plan, "state": state}
