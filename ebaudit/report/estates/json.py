"""What was read, for programs.

``values`` has the arguments as a plan has them: blocks are lists, what is unknown is null, what is
sensitive is ``(sensitive)``. ``unknown``, ``sensitive`` and ``locations`` go by path.
"""

from collections.abc import Sequence
from typing import Any

from ebaudit import __version__
from ebaudit.model.estate import Opened
from ebaudit.model.resources import Resource
from ebaudit.model.value import Path, Sensitive, Unknown, Value
from ebaudit.report.estates import Hidden
from ebaudit.report.estates.plain import Shown, path_text, plain_scalar, redactor, structure
from ebaudit.report.json import diagnostic, span
from ebaudit.report.look import Look
from ebaudit.report.redact import HIDDEN, Redactor

SCHEMA_VERSION = "1.0"


def render(opened: Sequence[Opened], hidden: Hidden, look: Look) -> str:
    """Return one JSON document."""
    from json import dumps

    document = {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "ebaudit", "version": __version__},
        "estates": [_estate(item, hidden) for item in opened],
    }
    return dumps(document, indent=2, ensure_ascii=False) + "\n"


def _estate(opened: Opened, hidden: Hidden) -> dict[str, Any]:
    estate = opened.estate
    secrets = redactor(opened, hidden)
    return {
        "reader": estate.reader,
        "root": estate.root,
        "resources": [_resource(item, hidden, secrets) for item in (*estate.resources, *estate.references)],
        "diagnostics": [diagnostic(item) for item in opened.diagnostics],
    }


def _resource(resource: Resource, hidden: Hidden, secrets: Redactor) -> dict[str, Any]:
    shown = Shown(resource, hidden(resource), secrets)
    provider = resource.provider
    return {
        "address": resource.address,
        "type": resource.type,
        "mode": resource.mode,
        "region": _scalar(provider.region),
        "account_id": _scalar(provider.account_id),
        "span": span(resource.span),
        "calls": [{"address": call.address, "span": span(call.span)} for call in resource.calls],
        "values": shown.values,
        "unknown": [_unknown(path, item, secrets) for path, item in shown.unknown.items()],
        "sensitive": [path_text(path) for path in shown.sensitive],
        "locations": {path_text(path): span(item) for path, item in shown.locations.items()},
    }


def _scalar(value: Value) -> Any:
    if isinstance(value, Sensitive):
        return HIDDEN
    return None if isinstance(value, Unknown | tuple | dict) else plain_scalar(value)


def _unknown(path: Path, item: Unknown, secrets: Redactor) -> dict[str, Any]:
    made: dict[str, Any] = {"path": path_text(path), "reason": item.reason, "refs": list(item.refs)}
    if item.prefix:
        made["prefix"] = secrets.text(str(plain_scalar(item.prefix)))
    if item.json is not None:
        value, inner = structure(item, secrets)
        made["json"] = {"value": value, "unknown": [_unknown(at, leaf, secrets) for at, leaf in inner]}
    return made
