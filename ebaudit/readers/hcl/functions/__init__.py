"""Terraform's functions, one table. A family's module is imported when one of its functions is called.

``FUNCTIONS`` maps every name to its ``Function``; ``call`` applies one to values with Terraform's rules for
null, unknown and marked arguments.
Source: https://developer.hashicorp.com/terraform/language/functions
"""

from collections.abc import Callable, Iterator, Mapping

from ebaudit.model.record import Record
from ebaudit.model.types import BOOL, DYNAMIC, NUMBER, STRING, CollectionType, Type
from ebaudit.model.value import Unknown, Value
from ebaudit.readers.hcl.convert import convert
from ebaudit.readers.hcl.equality import unmark_deep
from ebaudit.readers.hcl.errors import EvalError
from ebaudit.readers.hcl.functions.context import CallContext
from ebaudit.readers.hcl.functions.signatures import SIGNATURES
from ebaudit.readers.hcl.marks import NONE, blend, mark, unmark

MAX_TEXT = 16 * 1024 * 1024
MAX_NESTING = 200
"""How deep lists and maps may nest in a value: as deep as brackets may in the syntax."""
LAZY = "lazy"

Implementation = Callable[[list[Value], CallContext], Value]


class Parameter(Record):
    """One parameter: its name and type, and whether null, unknown and marked arguments are passed on.

    ``raw`` arguments keep the marks on themselves, for functions about marks.
    """

    name: str
    type: Type
    null: bool
    unknown: bool
    marked: bool
    raw: bool


class Function(Record):
    """One function; ``variadic`` is the parameter of all further arguments. ``family`` names its module."""

    name: str
    family: str
    parameters: tuple[Parameter, ...]
    variadic: Parameter | None
    returns: Type

    @property
    def lazy(self) -> bool:
        """Tell whether the evaluator itself evaluates it, because its arguments may fail."""
        return self.family == LAZY

    def implementation(self) -> Implementation:
        """Return what computes it, importing the family."""
        table = _FAMILIES.get(self.family)
        if table is None:
            from importlib import import_module

            table = _FAMILIES[self.family] = import_module(f"{__name__}.{self.family}").IMPLEMENTATIONS
        return table[self.name]


_FAMILIES: dict[str, dict[str, Implementation]] = {}


class _Table(Mapping[str, Function]):
    """Functions made of their signatures when asked for."""

    def __init__(self) -> None:
        self._made: dict[str, Function] = {}

    def __getitem__(self, name: str) -> Function:
        made = self._made.get(name)
        if made is None:
            made = self._made[name] = _function(name, *SIGNATURES[name])
        return made

    def __contains__(self, name: object) -> bool:
        return name in SIGNATURES

    def __iter__(self) -> Iterator[str]:
        return iter(SIGNATURES)

    def __len__(self) -> int:
        return len(SIGNATURES)


FUNCTIONS: Mapping[str, Function] = _Table()
_TEXTUAL = (STRING, DYNAMIC)
"""Types of parameters that a text can be given for as it is."""
_PRIMITIVES: dict[str, Type] = {"string": STRING, "number": NUMBER, "bool": BOOL, "dynamic": DYNAMIC}


def _type(text: str) -> Type:
    if text in _PRIMITIVES:
        return _PRIMITIVES[text]
    kind, _, rest = text.partition("(")
    return CollectionType(kind, _type(rest[:-1]))


def _function(name: str, family: str, parameters: str, returns: str) -> Function:
    made: list[Parameter] = []
    variadic = None
    for text in parameters.split():
        label, _, rest = text.partition(":")
        kind = rest.rstrip("?~!^*")
        flags = rest[len(kind) :]
        parameter = Parameter(label, _type(kind), "?" in flags, "~" in flags, "!" in flags, "^" in flags)
        if "*" in flags:
            variadic = parameter
        else:
            made.append(parameter)
    return Function(name, family, tuple(made), variadic, _type(returns))


def call(name: str, args: list[Value], context: CallContext) -> Value:
    """Call a function by name (``core::`` is allowed before it).

    Raises EvalError when Terraform would refuse the call, with the index of the argument at fault when there is one.
    """
    name = name.removeprefix("core::")
    if name not in FUNCTIONS:
        raise EvalError(f'There is no function named "{name}".', code="unsupported-function")
    function = FUNCTIONS[name]
    if function.lazy:
        raise EvalError(f'"{name}" cannot be called with evaluated arguments.')
    prepared, marks, pending = _prepare(function, args)
    if pending:
        return mark(blend(pending, type=function.returns, not_null=function.returns != DYNAMIC), marks)
    result = function.implementation()(prepared, context)
    if isinstance(result, str) and len(result) > MAX_TEXT:
        raise EvalError("the resulting text is larger than 16 MiB", code="too-large")
    return mark(result, marks)


def _prepare(function: Function, args: list[Value]) -> tuple[list[Value], frozenset[str], list[Unknown]]:
    """Check and convert the arguments; return them with marks to carry over and the unknowns that decide."""
    _check_count(function, len(args))
    prepared: list[Value] = []
    pending: list[Unknown] = []
    marks = NONE
    for index, value in enumerate(args):
        parameter = _parameter(function, index)
        if parameter.raw or (value.__class__ is str and parameter.type in _TEXTUAL):
            prepared.append(value)
            continue
        bare, found = unmark(value) if parameter.marked else unmark_deep(value)
        marks |= found
        bare, more = unmark(_converted(parameter, bare, index))
        marks |= more
        if isinstance(bare, Unknown) and not parameter.unknown:
            pending.append(bare)
        prepared.append(bare)
    return prepared, marks, pending


def _check_count(function: Function, count: int) -> None:
    least = len(function.parameters)
    if count < least:
        missing = function.parameters[count].name
        raise EvalError(f'not enough arguments: missing a value for "{missing}"')
    if count > least and function.variadic is None:
        raise EvalError(f"too many arguments: {least} expected, {count} given", argument=least)


def _parameter(function: Function, index: int) -> Parameter:
    if index < len(function.parameters) or function.variadic is None:
        return function.parameters[index]
    return function.variadic


def _converted(parameter: Parameter, value: Value, index: int) -> Value:
    if value is None and not parameter.null:
        raise EvalError(f'invalid value for "{parameter.name}": argument must not be null', argument=index)
    try:
        return convert(value, parameter.type)
    except EvalError as error:
        message = f'invalid value for "{parameter.name}": {error.message}'
        raise EvalError(message, argument=index, code=error.code) from None
