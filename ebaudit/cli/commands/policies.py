"""``ebaudit policies``: the list."""

from typing import TYPE_CHECKING

from ebaudit.cli import options as shared
from ebaudit.cli.args import Group, Option, Options, words
from ebaudit.cli.config import find_config
from ebaudit.cli.output import write
from ebaudit.cli.world import World
from ebaudit.model.request import RequestError

if TYPE_CHECKING:
    from ebaudit.policy import Policy
    from ebaudit.policy.policy import Page

USAGE = "policies [OPTION]..."
ABOUT = """List the policies: the built-in ones, those of --policies and those of the configuration.
One that is not enabled runs when --select names it in full.

With --test, run the examples of the policies that stand in files, and print each that does not do what it says.

Exit codes: 0 all is well, 2 wrong usage, a policy file that is wrong, or an example that does not do what it says,
4 a bug in ebaudit."""
TEST = Option(("--test",), "run the examples of policies in files instead of listing", "", shared.FLAG)
SELECT = Option(
    ("--select",),
    "only these: ids, names or the start of either, separated by commas; repeatable",
    "POLICY,...",
    {"action": "extend", "type": words},
)
GROUPS = (
    Group("What is listed", (SELECT, shared.IGNORE, shared.POLICIES, TEST)),
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
    if options.test:
        return _test([policy for policy in listed if policy.file], options, world)
    write(_json(listed) if options.format == "json" else _text(listed), options, world)
    return 0


def _test(policies: "list[Policy]", options: Options, world: World) -> int:
    """Run the examples and print what is broken, and the counts."""
    from ebaudit.catalog import load as load_catalog
    from ebaudit.cli.examples import broken
    from ebaudit.report.lines import plural

    if not policies:
        raise RequestError(("none of the policies stands in a file: --policies DIR says where they are",))
    lines = list(broken(policies, load_catalog(find_config(".", world).catalog)[0]))
    total = sum(len(page.examples_pass) + len(page.examples_fail) for page in map(_page, policies))
    ran = f"{plural(total, 'example')} of {len(policies)} {'policy' if len(policies) == 1 else 'policies'}"
    counts = f"{ran}: {len(lines) or 'none'} of them wrong."
    write("".join(f"{line}\n" for line in (*lines, counts)), options, world)
    return 2 if lines else 0


def _page(policy: "Policy") -> "Page":
    from ebaudit.policy.policy import Page

    return policy.page or Page()


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
