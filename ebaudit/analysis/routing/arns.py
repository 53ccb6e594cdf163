"""Resource names of Alibaba Cloud: ``acs:service:region:account:rest``."""

from functools import lru_cache

from ebaudit.model.record import Record

PARTS = 5
"""Parts of a resource name: acs, service, region, account, and the rest."""


KEPT = 8192
"""Names whose parts are remembered: each is looked at by several analyses."""


class Arn(Record):
    """A resource name: service, region, account, and the rest without the slash before it; parts may be empty."""

    service: str
    region: str
    account: str
    rest: str = ""


@lru_cache(maxsize=KEPT)
def parse_arn(text: str) -> Arn | None:
    """Split a resource name; ``None`` for any other text. ``:queues/q`` and ``:/queues/q`` are one."""
    parts = text.split(":", 4)
    if len(parts) < PARTS or parts[0] != "acs" or not parts[1]:
        return None
    return Arn(parts[1], parts[2], parts[3], parts[4].removeprefix("/"))
