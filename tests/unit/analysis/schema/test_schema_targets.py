from typing import Any

import pytest

from ebaudit.analysis.schema.targets import target_facts
from ebaudit.catalog import load
from ebaudit.model.finding import Certainty, Fact
from ebaudit.model.value import Sensitive, Unknown
from tests.blocks import UnknownBlocks, estate, resource, span

CATALOG, _ = load()
LATER = Unknown("known only after apply", ("data.alicloud_account.me.id",))
HOOK = "https://oapi.dingtalk.com/robot/send?access_token=1234canary"


def constants(**values: Any) -> list[dict[str, Any]]:
    return [{"resource_key": key, "form": "CONSTANT", "value": value} for key, value in values.items()]


BODY = {"resource_key": "Body", "form": "ORIGINAL"}
QUEUE: dict[str, Any] = {
    "target_id": "t",
    "type": "acs.mns.queue",
    "endpoint": "acs:mns:cn-hangzhou:1:queues/q",
    "param_list": [*constants(queue="q"), BODY],
}


def rule(*targets: dict[str, Any], **more: Any) -> list[Fact]:
    values = {"event_bus_name": "default", "rule_name": "r", "filter_pattern": "{}", "targets": list(targets), **more}
    return list(target_facts(estate(resource("rule", values)), CATALOG))


def brief(found: list[Fact]) -> list[tuple[str, str, str, str]]:
    return [
        (
            fact.code + ("?" if fact.undecided else ""),
            fact.address.partition("#")[2],
            fact.span.file if fact.span else "",
            str(fact.data["message"]),
        )
        for fact in found
    ]


def of(type: str, endpoint: Any, *params: dict[str, Any], **more: Any) -> list[tuple[str, str, str, str]]:
    return brief(rule({"target_id": "t", "type": type, "endpoint": endpoint, "param_list": list(params), **more}))


MYSQL = {"ConnectionStringAndPort": "db:3306", "DBName": "d", "AccountName": "a", "AccountPassword": Sensitive("p")}
HTTPS = "https://example.com/hook"
VPC = {"VPCNameAndId": "n/vpc-1", "VSwitchesNameAndId": '["n/vsw-1"]', "SecurityGroupNameAndId": "n/sg-1"}
FC = "acs:fc:cn-hangzhou:1:services/s.LATEST/functions/f"
FUNCTION = constants(serviceName="s", functionName="f", Qualifier="LATEST")


@pytest.mark.parametrize(
    "target",
    [
        QUEUE,
        {**QUEUE, "param_list": [*QUEUE["param_list"], *constants(IsBase64Encode="true")]},
        {**QUEUE, "endpoint": Sensitive("acs:mns:cn-hangzhou:1:queues/q")},
        {"type": "http", "endpoint": HTTPS, "param_list": [*constants(url=HTTPS, Network="PublicNetwork"), BODY]},
        {
            "type": "https",
            "endpoint": HTTPS,
            "param_list": [*constants(url=HTTPS, Network="PrivateNetwork", **VPC), BODY],
        },
        {"type": "acs.fc.function", "endpoint": FC, "param_list": [*FUNCTION, BODY]},
        {"type": "acs.openapi", "endpoint": "anything", "param_list": constants(Whatever="x")},
        {"type": "acs.mns.topic", "endpoint": "acs:mns:cn-hangzhou:1:topics/t", "param_list": constants(extra="x")},
        {"type": "acs.fnf", "endpoint": "acs:fnf:::flow/${flow}", "param_list": constants(FlowName="f", RoleName="r")},
        {"type": "acs.mns.queue", "endpoint": QUEUE["endpoint"], "param_list": [*constants(queue=LATER), BODY]},
        {},
    ],
)
def test_what_is_right_has_no_facts(target: dict[str, Any]) -> None:
    assert brief(rule({"target_id": "t", **target})) == []


def test_an_unknown_target_type() -> None:
    (fact,) = rule({**QUEUE, "type": "acs.fc.functions"})
    assert (fact.code, fact.address, fact.span, fact.data) == (
        "unknown-target-type",
        "alicloud_event_bridge_rule.r#targets[t]",
        span("targets[0].type"),
        {
            "message": "No target type is named 'acs.fc.functions'.",
            "got": "acs.fc.functions",
            "suggestion": "acs.fc.function",
        },
    )


def test_a_type_that_is_not_known_yet_is_undecided() -> None:
    (fact,) = rule({**QUEUE, "type": LATER})
    assert (fact.code, fact.undecided) == ("unknown-target-type", LATER)


def test_missing_misspelt_and_unknown_parameters() -> None:
    assert of("acs.fc.function", FC, *constants(ServiceName="s", functionname="f", Quallifier="L", colour="x")) == [
        (
            "misspelt-parameter",
            "targets[t].param_list[ServiceName]",
            "targets[0].param_list[0].resource_key",
            "Target type 'acs.fc.function' has no parameter 'ServiceName'; the parameter is spelled 'serviceName'.",
        ),
        (
            "misspelt-parameter",
            "targets[t].param_list[functionname]",
            "targets[0].param_list[1].resource_key",
            "Target type 'acs.fc.function' has no parameter 'functionname'; the parameter is spelled 'functionName'.",
        ),
        (
            "misspelt-parameter",
            "targets[t].param_list[Quallifier]",
            "targets[0].param_list[2].resource_key",
            "Target type 'acs.fc.function' has no parameter 'Quallifier'; the parameter is spelled 'Qualifier'.",
        ),
        (
            "unknown-parameter",
            "targets[t].param_list[colour]",
            "targets[0].param_list[3].resource_key",
            "Target type 'acs.fc.function' has no parameter 'colour'.",
        ),
        (
            "missing-parameter",
            "targets[t]",
            "targets[0]",
            "The target of type 'acs.fc.function' has no parameter 'Body'.",
        ),
    ]


def test_a_parameter_given_in_the_wrong_case_beside_the_right_one_is_misspelt() -> None:
    found = of("acs.mns.queue", QUEUE["endpoint"], *constants(queue="q", Queue="q"), BODY)
    assert [code for code, *_ in found] == ["misspelt-parameter"]


def test_without_any_parameter_only_the_block_is_missing() -> None:
    assert of("acs.mns.queue", QUEUE["endpoint"]) == []


def test_conditional_parameters() -> None:
    given = [*constants(url=HTTPS, Network="PrivateNetwork", VPCNameAndId="n/vpc-1"), BODY]
    assert of("http", HTTPS, *given) == [
        (
            "missing-parameter",
            "targets[t]",
            "targets[0]",
            f"The target of type 'http' has no parameter '{key}', which is needed when Network is PrivateNetwork.",
        )
        for key in ("VSwitchesNameAndId", "SecurityGroupNameAndId")
    ]


def test_a_condition_over_something_unknown_is_undecided() -> None:
    given = [*constants(url=HTTPS, Network=LATER, VPCNameAndId="n/vpc-1"), BODY]
    found = rule({"target_id": "t", "type": "http", "endpoint": HTTPS, "param_list": given})
    assert [(fact.code, fact.data["parameter"], fact.undecided) for fact in found] == [
        ("missing-parameter", "VSwitchesNameAndId", LATER),
        ("missing-parameter", "SecurityGroupNameAndId", LATER),
    ]


def test_a_parameter_that_may_come_from_dynamic_blocks_is_undecided() -> None:
    for more in (
        {"param_list": UnknownBlocks("known only after apply")},
        {"param_list": [{"resource_key": Unknown("known only after apply"), "form": "CONSTANT", "value": "x"}]},
    ):
        found = rule({**QUEUE, **more})
        assert [(fact.code, fact.data["parameter"], fact.undecided) for fact in found] == [
            ("missing-parameter", key, Unknown("known only after apply")) for key in ("queue", "Body")
        ]


def test_a_duplicate_parameter() -> None:
    (fact,) = rule({**QUEUE, "param_list": [*constants(queue="q"), BODY, *constants(queue="p")]})
    assert (fact.code, fact.span, [each.span for each in fact.related]) == (
        "duplicate-parameter",
        span("targets[0].param_list[2].resource_key"),
        [span("targets[0].param_list[0].resource_key")],
    )


def test_forms_and_values() -> None:
    template = {"resource_key": "functionName", "form": "TEMPLATE", "value": "{}", "template": "x"}
    given = [*constants(serviceName="s", Qualifier="LATEST", InvocationType="sync"), template, BODY]
    assert of("acs.fc.function", FC, *given) == [
        (
            "parameter-value-not-allowed",
            "targets[t].param_list[InvocationType]",
            "targets[0].param_list[2].value",
            "The parameter 'InvocationType' is 'sync', but must be 'Sync' or 'Async'.",
        ),
        (
            "form-not-allowed",
            "targets[t].param_list[functionName]",
            "targets[0].param_list[3].form",
            "The parameter 'functionName' of target type 'acs.fc.function' takes the form 'CONSTANT', not 'TEMPLATE'.",
        ),
    ]


def test_a_sensitive_value_is_not_told() -> None:
    given = [*constants(url=HTTPS, Network=Sensitive("canary")), BODY]
    (fact,) = rule({"target_id": "t", "type": "http", "endpoint": HTTPS, "param_list": given})
    assert (fact.code, "canary" in repr(fact)) == ("parameter-value-not-allowed", False)


@pytest.mark.parametrize(
    ("type", "endpoint", "message"),
    [
        (
            "acs.mns.queue",
            "acs:mns:cn-hangzhou:1:/queues/q",
            "The endpoint of a target of type 'acs.mns.queue' is 'acs:mns:cn-hangzhou:1:/queues/q', but must be "
            "acs:mns:{region}:{account}:queues/{queue}.",
        ),
        (
            "acs.mns.queue",
            Sensitive("acs:mns:x"),
            "The endpoint of a target of type 'acs.mns.queue' must be acs:mns:{region}:{account}:queues/{queue}.",
        ),
        (
            "acs.mns.queue",
            Unknown("later", prefix="acs:mnq:"),
            "The endpoint of a target of type 'acs.mns.queue' begins with 'acs:mnq:', but must be "
            "acs:mns:{region}:{account}:queues/{queue}.",
        ),
        (
            "http",
            Unknown("later", prefix="ftp://"),
            "The endpoint of a target of type 'http' begins with 'ftp://', but must be a URL that begins with "
            "http:// or https://.",
        ),
        (
            "acs.dingtalk",
            "http://oapi.dingtalk.com/robot/send?access_token=canary",
            "The endpoint of a target of type 'acs.dingtalk' must be the webhook URL of a DingTalk robot "
            "(https://oapi.dingtalk.com/robot/send?access_token=...).",
        ),
    ],
)
def test_a_malformed_endpoint(type: str, endpoint: Any, message: str) -> None:
    found = [each for each in of(type, endpoint, BODY) if each[0] == "malformed-endpoint"]
    assert found == [("malformed-endpoint", "targets[t]", "targets[0].endpoint", message)]


def test_an_endpoint_that_is_partly_unknown_is_undecided() -> None:
    partly = Unknown("known only after apply", prefix="acs:mns:cn-hangzhou:")
    (fact,) = rule({**QUEUE, "endpoint": partly})
    assert (fact.code, fact.undecided, fact.certainty) == ("malformed-endpoint", partly, Certainty.DOCUMENTED)


def test_an_endpoint_that_disagrees_with_parameters() -> None:
    (fact,) = rule({**QUEUE, "endpoint": "acs:mns:cn-hangzhou:1:queues/other"})
    assert (fact.code, fact.key, dict(fact.data), [each.span for each in fact.related]) == (
        "endpoint-disagrees-with-parameters",
        "queue",
        {
            "message": "The endpoint says 'other' where the parameter 'queue' says 'q'.",
            "argument": "endpoint",
            "parameter": "queue",
            "expected": "q",
            "got": "other",
        },
        [span("targets[0].param_list[0].value")],
    )


def test_two_webhooks_that_differ_are_not_told() -> None:
    body = {"resource_key": "Body", "form": "TEMPLATE", "value": "{}", "template": "x"}
    params = [*constants(URL=HOOK + "2", SecretKey=Sensitive("s")), body]
    (fact,) = rule({"target_id": "t", "type": "acs.dingtalk", "endpoint": HOOK, "param_list": params})
    assert (fact.code, "canary" in repr(fact)) == ("endpoint-disagrees-with-parameters", False)


def test_more_targets_than_the_quota() -> None:
    targets = [{**QUEUE, "target_id": str(index)} for index in range(6)]
    (fact,) = rule(*targets)
    assert (fact.code, fact.address, fact.span, fact.data) == (
        "too-many-targets",
        "alicloud_event_bridge_rule.r",
        span("targets[5]"),
        {"message": "The rule has 6 targets, of which there may be at most 5.", "expected": 5, "got": 6},
    )
    assert rule(*targets[:5]) == []


def test_an_unknown_number_of_targets_is_undecided() -> None:
    (fact,) = rule(targets=UnknownBlocks("known only after apply"))
    assert (fact.code, fact.undecided) == ("too-many-targets", Unknown("known only after apply"))


def test_a_duplicate_target_id() -> None:
    (fact,) = rule(QUEUE, QUEUE)
    assert (fact.code, fact.address, fact.span, fact.related[0].span) == (
        "duplicate-target-id",
        "alicloud_event_bridge_rule.r#targets[1]",
        span("targets[1].target_id"),
        span("targets[0].target_id"),
    )
