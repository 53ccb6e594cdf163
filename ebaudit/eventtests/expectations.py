"""What a test file expects of the parameters of a delivery."""

from collections.abc import Callable
from json import loads
from typing import Any

import yaml

from ebaudit.eventtests.document import ERROR, JSON, KINDS, MISSING, SCHEMA, TEXT, Expectation
from ebaudit.eventtests.inline import InlineError, json_text
from ebaudit.yamltext import Complaint, Fields

Complain = Callable[[Complaint], None]
ReadNamed = Callable[[Fields, str], str | None]
"""The text of the file that a key names, or ``None`` after a complaint."""
BODY = "body"
_KEYS = (*KINDS, "schema_file")


def parameters(fields: Fields, complain: Complain, read_named: ReadNamed) -> tuple[Expectation, ...]:
    """Return what is expected of each parameter; ``body`` is short for the parameter ``Body``."""
    found = []
    body = fields.node(BODY)
    if body is not None:
        found.append(_one("Body", body, complain, read_named))
    node = fields.node("parameters")
    if node is not None and not isinstance(node, yaml.MappingNode):
        fields.complain("parameters", "'parameters' is a mapping from parameters to what they must be")
    elif node is not None:
        for key, value in node.value:
            name = str(key.value) if isinstance(key, yaml.ScalarNode) else ""
            if any(item is not None and item.key.casefold() == name.casefold() for item in found):
                complain(Complaint.at(key, f"the parameter '{name}' is here twice"))
            found.append(_one(name, value, complain, read_named))
    return tuple(item for item in found if item is not None)


def _one(key: str, node: yaml.Node, complain: Complain, read_named: ReadNamed) -> Expectation | None:
    if isinstance(node, yaml.ScalarNode):
        return Expectation(key, TEXT, node.value)
    wanted = f"what a parameter must be is a text, or a mapping with one of {', '.join(_KEYS)}"
    if not isinstance(node, yaml.MappingNode):
        complain(Complaint.at(node, wanted))
        return None
    fields = Fields(node, _KEYS, complain)
    used = [name for name in _KEYS if name in fields]
    if len(used) != 1:
        fields.complain("", wanted)
        return None
    return _of_kind(key, used[0], fields, complain, read_named)


def _of_kind(key: str, kind: str, fields: Fields, complain: Complain, read_named: ReadNamed) -> Expectation | None:
    if kind == MISSING:
        if not fields.boolean(MISSING, default=True):
            fields.complain(MISSING, "'missing' is true, or is left out")
        return Expectation(key, MISSING, True)
    if kind in {TEXT, ERROR}:
        node = fields.node(kind)
        if isinstance(node, yaml.ScalarNode):
            return Expectation(key, kind, node.value)
        fields.complain(kind, f"'{kind}' is a text")
        return None
    if kind == "schema_file":
        text = read_named(fields, kind)
        return None if text is None else _schema(key, kind, fields, _parsed(kind, text, fields))
    text = _inline(fields.node(kind), complain)
    if text is None:
        return None
    value = _parsed(kind, text, fields)
    return _schema(key, kind, fields, value) if kind == SCHEMA else Expectation(key, JSON, value)


def _inline(node: yaml.Node | None, complain: Complain) -> str | None:
    if node is None:
        return None
    try:
        return json_text(node)
    except InlineError as error:
        complain(error.complaint)
        return None


def _parsed(kind: str, text: str, fields: Fields) -> Any:
    from decimal import Decimal

    try:
        return loads(text, parse_float=Decimal if kind == JSON else float)
    except (ValueError, RecursionError):
        fields.complain(kind, "this is not JSON")
        return None


def _schema(key: str, kind: str, fields: Fields, schema: Any) -> Expectation | None:
    if not isinstance(schema, dict):
        fields.complain(kind, "a JSON Schema is an object")
        return None
    from jsonschema.exceptions import SchemaError
    from jsonschema.validators import Draft202012Validator, validator_for

    try:
        validator_for(schema, default=Draft202012Validator).check_schema(schema)
    except (SchemaError, RecursionError) as error:
        fields.complain(kind, f"this is no JSON Schema: {getattr(error, 'message', 'it nests too deeply')}")
        return None
    return Expectation(key, SCHEMA, schema)
