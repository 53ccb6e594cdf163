"""Declared resources as the API takes them: spelled as the service does, with gaps where secrets belong.

Source of the parameters: https://api.aliyun.com/document/eventbridge/2020-04-01/overview
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ebaudit.catalog.secrets import is_telling
from ebaudit.differences.pairing import PREFIX
from ebaudit.model.credentials import credentials
from ebaudit.model.record import Record
from ebaudit.model.resources import Attribute, Block, Resource
from ebaudit.model.source import Span
from ebaudit.model.value import Path, Sensitive, Unknown, Value, reveal

SPELLED = {
    "target_id": "Id",
    "client_id": "ClientID",
    "group_id": "GroupID",
    "oauth_parameters": "OAuthParameters",
    "oauth_http_parameters": "OAuthHttpParameters",
    "source_mns_parameters": "SourceMNSParameters",
    "source_oss_event_parameters": "SourceOSSEventParameters",
    "source_rabbit_mq_parameters": "SourceRabbitMQParameters",
    "source_rocketmq_parameters": "SourceRocketMQParameters",
    "source_sls_parameters": "SourceSLSParameters",
    "vswitch_ids": "VSwitchIds",
    "instance_vswitch_ids": "InstanceVSwitchIds",
}
"""Names that the service does not write with one capital a word."""
LISTS = frozenset({"param_list", "body_parameters", "header_parameters", "query_string_parameters"})
"""Blocks that come in any number; of the others there is one at most."""
SHORTEST = 4
"""Shorter texts are too common to be told from a secret by what they say."""


class Gap(Record):
    """What a call does not say: the shell variable that stands for it, and where its text is to be found."""

    name: str
    where: str


def spelled(name: str) -> str:
    """Return an argument's name as the API spells it."""
    return SPELLED.get(name) or "".join(word[:1].upper() + word[1:] for word in name.split("_"))


class Encoder:
    """Writes the parts of one resource as parameters; ``gaps`` are those that it left out, by name.

    ``hidden`` are the paths of its secrets, ``secrets`` texts that no output may show.
    """

    def __init__(self, resource: Resource, hidden: frozenset[Path], secrets: Iterable[str] = ()) -> None:
        self.resource = resource
        self.gaps: dict[str, Gap] = {}
        self._hidden = hidden
        self._secrets = [each for each in secrets if len(each) >= SHORTEST]
        self._label = re.sub(r"[^A-Za-z0-9]+", "_", resource.address.replace(PREFIX, "")).strip("_")

    def text(self, name: str) -> str:
        """Return one of the resource's own arguments as a parameter; empty when it is not set."""
        return self._text(self.resource.block, name, ())

    def texts(self, names: Iterable[str]) -> dict[str, Any]:
        """Return arguments as parameters, by the names of those."""
        return {spelled(name): self.text(name) for name in names}

    def value(self, name: str) -> Any:
        """Return an argument that is a map, a list or a structure."""
        found = self.resource.block.attributes.get(name)
        return None if found is None else self._value(found.value, found, (name,), name)

    def document(self, name: str) -> dict[str, Any]:
        """Return a nested block of which there is one at most; empty when there is none."""
        items = self.resource.block.blocks.get(name, ())
        return self._block(items[0], (name, 0), name) if items else {}

    def target(self, index: int, console: Sequence[str] = ()) -> dict[str, Any]:
        """Return a target as PutTargets takes it; ``console`` names what is to be set back to its default."""
        block = self.resource.block.blocks["targets"][index]
        path: Path = ("targets", index)
        of = str(reveal(block.attributes["target_id"].value)) if "target_id" in block.attributes else str(index)
        made: dict[str, Any] = {}
        made |= {spelled(name): self._text(block, name, path, of) for name in ("target_id", "type", "endpoint")}
        retry = self._text(block, RETRY, path, of) or (DEFAULTS[RETRY] if RETRY in console else "")
        made |= {spelled(RETRY): retry} if retry else {}
        queue = block.blocks.get("dead_letter_queue", ())
        arn = self._text(queue[0], "arn", (*path, "dead_letter_queue", 0), of) if queue else ""
        made["DeadLetterQueue"] = {"Arn": arn} if arn else {}
        params = enumerate(block.blocks.get("param_list", ()))
        made["ParamList"] = [self._param(param, (*path, "param_list", at), of) for at, param in params]
        made |= {spelled(name): DEFAULTS[name] for name in console if name in DEFAULTS and name != RETRY}
        for name, value in block.beyond.items():
            if name in DEFAULTS:
                made[spelled(name)] = self._value(value, None, (*path, name), f"{of}_{name}")
            elif name == "dead_letter_queue" and isinstance(value, dict):
                made["DeadLetterQueue"] |= self._value(value, None, (*path, name), of)
        return made

    def _param(self, block: Block, path: Path, of: str) -> dict[str, Any]:
        """Return a parameter with what its form uses: nothing for ORIGINAL, a template for TEMPLATE only."""
        found = block.attributes.get("resource_key")
        inside = f"{of}_{reveal(found.value) if found is not None else path[-1]}"
        form = self._text(block, "form", path, inside)
        names = ["resource_key", "form"]
        names += [] if form == "ORIGINAL" else ["value", "template"] if form == "TEMPLATE" else ["value"]
        return {spelled(name): self._text(block, name, path, inside) for name in names}

    def _block(self, block: Block, path: Path, of: str) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for name, attribute in block.attributes.items():
            if attribute.value is not None:
                made[spelled(name)] = self._value(attribute.value, attribute, (*path, name), f"{of}_{name}")
        for name, items in block.blocks.items():
            found = [self._block(item, (*path, name, at), f"{of}_{name}") for at, item in enumerate(items)]
            if name in LISTS:
                made[spelled(name)] = found
            elif found:
                made[spelled(name)] = found[0]
        return made

    def _text(self, block: Block, name: str, path: Path, of: str = "") -> str:
        attribute = block.attributes.get(name)
        if attribute is None or attribute.value is None:
            return ""
        label = of if name == "value" else "_".join(filter(None, (of, name)))
        found = self._value(attribute.value, attribute, (*path, name), label)
        return found if isinstance(found, str) else str(found).lower() if isinstance(found, bool) else str(found)

    def _value(self, value: Value, attribute: Attribute | None, path: Path, label: str) -> Any:
        plain = reveal(value)
        if (isinstance(value, Sensitive | Unknown) or path in self._hidden or self._tells(plain)) and plain != "":
            return self._gap(value, attribute, path, label)
        if isinstance(plain, tuple):
            return [self._value(item, attribute, (*path, at), f"{label}_{at}") for at, item in enumerate(plain)]
        if isinstance(plain, Mapping):
            return {self._key(name): self._member(name, item, attribute, path, label) for name, item in plain.items()}
        return plain if plain is None or isinstance(plain, bool | int | str) else str(plain)

    def _key(self, name: str) -> str:
        return spelled(name) if name.islower() and self.resource.type == f"{PREFIX}rule" else name

    def _member(self, name: str, value: Value, attribute: Attribute | None, path: Path, label: str) -> Any:
        inside: Path = (*path, name)
        if is_telling(name) and isinstance(value, str) and value:
            return self._gap(value, attribute, inside, f"{label}_{name}")
        return self._value(value, attribute, inside, f"{label}_{name}")

    def _tells(self, plain: Value) -> bool:
        return isinstance(plain, str) and (any(each in plain for each in self._secrets) or bool(credentials(plain)))

    def _gap(self, value: Value, attribute: Attribute | None, path: Path, label: str) -> str:
        name = re.sub(r"[^A-Z0-9]+", "_", f"{self._label}_{label}".upper()).strip("_")
        where = f"{self.resource.address}#{self._place(path)}"
        if attribute is not None and attribute.span is not None:
            where += f", at {_at(attribute.span)}"
        inner = reveal(value)
        if isinstance(inner, Unknown) and not isinstance(value, Sensitive):
            where += f" (not known: {inner.reason})"
        count, base = 1, name
        while name in self.gaps and self.gaps[name].where != where:
            count += 1
            name = f"{base}_{count}"
        self.gaps[name] = Gap(name, where)
        return f"${{{name}}}"

    def _place(self, path: Path) -> str:
        """Name a path as addresses do: targets and parameters by what identifies them."""
        block, parts, rest = self.resource.block, [], list(path)
        while len(rest) > 1 and isinstance(rest[1], int) and rest[0] in block.blocks:
            block = block.blocks[str(rest[0])][rest[1]]
            named = block.attributes.get("target_id") or block.attributes.get("resource_key")
            parts.append(f"{rest[0]}[{reveal(named.value) if named is not None else rest[1]}]")
            rest = rest[2:]
        return ".".join([*parts, *map(str, rest)])


RETRY = "push_retry_strategy"
DEFAULTS: Mapping[str, Any] = {
    RETRY: "BACKOFF_RETRY",
    "errors_tolerance": "ALL",
    "concurrent_config": {"Concurrency": 0},
}
"""What the service takes for a target where a call is silent, so that a call can say it."""


def _at(span: Span) -> str:
    return f"{span.file}:{span.line}:{span.column}"
