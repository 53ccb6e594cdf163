"""``EB_SYS_EMBED_OBJECT``: a member whose variable's object is merged into the object that holds it.

Source: https://github.com/apache/rocketmq-eventbridge (``StringSubstitutorTemplate``); the name also stands in
the documentation of the RocketMQ target's ``Properties``.
"""

from ebaudit.analysis.transforms.printing import quoted
from ebaudit.analysis.transforms.substitute import Note
from ebaudit.analysis.transforms.template import EMBED
from ebaudit.jsontext import JsonNode, parse
from ebaudit.model.record import Record

Json = dict[str, "Json"] | list["Json"] | str
"""Objects and arrays that can be changed; scalars as their JSON text."""


class Embedded(Record):
    """The template after embedding: ``text`` as the open-source engine makes it, ``whole`` with all around it."""

    text: str = ""
    whole: str = ""
    notes: tuple[Note, ...] = ()
    error: str = ""


def embed(template: str, values: dict[str, str]) -> Embedded:
    """Merge the objects named by every mark of the template; never raises."""
    node, _ = parse(template)
    if node is None or node.kind != "object":
        return Embedded(error=f"A template with {EMBED} must be a JSON object.")
    root = _thaw(node)
    holders = _holders(root)
    sent, notes = root, []
    for holder in holders:
        name = _variable(holder[EMBED])
        if name is None:
            return Embedded(error=f"The value of {EMBED} must be one variable, such as ${{name}}.")
        merged = _merge(holder, values.get(name))
        if not merged:
            notes.append(Note("embed-missing", f"The variable '{name}' of {EMBED} has no object; nothing is merged."))
        elif holder is not root:
            sent = holder
            notes.append(
                Note("embed-nested", f"{EMBED} is nested: the open-source engine sends the inner object only.")
            )
    return Embedded(_freeze(sent), _freeze(root), tuple(notes))


def _thaw(node: JsonNode) -> Json:
    if node.kind == "object":
        return {str(key.value): _thaw(value) for key, value in node.effective()}
    if node.kind == "array":
        return [_thaw(item) for item in node.items]
    return quoted(str(node.value)) if node.kind == "string" else node.text


def _freeze(value: Json) -> str:
    if isinstance(value, dict):
        return "{" + ",".join(f"{quoted(key)}:{_freeze(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_freeze, value)) + "]"
    return value


def _holders(root: Json) -> list[dict[str, Json]]:
    """Find the objects that hold a mark, outermost first; arrays and what lies under a holder are not searched."""
    found: list[dict[str, Json]] = []
    queue = [root]
    while queue:
        item = queue.pop(0)
        if not isinstance(item, dict):
            continue
        if EMBED in item:
            found.append(item)
        else:
            queue.extend(item.values())
    return found


def _variable(value: Json) -> str | None:
    if isinstance(value, str) and value.startswith('"${') and value.endswith('}"'):
        return value[3:-2]
    return None


def _merge(holder: dict[str, Json], text: str | None) -> bool:
    """Put the object's members into the holder; those of the same name are replaced where they stand."""
    node = parse(text)[0] if text else None
    if node is None or node.kind != "object":
        return False
    for key, value in node.effective():
        holder[str(key.value)] = _thaw(value)
    del holder[EMBED]
    return True
