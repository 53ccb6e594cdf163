"""Facts about what a filled template can become: broken JSON, injected markup, injected SQL."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ebaudit.analysis.transforms.context import Context, Use, Variable, text_of
from ebaudit.analysis.transforms.path import JsonPath
from ebaudit.analysis.transforms.template import EMBED
from ebaudit.jsontext import parse
from ebaudit.model.finding import Certainty, Fact, Related
from ebaudit.model.value import Value

if TYPE_CHECKING:
    from ebaudit.catalog.payloads import Known

_PLAIN = ("id", "source", "specversion", "type", "time", "datacontenttype", "dataschema", "subject")
"""Attributes that are always strings, of characters that JSON and HTML leave alone (subject aside)."""

_OBJECTS = frozenset(("object", "array"))

SHOWN = 3
"""How many variables a message names."""

_EMBEDDED = rf'"{EMBED}"\s*:\s*"\Z'
"""What stands before a variable whose object is merged, quotes and all."""


def output_facts(context: Context) -> Iterator[Fact]:
    """Find templates whose output can break or be taken over by what an event holds."""
    if context.key == "ExecuteSQL":
        yield from _sql(context)
    template = context.template
    if context.form != "TEMPLATE" or template is None:
        return
    if _sends_html(context):
        yield from _html(context)
    elif template.text is not None and template.text.lstrip().startswith(("{", "[")):
        yield from _json(context, template.text)


def _event_variable(context: Context, use: Use) -> Variable | None:
    """Return the variable behind a placeholder when it comes from the event."""
    variable = context.defined().get(use.placeholder.name)
    path = variable.path if variable is not None else None
    return variable if isinstance(path, JsonPath) and path.indefinite_step() is None else None


def _root(variable: Variable) -> str | None:
    path = variable.path
    return path.root_name() if isinstance(path, JsonPath) else None


def _known(context: Context, variable: Variable) -> "Known | None":
    path = variable.path
    return context.known(path) if isinstance(path, JsonPath) else None


def _is_tame(context: Context, variable: Variable) -> bool:
    """Tell whether the service itself, or the declared schema, keeps quotes and markup out of the value."""
    root = _root(variable)
    if root is not None and (root.startswith("aliyun") or root in ("id", "source", "specversion", "time")):
        return True
    known = _known(context, variable)
    return known is not None and (known.tame or not known.types)


def _is_object(context: Context, variable: Variable) -> bool:
    """Tell whether the value surely is an object or array."""
    path = variable.path
    if isinstance(path, JsonPath) and (not path.steps or (len(path.steps) == 1 and _root(variable) == "data")):
        return True
    known = _known(context, variable)
    return known is not None and _OBJECTS & known.types == known.types - {"null"} != frozenset()


def _is_string(context: Context, variable: Variable) -> bool:
    """Tell whether the value surely is a string."""
    path = variable.path
    if isinstance(path, JsonPath) and len(path.steps) == 1 and _root(variable) in _PLAIN:
        return True
    known = _known(context, variable)
    return known is not None and known.types - {"null"} == {"string"}


def _sends_html(context: Context) -> bool:
    return context.key == "Body" and any(
        text_of(param.resource_key) == "IsHtmlBody" and text_of(param.value) == "true"
        for param in context.target.params
    )


def _html(context: Context) -> Iterator[Fact]:
    uses = [
        use
        for use in context.uses
        if (variable := _event_variable(context, use)) is not None
        and use.placeholder.function != "htmlEscape"
        and not _is_tame(context, variable)
    ]
    if uses:
        effect = "into HTML unescaped, so an event can bring markup in"
        yield _fact(context, uses, "unescaped-in-html", f"The {context.name} puts {_shown(context, uses)} {effect}.")


def _is_number(context: Context, variable: Variable) -> bool:
    """Tell whether the value surely has no text that a statement could be changed by."""
    known = _known(context, variable)
    return known is not None and bool(known.types) and known.types <= {"number", "integer", "boolean", "null"}


def _sql(context: Context) -> Iterator[Fact]:
    param = context.param
    if context.form in ("JSONPATH", "ORIGINAL"):
        message = "The statement of ExecuteSQL is taken from the event itself."
        span = param.form.span if param.form is not None else param.block.span
        yield context.fact("event-data-in-sql", message, span, certainty=Certainty.DOCUMENTED)
    uses = [
        use
        for use in context.uses
        if (variable := _event_variable(context, use)) is not None and not _is_number(context, variable)
    ]
    if uses:
        message = f"The statement of ExecuteSQL holds {_shown(context, uses)} from the event, unescaped."
        yield _fact(context, uses, "event-data-in-sql", message)


def _json(context: Context, text: str) -> Iterator[Fact]:
    inside = {
        use: _in_string(text, use.placeholder.start)
        for use in context.uses
        if EMBED not in text or not re.compile(_EMBEDDED).search(text, 0, use.placeholder.start)
    }
    broken = _broken(context, text, inside)
    if broken is not None:
        yield broken
        return
    found: dict[str, list[Use]] = {}
    for use, quoted in inside.items():
        variable = _event_variable(context, use)
        code = _slot(context, use, variable, quoted=quoted) if variable is not None else None
        if code is not None:
            found.setdefault(code, []).append(use)
    for code, uses in found.items():
        yield _fact(context, uses, code, f"The {context.name} puts {_shown(context, uses)} {_IN_JSON[code]}.")


_IN_JSON = {
    "quoted-object-in-json": "between quotes although it is an object or array, so its own quotes end the string",
    "unescaped-string-in-json": "into a JSON string unescaped, so a quote in a value breaks the JSON",
    "unquoted-string-in-json": "into JSON without quotes although it is a string",
}


def _slot(context: Context, use: Use, variable: Variable, *, quoted: bool) -> str | None:
    """Tell what is wrong with a variable of the event at its place in a JSON text."""
    if not quoted:
        return "unquoted-string-in-json" if _is_string(context, variable) else None
    if use.placeholder.function == "jsonEscape":
        return None
    if _is_object(context, variable):
        return "quoted-object-in-json"
    return None if _is_tame(context, variable) else "unescaped-string-in-json"


def _broken(context: Context, text: str, inside: dict[Use, bool]) -> Fact | None:
    """Judge the template with every placeholder replaced by a value of the same length."""
    filled = text
    for use, quoted in inside.items():
        start, end = use.placeholder.start, use.placeholder.end
        if not quoted and (_event_variable(context, use) is None or _touches(text, start, end)):
            return None
        blank = "x" * (end - start) if quoted else "0".ljust(end - start)
        filled = filled[:start] + blank + filled[end:]
    node, problems = parse(filled.replace("$${", "x${"))
    if node is not None or not problems or context.template is None:
        return None
    problem = problems[-1]
    message = f"The template of the {context.name} looks like JSON, but what it sends is not. {problem.message}"
    span = context.template.attribute.place((), (problem.start, problem.end))
    return context.fact("broken-json-output", message, span, certainty=Certainty.DOCUMENTED)


def _touches(text: str, start: int, end: int) -> bool:
    """Tell whether a placeholder is glued to other characters of the same token."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return (before not in "{[,: \t\r\n") or (after not in "}],: \t\r\n")


def _in_string(text: str, offset: int) -> bool:
    """Tell whether an offset of a JSON text lies inside a string."""
    inside, at = False, 0
    while at < offset:
        if inside and text[at] == "\\":
            at += 1
        elif text[at] == '"':
            inside = not inside
        at += 1
    return inside


def _hidden(context: Context) -> bool:
    return any(found is not None and found.hidden for found in (context.value, context.template))


def _shown(context: Context, uses: list[Use]) -> str:
    if _hidden(context):
        return "event data"
    names = list(dict.fromkeys(f"'${{{use.placeholder.expression}}}'" for use in uses))
    if len(names) > SHOWN:
        return f"{', '.join(names[:SHOWN])} and {len(names) - SHOWN} more"
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _fact(context: Context, uses: list[Use], code: str, message: str) -> Fact:
    names = () if _hidden(context) else tuple(dict.fromkeys(use.placeholder.name for use in uses))
    first, *rest = dict.fromkeys(use.span for use in uses)
    related = tuple(Related("here too", span) for span in rest if span is not None)
    data: dict[str, Value] = {"variables": names}
    return context.fact(code, message, first, data=data, related=related, certainty=Certainty.DOCUMENTED)
