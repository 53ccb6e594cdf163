"""Roles that are assumed: by a call of our own, so that an endpoint of one's own serves it too.

The official library's provider of these calls STS by https only and on its public endpoints.
"""

from collections.abc import Mapping
from threading import Lock
from time import time
from typing import Any

from ebaudit.model.record import Record
from ebaudit.readers.jsonparts import Json, mapping, text
from ebaudit.readers.live.actions import ASSUME_ROLE
from ebaudit.readers.live.calls import Calls, ask

SESSION, SECONDS, EARLY = "ebaudit", 3600, 300
"""Name and duration of a session; how many seconds before its end it is renewed."""


class Role(Record):
    """A role to assume."""

    arn: str
    session: str = SESSION
    external_id: str = ""
    policy: str = ""
    seconds: int = SECONDS


class AssumedRole:
    """Credentials of a role, for the official client; renewed when they are about to end."""

    __slots__ = ("_calls", "_credentials", "_end", "_lock", "_role")

    def __init__(self, role: Role, calls: Calls) -> None:
        self._role = role
        self._calls = calls
        self._lock = Lock()
        self._credentials: Any = None
        self._end = 0.0

    def get_credentials(self) -> Any:
        """Return the credentials. Raises CallError when STS refuses them."""
        with self._lock:
            if self._credentials is None or time() >= self._end - EARLY:
                self._renew()
            return self._credentials

    async def get_credentials_async(self) -> Any:
        """Return the same; the official interface asks for this method."""
        return self.get_credentials()

    def get_provider_name(self) -> str:
        """Return the kind of these credentials, by the official library's word for it."""
        return "ram_role_arn"

    def _renew(self) -> None:
        from alibabacloud_credentials.provider.refreshable import Credentials

        answer = mapping(ask(self._calls, ASSUME_ROLE, _parameters(self._role)))
        found = mapping(answer.get("Credentials"))
        self._end = _seconds(text(found.get("Expiration")), self._role.seconds)
        self._credentials = Credentials(
            access_key_id=text(found.get("AccessKeyId")),
            access_key_secret=text(found.get("AccessKeySecret")),
            security_token=text(found.get("SecurityToken")),
            provider_name=self.get_provider_name(),
        )


def _parameters(role: Role) -> Mapping[str, str]:
    asked = {"RoleArn": role.arn, "RoleSessionName": role.session, "DurationSeconds": str(role.seconds)}
    if role.external_id:
        asked["ExternalId"] = role.external_id
    if role.policy:
        asked["Policy"] = role.policy
    return asked


def _seconds(expiration: str, otherwise: int) -> float:
    """Return when credentials end, in seconds of the epoch."""
    from datetime import datetime

    try:
        return datetime.fromisoformat(expiration).timestamp()
    except ValueError:
        return time() + otherwise


def session_of(settings: Mapping[str, Json]) -> str:
    """Return the session name that a profile of the ``aliyun`` command asks for."""
    return text(settings.get("ram_session_name")) or SESSION
