"""Where an event goes, with nothing in it that must not be shown: what the formats of ``route`` print."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from ebaudit.catalog.secrets import secret_parameters
from ebaudit.model.record import Record
from ebaudit.model.value import Unknown
from ebaudit.report.redact import HIDDEN, Redactor

if TYPE_CHECKING:
    from ebaudit.analysis.routing.delivery import Delivery, Miss, Parameter
    from ebaudit.analysis.transforms.render import Rendered
    from ebaudit.catalog import Catalog
    from ebaudit.pipeline import Analysed, Routing

Plain = dict[str, Any]


class Shown(Record):
    """One estate: the buses reached, the deliveries, what is undecided and why, and the rules that missed."""

    root: str
    buses: tuple[str, ...]
    deliveries: tuple[Plain, ...]
    undecided: tuple[Plain, ...]
    misses: tuple[Plain, ...]


def redactor_of(routing: "Routing | Analysed") -> Redactor:
    """Return what keeps the secrets of one estate back."""
    masked = [span for fact in routing.secret for span in fact.masked]
    secrets = [text for fact in routing.secret for text in fact.secrets]
    return Redactor(masked, secrets, routing.opened.sources)


def shown(routing: "Routing", catalog: "Catalog") -> Shown:
    """Return what may be shown of one estate."""
    hide = redactor_of(routing)
    routed = routing.routed
    made = [(delivery, _delivery(delivery, catalog, hide)) for delivery in routed.deliveries]
    return Shown(
        routing.opened.estate.root,
        routed.buses,
        tuple(plain for delivery, plain in made if delivery.match.matches),
        (
            *(plain for delivery, plain in made if delivery.match.matches is None),
            *(_miss(miss, hide) for miss in routed.misses if miss.unknown is not None),
        ),
        tuple(_miss(miss, hide) for miss in routed.misses if miss.unknown is None),
    )


def _delivery(delivery: "Delivery", catalog: "Catalog", hide: Redactor) -> Plain:
    secret = secret_parameters(delivery.type, catalog)
    return {
        "rule": delivery.rule,
        "target": delivery.target,
        "type": delivery.type or None,
        "endpoint": hide.text(delivery.endpoint) or None,
        "via": list(delivery.via),
        "certainty": delivery.match.certainty.value,
        "depends": list(delivery.match.depends),
        "unknown": _unknowns(delivery.match.unknowns, hide),
        "parameters": [_parameter(param, hide, secret=param.key.casefold() in secret) for param in delivery.parameters],
    }


def _miss(miss: "Miss", hide: Redactor) -> Plain:
    return {
        "rule": miss.rule,
        "field": miss.field or None,
        "why": hide.text(miss.why),
        "against": [
            {"field": each.field.name, "why": hide.text(each.explanation), "certainty": each.verdict.certainty.value}
            for each in (miss.match.against if miss.match is not None else ())
        ],
        "via": list(miss.via),
        "certainty": None if miss.match is None else miss.match.certainty.value,
        "depends": [] if miss.match is None else list(miss.match.depends),
        "unknown": _unknowns(() if miss.unknown is None else (miss.unknown,), hide),
    }


def _unknowns(unknowns: Iterable[Unknown], hide: Redactor) -> list[Plain]:
    return [{"reason": hide.text(unknown.reason), "refs": list(unknown.refs)} for unknown in unknowns]


def _parameter(param: "Parameter", hide: Redactor, *, secret: bool) -> Plain:
    """Return one parameter: its text, or why there is none; ``status`` says which."""
    plain: Plain = {"key": param.key, "form": param.form or None, "status": "sent", "text": None}
    if param.rendered is None:
        unknown = param.unknown or Unknown("the form is not known")
        return {**plain, "status": "unknown", "unknown": _unknowns((unknown,), hide)}
    if secret or param.sensitive:
        return {**plain, "text": HIDDEN}
    return {**plain, **_rendered(param.rendered, hide)}


def _rendered(rendered: "Rendered", hide: Redactor) -> Plain:
    if rendered.error is not None:
        return {"status": "failed", "error": rendered.error, "message": hide.text(rendered.message)}
    if rendered.missing:
        return {"status": "missing"}
    made: Plain = {"text": hide.text(rendered.text or "")}
    if rendered.alternative is not None:
        made["alternative"] = hide.text(rendered.alternative)
    if rendered.notes:
        made["notes"] = [hide.text(note.message) for note in rendered.notes]
    return made
