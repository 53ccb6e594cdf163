"""One type for several, and which conversions exist.

Source: https://github.com/zclconf/go-cty/blob/main/docs/convert.md
"""

from collections.abc import Sequence

from ebaudit.model.types import BOOL, DYNAMIC, NUMBER, STRING, CollectionType, ObjectType, Primitive, TupleType, Type
from ebaudit.readers.hcl.kinds import has_dynamic, is_sequence, same_type

_SAFE = {(NUMBER, STRING), (BOOL, STRING)}
_UNSAFE = _SAFE | {(STRING, NUMBER), (STRING, BOOL)}


def convertible(source: Type, target: Type, *, unsafe: bool = True) -> bool:
    """Tell whether some value of ``source`` converts to ``target``; safe conversions never fail."""
    if target == DYNAMIC or source == DYNAMIC or same_type(source, target):
        return True
    if isinstance(target, Primitive):
        return (source, target) in (_UNSAFE if unsafe else _SAFE)
    if isinstance(target, CollectionType):
        return _to_collection(source, target, unsafe=unsafe)
    if isinstance(target, TupleType):
        return _to_tuple(source, target, unsafe=unsafe)
    return _to_object(source, target, unsafe=unsafe)


def _to_collection(source: Type, target: CollectionType, *, unsafe: bool) -> bool:
    if isinstance(source, CollectionType):
        kinds = (source.kind == "map") == (target.kind == "map")
        return kinds and convertible(source.element, target.element, unsafe=unsafe)
    if isinstance(source, TupleType) and target.kind != "map":
        return _all_to(source.elements, target.element, unsafe=unsafe)
    if isinstance(source, ObjectType) and target.kind == "map":
        return _all_to([item for _, item in source.attributes], target.element, unsafe=unsafe)
    return False


def _all_to(sources: Sequence[Type], target: Type, *, unsafe: bool) -> bool:
    if target == DYNAMIC:
        return not sources or unify(sources, unsafe=unsafe) is not None
    return all(convertible(source, target, unsafe=unsafe) for source in sources)


def _to_tuple(source: Type, target: TupleType, *, unsafe: bool) -> bool:
    if isinstance(source, TupleType) and len(source.elements) == len(target.elements):
        return all(convertible(a, b, unsafe=unsafe) for a, b in zip(source.elements, target.elements, strict=True))
    return False


def _to_object(source: Type, target: ObjectType, *, unsafe: bool) -> bool:
    if isinstance(source, ObjectType):
        have = dict(source.attributes)
        return all(
            convertible(have[name], item, unsafe=unsafe) if name in have else name in target.optional
            for name, item in target.attributes
        )
    if unsafe and isinstance(source, CollectionType) and source.kind == "map":
        return all(convertible(source.element, item, unsafe=unsafe) for _, item in target.attributes)
    return False


def unify(types: Sequence[Type], *, unsafe: bool = True) -> Type | None:
    """Return the type to which all of ``types`` convert, or None when there is none.

    Objects of the same names stay objects, other objects become a map; tuples of one length stay tuples,
    other tuples become a list. Conditionals and collections use the unsafe form.
    """
    if not types:
        return None
    if all(same_type(types[0], other) for other in types[1:]):
        return types[0]
    concrete = [one for one in types if one != DYNAMIC]
    objects = [one for one in concrete if isinstance(one, ObjectType)]
    tuples = [one for one in concrete if isinstance(one, TupleType)]
    if objects and tuples:
        return None
    if objects and len(objects) == len(concrete):
        return _unify_objects(objects, unsafe=unsafe)
    if tuples and len(tuples) == len(concrete):
        return _unify_tuples(tuples, unsafe=unsafe)
    return _unify_collections(types, concrete, unsafe=unsafe)


def _unify_collections(types: Sequence[Type], concrete: Sequence[Type], *, unsafe: bool) -> Type | None:
    kinds = [one.kind if isinstance(one, CollectionType) else "" for one in concrete]
    if kinds and kinds[0] and all(kind == kinds[0] for kind in kinds) and len(concrete) == len(types):
        element = unify([one.element for one in concrete if isinstance(one, CollectionType)], unsafe=unsafe)
        return None if element is None else CollectionType(kinds[0], element)
    for wanted in _preferred(types):
        if all(convertible(one, wanted, unsafe=unsafe) for one in types):
            return wanted
    return None


def _preferred(types: Sequence[Type]) -> list[Type]:
    """Order the types so that the one that more of the others safely convert to comes first."""

    def rank(type: Type) -> int:
        return -sum(convertible(other, type, unsafe=False) and not same_type(other, type) for other in types)

    concrete = sorted((one for one in types if one != DYNAMIC), key=lambda one: (_unknown_parts(one), rank(one)))
    return [*concrete, *(one for one in types if one == DYNAMIC)]


def _unknown_parts(type: Type) -> int:
    return 1 if is_sequence(type) and has_dynamic(type) else 0


def _unify_objects(types: Sequence[ObjectType], *, unsafe: bool) -> Type | None:
    names = [name for name, _ in types[0].attributes]
    tables = [dict(one.attributes) for one in types]
    if any(table.keys() != tables[0].keys() for table in tables):
        return _collected([item for table in tables for item in table.values()], "map", unsafe=unsafe)
    found = [(name, unify([table[name] for table in tables], unsafe=unsafe)) for name in names]
    known = tuple((name, item) for name, item in found if item is not None)
    return ObjectType(known) if len(known) == len(found) else None


def _unify_tuples(types: Sequence[TupleType], *, unsafe: bool) -> Type | None:
    if any(len(one.elements) != len(types[0].elements) for one in types):
        return _collected([item for one in types for item in one.elements], "list", unsafe=unsafe)
    found = [unify(column, unsafe=unsafe) for column in zip(*(one.elements for one in types), strict=True)]
    known = tuple(item for item in found if item is not None)
    return TupleType(known) if len(known) == len(found) else None


def _collected(items: Sequence[Type], kind: str, *, unsafe: bool) -> Type | None:
    element = unify(items, unsafe=unsafe)
    return None if element is None else CollectionType(kind, element)
