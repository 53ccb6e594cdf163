"""Values as JSON and back.

``null``, booleans, whole numbers and texts stand for themselves, an array is a tuple, an object an object.
Everything else is an object with one member whose name starts with ``$``.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from ebaudit.model.digest import DIGEST, IN_CLEAR, REASON, digest_of, is_withheld
from ebaudit.model.types import DYNAMIC, CollectionType, ObjectType, Primitive, TupleType, Type
from ebaudit.model.value import (
    SENSITIVE,
    ListValue,
    MapValue,
    Sensitive,
    SetValue,
    Unknown,
    Value,
    reveal,
)

if TYPE_CHECKING:
    from ebaudit.readers.jsonparts import Json

Spell = Callable[[str], str]
"""Turns what is behind ``digest:`` in a mark into what a snapshot says, or back."""
PRIMITIVES = {"string", "number", "bool", "dynamic"}


class MalformedError(Exception):
    """A part of a snapshot that is not what its schema says; the text names the part."""


def encode(value: Value, spell: Spell) -> "Json":
    """Return a value as JSON data; ``spell`` turns the digests of secrets into what is kept."""
    if isinstance(value, str):
        return {"$lines": value.split("\n")} if "\n" in value else value
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, Sensitive):
        return _secret(value, spell) if is_withheld(value) else _sensitive(value, spell)
    if isinstance(value, Unknown):
        return {"$unknown": {"reason": value.reason, **_unknown(value, spell)}}
    if isinstance(value, tuple):
        return _items(value, spell)
    if isinstance(value, dict):
        return _members(value, spell)
    return {"$number": str(value)}


def _items(value: tuple[Value, ...], spell: Spell) -> "Json":
    items = [encode(item, spell) for item in value]
    if isinstance(value, ListValue):
        return {"$list": items, **_of(value.element)}
    return {"$set": items, **_of(value.element)} if isinstance(value, SetValue) else items


def _members(value: dict[str, Value], spell: Spell) -> "Json":
    members = {name: encode(item, spell) for name, item in value.items()}
    if isinstance(value, MapValue):
        return {"$map": members, **_of(value.element)}
    return {"$object": members} if any(name.startswith("$") for name in members) else members


def _of(element: Type) -> dict[str, "Json"]:
    return {} if element == DYNAMIC else {"of": encode_type(element)}


def _unknown(value: Unknown, spell: Spell) -> dict[str, "Json"]:
    made: dict[str, Json] = {"refs": list(value.refs), **_of(value.type)}
    made |= {"prefix": encode(value.prefix, spell), "parts": [encode(part, spell) for part in value.parts]}
    made |= {"identity": value.identity, "length": list(value.length or ())}
    made = {name: item for name, item in made.items() if item not in ("", [])}
    if value.json is not None:
        made["json"] = encode(value.json, spell)
    return {**made, "not_null": True} if value.not_null else made


def _secret(value: Sensitive, spell: Spell) -> "Json":
    inner = reveal(value)
    made = _unknown(inner, spell) if isinstance(inner, Unknown) else {}
    digest = digest_of(value)
    kept: dict[str, Json] = {} if digest is None else {"digest": spell(digest.removeprefix(DIGEST))}
    kept["in_clear"] = IN_CLEAR in value.marks
    return {"$secret": {**kept, **_marks(value), **made}}


def _sensitive(value: Sensitive, spell: Spell) -> "Json":
    return {"$sensitive": encode(value.value, spell), **_marks(value)}


def _marks(value: Sensitive) -> dict[str, "Json"]:
    """Return marks other than the usual one, and the usual one where it is missing."""
    plain = sorted(mark for mark in value.marks if mark != IN_CLEAR and not mark.startswith(DIGEST))
    return {} if plain == [SENSITIVE] else {"marks": plain}


def encode_type(type: Type) -> "Json":
    """Return a type as Terraform's JSON writes it."""
    if isinstance(type, Primitive):
        return type.name
    if isinstance(type, CollectionType):
        return [type.kind, encode_type(type.element)]
    if isinstance(type, TupleType):
        return ["tuple", [encode_type(each) for each in type.elements]]
    members = {name: encode_type(each) for name, each in type.attributes}
    return ["object", members, sorted(type.optional)] if type.optional else ["object", members]


def decode(data: "Json", spell: Spell) -> Value:
    """Return the value that JSON data stands for; MalformedError where it stands for none."""
    if data is None or isinstance(data, bool | int | str):
        return data
    if isinstance(data, list):
        return tuple(decode(item, spell) for item in data)
    if not isinstance(data, dict):
        raise MalformedError(f"{data} is no value")
    special = next((name for name in data if name.startswith("$")), None)
    if special is None:
        return {name: decode(item, spell) for name, item in data.items()}
    read = SPECIAL.get(special)
    if read is None:
        raise MalformedError(f"no value is called '{special}'")
    return read(data[special], data, spell)


def _lines(data: "Json", whole: Mapping[str, "Json"], spell: Spell) -> Value:
    del whole, spell
    return "\n".join(_texts(data))


def _number(data: "Json", whole: Mapping[str, "Json"], spell: Spell) -> Value:
    del whole, spell
    from fractions import Fraction

    try:
        made = Fraction(_text(data))
    except (ValueError, ZeroDivisionError):
        raise MalformedError("a '$number' is no number") from None
    return int(made) if made.denominator == 1 else made


def _list(data: "Json", whole: Mapping[str, "Json"], spell: Spell) -> Value:
    return ListValue((decode(item, spell) for item in _array(data)), _type_of(whole))


def _set(data: "Json", whole: Mapping[str, "Json"], spell: Spell) -> Value:
    return SetValue((decode(item, spell) for item in _array(data)), _type_of(whole))


def _map(data: "Json", whole: Mapping[str, "Json"], spell: Spell) -> Value:
    return MapValue(_object(data, whole, spell), _type_of(whole))


def _object(data: "Json", whole: Mapping[str, "Json"], spell: Spell) -> dict[str, Value]:
    del whole
    if not isinstance(data, dict):
        raise MalformedError("an object is missing")
    return {name: decode(item, spell) for name, item in data.items()}


def _read_unknown(data: "Json", whole: Mapping[str, "Json"], spell: Spell) -> Value:
    del whole
    if not isinstance(data, dict):
        raise MalformedError("a '$unknown' says nothing")
    return _unknown_of(_text(data.get("reason")), data, spell)


def _unknown_of(reason: str, data: Mapping[str, "Json"], spell: Spell) -> Unknown:
    length = data.get("length")
    bounds = list(_array(length or []))
    if bounds and (len(bounds) != 2 or not isinstance(bounds[0], int) or not isinstance(bounds[1], int | None)):
        raise MalformedError("a 'length' is not two bounds")
    prefix = decode(data.get("prefix", ""), spell)
    parts = [decode(part, spell) for part in _array(data.get("parts", []))]
    return Unknown(
        reason,
        tuple(_texts(data.get("refs", []))),
        type=_type_of(data),
        prefix=_text(prefix),
        parts=tuple(None if part is None else _text(part) for part in parts),
        json=decode(data.get("json"), spell),
        not_null=data.get("not_null") is True,
        length=(bounds[0], bounds[1]) if bounds else None,
        identity=_text(data.get("identity", "")),
    )


def _read_secret(data: "Json", whole: Mapping[str, "Json"], spell: Spell) -> Value:
    del whole
    if not isinstance(data, dict):
        raise MalformedError("a '$secret' says nothing")
    marks = set(_texts(data.get("marks", [SENSITIVE])))
    if data.get("in_clear") is True:
        marks.add(IN_CLEAR)
    if "digest" in data:
        marks.add(f"{DIGEST}{spell(_text(data['digest']))}")
    return Sensitive(_unknown_of(REASON, data, spell), frozenset(marks))


def _read_sensitive(data: "Json", whole: Mapping[str, "Json"], spell: Spell) -> Value:
    return Sensitive(decode(data, spell), frozenset(_texts(whole.get("marks", [SENSITIVE]))))


SPECIAL: Mapping[str, Callable[[Any, Mapping[str, Any], Spell], Value]] = {
    "$lines": _lines,
    "$number": _number,
    "$list": _list,
    "$set": _set,
    "$map": _map,
    "$object": _object,
    "$unknown": _read_unknown,
    "$secret": _read_secret,
    "$sensitive": _read_sensitive,
}


def _type_of(data: Mapping[str, "Json"]) -> Type:
    return decode_type(data["of"]) if "of" in data else DYNAMIC


def decode_type(data: "Json") -> Type:
    """Return the type that JSON data stands for; MalformedError where it stands for none."""
    if isinstance(data, str) and data in PRIMITIVES:
        return Primitive(data)
    if not isinstance(data, list) or len(data) < 2:
        raise MalformedError(f"{data!r} is no type")
    kind, below = data[0], data[1]
    if kind in ("list", "set", "map"):
        return CollectionType(kind, decode_type(below))
    if kind == "tuple" and isinstance(below, list):
        return TupleType(tuple(decode_type(each) for each in below))
    if kind == "object" and isinstance(below, dict):
        members = tuple((name, decode_type(each)) for name, each in below.items())
        return ObjectType(members, frozenset(_texts(data[2])) if len(data) > 2 else frozenset())
    raise MalformedError(f"{kind!r} is no type")


def _array(data: "Json") -> list["Json"]:
    if not isinstance(data, list):
        raise MalformedError("an array is missing")
    return data


def _text(data: Any) -> str:
    if not isinstance(data, str):
        raise MalformedError("a text is missing")
    return data


def _texts(data: "Json") -> list[str]:
    return [_text(each) for each in _array(data)]
