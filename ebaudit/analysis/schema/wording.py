"""From a fault that ``jsonschema`` explains to a fact: its code, its sentence, its exact place."""

from collections.abc import Mapping, Sized

from ebaudit.analysis.schema.explain import Fault
from ebaudit.analysis.schema.places import Place, Places
from ebaudit.analysis.schema.printing import listed, shown
from ebaudit.model.credentials import in_url
from ebaudit.model.finding import Certainty, Fact
from ebaudit.model.record import Record
from ebaudit.model.source import Span
from ebaudit.model.value import Path, Value, has_sensitive
from ebaudit.suggest import closest

PEOPLE: Mapping[str, str] = {
    "string": "text",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a map",
}


class Said(Record):
    """A code, a sentence and its parts."""

    code: str
    message: str
    parts: Mapping[str, Value]


def facts_of(places: Places, fault: Fault) -> list[Fact]:
    """Return the facts that one fault of a resource amounts to."""
    place, rest = places.find(fault.path)
    if fault.keyword == "required":
        return _required(place, rest, fault)
    if fault.keyword == "additionalProperties":
        return _additional(place, rest, fault)
    if rest and rest[0] in place.shape.blocks and fault.keyword in ("minItems", "maxItems"):
        return [_block_count(place, str(rest[0]), fault)]
    if not rest:
        return []
    return [_value(place, rest, fault)]


def _required(place: Place, rest: Path, fault: Fault) -> list[Fact]:
    missing = [name for name in fault.limit if name not in fault.value]
    if rest:
        return [_fact(place, _missing_key(place, rest, name, fault), fault, rest) for name in missing]
    return [_fact(place, _missing(place, name, fault), fault) for name in missing]


def _missing(place: Place, name: str, fault: Fault) -> Said:
    is_block = name in place.shape.blocks
    noun = "block" if is_block else "argument"
    if fault.clause is not None:
        says = fault.clause.get("x-says", "")
        message = f"{place.title} has no {noun} '{name}', which is needed here: {says}."
        return Said("conditional-argument", message, {"argument": name, "expected": says})
    message = f"{place.title} has no {noun} '{name}', which is required."
    return Said("missing-block" if is_block else "missing-argument", message, {"argument": name})


def _missing_key(place: Place, rest: Path, name: str, fault: Fault) -> Said:
    code = "conditional-argument" if fault.clause is not None else "missing-argument"
    says = fault.clause.get("x-says", "") if fault.clause is not None else ""
    why = f", which is needed here: {says}." if says else ", which is required."
    return Said(code, f"'{rest[0]}' has no '{name}'{why}", {"argument": f"{rest[0]}.{name}", "expected": says})


def _additional(place: Place, rest: Path, fault: Fault) -> list[Fact]:
    """Return a fact for every key of a map that its schema does not know."""
    known = fault.schema.get("properties", {})
    found = []
    for name in sorted(set(fault.value) - set(known)):
        meant = closest(name, known)
        message = f"'{rest[0] if rest else place.title}' takes no '{name}'; it takes {listed(sorted(known))}."
        parts: dict[str, Value] = {"argument": name, "expected": tuple(sorted(known))}
        if meant:
            parts["suggestion"] = meant
        found.append(_fact(place, Said("unknown-argument", message, parts), fault, (*rest, name), key=True))
    return found


def _block_count(place: Place, name: str, fault: Fault) -> Fact:
    blocks = place.block.blocks.get(name, ())
    limit = fault.limit
    if fault.keyword == "minItems":
        code = "conditional-argument" if fault.clause is not None else "missing-block"
        message = f"{place.title} needs at least {limit} block '{name}'."
        return _fact(place, Said(code, message, {"argument": name, "expected": limit, "got": len(blocks)}), fault)
    message = f"{place.title} has {len(blocks)} blocks '{name}', of which there may be at most {limit}."
    said = Said("too-many-blocks", message, {"argument": name, "expected": limit, "got": len(blocks)})
    span = blocks[limit].span if len(blocks) > limit else place.span
    return _fact(place, said, fault)._replace(span=span or place.span)


def _value(place: Place, rest: Path, fault: Fault) -> Fact:
    name = ".".join(str(step) for step in rest)
    attribute = place.attribute(str(rest[0]))
    declared = place.shape.attributes.get(str(rest[0]))
    hidden = attribute is None or has_sensitive(attribute.value) or in_url(fault.value) is not None
    hidden = hidden or (declared is not None and declared.secret)
    return _fact(place, _said(name, fault, hidden), fault, rest)


def _said(name: str, fault: Fault, hidden: bool) -> Said:
    make = _SAY.get(fault.keyword, _say_malformed)
    said = make(name, "" if hidden else f" is {shown(fault.value)}, but", fault)
    parts = {"argument": name, **said.parts}
    if not hidden and not isinstance(fault.value, (tuple, dict)):
        parts["got"] = fault.value
    return Said(said.code, said.message, parts)


def _say_type(name: str, got: str, fault: Fault) -> Said:
    names = fault.limit if isinstance(fault.limit, list) else [fault.limit]
    wanted = " or ".join(PEOPLE.get(each, each) for each in names)
    return Said("wrong-type", f"'{name}'{got} must be {wanted}.", {"expected": wanted})


def _say_enum(name: str, got: str, fault: Fault) -> Said:
    allowed = fault.limit if isinstance(fault.limit, list) else [fault.limit]
    meant = closest(fault.value, [each for each in allowed if each]) if isinstance(fault.value, str) else None
    parts: dict[str, Value] = {"expected": tuple(allowed)}
    if meant and got:
        parts["suggestion"] = meant
    return Said("value-not-allowed", f"'{name}'{got} must be {listed(allowed)}.", parts)


def _say_pattern(name: str, got: str, fault: Fault) -> Said:
    says = str(fault.schema.get("x-says", f"text that matches {fault.limit}"))
    return Said("malformed-value", f"'{name}'{got} must be {says}.", {"expected": says})


def _say_malformed(name: str, got: str, fault: Fault) -> Said:
    says = str(fault.schema.get("x-reserved", "the service does not take this value"))
    return Said("malformed-value", f"'{name}'{got or ' is malformed:'} {says}.", {"expected": says})


def _count(value: Sized, one: str, more: str) -> str:
    return f"1 {one}" if len(value) == 1 else f"{len(value)} {more}"


def _say_long(name: str, _: str, fault: Fault) -> Said:
    message = (
        f"'{name}' has {_count(fault.value, 'character', 'characters')}, of which there may be at most {fault.limit}."
    )
    return Said("too-long", message, {"expected": fault.limit, "length": len(fault.value)})


def _say_short(name: str, _: str, fault: Fault) -> Said:
    if not fault.value:
        return Said("too-short", f"'{name}' must not be empty.", {"expected": fault.limit, "length": 0})
    message = (
        f"'{name}' has {_count(fault.value, 'character', 'characters')}, of which there must be at least {fault.limit}."
    )
    return Said("too-short", message, {"expected": fault.limit, "length": len(fault.value)})


def _say_items(name: str, _: str, fault: Fault) -> Said:
    more = fault.keyword == "maxItems"
    bound = "there may be at most" if more else "there must be at least"
    message = f"'{name}' has {_count(fault.value, 'entry', 'entries')}, of which {bound} {fault.limit}."
    code = "too-long" if more else "conditional-argument" if fault.clause is not None else "too-short"
    return Said(code, message, {"expected": fault.limit, "length": len(fault.value)})


def _say_range(name: str, got: str, fault: Fault) -> Said:
    bound = "at least" if fault.keyword == "minimum" else "at most"
    return Said("out-of-range", f"'{name}'{got} must be {bound} {fault.limit}.", {"expected": fault.limit})


_SAY = {
    "type": _say_type,
    "enum": _say_enum,
    "const": _say_enum,
    "pattern": _say_pattern,
    "contentMediaType": _say_pattern,
    "maxLength": _say_long,
    "minLength": _say_short,
    "minItems": _say_items,
    "maxItems": _say_items,
    "minimum": _say_range,
    "maximum": _say_range,
}


def _fact(place: Place, said: Said, fault: Fault, rest: Path = (), *, key: bool = False) -> Fact:
    """Make the fact; its key is the argument, which no edit elsewhere changes."""
    attribute = place.attribute(str(rest[0])) if rest else None
    span: Span | None = place.span
    if attribute is not None:
        span = attribute.place(_inner(rest), key=key) or attribute.name_span or place.span
    known = fault.clause if fault.clause is not None else fault.schema
    certainty = known.get("x-certainty")
    return Fact(
        said.code,
        place.address,
        f"{said.parts['argument']}:{fault.keyword}",
        {"message": said.message, **said.parts},
        span,
        undecided=fault.undecided,
        certainty=Certainty(certainty) if certainty else Certainty.DOCUMENTED,
    )


def _inner(rest: Path) -> Path:
    return rest[1:]
