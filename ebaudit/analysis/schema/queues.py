"""Dead-letter queues against the two kinds that are documented.

Source: https://www.alibabacloud.com/help/en/eventbridge/user-guide/event-target-parameters. The SDK's comments
also name Kafka topics and event buses, but no form of theirs: nothing is said of those.
"""

import re
from collections.abc import Iterator

from ebaudit.analysis.schema.holes import fits
from ebaudit.catalog.endpoint import EndpointForm
from ebaudit.model.finding import Certainty, Fact
from ebaudit.model.resources import Target
from ebaudit.model.value import Unknown, Value, reveal

FORMS = (
    EndpointForm("acs:mns:{region}:{account}:/queues/{queue}"),
    EndpointForm("acs:mq:{region}:{account}:/instances/{instance}/topic/{topic}"),
)
SAYS = " or ".join(form.text for form in FORMS)
PATTERN = (
    r"^acs:(mns:[a-z0-9-]+:[0-9]+:/queues/[^/]+|mq:[a-z0-9-]+:[0-9]+:/instances/[^/]+/topic/[^/]+"
    r"|(alikafka|eventbridge):.*)$"
)
_UNDESCRIBED = ("acs:alikafka:", "acs:eventbridge:")


def queue_facts(target: Target) -> Iterator[Fact]:
    """Yield a dead-letter queue that is of no documented form."""
    queue = target.dead_letter_queue
    if queue is None or queue.arn is None:
        return
    value = reveal(queue.arn.value)
    verdict = _fits(value)
    if verdict is True:
        return
    message = f"The dead-letter queue of the target must be {SAYS}."
    data: dict[str, Value] = {"message": message, "argument": "dead_letter_queue.arn", "expected": SAYS}
    fact = Fact("malformed-dead-letter-queue", target.address, "", data, queue.arn.place())
    fact = fact._replace(certainty=Certainty.DOCUMENTED)
    if verdict is False:
        yield fact
    elif isinstance(value, Unknown):
        unsaid = f"Whether the dead-letter queue is {SAYS} cannot be told."
        yield fact._replace(data={**data, "message": unsaid}, undecided=value)


def _fits(value: Value) -> bool | None:
    if isinstance(value, str):
        return re.search(PATTERN, value) is not None
    if not isinstance(value, Unknown) or value.prefix.startswith(_UNDESCRIBED):
        return True
    if value.prefix and not any(form.may_begin(value.prefix) for form in FORMS):
        return any(start.startswith(value.prefix) for start in _UNDESCRIBED)
    return fits(value, FORMS, PATTERN)
