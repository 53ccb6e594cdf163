"""``ebaudit emulator``: a local EventBridge to try things on."""

from ebaudit.cli import options as shared
from ebaudit.cli.args import Group, Option, Options
from ebaudit.cli.world import World

USAGE = "emulator [OPTION]..."
ABOUT = """Serve an EventBridge management API on this machine, for Terraform, the official SDK and ebaudit itself:
buses, rules, targets, event sources, connections, API destinations, streams, roles, ActionTrail and STS. Events that
are put on a bus go through rules and transforms; targets that are plain HTTP on this machine are called, everything
else is recorded. Nothing leaves the machine.

Example: ebaudit emulator --seed infra --state emulator.json

It runs until it is interrupted. Exit codes: 0 it was asked to end, 2 wrong usage, or a port or file that cannot be
had, 4 a bug in ebaudit."""
MANY = {"action": "append", "default": []}
SERVED = (
    Option(("--port",), "the port; 0 takes a free one; by default 18080", "PORT", {"type": int, "default": 18080}),
    Option(
        ("--host",),
        "the address to listen on; by default 127.0.0.1, which only this machine reaches",
        "ADDRESS",
        {"default": "127.0.0.1"},
    ),
    Option(("--account",), "the account's id; by default 1234567890123456", "ID"),
    Option(("--region",), "the region; by default cn-hangzhou", "REGION"),
    Option(("--not-activated",), "answer as in a region where EventBridge is not switched on", "", shared.FLAG),
    Option(("--no-quotas",), "create more than the documented quotas allow", "", shared.FLAG),
    Option(
        ("--quirk",), "switch a habit of the service: date=false, missing_status=404; repeatable", "NAME=VALUE", MANY
    ),
)
FILLED = (
    Option(("--state",), "keep the state in FILE, and begin with what is in it", "FILE"),
    Option(
        ("--seed",),
        "without state yet, create what PATH declares: a module, plan, state, snapshot, or a live account's answers; "
        "repeatable",
        "PATH",
        MANY,
    ),
    *shared.INPUTS,
)
WRONG = (
    Option(("--latency",), "answer later, all actions or one; repeatable", "[ACTION=]MS", MANY),
    Option(
        ("--rate",), "let through this many calls a second of each action or of one; repeatable", "[ACTION=]N", MANY
    ),
    Option(("--retry-after",), "say with a header when a refused call may be made again", "", shared.FLAG),
    Option(
        ("--fault",),
        "let an action (* for all) fail: throttle, error, code, reset, truncate, html, empty, body, delay, shift or "
        "loop; repeatable",
        "ACTION=KIND[:DETAIL][*TIMES]",
        MANY,
    ),
    Option(
        ("--retry-scale",),
        "how much of the service's waits passes before a failed delivery is tried again; by default 0.01",
        "FACTOR",
        {"type": float},
    ),
)
GROUPS = (
    Group("What is served", SERVED),
    Group("What is in it at first", FILLED),
    Group("What goes wrong", WRONG),
    Group("Other", (shared.DEBUG, shared.HELP)),
)


def execute(options: Options, world: World) -> int:
    """Serve until interrupted."""
    from ebaudit.cli.emulating import run

    return run(options, world)
