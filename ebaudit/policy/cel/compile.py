"""From the encoded syntax tree (:func:`ebaudit.policy.cel.tree.encode`) to Python closures over a list of variables.

Slot 0 of the list holds the :class:`State` of the evaluation, then come the variables. A closure
returns a CEL value or an ``Unknown`` and raises :class:`CelError`. Logic is Kleene's over true,
false and unknown; as in CEL, ``&&``, ``||``, all and exists drop an error when another operand
decides, and an unknown hides an error.
"""

from collections.abc import Callable, Mapping
from typing import Any

from ebaudit.model.record import Record
from ebaudit.model.value import Sensitive, Unknown
from ebaudit.policy.cel.errors import CelError, MissingKeyError
from ebaudit.policy.cel.functions import FUNCTIONS, LENIENT
from ebaudit.policy.cel.operators import arithmetic, contains, equal, index, negate, no_overload, ordering
from ebaudit.policy.cel.values import TYPE_NAMES, Absent, PartialMap, UInt, key_of, merge, settle

Run = Callable[[list[Any]], Any]
Encoded = list[Any]
MOST_STEPS = 200_000
_PLAIN = frozenset({str, bool, int, float, dict, tuple, type(None)})


LITERALS: dict[str, Callable[[Any], Any]] = {
    "lit": lambda value: value,
    "bytes": bytes.fromhex,
    "uint": UInt,
    "double": float,
}
"""How each kind of constant is encoded."""


class State:
    """What one evaluation adds up: loop steps, and whether it looked at something sensitive."""

    __slots__ = ("sensitive", "steps")

    def __init__(self) -> None:
        self.steps = 0
        self.sensitive = False

    def spend(self, steps: int) -> None:
        """Count loop steps; an error beyond the bound."""
        self.steps += steps
        if self.steps > MOST_STEPS:
            raise CelError(f"the expression takes more than {MOST_STEPS:,} steps")


class Program(Record):
    """A compiled expression; ``slots`` is the length of the list of variables that it needs."""

    run: Run
    slots: int


def compile_code(code: Encoded, variables: tuple[str, ...]) -> Program:
    """Compile an encoded tree, checked before, whose variables stand in slots 1, 2, ... in the given order."""
    compiler = Compiler({name: slot for slot, name in enumerate(variables, start=1)})
    return Program(compiler.compile(code), compiler.most + 1)


def read(value: Any, env: list[Any]) -> Any:
    """Settle a value that is not plain, and remember it if it was sensitive."""
    if value.__class__ in _PLAIN:
        return value
    if isinstance(value, Sensitive):
        env[0].sensitive = True
    return settle(value)


class Compiler:
    """Turns encoded nodes into closures; ``slots`` says where the variables in scope are."""

    def __init__(self, slots: Mapping[str, int]) -> None:
        self.slots = dict(slots)
        self.most = len(slots)
        self.free = len(slots) + 1

    def compile(self, code: Encoded) -> Run:
        """Compile one node."""
        kind = code[0]
        if kind == "get":
            return self._select(code[2], code[3])
        if kind == "call":
            return self._call(code[2], code[3], receiver=code[4])
        if kind == "id":
            return self._ident(code[2])
        if kind in LITERALS:
            value = LITERALS[kind](code[2])
            return lambda env: value
        if kind == "has":
            return _has(self.compile(code[2]), code[3])
        if kind == "list":
            return self._list(code[2])
        if kind == "map":
            return _map_display([(self.compile(key), self.compile(value)) for key, value in code[2]])
        return self._loop(*code[2:])

    def _list(self, codes: list[Encoded]) -> Run:
        if all(code[0] in LITERALS for code in codes):
            constant = tuple(LITERALS[code[0]](code[2]) for code in codes)
            return lambda env: constant
        items = [self.compile(code) for code in codes]
        return lambda env: tuple([item(env) for item in items])

    def _ident(self, name: str) -> Run:
        slot = self.slots.get(name)
        if slot is None:
            named = TYPE_NAMES[name]
            return lambda env: named

        def run(env: list[Any]) -> Any:
            value = env[slot]
            return value if value.__class__ in _PLAIN else read(value, env)

        return run

    def _select(self, of: Encoded, field: str) -> Run:
        if of[0] == "id" and of[2] in self.slots:
            return _get_of_slot(self.slots[of[2]], field)
        operand = self.compile(of)

        def run(env: list[Any]) -> Any:
            base = operand(env)
            if base.__class__ is dict and field in base:
                value = base[field]
                return value if value.__class__ in _PLAIN else read(value, env)
            return read(field_of(base, field), env)

        return run

    def _call(self, name: str, codes: list[Encoded], *, receiver: bool) -> Run:
        if name in _EQUALITY and codes[1][0] == "lit" and isinstance(codes[1][2], str):
            return _equals_text(self.compile(codes[0]), codes[1][2], wanted=_EQUALITY[name])
        if name == "_in_" and _are_texts(codes[1]):
            return _in_texts(self.compile(codes[0]), self.compile(codes[1]), tuple(code[2] for code in codes[1][2]))
        args = [self.compile(code) for code in codes]
        if name in _LOGIC:
            return _LOGIC[name](*args)
        if name in _UNARY:
            return _unary(args[0], _UNARY[name])
        if name in _BINARY:
            return _binary(args[0], args[1], _BINARY[name])
        function = FUNCTIONS[name][0 if receiver else 1][len(args)]
        return _lenient(args, function) if name in LENIENT else _strict(args, function)

    def _loop(self, macro: str, over: Encoded, variable: str, test: Encoded | None, made: Encoded | None) -> Run:
        from ebaudit.policy.cel.loops import LOOPS  # loops run what this module compiles

        domain = self.compile(over)
        outer, self.free = self.slots, self.free + 1
        slot = self.free - 1
        self.most = max(self.most, slot)
        self.slots = {**outer, variable: slot}
        condition = None if test is None else self.compile(test)
        result = None if made is None else self.compile(made)
        self.slots, self.free = outer, slot
        return LOOPS[macro](domain, slot, condition, result)


def _get_of_slot(slot: int, field: str) -> Run:
    """Do what two closures would, for the commonest expression: a field of a variable."""

    def run(env: list[Any]) -> Any:
        base = env[slot]
        if base.__class__ is dict and field in base:
            value = base[field]
            return value if value.__class__ in _PLAIN else read(value, env)
        return read(field_of(read(base, env), field), env)

    return run


def field_of(base: Any, field: str) -> Any:
    """Return a field of a map, an unknown of an unknown; an error when it is not there."""
    if isinstance(base, dict):
        if field in base:
            return base[field]
        if isinstance(base, PartialMap):
            return base.rest
        raise MissingKeyError(f"no such key: {field}")
    if isinstance(base, Unknown):
        return base
    raise no_overload(f".{field}", base)


def _has(operand: Run, field: str) -> Run:
    def run(env: list[Any]) -> Any:
        base = operand(env)
        if isinstance(base, dict):
            if field not in base:
                return base.rest if isinstance(base, PartialMap) else False
            value = settle(base[field])
            if isinstance(value, Absent):
                return False
            return value if isinstance(value, Unknown) and not value.not_null else True
        if isinstance(base, Unknown):
            return base
        raise no_overload(f"has .{field}", base)

    return run


def _map_display(entries: list[tuple[Run, Run]]) -> Run:
    def run(env: list[Any]) -> Any:
        made: dict[Any, Any] = {}
        for key_run, value_run in entries:
            key = key_run(env)
            if isinstance(key, Unknown):
                return key
            name = key_of(key)
            if name in made:
                raise CelError(f"repeated key: {key}")
            made[name] = value_run(env)
        return made

    return run


def _logic(decisive: bool, name: str) -> Callable[[Run, Run], Run]:
    other = not decisive

    def build(left: Run, right: Run) -> Run:
        def run(env: list[Any]) -> Any:
            try:
                first = left(env)
            except CelError as error:
                first = error
            if first is decisive:
                return decisive
            try:
                second = right(env)
            except CelError as error:
                second = error
            if second is decisive:
                return decisive
            if first is other and second is other:
                return other
            return settle_logic(first, second, name)

        return run

    return build


def settle_logic(first: Any, second: Any, name: str) -> Any:
    """Decide what two operands come to when neither decides: unknown, an error, or a type error."""
    parts = [part for part in (first, second) if isinstance(part, Unknown)]
    if parts:
        return parts[0] if len(parts) == 1 else merge(*parts)
    for part in (first, second):
        if isinstance(part, CelError):
            raise part
    raise no_overload(name, first, second)


def _conditional(condition: Run, yes: Run, no: Run) -> Run:
    def run(env: list[Any]) -> Any:
        decided = condition(env)
        if decided is True:
            return yes(env)
        if decided is False:
            return no(env)
        if isinstance(decided, Unknown):
            return decided
        raise no_overload("_?_:_", decided)

    return run


def _not(operand: Run) -> Run:
    def run(env: list[Any]) -> Any:
        value = operand(env)
        if value is True:
            return False
        if value is False:
            return True
        if isinstance(value, Unknown):
            return value
        raise no_overload("!_", value)

    return run


def _equality(wanted: bool) -> Callable[[Run, Run], Run]:
    def build(left: Run, right: Run) -> Run:
        def run(env: list[Any]) -> Any:
            a, b = left(env), right(env)
            if a.__class__ is str and b.__class__ is str:
                return (a == b) is wanted
            answer = equal(a, b)
            return answer if isinstance(answer, Unknown) else answer is wanted

        return run

    return build


def _equals_text(operand: Run, text: str, *, wanted: bool) -> Run:
    def run(env: list[Any]) -> Any:
        value = operand(env)
        if value.__class__ is str:
            return (value == text) is wanted
        answer = equal(value, text)
        return answer if isinstance(answer, Unknown) else answer is wanted

    return run


def _are_texts(code: Encoded) -> bool:
    return code[0] == "list" and all(each[0] == "lit" and isinstance(each[2], str) for each in code[2])


def _in_texts(operand: Run, whole: Run, texts: tuple[str, ...]) -> Run:
    """Do what the operator would, for a list of constant texts; ``whole`` is that list for all other operands."""
    among = frozenset(texts)
    generally = _binary(operand, whole, contains)

    def run(env: list[Any]) -> Any:
        value = operand(env)
        return value in among if value.__class__ is str else generally(env)

    return run


def _unary(operand: Run, function: Callable[[Any], Any]) -> Run:
    def run(env: list[Any]) -> Any:
        value = operand(env)
        return value if isinstance(value, Unknown) else function(value)

    return run


def _binary(left: Run, right: Run, function: Callable[[Any, Any], Any]) -> Run:
    lenient = function in _TAKE_UNKNOWN

    def run(env: list[Any]) -> Any:
        a, b = left(env), right(env)
        if not lenient and (isinstance(a, Unknown) or isinstance(b, Unknown)):
            return _unknown_operand(a, b)
        return read(function(a, b), env)

    return run


def _unknown_operand(*args: Any) -> Unknown:
    causes = [arg for arg in args if isinstance(arg, Unknown)]
    merged = causes[0]
    for cause in causes[1:]:
        merged = merge(merged, cause)
    return merged


def _strict(args: list[Run], function: Callable[..., Any]) -> Run:
    def run(env: list[Any]) -> Any:
        values = [arg(env) for arg in args]
        if any(isinstance(value, Unknown) for value in values):
            return _unknown_operand(*values)
        return read(function(*values), env)

    return run


def _lenient(args: list[Run], function: Callable[..., Any]) -> Run:
    def run(env: list[Any]) -> Any:
        return function(*[arg(env) for arg in args])

    return run


_EQUALITY = {"_==_": True, "_!=_": False}
_LOGIC: dict[str, Callable[..., Run]] = {
    "_&&_": _logic(decisive=False, name="&&"),
    "_||_": _logic(decisive=True, name="||"),
    "_?_:_": _conditional,
    "!_": _not,
    "_==_": _equality(wanted=True),
    "_!=_": _equality(wanted=False),
}
_UNARY = {"-_": negate}
_BINARY: dict[str, Callable[[Any, Any], Any]] = {
    **{name: arithmetic(name) for name in ("_+_", "_-_", "_*_", "_/_", "_%_")},
    **{name: ordering(name) for name in ("_<_", "_<=_", "_>_", "_>=_")},
    "_in_": contains,
    "_[_]": index,
}
_TAKE_UNKNOWN = frozenset(_BINARY[name] for name in ("_<_", "_<=_", "_>_", "_>=_"))
OPERATORS = frozenset((*_LOGIC, *_UNARY, *_BINARY))
