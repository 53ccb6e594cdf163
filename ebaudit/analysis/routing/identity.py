"""When two targets are one: what tells where deliveries of a target end."""

from ebaudit.analysis.routing.arns import parse_arn
from ebaudit.analysis.routing.forwards import plain
from ebaudit.analysis.routing.places import certain
from ebaudit.model.resources import Rule, Target

Identity = tuple[str, ...]

_SHARED_ENDPOINT = {"acs.mail", "acs.sms", "acs.rds.mysql", "mysql", "acs.k8s", "acs.sae", "acs.eventbridge.olap"}
"""Types whose endpoint names a service or a host, not the receiver."""


def identity(target: Target) -> Identity | None:
    """Return what two targets have in common exactly when they deliver to one receiver; ``None`` if not known."""
    kind = plain(target.type)
    if kind is None:
        return None
    endpoint = certain(target.endpoint.value) if target.endpoint is not None else None
    if endpoint and kind not in _SHARED_ENDPOINT:
        arn = parse_arn(endpoint)
        return (kind, *arn) if arn is not None else (kind, endpoint)
    constants = _constants(target)
    return (kind, *constants) if constants else None


def _constants(target: Target) -> Identity | None:
    found: list[str] = []
    for param in target.params:
        if plain(param.form) != "CONSTANT":
            continue
        key = plain(param.resource_key)
        value = certain(param.value.value) if param.value is not None else ""
        if key is None or value is None:
            return None
        found.append(f"{key}={value}")
    return tuple(sorted(found))


def is_disabled(rule: Rule) -> bool:
    """Tell whether the rule is certainly switched off."""
    return plain(rule.status) == "DISABLE"
