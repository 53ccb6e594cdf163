"""``ebaudit show``: what the reader saw."""

from ebaudit.cli import options as shared
from ebaudit.cli.args import Group, Options
from ebaudit.cli.output import look, write
from ebaudit.cli.world import World
from ebaudit.model.diagnostic import Level
from ebaudit.model.report import ExitCode
from ebaudit.report.estates import FORMATS, render

USAGE = "show [OPTION]... [PATH]..."
ABOUT = """Print what was read, without judging it: every EventBridge resource with its address, its values, where
each is written, and what is unknown and why. Secrets are not printed.

Exit codes: 0 everything was read, 2 wrong usage, 3 something could not be read or evaluated, 4 a bug."""
GROUPS = (
    shared.READING,
    shared.LIVE,
    Group(
        "What is printed",
        (shared.format_option(FORMATS), shared.OUTPUT, shared.COLOR, shared.DEBUG, shared.HELP),
    ),
)


def execute(options: Options, world: World) -> int:
    """Print the estates."""
    from ebaudit.catalog.secrets import hidden_by
    from ebaudit.pipeline import open_all

    request, _ = shared.request(options, world)
    estates = open_all(request)
    text = render(options.format or "text", estates.opened, hidden_by(estates.catalog), look(options, world))
    write(text, options, world)
    problems = (*estates.problems, *(problem for opened in estates.opened for problem in opened.diagnostics))
    incomplete = any(problem.level is Level.ERROR for problem in problems)
    return int(ExitCode.INCOMPLETE if incomplete else ExitCode.CLEAN)
