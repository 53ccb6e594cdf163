"""``ebaudit explain``: the page of a policy, offline."""

from ebaudit.cli import options as shared
from ebaudit.cli.args import Group, Option, Options
from ebaudit.cli.commands.policies import load
from ebaudit.cli.output import write
from ebaudit.cli.world import World
from ebaudit.model.request import RequestError

USAGE = "explain [OPTION]... POLICY"
ABOUT = """Print what a policy reports, why that matters, what to do, what it flags and what it does not.
POLICY is an id or a name."""
GROUPS = (
    Group("What is explained", (Option(("policy",), "the id or the name of a policy", "POLICY"), shared.POLICIES)),
    Group("What is printed", (shared.format_option(("text", "markdown")), shared.OUTPUT, shared.DEBUG, shared.HELP)),
)


def execute(options: Options, world: World) -> int:
    """Print the page."""
    from ebaudit.policy.reference import markdown_page, text_page

    loaded = load(options, world)
    wanted = options.policy
    found = next((policy for policy in loaded if policy.id == wanted.upper() or policy.name == wanted), None)
    if found is None:
        from ebaudit.policy.selection import nearest

        raise RequestError((f"there is no policy '{wanted}'{nearest(wanted, loaded)}",))
    write((markdown_page if options.format == "markdown" else text_page)(found), options, world)
    return 0
