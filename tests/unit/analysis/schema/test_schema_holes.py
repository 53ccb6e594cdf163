"""Endpoints and dead-letter queues of which parts are not known."""

import pytest

from ebaudit.analysis.schema.holes import fits
from ebaudit.analysis.schema.queues import FORMS, PATTERN
from ebaudit.analysis.schema.targets import target_facts
from ebaudit.catalog import load
from ebaudit.model.value import Unknown, Value
from tests.blocks import estate, resource

CATALOG, _ = load()
ACCOUNT = ("data.alicloud_account.me.id",)
QUEUE = "acs:mns:{region}:{account}:/queues/{queue}"
TOPIC = "acs:mq:{region}:{account}:/instances/{instance}/topic/{topic}"


def partly(*parts: str | None, refs: tuple[str, ...] = ACCOUNT) -> Unknown:
    return Unknown("read later", refs, prefix=parts[0] or "", parts=parts)


@pytest.mark.parametrize(
    ("parts", "verdict"),
    [
        (("acs:mns:cn-hangzhou:", None, ":queues/orders"), True),
        (("acs:mns:", None, ":", None, ":queues/", None), True),
        (("acs:mns:cn-hangzhou:", None, ":queues/team-", None, "-orders"), True),
        ((None, ":queues/orders"), None),
        (("acs:mns:cn-hangzhou:", None), None),
        (("acs:mns:cn-hangzhou:", None, ":/queues/orders"), False),
        (("acs:mns:cn-hangzhou:", None, ":queues/or/ders"), False),
        (("acs:mns:cn-hangzhou:", None, ":queue/orders"), False),
        ((None, "queues/orders/"), False),
        (("acs:mns:CN:", None, ":queues/orders"), None),
    ],
)
def test_what_is_known_of_an_endpoint_decides(parts: tuple[str | None, ...], verdict: bool | None) -> None:
    shape = CATALOG.target("acs.mns.queue")
    assert shape is not None
    assert fits(partly(*parts), shape.endpoint_forms, shape.endpoint["pattern"]) is verdict


def test_a_variable_without_a_value_may_be_anything_but_cannot_mend_the_rest() -> None:
    given = ("acs:mns:cn-hangzhou:", None)
    assert fits(partly(*given, ":/queues/a", refs=("module.m.var.account",)), FORMS, PATTERN) is None
    assert fits(partly(*given, ":queues/a", refs=("module.m.var.account",)), FORMS, PATTERN) is False


def test_an_unknown_account_does_not_hide_a_wrong_queue() -> None:
    endpoint = partly("acs:mns:cn-hangzhou:", None, ":queues/order")
    assert facts(endpoint, "acs:mns:cn-hangzhou:1:/queues/lost") == [
        (
            "endpoint-disagrees-with-parameters",
            "The endpoint says 'order' where the parameter 'queue' says 'orders'.",
            False,
        )
    ]


def test_the_message_shows_what_is_known_of_an_endpoint() -> None:
    endpoint = partly("acs:mns:cn-hangzhou:", None, ":/queues/orders")
    message = (
        "The endpoint of a target of type 'acs.mns.queue' is 'acs:mns:cn-hangzhou:…:/queues/orders', "
        "but must be acs:mns:{region}:{account}:queues/{queue}."
    )
    assert facts(endpoint, "acs:mns:cn-hangzhou:1:/queues/lost") == [("malformed-endpoint", message, False)]


@pytest.mark.parametrize(
    ("arn", "found"),
    [
        ("acs:mns:cn-hangzhou:1:/queues/lost", None),
        ("acs:mq:cn-hangzhou:1:/instances/i/topic/t", None),
        ("acs:alikafka:cn-hangzhou:1:/x", None),
        (partly("acs:mns:cn-hangzhou:", None, ":/queues/lost"), None),
        (partly("acs:eventbridge:", None), None),
        ("acs:mns:cn-hangzhou:1:queues/lost", False),
        (partly("acs:mns:cn-hangzhou:", None, ":queues/lost"), False),
        (partly("https://", None), False),
        (Unknown("read later", ACCOUNT), True),
        (partly("acs:mns:cn-hangzhou:", None, ":/queues/lost", refs=("var.account",)), True),
    ],
)
def test_dead_letter_queues(arn: Value, found: bool | None) -> None:
    unsaid = f"Whether the dead-letter queue is {QUEUE} or {TOPIC} cannot be told."
    message = unsaid if found else f"The dead-letter queue of the target must be {QUEUE} or {TOPIC}."
    expected = [] if found is None else [("malformed-dead-letter-queue", message, found)]
    assert facts("acs:mns:cn-hangzhou:1:queues/orders", arn) == expected


def facts(endpoint: Value, arn: Value) -> list[tuple[str, Value, bool]]:
    target = {
        "target_id": "t",
        "type": "acs.mns.queue",
        "endpoint": endpoint,
        "param_list": [
            {"resource_key": "queue", "form": "CONSTANT", "value": "orders"},
            {"resource_key": "Body", "form": "ORIGINAL"},
        ],
        "dead_letter_queue": [{"arn": arn}],
    }
    values = {"event_bus_name": "default", "rule_name": "r", "filter_pattern": "{}", "targets": [target]}
    found = target_facts(estate(resource("rule", values)), CATALOG)
    return [(fact.code, fact.data["message"], fact.undecided is not None) for fact in found]
