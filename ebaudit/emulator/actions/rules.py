"""Rules: CreateRule, GetRule, ListRules, UpdateRule, DeleteRule, EnableRule, DisableRule."""

from ebaudit.emulator.actions import targets
from ebaudit.emulator.call import Call
from ebaudit.emulator.cell import Plain
from ebaudit.emulator.errors import ApiError, refused
from ebaudit.emulator.limits import check_name, check_quota
from ebaudit.emulator.paging import page

STATUSES = ("ENABLE", "DISABLE")


def create(call: Call) -> Plain:
    """Create a rule with its targets."""
    bus, name = call.text("EventBusName"), call.text("RuleName")
    call.cell.bus(bus)
    rules = call.cell.rules[bus]
    if name in rules:
        raise refused("EventRuleAlreadyExist", f"The event rule [{name}] of event bus [{bus}] already existed!")
    check_name(call, "rule", name)
    check_quota(call, "rule", "rules_per_bus", len(rules))
    pattern = _pattern(call.text("FilterPattern"))
    status = call.optional("Status") or "ENABLE"
    if status not in STATUSES:
        raise ApiError(400, "InvalidStatus", f"Status is one of {', '.join(STATUSES)}.")
    made = targets.accepted(call, call.document("EventTargets", list) or [])
    targets.check_targets(call, len(made))
    arn = call.cell.arn(f"eventbus/{bus}/rule/{name}")
    rules[name] = {
        "EventBusName": bus,
        "RuleName": name,
        "RuleARN": arn,
        "Description": call.optional("Description"),
        "Status": status,
        "FilterPattern": pattern,
        "CreatedTimestamp": call.milliseconds,
        "Targets": made,
    }
    return {"RuleARN": arn}


def _pattern(text: str) -> str:
    """Return a pattern as it is; ApiError with the service's code when it is refused."""
    from ebaudit.analysis.patterns import ProblemKind, parse_pattern

    parsed, problems = parse_pattern(text)
    fatal = [problem for problem in problems if problem.kind in (ProblemKind.INVALID, ProblemKind.FOREIGN)]
    if parsed is None or fatal:
        problem = (fatal or problems)[0]
        raise refused(problem.service_code, f"Event pattern is not valid, reason: {problem.reason or problem.message}")
    return text


def get(call: Call) -> Plain:
    """Return one rule with everything that it has."""
    rule = call.cell.rule(call.text("EventBusName"), call.text("RuleName"))
    if not call.emulator.settings.quirks.reorders:
        return rule
    return {**rule, "Targets": [_turned(target) for target in rule["Targets"]]}


def _turned(target: Plain) -> Plain:
    """Return a target with its parameters in another order: they are a set."""
    return {**target, "ParamList": target["ParamList"][::-1]}


def listed(call: Call) -> Plain:
    """Return a page of a bus's rules, their targets without parameters."""
    bus, prefix = call.text("EventBusName"), call.optional("RuleNamePrefix")
    call.cell.bus(bus)
    found = [rule for name, rule in call.cell.rules[bus].items() if name.startswith(prefix)]
    data = page(call, found, "Rules")
    if call.emulator.settings.quirks.bare_list_rules:
        data["Rules"] = [
            {**rule, "DetailMap": {}, "Targets": [targets.bare(target) for target in rule["Targets"]]}
            for rule in data["Rules"]
        ]
    return data


def update(call: Call) -> None:
    """Change pattern and description, as far as they are given."""
    rule = call.cell.rule(call.text("EventBusName"), call.text("RuleName"))
    if call.optional("FilterPattern"):
        rule["FilterPattern"] = _pattern(call.text("FilterPattern"))
    if "Description" in call.params:
        rule["Description"] = call.optional("Description")


def delete(call: Call) -> None:
    """Delete a rule with its targets."""
    bus, name = call.text("EventBusName"), call.text("RuleName")
    call.cell.rule(bus, name)
    del call.cell.rules[bus][name]


def enable(call: Call) -> None:
    """Let a rule take events."""
    call.cell.rule(call.text("EventBusName"), call.text("RuleName"))["Status"] = "ENABLE"


def disable(call: Call) -> None:
    """Keep a rule from taking events."""
    call.cell.rule(call.text("EventBusName"), call.text("RuleName"))["Status"] = "DISABLE"
