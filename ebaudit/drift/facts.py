"""Facts about drift, which the policies of the family EB9 judge.

| fact | what drifted |
|---|---|
| ``drift-missing-rule`` | a declared rule is gone |
| ``drift-missing`` | another declared resource is gone |
| ``drift-unmanaged-rule`` | a rule that nothing declares is on a bus that is declared |
| ``drift-unmanaged`` | another resource that nothing declares |
| ``drift-stream`` | an event stream, which Terraform cannot declare |
| ``drift-status`` | a rule is switched on or off |
| ``drift-pattern`` | a rule selects other events |
| ``drift-missing-target`` | a declared target is gone |
| ``drift-unmanaged-target`` | a target that nothing declares |
| ``drift-receiver`` | a target delivers elsewhere |
| ``drift-safety`` | a target's dead-letter queue or retry strategy is another one |
| ``drift-console-setting`` | a target has a setting for which Terraform has no argument |
| ``drift-parameter`` | a target sends something else |
| ``drift-description`` | a description is another one |
| ``drift-argument`` | another argument is another one |

``data`` has ``message``, ``what``, ``part``, ``declared``, ``live``, ``repair``, ``consequence`` and ``way``.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ebaudit.differences.pairing import PREFIX, name_of
from ebaudit.drift.attribution import Cause
from ebaudit.drift.changes import Drifted, What
from ebaudit.drift.compare import Drift
from ebaudit.drift.words import change_text, consequence, repair_text, sentences, way_back
from ebaudit.model.change import DeliveryChange, DeliveryKind, Last
from ebaudit.model.diagnostic import Diagnostic, Level
from ebaudit.model.estate import Estate
from ebaudit.model.finding import Certainty, Fact, Severity
from ebaudit.model.withheld import withheld

if TYPE_CHECKING:
    from ebaudit.catalog import Catalog

RULE, STREAM = f"{PREFIX}rule", f"{PREFIX}event_streaming"
LOSSES = frozenset({DeliveryKind.LOST, DeliveryKind.MOVED})
GAINS = frozenset({DeliveryKind.GAINED, DeliveryKind.MAY_BE_GAINED, DeliveryKind.MAY_BE_LOST})
WHOLE = {
    (What.MISSING, True): "drift-missing-rule",
    (What.MISSING, False): "drift-missing",
    (What.UNMANAGED, False): "drift-unmanaged",
}
INSIDE = {
    "type": "drift-receiver",
    "endpoint": "drift-receiver",
    "dead_letter_queue": "drift-safety",
    "push_retry_strategy": "drift-safety",
}


def facts(drift: Drift, causes: Sequence[Cause | None] = ()) -> list[Fact]:
    """Return one fact for each thing that drifted or may have; ``causes`` say for each who did it, as far as known."""
    known = causes or [None] * len(drift.drifted)
    return [_fact(*each) for each in zip(drift.drifted, drift.deliveries, known, strict=True)]


def secrets(drift: Drift, declared: Estate, live: Estate, catalog: "Catalog") -> Iterator[str]:
    """Yield the secret texts in what drifted, on either side, which no output may show."""
    from ebaudit.analysis.schema.secrets import secret_facts

    mine = {each.resource.address for each in drift.drifted}
    theirs = {each.live.address for each in drift.drifted if each.live is not None}
    for estate, addresses in ((declared, mine), (live, theirs)):
        resources = tuple(each for each in estate.resources if each.address in addresses)
        yield from withheld(resources)
        rules = tuple(each for each in estate.rules if each.resource.address in addresses)
        for fact in secret_facts(estate._replace(resources=resources, rules=rules), catalog):
            yield from fact.secrets


def unread(drift: Drift) -> Iterator[Diagnostic]:
    """Yield an error for each reason for which something declared could not be compared with the live side."""
    for reason in dict.fromkeys(each.undecided.reason for each in drift.drifted if each.unread and each.undecided):
        affected = [
            each for each in drift.drifted if each.unread and each.undecided and each.undecided.reason == reason
        ]
        listed = ", ".join(each.address for each in affected[:3])
        more = f" and {len(affected) - 3} more" if len(affected) > 3 else ""
        detail = f"{reason[0].upper()}{reason[1:]}. So nobody can tell whether {listed}{more} drifted."
        yield Diagnostic(Level.ERROR, "unread-live", "A part of what is live could not be compared", detail)


def code_of(drifted: Drifted) -> str:
    """Return the code of the fact about something that drifted."""
    if not drifted.part:
        return _of_resource(drifted)
    if drifted.part in {"status", "filter_pattern"} and drifted.resource.type == RULE:
        return "drift-status" if drifted.part == "status" else "drift-pattern"
    if drifted.part.startswith("targets["):
        return _of_target(drifted)
    return "drift-description" if drifted.part == "description" else "drift-argument"


def _of_resource(drifted: Drifted) -> str:
    if drifted.resource.type == STREAM:
        return "drift-stream"
    if drifted.what is What.UNMANAGED and drifted.resource.type == RULE and drifted.on_managed_bus:
        return "drift-unmanaged-rule"
    is_rule = drifted.what is What.MISSING and drifted.resource.type == RULE
    return WHOLE[drifted.what, is_rule]


def _of_target(drifted: Drifted) -> str:
    if drifted.what is not What.CHANGED:
        return "drift-missing-target" if drifted.what is What.MISSING else "drift-unmanaged-target"
    inside = drifted.part.partition("].")[2]
    if inside.startswith("param_list["):
        return "drift-parameter"
    return "drift-console-setting" if inside.startswith("(") else INSIDE.get(inside, "drift-argument")


def _fact(drifted: Drifted, changes: Sequence[DeliveryChange], cause: Cause | None) -> Fact:
    name = name_of(drifted.resource)
    follows = consequence(changes)
    says = f"Since this drift, {follows}." if follows else ""
    return Fact(
        code_of(drifted),
        drifted.address,
        drifted.part,
        {
            "message": sentences((says, change_text(drifted, name), cause.says if cause else "", repair_text(drifted))),
            "what": drifted.what.value,
            "part": drifted.part,
            "declared": drifted.declared or "",
            "live": drifted.found or "",
            "repair": drifted.repair.value,
            "consequence": follows,
            "way": way_back(drifted),
        },
        drifted.span,
        evidence={**(cause.parts if cause else {}), **dict(_evidence(drifted, changes))} or None,
        undecided=drifted.undecided,
        certainty=drifted.pattern.certainty if drifted.pattern is not None else Certainty.OBSERVED,
        severity=severity(drifted, changes),
    )


def severity(drifted: Drifted, changes: Sequence[DeliveryChange]) -> Severity | None:
    """Return how bad the consequences are; ``None`` where only the policy says."""
    losses = [change for change in changes if change.kind in LOSSES]
    if any(change.last for change in losses):
        return Severity.HIGH
    if losses or any(change.kind in GAINS for change in changes):
        return Severity.MEDIUM
    if drifted.what is What.UNMANAGED and not drifted.part and not drifted.on_managed_bus:
        return Severity.INFO
    switched = drifted.part in {"status", "filter_pattern"} or (drifted.what is What.MISSING and drifted.part)
    return Severity.LOW if switched and drifted.resource.type == RULE else None


def _evidence(drifted: Drifted, changes: Sequence[DeliveryChange]) -> Iterator[tuple[str, Any]]:
    """Yield what proves it: the patterns, an event that shows the consequence, what is sent for one."""
    if drifted.pattern is not None:
        yield "declared", " ".join((drifted.declared or "none").split())
        yield "live", " ".join((drifted.found or "none").split())
    witness = _witness(changes)
    if witness is None and drifted.pattern is not None and not changes:
        witness = drifted.pattern.lost or drifted.pattern.gained
    if witness is not None:
        yield "event", _parsed(witness)
    if drifted.sample is not None:
        sent = {"as declared": _parsed(drifted.sample.before), "now": _parsed(drifted.sample.after)}
        yield "event", _parsed(drifted.sample.event)
        yield "sent", sent


def _witness(changes: Sequence[DeliveryChange]) -> str | None:
    """Return the event that shows the worst of the consequences."""
    worst = sorted(changes, key=lambda change: (change.kind not in LOSSES, Last.DELIVERY not in change.last))
    return next((change.last_witness or change.witness for change in worst if change.witness), None)


def _parsed(text: str | None) -> Any:
    from json import loads

    try:
        return loads(text) if text is not None and text.lstrip().startswith(("{", "[")) else text
    except ValueError:
        return text
