"""``ebaudit drift``: what is live and not as declared."""

# ruff: noqa: PTH118, PTH208  pathlib costs start-up time

import os
from typing import TYPE_CHECKING

from ebaudit.cli import options as shared
from ebaudit.cli.args import Group, Option, Options
from ebaudit.cli.commands.check import ALLOW_INCOMPLETE, EXIT_ZERO, FAIL_ON
from ebaudit.cli.output import look, write
from ebaudit.cli.world import World
from ebaudit.model.request import LIVE, Request, RequestError
from ebaudit.report import FORMATS, render

if TYPE_CHECKING:
    from ebaudit.drifting import Asked, Drifted

USAGE = "drift [OPTION]... DECLARED [--live | --against PATH]"
ABOUT = """Compare what is declared with what is live, by meaning, and say what follows for events: which no longer
reach whom. Missing, unmanaged and changed resources are told apart, and so is what Terraform will not repair: a
rule that was switched off where the code sets no 'status', rules made by hand on a declared bus, settings that only
the console has, and targets for which the next apply deletes the rule and creates it again.

DECLARED is a module, a plan, a state or a snapshot. Live is the account (--live), or what was saved of it: a
snapshot, a state, or what it answered (--against, --state). A plan alone is compared with what its own refresh
found, without any credentials. What could not be read is undecided, never missing.

Examples: ebaudit drift infra --live; ebaudit drift plan.json; ebaudit drift infra --against live.json

Exit codes: 0 no drift at or above the --fail-on severity, 1 drift, 2 wrong usage, configuration or policy file,
3 something could not be read or compared, 4 a bug in ebaudit. A larger code wins."""
DECLARED = Option(("paths",), "a module, plan, state or snapshot: what should be there", "DECLARED", {"nargs": "*"})
WITH_LIVE = Option(("--live",), "compare with the account, as the options below reach it", "", shared.FLAG)
AGAINST = Option(("--against",), "compare with a snapshot, a state, or a saved account", "PATH")
STATE = Option(("--state",), "compare with a Terraform state", "FILE")
EXPLAIN_EQUAL = Option(("--explain-equal",), "list the differences that mean nothing, by rule", "", shared.FLAG)
ADOPT = Option(("--adopt",), "print the patch that makes the code say what is live, not the report", "", shared.FLAG)
REVERT = Option(("--revert",), "print the calls and commands that undo the drift, not the report", "", shared.FLAG)
ATTRIBUTE = Option(("--attribute",), "ask the account's trail who changed what drifted, and when", "", shared.FLAG)
TRAIL = Option(("--trail",), "take that from FILE: records of ActionTrail as JSON or JSON lines", "FILE")
HISTORY = Option(("--history",), "tell between which snapshots of DIR something drifted", "DIR")
GROUPS = (
    Group(
        "What is compared",
        (
            DECLARED,
            WITH_LIVE,
            AGAINST,
            STATE,
            *shared.INPUTS,
        ),
    ),
    shared.LIVE,
    Group("Who did it", (ATTRIBUTE, TRAIL, HISTORY)),
    Group("How it is judged", (shared.SELECT, shared.IGNORE, shared.POLICIES, FAIL_ON, ALLOW_INCOMPLETE, EXIT_ZERO)),
    Group(
        "What is printed",
        (
            shared.format_option(FORMATS),
            EXPLAIN_EQUAL,
            ADOPT,
            REVERT,
            *shared.PRINTING,
        ),
    ),
)


def execute(options: Options, world: World) -> int:
    """Compare and print; the exit code is the report's."""
    from ebaudit.drifting import drift

    declared, against = _requests(options, world)
    found = drift(declared, against, declared.inputs.live.digest_key, _asked(options))
    write(_text(found, options, world), options, world)
    code = found.report.exit_code
    return 0 if options.exit_zero and code.excusable else int(code)


def _text(found: "Drifted", options: Options, world: World) -> str:
    """Return what is printed: the report, or a way back."""
    if options.adopt and options.revert:
        raise RequestError(("--adopt and --revert exclude each other",))
    if options.adopt:
        return _adopted(found, options.format or "text")
    if options.revert:
        from ebaudit.cli.reverting import shown
        from ebaudit.drift.revert import ways

        back = ways(found.standing, found.declared, found.catalog, found.report.secrets)
        return shown(back, options.format or "text")
    name = options.format or "text"
    text = render(name, found.report, look(options, world))
    return text + _equal(found, name) if options.explain_equal else text


def _adopted(found: "Drifted", name: str) -> str:
    """Return the patch below what it cannot do, without secrets in either."""
    if name != "text":
        raise RequestError(("--adopt is printed with --format text only",))
    from ebaudit.drift.adopt import adopt
    from ebaudit.report.redact import Redactor

    report = found.report
    made = adopt(found.standing, found.declared, report.sources, found.catalog, report.secrets)
    hide = Redactor(report.masked, report.secrets, report.sources).text
    return made._replace(notes=tuple(map(hide, made.notes))).text()


def _asked(options: Options) -> "Asked":
    """Return what is asked about who did it; RequestError for a file or directory that cannot be read."""
    from ebaudit.drifting import Asked

    if options.attribute and not options.live:
        raise RequestError(("--attribute asks the account, so it needs --live; a trail's file is given with --trail",))
    until = ""
    if options.attribute:
        from datetime import UTC, datetime

        until = datetime.now(UTC).isoformat()
    return Asked(until, _read(options.trail) if options.trail else None, _scans(options.history))


def _read(path: str) -> bytes:
    try:
        with open(path, "rb") as file:  # noqa: PTH123  pathlib costs start-up time
            return file.read()
    except OSError as error:
        raise RequestError((f"--trail '{path}': {error.strerror}",)) from None


def _scans(directory: str | None) -> tuple[str, ...]:
    """Return the snapshots of a directory in the order of their names, which should begin with the time."""
    if not directory:
        return ()
    try:
        names = sorted(name for name in os.listdir(directory) if name.endswith(".json"))
    except OSError as error:
        raise RequestError((f"--history '{directory}': {error.strerror}",)) from None
    return tuple(os.path.join(directory, name) for name in names)


def _key(world: World) -> bytes:
    """Return what digests of secrets are made with: the user's key, else one that lasts for this run."""
    from ebaudit.cli.live import DIGEST_KEY, KEY_BYTES

    return world.environ.get(DIGEST_KEY, "").strip().encode("utf-8", "surrogateescape") or os.urandom(KEY_BYTES)


def _requests(options: Options, world: World) -> tuple[Request, Request | None]:
    """Return what opens the declared side, and what opens the live one."""
    if len(options.paths) != 1:
        raise RequestError(("drift takes one DECLARED: a module, plan, state or snapshot",))
    given = [each for each in (LIVE if options.live else None, options.against, options.state) if each]
    if len(given) > 1:
        raise RequestError(("--live, --against and --state exclude each other",))
    options.before = False
    declared, config = shared.request(options, world)
    request = shared.judging(declared, options, config)
    if not given:
        return _with_key(request, _key(world)), None
    options.paths, options.source, options.variables = [given[0]], None, []
    there, _ = shared.request(options, world)
    key = there.inputs.live.digest_key or _key(world)
    against = request._replace(paths=there.paths, inputs=there.inputs)
    return _with_key(request, key), _with_key(against, key)


def _with_key(request: Request, key: bytes) -> Request:
    """Return a request whose live accounts have the digests of their secrets made with a key."""
    return request._replace(inputs=request.inputs._replace(live=request.inputs.live._replace(digest_key=key)))


def _equal(found: "Drifted", name: str) -> str:
    """Return the differences that mean nothing, under their rules."""
    if name != "text":
        raise RequestError(("--explain-equal is printed with --format text only",))
    by_rule: dict[str, list[str]] = {}
    for fold in found.drift.folded:
        by_rule.setdefault(fold.rule, []).append(fold.place)
    lines = ["", "Differences that mean nothing:"] if by_rule else ["", "There are no differences that mean nothing."]
    for rule, places in sorted(by_rule.items()):
        lines.append(f"  {rule} ({len(places)})")
        lines += [f"    {place}" for place in places]
    return "\n".join(lines) + "\n"
