"""``ebaudit live``: who calls an account, what that may read, and what it would need."""

from typing import TYPE_CHECKING

from ebaudit.cli import options as shared
from ebaudit.cli.args import Group, Option, Options, one_of
from ebaudit.cli.output import look, write
from ebaudit.cli.world import World
from ebaudit.model.report import ExitCode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ebaudit.readers.live.probe import Probed, Reach, Who
    from ebaudit.report.lines import Line

USAGE = "live [OPTION]... whoami|permissions"
ABOUT = """whoami: print which identity reads live accounts, where its credentials are from, at which endpoints and in
which regions, and which actions it may call there; each is called once, and nothing is changed.

permissions: print the least RAM policy that the given options need, as JSON; with --assume-role one for whoever
calls first and one for each role. Nothing is called.

To read an account, give live: or live:REGION to check, show, diff, route or test.

Exit codes: 0 everything that is needed may be read, 2 wrong usage, 3 something may not be read or cannot be told,
4 a bug in ebaudit."""
ATTRIBUTE = Option(("--attribute",), "include what it takes to tell who changed something", "", shared.FLAG)
WHAT = Option(("what",), "whoami or permissions", "WHAT", {"type": one_of("question", ("permissions", "whoami"))})
GROUPS = (
    Group("What is asked", (WHAT, ATTRIBUTE)),
    Group(
        shared.LIVE.title,
        tuple(option for option in shared.LIVE.options if option not in (shared.RECORD, shared.REPLAY)),
    ),
    Group(
        "What is printed",
        (shared.format_option(("json", "text")), shared.OUTPUT, shared.COLOR, shared.DEBUG, shared.HELP),
    ),
)


def execute(options: Options, world: World) -> int:
    """Answer the question."""
    return _permissions(options, world) if options.what == "permissions" else _whoami(options, world)


def _permissions(options: Options, world: World) -> int:
    from json import dumps

    from ebaudit.readers.live.permissions import policies

    found = policies(shared.live_inputs(options, world).roles, trail=options.attribute)
    printed = {name or "caller": policy for name, policy in found.items()} if len(found) > 1 else found[""]
    write(dumps(printed, indent=2) + "\n", options, world)
    return int(ExitCode.CLEAN)


def _whoami(options: Options, world: World) -> int:
    from ebaudit.catalog import load
    from ebaudit.model.request import RequestError
    from ebaudit.readers.live.fetch import LiveError
    from ebaudit.readers.live.probe import who

    try:
        found = who(shared.live_inputs(options, world), load()[0], trail=options.attribute)
    except LiveError as error:
        raise RequestError((error.problem.detail,)) from None
    if options.format == "json":
        write(_json(found), options, world)
    else:
        from ebaudit.report.text import paint

        how = look(options, world)
        write(paint(list(_lines(found)), how), options, world)
    refused = found.problem or any(probe.allowed is not True for reach in found.reaches for probe in reach.probes)
    return int(ExitCode.INCOMPLETE if refused else ExitCode.CLEAN)


def _lines(found: "Who") -> "Iterator[Line]":
    from ebaudit.report.cells import clean

    rows = {
        "identity": f"{found.arn} ({found.kind})" if found.arn else "",
        "account": found.account,
        "credentials": found.origin,
        **{f"role {place}": arn for place, arn in enumerate(found.roles, 1)},
    }
    for name, value in rows.items():
        if value:
            yield (("label", f"{name:<12}"), ("", clean(value)))
    if found.problem:
        yield (("high", f"{'unknown':<12}"), ("", clean(found.problem)))
    for reach in found.reaches:
        yield from _reach(reach)


def _reach(reach: "Reach") -> "Iterator[Line]":
    from ebaudit.report.lines import BLANK

    yield BLANK
    yield (("strong", reach.region), ("", f"  {reach.endpoint}"))
    if not reach.activated:
        yield (("", "  EventBridge is not activated here: there is nothing to read."),)
    for probe in reach.probes:
        yield _row(probe)


def _row(probe: "Probed") -> "Line":
    from ebaudit.report.cells import clean

    word, role = {True: ("yes", ""), False: ("no", "high"), None: ("unknown", "high")}[probe.allowed]
    why = f" {clean(probe.why.removeprefix(probe.action).lstrip())}" if probe.why else ""
    return (("", "  "), (role, f"{word:<8}"), ("", f"{probe.action}{why}"))


def _json(found: "Who") -> str:
    from json import dumps

    regions = [
        {
            "region": reach.region,
            "endpoint": reach.endpoint,
            "activated": reach.activated,
            "actions": {probe.action: {"allowed": probe.allowed, "why": probe.why} for probe in reach.probes},
        }
        for reach in found.reaches
    ]
    document = {
        "schema_version": "1.0",
        "account": found.account,
        "identity": found.arn,
        "kind": found.kind,
        "credentials": found.origin,
        "roles": list(found.roles),
        "problem": found.problem,
        "regions": regions,
    }
    return dumps(document, indent=2, ensure_ascii=False) + "\n"
