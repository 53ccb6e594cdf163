"""One call of an action: its parameters, who calls, and the account that it is about."""

from typing import TYPE_CHECKING, Any

from ebaudit.emulator.cell import Cell
from ebaudit.emulator.documents import read_json, whole
from ebaudit.emulator.errors import malformed, missing
from ebaudit.emulator.identities import Identity

if TYPE_CHECKING:
    from ebaudit.emulator.emulator import Emulator


class Call:
    """A call; ``now`` is in seconds since 1970, ``source`` the caller's address."""

    __slots__ = ("action", "agent", "cell", "emulator", "host", "identity", "now", "params", "request_id", "source")

    def __init__(  # noqa: PLR0913  one argument for each thing that a call has
        self,
        emulator: "Emulator",
        action: str,
        params: dict[str, str],
        identity: Identity,
        cell: Cell,
        now: float,
        request_id: str,
        agent: str = "",
        source: str = "",
        host: str = "",
    ) -> None:
        self.emulator = emulator
        self.action = action
        self.params = params
        self.identity = identity
        self.cell = cell
        self.now = now
        self.request_id = request_id
        self.agent = agent
        self.source = source
        self.host = host

    @property
    def milliseconds(self) -> int:
        """The hour of the call in the service's timestamps."""
        return int(self.now * 1000)

    def text(self, name: str) -> str:
        """Return a parameter that the action needs."""
        found = self.params.get(name)
        if not found:
            raise missing(name)
        return found

    def optional(self, name: str, default: str = "") -> str:
        """Return a parameter, or the default when it is not given."""
        return self.params.get(name, default)

    def document(self, name: str, kind: type[Any]) -> Any:
        """Return a parameter that is a JSON list or object, as ``kind`` says; None when it is not given."""
        text = self.params.get(name)
        if text is None or text == "":
            return None
        try:
            found = read_json(text)
        except ValueError:
            raise malformed(name, "it is not JSON") from None
        if not isinstance(found, kind):
            raise malformed(name, f"it is not a JSON {'array' if kind is list else 'object'}")
        return found

    def number(self, name: str, default: int) -> int:
        """Return a parameter that is a whole number, or the default when it is not given."""
        text = self.params.get(name)
        if not text:
            return default
        found = whole(text)
        if found is None:
            raise malformed(name, "it is not a number")
        return found

    def rows(self, name: str) -> list[dict[str, str]]:
        """Return a list that is written as ``name.N.Key``, in the order of N."""
        found: dict[int, dict[str, str]] = {}
        for key, value in self.params.items():
            parts = key.split(".")
            number = whole(parts[1]) if len(parts) == 3 and parts[0] == name else None
            if number is not None:
                found.setdefault(number, {})[parts[2]] = value
        return [found[number] for number in sorted(found)]
