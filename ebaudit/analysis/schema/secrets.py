"""Credentials written in the configuration: wherever the catalog marks a field, and inside URLs and JSON.

A value is reported where it is known, not empty and not marked sensitive; one that only a plan or state
knows, because another resource gives it, is told apart. What was withheld is reported as the text would
be. No fact holds the value itself in its message or data; ``masked`` and ``secrets`` say what no output may show.
"""

from collections.abc import Iterator

from ebaudit.analysis.schema.places import Place, Places
from ebaudit.catalog import Catalog
from ebaudit.catalog.shapes import AttributeShape, BodyShape, ResourceShape
from ebaudit.catalog.targets import TargetShape
from ebaudit.model.credentials import Secret, in_url, names_secret, secret_part, secrets_in
from ebaudit.model.digest import is_withheld, stand_in
from ebaudit.model.estate import Estate
from ebaudit.model.finding import Certainty, Fact
from ebaudit.model.resources import Attribute, Block, Param, Target
from ebaudit.model.value import Path, Sensitive, Unknown, Value, leaves, reveal
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
        elif _is_url(declared) and (url := in_url(text)):
            yield _fact(place.address, name, attribute, text, url)
        elif text.lstrip().startswith("{"):
            for number, found in enumerate(secrets_in(text)):
                yield _fact(place.address, name, attribute, text, found, number=number)


def _applies(declared: AttributeShape, block: Block) -> bool:
    """Tell whether a field holds a secret where that depends on others: a flag, or the name of a header or member."""
    key, text = _literal(block.attributes.get("key")), _literal(block.attributes.get("value"))
    if key is not None and text is not None and names_secret(key) and secret_part(text) is not None:
        return True
    for name, wanted in declared.schema.get("x-secret-when", {}).items():
        given = block.attributes.get(name)
        value = reveal(given.value) if given is not None else None
        if value is not True and value != wanted:
            return False
    return True


def _target(target: Target, catalog: Catalog) -> Iterator[Fact]:
    text = _literal(target.endpoint)
    if target.endpoint is not None and text is not None:
        for found in secrets_in(text):
            yield _fact(target.address, "endpoint", target.endpoint, text, found)
    kind = reveal(target.type.value) if target.type is not None else None
    shape = catalog.target(kind) if isinstance(kind, str) else None
    for param in target.params:
        yield from _param(param, shape)


def _param(param: Param, shape: TargetShape | None) -> Iterator[Fact]:
    key = reveal(param.resource_key.value) if param.resource_key is not None else None
    form = reveal(param.form.value) if param.form is not None else None
    if not isinstance(key, str) or form in ("JSONPATH", "ORIGINAL"):
        return
    found = list(_inside(param.address, "value", param.value))
    if form == "TEMPLATE":
        yield from found
        yield from _inside(param.address, "template", param.template)
        return
    text = _literal(param.value)
    if not found and param.value is not None and text is not None and _is_secret(key, shape):
        found = [_fact(param.address, "value", param.value, text, Secret(f"the parameter '{key}'", 0, len(text)))]
    yield from found


def _inside(address: str, name: str, attribute: Attribute | None) -> Iterator[Fact]:
    """Yield the credentials inside an argument's text, or in what is known of JSON that is partly unknown."""
    text = _literal(attribute)
    if attribute is not None and text is not None:
        for index, found in enumerate(secrets_in(text)):
            yield _fact(address, name, attribute, text, found, number=index)
        return
    value = attribute.value if attribute is not None else None
    if attribute is not None and isinstance(value, Unknown):
        for index, (path, leaf) in enumerate(_members(value.json)):
            part = secret_part(leaf) or (0, len(leaf))
            fact = _fact(
                address, name, attribute, leaf, Secret(f"the member '{path[-1]}' of JSON", *part), number=index
            )
            span = attribute.place(path)
            yield fact._replace(span=span, masked=(span,) if span is not None else ())


def _members(value: Value) -> Iterator[tuple[Path, str]]:
    """Yield the texts of members whose names say that they are credentials."""
    for path, leaf in leaves(value) if value is not None else ():
        if path and isinstance(leaf, str) and names_secret(str(path[-1])) and secret_part(leaf) is not None:
            yield path, leaf


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


def _fact(  # noqa: PLR0913  what is said, and of what
    address: str, name: str, attribute: Attribute, text: str, secret: Secret, *, number: int = 0
) -> Fact:
    withheld = is_withheld(attribute.value)
    whole = secret.start == 0 and secret.end == len(text)
    path = () if whole or withheld else path_at(text, secret.start)
    span = attribute.place() if whole or withheld else attribute.place(path, (secret.start, secret.end))
    where = "comes from another resource and is not marked sensitive" if attribute.provided else WRITTEN
    return Fact(
        "provided-secret" if attribute.provided else "literal-secret",
        address,
        f"{name}/{number}" if number else name,
        {
            "message": f"{secret.what[0].upper()}{secret.what[1:]} {where}.",
            "argument": name,
        },
        span,
        certainty=Certainty.DOCUMENTED,
        masked=(span,) if span is not None else (),
        secrets=() if withheld else (text[secret.start : secret.end],),
    )


def path_at(text: str, offset: int) -> Path:
    """Return the path of the scalar of a JSON text that stands at an offset; empty for any other text."""
    if not text.lstrip().startswith(("{", "[")):
        return ()
    from ebaudit.jsontext import parse

    path: Path = ()
    node = parse(text)[0]
    while node is not None:
        inner = [(str(key.value), value) for key, value in node.members] + list(enumerate(node.items))
        step = next(((step, value) for step, value in inner if value.start <= offset < value.end), None)
        if step is None:
            break
        path, node = (*path, step[0]), step[1]
    return path
