"""Resource instances of Terraform's JSON, and the modules that hold them, of any depth."""

from collections.abc import Iterator, Mapping

from ebaudit.model.record import Record
from ebaudit.readers.decode import PREFIX
from ebaudit.readers.jsonparts import Json, mapping, objects, text
from ebaudit.readers.marks import Marked


class Instance(Record):
    """One resource instance: where it is, what it is, and its values."""

    address: str
    module: str
    mode: str
    type: str
    name: str
    marked: Marked

    @property
    def in_family(self) -> bool:
        """Whether it is one of EventBridge's."""
        return self.type.startswith(PREFIX)


def identify(entry: Mapping[str, Json], module: str, marked: Marked) -> Instance | None:
    """Make an instance of a resource's entry, ``None`` when it lacks what every entry has."""
    module = text(entry.get("module_address")) or module
    address, kind = _absolute(entry, module), text(entry.get("type"))
    if not address or not kind:
        return None
    return Instance(address, module, text(entry.get("mode")) or "managed", kind, text(entry.get("name")), marked)


def _absolute(entry: Mapping[str, Json], module: str) -> str:
    """Return an entry's address; Terraform 0.12 wrote some without their module and key."""
    address = text(entry.get("address"))
    if address and module and not address.startswith(f"{module}."):
        address = f"{module}.{address}"
    return address + key_text(entry["index"]) if address and "index" in entry and address[-1] != "]" else address


def key_text(key: Json) -> str:
    """Return an instance's key as addresses print it."""
    if isinstance(key, str):
        from json import dumps

        return f"[{dumps(key, ensure_ascii=False)}]".replace("${", "$${").replace("%{", "%%{")
    return "" if key is None else f"[{key}]"


def walk(values: Json) -> Iterator[Instance]:
    """Yield every current instance of a values representation (``planned_values``, a state's ``values``).

    Source: https://developer.hashicorp.com/terraform/internals/json-format#values-representation
    """
    todo = [mapping(mapping(values).get("root_module"))]
    while todo:
        module = todo.pop()
        for entry in objects(module.get("resources")):
            marked = Marked(entry.get("values"), None, entry.get("sensitive_values"))
            made = identify(entry, text(module.get("address")), marked)
            if made is not None and "deposed_key" not in entry:
                yield made
        todo.extend(objects(module.get("child_modules")))
