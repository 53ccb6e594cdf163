"""What one estate makes known of the other: the account's id, and ids that are the names of resources.

Source of the ids: https://github.com/aliyun/terraform-provider-alicloud/blob/81c43b6/alicloud (what each resource of
the family passes to ``SetId``).
"""

import re
from collections.abc import Iterator

from ebaudit.differences.pairing import NAMES
from ebaudit.model.estate import Estate
from ebaudit.model.resources import Resource
from ebaudit.model.value import reveal

_ACCOUNT = re.compile(r"(?:^|\.)data\.alicloud_(?:account\.[^.]+\.id|caller_identity\.[^.]+\.(?:account_id|id))$")
"""Attributes that are the id of the account that Terraform runs in."""


class Known:
    """What the two estates tell: the texts of attributes by address, and the texts that the live side has.

    A text that is made of known parts in a way that nobody recorded is taken for the live one where filling it in
    gives exactly that: nothing else would.
    """

    __slots__ = ("_account", "_ids", "seen")

    def __init__(self, declared: Estate, live: Estate) -> None:
        self._account = _account(live)
        self._ids: dict[str, str] = {}
        for resource in declared.resources:
            name = _id(resource)
            if name:
                self._ids[f"{resource.address}.id"] = name
        self.seen = frozenset(_endpoints(live))

    def text(self, address: str) -> str | None:
        """Return the text of an attribute, ``None`` when nothing tells it."""
        if address in self._ids:
            return self._ids[address]
        return self._account if self._account and _ACCOUNT.search(address) else None


def _endpoints(live: Estate) -> Iterator[str]:
    for rule in live.rules:
        for target in rule.targets:
            queue = target.dead_letter_queue
            for attribute in (target.endpoint, queue.arn if queue is not None else None):
                value = reveal(attribute.value) if attribute is not None else None
                if isinstance(value, str):
                    yield value


def _account(live: Estate) -> str | None:
    """Return the one account that the live resources are of."""
    found = {reveal(resource.provider.account_id) for resource in live.resources}
    found.update(cell.account for cell in live.unread)
    known = {each for each in found if isinstance(each, str) and each}
    return next(iter(known)) if len(known) == 1 else None


def _id(resource: Resource) -> str | None:
    names = [resource.attribute(name) for name in NAMES.get(resource.type, ())]
    values = [reveal(attribute.value) if attribute is not None else None for attribute in names]
    known = [value for value in values if isinstance(value, str)]
    return ":".join(known) if known and len(known) == len(values) else None
