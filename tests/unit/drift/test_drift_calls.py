"""What calls say of a resource: in the names that the official SDK uses, without what is secret or not known."""

import re
from collections.abc import Iterator
from pathlib import Path

import alibabacloud_eventbridge20200401.models as official
import pytest

from ebaudit.catalog import load
from ebaudit.catalog.shapes import BodyShape
from ebaudit.drift.calls import LISTS, Encoder, Gap, spelled
from ebaudit.drift.revert import KINDS, SOURCES
from ebaudit.model.resources import Attribute, Block, Resource
from ebaudit.model.source import Span
from ebaudit.model.value import Sensitive, Unknown, Value

CATALOG, _problems = load()
MODELS = Path(official.__file__).parent
WORDS = {name for file in MODELS.glob("*.py") for name in re.findall(r"result\['(\w+)'\]", file.read_text("utf-8"))}
CANARY = "canary-0123"


def inside(shape: BodyShape) -> Iterator[tuple[str, bool]]:
    for name, each in shape.attributes.items():
        if not each.read_only and name not in {"id", "linked_external_source"}:
            yield name, False
    for name, block in shape.blocks.items():
        if name != "timeouts":
            yield name, block.max is None
            yield from inside(block.shape)


@pytest.mark.parametrize("type", [each for each in KINDS if CATALOG.resource(each) is not None])
def test_names_are_those_of_the_sdk(type: str) -> None:
    shape = CATALOG.resource(type)
    assert shape is not None
    names = dict(inside(shape))
    assert sorted(name for name in names if spelled(name) not in WORDS and name != "targets") == []
    assert {name for name, many in names.items() if many} - {"targets"} <= LISTS


def test_every_kind_of_source_is_known() -> None:
    shape = CATALOG.resource("alicloud_event_bridge_event_source_v2")
    assert shape is not None
    assert set(SOURCES) == {name for name in shape.blocks if name != "timeouts"}


def resource(value: Value, key: str = "Body", form: str = "CONSTANT") -> Resource:
    texts: dict[str, Value] = {"resource_key": key, "form": form, "value": value, "template": "unused"}
    span = Span("main.tf", 7, 9, 7, 20)
    param = Block({name: Attribute(each, span) for name, each in texts.items()}, {})
    head: dict[str, Value] = {"target_id": "t", "type": "acs.mns.queue", "endpoint": "e"}
    target = Block({name: Attribute(each, span) for name, each in head.items()}, {"param_list": (param,)})
    return Resource(
        "alicloud_event_bridge_rule.r", "alicloud_event_bridge_rule", "managed", Block({}, {"targets": (target,)})
    )


PLACE = "alicloud_event_bridge_rule.r#targets[t].param_list[Body].value, at main.tf:7:9"


@pytest.mark.parametrize(
    ("value", "where"),
    [
        (Sensitive("x" * 9), PLACE),
        (Sensitive(Unknown("it was withheld")), PLACE),
        (Unknown("nobody knows it"), f"{PLACE} (not known: nobody knows it)"),
        (f"before {CANARY} after", PLACE),
        ("https://example.com/?access_token=0123456789", PLACE),
    ],
)
def test_what_must_not_be_said_is_a_gap(value: Value, where: str) -> None:
    encoder = Encoder(resource(value), frozenset(), (CANARY,))
    assert encoder.target(0)["ParamList"] == [{"ResourceKey": "Body", "Form": "CONSTANT", "Value": "${RULE_R_T_BODY}"}]
    assert list(encoder.gaps.values()) == [Gap("RULE_R_T_BODY", where)]


def test_a_path_that_the_catalog_calls_secret_is_a_gap() -> None:
    hidden = frozenset({("targets", 0, "param_list", 0, "value")})
    encoder = Encoder(resource("plain"), hidden)
    assert encoder.target(0)["ParamList"][0]["Value"] == "${RULE_R_T_BODY}"


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ("ORIGINAL", {}),
        ("JSONPATH", {"Value": "$.data"}),
        ("TEMPLATE", {"Value": "$.data", "Template": "unused"}),
    ],
)
def test_a_parameter_says_what_its_form_uses(form: str, said: dict[str, str]) -> None:
    encoder = Encoder(resource("$.data", form=form), frozenset())
    assert encoder.target(0) == {
        "Id": "t",
        "Type": "acs.mns.queue",
        "Endpoint": "e",
        "DeadLetterQueue": {},
        "ParamList": [{"ResourceKey": "Body", "Form": form, **said}],
    }


def test_what_only_the_console_sets_goes_back_to_its_default() -> None:
    made = Encoder(resource("x"), frozenset()).target(0, ["errors_tolerance", "push_retry_strategy", "endpoint"])
    assert made["ErrorsTolerance"] == "ALL"
    assert made["PushRetryStrategy"] == "BACKOFF_RETRY"
    assert "ConcurrentConfig" not in made
