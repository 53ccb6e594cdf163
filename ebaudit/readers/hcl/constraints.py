"""Type constraints of variables: parsing, and the defaults that their optional attributes carry.

Source: https://developer.hashicorp.com/terraform/language/expressions/type-constraints
"""

from collections.abc import Mapping

from ebaudit.model.types import BOOL, DYNAMIC, NUMBER, STRING, CollectionType, ObjectType, TupleType, Type
from ebaudit.model.value import ListValue, MapValue, Sensitive, SetValue, Unknown, Value
from ebaudit.readers.hcl.convert import convert
from ebaudit.readers.hcl.core import evaluate
from ebaudit.readers.hcl.declarations import literal_text
from ebaudit.readers.hcl.faults import Fault, suggestion
from ebaudit.readers.hcl.scope import Scope
from ebaudit.readers.hcl.tree import Call, Expr, ObjectCons, TupleCons, Variable

PRIMITIVES: Mapping[str, Type] = {"string": STRING, "number": NUMBER, "bool": BOOL, "any": DYNAMIC}
LEGACY: Mapping[str, Type] = {
    "list": CollectionType("list", DYNAMIC),
    "map": CollectionType("map", DYNAMIC),
    "string": STRING,
}
KINDS = ("list", "set", "map", "object", "tuple")


class Constraint:
    """A type with the defaults of its optional attributes; ``children`` are those of its parts, by name or kind."""

    __slots__ = ("children", "defaults", "has_defaults", "type")

    def __init__(self, type: Type, defaults: dict[str, Value], children: dict[str, "Constraint"]) -> None:
        self.type = type
        self.defaults = defaults
        self.children = children
        self.has_defaults: bool = bool(defaults) or any(child.has_defaults for child in children.values())


ANY = Constraint(DYNAMIC, {}, {})


def parse_constraint(expr: Expr, scope: Scope) -> Constraint:
    """Return the constraint that a ``type`` argument writes; raise ``Fault`` where it is none."""
    legacy = literal_text(expr)
    if legacy is not None:
        if legacy in LEGACY:
            return Constraint(LEGACY[legacy], {}, {})
        raise _no_type(legacy, expr)
    if isinstance(expr, Variable):
        if expr.name in PRIMITIVES:
            return Constraint(PRIMITIVES[expr.name], {}, {})
        if expr.name in LEGACY:
            return Constraint(LEGACY[expr.name], {}, {})
        raise _no_type(expr.name, expr)
    if isinstance(expr, Call):
        return _constructed(expr, scope)
    raise Fault("This is not a type: a type is a word such as string, or a call such as list(string).", expr)


def _no_type(name: str, expr: Expr) -> Fault:
    return Fault(
        f'There is no type named "{name}".{suggestion(name, [*PRIMITIVES, *KINDS])}', expr, code="invalid-type"
    )


def _constructed(expr: Call, scope: Scope) -> Constraint:
    if expr.name not in KINDS:
        raise _no_type(expr.name, expr)
    if len(expr.arguments) != 1:
        raise Fault(f'"{expr.name}" takes exactly one argument.', expr, code="invalid-type")
    argument = expr.arguments[0]
    if expr.name == "object":
        return _object(argument, scope)
    if expr.name == "tuple":
        return _tuple(argument, scope)
    element = parse_constraint(argument, scope)
    return Constraint(CollectionType(expr.name, element.type), {}, {"": element})


def _tuple(expr: Expr, scope: Scope) -> Constraint:
    if not isinstance(expr, TupleCons):
        raise Fault("A tuple type lists its element types in brackets.", expr, code="invalid-type")
    parts = [parse_constraint(item, scope) for item in expr.items]
    children = {str(index): part for index, part in enumerate(parts)}
    return Constraint(TupleType(tuple(part.type for part in parts)), {}, children)


def _object(expr: Expr, scope: Scope) -> Constraint:
    if not isinstance(expr, ObjectCons):
        raise Fault("An object type lists its attributes in braces.", expr, code="invalid-type")
    children: dict[str, Constraint] = {}
    defaults: dict[str, Value] = {}
    optional: set[str] = set()
    for key, type_expr in expr.items:
        name = key.name if isinstance(key, Variable) else literal_text(key)
        if name is None:
            raise Fault("The name of an attribute in an object type is a plain word.", key, code="invalid-type")
        children[name], is_optional = _attribute(name, type_expr, scope, defaults)
        if is_optional:
            optional.add(name)
    attributes = tuple((name, child.type) for name, child in children.items())
    return Constraint(ObjectType(attributes, frozenset(optional)), defaults, children)


def _attribute(name: str, expr: Expr, scope: Scope, defaults: dict[str, Value]) -> tuple[Constraint, bool]:
    if not isinstance(expr, Call) or expr.name != "optional":
        return parse_constraint(expr, scope), False
    if not 1 <= len(expr.arguments) <= 2:
        raise Fault('"optional" takes a type and perhaps a default.', expr, code="invalid-type")
    child = parse_constraint(expr.arguments[0], scope)
    if len(expr.arguments) > 1:
        default = evaluate(expr.arguments[1], scope)
        defaults[name] = convert(apply_defaults(default, child), child.type)
    return child, True


def apply_defaults(value: Value, constraint: Constraint) -> Value:
    """Return ``value`` with absent and null optional attributes replaced by their defaults, at every depth."""
    if not constraint.has_defaults or value is None or isinstance(value, Unknown):
        return value
    if isinstance(value, Sensitive):
        return Sensitive(apply_defaults(value.value, constraint), value.marks)
    if isinstance(value, dict):
        return _defaults_of_members(value, constraint)
    if isinstance(value, tuple):
        return _defaults_of_items(value, constraint)
    return value


def _defaults_of_members(value: dict[str, Value], constraint: Constraint) -> Value:
    element = constraint.children.get("") if isinstance(constraint.type, CollectionType) else None
    if element is not None:
        made = {key: apply_defaults(item, element) for key, item in value.items()}
        return made if not isinstance(value, MapValue) else _loose_map(made, value)
    made = {}
    for name, item in value.items():
        child = constraint.children.get(name)
        made[name] = item if child is None else apply_defaults(item, child)
    for name, default in constraint.defaults.items():
        if made.get(name) is None:
            made[name] = default
    return made


def _loose_map(made: dict[str, Value], was: MapValue) -> Value:
    return was if all(made[key] is item for key, item in was.items()) else made


def _defaults_of_items(value: tuple[Value, ...], constraint: Constraint) -> Value:
    element = constraint.children.get("")
    if element is not None:
        made = [apply_defaults(item, element) for item in value]
    else:
        parts = constraint.children
        made = [apply_defaults(item, parts[str(i)]) if str(i) in parts else item for i, item in enumerate(value)]
    unchanged = all(new is old for new, old in zip(made, value, strict=True))
    return value if unchanged and isinstance(value, (ListValue, SetValue)) else tuple(made)
