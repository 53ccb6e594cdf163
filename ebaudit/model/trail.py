"""What somebody did to an account, as its trail records it."""

from ebaudit.model.record import Record


class Change(Record):
    """One thing that somebody did.

    ``time`` is UTC in the form of ISO 8601; ``actor`` the name of a user, of the root account or of a session,
    ``role`` the role that was assumed, ``console`` whether it was done there. ``terraform`` tells that the call
    was the provider's, ``trace`` groups the calls of one apply. ``subject`` is the name of the rule or other thing
    that was changed, empty where it is the bus itself.
    """

    time: str
    action: str
    actor: str
    role: str
    console: bool
    request_id: str
    source_address: str
    user_agent: str
    terraform: bool
    trace: str
    account: str
    region: str
    bus: str
    subject: str
