"""Makes an estate say what is declared, as far as that can be told.

Values that another estate makes known are filled in: Terraform knows the account's id and the ids of resources only
after it has asked the provider, a live account says them by itself. What the configuration leaves to the provider is
left out, because it is whatever was found there.
"""

from typing import Protocol

from ebaudit.model.estate import Estate
from ebaudit.model.resources import Attribute, Block, Resource
from ebaudit.model.value import ListValue, MapValue, Sensitive, SetValue, Unknown, Value
from ebaudit.readers.decode import decode


class Knowledge(Protocol):
    """What tells values that the estate does not know."""

    @property
    def seen(self) -> frozenset[str]:
        """Texts that the other estate has: one that is filled in without a record of how is taken only for these."""

    def text(self, address: str) -> str | None:
        """Return the text of an attribute by its address, ``None`` when it is not known either."""


HOLE = "\0"
ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
"""What ``jsonencode`` writes in another way than Python does."""


def settle(estate: Estate, known: Knowledge) -> Estate:
    """Return an estate with every value that is told and without what is left to the provider."""
    resources = [_resource(resource, known) for resource in estate.resources]
    if all(new is old for new, old in zip(resources, estate.resources, strict=True)):
        return estate
    made = decode(estate.reader, estate.root, resources)
    return made._replace(references=estate.references, unread=estate.unread, streams=estate.streams)


def _resource(resource: Resource, known: Knowledge) -> Resource:
    block = _block(resource.block, known)
    return resource if block is resource.block else resource._replace(block=block)


def _block(block: Block, known: Knowledge) -> Block:
    attributes: dict[str, Attribute] = {}
    left = [name for name, attribute in block.attributes.items() if attribute.by_provider]
    for name, attribute in block.attributes.items():
        value = attribute.value
        if value.__class__ is not str and value is not None:
            told = filled(value, known)
            if told is not value:
                attributes[name] = _told(attribute, told)
    blocks = {}
    for name, items in block.blocks.items():
        made = tuple(_block(item, known) for item in items)
        if any(new is not old for new, old in zip(made, items, strict=True)):
            blocks[name] = made
    if not attributes and not blocks and not left:
        return block
    kept = {name: attribute for name, attribute in {**block.attributes, **attributes}.items() if name not in left}
    return block._replace(attributes=kept, blocks={**block.blocks, **blocks})


def _told(attribute: Attribute, value: Value) -> Attribute:
    return attribute._replace(value=value, provided=True)


def filled(value: Value, known: Knowledge) -> Value:
    """Return a value with what is known; the same value when nothing of it is."""
    if isinstance(value, Unknown):
        return _unknown(value, known)
    if isinstance(value, Sensitive):
        inner = filled(value.value, known)
        return value if inner is value.value else Sensitive(inner, value.marks)
    if isinstance(value, dict):
        members = {name: filled(item, known) for name, item in value.items()}
        if all(members[name] is item for name, item in value.items()):
            return value
        return MapValue(members, value.element) if isinstance(value, MapValue) else members
    if isinstance(value, tuple):
        return _items(value, known)
    return value


def _items(value: tuple[Value, ...], known: Knowledge) -> Value:
    items = [filled(item, known) for item in value]
    if all(new is old for new, old in zip(items, value, strict=True)):
        return value
    if isinstance(value, ListValue):
        return ListValue(items, value.element)
    return SetValue(items, value.element) if isinstance(value, SetValue) else tuple(items)


def _unknown(value: Unknown, known: Knowledge) -> Value:
    if value.identity:
        pieces = value.identity.split(HOLE)
        told = [piece if place % 2 == 0 else known.text(piece) for place, piece in enumerate(pieces)]
        if None not in told:
            return "".join(each for each in told if each is not None)
    elif len(value.refs) == 1 and None in value.parts:
        found = known.text(value.refs[0])
        made = "".join(found or "" if part is None else part for part in value.parts)
        if found is not None and made in known.seen:
            return made
    if value.json is not None:
        return _structure(value, known)
    return value


def _structure(value: Unknown, known: Knowledge) -> Value:
    made = filled(value.json, known)
    if made is value.json:
        return value
    written = _written(made)
    if written is not None:
        return written
    return Unknown(value.reason, value.refs, type=value.type, json=made, not_null=True)


def _written(value: Value) -> str | None:
    """Return the text that ``jsonencode`` makes of a value, ``None`` when something in it is not known."""
    from json import dumps

    def plain(item: Value) -> object:
        if isinstance(item, tuple):
            return [plain(each) for each in item]
        if isinstance(item, dict):
            return {name: plain(each) for name, each in item.items()}
        return item  # one that is not plain makes dumps raise

    try:
        made = dumps(plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    except TypeError:
        return None
    return "".join(ESCAPES.get(letter, letter) for letter in made)
