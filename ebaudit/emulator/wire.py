"""One HTTP request and one answer, as far as the emulator cares."""

import json
from collections.abc import Mapping

from ebaudit.emulator.encoding import Pairs, pairs
from ebaudit.emulator.errors import ApiError
from ebaudit.model.record import Record

FORM = "application/x-www-form-urlencoded"


class HttpRequest(Record):
    """A request: header names in lower case, the query as it was sent."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes
    client: str = ""


class HttpAnswer(Record):
    """An answer; ``cut`` bytes of the body are sent before the connection breaks, none with ``reset``.

    ``delay`` is in seconds.
    """

    status: int
    body: bytes
    headers: tuple[tuple[bytes, bytes], ...] = ()
    content_type: bytes = b"application/json;charset=utf-8"
    cut: int | None = None
    reset: bool = False
    delay: float = 0.0


def form_of(request: HttpRequest) -> Pairs:
    """Return the parameters in the body: of a form, or of a JSON object whose values become text."""
    if not request.body:
        return []
    try:
        text = request.body.decode("utf-8")
    except UnicodeDecodeError:
        raise ApiError(400, "InvalidParameter", "The body is not UTF-8.") from None
    if not request.headers.get("content-type", FORM).startswith("application/json"):
        return pairs(text)
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise ApiError(400, "InvalidParameter", "The body is not a JSON object.")
    return [(name, value if isinstance(value, str) else json.dumps(value)) for name, value in found.items()]
