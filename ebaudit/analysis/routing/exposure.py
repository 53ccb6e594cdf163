"""Rules that take every event of their bus and send it outside the account.

Source: https://www.alibabacloud.com/help/en/eventbridge/user-guide/event-target-parameters for what targets reach.
"""

from collections.abc import Iterator, Mapping

from ebaudit.analysis.patterns.pattern import EXISTS, REQUIRED_ATTRIBUTES, Field, Pattern
from ebaudit.analysis.routing.forwards import FORWARDER, parameter, plain
from ebaudit.model.estate import Estate
from ebaudit.model.finding import Certainty, Fact, Related
from ebaudit.model.resources import Target
from ebaudit.model.value import Unknown, reveal

_OUTSIDE = {"http", "https", "mysql", "ApacheKafkaSelf"}
"""Target types that reach the Internet unless their network is private."""

_ALWAYS_OUTSIDE = {"acs.dingtalk", "acs.mail", "acs.sms", "acs.api.destination"}


def exposure_facts(estate: Estate, patterns: Mapping[str, Pattern]) -> Iterator[Fact]:
    """Find catch-all rules with targets outside the account."""
    for rule in estate.rules:
        pattern = patterns.get(rule.resource.address)
        if pattern is None or not all(map(_is_free, pattern.fields)):
            continue
        for target in rule.targets:
            where = _outside(target)
            if where is None:
                continue
            span = target.type.span if target.type is not None else target.block.span
            text = rule.filter_pattern
            related = (Related("the pattern", text.span),) if text is not None and text.span is not None else ()
            message = f"The rule selects every event of its bus, and this target sends them {where}."
            data = {"message": message, "target_type": plain(target.type) or ""}
            yield Fact(
                "catch-all-to-outside",
                target.address,
                "",
                {**data},
                span,
                related,
                undecided=_undecided(target),
                certainty=Certainty.INFERRED,
            )


def _is_free(field: Field) -> bool:
    """Tell whether a field asks for no more than that an attribute exists which every event has."""
    return field.name in REQUIRED_ATTRIBUTES and any(c.operator == EXISTS and c.flag for c in field.conditions)


def _outside(target: Target) -> str | None:
    kind = plain(target.type)
    if kind in _ALWAYS_OUTSIDE:
        return "to a service that people outside the account read"
    if kind in _OUTSIDE and plain(parameter(target, "Network")) != "PrivateNetwork":
        return "over the Internet"
    if kind == FORWARDER and plain(parameter(target, "AccountType")) == "AnotherAccount":
        return "to another account"
    return None


def _undecided(target: Target) -> Unknown | None:
    network = parameter(target, "Network")
    value = reveal(network.value) if network is not None else None
    return value if isinstance(value, Unknown) and plain(target.type) in _OUTSIDE else None
