from typing import Any

import pytest

from ebaudit.analysis.schema import analyse
from ebaudit.analysis.schema.secrets import secret_facts
from ebaudit.catalog import load
from ebaudit.model.credentials import Secret, in_url
from ebaudit.model.finding import Fact
from ebaudit.model.value import Sensitive, Unknown
from tests.blocks import estate, resource

CATALOG, _ = load()
HOOK = "https://oapi.dingtalk.com/robot/send?access_token=canary"
START = HOOK.index("canary")
HOOK_SPAN = (START + 1, len(HOOK) + 1)


def of(kind: str, values: dict[str, Any]) -> list[Fact]:
    return list(secret_facts(estate(resource(kind, values)), CATALOG))


def brief(found: list[Fact]) -> list[tuple[str, str, str, tuple[str, ...]]]:
    return [
        (fact.address.partition("#")[2], fact.span.file if fact.span else "", str(fact.data["message"]), fact.secrets)
        for fact in found
    ]


def target(type: str, endpoint: Any, **params: Any) -> dict[str, Any]:
    given = [{"resource_key": key, "form": "CONSTANT", "value": value} for key, value in params.items()]
    return {"targets": [{"target_id": "t", "type": type, "endpoint": endpoint, "param_list": given}]}


def connection(**values: Any) -> dict[str, Any]:
    return {"connection_name": "crm", "auth_parameters": [values]}


def test_a_robot_shows_its_token_twice_and_its_key_once() -> None:
    found = of("rule", target("acs.dingtalk", HOOK, Url=HOOK, SecretKey="SECcanary"))
    assert brief(found) == [
        (
            "targets[t]",
            "targets[0].endpoint",
            "The access_token of a URL stands in the configuration in clear text.",
            ("canary",),
        ),
        (
            "targets[t].param_list[Url]",
            "targets[0].param_list[0].value",
            "The access_token of a URL stands in the configuration in clear text.",
            ("canary",),
        ),
        (
            "targets[t].param_list[SecretKey]",
            "targets[0].param_list[1].value",
            "The parameter 'SecretKey' stands in the configuration in clear text.",
            ("SECcanary",),
        ),
    ]
    assert [(each.span.column, each.span.end_column) for each in found if each.span] == [HOOK_SPAN, HOOK_SPAN, (1, 1)]
    assert all(each.masked == (each.span,) for each in found)
    assert not any("canary" in f"{each.data}{each.key}{each.address}" for each in found)


@pytest.mark.parametrize("value", [Sensitive("x"), Unknown("later"), "", " ", None])
def test_what_is_sensitive_unknown_or_empty_is_no_secret(value: Any) -> None:
    assert of("rule", target("acs.dingtalk", value, URL=value, SecretKey=value)) == []


def test_credentials_of_a_connection() -> None:
    values = connection(
        basic_auth_parameters=[{"username": "u", "password": "canary"}],
        api_key_auth_parameters=[{"api_key_name": "k", "api_key_value": Sensitive("canary")}],
        oauth_parameters=[
            {
                "authorization_endpoint": "https://u:canary2@example.com",
                "client_parameters": [{"client_id": "i", "client_secret": "canary3"}],
                "oauth_http_parameters": [
                    {
                        "header_parameters": [
                            {"key": "a", "value": "canary4", "is_value_secret": "true"},
                            {"key": "b", "value": "plain", "is_value_secret": "false"},
                            {"key": "c", "value": "plain"},
                            {"key": "d", "value": "canary5", "is_value_secret": True},
                        ]
                    }
                ],
            }
        ],
    )
    found = of("connection", values)
    assert [
        (each.address.partition("#")[2].rpartition(".")[2], each.data["argument"], each.secrets) for each in found
    ] == [
        ("basic_auth_parameters", "password", ("canary",)),
        ("oauth_parameters", "authorization_endpoint", ("canary2",)),
        ("client_parameters", "client_secret", ("canary3",)),
        ("header_parameters[0]", "value", ("canary4",)),
        ("header_parameters[3]", "value", ("canary5",)),
    ]


def test_a_password_that_the_provider_forgets_to_hide() -> None:
    values = {"event_source_name": "s", "source_rocketmq_parameters": [{"instance_password": "canary"}]}
    assert [each.data["argument"] for each in of("event_source_v2", values)] == ["instance_password"]


def test_a_template_with_a_token() -> None:
    param = {"resource_key": "Body", "form": "TEMPLATE", "value": "{}", "template": HOOK}
    values = {"targets": [{"target_id": "t", "type": "acs.mns.queue", "param_list": [param]}]}
    assert brief(of("rule", values)) == [
        (
            "targets[t].param_list[Body]",
            "targets[0].param_list[0].template",
            "The access_token of a URL stands in the configuration in clear text.",
            ("canary",),
        )
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://example.com/hook?token=abc&x=1", Secret("the token of a URL", 31, 34)),
        ("https://user:abc@example.com", Secret("the password of a URL", 13, 16)),
        ("https://example.com/?monkey=1", None),
        ("https://example.com/?token=${t}", None),
        ("https://example.com/a:b@c", None),
        ("no URL?token=x", None),
        ("https://user@example.com", None),
    ],
)
def test_credentials_in_urls(text: str, expected: Secret | None) -> None:
    assert in_url(text) == expected


def test_a_secret_that_another_resource_gives_is_kept_back_but_not_one_that_is_written() -> None:
    made = resource("rule", target("acs.dingtalk", "e", SecretKey="SECcanary"))
    (parameter,) = made.block.blocks["targets"][0].blocks["param_list"]
    attributes = dict(parameter.attributes)
    attributes["value"] = attributes["value"]._replace(provided=True)
    given = parameter._replace(attributes=attributes)
    targets = made.block.blocks["targets"][0]._replace(blocks={"param_list": (given,)})
    found = list(
        secret_facts(estate(made._replace(block=made.block._replace(blocks={"targets": (targets,)}))), CATALOG)
    )
    assert [(fact.code, fact.secrets) for fact in found] == [("provided-secret", ("SECcanary",))]


def test_no_fact_of_any_kind_shows_a_secret() -> None:
    values = {
        **connection(
            authorization_type="BASIC",
            basic_auth_parameters=[{"username": "u", "password": "canary" * 50}],
            oauth_parameters=[{"authorization_endpoint": "ftp://u:canary@example.com"}],
        ),
        "network_parameters": [{"network_type": "PublicNetwork"}],
    }
    found = analyse(
        estate(resource("connection", values), resource("rule", target("acs.dingtalk", HOOK + "/x", URL=HOOK))), CATALOG
    )
    assert {each.code for each in found} >= {"too-long", "malformed-value", "endpoint-disagrees-with-parameters"}
    assert [each.code for each in found if "canary" in f"{each.data}{each.key}"] == []
