"""``ebaudit diff``: what a change does to events."""

from typing import TYPE_CHECKING

from ebaudit.cli import options as shared
from ebaudit.cli.args import Group, Option, Options
from ebaudit.cli.commands.check import ALLOW_INCOMPLETE, EXIT_ZERO, FAIL_ON
from ebaudit.cli.output import look, write
from ebaudit.cli.world import World
from ebaudit.model.request import Inputs, Request, RequestError
from ebaudit.report.changes import FORMATS, render

if TYPE_CHECKING:
    from ebaudit.model.change import Comparison

USAGE = "diff [OPTION]... BEFORE AFTER | PLAN | REVISION..REVISION [PATH]"
ABOUT = """Compare two estates by meaning and print what the change does to events: which classes of events reach
which targets no longer, newly or elsewhere, over all rules of a bus together; how each changed pattern
relates to the old one, with events that prove it; which rules are replaced, so that events are lost in
between, and what avoids it; and which findings are new, kept or fixed. Formatting, the order of what is a set,
and defaults are no changes.

BEFORE and AFTER are modules, plans or states. One PLAN is compared with what it starts from. A range of git
revisions compares PATH (by default the current directory) in both; the work tree is not touched.

Examples: ebaudit diff plan.json; ebaudit diff main..HEAD infra --fail-on-lost

Exit codes: 0 nothing that was asked to fail on, 1 new findings at or above the --fail-on severity, or with
--fail-on-lost an event class without any delivery, alerting target or audit target that it had, 2 wrong usage,
3 something could not be read or evaluated, 4 a bug in ebaudit. A larger code wins."""
COMPARED = Option(("paths",), "two estates, one plan, or a range of revisions and a path", "PATH", {"nargs": "*"})
FAIL_ON_LOST = Option(
    ("--fail-on-lost",),
    "exit with 1 when events lose their last delivery, alerting or audit target, and with 3 when that cannot be told",
    "",
    shared.FLAG,
)
EXPLAIN_EQUAL = Option(("--explain-equal",), "list the differences that mean nothing, by rule", "", shared.FLAG)
GROUPS = (
    Group(
        "What is compared",
        (
            COMPARED,
            *shared.INPUTS,
        ),
    ),
    shared.LIVE,
    Group(
        "How it is judged",
        (shared.SELECT, shared.IGNORE, shared.POLICIES, FAIL_ON, FAIL_ON_LOST, ALLOW_INCOMPLETE, EXIT_ZERO),
    ),
    Group(
        "What is printed",
        (
            shared.format_option(FORMATS),
            EXPLAIN_EQUAL,
            shared.OUTPUT,
            shared.COLOR,
            shared.DEBUG,
            shared.HELP,
        ),
    ),
)


def execute(options: Options, world: World) -> int:
    """Compare and print; the exit code is the comparison's."""
    from ebaudit.cli.revisions import parse_range

    asked = parse_range(options.paths[0]) if options.paths else None
    if asked is None:
        return _print(_estates(options, world), options, world)
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="ebaudit-") as directory:
        return _print(_revisions(options, world, directory), options, world)


def _print(found: "Comparison", options: Options, world: World) -> int:
    name = options.format or "text"
    write(render(name, found, look(options, world), explain=options.explain_equal), options, world)
    code = found.exit_code
    return 0 if options.exit_zero and code.excusable else int(code)


def _request(options: Options, world: World, paths: list[str]) -> Request:
    options.paths, options.before = paths, False
    from ebaudit.cli.commands.snapshot import read_key

    reading, config = shared.request(options, world)
    key = read_key(None, world)
    if key is not None:
        live = reading.inputs.live._replace(digest_key=key)
        reading = reading._replace(inputs=reading.inputs._replace(live=live))
    return shared.judging(reading, options, config)


def _estates(options: Options, world: World) -> "Comparison":
    """Compare two paths, or the two worlds of one plan."""
    from ebaudit.pipeline import compare
    from ebaudit.readers import is_module

    given = list(options.paths)
    at = [shared.below(options.chdir or "", path) for path in given]
    if len(given) not in {1, 2}:
        raise RequestError(("diff takes two estates, one plan, or a range of revisions and a path",))
    if given == ["-", "-"]:
        raise RequestError(("only one argument can be '-', standard input",))
    after = _request(options, world, [given[-1]])
    if len(given) == 1 and is_module(at[0]):
        raise RequestError((f"'{given[0]}' is a module, so there is nothing to compare it with; give a second estate",))
    if len(given) == 1:
        before = after._replace(inputs=after.inputs._replace(before=True))
    else:
        before = _other(after, _request(options, world, [given[0]]))
    return compare(before, after, fail_on_lost=options.fail_on_lost)


def _other(after: Request, before: Request) -> Request:
    """Judge the old side by the new side's configuration, but read it by its own."""
    inputs: Inputs = before.inputs
    return after._replace(paths=before.paths, inputs=inputs)


def _revisions(options: Options, world: World, directory: str) -> "Comparison":
    """Compare a path in two revisions; its files are named as git names them."""
    from ebaudit.cli.revisions import parse_range, write_trees
    from ebaudit.pipeline import compare
    from ebaudit.report.changes.hide import mapped

    asked = parse_range(options.paths[0])
    if asked is None or len(options.paths) > 2:
        raise RequestError(("a range of revisions takes one path",))
    path = options.paths[1] if len(options.paths) == 2 else "."
    trees = write_trees(asked, shared.below(options.chdir or "", path), directory, world.environ)
    before, after = (_request(options, world, [tree.path]) for tree in trees)
    found = compare(_other(after, before), after, fail_on_lost=options.fail_on_lost)
    for tree in trees:
        found = mapped(found, tree.name)
    return found
