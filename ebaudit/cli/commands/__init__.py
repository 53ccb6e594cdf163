"""Commands: one module each, with ``USAGE``, ``ABOUT``, ``GROUPS`` and ``execute``.

To add one, add its module and its line in ``COMMANDS``.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

COMMANDS: "Mapping[str, str]" = {
    "check": "judge Terraform by the policies",
    "show": "print what was read: resources, values, what is unknown and why",
    "snapshot": "save what was read, without secrets, to be compared later",
    "emulator": "serve a local EventBridge for Terraform, the SDK and tests",
    "live": "tell who reads live accounts, and what that may read",
    "policies": "list the policies",
    "explain": "print the page of a policy",
    "match": "tell whether a pattern selects an event, and why",
    "diff": "print what a change does to events",
    "drift": "print what is live and not as declared, and what follows from it",
    "relate": "tell how the events of two patterns relate",
    "route": "print where an event goes: every delivery, as it would be sent",
    "schema": "print the JSON Schema of a resource or target type",
    "test": "run event tests: which deliveries an event must have",
    "transform": "print what a target parameter sends for an event",
    "version": "print the version",
}
"""Name of a command, which is the name of its module here, and what it does."""

__all__ = ["COMMANDS"]
