"""Secrets are planted in every place that may hold one; none of them is left, and all else is."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from ebaudit.catalog import load
from ebaudit.model.digest import is_withheld, same_secret
from ebaudit.readers.live.redact import Redactor

CATALOG = load()[0]
CANARY = "CANARY-9f1c"
REDACT = Redactor(CATALOG, b"key")


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, item in value.items():
            yield name
            yield from texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from texts(item)
    else:
        yield repr(value)
        yield repr(getattr(value, "value", ""))
        for name in ("prefix", "parts", "json"):
            yield repr(getattr(getattr(value, "value", None), name, ""))


def param(key: str, form: str = "CONSTANT", **more: Any) -> dict[str, Any]:
    return {"ResourceKey": key, "Form": form, "Value": CANARY, **more}


CONNECTION = {
    "ConnectionName": "c",
    "AuthParameters": {
        "AuthorizationType": "OAUTH_AUTH",
        "ApiKeyAuthParameters": {"ApiKeyName": "n", "ApiKeyValue": CANARY},
        "BasicAuthParameters": {"Username": "u", "Password": CANARY},
        "OAuthParameters": {
            "ClientParameters": {"ClientID": "id", "ClientSecret": CANARY},
            "OAuthHttpParameters": {
                "HeaderParameters": [{"Key": "h", "Value": CANARY, "IsValueSecret": "true"}],
                "BodyParameters": [{"Key": "token", "Value": CANARY, "IsValueSecret": "false"}],
                "QueryStringParameters": [{"Key": "h", "Value": CANARY, "IsValueSecret": True}],
            },
        },
    },
}
PLANTED: dict[str, Any] = {
    "connection": CONNECTION,
    "connection as text": {"ConnectionName": "c", "AuthParameters": json.dumps(CONNECTION["AuthParameters"])},
    "url of a destination": {"HttpApiParameters": {"Endpoint": f"https://example.com/x?access_token={CANARY}"}},
    "password in a url": {"Endpoint": f"https://user:{CANARY}@example.com/"},
    "source": {"Name": "s", "SourceRocketMQParameters": {"InstancePassword": CANARY, "Topic": "t"}},
    "web hook": {"Name": "s", "SourceHttpEventParameters": {"PublicWebHookUrl": [f"https://x/{CANARY}"]}},
    "source as text": {"Name": "s", "ExternalSourceConfig": json.dumps({"Password": CANARY})},
    "stream source": {"Source": {"SourceKafkaParameters": {"SaslPassword": CANARY, "ApiKey": CANARY}}},
    "stream sink": {"Sink": {"SinkHttpParameters": {"Token": {"Form": "CONSTANT", "Value": CANARY}}}},
    "unknown target type": {"Type": "acs.new.thing", "ParamList": [param("kubeconfig"), param("SaslPassword")]},
    "telling parameter": {"Type": "acs.fc.function", "ParamList": [param("myPassword", "TEMPLATE", Template=CANARY)]},
    "records of the trail": {"requestParameters": {"Targets": json.dumps([{"ParamList": [param("SecretKey")]}])}},
    **{
        f"{kind} {name}": {"Targets": [{"Id": "t", "Type": kind, "ParamList": [param(spelt)]}]}
        for kind in CATALOG.target_types
        for name, shape in getattr(CATALOG.target(kind), "params", {}).items()
        if shape.secret
        for spelt in (name, name.upper())
    },
}


@pytest.mark.parametrize("name", PLANTED)
def test_no_secret_is_left(name: str) -> None:
    left = REDACT(PLANTED[name])
    assert [text for text in texts(left) if CANARY in text] == []


PLAIN: dict[str, Any] = {
    "rule": {"RuleName": "r", "FilterPattern": '{"source":["acs.oss"]}', "Targets": [{"Id": "t", "Type": "acs.sms"}]},
    "path to a token": {"Type": "https", "ParamList": [{"ResourceKey": "Token", "Form": "JSONPATH", "Value": "$.a"}]},
    "flags": {"Key": "h", "Value": "v", "IsValueSecret": "false"},
    "pages": {"NextToken": "100", "MaxResults": "10"},
    "numbers": {"Total": 3, "CreateTimestamp": 1.5, "CheckPass": True, "Data": None},
    "source": {"Name": "s", "SourceScheduledEventParameters": {"Schedule": "0 * * * *", "UserData": "{}"}},
}


@pytest.mark.parametrize("name", PLAIN)
def test_what_is_no_secret_stays(name: str) -> None:
    assert REDACT(PLAIN[name]) == PLAIN[name]


def test_what_is_left_tells_equal_secrets_from_different_ones() -> None:
    one, same, other = (REDACT({"Password": text})["Password"] for text in ("a", "a", "b"))
    assert (is_withheld(one), same_secret(one, same), same_secret(one, other)) == (True, True, False)
    assert REDACT({"Password": ""}) == {"Password": ""}
