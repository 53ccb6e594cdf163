"""Pages: numeric tokens, a limit with a cap, and the total."""

from collections.abc import Sequence
from typing import Any

from ebaudit.emulator.call import Call
from ebaudit.emulator.cell import Plain
from ebaudit.emulator.documents import whole
from ebaudit.emulator.errors import conflict

MOST = 100
USUAL = {"Limit": 50, "MaxResults": 10}
"""Entries of a page where the call does not say."""


def page(call: Call, items: Sequence[Any], key: str, size: str = "Limit") -> Plain:
    """Return the page that the call asks for: under ``key``, with ``Total`` and, if more follow, ``NextToken``.

    ``size`` is the parameter that limits it. A page that shifts or loops does so because of a fault.
    """
    limit = _number(call, size, USUAL[size], "LimitSizeInvalid")
    if not limit > 0:
        raise conflict("LimitSizeInvalid", "The limit size of page is invalid, which must be greater than 0.")
    limit = min(limit, MOST)
    start = _number(call, "NextToken", 0, "NextTokenInvalid")
    shift, loops = call.emulator.paging_fault(call.action) if start else (0, False)
    start = max(0, start + shift)
    data: Plain = {key: list(items[start : start + limit]), "Total": len(items)}
    if start + limit < len(items):
        data["NextToken"] = str(start if loops else start + limit)
    if size == "MaxResults":
        data["MaxResults"] = limit
    return data


def _number(call: Call, name: str, default: int, code: str) -> int:
    text = call.optional(name)
    if not text:
        return default
    found = whole(text)
    if found is None:
        raise conflict(code, f"{name} must be a number.")
    return found
