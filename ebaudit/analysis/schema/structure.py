"""Names that a resource or block does not have, arguments written as blocks, and what is deprecated."""

from collections.abc import Iterator, Mapping

from ebaudit.analysis.schema.instance import Test
from ebaudit.analysis.schema.places import Place
from ebaudit.analysis.schema.recognise import ecma
from ebaudit.catalog import Catalog
from ebaudit.catalog.shapes import BodyShape, Replacement, ResourceShape
from ebaudit.model.finding import Certainty, Fact
from ebaudit.model.resources import Attribute, Resource
from ebaudit.model.source import Span
from ebaudit.model.value import Value, reveal
from ebaudit.suggest import closest

META_ARGUMENTS = frozenset(("count", "for_each", "provider", "depends_on"))
META_BLOCKS = frozenset(("lifecycle", "connection", "provisioner", "dynamic"))


def unknown_resource(resource: Resource, catalog: Catalog) -> Fact:
    """Return the fact that nobody knows the type of a resource or data source."""
    is_data = resource.mode == "data"
    meant = closest(resource.type, catalog.data_source_types if is_data else catalog.resource_types, 0.85)
    message = f"No {'data source' if is_data else 'resource type'} is named '{resource.type}'."
    parts: dict[str, Value] = {"message": message, "got": resource.type}
    if meant:
        parts["suggestion"] = meant
    return Fact(
        "unknown-resource", resource.address, resource.type, parts, resource.span, certainty=Certainty.DOCUMENTED
    )


def deprecated_resource(resource: Resource, replaced: Replacement) -> Fact:
    """Return the fact that a resource's type is deprecated, with its replacement."""
    message = f"'{resource.type}' is deprecated since version {replaced.since} of the provider."
    parts: dict[str, Value] = {"message": message, "got": resource.type, "suggestion": replaced.name}
    span = resource.span or resource.block.span
    return Fact("deprecated-resource", resource.address, "", parts, span, certainty=Certainty.DOCUMENTED)


def unknown_names(place: Place, root: ResourceShape) -> Iterator[Fact]:
    """Yield a fact for every argument and block that the shape does not know."""
    meta_arguments = META_ARGUMENTS if place.shape is root else frozenset()
    meta_blocks = META_BLOCKS if place.shape is root else frozenset()
    for name in sorted(place.block.attributes.keys() - place.shape.attributes.keys() - meta_arguments):
        yield _unknown_argument(place, name, place.block.attributes[name], root)
    for name in sorted(place.block.blocks.keys() - place.shape.blocks.keys() - meta_blocks):
        yield _unknown_block(place, name, root)


def _unknown_argument(place: Place, name: str, attribute: Attribute, root: ResourceShape) -> Fact:
    span = attribute.name_span or attribute.span or place.span
    if name in place.shape.blocks:
        message = f"'{name}' is a block of {place.title}, not an argument."
        return _fact("unknown-argument", place, name, message, {"expected": "block"}, span)
    message, parts = _other(place, name, f"{place.title} has no argument '{name}'", root, blocks=False)
    return _fact("unknown-argument", place, name, message, parts, span)


def _unknown_block(place: Place, name: str, root: ResourceShape) -> Fact:
    blocks = place.block.blocks[name]
    span = (blocks[0].span if blocks else None) or place.span
    declared = place.shape.attributes.get(name)
    if declared is not None:
        message = f"'{name}' is an argument of {place.title}, not a block."
        return _fact("unknown-block", place, name, message, {"expected": "argument"}, span)
    message, parts = _other(place, name, f"{place.title} has no block '{name}'", root, blocks=True)
    return _fact("unknown-block", place, name, message, parts, span)


def _other(place: Place, name: str, start: str, root: ResourceShape, *, blocks: bool) -> tuple[str, dict[str, Value]]:
    """Say where the name would be right: in another block, or spelled as a name that exists here."""
    home = _home(root, name, place.shape)
    if home is not None:
        where = f"block '{home}'" if home else "the resource itself"
        return f"{start}; it belongs in {where}.", {"expected": home or root.type}
    settable = [each.name for each in place.shape.attributes.values() if not each.read_only]
    known = [*place.shape.blocks, *settable] if blocks else [*settable, *place.shape.blocks]
    meant = closest(name, known)
    return f"{start}.", {"suggestion": meant} if meant else {}


def _home(root: BodyShape, name: str, here: BodyShape) -> str | None:
    """Return the only block that has the name, the empty text for the resource itself."""
    homes = [path for path, shape in _bodies(root, "") if shape is not here and _settable(shape, name)]
    return homes[0] if len(homes) == 1 and name not in ("id", "type", "key", "value") else None


def _settable(shape: BodyShape, name: str) -> bool:
    declared = shape.attributes.get(name)
    return name in shape.blocks or (declared is not None and not declared.read_only)


def _bodies(shape: BodyShape, path: str) -> Iterator[tuple[str, BodyShape]]:
    yield path, shape
    for name, block in shape.blocks.items():
        yield from _bodies(block.shape, f"{path}.{name}" if path else name)


def remarkable(shape: BodyShape) -> Mapping[str, Test]:
    """Return, for the arguments of which a shape says something, what tells whether it applies to a value."""
    found: dict[str, Test] = {}
    for name, declared in shape.attributes.items():
        if declared.read_only or declared.deprecated:
            found[name] = _is_set
        elif "x-advice" in declared.schema:
            found[name] = _departs_from(declared.schema["x-advice"]["pattern"])
    return found


def _is_set(value: Value) -> bool:
    return value is not None


def _departs_from(pattern: str) -> Test:
    search = ecma(pattern).search

    def test(value: Value) -> bool:
        text = reveal(value)
        return isinstance(text, str) and search(text) is None

    return test


def declared_facts(place: Place) -> Iterator[Fact]:
    """Yield what the shape says of arguments that are set: read-only, deprecated, or spelled against advice."""
    for name, attribute in place.block.attributes.items():
        declared = place.shape.attributes.get(name)
        if declared is None or attribute.value is None:
            continue
        if declared.read_only and attribute.name_span is not None:
            message = f"'{name}' of {place.title} is decided by the provider and cannot be set."
            yield _fact("read-only-argument", place, name, message, {}, attribute.name_span)
        if declared.deprecated is not None:
            message = (
                f"'{name}' of {place.title} is deprecated since version {declared.deprecated.since} of the provider."
            )
            parts: dict[str, Value] = {"suggestion": declared.deprecated.name}
            yield _fact("deprecated-argument", place, name, message, parts, attribute.name_span or attribute.span)
        if "x-advice" in declared.schema:
            yield from _advice(place, name, attribute, declared.schema["x-advice"])


def _advice(place: Place, name: str, attribute: Attribute, advice: dict[str, str]) -> Iterator[Fact]:
    text = reveal(attribute.value)
    if _departs_from(advice["pattern"])(text):
        parts: dict[str, Value] = {} if attribute.value is not text else {"got": text}
        fact = _fact("discouraged-name", place, name, f"'{name}': {advice['says']}.", parts, attribute.place())
        yield fact._replace(certainty=Certainty(advice["certainty"]))


def _fact(  # noqa: PLR0913  one argument for each part of a fact
    code: str, place: Place, name: str, message: str, parts: dict[str, Value], span: Span | None
) -> Fact:
    data: dict[str, Value] = {"message": message, "argument": name, **parts}
    return Fact(code, place.address, name, data, span or place.span, certainty=Certainty.DOCUMENTED)
