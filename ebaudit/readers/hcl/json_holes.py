"""JSON written as a template: what its structure is when only ids of accounts and regions are not known.

Such an id, and what is made of it, has no quotes and no backslashes, so that a string with it in it stays
one string. Of other values that cannot be said.
"""

import json
import re
from collections.abc import Sequence
from typing import Any

from ebaudit.model.types import STRING
from ebaudit.model.value import Unknown, Value
from ebaudit.readers.hcl.fragments import fragments

_HOLE = "\ue000"
_PLAIN = re.compile(
    r"(?:^|\.)data\.(?:alicloud_account\.[^.]+\.id|alicloud_caller_identity\.[^.]+\.(?:id|account_id)"
    r"|alicloud_regions\.[^.]+\.(?:ids|regions))$"
)


def structure(parts: Sequence[str | None], whole: Unknown) -> Value | None:
    """Return the JSON value of a text with unknown parts inside its strings; ``None`` when it cannot be told."""
    start = parts[0] if parts else None
    if start is None or start.lstrip()[:1] not in ("{", "[") or not whole.refs:
        return None
    if not all(_PLAIN.search(ref) for ref in whole.refs) or any(part and _HOLE in part for part in parts):
        return None
    text = "".join(_HOLE if part is None else part for part in parts)
    try:
        return _opened(_read(text), whole)
    except (ValueError, RecursionError):
        return None


def _read(text: str) -> Any:
    """Read JSON whose names are known and stand once, and whose numbers have one spelling only."""
    return json.loads(text, object_pairs_hook=_members, parse_int=_integer, parse_float=_unsure, parse_constant=_unsure)


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs) or any(_HOLE in name for name in made):
        raise ValueError("a name that stands twice or is not known")
    return made


def _integer(text: str) -> int:
    if str(int(text)) != text:
        raise ValueError("a number whose spelling would be lost")
    return int(text)


def _unsure(text: str) -> Any:
    raise ValueError(f"the spelling of {text} would be lost")


def _opened(value: Any, whole: Unknown) -> Value:
    if isinstance(value, dict):
        return {name: _opened(item, whole) for name, item in value.items()}
    if isinstance(value, list):
        return tuple(_opened(item, whole) for item in value)
    if isinstance(value, str) and _HOLE in value:
        pieces = [piece for text in value.split(_HOLE) for piece in (text, None)][:-1]
        prefix, parts = fragments(pieces)
        return Unknown(whole.reason, whole.refs, type=STRING, prefix=prefix, parts=parts, not_null=True)
    made: Value = value
    return made
