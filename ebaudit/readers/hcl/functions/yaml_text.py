"""``yamlencode`` and ``yamldecode``: YAML as Terraform writes and reads it.

Source: https://developer.hashicorp.com/terraform/language/functions/yamlencode
"""

import re
from typing import Any

import yaml

from ebaudit.model.types import STRING
from ebaudit.model.value import Value
from ebaudit.readers.hcl.convert import text_of
from ebaudit.readers.hcl.errors import EvalError
from ebaudit.readers.hcl.functions import MAX_NESTING
from ebaudit.readers.hcl.functions.arguments import open_parts, text_at
from ebaudit.readers.hcl.functions.context import CallContext
from ebaudit.readers.hcl.marks import blend
from ebaudit.readers.hcl.numbers import parse_number

_WIDTH = 80
_MAX_NODES = 250_000
_MAX_NESTING = MAX_NESTING + 1
_TRUE = {"y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"}
_FALSE = {"n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"}
_NULL = {"", "~", "null", "Null", "NULL"}
_DECIMAL = re.compile(r"[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?", re.ASCII)
_PRINTABLE = re.compile("[ -~\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd]")
_HEX = re.compile(r"0x([0-9a-fA-F]+)")
_OCTAL = re.compile(r"0o([0-7]+)")
_DATE = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:(?:[Tt](\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.\d+)?(Z|[+-]\d\d:\d\d))"
    r"|(?: (\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.\d+)?))?",
    re.ASCII,
)
_TAG = "tag:yaml.org,2002:"


class _Dumper(yaml.SafeDumper):
    """Writes every string quoted, or as a block when it has lines."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def check_simple_key(self) -> bool:
        """Take the empty text as a key, too."""
        simple = bool(super().check_simple_key())
        return simple or (isinstance(self.event, yaml.ScalarEvent) and not self.event.value)

    def write_double_quoted(self, text: str, split: bool = True) -> None:
        """Write a quoted scalar, folding at spaces beyond the width as libyaml does."""
        self.write_indicator('"', True)
        spaces = False
        for index, char in enumerate(text):
            if char == " " and split and not spaces and self.column > _WIDTH and 0 < index < len(text) - 1:
                self.write_indent()
                if text[index + 1] == " ":
                    self._write("\\")
            else:
                self._write(_escaped(char))
            spaces = char == " "
        self.write_indicator('"', False)

    def _write(self, text: str) -> None:
        self.column += len(text)
        self.stream.write(text)


def _escaped(char: str) -> str:
    replaced = yaml.emitter.Emitter.ESCAPE_REPLACEMENTS.get(char)
    if replaced is not None and char != "\xa0":
        return f"\\{replaced}"
    if _PRINTABLE.fullmatch(char):
        return char
    code = ord(char)
    return f"\\x{code:02X}" if code <= 0xFF else f"\\u{code:04X}" if code <= 0xFFFF else f"\\U{code:08X}"


def _node(value: Value) -> yaml.Node:
    if isinstance(value, str):
        return yaml.ScalarNode(_TAG + "str", value, style="|" if "\n" in value else '"')
    if isinstance(value, dict):
        members = [(_node(key), _node(value[key])) for key in sorted(value)]
        return yaml.MappingNode(_TAG + "map", members, flow_style=not value)
    if isinstance(value, tuple):
        return yaml.SequenceNode(_TAG + "seq", list(map(_node, value)), flow_style=not value)
    if value is None:
        return yaml.ScalarNode(_TAG + "null", "null", style="")
    kind = "bool" if isinstance(value, bool) else "int" if isinstance(value, int) else "float"
    return yaml.ScalarNode(_TAG + kind, text_of(value), style="")


def _yamlencode(args: list[Value], _context: CallContext) -> Value:
    pending = open_parts(args[0])
    if pending:
        return blend(pending, type=STRING, not_null=True)
    try:
        text = str(yaml.serialize(_node(args[0]), Dumper=_Dumper, allow_unicode=True, width=1 << 31))
    except RecursionError:
        raise EvalError("the value is nested too deeply", argument=0, code="too-large") from None
    return text.removesuffix("...\n") if isinstance(args[0], (str, tuple, dict)) else text


class _Loader(yaml.SafeLoader):
    """Refuses what nests too deep before the scanner, which looks at every open bracket again, takes too long."""

    nesting = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        self.nesting += 1
        if self.nesting > _MAX_NESTING:
            raise EvalError("the YAML text is nested too deeply", argument=0, code="too-large")
        node = super().compose_node(parent, index)
        self.nesting -= 1
        return node


def _yamldecode(args: list[Value], _context: CallContext) -> Value:
    text = text_at(args, 0)
    try:
        nodes = list(yaml.compose_all(text, Loader=_Loader))
    except yaml.YAMLError as error:
        raise EvalError(f"invalid YAML: {' '.join(str(error).split())[:300]}", argument=0) from None
    if not nodes:
        raise EvalError("invalid YAML: missing start of document", argument=0)
    if len(nodes) > 1:
        raise EvalError("invalid YAML: unexpected extra content after value", argument=0)
    return _Reader().value(nodes[0], ())


class _Reader:
    """Makes values of nodes, counting what aliases repeat."""

    def __init__(self) -> None:
        self._left = _MAX_NODES

    def value(self, node: Any, above: tuple[int, ...]) -> Value:
        self._left -= 1
        if self._left < 0 or len(above) > _MAX_NESTING:
            raise EvalError("the YAML text is too large or nested too deeply", argument=0, code="too-large")
        if id(node) in above:
            raise EvalError("invalid YAML: an alias refers to what contains it", argument=0)
        inside = (*above, id(node))
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, inside)
        if isinstance(node, yaml.SequenceNode):
            return tuple(self.value(item, inside) for item in node.value)
        return _scalar(node)

    def _mapping(self, node: Any, inside: tuple[int, ...]) -> dict[str, Value]:
        made: dict[str, Value] = {}
        merged: dict[str, Value] = {}
        for key_node, value_node in node.value:
            value = self.value(value_node, inside)
            if key_node.value == "<<" and key_node.tag == _TAG + "merge":
                merged = _merge(value) | merged
            else:
                made[_key(self.value(key_node, inside))] = value
        return dict(sorted((merged | made).items()))


def _merge(value: Value) -> dict[str, Value]:
    if isinstance(value, dict):
        return value
    made: dict[str, Value] = {}
    if not isinstance(value, tuple):
        raise EvalError("invalid YAML: only a mapping can be merged", argument=0)
    for item in value:
        made = _merge(item) | made
    return made


def _key(value: Value) -> str:
    if value is None or isinstance(value, (tuple, dict)):
        raise EvalError("invalid YAML: a mapping key must be a scalar other than null", argument=0)
    return text_of(value)


def _scalar(node: Any) -> Value:
    text: str = node.value
    if node.style in {'"', "'", "|", ">"} and node.tag == _TAG + "str":
        return text
    if _explicit(node):
        return _tagged(node, text)
    return _plain(text)


def _explicit(node: Any) -> bool:
    start = node.start_mark
    written = start.buffer[start.pointer : start.pointer + 1]
    return written in {"!", "&"} and "!" in start.buffer[start.pointer : node.end_mark.pointer]


def _tagged(node: Any, text: str) -> Value:
    short = node.tag.removeprefix(_TAG)
    if short in {"str", "binary"} or node.style:
        return text
    if short in {"int", "float", "bool", "null", "timestamp"}:
        return _plain(text)
    raise EvalError(f'invalid YAML: unsupported tag "{short[:60]}"', argument=0)


def _plain(text: str) -> Value:
    if text in _NULL:
        return None
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    if match := _HEX.fullmatch(text):
        return int(match[1], 16)
    if match := _OCTAL.fullmatch(text):
        return int(match[1], 8)
    if _DECIMAL.fullmatch(text):
        return parse_number(text)
    if text.lower() in {".inf", "-.inf", "+.inf", ".nan"}:
        raise EvalError("invalid YAML: infinity and not-a-number cannot be represented here", argument=0)
    match = _DATE.fullmatch(text)
    return text if match is None else _date(match)


def _date(match: "re.Match[str]") -> str:
    """Return a timestamp as RFC 3339 text, or the text itself when there is no such moment."""
    from datetime import datetime

    year, month, day, *rest = match.groups()
    clock = rest[0:3] if rest[0] else rest[4:7] if rest[4] else ["0", "0", "0"]
    try:
        at = datetime(*(int(part or 0) for part in (year, month, day, *clock)))  # type: ignore[arg-type]  # noqa: DTZ001
    except ValueError:
        return match[0]
    return f"{at.year:04d}{at:-%m-%dT%H:%M:%S}{rest[3] or 'Z'}"


IMPLEMENTATIONS = {"yamlencode": _yamlencode, "yamldecode": _yamldecode}
