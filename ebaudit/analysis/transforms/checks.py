"""Facts about arguments that a form needs, refuses or ignores."""

from collections.abc import Iterator

from ebaudit.analysis.transforms.context import Context, Variable
from ebaudit.analysis.transforms.path import SCAN, JsonPath, PathProblem, Step, parse_path
from ebaudit.analysis.transforms.template import parse_template
from ebaudit.model.finding import Certainty, Fact
from ebaudit.model.source import Span
from ebaudit.model.value import Value, reveal

LENGTH_LIMIT = 10_240
"""Characters that a value or a template may have: https://www.alibabacloud.com/help/en/eventbridge/product-overview/limits."""

_NEEDS_VALUE = ("CONSTANT", "JSONPATH", "TEMPLATE")
_VARIABLES_OF_ITS_OWN = {("acs.k8s", "YamlContent"), ("acs.sls", "ContentSchema")}
_AWS_NAMES = {
    "detail": "data",
    "detail-type": "type",
    "account": "aliyunaccountid",
    "region": "aliyunregionid",
    "resources": "subject",
    "version": "specversion",
}
EVENT_NAMES = ("id", "source", "specversion", "type", "datacontenttype", "dataschema", "subject", "time", "data")


_IGNORED = {"ORIGINAL": ("value", "template"), "CONSTANT": ("template",), "JSONPATH": ("template",)}


def argument_facts(context: Context) -> Iterator[Fact]:
    """Find arguments that are missing, ignored or too long for the parameter's form."""
    value, template = context.value, context.template
    if context.form in _NEEDS_VALUE and (value is None or (value.is_empty and context.form != "CONSTANT")):
        message = f"The {context.name} has the form {context.form} but no value."
        yield context.fact("missing-value", message, _form_span(context), certainty=Certainty.DOCUMENTED)
    if context.form == "TEMPLATE" and (template is None or template.is_empty):
        message = f"The {context.name} has the form TEMPLATE but no template."
        yield context.fact("missing-template", message, _form_span(context), certainty=Certainty.DOCUMENTED)
    for name in _IGNORED.get(context.form or "", ()):
        found = value if name == "value" else template
        if found is not None and not found.is_empty and found.unknown is None:
            message = f"The {context.name} has the form {context.form}, which ignores the {name}."
            yield context.fact(
                "ignored-value",
                message,
                found.attribute.name_span or found.attribute.span,
                key=name,
                data={"argument": name},
                certainty=Certainty.DOCUMENTED,
            )
    yield from _long(context)


def _form_span(context: Context) -> Span | None:
    param = context.param
    return param.form.span if param.form is not None else param.block.span


def _long(context: Context) -> Iterator[Fact]:
    for name, found in (("value", context.value), ("template", context.template)):
        if found is not None and found.text is not None and len(found.text) > LENGTH_LIMIT:
            size = f"{len(found.text):,} characters; at most {LENGTH_LIMIT:,} are taken"
            message = f"The {name} of the {context.name} has {size}."
            yield context.fact(
                "template-value-too-long",
                message,
                found.attribute.span,
                key=name,
                data={"argument": name, "got": len(found.text), "limit": LENGTH_LIMIT},
                certainty=Certainty.DOCUMENTED,
            )


def constant_facts(context: Context) -> Iterator[Fact]:
    """Find constants that were probably meant to be a path or a template."""
    value = context.value
    if context.form != "CONSTANT" or value is None:
        return
    kind = reveal(context.target.type.value) if context.target.type is not None else None
    if isinstance(kind, str) and (kind, context.key) in _VARIABLES_OF_ITS_OWN:
        return
    text = value.text
    if text is not None and text.startswith(("$.", "$[")) and isinstance(parse_path(text), JsonPath):
        shown = "" if value.hidden else f" '{text}'"
        message = f"The {context.name} sends its constant{shown} as it stands; the text looks like a JSONPath."
        yield context.fact("constant-looks-like-path", message, value.attribute.span, certainty=Certainty.DOCUMENTED)
    for piece in value.pieces:
        for found in parse_template(piece.text).placeholders[:1]:
            shown = "a variable" if value.hidden else f"'{piece.text[found.start : found.end]}'"
            message = f"The {context.name} sends {shown} as it stands, since constants are not filled."
            span = value.place(piece, found.start, found.end)
            yield context.fact("constant-holds-variable", message, span, certainty=Certainty.DOCUMENTED)
            return


def path_facts(context: Context) -> Iterator[Fact]:
    """Find paths that the service refuses, takes for constants, or that can never have a value."""
    value = context.value
    if context.form == "JSONPATH" and value is not None and value.text:
        path = parse_path(value.text)
        yield from _JsonpathForm(context).judge(value.text, path)
    for index, variable in enumerate(context.variables.items):
        found = variable.path
        if found is not None:
            yield from _VariablePath(context, index, variable).judge(variable.text or "", found)


class _JsonpathForm:
    """Words and places for the one path of a JSONPATH parameter."""

    def __init__(self, context: Context, index: int = 0, variable: Variable | None = None) -> None:
        self.context = context
        self.index = index
        self.variable = variable
        self.name = "" if variable is None else variable.name

    @property
    def hidden(self) -> bool:
        return self.context.value is not None and self.context.value.hidden

    def subject(self, text: str) -> str:
        return (
            f"The path of the {self.context.name}" if self.hidden else f"The path '{text}' of the {self.context.name}"
        )

    def effect(self) -> str:
        return "the service refuses it"

    def span(self, start: int, end: int) -> Span | None:
        value = self.context.value
        return value.attribute.place((), (start, end)) if value is not None else None

    def judge(self, text: str, path: JsonPath | PathProblem) -> Iterator[Fact]:
        if isinstance(path, PathProblem):
            message = f"{self.subject(text)} is not well-formed: {_lower(path.message)[:-1]}; {self.effect()}."
            yield self.fact("invalid-jsonpath", message, self.span(path.start, path.end))
            return
        step = path.indefinite_step()
        if step is not None:
            message = f"{self.subject(text)} can select several values; {self.effect()}."
            yield self.fact("indefinite-jsonpath", message, self.step_span(step))
            return
        call = path.function_step()
        if call is not None:
            message = f"{self.subject(text)} calls a function; it is taken, but every delivery fails."
            yield self.fact("jsonpath-function", message, self.step_span(call), certainty=Certainty.MODELLED)
            return
        yield from self.foreign(text, path)

    def foreign(self, text: str, path: JsonPath) -> Iterator[Fact]:
        name = path.root_name()
        suggestion = _foreign(name) if name is not None else None
        if suggestion is not None:
            where = "an attribute" if self.hidden else f"'{name}'"
            message = f"{self.subject(text)} starts at {where}, which events do not have."
            span = self.step_span(path.steps[0])
            certain = Certainty.DOCUMENTED if name not in _AWS_NAMES else Certainty.INFERRED
            data = {"suggestion": f"$.{suggestion}" if suggestion and not self.hidden else ""}
            yield self.fact("jsonpath-foreign-root", message, span, data=data, certainty=certain)

    def step_span(self, step: Step) -> Span | None:
        return self.span(step.start, max(step.end, step.start + 2) if step.kind == SCAN else step.end)

    def fact(
        self,
        code: str,
        message: str,
        span: Span | None,
        *,
        data: dict[str, str] | None = None,
        certainty: Certainty = Certainty.DOCUMENTED,
    ) -> Fact:
        shown = "" if self.hidden else self.name
        key = f"#{self.index}" if self.hidden and self.name else shown
        parts: dict[str, Value] = {"variable": shown, **(data or {})}
        return self.context.fact(code, message, span, key=key, data=parts, certainty=certainty)


class _VariablePath(_JsonpathForm):
    """Words and places for the path of one variable."""

    def subject(self, text: str) -> str:
        return (
            f"A variable's path in the {self.context.name}"
            if self.hidden
            else f"The path '{text}' of the variable '{self.name}' in the {self.context.name}"
        )

    def effect(self) -> str:
        return "its text is sent in place of a value"

    def span(self, start: int, end: int) -> Span | None:
        return None if self.variable is None else self.variable.span


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def _foreign(name: str) -> str | None:
    """Return what was probably meant by an attribute that events do not have; empty when nobody can tell."""
    if name in EVENT_NAMES or name.startswith("aliyun"):
        return None
    if name in _AWS_NAMES:
        return _AWS_NAMES[name]
    if name.lower() in EVENT_NAMES or name.lower().startswith("aliyun"):
        return name.lower()
    is_extension = name.isascii() and name.isalnum() and name == name.lower()
    return None if is_extension else ""
