"""The endpoint of a target: its grammar, and whether it says the same as the parameters."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ebaudit.analysis.schema.holes import HOLE, UNKNOWN, with_holes
from ebaudit.analysis.schema.holes import fits as settle
from ebaudit.analysis.schema.params import ParamTable
from ebaudit.analysis.schema.printing import shown
from ebaudit.catalog.targets import TargetShape
from ebaudit.model.finding import Certainty, Fact, Related
from ebaudit.model.resources import Attribute
from ebaudit.model.value import Unknown, Value, has_sensitive, reveal

if TYPE_CHECKING:
    from ebaudit.analysis.schema.explain import Fault


def endpoint_facts(table: ParamTable, shape: TargetShape, faults: "list[Fault]") -> Iterator[Fact]:
    """Yield what is wrong with the endpoint of a target."""
    attribute = table.target.endpoint
    if attribute is None:
        return
    value = reveal(attribute.value)
    if isinstance(value, Unknown):
        yield from _partly_known(table, shape, attribute, value)
    elif isinstance(value, str) and value:
        malformed = any(fault.path == ("endpoint",) for fault in faults)
        if malformed:
            yield _malformed(table, shape, attribute, value)
        else:
            yield from _disagreements(table, shape, attribute, value)


def _certainty(shape: TargetShape) -> Certainty:
    return Certainty(shape.endpoint["x-certainty"])


def _hidden(shape: TargetShape, attribute: Attribute, value: str) -> bool:
    """Tell whether the endpoint may hold a credential and must not be quoted."""
    holds = any(
        shape.params[hole].secret for form in shape.endpoint_forms for hole in form.holes if hole in shape.params
    )
    authority = value.partition("://")[2]
    return holds or has_sensitive(attribute.value) or not {"?", "@", ":"}.isdisjoint(authority)


def _malformed(table: ParamTable, shape: TargetShape, attribute: Attribute, value: str) -> Fact:
    parts: dict[str, Value] = {"argument": "endpoint", "expected": shape.endpoint_says}
    but = ""
    if not _hidden(shape, attribute, value):
        parts["got"], but = value, f" is {shown(value)}, but"
    message = f"The endpoint of a target of type '{shape.type}'{but} must be {shape.endpoint_says}."
    return _fact("malformed-endpoint", table, attribute, "endpoint", message, parts)._replace(
        certainty=_certainty(shape)
    )


def _partly_known(table: ParamTable, shape: TargetShape, attribute: Attribute, value: Unknown) -> Iterator[Fact]:
    """Judge the texts that are known of an endpoint."""
    if "pattern" not in shape.endpoint:
        return
    starts = shape.endpoint_prefixes
    if starts:
        fits = any(each.startswith(value.prefix) or value.prefix.startswith(each) for each in starts)
    else:
        fits = any(form.may_begin(value.prefix) for form in shape.endpoint_forms)
    settled = settle(value, shape.endpoint_forms, shape.endpoint["pattern"]) if fits else False
    if settled is True:
        yield from _disagreements(table, shape, attribute, with_holes(value))
        return
    hidden = _hidden(shape, attribute, value.prefix)
    prefix = "" if hidden else value.prefix
    parts: dict[str, Value] = {"argument": "endpoint", "expected": shape.endpoint_says, "prefix": prefix}
    if settled is None:
        message = f"Whether the endpoint is {shape.endpoint_says} cannot be told."
        fact = _fact("malformed-endpoint", table, attribute, "endpoint", message, parts)
        yield fact._replace(undecided=value, certainty=_certainty(shape))
        return
    begins = "" if hidden else f" begins with '{prefix}', but"
    if fits and not hidden:
        begins = f" is '{with_holes(value).replace(HOLE, UNKNOWN)}', but"
    message = f"The endpoint of a target of type '{shape.type}'{begins} must be {shape.endpoint_says}."
    fact = _fact("malformed-endpoint", table, attribute, "endpoint", message, parts)
    yield fact._replace(certainty=_certainty(shape))


def _disagreements(table: ParamTable, shape: TargetShape, attribute: Attribute, value: str) -> Iterator[Fact]:
    """Compare each hole of the endpoint that is also a parameter with that parameter's constant."""
    for form in shape.endpoint_forms:
        parts = form.parts(value)
        if parts is None:
            continue
        for hole, text in parts.items():
            given = table.constant(hole) if hole in shape.params and HOLE not in text else None
            if given is not None and given[0] and text and not text.startswith("${") and given[0] != text:
                yield _disagreement(table, shape, attribute, hole, (text, *given))
        return


def _disagreement(
    table: ParamTable, shape: TargetShape, attribute: Attribute, hole: str, found: tuple[str, str, Attribute]
) -> Fact:
    text, given, other = found
    data: dict[str, Value] = {"argument": "endpoint", "parameter": hole}
    if _hidden(shape, attribute, text) or has_sensitive(other.value) or _hidden(shape, other, given):
        message = f"The endpoint and the parameter '{hole}' differ."
    else:
        message = f"The endpoint says '{text}' where the parameter '{hole}' says '{given}'."
        data.update(expected=given, got=text)
    fact = _fact("endpoint-disagrees-with-parameters", table, attribute, hole, message, data)
    at = other.place()
    related = (Related(f"the parameter '{hole}'", at),) if at else ()
    return fact._replace(related=related, certainty=Certainty.INFERRED)


def _fact(  # noqa: PLR0913  one argument for each part of a fact
    code: str, table: ParamTable, attribute: Attribute, key: str, message: str, parts: dict[str, Value]
) -> Fact:
    return Fact(code, table.target.address, key, {"message": message, **parts}, attribute.place())
