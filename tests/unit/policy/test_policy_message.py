"""Messages about things whose names cannot be shown."""

from typing import Any

import pytest

from ebaudit.model.value import Sensitive, Unknown
from tests.unit.policy.test_policy_engine import judge, policy, rule


@pytest.mark.parametrize(
    ("name", "say", "message"),
    [
        ("orders", "Rule '{rule.rule_name}' waits.", "Rule 'orders' waits."),
        (Unknown("later"), "Rule '{rule.rule_name}' waits.", "This rule waits."),
        (Sensitive("hush"), "Rule '{rule.rule_name}' waits.", "This rule waits."),
        (Unknown("later"), "Events of the rule '{rule.rule_name}' wait.", "Events of this rule wait."),
        (Unknown("later"), "HTTP event source '{rule.rule_name}' waits.", "This HTTP event source waits."),
        (Unknown("later"), "It is {rule.rule_name}.", "It is (not known)."),
    ],
)
def test_names_that_cannot_be_shown(name: Any, say: str, message: str) -> None:
    made = policy(noun="rule", deny="rule.event_bus_name == 'shop'", say=say)
    assert [found.message for found in judge(made, rule(rule_name=name)).findings] == [message]
