"""``ebaudit policies``: the list."""

from typing import TYPE_CHECKING

from ebaudit.cli import options as shared
from ebaudit.cli.args import Group, Options
from ebaudit.cli.config import find_config
from ebaudit.cli.output import write
from ebaudit.cli.world import World
from ebaudit.model.request import RequestError

if TYPE_CHECKING:
    from ebaudit.policy import Policy

USAGE = "policies [OPTION]..."
ABOUT = """List the policies: the built-in ones, those of --policies and those of the configuration.
One that is not enabled runs when --select names it in full."""
GROUPS = (
    Group("What is listed", (shared.SELECT, shared.IGNORE, shared.POLICIES)),
    Group("What is printed", (shared.format_option(("text", "json")), shared.OUTPUT, shared.DEBUG, shared.HELP)),
)


def load(options: Options, world: World) -> "tuple[Policy, ...]":
    """Load the built-in policies and the further ones; :class:`RequestError` for a wrong policy file."""
    from ebaudit.policy import load as load_policies

    loaded, problems = load_policies(shared.policy_directories(options, find_config(".", world)))
    if problems:
        raise RequestError(tuple(str(problem) for problem in problems))
    return tuple(loaded)


def execute(options: Options, world: World) -> int:
    """Print the list."""
    from ebaudit.policy.selection import fits, meaningless

    loaded = load(options, world)
    select, ignore = options.select or (), options.ignore or ()
    problems = meaningless((*select, *ignore), loaded)
    if problems:
        raise RequestError(problems)
    listed = [
        policy
        for policy in loaded
        if (not select or any(fits(word, policy) for word in select)) and not any(fits(word, policy) for word in ignore)
    ]
    write(_json(listed) if options.format == "json" else _text(listed), options, world)
    return 0


def _text(policies: "list[Policy]") -> str:
    rows = [(p.id, p.severity.value, p.noun or "fact", "" if p.enabled else "(not enabled)", p.name) for p in policies]
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(3)]
    return "".join(
        f"{code:<{widths[0]}}  {severity:<{widths[1]}}  {noun:<{widths[2]}}  {name} {enabled}".rstrip() + "\n"
        for code, severity, noun, enabled, name in rows
    )


def _json(policies: "list[Policy]") -> str:
    from json import dumps

    rows = [
        {
            "id": policy.id,
            "name": policy.name,
            "severity": policy.severity.value,
            "certainty": policy.certainty.value,
            "for": policy.noun or None,
            "fact": policy.fact or None,
            "enabled": policy.enabled,
            "since": policy.since,
        }
        for policy in policies
    ]
    return dumps({"schema_version": "1.0", "policies": rows}, indent=2) + "\n"
