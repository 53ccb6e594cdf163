"""Facts about the variables that a template uses and its value defines."""

from collections.abc import Iterator, Mapping

from ebaudit.analysis.transforms.context import Context, Use
from ebaudit.analysis.transforms.template import FUNCTIONS, parse_template
from ebaudit.model.finding import Certainty, Fact, Related
from ebaudit.suggest import closest


def variable_facts(context: Context) -> Iterator[Fact]:
    """Find variables that are never defined, never used, or defined in a way that the service refuses."""
    if context.form != "TEMPLATE":
        return
    yield from _malformed(context)
    yield from _unclosed(context)
    if context.value is None or context.value.is_empty:
        return
    if any(problem.code != "duplicate-key" for problem, _ in context.variables.problems):
        return
    yield from _undefined(context)
    if context.template is not None and not context.template.is_empty:
        yield from _unused(context)


def _malformed(context: Context) -> Iterator[Fact]:
    value = context.value
    if value is None or value.is_empty:
        return
    for index, (problem, span) in enumerate(context.variables.problems):
        hidden = value.hidden
        if problem.code == "duplicate-key":
            message = f"The variables of the {context.name} name one variable twice; only its last value counts."
            yield context.fact("duplicate-variable", message, span, key=str(index), certainty=Certainty.MODELLED)
            continue
        why = "" if hidden and problem.code == "not-flat" else f" {problem.message}"
        message = f"The variables of the {context.name} are not a flat JSON object.{why}"
        yield context.fact(
            "malformed-variables",
            message,
            span,
            key=str(index) if index else "",
            data={"reason": problem.code},
            certainty=Certainty.DOCUMENTED,
        )
        return


def _unclosed(context: Context) -> Iterator[Fact]:
    template = context.template
    if template is None:
        return
    for piece in template.pieces:
        if piece.open:
            continue
        for start in parse_template(piece.text).unclosed:
            message = f"The template of the {context.name} has a '${{' without '}}'; it is sent as it stands."
            span = template.place(piece, start, start + 2)
            yield context.fact("unclosed-variable", message, span, certainty=Certainty.MODELLED)


def _first_uses(context: Context) -> dict[str, list[Use]]:
    uses: dict[str, list[Use]] = {}
    for use in context.uses:
        uses.setdefault(use.placeholder.name, []).append(use)
    return uses


def _undefined(context: Context) -> Iterator[Fact]:
    defined = context.defined()
    for name, uses in _first_uses(context).items():
        use = uses[0]
        if use.placeholder.function is not None and use.placeholder.function not in FUNCTIONS:
            yield _unknown_function(context, use)
            continue
        if name in defined or all(found.placeholder.default is not None for found in uses):
            continue
        yield _undefined_fact(context, name, uses, defined)


def _undefined_fact(context: Context, name: str, uses: list[Use], defined: Mapping[str, object]) -> Fact:
    hidden = _hidden(context)
    suggestion = closest(name, defined, 0.75)
    subject = "a variable" if hidden else f"the variable '{name}'"
    message = f"The template of the {context.name} uses {subject}, which its value does not define."
    if suggestion and not hidden and suggestion.lower() == name.lower():
        message = f"{message[:-1]}; it defines '{suggestion}', and case counts."
    span = uses[0].span
    related: list[Related] = []
    close = [item for item in context.variables.items if item.name == suggestion and item.name_span]
    if close and close[0].name_span is not None:
        related = [Related(f"'{suggestion}' is defined here" if not hidden else "defined here", close[0].name_span)]
    return context.fact(
        "undefined-variable",
        message,
        span,
        key=f"#{list(_first_uses(context)).index(name)}" if hidden else name,
        data={"variable": "" if hidden else name, "suggestion": "" if hidden else suggestion, "uses": len(uses)},
        related=tuple(related),
        undecided=context.variables.unknown,
        certainty=Certainty.DOCUMENTED,
    )


def _unknown_function(context: Context, use: Use) -> Fact:
    function = use.placeholder.function or ""
    hidden = _hidden(context)
    subject = "a function" if hidden else f"'{function}'"
    message = f"The template of the {context.name} calls {subject}, but only jsonEscape and htmlEscape exist."
    data = {"function": "" if hidden else function, "suggestion": "" if hidden else closest(function, FUNCTIONS, 0.75)}
    key = "" if hidden else use.placeholder.expression
    return context.fact("unknown-function", message, use.span, key=key, data={**data}, certainty=Certainty.DOCUMENTED)


def _unused(context: Context) -> Iterator[Fact]:
    used = {use.placeholder.name for use in context.uses} | {use.placeholder.expression for use in context.uses}
    for variable in context.variables.items:
        if variable.text is not None and "${" in variable.text:
            used |= {found.name for found in parse_template(variable.text).placeholders}
    hidden = _hidden(context)
    for index, variable in enumerate(context.variables.items):
        if variable.name in used:
            continue
        subject = "a variable" if hidden else f"the variable '{variable.name}'"
        message = f"The value of the {context.name} defines {subject}, which its template never uses."
        yield context.fact(
            "unused-variable",
            message,
            variable.name_span,
            key=f"#{index}" if hidden else variable.name,
            data={"variable": "" if hidden else variable.name},
            undecided=context.template.unknown if context.template is not None else None,
            certainty=Certainty.DOCUMENTED,
        )


def _hidden(context: Context) -> bool:
    return any(found is not None and found.hidden for found in (context.value, context.template))
