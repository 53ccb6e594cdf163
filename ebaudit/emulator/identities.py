"""Who may call: access keys, what AssumeRole gave out, and nonces that were used."""

import secrets
from collections import deque

from ebaudit.emulator.errors import ApiError
from ebaudit.emulator.settings import Settings
from ebaudit.model.record import Record

USED_KEPT = 1_000_000
"""How many nonces are remembered at most."""


class Identity(Record):
    """Who a key belongs to; ``type`` is ``root-account`` or ``assumed-role``.

    ``token`` and ``expires`` (seconds) are those of temporary keys.
    """

    account: str
    access_key: str
    secret: str
    type: str = "root-account"
    role: str = ""
    session: str = ""
    token: str = ""
    expires: float = 0.0

    @property
    def arn(self) -> str:
        """The caller, as GetCallerIdentity names it."""
        if self.type == "assumed-role":
            return f"acs:ram::{self.account}:assumed-role/{self.role}/{self.session}"
        return f"acs:ram::{self.account}:root"

    @property
    def principal(self) -> str:
        """The principal id: of a role, with its session."""
        return f"{self.role}:{self.session}" if self.type == "assumed-role" else self.account


class Identities:
    """The keys that an emulator knows."""

    def __init__(self, settings: Settings) -> None:
        self.keys: dict[str, Identity] = {}
        self.add(settings.account, settings.access_key, settings.secret)
        for account, (key, secret) in settings.accounts.items():
            self.add(account, key, secret)
        self._used: set[str] = set()
        self._order: deque[tuple[float, str]] = deque()

    def add(self, account: str, key: str, secret: str) -> None:
        """Let a key of an account call."""
        self.keys[key] = Identity(account, key, secret)

    def find(self, key: str, token: str, now: float) -> Identity:
        """Return who a key belongs to; the token must be the one that came with it, and not be expired."""
        found = self.keys.get(key)
        if found is None:
            raise ApiError(404, "InvalidAccessKeyId.NotFound", "Specified access key is not found.")
        if token != found.token:
            code = "InvalidSecurityToken.MismatchWithAccessKey" if token else "MissingSecurityToken"
            raise ApiError(400, code, "The security token does not belong to the access key.")
        if found.expires and found.expires < now:
            raise ApiError(400, "InvalidSecurityToken.Expired", "Specified SecurityToken is expired.")
        return found

    def assume(self, account: str, role: str, session: str, expires: float) -> Identity:
        """Give out temporary keys of a role."""
        key = f"STS.{secrets.token_hex(12)}"
        made = Identity(
            account, key, secrets.token_hex(20), "assumed-role", role, session, secrets.token_hex(32), expires
        )
        self.keys[key] = made
        return made

    def use(self, nonce: str, now: float, window: float) -> None:
        """Remember a nonce for as long as the signature with it is good; refuse one that was used."""
        order = self._order
        while order and (order[0][0] < now - 2 * window or len(order) >= USED_KEPT):
            self._used.discard(order.popleft()[1])
        if nonce in self._used:
            raise ApiError(400, "SignatureNonceUsed", "Specified signature nonce was used already.")
        self._used.add(nonce)
        order.append((now, nonce))
