"""An account with one of everything, and a secret in every place that may hold one."""

from typing import Any

CANARY = "CANARY-77aa"
ACCOUNT, REGION = "1234567890123456", "cn-hangzhou"
HOOK = f"https://oapi.dingtalk.com/robot/send?access_token={CANARY}"


def _param(key: str, value: str = "x") -> dict[str, str]:
    return {"ResourceKey": key, "Form": "CONSTANT", "Value": value}


def _rule(bus: str, name: str, *targets: dict[str, Any]) -> dict[str, Any]:
    return {
        "EventBusName": bus,
        "RuleName": name,
        "RuleARN": f"acs:eventbridge:{REGION}:{ACCOUNT}:eventbus/{bus}/rule/{name}",
        "Description": f"about {name}",
        "Status": "ENABLE",
        "FilterPattern": '{"source":["shop.orders"]}',
        "Targets": list(targets),
    }


def _target(id: str, type: str, endpoint: str, *params: dict[str, str]) -> dict[str, Any]:
    return {
        "Id": id,
        "Type": type,
        "Endpoint": endpoint,
        "PushRetryStrategy": "BACKOFF_RETRY",
        "ParamList": list(params),
    }


QUEUE = _target("q", "acs.mns.queue", f"acs:mns:{REGION}:{ACCOUNT}:queues/q", _param("queue", "q"))
TALK = _target("d", "acs.dingtalk", HOOK, _param("URL", HOOK), _param("SecretKey", CANARY))
DATABASE = _target("m", "mysql", "10.0.0.1", _param("AccountName", "me"), _param("AccountPassword", CANARY))
HTTPS = _target("h", "https", f"https://user:{CANARY}@example.com/", _param("Token", CANARY))


def _bus(name: str, *rules: dict[str, Any]) -> dict[str, Any]:
    arn = f"acs:eventbridge:{REGION}:{ACCOUNT}:eventbus/{name}"
    return {"bus": {"EventBusName": name, "EventBusARN": arn, "Description": name}, "rules": list(rules)}


OAUTH = {
    "ClientParameters": {"ClientID": "id", "ClientSecret": CANARY},
    "OAuthHttpParameters": {"HeaderParameters": [{"Key": "h", "Value": CANARY, "IsValueSecret": "true"}]},
}
SEED: dict[str, Any] = {
    "buses": {
        "default": _bus("default", _rule("default", "talk", TALK)),
        "orders": _bus("orders", _rule("orders", "queue", QUEUE), _rule("orders", "store", DATABASE, HTTPS)),
    },
    "event_sources": [
        {
            "Name": "hook",
            "EventBusName": "orders",
            "SourceHttpEventParameters": {"Type": "HTTP", "PublicWebHookUrl": [f"https://h/{CANARY}"]},
        },
        {
            "Name": "mq",
            "EventBusName": "orders",
            "SourceRocketMQParameters": {"Topic": "t", "InstancePassword": CANARY},
        },
    ],
    "connections": [
        {
            "ConnectionName": "partner",
            "AuthParameters": {
                "AuthorizationType": "OAUTH_AUTH",
                "ApiKeyAuthParameters": {"ApiKeyName": "k", "ApiKeyValue": CANARY},
                "BasicAuthParameters": {"Username": "u", "Password": CANARY},
                "OAuthParameters": OAUTH,
            },
            "NetworkParameters": {"NetworkType": "PublicNetwork"},
        }
    ],
    "api_destinations": [
        {
            "ApiDestinationName": "partner",
            "ConnectionName": "partner",
            "HttpApiParameters": {"Endpoint": f"https://example.com/?token={CANARY}", "Method": "POST"},
        }
    ],
    "streams": [
        {
            "EventStreamingName": "flow",
            "Status": "RUNNING",
            "FilterPattern": "{}",
            "Source": {"SourceKafkaParameters": {"Topic": "t", "SaslPassword": CANARY}},
            "Sink": {"SinkHttpParameters": {"Token": {"Form": "CONSTANT", "Value": CANARY}}},
        }
    ],
    "roles": {"AliyunServiceRoleForEventBridgeSendToMNS": {"CheckPass": True}},
}


def many(buses: int, rules: int) -> dict[str, Any]:
    """Return an account with so many buses, the default one among them, and so many rules on each."""
    names = ["default", *(f"bus-{place:03}" for place in range(1, buses))]
    return {
        "buses": {
            name: _bus(name, *(_rule(name, f"rule-{n:04}", QUEUE, DATABASE) for n in range(rules))) for name in names
        }
    }
