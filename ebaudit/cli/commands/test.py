"""``ebaudit test``: event tests as code."""

from ebaudit.cli import options as shared
from ebaudit.cli.args import Group, Option, Options
from ebaudit.cli.output import look, write
from ebaudit.cli.world import World
from ebaudit.model.request import RequestError

USAGE = "test [OPTION]... [PATH]..."
ABOUT = """Run event tests: each sends an event through the rules and compares the deliveries, and what is sent, with
what the test expects. Tests stand in files called *.events.yaml beside the Terraform; nothing is sent in truth.

Example: ebaudit test infra --against plan.json

Exit codes: 0 all tests pass, 1 a test fails, or with --require-coverage a rule is not reached, 2 wrong usage, or a
test file that is wrong, 3 something unknown decides, or could not be read or evaluated, 4 a bug in ebaudit. A larger
code wins."""
GROUPS = (
    Group(
        "What is run",
        (
            Option(
                ("paths",),
                "a test file, or a directory with some in it or below; by default the current directory",
                "PATH",
                {"nargs": "*"},
            ),
            Option(
                ("--against",),
                "the estate that the events are sent through: a directory, a plan or a state; by default the directory "
                "of each test file",
                "PATH",
            ),
            Option(("--require-coverage",), "exit with 1 when no event reaches some rule that is on", "", shared.FLAG),
            Option(
                ("--record",),
                "write the deliveries that there are into each test that has none or does not pass, for review",
                "",
                shared.FLAG,
            ),
            Option(("--watch",), "run again whenever a file changes, until interrupted", "", shared.FLAG),
        ),
    ),
    Group("What is read", shared.READING.options[1:]),
    Group(shared.LIVE.title, tuple(option for option in shared.LIVE.options if option is not shared.RECORD)),
    Group(
        "What is printed",
        (
            shared.format_option(("json", "junit", "text")),
            shared.OUTPUT,
            shared.COLOR,
            shared.DEBUG,
            shared.HELP,
        ),
    ),
)
INTERVAL = 0.5
"""Seconds between two looks at the files of ``--watch``."""


def execute(options: Options, world: World) -> int:
    """Run the tests, once or until interrupted."""
    if not options.watch:
        return _once(options, world)
    if options.record:
        raise RequestError(("--record and --watch exclude each other",))
    return _watch(options, world)


def _once(options: Options, world: World) -> int:
    from ebaudit.cli.testing import files, run

    session = run(files(options), options, world)
    if options.record:
        from ebaudit.cli.recording import record

        return record(session, options, world)
    from ebaudit.cli.testing_formats import FORMATS
    from ebaudit.cli.testing_shown import exit_code

    code = exit_code(session, require_coverage=options.require_coverage)
    write(FORMATS[options.format or "text"](session, code, look(options, world)), options, world)
    return int(code)


def _watch(options: Options, world: World) -> int:
    from time import sleep

    from ebaudit.cli.watch import changes, times

    base = options.chdir or ""
    given = [*(options.paths or ["."]), *([options.against] if options.against else [])]
    watched = [shared.below(base, path) for path in given]
    code = 0
    for _ in changes(lambda: times(watched), lambda: sleep(INTERVAL)):
        try:
            code = _once(options, world)
        except RequestError as error:
            code = 2
            for problem in error.problems:
                world.err.write(f"ebaudit: error: {problem}\n")
        world.out.flush()
    return code
