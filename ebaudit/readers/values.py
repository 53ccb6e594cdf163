"""From the JSON of a plan or state to values: typed as the provider declares, with unknown and sensitive leaves."""

from ebaudit.model.types import DYNAMIC, CollectionType, ObjectType, TupleType, Type
from ebaudit.model.value import SENSITIVE, ListValue, MapValue, Sensitive, SetValue, Unknown, Value
from ebaudit.readers.jsonparts import Json, mapping, sequence
from ebaudit.readers.marks import Marked

AFTER_APPLY = "known only after apply"
WRITTEN = frozenset(("var", "local", "each", "count", "path", "terraform", "self", "module"))
"""What references to things start with that may be written out somewhere in the configuration."""


def to_value(marked: Marked, type: Type = DYNAMIC) -> Value:
    """Make a value; its leaves are unknown and sensitive where the marks say so."""
    made = Unknown(AFTER_APPLY, references(marked.configured), type=type) if marked.is_unknown else _known(marked, type)
    if not marked.is_sensitive or made is None:
        return made
    return _hidden(made) if isinstance(made, Sensitive) else Sensitive(made)


def _hidden(withheld: Sensitive) -> Sensitive:
    """Return what was withheld already as of a value that is sensitive: it does not stand in clear."""
    from ebaudit.model.digest import IN_CLEAR

    return Sensitive(withheld.value, (withheld.marks | {SENSITIVE}) - {IN_CLEAR})


def _known(marked: Marked, type: Type) -> Value:
    bare = marked._replace(sensitive=None) if marked.is_sensitive else marked
    if isinstance(marked.value, list) or (marked.value is None and sequence(marked.unknown)):
        return _items(bare, type)
    if isinstance(marked.value, dict) or (marked.value is None and mapping(marked.unknown)):
        return _members(bare, type)
    found: Value = marked.value
    return found


def _items(marked: Marked, type: Type) -> Value:
    if isinstance(type, TupleType):
        types = type.elements
        return tuple(
            to_value(each, types[index] if index < len(types) else DYNAMIC) for index, each in enumerate(marked.items())
        )
    element = type.element if isinstance(type, CollectionType) else DYNAMIC
    items = [to_value(each, element) for each in marked.items()]
    if isinstance(type, CollectionType):
        return SetValue(items, element) if type.kind == "set" else ListValue(items, element)
    return tuple(items)


def _members(marked: Marked, type: Type) -> Value:
    names = dict.fromkeys((*mapping(marked.value), *mapping(marked.unknown)))
    types = dict(type.attributes) if isinstance(type, ObjectType) else {}
    element = type.element if isinstance(type, CollectionType) else DYNAMIC
    inner = marked._replace(configured=None)
    made = {name: to_value(inner.member(name), types.get(name, element)) for name in names}
    if isinstance(type, CollectionType):
        return MapValue({name: made[name] for name in sorted(made)}, element)
    return made


def references(configured: Json) -> tuple[str, ...]:
    """Return what an expression of the configuration refers to, as the plan lists it: each thing and its parts.

    Whether the expression is such a reference or text around one is not told, so one attribute is never alone.
    """
    found = [each for each in sequence(mapping(configured).get("references")) if isinstance(each, str)]
    return tuple(dict.fromkeys(found))


def is_provided(configured: Json) -> bool:
    """Tell whether an expression of the configuration takes something from a resource or data source."""
    return any(each.split(".", 1)[0] not in WRITTEN for each in references(configured))
