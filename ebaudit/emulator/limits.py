"""What the service accepts as names, descriptions and numbers of things; grammars and quotas are the catalog's."""

import re

from ebaudit.emulator.call import Call
from ebaudit.emulator.errors import ApiError

KINDS = {
    "event_bus": "EventBus",
    "rule": "EventRule",
    "event_source": "EventSource",
    "event_stream": "EventStreaming",
    "connection": "Connection",
    "api_destination": "ApiDestination",
}
"""Kinds of names in the catalog, and how the service's codes begin."""
CONFLICTS = {"connection", "api_destination"}


def check_name(call: Call, kind: str, name: str) -> None:
    """Refuse a name that the service does not accept for a new thing."""
    grammar = call.emulator.catalog.names[kind]
    length = grammar.min <= len(name) <= grammar.max or (grammar.truncated and len(name) > grammar.max)
    if length and re.search(grammar.pattern, name) and not any(re.search(each, name) for each in grammar.reserved):
        return
    what = KINDS[kind]
    says = f"which has {grammar.min} to {grammar.max} characters: {grammar.says}"
    raise _refusal(kind, f"{what}NameInvalid", f"The name [{name}] is invalid, {says}.")


def check_quota(call: Call, kind: str, quota: str, present: int) -> None:
    """Refuse one more of something than the quota allows."""
    limit = call.emulator.catalog.quotas[quota].value
    if call.emulator.settings.quotas and present + 1 > limit:
        message = f"The current count is [{present}], which will exceed the limit quota [{limit}]"
        raise _refusal(kind, f"{KINDS[kind]}CountExceedLimit", message)


def check_length(call: Call, name: str, text: str, quota: str) -> None:
    """Refuse a text that is longer than the service takes."""
    limit = call.emulator.catalog.quotas[quota].value
    if len(text) > limit:
        raise ApiError(400, f"Invalid{name}", f"{name} is longer than {limit} characters.")


def _refusal(kind: str, code: str, message: str) -> ApiError:
    return ApiError(409 if kind in CONFLICTS else 200, code, message)
