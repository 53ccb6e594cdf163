"""Targets of rules: what is accepted, what the service adds, PutTargets, DeleteTargets, ListTargets."""

from typing import Any

from ebaudit.emulator.call import Call
from ebaudit.emulator.cell import Plain
from ebaudit.emulator.errors import ApiError, refused
from ebaudit.emulator.paging import page

FORMS = ("ORIGINAL", "CONSTANT", "JSONPATH", "TEMPLATE")
TOLERANCES = ("ALL", "NONE")
QUEUE = "acs.mns.queue"
BASE64 = {"ResourceKey": "IsBase64Encode", "Form": "CONSTANT", "Value": "false"}
BARE = ("Id", "Type", "Endpoint", "PushSelector", "ErrorsTolerance")
"""What ListRules tells of a target."""
LISTED = ("Id", "Type", "Endpoint", "ErrorsTolerance", "ParamList", "ConcurrentConfig")
"""What ListTargets tells of a target."""


def accepted(call: Call, given: list[Any]) -> list[Plain]:
    """Return targets as the service keeps them; ApiError for one that it refuses."""
    made = [_target(call, each) for each in given]
    ids = [target["Id"] for target in made]
    again = next((name for name in ids if ids.count(name) > 1), None)
    if again is not None:
        raise refused("EventTargetAlreadyExist", f"The event target [{again}] already existed!")
    return made


def _target(call: Call, given: Any) -> Plain:
    if not isinstance(given, dict):
        raise ApiError(400, "InvalidTargets", "A target is a JSON object.")
    for name in ("Id", "Type", "Endpoint"):
        if not isinstance(given.get(name), str) or not given[name]:
            raise refused("EventTargetMissingAttribute", f"Missing the attribute [{name}]")
    if given["Type"] not in call.emulator.catalog.target_types:
        raise refused("EventTargetClassNotExist", f"The event target class [{given['Type']}] not existed!")
    if not isinstance(given.get("DeadLetterQueue") or {}, dict):
        raise ApiError(400, "InvalidTargets", "DeadLetterQueue is a JSON object.")
    target = {name: value for name, value in given.items() if value not in (None, "", {}, [])}
    _choice(target, "PushRetryStrategy", tuple(call.emulator.catalog.retry), "BACKOFF_RETRY")
    _choice(target, "ErrorsTolerance", TOLERANCES, "ALL")
    target["ParamList"] = _params(call, target)
    target["DetailMap"] = {}
    return target


def _choice(target: Plain, name: str, choices: tuple[str, ...], default: str) -> None:
    found = target.setdefault(name, default)
    if not isinstance(found, str) or found not in choices:
        raise refused(f"Event{name}Invalid", f"The {name} [{found}] is invalid, which is one of {', '.join(choices)}.")


def _params(call: Call, target: Plain) -> list[Plain]:
    given = target.get("ParamList", [])
    if not isinstance(given, list):
        raise ApiError(400, "InvalidTargets", "ParamList is a JSON array.")
    made = [_param(call, each) for each in given]
    keys = {param["ResourceKey"] for param in made}
    if call.emulator.settings.quirks.adds_base64 and target["Type"] == QUEUE and BASE64["ResourceKey"] not in keys:
        made.append(dict(BASE64))
    return made


def _param(call: Call, given: Any) -> Plain:
    if not isinstance(given, dict) or not isinstance(given.get("ResourceKey"), str):
        raise refused("EventTargetMissingAttribute", "Missing the attribute [ResourceKey]")
    if given.get("Form") not in FORMS:
        raise refused("EventTargetFormInvalid", f"The form [{given.get('Form')}] is one of {', '.join(FORMS)}.")
    kept = {name: value for name, value in given.items() if value is not None}
    for name, quota in (("Value", "value_characters"), ("Template", "template_characters")):
        limit = call.emulator.catalog.quotas[quota].value
        if isinstance(kept.get(name), str) and len(kept[name]) > limit:
            raise refused("EventTargetParameterTooLong", f"The {name} is longer than {limit} characters.")
    return kept


def put(call: Call) -> Plain:
    """Add targets to a rule, and replace those of the same id."""
    rule = call.cell.rule(call.text("EventBusName"), call.text("RuleName"))
    given = accepted(call, call.document("Targets", list) or [])
    found = {target["Id"]: target for target in rule["Targets"]}
    found.update({target["Id"]: target for target in given})
    check_targets(call, len(found))
    rule["Targets"] = list(found.values())
    return {"ErrorEntriesCount": 0, "ErrorEntries": []}


def check_targets(call: Call, number: int) -> None:
    """Refuse more targets than a rule may have."""
    limit = call.emulator.catalog.quotas["targets_per_rule"].value
    if call.emulator.settings.quotas and number > limit:
        message = f"The current count of event target is [{number}], which will exceed the limit quota [{limit}]"
        raise refused("EventTargetCountExceedLimit", message)


def delete(call: Call) -> Plain:
    """Take targets from a rule; an id that it does not have is an entry of the reply."""
    rule = call.cell.rule(call.text("EventBusName"), call.text("RuleName"))
    ids = call.document("TargetIds", list) or []
    if not all(isinstance(name, str) for name in ids):
        raise ApiError(400, "InvalidTargetIds", "TargetIds is a JSON array of texts.")
    present = {target["Id"] for target in rule["Targets"]}
    rule["Targets"] = [target for target in rule["Targets"] if target["Id"] not in ids]
    errors = [
        {"EntryId": str(name), "ErrorCode": "EventTargetNotExist", "ErrorMessage": "The event target is not existed!"}
        for name in ids
        if name not in present
    ]
    return {"ErrorEntriesCount": len(errors), "ErrorEntries": errors}


def listed(call: Call) -> Plain:
    """Return a page of targets: of one rule, of a bus, or of the account; with ``Arn``, those with that endpoint."""
    cell, bus, name, arn = call.cell, call.optional("EventBusName"), call.optional("RuleName"), call.optional("Arn")
    if bus:
        cell.bus(bus)
    if bus and name:
        cell.rule(bus, name)
    rules = [
        rule for of, rules in cell.rules.items() for rule in rules.values()
        if bus in ("", of) and name in ("", rule["RuleName"])
    ]  # fmt: skip
    found = [
        {**{key: target[key] for key in LISTED if key in target}, "EventBusName": rule["EventBusName"],
         "RuleName": rule["RuleName"]}
        for rule in rules for target in rule["Targets"] if arn in ("", target["Endpoint"])
    ]  # fmt: skip
    return page(call, found, "Targets")


def bare(target: Plain) -> Plain:
    """Return what ListRules tells of a target."""
    return {name: target[name] for name in BARE if name in target}
