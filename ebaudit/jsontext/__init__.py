"""JSON that knows where it stands: a strict parser, and one that reads what EventBridge's own parser lets through.

``parse`` is the whole interface. Valid text takes the fast path of :mod:`ebaudit.jsontext.strict`;
any other text is read again by :mod:`ebaudit.jsontext.relaxed`, which names every departure.
"""

from ebaudit.jsontext.node import JsonNode, JsonProblem
from ebaudit.jsontext.strict import DEPTH_LIMIT, IrregularError, parse_strict

__all__ = ["DEPTH_LIMIT", "JsonNode", "JsonProblem", "parse"]


def parse(text: str, *, lenient: bool = False) -> tuple[JsonNode | None, list[JsonProblem]]:
    """Parse one JSON text; never raises, takes time linear in its length.

    Offsets are in characters of ``text``. The node is ``None`` when the text cannot be read.
    Strict: every departure from RFC 8259 is a problem and leaves no node; a name that an object
    has twice is a problem too, but the tree is still returned.
    Lenient: what Gson's lenient reader accepts is read the way it reads it, and each leniency is
    a problem beside the tree; without a tree the last problem says why it could not be read.
    Source: https://github.com/google/gson, ``JsonReader`` (lenient) as used by ``JsonParser``.
    """
    try:
        return parse_strict(text)
    except IrregularError:
        from ebaudit.jsontext.relaxed import read

        node, problems = read(text)
    if not lenient and any(problem.code != "duplicate-key" for problem in problems):
        node = None
    return node, problems
