"""Reading the catalog's data files, one at a time and only when asked for."""

import os
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

HERE = os.path.dirname(__file__)  # noqa: PTH120  pathlib costs start-up time
Entry = TypeVar("Entry")


def names(folder: str) -> tuple[str, ...]:
    """Return the names of the entries in a folder of the catalog, sorted, without reading them."""
    found = os.listdir(f"{HERE}/{folder}")  # noqa: PTH208  pathlib costs start-up time
    return tuple(sorted(name[:-5] for name in found if name.endswith(".json")))


def read(path: str) -> Any:
    """Read one of the catalog's own JSON files."""
    import json

    with open(f"{HERE}/{path}.json", encoding="utf-8") as file:  # noqa: PTH123  pathlib costs start-up time
        return json.load(file)


class Lazy(Mapping[str, Entry]):
    """A mapping that knows its keys and makes an entry when it is first asked for."""

    __slots__ = ("_made", "_make", "_names")

    def __init__(self, keys: tuple[str, ...], make: Callable[[str], Entry]) -> None:
        self._names = dict.fromkeys(keys)
        self._make = make
        self._made: dict[str, Entry] = {}

    def __getitem__(self, key: str) -> Entry:
        """Return the entry, making it when it is asked for the first time."""
        if key not in self._made:
            if key not in self._names:
                raise KeyError(key)
            self._made[key] = self._make(key)
        return self._made[key]

    def __contains__(self, key: object) -> bool:
        """Tell whether the entry exists, without making it."""
        return key in self._names

    def __iter__(self) -> Iterator[str]:
        """Iterate over the keys."""
        return iter(self._names)

    def __len__(self) -> int:
        """Count the keys."""
        return len(self._names)
