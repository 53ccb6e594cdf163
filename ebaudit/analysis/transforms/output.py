"""Facts about what a filled template can become: broken JSON, injected markup, injected SQL."""

from collections.abc import Iterator

from ebaudit.analysis.transforms.context import Context, Use, Variable, text_of
from ebaudit.analysis.transforms.path import JsonPath
from ebaudit.jsontext import parse
from ebaudit.model.finding import Certainty, Fact
from ebaudit.model.value import Value

_PLAIN = ("id", "source", "specversion", "type", "time", "datacontenttype", "dataschema", "subject")
"""Attributes that are always strings, of characters that JSON and HTML leave alone (subject aside)."""


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


def _is_tame(variable: Variable) -> bool:
    """Tell whether the service itself keeps quotes and markup out of the value."""
    root = _root(variable)
    return root is not None and (root.startswith("aliyun") or root in ("id", "specversion", "time"))


def _is_object(variable: Variable) -> bool:
    path = variable.path
    return isinstance(path, JsonPath) and (not path.steps or (len(path.steps) == 1 and _root(variable) == "data"))


def _is_string(variable: Variable) -> bool:
    path = variable.path
    return isinstance(path, JsonPath) and len(path.steps) == 1 and _root(variable) in _PLAIN


def _sends_html(context: Context) -> bool:
    return context.key == "Body" and any(
        text_of(param.resource_key) == "IsHtmlBody" and text_of(param.value) == "true"
        for param in context.target.params
    )


def _html(context: Context) -> Iterator[Fact]:
    for use in context.uses:
        variable = _event_variable(context, use)
        if variable is not None and use.placeholder.function != "htmlEscape" and not _is_tame(variable):
            message = (
                f"The {context.name} puts {_shown(context, use)} into HTML unescaped; an event can bring markup in."
            )
            yield _fact(context, use, "unescaped-in-html", message)


def _sql(context: Context) -> Iterator[Fact]:
    param = context.param
    if context.form in ("JSONPATH", "ORIGINAL"):
        message = "The statement of ExecuteSQL is taken from the event itself."
        span = param.form.span if param.form is not None else param.block.span
        yield context.fact("event-data-in-sql", message, span, certainty=Certainty.DOCUMENTED)
    for use in context.uses:
        if _event_variable(context, use) is not None:
            message = f"The statement of ExecuteSQL holds {_shown(context, use)}, which comes from the event unescaped."
            yield _fact(context, use, "event-data-in-sql", message)


def _json(context: Context, text: str) -> Iterator[Fact]:
    inside = {use: _in_string(text, use.placeholder.start) for use in context.uses}
    broken = _broken(context, text, inside)
    if broken is not None:
        yield broken
        return
    for use, quoted in inside.items():
        variable = _event_variable(context, use)
        if variable is not None:
            yield from _slot(context, use, variable, quoted=quoted)


def _slot(context: Context, use: Use, variable: Variable, *, quoted: bool) -> Iterator[Fact]:
    if quoted and use.placeholder.function == "jsonEscape":
        return
    if quoted and _is_object(variable):
        message = f"The {context.name} quotes {_shown(context, use)}, which is an object, so its quotes end the string."
        yield _fact(context, use, "quoted-object-in-json", message)
    elif quoted and not _is_tame(variable):
        effect = "a quote in it breaks the JSON"
        message = f"The {context.name} puts {_shown(context, use)} into a JSON string unescaped; {effect}."
        yield _fact(context, use, "unescaped-string-in-json", message)
    elif not quoted and _is_string(variable):
        message = f"The {context.name} puts {_shown(context, use)} into JSON without quotes although it is a string."
        yield _fact(context, use, "unquoted-string-in-json", message)


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


def _shown(context: Context, use: Use) -> str:
    hidden = context.template is not None and context.template.hidden
    return "a variable" if hidden else f"'${{{use.placeholder.expression}}}'"


def _fact(context: Context, use: Use, code: str, message: str) -> Fact:
    hidden = context.template is not None and context.template.hidden
    index = context.uses.index(use)
    data: dict[str, Value] = {"variable": "" if hidden else use.placeholder.name}
    key = f"{'' if hidden else use.placeholder.name}#{index}"
    return context.fact(code, message, use.span, key=key, data=data, certainty=Certainty.DOCUMENTED)
