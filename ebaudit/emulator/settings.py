"""What an emulator is told when it starts: account, keys, quirks and knobs."""

from collections.abc import Mapping

from ebaudit.model.record import Record

CODE_200 = frozenset(
    {
        "ListEventBuses",
        "QueryEventTraces",
        "QueryEvent",
        "QueryTracedEvents",
        "QueryTracedEventByEventId",
        "PutEvents",
    }
)
"""Actions whose success is ``"200"`` in the service's own samples, and ``"Success"`` elsewhere."""


class Quirks(Record):
    """Habits of the service that a client must bear; each can be switched.

    ``code_200``: the actions of ``CODE_200`` answer so. ``sample_messages``: their ``Message`` is
    ``EventBusNotExist`` even on success. ``adds_base64``: a queue target gets ``IsBase64Encode`` = ``false``.
    ``bare_list_rules``: ListRules gives targets without parameters. ``reorders``: parameters come back in another
    order. ``date``: CreateApiDestination answers in ``Date``. ``no_success``: connections and API destinations
    have no ``Success``. ``clear_secrets``: GetConnection gives secrets in clear. ``missing_status``: HTTP status of
    a bus or rule that does not exist. ``not_enabled_status``: that of a service that is not activated.
    """

    code_200: bool = True
    sample_messages: bool = False
    adds_base64: bool = True
    bare_list_rules: bool = True
    reorders: bool = False
    date: bool = True
    no_success: bool = True
    clear_secrets: bool = True
    missing_status: int = 200
    not_enabled_status: int = 403


class Settings(Record):
    """The account, region and keys that an emulator starts with, and what stays as it is while it runs.

    ``accounts`` are further ones: account id to (access key, secret). ``roles`` limits what AssumeRole gives to
    these ARNs; without, every role can be assumed. ``quotas`` says whether the documented quotas hold.
    ``retry_scale`` shortens the waits before a failed delivery is tried again; ``retries`` bounds their number.
    ``activated`` says whether EventBridge is switched on in the account. ``clock_skew`` is in seconds.
    ``trail_service`` is how ActionTrail spells the service; a record can be looked up ``trail_delay`` seconds later.
    """

    account: str = "1234567890123456"
    region: str = "cn-hangzhou"
    access_key: str = "AKTEST"
    secret: str = "SKTEST"  # noqa: S105  a key of the emulator, good for nothing else
    accounts: Mapping[str, tuple[str, str]] = {}
    roles: frozenset[str] | None = None
    quirks: Quirks = Quirks()
    quotas: bool = True
    activated: bool = True
    clock_skew: int = 900
    retry_scale: float = 0.01
    retries: int = 176
    delivery_timeout: float = 5.0
    trail_service: str = "Eventbridge"
    trail_delay: float = 0.0
