"""The parameters of a target: missing, misspelt or unknown ones, forms and values that are not allowed."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ebaudit.analysis.schema.printing import listed, shown
from ebaudit.catalog.targets import ParamShape, TargetShape
from ebaudit.model.credentials import in_url
from ebaudit.model.finding import Certainty, Fact, Related
from ebaudit.model.resources import Attribute, Param, Target
from ebaudit.model.source import Span
from ebaudit.model.value import Unknown, Value, has_sensitive, reveal
from ebaudit.suggest import closest, spelled_alike

if TYPE_CHECKING:
    from ebaudit.analysis.schema.explain import Fault

PARTS = ("form", "value", "template")


class ParamTable:
    """The parameters of one target by key.

    ``instance`` is what the target type's schema judges. ``open`` is why more parameters may exist than
    are known: a key that is unknown, or a ``dynamic`` block over something unknown.
    """

    __slots__ = ("by_key", "instance", "open", "repeated", "target")

    def __init__(self, target: Target) -> None:
        self.target = target
        self.by_key: dict[str, Param] = {}
        self.repeated: list[tuple[str, Param]] = []
        self.instance: dict[str, Any] = {}
        reason = target.block.unknown_blocks.get("param_list")
        self.open = Unknown(reason) if reason is not None else None
        for param in target.params:
            self._add(param)

    def _add(self, param: Param) -> None:
        key = reveal(param.resource_key.value) if param.resource_key is not None else None
        if isinstance(key, Unknown):
            self.open = self.open or key
        elif isinstance(key, str):
            if key in self.by_key:
                self.repeated.append((key, param))
                return
            self.by_key[key] = param
            parts = zip(PARTS, (param.form, param.value, param.template), strict=True)
            self.instance[key] = {name: reveal(part.value) for name, part in parts if part is not None}

    def constant(self, key: str) -> tuple[str, Attribute] | None:
        """Return the text of a parameter that is a known constant, and where it is written."""
        param = self.by_key.get(key)
        if param is None or param.value is None or param.form is None or reveal(param.form.value) != "CONSTANT":
            return None
        value = reveal(param.value.value)
        return (value, param.value) if isinstance(value, str) else None

    def duplicates(self, shape: TargetShape) -> Iterator[Fact]:
        """Yield a fact for every parameter that is given a second time."""
        for key, param in self.repeated:
            first = self.by_key[key].resource_key
            related = (Related("given here already", first.span),) if first is not None and first.span else ()
            message = f"The parameter '{key}' of target type '{shape.type}' is given twice."
            fact = _fact("duplicate-parameter", param.address, key, message, {"parameter": key}, key_span(param))
            yield fact._replace(related=related, certainty=Certainty.INFERRED)


def param_facts(table: ParamTable, shape: TargetShape, faults: "list[Fault]") -> Iterator[Fact]:
    """Yield what is wrong with the parameters, from what breaks the schema of the target type."""
    extra = {} if shape.open else _extra(table, shape)
    yield from (_extra_fact(table, shape, key, meant) for key, meant in extra.items())
    for fault in faults:
        if fault.path == ("params",) and fault.keyword == "required":
            yield from _missing(table, shape, fault, frozenset(extra.values()))
        elif fault.path[:1] == ("params",) and len(fault.path) == 3:
            yield from _part(table, shape, fault)


def _extra(table: ParamTable, shape: TargetShape) -> dict[str, str]:
    """Map each key that the type does not have to the one that is probably meant."""
    free = [key for key in shape.params if key not in table.by_key]
    return {
        key: spelled_alike(key, shape.params) or closest(key, free, 0.8)
        for key in table.by_key
        if key not in shape.params
    }


def _extra_fact(table: ParamTable, shape: TargetShape, key: str, meant: str) -> Fact:
    param = table.by_key[key]
    if meant:
        message = f"Target type '{shape.type}' has no parameter '{key}'; the parameter is spelled '{meant}'."
        parts: dict[str, Value] = {"parameter": key, "suggestion": meant, "expected": meant}
        fact = _fact("misspelt-parameter", param.address, key, message, parts, key_span(param))
    else:
        known = tuple(sorted(shape.params))
        message = f"Target type '{shape.type}' has no parameter '{key}'."
        fact = _fact(
            "unknown-parameter", param.address, key, message, {"parameter": key, "expected": known}, key_span(param)
        )
    return fact._replace(certainty=shape.certainty)


def _missing(table: ParamTable, shape: TargetShape, fault: "Fault", meant: frozenset[str | None]) -> Iterator[Fact]:
    """Yield the required parameters that are not given; without any parameter the missing block says it."""
    if not table.target.params and table.open is None:
        return
    because = f", which is needed when {fault.clause['x-says']}" if fault.clause is not None else ""
    for key in fault.limit:
        if key in table.by_key or key in meant:
            continue
        message = f"The target of type '{shape.type}' has no parameter '{key}'{because}."
        parts: dict[str, Value] = {"parameter": key, "forms": shape.params[key].forms if key in shape.params else ()}
        fact = _fact("missing-parameter", table.target.address, key, message, parts, table.target.block.span)
        certainty = shape.params[key].certainty if key in shape.params else shape.certainty
        yield fact._replace(undecided=fault.undecided or table.open, certainty=certainty)


def _part(table: ParamTable, shape: TargetShape, fault: "Fault") -> Iterator[Fact]:
    key, part = str(fault.path[1]), fault.path[2]
    param, declared = table.by_key[key], shape.params.get(key)
    if declared is None:
        return
    if part == "form" and param.form is not None:
        forms = listed(declared.forms)
        message = (
            f"The parameter '{key}' of target type '{shape.type}' takes the form {forms}, not {shown(fault.value)}."
        )
        parts: dict[str, Value] = {"parameter": key, "expected": declared.forms, "got": fault.value}
        fact = _fact("form-not-allowed", param.address, key, message, parts, param.form.place())
        yield fact._replace(certainty=declared.certainty)
    elif part == "value" and param.value is not None and table.constant(key) is not None:
        yield _value(param, param.value, declared, fault)


def _value(param: Param, attribute: Attribute, declared: ParamShape, fault: "Fault") -> Fact:
    says = listed(declared.enum) if fault.keyword == "enum" else str(fault.schema.get("x-says", fault.limit))
    hidden = declared.secret or has_sensitive(attribute.value) or in_url(fault.value) is not None
    parts: dict[str, Value] = {"parameter": declared.key, "expected": declared.enum or says}
    but = ""
    if not hidden:
        parts["got"], but = fault.value, f" is {shown(fault.value)}, but"
        meant = closest(fault.value, declared.enum) if declared.enum and isinstance(fault.value, str) else None
        parts.update({"suggestion": meant} if meant else {})
    message = f"The parameter '{declared.key}'{but} must be {says}."
    fact = _fact("parameter-value-not-allowed", param.address, declared.key, message, parts, attribute.place())
    return fact._replace(certainty=declared.certainty)


def key_span(param: Param) -> Span | None:
    """Return where a parameter's key is written."""
    at = param.resource_key.place() if param.resource_key is not None else None
    return at or param.block.span


def _fact(  # noqa: PLR0913  one argument for each part of a fact
    code: str, address: str, key: str, message: str, parts: dict[str, Value], span: Span | None
) -> Fact:
    return Fact(code, address, key, {"message": message, **parts}, span)
