"""``ebaudit check``: the main job."""

from ebaudit.cli import options as shared
from ebaudit.cli.args import Group, Option, Options, one_of
from ebaudit.cli.output import look, write
from ebaudit.cli.world import World
from ebaudit.model.finding import Severity
from ebaudit.report import FORMATS, render

USAGE = "check [OPTION]... [PATH]..."
ABOUT = """Judge the EventBridge resources of Terraform modules, plans, states and live accounts by the policies.
Unless an account is asked for, nothing is fetched, and nothing is run but 'terraform show -json' or 'tofu show
-json' for a binary plan: what only the provider or a remote module could say is unknown, and a verdict that
depends on it is undecided.

Exit codes: 0 nothing at or above the --fail-on severity, 1 findings, 2 wrong usage, configuration or policy
file, 3 something could not be read or evaluated, 4 a bug in ebaudit. A larger code wins."""

FAIL_ON = Option(
    ("--fail-on",),
    "the least severity that counts: info, low, medium (the default), high or critical",
    "SEVERITY",
    {"type": one_of("severity", [severity.value for severity in Severity])},
)
ALLOW_INCOMPLETE = Option(
    ("--allow-incomplete",), "do not exit with 3 when something could not be read or evaluated", "", shared.FLAG
)
EXIT_ZERO = Option(("--exit-zero",), "exit with 0 even with findings or an incomplete audit", "", shared.FLAG)
GROUPS = (
    shared.READING,
    shared.LIVE,
    Group("How it is judged", (shared.SELECT, shared.IGNORE, shared.POLICIES, FAIL_ON, ALLOW_INCOMPLETE, EXIT_ZERO)),
    Group(
        "What is printed",
        (
            shared.format_option(FORMATS),
            *shared.PRINTING,
        ),
    ),
)


def execute(options: Options, world: World) -> int:
    """Audit and print the report; the exit code is the report's."""
    looks = look(options, world)
    reading, config = shared.request(options, world)
    request = shared.judging(reading, options, config)
    from ebaudit.pipeline import audit

    report = audit(request)
    write(render(options.format or config.format or "text", report, looks), options, world)
    code = report.exit_code
    return 0 if options.exit_zero and code.excusable else int(code)
