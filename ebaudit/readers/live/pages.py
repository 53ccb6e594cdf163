"""Lists read to their last page, with what can go wrong on the way told and not guessed.

A list that changes between two pages moves items across the boundary, so that one may be missed. It shows in a
``Total`` that differs from page to page, in an item that comes twice, or in a count that is not the ``Total``; then
the whole list is read once more.
"""

from collections.abc import Mapping

from ebaudit.model.record import Record
from ebaudit.readers.jsonparts import Json
from ebaudit.readers.live.actions import PAGE, Action
from ebaudit.readers.live.calls import Calls, ask
from ebaudit.readers.live.replies import OK, CallError, Failure, Kind, malformed

MOST_PAGES = 10_000


class Listed(Record):
    """The items of a list, and why it may hold more than these (None when it is known to be whole)."""

    items: tuple[Mapping[str, Json], ...]
    failure: Failure | None = None


class _Pass(Record):
    """One reading of all pages; ``steady`` tells that nothing moved meanwhile."""

    items: dict[str, Mapping[str, Json]]
    steady: bool
    failure: Failure | None = None


def list_all(calls: Calls, action: Action, parameters: Mapping[str, str]) -> Listed:
    """Read every page; what was read before a page failed is kept. Nothing is raised."""
    first = _read(calls, action, parameters)
    if first.failure is not None or first.steady:
        return Listed(tuple(first.items.values()), first.failure)
    again = _read(calls, action, parameters)
    if again.failure is None and again.steady:
        return Listed(tuple(again.items.values()))
    both = {**first.items, **again.items}
    what = "the list kept changing while it was read"
    return Listed(tuple(both.values()), again.failure or Failure(Kind.MALFORMED, action.name, "", what, OK))


def _read(calls: Calls, action: Action, parameters: Mapping[str, str]) -> _Pass:
    reading = _Reading(action)
    token = ""
    try:
        for _ in range(MOST_PAGES):
            page = {action.limit: str(PAGE)} if action.limit else {}
            if token:
                page["NextToken"] = token
            token = reading.take(ask(calls, action, {**parameters, **page}))
            if not token:
                return _Pass(reading.items, reading.steady())
        raise malformed(action, f"the list has more than {MOST_PAGES} pages")
    except CallError as error:
        return _Pass(reading.items, steady=False, failure=error.failure)


class _Reading:
    """What was read of a list so far."""

    __slots__ = ("_action", "_doubled", "_tokens", "_totals", "items")

    def __init__(self, action: Action) -> None:
        self._action = action
        self._tokens: set[str] = set()
        self._totals: set[int] = set()
        self._doubled = False
        self.items: dict[str, Mapping[str, Json]] = {}

    def take(self, data: Json) -> str:
        """Add a page and return the token of the next, empty after the last; raise CallError for a malformed one."""
        if not isinstance(data, dict):
            raise malformed(self._action, "the answer has no object 'Data'")
        total = data.get("Total")
        if isinstance(total, int):
            self._totals.add(total)
        for item in self._items(data, total):
            self._add(item)
        return self._next(data.get("NextToken"))

    def _items(self, data: Mapping[str, Json], total: Json) -> list[Json]:
        found = data.get(self._action.items)
        if found is None and total == 0:
            return []
        if not isinstance(found, list):
            raise malformed(self._action, f"the answer has no array '{self._action.items}'")
        return found

    def _add(self, item: Json) -> None:
        name = item.get(self._action.identity) if isinstance(item, dict) else None
        if not isinstance(name, str) or not name:
            raise malformed(self._action, f"an item of '{self._action.items}' has no '{self._action.identity}'")
        self._doubled = self._doubled or name in self.items
        self.items[name] = item

    def _next(self, token: Json) -> str:
        if token in (None, "") or not self._action.limit:
            return ""
        if not isinstance(token, str | int) or str(token) in self._tokens:
            raise malformed(self._action, "the answer leads back to a page that was read already")
        self._tokens.add(str(token))
        return str(token)

    def steady(self) -> bool:
        """Tell whether nothing moved while the pages were read."""
        return not self._doubled and self._totals <= {len(self.items)}
