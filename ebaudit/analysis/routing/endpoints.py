"""Where endpoints and dead-letter queues lie.

Source: https://www.alibabacloud.com/help/en/eventbridge/user-guide/event-target-parameters; targets must be of the
bus's region and account: https://www.alibabacloud.com/help/en/eventbridge/product-overview/limits.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ebaudit.analysis.routing.arns import Arn, parse_arn
from ebaudit.analysis.routing.buses import Buses
from ebaudit.analysis.routing.forwards import FORWARDER, plain
from ebaudit.analysis.routing.places import certain
from ebaudit.model.estate import Estate
from ebaudit.model.finding import Certainty, Fact, Related
from ebaudit.model.resources import Attribute, Rule, Target
from ebaudit.model.value import Sensitive, Unknown, Value, reveal

if TYPE_CHECKING:
    from ebaudit.analysis.routing.receivers import Readers


def arn_facts(estate: Estate, buses: Buses) -> Iterator[Fact]:
    """Find endpoints and dead-letter queues in the wrong region or account, and queues that are no rescue."""
    readers = _readers(estate)
    for rule in estate.rules:
        for target in rule.targets:
            if plain(target.type) != FORWARDER:
                yield from _elsewhere(rule, target, "endpoint", target.endpoint)
            queue = target.dead_letter_queue
            if queue is None or queue.arn is None:
                continue
            yield from _elsewhere(rule, target, "dead-letter queue", queue.arn)
            yield from _same(target, queue.arn)
            yield from _feeds_back(rule, target, queue.arn, readers, buses)


def _readers(estate: Estate) -> "Readers | None":
    if not estate.event_sources:
        return None
    from ebaudit.analysis.routing.receivers import Readers

    return Readers(estate)


def _elsewhere(rule: Rule, target: Target, noun: str, attribute: Attribute | None) -> Iterator[Fact]:
    """Compare region and account with those of the rule; a known beginning of the text is enough."""
    found = _beginning(attribute)
    if attribute is None or found is None:
        return
    provider = rule.resource.provider
    code = "endpoint" if noun == "endpoint" else "dlq"
    hidden = isinstance(attribute.value, Sensitive) or isinstance(provider.account_id, Sensitive)
    for kind, got, own in (("region", found.region, provider.region), ("account", found.account, provider.account_id)):
        expected = reveal(own)
        if not got or not isinstance(expected, str) or got == expected:
            continue
        shown = "" if hidden else f" '{got}'"
        message = f"The {noun} is in the {kind}{shown}, but the rule is in {'another' if hidden else repr(expected)}."
        yield Fact(
            f"{code}-other-{kind}",
            target.address,
            "",
            {"message": message, "got": "" if hidden else got, "expected": "" if hidden else expected},
            attribute.span,
            certainty=Certainty.DOCUMENTED if code == "endpoint" else Certainty.INFERRED,
        )


def _beginning(attribute: Attribute | None) -> Arn | None:
    value = reveal(attribute.value) if attribute is not None else None
    if isinstance(value, str):
        return parse_arn(value)
    if not isinstance(value, Unknown) or not value.prefix.startswith("acs:"):
        return None
    whole = value.prefix.split(":")[1:-1]
    return Arn(*(*whole, "", "", "")[:3])


def _same(target: Target, arn: Attribute) -> Iterator[Fact]:
    queue, endpoint = _whole(arn), _whole(target.endpoint)
    if queue is None or queue != endpoint or target.endpoint is None:
        return
    data: dict[str, Value] = {"message": "The dead-letter queue is the target itself, so what it cannot take is lost."}
    related = (Related("the target's endpoint", target.endpoint.span),) if target.endpoint.span is not None else ()
    yield Fact("dlq-is-target", target.address, "", data, arn.span, related, certainty=Certainty.INFERRED)


def _whole(attribute: Attribute | None) -> Arn | None:
    """Return a resource name that is known, or whose unknown parts are surely told apart."""
    text = certain(attribute.value) if attribute is not None else None
    return parse_arn(text) if text is not None else None


def _feeds_back(rule: Rule, target: Target, arn: Attribute, readers: "Readers | None", buses: Buses) -> Iterator[Fact]:
    """Find a dead-letter queue whose content comes back to the rule's own bus."""
    queue = _whole(arn)
    kind, _, name = queue.rest.partition("/") if queue is not None else ("", "", "")
    if queue is None or (readers is None and kind != "eventbus"):
        return
    own = buses.spot(rule.resource, rule.event_bus_name)
    if own is None:
        return
    named: Value = Unknown("the bus is not known", identity=name) if "\0" in name else name
    if (queue.service, kind) == ("eventbridge", "eventbus") and buses.resolve_value(named).token == own[1]:
        message = "The dead-letter queue is the rule's own bus, so events that fail come back to it."
        yield Fact("dlq-feeds-back", target.address, "", {"message": message}, arn.span, certainty=Certainty.INFERRED)
        return
    for source in readers.of_queue(rule, queue) if readers is not None else ():
        if buses.spot(source.resource, source.event_bus_name) == own:
            message = "An event source puts the dead-letter queue's messages on the rule's own bus again."
            span = source.resource.span
            related = (Related("the event source", span),) if span is not None else ()
            data = {"message": message, "source": source.resource.address}
            address, key = target.address, source.resource.address
            yield Fact("dlq-feeds-back", address, key, {**data}, arn.span, related, certainty=Certainty.INFERRED)
