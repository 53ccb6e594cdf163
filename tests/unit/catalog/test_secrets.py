from ebaudit.catalog import load
from ebaudit.catalog.secrets import hidden_by
from ebaudit.model.resources import Attribute, Block, Resource
from ebaudit.model.value import Path, Unknown, Value


def block(values: dict[str, Value], **blocks: tuple[Block, ...]) -> Block:
    return Block({name: Attribute(value) for name, value in values.items()}, blocks)


def hidden(kind: str, body: Block, mode: str = "managed") -> frozenset[Path]:
    return hidden_by(load()[0])(Resource("x", f"alicloud_event_bridge_{kind}", mode, body))


def param(key: Value) -> Block:
    return block({"resource_key": key, "form": "CONSTANT", "value": "hunter22", "template": "hunter22"})


def secret_params(type: Value, *keys: Value) -> frozenset[Path]:
    target = block({"type": type}, param_list=tuple(param(key) for key in keys))
    return hidden("rule", block({}, targets=(target,)))


def both(index: int) -> set[Path]:
    return {("targets", 0, "param_list", index, name) for name in ("value", "template")}


def test_secret_parameters_whatever_their_case() -> None:
    assert secret_params("acs.dingtalk", "Body", "SecretKey", "secretkey", Unknown("x")) == both(1) | both(2)


def test_parameters_that_no_type_has_by_what_their_names_tell() -> None:
    assert secret_params("acs.rds.mysql", "InstanceId", "dbPassword", "X-Auth-Token") == both(1) | both(2)


def test_parameters_of_a_token_request_that_say_so() -> None:
    items = tuple(block({"key": "k", "value": "v", "is_value_secret": flag}) for flag in ("true", "false"))
    http = block({}, oauth_http_parameters=(block({}, body_parameters=items),))
    auth = block({}, oauth_parameters=(http,))
    at = ("auth_parameters", 0, "oauth_parameters", 0, "oauth_http_parameters", 0, "body_parameters", 0, "value")
    assert hidden("connection", block({}, auth_parameters=(auth,))) == {at}


def test_of_an_unknown_target_type_what_any_type_calls_secret() -> None:
    assert secret_params(Unknown("x"), "Body", "SecretKey") == both(1)
    assert secret_params("acs.nothing", "Body", "SecretKey") == both(1)


def test_what_the_provider_calls_sensitive() -> None:
    auth = block(
        {"authorization_type": "BASIC_AUTH"}, basic_auth_parameters=(block({"username": "u", "password": "p"}),)
    )
    found = hidden("connection", block({"connection_name": "c"}, auth_parameters=(auth,)))
    assert found == {("auth_parameters", 0, "basic_auth_parameters", 0, "password")}


def test_a_type_outside_the_catalog_has_no_known_secrets() -> None:
    assert hidden("nothing", block({"password": "p"})) == frozenset()
    assert hidden("nothing", block({"password": "p"}), "data") == frozenset()
