"""Credentials written in the configuration: wherever the catalog marks a field, and inside URLs.

A value is reported where it is known, not empty and not marked sensitive; one that only a plan or state
knows, because another resource gives it, is told apart. What was withheld is reported as the text would
be. No fact holds the value itself in its message or data; ``masked`` and ``secrets`` say what no output may show.
"""

from collections.abc import Iterator

from ebaudit.analysis.schema.places import Place, Places
from ebaudit.catalog import Catalog
from ebaudit.catalog.shapes import AttributeShape, BodyShape, ResourceShape
from ebaudit.catalog.targets import TargetShape
from ebaudit.model.credentials import Secret, in_url
from ebaudit.model.digest import is_withheld, stand_in
from ebaudit.model.estate import Estate
from ebaudit.model.finding import Certainty, Fact
from ebaudit.model.resources import Attribute, Block, Param, Target
from ebaudit.model.value import Sensitive, Unknown, reveal
from ebaudit.suggest import spelled_alike

WRITTEN = "stands in the configuration in clear text"


def secret_facts(estate: Estate, catalog: Catalog) -> Iterator[Fact]:
    """Yield every credential that the estate shows."""
    bearing: dict[str, ResourceShape | None] = {}
    for resource in estate.resources:
        if resource.type not in bearing:
            shape = catalog.resource(resource.type)
            bearing[resource.type] = shape if shape is not None and _bears(shape) else None
        known = bearing[resource.type]
        if known is not None and resource.block.blocks:
            for place in Places(resource, known, None).walk():
                yield from _place(place)
    for rule in estate.rules:
        for target in rule.targets:
            yield from _target(target, catalog)


def _bears(shape: BodyShape) -> bool:
    """Tell whether a shape has a field for a credential or for a URL."""
    if any(_is_marked(declared) or _is_url(declared) for declared in shape.attributes.values()):
        return True
    return any(_bears(block.shape) for block in shape.blocks.values())


def _is_marked(declared: AttributeShape) -> bool:
    return not declared.read_only and (declared.secret or "x-secret-when" in declared.schema)


def _is_url(declared: AttributeShape) -> bool:
    return str(declared.schema.get("pattern", "")).startswith("^https?:")


def _place(place: Place) -> Iterator[Fact]:
    for name, attribute in place.block.attributes.items():
        declared = place.shape.attributes.get(name)
        text = _literal(attribute)
        if declared is None or text is None:
            continue
        if _is_marked(declared) and _applies(declared, place.block):
            yield _fact(place.address, name, attribute, text, Secret(f"'{name}'", 0, len(text)))
        elif _is_url(declared) and (found := in_url(text)):
            yield _fact(place.address, name, attribute, text, found)


def _applies(declared: AttributeShape, block: Block) -> bool:
    for name, wanted in declared.schema.get("x-secret-when", {}).items():
        given = block.attributes.get(name)
        value = reveal(given.value) if given is not None else None
        if value is not True and value != wanted:
            return False
    return True


def _target(target: Target, catalog: Catalog) -> Iterator[Fact]:
    text = _literal(target.endpoint)
    if target.endpoint is not None and text is not None and (found := in_url(text)):
        yield _fact(target.address, "endpoint", target.endpoint, text, found)
    kind = reveal(target.type.value) if target.type is not None else None
    shape = catalog.target(kind) if isinstance(kind, str) else None
    for param in target.params:
        yield from _param(param, shape)


def _param(param: Param, shape: TargetShape | None) -> Iterator[Fact]:
    key = reveal(param.resource_key.value) if param.resource_key is not None else None
    form = reveal(param.form.value) if param.form is not None else None
    attribute = param.template if form == "TEMPLATE" else param.value
    text = _literal(attribute)
    if not isinstance(key, str) or attribute is None or text is None or form == "JSONPATH":
        return
    found = in_url(text)
    if found is None and form != "TEMPLATE" and _is_secret(key, shape):
        found = Secret(f"the parameter '{key}'", 0, len(text))
    if found is not None:
        yield _fact(param.address, "value" if attribute is param.value else "template", attribute, text, found)


def _is_secret(key: str, shape: TargetShape | None) -> bool:
    if shape is None:
        return False
    declared = shape.params.get(key) or shape.params.get(spelled_alike(key, shape.params))
    return declared is not None and declared.secret


def _literal(attribute: Attribute | None) -> str | None:
    """Return a text that is known, not empty and not sensitive; of one that was withheld, its likeness."""
    if attribute is None or isinstance(attribute.value, (Sensitive, Unknown)):
        return None if attribute is None else stand_in(attribute.value)
    return attribute.value if isinstance(attribute.value, str) and attribute.value.strip() else None


def _fact(address: str, name: str, attribute: Attribute, text: str, secret: Secret) -> Fact:
    withheld = is_withheld(attribute.value)
    whole = secret.start == 0 and secret.end == len(text)
    span = attribute.place() if whole or withheld else attribute.place((), (secret.start, secret.end))
    where = "comes from another resource and is not marked sensitive" if attribute.provided else WRITTEN
    return Fact(
        "provided-secret" if attribute.provided else "literal-secret",
        address,
        name,
        {
            "message": f"{secret.what[0].upper()}{secret.what[1:]} {where}.",
            "argument": name,
        },
        span,
        certainty=Certainty.DOCUMENTED,
        masked=(span,) if span is not None else (),
        secrets=() if withheld else (text[secret.start : secret.end],),
    )
