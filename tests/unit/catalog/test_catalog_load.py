import sys

import pytest

from ebaudit.catalog import Catalog, files, load
from ebaudit.catalog.endpoint import EndpointForm
from ebaudit.catalog.entries import Quota
from ebaudit.catalog.targets import Condition, RoleUse, TargetShape
from ebaudit.model.finding import Certainty
from ebaudit.model.types import STRING

LIMITS = "https://www.alibabacloud.com/help/en/eventbridge/product-overview/limits"
TARGET_TYPES = (
    "ApacheKafkaSelf acs.alikafka acs.api.destination acs.arms.loki acs.datahub acs.dingtalk acs.eventbridge "
    "acs.eventbridge.olap acs.eventbus.SLSCloudLens acs.fc.function acs.fnf acs.k8s acs.mail acs.mns.queue "
    "acs.mns.topic acs.openapi acs.rabbitmq acs.rds.mysql acs.rocketmq acs.sae acs.sls acs.sms http https mysql"
)


@pytest.fixture
def catalog() -> Catalog:
    return load()[0]


def target(catalog: Catalog, type: str) -> TargetShape:
    shape = catalog.target(type)
    assert shape is not None
    return shape


def test_loading_without_directories_has_no_problems_and_reads_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ebaudit.catalog.read", lambda _: pytest.fail("a file was read"))
    assert load()[1] == ()


def test_an_entry_is_read_once_and_only_when_asked_for(monkeypatch: pytest.MonkeyPatch, catalog: Catalog) -> None:
    asked: list[str] = []

    def read(path: str) -> object:
        asked.append(path)
        return files.read(path)

    monkeypatch.setattr("ebaudit.catalog.read", read)
    first, second = catalog.target("acs.sms"), catalog.target("acs.sms")
    assert (asked, first is second) == (["targets/acs.sms"], True)


def test_target_types(catalog: Catalog) -> None:
    assert catalog.target_types == tuple(sorted(TARGET_TYPES.split()))


@pytest.mark.parametrize("type", TARGET_TYPES.split())
def test_every_target_type_is_complete(catalog: Catalog, type: str) -> None:
    shape = target(catalog, type)
    assert shape.params.keys() >= {use.condition.key for use in shape.roles if use.condition}
    assert {param.condition.key for param in shape.params.values() if param.condition} <= shape.params.keys()
    for form in shape.endpoint_forms:
        known = {"region", "account", "SchemaURI", *shape.params}
        assert set(form.holes) <= known


@pytest.mark.parametrize("type", TARGET_TYPES.split())
def test_an_endpoint_form_and_the_pattern_agree(catalog: Catalog, type: str) -> None:
    from ebaudit.analysis.schema.recognise import recogniser

    shape = target(catalog, type)
    accepts = recogniser(shape.endpoint)
    for form in shape.endpoint_forms:
        if not any(form.literals) or "pattern" not in shape.endpoint:
            continue
        filled = "".join(
            literal + hole for literal, hole in zip(form.literals, [*["1"] * len(form.holes), ""], strict=True)
        )
        assert (accepts(filled), form.may_begin(filled), form.parts(filled)) == (
            True,
            True,
            dict.fromkeys(form.holes, "1"),
        )


def test_what_nobody_knows_is_none(catalog: Catalog) -> None:
    assert catalog.target("acs.nothing") is None
    assert catalog.resource("alicloud_event_bridge_nothing") is None
    assert catalog.resource("../meta") is None
    assert catalog.data_source("alicloud_event_bridge_rule") is None
    assert catalog.event_schema("a", "b") is None


def test_parameters_with_conditions(catalog: Catalog) -> None:
    shape = target(catalog, "http")
    assert {key: (param.required, param.condition) for key, param in shape.params.items()} == {
        "url": (True, None),
        "Body": (True, None),
        "Network": (True, None),
        "VPCNameAndId": (False, Condition("Network", "PrivateNetwork")),
        "VSwitchesNameAndId": (False, Condition("Network", "PrivateNetwork")),
        "SecurityGroupNameAndId": (False, Condition("Network", "PrivateNetwork")),
        "Token": (False, None),
    }
    assert shape.roles == (
        RoleUse("AliyunServiceRoleForEventBridgeConnectVPC", Condition("Network", "PrivateNetwork")),
    )
    assert [key for key, param in shape.params.items() if param.secret] == ["Token"]


def test_a_parameter_that_the_service_adds(catalog: Catalog) -> None:
    added = target(catalog, "acs.mns.queue").params["IsBase64Encode"]
    assert (added.service_adds, added.default, added.enum, added.forms, added.certainty) == (
        True,
        "false",
        ("true", "false"),
        ("CONSTANT",),
        Certainty.OBSERVED,
    )


def test_the_renamed_role_resource_has_the_shape_of_its_successor(catalog: Catalog) -> None:
    old, new = (catalog.resource(f"alicloud_event_bridge_{name}") for name in ("slr", "service_linked_role"))
    assert old is not None
    assert new is not None
    assert (old.attributes, list(old.blocks)) == (new.attributes, list(new.blocks))
    assert (old.deprecated is not None, new.deprecated) == (True, None)


def test_an_attribute(catalog: Catalog) -> None:
    shape = catalog.resource("alicloud_event_bridge_connection")
    assert shape is not None
    basic = shape.blocks["auth_parameters"].shape.blocks["basic_auth_parameters"].shape.attributes
    password = basic["password"]
    assert (password.type, password.optional, password.sensitive, password.secret, password.read_only) == (
        STRING,
        True,
        True,
        True,
        False,
    )


def test_tables(catalog: Catalog) -> None:
    assert catalog.quotas["targets_per_rule"] == Quota(5, "targets of a rule", LIMITS, Certainty.DOCUMENTED)
    assert len(catalog.official_sources) == 37
    assert catalog.official_sources["acs.ram"].regions == ("cn-hangzhou", "ap-southeast-1")
    assert "acs.nothing" not in catalog.official_sources
    assert sum(len(each.types) for each in catalog.official_sources.values()) == 265
    assert len(catalog.regions) == 26
    roles = {use.role for name in catalog.target_types for use in target(catalog, name).roles}
    assert roles <= set(catalog.roles)
    assert {each.kind for each in catalog.defaults} >= {"default", "server", "added", "secret"}
    assert catalog.names["event_bus"].reserved == ("^default$", "^eventbridge-reserved-")


def test_the_parameters_that_hold_a_language(catalog: Catalog) -> None:
    found = {
        f"{name} {key}": param.holds
        for name in catalog.target_types
        for key, param in target(catalog, name).params.items()
        if param.holds in ("sql", "html")
    }
    assert found == {"acs.mail Body": "html", "acs.rds.mysql ExecuteSQL": "sql", "mysql ExecuteSQL": "sql"}


FORM = EndpointForm("acs:fc:{region}:{account}:services/{serviceName}.{Qualifier}/functions/{functionName}")


def test_the_parts_of_an_endpoint() -> None:
    assert FORM.parts("acs:fc:cn-hangzhou:1:services/a.LATEST/functions/f") == {
        "region": "cn-hangzhou",
        "account": "1",
        "serviceName": "a",
        "Qualifier": "LATEST",
        "functionName": "f",
    }
    assert FORM.parts("acs:fc:cn-hangzhou:1:functions/f") is None


@pytest.mark.parametrize(
    ("start", "may"),
    [
        ("", True),
        ("acs:f", True),
        ("acs:fc:", True),
        ("acs:fc:cn-hang", True),
        ("acs:fc:cn-hangzhou:", True),
        ("acs:fc:cn-hangzhou:1:serv", True),
        ("acs:fc:cn-hangzhou:1:services/a", True),
        ("acs:fc:cn-hangzhou:1:services/a.LATEST/functions/", True),
        ("acs:fn", False),
        ("https://", False),
        ("acs:fc:cn-hangzhou:1:functions/", False),
        ("acs:fc:cn-hangzhou/", False),
    ],
)
def test_what_an_endpoint_may_begin_with(start: str, may: bool) -> None:
    assert FORM.may_begin(start) is may


def test_the_catalog_needs_no_expensive_module() -> None:
    import subprocess

    code = (
        "import sys; from ebaudit.catalog import load; c = load()[0]; c.resource('alicloud_event_bridge_rule'); "
        "c.target('http').params; print(*(sys.modules.keys() & {'jsonschema', 'dataclasses', 'pathlib', 'inspect'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
