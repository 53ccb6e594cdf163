"""The way back to what is declared: the exact calls, or the ``terraform apply`` where no single call does it.

What cannot be written out (a secret, a value that is not known) is left to Terraform, which knows it.
Source of the calls: https://api.aliyun.com/document/eventbridge/2020-04-01/overview
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ebaudit.differences.pairing import PREFIX, target_name
from ebaudit.drift.changes import Drifted, What
from ebaudit.model.estate import Estate
from ebaudit.model.record import Record
from ebaudit.model.resources import Attribute, Resource, Rule, Target
from ebaudit.model.value import Sensitive, Unknown

RULE, BUS = f"{PREFIX}rule", f"{PREFIX}event_bus"
DELETES: Mapping[str, tuple[str, tuple[tuple[str, str], ...]]] = {
    RULE: ("DeleteRule", (("EventBusName", "event_bus_name"), ("RuleName", "rule_name"))),
    BUS: ("DeleteEventBus", (("EventBusName", "event_bus_name"),)),
    f"{PREFIX}event_source": ("DeleteEventSource", (("EventSourceName", "event_source_name"),)),
    f"{PREFIX}event_source_v2": ("DeleteEventSource", (("EventSourceName", "event_source_name"),)),
    f"{PREFIX}connection": ("DeleteConnection", (("ConnectionName", "connection_name"),)),
    f"{PREFIX}event_streaming": ("DeleteEventStreaming", (("EventStreamingName", "EventStreamingName"),)),
    f"{PREFIX}api_destination": ("DeleteApiDestination", (("ApiDestinationName", "api_destination_name"),)),
}
CONSOLE = {
    "errors_tolerance": ("ErrorsTolerance", "ALL"),
    "concurrent_config": ("ConcurrentConfig", {"Concurrency": 0}),
}
"""Settings of a target that only the service has, as calls spell them, with their defaults."""


class Step(Record):
    """One step of the way back: a call with its parameters, or a command; ``address`` is what it is for."""

    address: str
    action: str = ""
    parameters: Mapping[str, Any] = {}
    command: str = ""


class _Withheld(Exception):  # noqa: N818  it says that Terraform has to do it
    """Something that no call may say."""


def steps(drifted: Sequence[Drifted], declared: Estate) -> list[Step]:
    """Return the steps that undo what drifted, each once, in an order in which they work."""
    rules = {rule.resource.address: rule for rule in declared.rules}
    found: list[Step] = []
    for each in drifted:
        if each.undecided is None:
            for step in _steps(each, rules):
                if step not in found:
                    found.append(step)
    return sorted(found, key=lambda step: (_ORDER.get(step.action, 5), step.address))


_ORDER = {
    "CreateEventBus": 0,
    "UpdateEventBus": 0,
    "CreateRule": 1,
    "UpdateRule": 2,
    "PutTargets": 3,
    "DeleteTargets": 4,
}


def _steps(drifted: Drifted, rules: Mapping[str, Rule]) -> list[Step]:
    try:
        return list(_calls(drifted, rules))
    except _Withheld:
        return [_apply(drifted.resource)]


def _calls(drifted: Drifted, rules: Mapping[str, Rule]) -> Iterator[Step]:
    resource, rule = drifted.resource, rules.get(drifted.resource.address)
    if drifted.what is What.UNMANAGED and not drifted.part:
        yield from _delete(drifted)
    elif rule is not None:
        yield from _rule(drifted, rule)
    elif resource.type == BUS:
        yield from _bus(drifted, rules)
    else:
        yield _apply(resource)


def _apply(resource: Resource) -> Step:
    from shlex import quote

    return Step(resource.address, command=f"terraform apply -target={quote(resource.address)}")


def _delete(drifted: Drifted) -> Iterator[Step]:
    for resource in (*drifted.within, drifted.resource):
        if resource.type in DELETES:
            action, names = DELETES[resource.type]
            yield Step(resource.address, action, {name: _text(resource.attribute(field)) for name, field in names})


def _bus(drifted: Drifted, rules: Mapping[str, Rule]) -> Iterator[Step]:
    resource = drifted.resource
    action = "CreateEventBus" if drifted.what is What.MISSING else "UpdateEventBus"
    name, description = (_text(resource.attribute(each)) for each in ("event_bus_name", "description"))
    yield Step(resource.address, action, {"EventBusName": name, "Description": description})
    for each in drifted.within:
        if each.address in rules:
            yield from _create(rules[each.address])
        else:
            yield _apply(each)


def _named(rule: Rule) -> dict[str, Any]:
    return {"EventBusName": _text(rule.event_bus_name), "RuleName": _text(rule.rule_name)}


def _rule(drifted: Drifted, rule: Rule) -> Iterator[Step]:
    address, part = rule.resource.address, drifted.part
    if not part:
        yield from _create(rule)
    elif part == "status":
        action = "DisableRule" if _text(rule.status) == "DISABLE" else "EnableRule"
        yield Step(address, action, _named(rule))
    elif part.startswith("targets["):
        yield from _targets(drifted, rule)
    else:
        said = {"FilterPattern": _text(rule.filter_pattern), "Description": _text(rule.description)}
        yield Step(address, "UpdateRule", {**_named(rule), **said})


def _create(rule: Rule) -> Iterator[Step]:
    said = {"FilterPattern": _text(rule.filter_pattern), "Description": _text(rule.description)}
    targets = [_target(target) for target in rule.targets]
    yield Step(rule.resource.address, "CreateRule", {**_named(rule), **said, "EventTargets": targets})
    if _text(rule.status) == "DISABLE":
        yield Step(rule.resource.address, "DisableRule", _named(rule))


def _targets(drifted: Drifted, rule: Rule) -> Iterator[Step]:
    if drifted.what is What.UNMANAGED:
        ids = [drifted.part.removeprefix("targets[")[:-1]]
        yield Step(rule.resource.address, "DeleteTargets", {**_named(rule), "TargetIds": ids})
        return
    for target in rule.targets:
        name = target_name(target)
        if drifted.part == name or drifted.part.startswith(f"{name}."):
            put = {**_named(rule), "Targets": [_target(target)]}
            yield Step(rule.resource.address, "PutTargets", put)


def _target(target: Target) -> dict[str, Any]:
    """Return a target as PutTargets takes it; what only the console sets is set to its default."""
    queue = target.dead_letter_queue
    made: dict[str, Any] = {
        "Id": _text(target.target_id),
        "Type": _text(target.type),
        "Endpoint": _text(target.endpoint),
        "PushRetryStrategy": _text(target.push_retry_strategy) or "BACKOFF_RETRY",
        "DeadLetterQueue": {"Arn": _text(queue.arn)} if queue is not None and queue.arn is not None else {},
        "ParamList": [_param(param.resource_key, param.form, param.value, param.template) for param in target.params],
    }
    made.update(CONSOLE.values())
    for field, value in target.block.beyond.items():
        if field in CONSOLE:
            made[CONSOLE[field][0]] = value
    return made


def _param(*attributes: Attribute | None) -> dict[str, str]:
    names = ("ResourceKey", "Form", "Value", "Template")
    texts = zip(names, map(_text, attributes), strict=True)
    return {name: text for name, text in texts if text}


def _text(attribute: Attribute | None) -> str:
    value = attribute.value if attribute is not None else None
    if isinstance(value, Sensitive | Unknown):
        raise _Withheld
    return "" if value is None else str(value)


def script(found: Sequence[Step]) -> str:
    """Return the steps for people and shells: calls of the ``aliyun`` command, and commands as they are."""
    lines = ["# What undoes the drift. Read it before you run it."]
    if not found:
        lines = ["# Nothing drifted that could be undone."]
    address = ""
    for step in found:
        if step.address != address:
            lines += ["", f"# {step.address}"]
            address = step.address
        lines.append(step.command or _aliyun(step))
    return "\n".join(lines) + "\n"


def _aliyun(step: Step) -> str:
    from json import dumps
    from shlex import quote

    parts = [f"aliyun eventbridge {step.action}"]
    for name, value in step.parameters.items():
        text = value if isinstance(value, str) else dumps(value, ensure_ascii=False, separators=(",", ":"))
        parts.append(f"--{name} {quote(text)}")
    return " ".join(parts)
