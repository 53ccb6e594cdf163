"""Parses a large plan or state so that only what is EventBridge's becomes objects.

The rest is checked for its syntax and skipped, which takes a tenth of the time and of the memory.
Without msgspec installed, the whole text is parsed.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ebaudit.readers.decode import PREFIX
from ebaudit.readers.jsonparts import Json

if TYPE_CHECKING:
    from mmap import mmap

MARK = PREFIX.encode()
Reader = Callable[[bytes], Json]


def parse_family(data: "bytes | mmap") -> Json:
    """Return the document without resources of other families. Raise ValueError where the text is wrong."""
    from ebaudit.readers.document import loads, to_text

    try:
        import msgspec
    except ImportError:
        return loads(to_text(bytes(data)))
    start = data[:4]
    if not start.lstrip().startswith(b"{"):  # a byte order mark, or an encoding of two or four bytes
        data = to_text(bytes(data)).encode()
    try:
        return _Skipping(msgspec).document(data)
    except msgspec.ValidationError as error:  # its parts are not what Terraform writes; say so as for a small one
        del error
        return loads(to_text(bytes(data)))
    except msgspec.DecodeError as error:
        raise ValueError(str(error)) from None


class _Skipping:
    """Decodes one level of objects at a time and leaves what is below as text until it matters."""

    __slots__ = ("_items", "_members")

    def __init__(self, msgspec: Any) -> None:
        self._members = msgspec.json.Decoder(dict[str, msgspec.Raw])
        self._items = msgspec.json.Decoder(list[msgspec.Raw])

    def document(self, data: "bytes | mmap") -> Json:
        return self._object(
            data,
            {
                "resource_changes": self._family,
                "resource_drift": self._family,
                "resources": self._family,
                "planned_values": self._values,
                "values": self._values,
                "prior_state": lambda raw: self._object(raw, {"values": self._values}),
                "configuration": lambda raw: self._object(raw, {"root_module": self._module}),
            },
        )

    def _object(self, raw: Any, readers: dict[str, Reader]) -> Json:
        members = self._members.decode(raw)
        whole: Reader = _whole
        return {name: readers.get(name, whole)(value) for name, value in members.items()}

    def _family(self, raw: Any) -> Json:
        """Return the items of an array that name the family somewhere."""
        return [_whole(item) for item in self._items.decode(raw) if MARK in bytes(item)]

    def _values(self, raw: Any) -> Json:
        return self._object(raw, {"root_module": self._module, "outputs": _nothing})

    def _module(self, raw: Any) -> Json:
        return self._object(
            raw,
            {
                "resources": self._family,
                "child_modules": lambda below: [self._module(item) for item in self._items.decode(below)],
                "module_calls": self._calls,
            },
        )

    def _calls(self, raw: Any) -> Json:
        calls = self._members.decode(raw)
        return {name: self._object(call, {"module": self._module}) for name, call in calls.items()}


def _whole(raw: Any) -> Json:
    from ebaudit.readers.document import loads

    return loads(str(raw, "utf-8") if isinstance(raw, bytes) else bytes(raw).decode())


def _nothing(raw: Any) -> Json:
    """Leave out what no reader looks at."""
    del raw
    return None
