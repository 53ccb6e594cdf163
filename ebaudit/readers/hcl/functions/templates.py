"""``templatefile`` and ``templatestring``: rendered by the evaluator itself.

Source: https://developer.hashicorp.com/terraform/language/functions/templatefile
"""

from ebaudit.model.value import Value
from ebaudit.readers.hcl.errors import EvalError
from ebaudit.readers.hcl.functions.arguments import text_at
from ebaudit.readers.hcl.functions.context import CallContext


def _variables(args: list[Value]) -> dict[str, Value]:
    if not isinstance(args[1], dict):
        raise EvalError("invalid vars value: must be a map", argument=1)
    for name in args[1]:
        if not name.replace("-", "_").isidentifier():
            message = f'invalid template variable name "{name}": it must be an identifier'
            raise EvalError(message, argument=1)
    return dict(args[1])


def _templatefile(args: list[Value], context: CallContext) -> Value:
    path = text_at(args, 0)
    return context.render_template(context.read_text(path), path, _variables(args))


def _templatestring(args: list[Value], context: CallContext) -> Value:
    return context.render_template(text_at(args, 0), "<templatestring argument>", _variables(args))


IMPLEMENTATIONS = {"templatefile": _templatefile, "templatestring": _templatestring}
