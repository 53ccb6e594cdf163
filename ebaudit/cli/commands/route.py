"""``ebaudit route``: where an event goes."""

from typing import TYPE_CHECKING

from ebaudit.cli import options as shared
from ebaudit.cli.args import Group, Option, Options
from ebaudit.cli.output import look, write
from ebaudit.cli.world import World
from ebaudit.model.diagnostic import Diagnostic, Level
from ebaudit.model.report import ExitCode

if TYPE_CHECKING:
    from ebaudit.analysis.patterns.event import Event
    from ebaudit.cli.deliveries import Shown
    from ebaudit.pipeline import Routings

USAGE = "route [OPTION]... --event EVENT [PATH]..."
ABOUT = """Send one event through the rules of Terraform modules and print every delivery: the target, and each
parameter as it would be sent. Nothing is sent in truth. EVENT is a file, '-' for standard input, or JSON right
there. Targets that forward to another bus are followed. What depends on something unknown is listed apart.

Example: ebaudit route infra --event event.json --why

The event arrives on the bus of --bus, else on the one that its attribute aliyuneventbusname names, else on the
bus 'default'.

Exit codes: 0 the event reaches a target, 1 it reaches none, 2 wrong usage or an event that cannot be read, 3
something unknown decides, or could not be read or evaluated, 4 a bug in ebaudit. A larger code wins."""
GROUPS = (
    Group(
        "What is sent",
        (
            Option(("--event",), "the event, a CloudEvent: a file, '-' or JSON", "EVENT"),
            Option(("--bus",), "the bus that the event arrives on", "NAME"),
        ),
    ),
    shared.READING,
    shared.LIVE,
    Group(
        "What is printed",
        (
            Option(("--why",), "for each rule that did not take the event, the field that decided", "", shared.FLAG),
            shared.format_option(("text", "json")),
            shared.OUTPUT,
            shared.COLOR,
            shared.DEBUG,
            shared.HELP,
        ),
    ),
)


def execute(options: Options, world: World) -> int:
    """Print where the event goes."""
    from ebaudit.cli.deliveries import shown
    from ebaudit.cli.inputs import needed, only_one_from_stdin
    from ebaudit.pipeline import route

    needed({"--event": options.event})
    only_one_from_stdin(options.event, *options.paths)
    event = _event(options, world)
    request, _ = shared.request(options, world)
    found = route(request, event, options.bus)
    estates = [shown(routing, found.catalog) for routing in found.routings]
    problems = (*found.problems, *(d for routing in found.routings for d in routing.opened.diagnostics))
    code = _code(estates, problems)
    if options.format == "json":
        write(_json(found, estates, code), options, world)
    else:
        write(_text(found, estates, options, world), options, world)
    return int(code)


def _event(options: Options, world: World) -> "Event":
    """Read the event; RequestError that says where it is wrong."""
    from ebaudit.analysis.patterns.event import read_event
    from ebaudit.cli.inputs import document
    from ebaudit.model.request import RequestError

    source = document("--event", options.event, world)
    event, problems = read_event(source.text)
    if event is None:
        wrong = [fault for fault in problems if fault.code != "duplicate-key"]
        raise RequestError(tuple(f"{source.span(fault.start, fault.end)}: {fault.message}" for fault in wrong))
    return event


def _code(estates: "list[Shown]", problems: tuple[Diagnostic, ...]) -> ExitCode:
    unknown = any(
        found.undecided or any(p["status"] == "unknown" for d in found.deliveries for p in d["parameters"])
        for found in estates
    )
    if unknown or any(problem.level is Level.ERROR for problem in problems):
        return ExitCode.INCOMPLETE
    return ExitCode.CLEAN if any(found.deliveries for found in estates) else ExitCode.FINDINGS


def _clear(routings: "Routings") -> tuple[tuple[Diagnostic, ...], ...]:
    """Return what could not be read, first of no estate that is printed, then of each, without secrets."""
    from ebaudit.cli.deliveries import redactor_of

    cleared = [routings.problems]
    for routing in routings.routings:
        hide = redactor_of(routing).text
        cleared.append(
            tuple(d._replace(summary=hide(d.summary), detail=hide(d.detail)) for d in routing.opened.diagnostics)
        )
    return tuple(cleared)


def _text(found: "Routings", estates: "list[Shown]", options: Options, world: World) -> str:
    from ebaudit.cli.deliveries import redactor_of
    from ebaudit.cli.deliveries_text import lines
    from ebaudit.report.lines import BLANK, Line, Page
    from ebaudit.report.redact import Redactor
    from ebaudit.report.summary import diagnostics
    from ebaudit.report.text import paint

    how = look(options, world)
    first, *others = _clear(found)
    parts: list[list[Line]] = [list(diagnostics(first, Page(how, found.sources, Redactor())))]
    for routing, estate, problems in zip(found.routings, estates, others, strict=True):
        page = Page(how, routing.opened.sources, redactor_of(routing))
        parts += [list(lines(estate, page, why=options.why)), list(diagnostics(problems, page))]
    laid = [line for part in parts if part for line in (*part, BLANK)]
    return paint(laid[:-1], how)


def _json(found: "Routings", estates: "list[Shown]", code: ExitCode) -> str:
    from json import dumps

    from ebaudit.report.json import diagnostic

    document = {
        "schema_version": "1.0",
        "exit_code": int(code),
        "estates": [estate._asdict() for estate in estates],
        "diagnostics": [diagnostic(problem) for part in _clear(found) for problem in part],
    }
    return dumps(document, indent=2, ensure_ascii=False) + "\n"
