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


def template(key: str, value: Any, text: Any) -> dict[str, Any]:
    param = {"resource_key": key, "form": "TEMPLATE", "value": value, "template": text}
    endpoint = "acs:api-destination:cn-hangzhou:1:name/x"
    return {"targets": [{"target_id": "t", "type": "acs.api.destination", "endpoint": endpoint, "param_list": [param]}]}


IN_JSON = "The member '{}' of JSON stands in the configuration in clear text."


def test_credentials_in_json() -> None:
    headers = '{"Authorization":"Bearer canary","Accept":"*/*","n":{"x-api-key" : "canary2"}}'
    found = of("rule", template("HeaderParameters", '{"token":"canary3","id":"$.id","password":"$.data.p"}', headers))
    at = "targets[0].param_list[0]"
    assert [(f"{fact.span}", fact.key, fact.data["message"], fact.secrets) for fact in found] == [
        (f"{at}.value/token:1:11", "value", IN_JSON.format("token"), ("canary3",)),
        (f"{at}.template/Authorization:1:26", "template", IN_JSON.format("Authorization"), ("canary",)),
        (f"{at}.template/n/x-api-key:1:69", "template/1", IN_JSON.format("x-api-key"), ("canary2",)),
    ]
    assert all(fact.masked == (fact.span,) for fact in found)


def test_what_is_filled_in_is_no_secret() -> None:
    headers = '{"Authorization":"Bearer ${t}","tokenType":"jwt","token":"","secret":true}'
    assert of("rule", template("HeaderParameters", '{"t":"$.data.t"}', headers)) == []


def test_credentials_in_json_that_is_partly_unknown() -> None:
    partly = Unknown("later", json={"Authorization": "Basic canary", "trace": Unknown("later"), "list": ("a",)})
    found = of("rule", template("HeaderParameters", "{}", partly))
    assert [(f"{fact.span}", fact.data["message"], fact.secrets) for fact in found] == [
        ("targets[0].param_list[0].template/Authorization:1:1", IN_JSON.format("Authorization"), ("canary",))
    ]


@pytest.mark.parametrize(
    ("text", "what", "secret"),
    [
        ("root:canary@db.example.com:3306", "password before a host", "canary"),
        ("mysql://root:canary@db.example.com", "password of a URL", "canary"),
        ("Server=db;Uid=root;Pwd=canary;", "pwd of a connection string", "canary"),
        ("jdbc:mysql://db/shop?user=root&password=canary", "password of a URL", "canary"),
        ("https://example.com/hook?x=1&sign=canary#top", "sign of a URL", "canary"),
        ("https://example.com/hook?client_secret=canary", "client_secret of a URL", "canary"),
    ],
)
def test_credentials_in_endpoints(text: str, what: str, secret: str) -> None:
    found = of("rule", target("mysql", text, ConnectionStringAndPort=text))
    says = f"The {what} stands in the configuration in clear text."
    assert [(fact.data["message"], fact.secrets, fact.span and fact.span.column) for fact in found] == [
        (says, (secret,), text.index(secret) + 1)
    ] * 2


@pytest.mark.parametrize("text", ["db.example.com:3306", "sales@example.com", "acs:rds:cn-hangzhou:1:dbinstance/x"])
def test_endpoints_without_credentials(text: str) -> None:
    assert of("rule", target("mysql", text)) == []


def test_parameters_of_an_oauth_request_that_are_named_like_secrets() -> None:
    def body(key: str, value: str) -> list[Fact]:
        inner = {"key": key, "value": value, "is_value_secret": "false"}
        oauth = {"oauth_http_parameters": [{"body_parameters": [inner]}]}
        return of("connection", connection(oauth_parameters=[oauth]))

    assert [fact.secrets for fact in body("client_secret", "canary")] == [("canary",)]
    assert body("grant_type", "client_credentials") == []
    assert body("client_secret", "${later}") == []
