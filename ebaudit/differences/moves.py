"""Former addresses: what Terraform takes for the same resource although its address changed, and what it leaves.

Source: https://developer.hashicorp.com/terraform/language/modules/develop/refactoring
"""

import re
from collections.abc import Iterable

from ebaudit.model.estate import Move

_INSTANCE = re.compile(r'\[(?:[0-9]+|"(?:[^"\\]|\\.)*")\]$')


class Moves:
    """What the new side says of the addresses of the old one."""

    def __init__(self, moves: Iterable[Move]) -> None:
        self._moves = tuple(moves)

    def to(self, address: str, there: frozenset[str]) -> str:
        """Return the address that a resource has now, of those that are ``there``, or the one that it had.

        Terraform moves a resource without a key by itself when it gets the key 0, and back.
        """
        if address in there:
            return address
        for _ in self._moves:
            moved = next((new for move in self._moves if (new := _moved(address, move)) not in (address, "")), address)
            if moved == address:
                break
            address = moved
        if address in there:
            return address
        other = address.removesuffix("[0]") if address.endswith("[0]") else f"{address}[0]"
        return other if other in there else address

    def stays(self, address: str) -> bool:
        """Tell whether what had this address is left where it is, no longer managed."""
        return any(not move.after and _is_within(address, move.before) for move in self._moves)


def _is_within(address: str, place: str) -> bool:
    return address == place or (address.startswith(place) and address[len(place)] in ".[")


def _moved(address: str, move: Move) -> str:
    """Return where one move takes an address, the address itself where it says nothing of it."""
    if not move.after or not _is_within(address, move.before):
        return address
    rest = address[len(move.before) :]
    if rest.startswith("[") and _INSTANCE.search(move.after):
        return address  # one with a key cannot get a second one
    return move.after + rest
