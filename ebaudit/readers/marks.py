"""What a plan or a state says beside the values: which are unknown, which are sensitive, which are configured.

A mark is ``true`` for a whole value, an object or array for its parts, and absent or ``false`` for none. An
object with numbers for keys may stand for an array.
Source: https://developer.hashicorp.com/terraform/internals/json-format#change-representation
"""

from typing import Any

from ebaudit.model.record import Record
from ebaudit.readers.jsonparts import Json, item, mapping, sequence


class Marked(Record):
    """One value with its marks.

    ``configured`` holds the expressions of the configuration for an object's members, and is ``None`` where
    what is configured cannot be told.
    """

    value: Json
    unknown: Json = None
    sensitive: Json = None
    configured: Any = None

    def member(self, name: str) -> "Marked":
        """Return one member of an object."""
        configured = None if self.configured is None else mapping(self.configured).get(name)
        return Marked(
            mapping(self.value).get(name), _below(self.unknown, name), _below(self.sensitive, name), configured
        )

    def items(self) -> list["Marked"]:
        """Return the items of an array; of what is configured for them nothing is said."""
        known, unknown = sequence(self.value), sequence(self.unknown)
        return [
            Marked(item(known, index), item(unknown, index), _at(self.sensitive, index))
            for index in range(max(len(known), len(unknown)))
        ]

    @property
    def is_unknown(self) -> bool:
        """Whether nothing of the value is known."""
        return self.unknown is True

    @property
    def is_sensitive(self) -> bool:
        """Whether the value as a whole is sensitive."""
        return self.sensitive is True


def _below(mark: Json, name: str) -> Json:
    return True if mark is True else mapping(mark).get(name)


def _at(mark: Json, index: int) -> Json:
    if mark is True:
        return True
    return mark.get(index) if isinstance(mark, dict) else item(sequence(mark), index)
