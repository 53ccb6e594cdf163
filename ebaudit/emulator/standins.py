"""Plain values for an emulator that is filled from an estate: what is not known there needs something in its place."""

import json
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from ebaudit.model.resources import Attribute, Block
from ebaudit.model.value import Sensitive, Unknown, Value, reveal

STAND_IN = "unknown"
"""What stands for a text that is not known."""
SERVICE_DECIDES = frozenset(
    {"create_time", "id", "public_web_hook_url", "push_retry_strategy", "status", "user_data", "vpc_web_hook_url"}
)
"""Arguments that the service fills in where nobody sets them: unknown in a plan, and no loss."""
ACCOUNT_REFS = ("data.alicloud_account.", "data.alicloud_caller_identity.")
REGION_REFS = ("data.alicloud_regions.",)


class StandIns:
    """Makes plain values, and keeps a note of everything that it put in the place of something unknown.

    The account and the region are known: they are the emulator's own. ``ids`` are by reference: the id that the
    provider gives to a resource is its name.
    """

    def __init__(self, account: str, region: str) -> None:
        self.account = account
        self.region = region
        self.ids: dict[str, str] = {}
        self.notes: list[str] = []

    def text(self, attribute: Attribute | None, where: str) -> str | None:
        """Return an argument as the text that Terraform sends, or None when it is not set."""
        if attribute is None:
            return None
        found = self.plain(attribute.value, where)
        if found is None or isinstance(found, str):
            return found
        return json.dumps(found)

    def known(self, attribute: Attribute | None, where: str) -> str | None:
        """Return a text that must be known, at least as to its structure; None when it is not."""
        value = reveal(attribute.value) if attribute is not None else None
        if isinstance(value, Unknown):
            return self._unknown(value, where) if value.json is not None else self._own(value)
        return value if isinstance(value, str) and value else None

    def plain(self, value: Value, where: str) -> Any:
        """Return a value as JSON, with stand-ins for what is unknown in it."""
        if isinstance(value, Sensitive):
            return self.plain(value.value, where)
        if isinstance(value, Unknown):
            return self._unknown(value, where)
        if isinstance(value, Fraction):
            return float(value)
        if isinstance(value, Mapping):
            return {name: self.plain(each, f"{where}.{name}") for name, each in value.items()}
        if isinstance(value, tuple):
            return [self.plain(each, f"{where}[{index}]") for index, each in enumerate(value)]
        return value

    def _unknown(self, value: Unknown, where: str) -> Any:
        if value.json is not None:
            return json.dumps(self.plain(value.json, where), separators=(",", ":"), sort_keys=True)
        own = self._own(value)
        if own is not None:
            return own
        self.notes.append(f"{where} is not known here ({value.reason}); the emulator has a stand-in")
        known = [STAND_IN if part is None else part for part in value.parts]
        return "".join(known) or value.prefix + STAND_IN

    def _own(self, value: Unknown) -> str | None:
        """Return a text that depends on nothing but the account, the region, or the id of what is created here."""
        if len(value.refs) == 1 and value.refs[0] in self.ids and not value.parts:
            return self.ids[value.refs[0]]
        for starts, text in ((ACCOUNT_REFS, self.account), (REGION_REFS, self.region)):
            if value.refs and all(ref.startswith(starts) for ref in value.refs):
                return "".join(text if part is None else part for part in value.parts) if value.parts else text
        return None

    def arguments(self, block: Block, where: str) -> dict[str, Any]:
        """Return the arguments of a block that are set and not empty, by Terraform's names."""
        found = {
            name: self.plain(each.value, f"{where}.{name}")
            for name, each in block.attributes.items()
            if not (name in SERVICE_DECIDES and isinstance(reveal(each.value), Unknown))
        }
        for name, reason in block.unknown_blocks.items():
            self.notes.append(f"{where} has an unknown number of {name} ({reason}); the emulator has none of them")
        return {name: value for name, value in found.items() if value not in (None, "")}
