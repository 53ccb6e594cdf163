"""Regular expressions, in RE2's dialect as Terraform has it, and ``replace``.

Source: https://developer.hashicorp.com/terraform/language/functions/regex
"""

import re
from collections.abc import Iterator
from typing import Any

from ebaudit.model.types import DYNAMIC, STRING, CollectionType, ObjectType, TupleType, Type
from ebaudit.model.value import ListValue, Unknown, Value
from ebaudit.readers.hcl.errors import EvalError
from ebaudit.readers.hcl.functions import MAX_TEXT
from ebaudit.readers.hcl.functions.arguments import text_at
from ebaudit.readers.hcl.functions.context import CallContext
from ebaudit.readers.hcl.marks import blend

_REFERENCE = re.compile(r"\$(?:\$|\{(\w+)\}|(\w+))")


def _compiled(pattern: str, argument: int) -> Any:
    import re2

    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(pattern, options)
    except re2.error as error:
        said = error.args[0].decode() if error.args and isinstance(error.args[0], bytes) else str(error)
        raise EvalError(f"invalid regular expression: {said}", argument=argument) from None


def _result_type(compiled: Any) -> Type:
    if not compiled.groups:
        return STRING
    names = sorted(compiled.groupindex)
    if not names:
        return TupleType((STRING,) * compiled.groups)
    if len(names) != compiled.groups:
        raise EvalError("the pattern mixes named and unnamed capture groups", argument=0)
    return ObjectType(tuple((name, STRING) for name in names))


def _result(match: Any, type: Type) -> Value:
    if isinstance(type, TupleType):
        return tuple(match.groups())
    if isinstance(type, ObjectType):
        return {name: match.group(name) for name, _ in type.attributes}
    return str(match.group(0))


def _undecided(args: list[Value]) -> list[Unknown]:
    return [value for value in args if isinstance(value, Unknown)]


def _regex(args: list[Value], _context: CallContext) -> Value:
    pending = _undecided(args)
    if isinstance(args[0], Unknown):
        return blend(pending)
    compiled = _compiled(text_at(args, 0), 0)
    kind = _result_type(compiled)
    if pending:
        return blend(pending, type=kind, not_null=True)
    match = compiled.search(text_at(args, 1))
    if match is None:
        raise EvalError("the pattern did not match any part of the given string")
    return _result(match, kind)


def _regexall(args: list[Value], _context: CallContext) -> Value:
    pending = _undecided(args)
    if isinstance(args[0], Unknown):
        return blend(pending, type=CollectionType("list", DYNAMIC), not_null=True)
    compiled = _compiled(text_at(args, 0), 0)
    kind = _result_type(compiled)
    if pending:
        return blend(pending, type=CollectionType("list", kind), not_null=True)
    return ListValue((_result(match, kind) for match in _matches(compiled, text_at(args, 1))), kind)


def _matches(compiled: Any, text: str) -> Iterator[Any]:
    """Yield the matches one after the other, without empty ones that touch the one before, as Go does."""
    end = -1
    for match in compiled.finditer(text):
        if match.end() > match.start() or match.start() != end:
            yield match
        end = match.end()


def _replace(args: list[Value], _context: CallContext) -> Value:
    text, old, new = text_at(args, 0), text_at(args, 1), text_at(args, 2)
    if len(old) > 1 and old.startswith("/") and old.endswith("/"):
        return _replace_matches(text, _compiled(old[1:-1], 1), new)
    _refuse_large(len(text) + (text.count(old) if old else len(text) + 1) * len(new))
    return text.replace(old, new)


def _replace_matches(text: str, compiled: Any, new: str) -> str:
    made: list[str] = []
    end = size = 0
    for match in _matches(compiled, text):
        made += [text[end : match.start()], _expanded(match, new)]
        size += len(made[-1]) + len(made[-2])
        _refuse_large(size)
        end = match.end()
    return "".join([*made, text[end:]])


def _expanded(match: Any, template: str) -> str:
    def reference(found: "re.Match[str]") -> str:
        name = found[1] or found[2]
        if name is None:
            return "$"
        if name.isdecimal():
            return match.group(int(name)) or "" if int(name) <= match.re.groups else ""
        return match.group(name) or "" if name in match.re.groupindex else ""

    return _REFERENCE.sub(reference, template)


def _refuse_large(size: int) -> None:
    if size > MAX_TEXT:
        raise EvalError("the resulting text is larger than 16 MiB", code="too-large")


IMPLEMENTATIONS = {"regex": _regex, "regexall": _regexall, "replace": _replace}
