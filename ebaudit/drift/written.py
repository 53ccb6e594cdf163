"""Live resources written as Terraform: an import block and the resource, as a person would write it.

Patterns are ``jsonencode``, names of what the module declares are references, secrets are sensitive variables, and
nothing is null.
"""

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from ebaudit.catalog.secrets import hidden_by
from ebaudit.differences.pairing import NAMES, PREFIX
from ebaudit.model.resources import Attribute, Block, Resource
from ebaudit.model.value import Path, Sensitive, Unknown, Value, reveal

if TYPE_CHECKING:
    from ebaudit.catalog import Catalog

RULE = f"{PREFIX}rule"
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_ROOT = re.compile(r"[a-z_]+\.[A-Za-z_][A-Za-z0-9_-]*")
ORDER = (
    "event_bus_name", "rule_name", "event_source_name", "connection_name", "api_destination_name", "product_name",
    "description", "status", "filter_pattern", "target_id", "type", "endpoint", "push_retry_strategy", "resource_key",
    "form", "value", "template",
)  # fmt: skip
"""Arguments in the order in which people write them."""
REFERRED = {
    f"{PREFIX}event_bus": ("event_bus_name", "event_bus_name"),
    f"{PREFIX}connection": ("connection_name", "connection_name"),
}
"""By the type of what is declared: the argument that names it, wherever it is used."""


def references(declared: Iterable[Resource]) -> dict[tuple[str, str], str]:
    """Return what to write instead of a name, by argument and text, for what the root module declares."""
    found = {}
    for resource in declared:
        if resource.type in REFERRED and _ROOT.fullmatch(resource.address):
            argument, attribute = REFERRED[resource.type]
            name = resource.attribute(argument)
            if name is not None and isinstance(name.value, str):
                found[argument, name.value] = f"{resource.address}.{attribute}"
    return found


def quoted(text: str) -> str:
    """Return a text as a quoted string of Terraform's language."""
    from json import dumps

    return dumps(text, ensure_ascii=False).replace("${", "$${").replace("%{", "%%{")


def expression(value: Any) -> str:
    """Return a JSON value as an expression."""
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, list):
        return f"[{', '.join(map(expression, value))}]"
    if isinstance(value, dict):
        members = [f"{name if _NAME.fullmatch(name) else quoted(name)} = {expression(v)}" for name, v in value.items()]
        return f"{{ {', '.join(members)} }}" if members else "{}"
    from json import dumps

    return dumps(value)


def json_expression(text: str) -> str:
    """Return a JSON text as ``jsonencode`` of what it says; one that would not come back the same as a string."""
    from json import loads

    try:
        value = loads(text, object_pairs_hook=_members)
    except (ValueError, RecursionError):
        return quoted(text)
    return f"jsonencode({expression(value)})"


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise ValueError("a name is given twice")
    return made


class Writer:
    """Writes live resources into one new file; ``taken`` are addresses that exist already."""

    def __init__(self, catalog: "Catalog", refers: Mapping[tuple[str, str], str], taken: Iterable[str]) -> None:
        from hcl2 import Builder

        self._catalog = catalog
        self._hidden = hidden_by(catalog)
        self._refers = refers
        self._taken = set(taken)
        self._file = Builder()
        self.variables: list[str] = []

    def add(self, resource: Resource) -> str:
        """Add a resource with its import block; return its address."""
        texts = [str(reveal(each.value)) for each in map(resource.attribute, NAMES.get(resource.type, ())) if each]
        label = self._label(resource.type, texts[-1] if texts else "adopted")
        address = f"{resource.type}.{label}"
        self._file.block("import", to=f"${{{address}}}", id=quoted(":".join(texts)))
        made = self._file.block("resource", [f'"{resource.type}"', f'"{label}"'])
        self._fill(made, resource.block, label, self._hidden(resource), ())
        return address

    def text(self) -> str:
        """Return the file."""
        from hcl2 import dumps

        for name in self.variables:
            self._file.block("variable", [f'"{name}"'], type="${string}", sensitive=True)
        made = dumps(self._file.build())  # type: ignore[no-untyped-call]  # the library has no types
        lines = [line.rstrip() for line in made.strip().splitlines()]
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)) + "\n"

    def _label(self, type: str, name: str) -> str:
        base = re.sub(r"[^A-Za-z0-9_]+", "_", name).strip("_").lower() or "adopted"
        base = f"_{base}" if base[0].isdigit() else base
        label, count = base, 1
        while f"{type}.{label}" in self._taken:
            count += 1
            label = f"{base}_{count}"
        self._taken.add(f"{type}.{label}")
        return label

    def _fill(self, made: Any, block: Block, label: str, hidden: frozenset[Path], path: Path) -> None:
        for name, attribute in sorted(block.attributes.items(), key=_place):
            key = block.attributes.get("resource_key")
            part = str(reveal(key.value)).lower() if key is not None else ""
            variable = "_".join(filter(None, (label, part, name)))
            secret = (*path, name) in hidden
            made.attributes[name] = self._argument(name, attribute.value, variable, secret=secret)
        for name, items in block.blocks.items():
            for index, item in enumerate(items):
                self._fill(made.block(name), item, label, hidden, (*path, name, index))

    def _argument(self, name: str, value: Value, variable: str, *, secret: bool) -> Any:
        if secret or isinstance(value, Sensitive | Unknown):
            clean = re.sub(r"[^A-Za-z0-9_]+", "_", variable)
            self.variables += [] if clean in self.variables else [clean]
            return f"${{var.{clean}}}"
        if isinstance(value, str):
            if (name, value) in self._refers:
                return f"${{{self._refers[name, value]}}}"
            return f"${{{json_expression(value)}}}" if name == "filter_pattern" else quoted(value)
        return f"${{{expression(_plain(value))}}}" if isinstance(value, tuple | dict) else value


def _place(item: tuple[str, Attribute]) -> tuple[int, str]:
    """Order arguments as people write them: what names a thing first."""
    return (ORDER.index(item[0]) if item[0] in ORDER else len(ORDER), item[0])


def _plain(value: Value) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    return value if value is None or isinstance(value, bool | int | str) else str(value)
