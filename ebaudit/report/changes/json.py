"""A comparison for programs. ``diff.schema.json`` beside this module is its JSON Schema (draft 2020-12).

``schema_version`` is ``major.minor``, as in the report of ``check``.
"""

from typing import Any

from ebaudit.model.change import (
    ArgumentChange,
    Comparison,
    DeliveryChange,
    Pair,
    PatternChange,
    ResourceChange,
    SampleChange,
)
from ebaudit.report.json import diagnostic, finding, span
from ebaudit.report.look import Look

SCHEMA_VERSION = "1.1"
Wire = dict[str, Any]


def render(comparison: Comparison, look: Look, *, explain: bool) -> str:
    """Return one JSON document; folded differences are always listed."""
    from json import dumps

    return dumps(document(comparison), indent=2, ensure_ascii=False) + "\n"


def document(comparison: Comparison) -> Wire:
    """Return the comparison as JSON-like data."""
    before, after = comparison.before, comparison.after
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "ebaudit", "version": after.version},
        "exit_code": int(comparison.exit_code),
        "fail_on": comparison.fail_on.value,
        "fail_on_lost": comparison.fail_on_lost,
        "estates": [_pair(pair) for pair in comparison.pairs],
        "findings": {
            "new": [finding(found) for found in comparison.new],
            "kept": [finding(found) for found in comparison.kept],
            "fixed": [finding(found) for found in comparison.fixed],
        },
        "diagnostics": {
            "before": [diagnostic(item) for item in before.diagnostics],
            "after": [diagnostic(item) for item in after.diagnostics],
        },
        "crashes": [crash._asdict() for crash in dict.fromkeys((*before.crashes, *after.crashes))],
    }


def _pair(pair: Pair) -> Wire:
    return {
        "before": pair.before or None,
        "after": pair.after or None,
        "deliveries": [_delivery(change) for change in pair.deliveries],
        "resources": [_resource(change) for change in pair.resources],
        "folded": [{"rule": fold.rule, "place": fold.place} for fold in pair.folded],
    }


def _delivery(change: DeliveryChange) -> Wire:
    return {
        "kind": change.kind.value,
        "bus": change.bus,
        "rule": change.rule,
        "target": change.target,
        "events": change.events,
        "whole": change.whole,
        "receiver": change.receiver,
        "to": change.to or None,
        "witness": change.witness,
        "last": [last.value for last in change.last],
        "last_witness": change.last_witness,
        "why": change.why or None,
        "may_be_last": [last.value for last in change.may_be_last],
    }


def _resource(change: ResourceChange) -> Wire:
    return {
        "presence": change.presence.value,
        "type": change.type,
        "name": change.name,
        "address": change.address,
        "before_address": change.before_address or None,
        "span": span(change.span),
        "pattern": None if change.pattern is None else _pattern(change.pattern),
        "arguments": [_argument(item) for item in change.arguments],
        "samples": [_sample(item) for item in change.samples],
        "gap": None if change.gap is None else {**change.gap._asdict(), "why": list(change.gap.why)},
        "notes": list(change.notes),
    }


def _pattern(change: PatternChange) -> Wire:
    return {
        "kind": change.kind.value,
        "lost": change.lost,
        "gained": change.gained,
        "certainty": change.certainty.value,
        "sensitive": change.hidden,
        "why": change.why or None,
    }


def _argument(change: ArgumentChange) -> Wire:
    return {"path": change.path, "before": change.before, "after": change.after, "says": change.says or None}


def _sample(change: SampleChange) -> Wire:
    return {"path": change.path, "event": change.event, "before": change.before, "after": change.after}
