"""YAML that means JSON: how a number is spelt is kept, because spelling decides matches."""

import re
from json import dumps

import yaml

from ebaudit.yamltext import Complaint

MOST_NODES, DEEPEST = 100_000, 100
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_WORDS = {"true": "true", "false": "false", "null": "null", "~": "null", "": "null"}
_AMBIGUOUS = {"tag:yaml.org,2002:bool", "tag:yaml.org,2002:int", "tag:yaml.org,2002:float", "tag:yaml.org,2002:null"}
_PLAIN_TAGS = _AMBIGUOUS | {f"tag:yaml.org,2002:{name}" for name in ("str", "timestamp", "value", "map", "seq")}


class InlineError(Exception):
    """What in the YAML has no meaning as JSON."""

    def __init__(self, complaint: Complaint) -> None:
        super().__init__(complaint.message)
        self.complaint = complaint


def json_text(node: yaml.Node) -> str:
    """Return the JSON text that a node means; InlineError where YAML readers differ, or JSON has no such thing."""
    return _Writer().write(node, 0)


class _Writer:
    """Counts what it writes: aliases can make a short text mean an endless one."""

    def __init__(self) -> None:
        self.nodes = 0

    def write(self, node: yaml.Node, depth: int) -> str:
        self.nodes += 1
        if depth > DEEPEST or self.nodes > MOST_NODES:
            raise InlineError(Complaint.at(node, "this is too large or too deep to be an event or a part of one"))
        if node.tag not in _PLAIN_TAGS:
            raise InlineError(Complaint.at(node, f"'{node.tag}' means nothing in JSON"))
        if isinstance(node, yaml.MappingNode):
            return f"{{{', '.join(self.member(key, value, depth) for key, value in node.value)}}}"
        if isinstance(node, yaml.SequenceNode):
            return f"[{', '.join(self.write(item, depth + 1) for item in node.value)}]"
        return _scalar(node)

    def member(self, key: yaml.Node, value: yaml.Node, depth: int) -> str:
        if not isinstance(key, yaml.ScalarNode) or key.tag == "tag:yaml.org,2002:merge":
            raise InlineError(Complaint.at(key, "a name here is a text, as in JSON"))
        return f"{dumps(key.value, ensure_ascii=False)}: {self.write(value, depth + 1)}"


def _scalar(node: yaml.Node) -> str:
    text, style = str(node.value), getattr(node, "style", None)
    if style is not None or node.tag not in _AMBIGUOUS:
        number = style is None and "e" in text.lower() and _NUMBER.fullmatch(text)  # YAML 1.1 takes 1e3 for a text
        return text if number else dumps(text, ensure_ascii=False)
    if text in _WORDS:
        return _WORDS[text]
    if _NUMBER.fullmatch(text):
        return text
    raise InlineError(Complaint.at(node, f"YAML readers differ on '{text}': put it in quotes, or spell it as in JSON"))
